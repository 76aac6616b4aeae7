"""Goes through an export and gives it back mended, stretch by stretch, as one document of UTF-8.

Guarantees: what no rule touches stays byte for byte; what cannot be read becomes a comment and is handed to quarantine.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from migrate.validate.mend.gaps import Gap, comment
from migrate.validate.mend.roots import OneRoot, with_declarations
from migrate.validate.mend.unsafe import MENDS
from migrate.validate.places import Places
from migrate.validate.store import Findings
from migrate.wxr.heads import HeadPiece
from migrate.wxr.items import RawItem
from migrate.wxr.ladder import Parsed, parse_damaged
from migrate.wxr.reader import ItemRange, Reader, Unreadable
from migrate.wxr.repair import Edit, apply_edits
from migrate.wxr.source import NoteCode, Source

_ITEM_TAG = re.compile(rb"<item\b[^<>]*>", re.I)
_TERM_PARENT = re.compile(rb"<wp:(?:category|term)_parent>(.*?)</wp:(?:category|term)_parent>", re.S)
_TERM_RULES = ("R008", "R009")
_WIDEST = 400
"""Bytes between what a finding about a term points at and the beginning of the term's parent."""
_MARK = codecs.BOM_UTF8
_CLOSINGS = b"</channel>\n</rss>\n"
_ENCODINGS = {NoteCode.TRANSCODED, NoteCode.ENCODING_MISLABELLED, NoteCode.ENCODING_UNKNOWN}


class Piece(NamedTuple):
    """A stretch of the export before and after; the same object where nothing changed."""

    part: int
    line: int
    before: bytes
    after: bytes


class _Stretch(NamedTuple):
    """An item, or what stands between two; `item` is None for that."""

    part: int
    start: int
    line: int
    data: bytes
    item: ItemRange | None
    is_last: bool = False


