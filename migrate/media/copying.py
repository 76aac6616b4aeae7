"""Files from a folder, zip or tar that the user has: matched by their path below the uploads, read and never followed.

Those of a folder stay where they are; those of an archive are unpacked into the cache.
"""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

from migrate.media.archives import archive_identity, is_archive, unpack
from migrate.media.cache import MediaCache
from migrate.media.contents import HEAD, check_contents
from migrate.media.limits import Limits
from migrate.media.reasons import Reason, RefusedError
from migrate.media.urls import UPLOADS, is_safe
from migrate.media.wanted import OPEN, Cached, MediaWanted, WantedFiles
from migrate.model.errors import UnreadableInputError

_BELOW_ROOT = ("", "uploads", UPLOADS)
_MOST_FOLDERS = 1000


def copy_media(
    wanted: WantedFiles, source: Path, cache: MediaCache, limits: Limits, progress: Callable[[int, int], None]
) -> None:
    """Settle all of `wanted` from `source`. Raises UnreadableInputError for one that is no folder, zip or tar."""
    total = wanted.count(OPEN)
    if source.is_dir():
        folder = _Folder(source, cache, limits)
        for done, one in enumerate(wanted.every_open(), 1):
            try:
                wanted.had(one.key, folder.take(one))
            except RefusedError as refused:
                wanted.missing(one.key, refused.reason, refused.detail)
            progress(done, total)
        return
    if not is_archive(source):
        raise UnreadableInputError(
            "the media source is no folder, zip or tar",
            file=str(source),
            hint="name the uploads folder of the old site, or an archive of it",
        )
    unpack(wanted, source, archive_identity(source), cache, limits, lambda done: progress(done, total))


class _Folder:
    def __init__(self, source: Path, cache: MediaCache, limits: Limits) -> None:
        self._root = Path(os.path.realpath(source))
        self._cache = cache
        self._limits = limits
        self._sites, self._uploads = self._bases()

    def take(self, wanted: MediaWanted) -> Cached:
        """The first of the paths that a file may have here. Raises RefusedError."""
        refused = RefusedError(Reason.NOT_THERE)
        for path in self._candidates(wanted):
            real = Path(os.path.realpath(path))
            if not real.is_relative_to(self._root):
                refused = RefusedError(Reason.LEADS_OUTSIDE, str(path))
                continue
            try:
                found = self._cached(real, wanted)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                refused = RefusedError(Reason.UNREADABLE, error.strerror or str(error))
            except RefusedError as error:
                refused = error
            else:
                return found
        raise refused

    def _cached(self, path: Path, wanted: MediaWanted) -> Cached:
        # Looked at before it is opened: opening a named pipe would wait for ever.
        before = path.stat()
        if not stat.S_ISREG(before.st_mode):
            raise RefusedError(Reason.NOT_THERE)
        if before.st_size > self._limits.file_bytes:
            raise RefusedError(Reason.TOO_LARGE, f"{before.st_size} bytes")
        digest = self._cache.digest_of(path, before.st_size, before.st_mtime_ns)
        with path.open("rb") as file:
            check_contents(file.read(HEAD), wanted.path)
            if digest is None:
                file.seek(0)
                digest = hashlib.file_digest(file, "sha256").digest()
                self._cache.note_digest(path, before.st_size, before.st_mtime_ns, digest)
        return Cached(path, digest, before.st_size, str(path))

    def _candidates(self, wanted: MediaWanted) -> Iterator[Path]:
        names = [wanted.upload, *beside(wanted)] if wanted.upload else []
        for name in names:
            for base in self._uploads:
                yield from _spellings(base, name)
        if is_safe(wanted.path):
            for base in self._sites:
                yield from _spellings(base, wanted.path)
            below = wanted.path.removeprefix(f"{UPLOADS}/")
            for base in self._uploads:
                yield from _spellings(base, below)

    def _bases(self) -> tuple[list[Path], list[Path]]:
        """Folders that a site's home may lie in, and its uploads; the given one first."""
        sites = [self._root]
        with os.scandir(self._root) as entries:
            for entry in entries:
                if len(sites) < _MOST_FOLDERS and entry.is_dir(follow_symlinks=False):
                    sites.append(self._root / entry.name)
        sites[1:] = sorted(sites[1:])
        uploads = [self._root / below if below else self._root for below in _BELOW_ROOT]
        uploads += [site / UPLOADS for site in sites[1:]]
        return sites, [self._root, *(folder for folder in uploads[1:] if folder.is_dir())]


def beside(wanted: MediaWanted) -> Iterator[str]:
    """Paths below the uploads of the other files that would do."""
    folder, slash, _ = wanted.upload.rpartition("/")
    for address in wanted.alternatives:
        name = unquote(address.partition("?")[0].rpartition("/")[2])
        if is_safe(name) and "/" not in name:
            yield folder + slash + name


def _spellings(base: Path, path: str) -> Iterator[Path]:
    """As it is, and in both forms of Unicode: macOS's archives have other bytes for `é`."""
    forms = [path, unicodedata.normalize("NFC", path), unicodedata.normalize("NFD", path)]
    for form in dict.fromkeys(forms):
        if len(form.encode("utf-8", "replace")) < 4000 and _encodes(form):
            yield base / form


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
