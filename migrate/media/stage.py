"""The files of one run, from what the export names to where each lies: all that a conversion asks of this package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from migrate.mappers.context import Context
from migrate.mappers.links import Addresses
from migrate.media.cache import MediaCache
from migrate.media.copying import copy_media
from migrate.media.gather import gather_media
from migrate.media.hosts import AllowedHosts
from migrate.media.limits import Limits
from migrate.media.places import FileLayout, place_files
from migrate.media.reasons import Reason, RefusedError
from migrate.media.report import MediaReport, media_report
from migrate.media.wanted import Cached, Missing, WantedFiles
from migrate.model.routes import Route
from migrate.wxr.index import Index
from migrate.wxr.reader import Reader

LOOSE = "file/"
"""How keys of files begin that are no attachments."""

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
    """Used in this order: `prepare` once, `routes` once places of entries are known, then the others."""

    def __init__(self, options: MediaOptions, progress: Progress) -> None:
        # A name that is none is told before the export is read.
        AllowedHosts((), (), options.hosts)
        self._options = options
        self._progress = progress
        self._wanted: WantedFiles | None = None

    def prepare(
        self, reader: Reader, index: Index, context: Context, addresses: Addresses, homes: Sequence[str]
    ) -> MediaReport:
        """Find what is wanted, and get it. Raises MigrateError for a cache or a source that cannot be used."""
        options = self._options
        wanted = self._wanted = WantedFiles(index.database)
        found = gather_media(reader, index, context, addresses, (*homes, *_plain(options.hosts)), wanted)
        with MediaCache(options.cache) as cache:
            if options.source is not None:
                copy_media(wanted, options.source, cache, options.limits, self._progress)
            else:
                hosts = AllowedHosts(homes, wanted.uploaded_to(), options.hosts)
                if options.offline:
                    recall_media(wanted, cache, hosts)
                else:
                    from migrate.media.download import download_media

                    download_media(wanted, cache, hosts, options.limits, self._progress)
        return media_report(wanted, Counter(dict(found.other_hosts)))

    def routes(self, layout: FileLayout, route: Callable[[str], Route | None]) -> Iterator[Route]:
        """The places of all files that were had, under their keys. `route`: of an entry, by its key."""
        return place_files(self._prepared(), layout, route)

    def cached(self, key: str) -> Cached | None:
        """The file of an attachment, or of a loose file, as it lies on this machine."""
        return self._prepared().cached(key)

    def loose(self) -> Iterator[str]:
        """Keys of the files that were had and are no attachments: no record brings them."""
        return (one.key for one in self._prepared().every_had() if one.key.startswith(LOOSE))

    def missing(self) -> Iterator[Missing]:
        """What could not be had, and why: one loss each."""
        return self._prepared().every_missing()

    def _prepared(self) -> WantedFiles:
        if self._wanted is None:
            raise RuntimeError("the files of this run are not prepared")
        return self._wanted


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
        else:
            wanted.missing(one.key, refused.reason, refused.detail)


def _plain(hosts: Sequence[str]) -> tuple[str, ...]:
    """Named hosts as addresses of a front page: what entries show of them is wanted too."""
    return tuple(f"http://{host}" for host in hosts)