class Mender:
    """One run over a source. `findings`: what is to be mended besides what is not well-formed, in order."""

    def __init__(self, source: Source, findings: Findings | None) -> None:
        self._source = source
        self._reader = Reader(source)
        self._places = Places(source.parts)
        self._pieces: dict[int, list[HeadPiece]] = {}
        self.quarantined: list[Unreadable] = []
        """What could not be read; complete when `pieces` is exhausted."""
        self._root = self._survey()
        self._wanted = _Wanted(findings, source)

    def close(self) -> None:
        """Close the files; the source stays open."""
        self._reader.close()
        self._places.close()

    def _survey(self) -> OneRoot:
        """What must be known before the first byte is written: the namespaces that are needed."""
        reader = self._reader
        added: set[str] = set()
        for where, data in reader.ranges():
            raw = reader.parse(where, data)
            if isinstance(raw, RawItem) and any(one.name == "undeclared-prefix" for one in raw.repairs):
                added.update(self._mended(where, data).added)
        for piece, part in reader.pieces:
            self._pieces.setdefault(part, []).append(piece)
            added.update(piece.added)
            self.quarantined += [Unreadable(*broken) for broken in piece.unreadable]
        root = OneRoot(reader.roots)
        root.add(tuple(sorted(added)))
        return root

    def _mended(self, where: ItemRange, data: bytes) -> Parsed:
        reader = self._reader
        return parse_damaged(data, reader.place(where), reader.roots[where.root], closed=where.closed)

    def pieces(self) -> Iterator[Piece]:
        """The whole export, in order."""
        is_first, is_open = True, True
        if self._source.parts[0].start == len(_MARK):
            yield Piece(0, 1, _MARK, _MARK)
        for stretch in self._stretches():
            if is_first and stretch.item is not None:
                yield Piece(stretch.part, stretch.line, b"", Gap(b"", 0, []).first(self._root, utf8=True))
                is_first = False
            if stretch.item is not None:
                after = self._item(stretch.item, stretch.data)
            else:
                after, is_closed = self._gap(stretch, is_first=is_first)
                is_open, is_first = not is_closed, False
            is_same = after == stretch.data
            yield Piece(stretch.part, stretch.line, stretch.data, stretch.data if is_same else after)
        if is_open and not is_first:
            yield Piece(len(self._source.parts) - 1, 0, b"", b"\n" + _CLOSINGS)

    def _stretches(self) -> Iterator[_Stretch]:
        """Items and what stands between them; a part that has something behind its last item ends with that."""
        second = Reader(self._source)
        try:
            ranges = second.ranges()
            following = next(ranges, None)
            for number, part in enumerate(self._source.parts):
                position, line = part.start, 1
                while following is not None and following[0].part == number:
                    where, data = following
                    if where.start > position:
                        gap = self._places.read(number, position, where.start)
                        yield _Stretch(number, position, line, gap, None)
                    yield _Stretch(number, where.start, where.line, data, where)
                    position, line = where.end, where.line + data.count(b"\n")
                    following = next(ranges, None)
                if position < part.size:
                    is_last = number == len(self._source.parts) - 1
                    gap = self._places.read(number, position, part.size)
                    yield _Stretch(number, position, line, gap, None, is_last)
        finally:
            second.close()

    def _gap(self, stretch: _Stretch, *, is_first: bool) -> tuple[bytes, bool]:
        """What stands between items, mended; and whether it closes the document."""
        end = stretch.start + len(stretch.data)
        pieces = [
            piece for piece in self._pieces.get(stretch.part, ()) if stretch.start <= piece.head.place.offset < end
        ]
        gap = Gap(self._without_dead_parents(stretch), stretch.start, pieces)
        if is_first:
            part = self._source.parts[stretch.part]
            utf8 = part.encoding == "utf-8" and not any(note.code in _ENCODINGS for note in part.notes)
            if stretch.is_last:
                return gap.only(self._root, utf8=utf8) + _CLOSINGS, True
            return gap.first(self._root, utf8=utf8), False
        return gap.last() if stretch.is_last else (gap.between(), False)

    def _without_dead_parents(self, stretch: _Stretch) -> bytes:
        edits: set[Edit] = set()
        end = stretch.start + len(stretch.data)
        for offset, _ in self._wanted.within(stretch.part, stretch.start, end, _TERM_RULES):
            at = offset - stretch.start
            for match in _TERM_PARENT.finditer(stretch.data, max(0, at - _WIDEST)):
                if match.end() > at:
                    edits.add(Edit(*match.span(1), b""))
                    break
        return apply_edits(stretch.data, sorted(edits)).data

    def _item(self, where: ItemRange, data: bytes) -> bytes:
        raw = self._reader.parse(where, data)
        if isinstance(raw, Unreadable):
            self.quarantined.append(raw)
            return comment("an item", where.line, raw.reason)
        if raw.repairs:
            data = self._mended(where, data).data
        root = self._reader.roots[where.root]
        codes = {code for _, code in self._wanted.within(where.part, where.start, where.end, tuple(MENDS))}
        for mend in dict.fromkeys(MENDS[code] for code in sorted(codes)):
            data = apply_edits(data, sorted(mend(data, raw, root))).data
        own = self._root.own(where.root)
        if own and (tag := _ITEM_TAG.match(data)) is not None:
            data = with_declarations(tag.group(), own) + data[tag.end() :]
        return data


class _Wanted:
    """Findings to be mended, by part and byte, read along with the export."""

    def __init__(self, findings: Findings | None, source: Source) -> None:
        numbers = {part.name: number for number, part in enumerate(source.parts)}
        self._rows = (
            (numbers.get(one.file, 0), one.offset, one.code)
            for one in (findings if findings is not None else ())
            if one.code in MENDS or one.code in _TERM_RULES
        )
        self._next = next(self._rows, None)
        self._seen: list[tuple[int, int, str]] = []

    def within(self, part: int, start: int, end: int, codes: tuple[str, ...]) -> Iterator[tuple[int, str]]:
        """Offset and code of the findings in a stretch. Stretches must be asked for in order."""
        self._seen = [row for row in self._seen if row[0] == part and row[1] >= start]
        while self._next is not None and (self._next[0], self._next[1]) < (part, end):
            self._seen.append(self._next)
            self._next = next(self._rows, None)
        for number, offset, code in self._seen:
            if number == part and start <= offset < end and code in codes:
                yield offset, code
