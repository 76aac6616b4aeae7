"""The reader: an opened source → heads and items, each parsed strictly, mended by name, or quarantined whole.

Memory is that of the largest item. Nothing is dropped: an item that no repair makes readable comes out as
`Unreadable`, with its bytes' place; a cut-off export is said to be one by `truncation`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from lxml import etree

from migrate.model.errors import UnreadableInputError
from migrate.wxr import elements
from migrate.wxr.heads import HeadPiece, read_gap
from migrate.wxr.items import Place, RawHead, RawItem
from migrate.wxr.ladder import PHP_MARK, parse_damaged
from migrate.wxr.plain import PlainReader
from migrate.wxr.roots import Root
from migrate.wxr.segments import Kind, Segment, slice_part
from migrate.wxr.source import Ignored, NoteCode, Part


class ItemRange(NamedTuple):
    """Where an item stands: number of the part, number of the `<rss>` root in the whole export, bytes, line."""

    part: int
    root: int
    start: int
    end: int
    line: int
    closed: bool


class Unreadable(NamedTuple):
    """An item, or an author or term of the head, that could not be parsed even after all repairs."""

    place: Place
    reason: str
    data: bytes
    what: str = "item"
    """`item`, `author`, `term` or `head`."""


class Truncation(NamedTuple):
    """Where and why an export is taken to be cut off."""

    file: str
    line: int
    reason: str


class Found(NamedTuple):
    """What a reader knows when it has gone through its source."""

    heads: list[RawHead]
    roots: list[Root]
    pieces: list[tuple[HeadPiece, int]]
    unreadable_heads: list[Unreadable]
    truncation: Truncation | None


class Opened(Protocol):
    """What a reader needs of a source."""

    @property
    def parts(self) -> Sequence[Part]:
        """See Source."""

    @property
    def ignored(self) -> Sequence[Ignored]:
        """See Source."""


class OpenedElsewhere(NamedTuple):
    """What another process has opened, and keeps as long as it is read."""

    parts: tuple[Part, ...]
    ignored: tuple[Ignored, ...] = ()


class Reader:
    """Reads one source. `ranges` goes through it once, in order; `parse` may then be called for any range."""

    def __init__(self, source: Opened) -> None:
        self.source = source
        self.heads: list[RawHead] = []
        self.roots: list[Root] = []
        self.pieces: list[tuple[HeadPiece, int]] = []
        """What stood between items, unless it was blank, and the number of its part."""
        self.unreadable_heads: list[Unreadable] = []
        self.truncation: Truncation | None = None
        self._plain = PlainReader()
        self._descriptors: dict[int, int] = {}
        self._empty_parts: list[Part] = []

    @property
    def found(self) -> Found:
        """What it knows; a reader that is given it need not go through the source."""
        return Found(self.heads, self.roots, self.pieces, self.unreadable_heads, self.truncation)

    @found.setter
    def found(self, found: Found) -> None:
        self.heads, self.roots, self.pieces, self.unreadable_heads, self.truncation = found

    def close(self) -> None:
        """Close the files; the source stays open."""
        for descriptor in self._descriptors.values():
            os.close(descriptor)
        self._descriptors.clear()

    def ranges(self) -> Iterator[tuple[ItemRange, bytes]]:
        """Every item of every part, in order, with its bytes. Heads and truncation are known when it is exhausted.

        Raises UnreadableInputError where no export begins in any part, or where one declares a document type.
        """
        for number, part in enumerate(self.source.parts):
            yield from self._part_ranges(number, part)
        if self._empty_parts and len(self._empty_parts) == len(self.source.parts):
            raise UnreadableInputError(
                "no <rss>, <channel> or <item> begins in it, so it is no export, or was cut off before one began",
                file=", ".join(part.name for part in self._empty_parts),
                hint="In WordPress, choose Tools > Export > All content, and save the file that it sends.",
            )
        for part in self._empty_parts:
            self._cut_off(part, 1, "no <rss>, <channel> or <item> begins in it")

    def _part_ranges(self, number: int, part: Part) -> Iterator[tuple[ItemRange, bytes]]:
        first_root = len(self.roots)
        last: Segment | None = None
        has_item = False
        for segment in slice_part(self._descriptor(number), part.start, part.size):
            last = segment
            if segment.kind is Kind.GAP:
                self._digest_gap(number, segment, fresh=len(self.roots) == first_root)
                continue
            if len(self.roots) == first_root:
                self.roots.append(Root.bare())
            has_item = True
            place = ItemRange(number, len(self.roots) - 1, segment.start, segment.end, segment.line, segment.closed)
            yield place, segment.data
        if not has_item and not any(root.name for root in self.roots[first_root:]):
            self._empty_parts.append(part)
        else:
            self._judge_end(part, last)

    def _digest_gap(self, number: int, segment: Segment, *, fresh: bool) -> None:
        if not segment.data.strip():
            return
        part = self.source.parts[number]
        place = Place(part.name, segment.start, segment.end - segment.start, segment.line)
        for piece in read_gap(segment.data, place, None if fresh else self.roots[-1]):
            self._take_piece(piece, part)
            if not piece.is_blank or piece.unreadable:
                self.pieces.append((piece, number))

    def _take_piece(self, piece: HeadPiece, part: Part) -> None:
        if piece.opens_root:
            if piece.follows_root and not self.roots[-1].closed:
                line = piece.head.place.line
                self._cut_off(part, line, "a new export begins before the last one has ended")
            self.roots.append(piece.root)
        if not piece.is_blank:
            self.heads.append(piece.head)
        self.unreadable_heads += [Unreadable(*broken) for broken in piece.unreadable]

    def _judge_end(self, part: Part, last: Segment | None) -> None:
        is_cut = [note for note in part.notes if note.code is NoteCode.TRUNCATED_COMPRESSION]
        line = last.line + last.data.count(b"\n") if last else 1
        if is_cut:
            self._cut_off(part, line, is_cut[0].text)
        elif last is not None and last.kind is Kind.ITEM and not last.closed:
            self._cut_off(part, last.line, "the file ends inside an item")
        elif not self.roots[-1].closed:
            self._cut_off(part, line, f"the closing </{self.roots[-1].name}> is missing")

    def _cut_off(self, part: Part, line: int, reason: str) -> None:
        if self.truncation is None:
            self.truncation = Truncation(part.name, line, reason)

    def _descriptor(self, part: int) -> int:
        if part not in self._descriptors:
            self._descriptors[part] = os.open(self.source.parts[part].path, os.O_RDONLY)
        return self._descriptors[part]

    def read(self, where: ItemRange) -> bytes:
        """The bytes of an item, by random access."""
        return os.pread(self._descriptor(where.part), where.end - where.start, where.start)

    def place(self, where: ItemRange) -> Place:
        """The same for messages."""
        return Place(self.source.parts[where.part].name, where.start, where.end - where.start, where.line)

    def parse(self, where: ItemRange, data: bytes | None = None) -> RawItem | Unreadable:
        """The item, strictly parsed, after as few repairs as it needs."""
        if data is None:
            data = self.read(where)
        root = self.roots[where.root]
        place = self.place(where)
        if where.closed and PHP_MARK not in data:
            if root.is_usual and (item := self._plain.read(data, place)) is not None:
                return item
            try:
                element = elements.parse(root.prefix + data + root.suffix)
            except etree.XMLSyntaxError:
                pass
            else:
                if len(element) == 1:
                    return elements.read_item(element[0], place)
        return _read_damaged(data, place, root, closed=where.closed)


def _read_damaged(data: bytes, place: Place, root: Root, *, closed: bool) -> RawItem | Unreadable:
    parsed = parse_damaged(data, place, root, closed=closed)
    if parsed.element is None:
        return Unreadable(place, parsed.reason, data)
    if len(parsed.element) != 1:
        return Unreadable(place, "elements beside the item", data)
    return elements.read_item(parsed.element[0], place, parsed.repairs)
