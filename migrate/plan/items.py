"""An item of the index → what becomes of it: read, mapped, its body read, made into artifacts.

What comes out depends on the item and the index alone, so that any process may do any item, in any order.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from migrate.mappers.context import Context
from migrate.mappers.entries import Place as Decided
from migrate.mappers.entries import map_item
from migrate.mappers.links import Addresses
from migrate.model.artifact import Group
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Author, Entry, Media, Term, Visibility
from migrate.plan.media import missing_losses
from migrate.plan.redirects import redirect_losses
from migrate.plan.reports.record import Withheld
from migrate.plan.watching import Subject
from migrate.targets import Target
from migrate.wxr.index import KEPT, Index, IndexedItem, IndexShare
from migrate.wxr.items import Place, RawItem, Repair
from migrate.wxr.reader import OpenedElsewhere, Reader, Unreadable
from migrate.wxr.roots import Root
from migrate.wxr.source import Part

if TYPE_CHECKING:
    from migrate.mappers.bodies import BodyReader

OTHERS = "state = ? AND key NOT LIKE 'menu-item/%'"
"""Items that become something of their own, with the state `KEPT`."""
_IN_SPAN = f"seq BETWEEN ? AND ? AND {OTHERS}"
_MOST_ITEMS, _MOST_BYTES = 64, 1 << 20
"""Of one span."""


class Watched(NamedTuple):
    """One entry or attachment on its way, or an author or a term with a description."""

    record: Entry | Media | Author | Term
    root: int
    """Number of the `<rss>` element that it stands in."""
    group: Group
    bodies: BodyReader | None


class Derived(NamedTuple):
    """What one record becomes, and what is to be known of it."""

    group: Group
    subject: Subject
    private: bool = False
    """Whether a site shows it to nobody, or not yet."""
    address: str = ""
    """Where it stands on the new site."""
    read: Mapping[str, int] = {}
    """What of the export it was made of: kind of the ledger → count."""
    duplicates: Mapping[str, int] = {}
    place: Place | None = None
    """Where it stood, if it had to be mended."""
    repairs: tuple[Repair, ...] = ()


class Unread(NamedTuple):
    """An item that pass 1 took for sound and that is not."""

    seq: int
    piece: Unreadable


class Span(NamedTuple):
    """Items that follow each other, given to one process at a time."""

    first: int
    last: int
    """`seq` of the last one, which is part of it."""
    number: int
    """How many they are."""


def spans(sizes: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """Items in spans of few items and few bytes; a large one is alone in its own. `sizes`: `seq`, rising, and bytes."""
    held: list[int] = []
    size = 0
    for seq, length in sizes:
        if held and (len(held) >= _MOST_ITEMS or size + length > _MOST_BYTES):
            yield Span(held[0], held[-1], len(held))
            held, size = [], 0
        held.append(seq)
        size += length
    if held:
        yield Span(held[0], held[-1], len(held))


class Items:
    """Makes what items become, one after the other. `watch`: told of every entry and attachment."""

    def __init__(
        self,
        reader: Reader,
        index: Index,
        context: Context,
        target: Target,
        bodies: BodyReader | None,
        watch: Callable[[Watched], None] | None = None,
    ) -> None:
        self._reader = reader
        self._index = index
        self._context = context
        self._target = target
        self._bodies = bodies
        self._watch = watch

    def __call__(self, span: Span) -> list[Derived | Unread]:
        """What becomes of the items of a span, in their order."""
        self._index.come_near(span.first, span.last)
        rows = self._index.items(_IN_SPAN, (span.first, span.last, KEPT))
        return [self._derive(row) for row in rows]

    def single(self, span: Span) -> list[Span]:
        """A span for each item."""
        rows = self._index.items(_IN_SPAN, (span.first, span.last, KEPT))
        return [Span(row.seq, row.seq, 1) for row in rows]

    def lost(self, span: Span, reason: str) -> Unread:
        """The item of a span of one, which no process survived."""
        row = next(self._index.items("seq = ?", (span.first,)))
        return Unread(row.seq, Unreadable(self._reader.place(row.range), reason, self._reader.read(row.range)))

    def _derive(self, row: IndexedItem) -> Derived | Unread:
        raw = self._reader.parse(row.range)
        if isinstance(raw, Unreadable):
            return Unread(row.seq, raw)
        mapped = map_item(raw, Decided(row.key, row.root, Visibility(row.visibility)), self._context)
        losses = mapped.losses
        if row.detail == "repeated id":
            losses.append(
                Loss(
                    kind=LossKind.REPEATED_ID,
                    source=row.key,
                    field="post_id",
                    detail=f"another item has the number {row.wp_id} too",
                )
            )
        losses += missing_losses(self._index, row.key)
        losses += redirect_losses(self._index, row.key)
        # Of a large item each copy counts: what is popped nobody else holds.
        records = [mapped.record]
        private, duplicates, read = mapped.private, mapped.duplicates, _read(row.key, raw)
        place, repairs = raw.place if raw.repairs else None, raw.repairs
        del mapped, raw
        if self._bodies is not None:
            records.append(self._bodies.read(records.pop(), row.root, losses))
        record = records[0]
        subject = Subject(record.title, "media" if isinstance(record, Media) else record.type, row.visibility)
        is_public = record.visibility is Visibility.PUBLIC
        if self._watch is None:
            del record
        route = self._index.route(row.key)
        address = route.url if route is not None else ""
        withheld = tuple(
            [Withheld(what=kind, reason="not public", count=count) for kind, count in private.items() if count]
        )
        group = self._target.entry(records.pop(), losses)
        if self._watch is not None:
            self._watch(Watched(record, row.root, group, self._bodies))
        return Derived(
            group=group,
            subject=subject._replace(withheld=withheld) if withheld else subject,
            private=self._target.shown is not None and not is_public,
            address=address,
            read=read,
            duplicates=duplicates,
            place=place,
            repairs=repairs,
        )


def _read(key: str, raw: RawItem) -> dict[str, int]:
    """What of the export an item is."""
    return {
        "items": 1,
        "media": int(key.startswith("media/")),
        "comments": len(raw.comments),
        "meta": len(raw.meta) + sum(len(comment.meta) for comment in raw.comments),
    }


def read_bodies(
    reader: Reader, index: Index, context: Context, homes: list[str], target: Target, *, has_files: bool, watched: bool
) -> tuple[Addresses, BodyReader]:
    """What reads bodies for a target that wants them. `homes`: addresses of the front page. `has_files`: whether files
    of the old site come along. `watched`: whether somebody else wants the records."""
    # A fifth of all that is imported, which a target of raw bodies does without.
    from migrate.mappers.bodies import BodyReader, ExportLookup

    addresses = Addresses(index, context.lookup, homes)
    routes = None if target.keeps_links else index
    lookup = ExportLookup(reader, index, context)
    files = index if has_files and routes is not None else None
    is_site = target.shown is not None
    bodies = BodyReader(
        lookup, addresses, context, routes, files, embeds_anew=is_site, keeps_raw=watched or not is_site
    )
    return addresses, bodies


class Setup(NamedTuple):
    """All that a process needs to make what items become; it opens the export and the index by itself."""

    parts: tuple[Part, ...]
    roots: list[Root]
    export: IndexShare
    context: dict[str, Any]
    """Fields of `Context`, but for the look-up, which is the index."""
    homes: list[str]
    target: Target
    has_files: bool

    @classmethod
    def of(
        cls, reader: Reader, index: Index, context: Context, homes: list[str], target: Target, *, has_files: bool
    ) -> Setup:
        """For a run whose places are decided."""
        fields = {
            field.name: getattr(context, field.name) for field in dataclasses.fields(context) if field.name != "lookup"
        }
        return cls(tuple(reader.source.parts), reader.roots, index.share(), fields, homes, target, has_files)

    def open(self) -> Items:
        """Ready to begin."""
        index = self.export.open()
        reader = Reader(OpenedElsewhere(self.parts))
        reader.roots = self.roots
        context = Context(lookup=index, **self.context)
        self.target.use_routes(index)
        bodies = None
        if self.target.reads_bodies:
            _, bodies = read_bodies(
                reader, index, context, self.homes, self.target, has_files=self.has_files, watched=False
            )
        return Items(reader, index, context, self.target, bodies)
