"""Files of the old site in a run: had before anything is planned, then given places, as losses or as artifacts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

from migrate.mappers.context import Context
from migrate.mappers.links import Addresses, gather_addresses
from migrate.model.artifact import Copied, Group
from migrate.model.files import FileLayout, FilePlace, MissingFile, Owner
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Visibility
from migrate.wxr.index import KEPT, Index
from migrate.wxr.reader import Reader


class MediaSummary(Protocol):
    """What became of all files, for reports."""

    def sentences(self) -> list[str]:
        """For people: what there is, then what needs a look."""

    def examples(self) -> list[str]:
        """A line for each of the first that are missing."""

    def as_dict(self) -> dict[str, Any]:
        """As JSON values."""


class MediaFiles(Protocol):
    """Who has files: see `migrate.media.stage`."""

    def prepare(
        self,
        reader: Reader,
        index: Index,
        context: Context,
        addresses: Addresses,
        homes: Sequence[str],
        descriptions: Iterable[tuple[str, str]],
    ) -> None:
        """Once: find what is wanted, and get it."""

    def places(
        self, layout: FileLayout, owner: Callable[[str], Owner | None], is_taken: Callable[[str], bool]
    ) -> Iterator[FilePlace]:
        """Where each file that was had is to lie. `owner`: the entry with a key; `is_taken`: of a path."""

    def missing(self) -> Iterator[MissingFile]:
        """What could not be had; once all places are given."""

    def report(self) -> MediaSummary:
        """What became of all; likewise."""


def prepare_media(
    media: MediaFiles,
    reader: Reader,
    index: Index,
    context: Context,
    homes: Sequence[str],
    descriptions: Iterable[tuple[str, str]],
) -> None:
    """Have all files, before anything is planned. `homes`: addresses that the site's front page has and had.
    `descriptions`: of authors and terms, with their keys."""
    addresses = Addresses(index, context.lookup, [*homes, context.options.new_home])
    index.set_addresses(gather_addresses(index, addresses))
    media.prepare(reader, index, context, addresses, homes, descriptions)
    index.clear_addresses()


def settle_media(media: MediaFiles, index: Index, layout: FileLayout) -> MediaSummary:
    """Decide where files lie, once that is decided of entries."""

    def owner(key: str) -> Owner | None:
        route, visibility = index.route(key), _visibility(index, key)
        if route is None or visibility is None:
            return None
        return Owner(route.path, route.url, visibility == Visibility.PUBLIC)

    def places() -> Iterator[FilePlace]:
        for place in media.places(layout, owner, index.has_path):
            # An attachment may have become unreadable since.
            if not place.key.startswith("media/") or _visibility(index, place.key) is not None:
                yield place

    index.set_files(places(), media.missing())
    return media.report()


def missing_losses(index: Index, source: str) -> Iterator[Loss]:
    """A loss for each file of a record that could not be had."""
    for one in index.missing_files(source):
        field = "url" if source.startswith("media/") else "content"
        detail = f"{one.url}: {one.reason}" if one.url else one.reason
        yield Loss(kind=LossKind.MISSING_FILE, source=source, field=field, detail=detail[:300])


def loose_groups(index: Index) -> Iterator[Group]:
    """The files that entries show and that are no attachments: no record brings them."""
    for place in index.loose_files():
        yield Group(place.key, [copied(place)], {})


def copied(place: FilePlace) -> Copied:
    """A file as what is wanted at the destination."""
    return Copied(place.key, place.path, place.cached, place.digest, place.size)


def _visibility(index: Index, key: str) -> str | None:
    row = index.database.execute("SELECT visibility FROM items WHERE key = ? AND state = ?", (key, KEPT)).fetchone()
    return row[0] if row else None
