"""The files of one run, from what the export names to where each lies: all that a conversion asks of this package."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from migrate.mappers.context import Context
from migrate.mappers.links import Addresses
from migrate.media.cache import MediaCache
from migrate.media.copying import copy_media
from migrate.media.gather import gather_media
from migrate.media.hosts import AllowedHosts
from migrate.media.limits import Limits
from migrate.media.places import place_files
from migrate.media.reasons import SENTENCES, Reason, RefusedError
from migrate.media.report import MediaReport, media_report
from migrate.media.wanted import OPEN, Cached, WantedFiles
from migrate.model.files import LOOSE, FileLayout, FilePlace, MissingFile, Owner
from migrate.wxr.index import Index
from migrate.wxr.reader import Reader

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class MediaOptions:
    """What the user chose."""

    cache: Path
    source: Path | None = None
    """The folder or archive to copy from; None to download."""
    hosts: tuple[str, ...] = ()
    """`HOST` or `HOST:PORT`, besides the site's own."""
    offline: bool = False
    """Take what is in the cache, and ask nobody."""
    limits: Limits = field(default_factory=Limits)


class MediaStage:
    """Used in this order: `prepare` once; then, as often as places of entries are decided, `places` and the others."""

    def __init__(self, options: MediaOptions, progress: Progress) -> None:
        # A name that is none is told before the export is read.
        AllowedHosts((), (), options.hosts)
        self._options = options
        self._progress = progress
        self._wanted: WantedFiles | None = None
        self._other_hosts: Mapping[str, int] = {}

    def prepare(
        self,
        reader: Reader,
        index: Index,
        context: Context,
        addresses: Addresses,
        homes: Sequence[str],
        descriptions: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Find what is wanted, and get it. Raises MigrateError for a cache or a source that cannot be used."""
        wanted = self._wanted = WantedFiles(index.database)
        named = (*homes, *_plain(self._options.hosts))
        self._other_hosts = gather_media(reader, index, context, addresses, named, wanted, descriptions).other_hosts
        self._settle(wanted, homes)

    def places(
        self, layout: FileLayout, owner: Callable[[str], Owner | None], is_taken: Callable[[str], bool]
    ) -> Iterator[FilePlace]:
        """The places of all files that were had: see `place_files`."""
        return place_files(self._prepared(), layout, owner, is_taken)

    def missing(self) -> Iterator[MissingFile]:
        """What could not be had, and why: one loss each."""
        for one, reason, detail in self._prepared().every_missing():
            source = (one.owner or one.key) if one.key.startswith(LOOSE) else one.key
            yield MissingFile(source, one.url, SENTENCES[reason] + (f" ({detail})" if detail else ""))

    def report(self) -> MediaReport:
        """What became of all that is wanted."""
        return media_report(self._prepared(), dict(self._other_hosts))

    def _settle(self, wanted: WantedFiles, homes: Sequence[str]) -> None:
        options = self._options
        with MediaCache(options.cache) as cache:
            if options.source is not None:
                copy_media(wanted, options.source, cache, options.limits, self._progress)
                return
            hosts = AllowedHosts(homes, wanted.uploaded_to(), options.hosts)
            if options.offline:
                recall_media(wanted, cache, hosts)
            elif wanted.count(OPEN):
                from migrate.media.download import download_media

                download_media(wanted, cache, hosts, options.limits, self._progress)

    def _prepared(self) -> WantedFiles:
        if self._wanted is None:
            raise RuntimeError("the files of this run are not prepared")
        return self._wanted


class WrittenMedia(MediaStage):
    """The files that an earlier run wrote, by what it recorded: nothing is asked for, and no cache is needed."""

    def __init__(self, hosts: Sequence[str], written: Callable[[str, str], Cached | None]) -> None:
        """`written`: the file at the destination that was written for a key; given the path that it had, too."""
        super().__init__(MediaOptions(Path(), hosts=tuple(hosts)), lambda done, total: None)
        self._written = written

    def _settle(self, wanted: WantedFiles, homes: Sequence[str]) -> None:
        for one in wanted.every_open():
            if (file := self._written(one.key, one.path)) is not None:
                wanted.had(one.key, file)
            else:
                wanted.missing(one.key, Reason.NOT_WRITTEN)


def recall_media(wanted: WantedFiles, cache: MediaCache, hosts: AllowedHosts) -> None:
    """Settle all of `wanted` from what earlier runs fetched."""
    for one in wanted.every_open():
        refused = RefusedError(Reason.NOT_ASKED)
        for address in (one.url, *one.alternatives):
            try:
                hosts.endpoint(address)
            except RefusedError as error:
                refused = error
                continue
            if (cached := cache.find(address)) is not None:
                wanted.had(one.key, cached)
                break
            refused = cache.missing(address, float("inf")) or refused
        else:
            wanted.missing(one.key, refused.reason, refused.detail)


def _plain(hosts: Sequence[str]) -> tuple[str, ...]:
    """Named hosts as addresses of a front page: what entries show of them is wanted too."""
    return tuple(f"http://{host}" for host in hosts)
