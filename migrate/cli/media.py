"""Options of files of the old site: what they may be together, and who then has the files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec

from migrate.cli.progress import Progress
from migrate.mappers.options import Options
from migrate.model.errors import UsageError
from migrate.plan.media import MediaFiles
from migrate.targets.registry import find_target, load_target

_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,3})?)\s*(?:([kmgt])(i?)b?|b)?", re.IGNORECASE)
_UNITS = "kmgt"


class FileChoices(msgspec.Struct, frozen=True, kw_only=True):
    """Where files come from on this machine: not part of what a run is, as the same files give the same site."""

    source: str = ""
    """A folder or archive; empty to download."""
    cache: str = ""
    """A folder; empty for the user's own."""
    offline: bool = False

    def absolute(self) -> FileChoices:
        """The same from any folder."""
        source, cache = (str(Path(name).absolute()) if name else "" for name in (self.source, self.cache))
        return FileChoices(source=source, cache=cache, offline=self.offline)


def file_choices(choices: dict[str, Any], target: str, destination: str) -> FileChoices:
    """What a command's options say. Raises UsageError for options that do not go together."""
    mode = choices["media"]
    source, cache, offline = choices["media_source"], choices["media_cache"], choices["media_offline"]
    if mode == "copy" and source is None:
        raise UsageError("--media copy does not know from where", hint="name the uploads folder: --media-source PATH")
    if source is not None and mode != "copy":
        raise UsageError(f"--media-source does nothing with --media {mode}", hint="say --media copy")
    if offline and mode != "download":
        raise UsageError(f"--media-offline does nothing with --media {mode}", hint="say --media download")
    for option, given in (("--media-host", choices["media_hosts"]), ("--media-largest", choices["media_largest"])):
        if given and mode not in ("copy", "download"):
            raise UsageError(f"{option} does nothing with --media {mode}", hint="say --media copy or download")
    if mode in ("copy", "download"):
        if not getattr(load_target(find_target(target)), "takes_files", False):
            raise UsageError(
                f"{target} holds records, and has no place for files: --media {mode} does not go with it",
                hint="--media link keeps their addresses, --media none leaves attachments out",
            )
        if cache is not None and cache.absolute().resolve().is_relative_to(Path(destination).absolute().resolve()):
            raise UsageError(
                "the media cache would be published with the destination that it is in",
                file=str(cache),
                hint="name another folder with --media-cache",
            )
    return FileChoices(source=str(source or ""), cache=str(cache or ""), offline=offline)


def media_files(options: Options, files: FileChoices, progress: Progress) -> MediaFiles | None:
    """Who has the files of a run; None where they stay where they are. Raises UsageError."""
    if not options.takes_files:
        return None
    from migrate.media.cache import default_cache
    from migrate.media.limits import Limits
    from migrate.media.stage import MediaOptions, MediaStage

    chosen = MediaOptions(
        cache=Path(files.cache) if files.cache else default_cache(),
        source=Path(files.source) if files.source else None,
        hosts=options.media_hosts,
        offline=files.offline,
        limits=Limits() if options.media_largest is None else Limits(file_bytes=options.media_largest),
    )
    return MediaStage(chosen, lambda done, total: progress("fetching", done, total))


def size_of(text: str | None) -> int | None:
    """Bytes: `20MB` are 20 million, `1GiB` is 1,073,741,824. Raises UsageError for what is no size."""
    if text is None:
        return None
    found = _SIZE.fullmatch(text.strip())
    number, unit, binary = found.groups() if found else ("0", None, None)
    size = int(float(number) * ((1024 if binary else 1000) ** (_UNITS.index(unit.lower()) + 1) if unit else 1))
    if size < 1:
        raise UsageError(f"--media-largest {text} is no size", hint="write it as 20MB or 1GiB")
    return size
