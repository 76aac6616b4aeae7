"""The slicer: finds the byte range of every item of an export, without an XML parser and in flat memory.

Guarantees: the items of a well-formed export are those that XML says; every whole `<item>` of a damaged one is
found; items and gaps together cover the text from its first byte to its last. It looks at tags, CDATA sections
and comments only, so it does not care whether what stands between them is well-formed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from migrate.wxr.markup import CDATA_CLOSE, CDATA_OPEN, COMMENT_CLOSE, COMMENT_OPEN, is_balanced
from migrate.wxr.window import LONGEST_TOKEN, Window

WINDOW = 64 << 10
"""Bytes read at a time: with a few MB, which fit into no near memory, slicing takes half as long again."""
COMMENT_LIMIT = 1 << 20
"""A comment or CDATA section between items that is longer than this was never closed."""

_ITEM = rb"<[iI][tT][eE][mM](?=[\s/>])"
_ITEM_CLOSE = rb"</[iI][tT][eE][mM]\s{0,48}>"
_ITEM_OPEN = re.compile(_ITEM)
_CLOSE = re.compile(_ITEM_CLOSE)
_EMPTY_ITEM = re.compile(_ITEM + rb"[^<>]{0,400}/>")
_ITEM_AT_ONCE = re.compile(rb"\s{0,48}<item>")
_OUTSIDE = re.compile(_ITEM + rb"|<!--|<!\[CDATA\[")
_INSIDE = re.compile(_ITEM + rb"|" + _ITEM_CLOSE + rb"|<!--|<!\[CDATA\[|<\?")
_LANDMARK = re.compile(_ITEM + rb"|" + _ITEM_CLOSE + rb"|</(?i:channel)\s{0,40}>|<\?xml\s|<(?i:rss)(?=[\s>])")
_NEXT_AFTER_ITEM = re.compile(rb"\s{0,48}(?:" + _ITEM + rb"|</(?i:channel)\b)")
_MARKUP_OR_END = re.compile(rb"\s{0,200}(?:<|\Z)")
_NEW_EXPORT = re.compile(rb"(?:<\?xml[^<>]*\?>(?:\s|<!--(?:[^-]|-(?!-))*-->)*)?<(?i:rss)\b[^<>]*\sxmlns:")
_HEAD_LENGTH = 8192
"""An export's root begins within so many bytes of its XML declaration; WordPress puts 1.5 KB of comments before it."""
_ROOM = 512
_PATIENCE = 1 << 21
"""Steps of exact reading that may come to nothing, lest a hostile file takes quadratic time; progress renews them."""
_RENEWAL = 8
"""Bytes of an item that renew one step."""


class Kind(StrEnum):
    """What a segment is."""

    ITEM = "item"
    GAP = "gap"
    """What stands before, between and after items: the channel's head, white space, junk."""


class Segment(NamedTuple):
    """A byte range of one part; `line` is 1-based; `closed` is False for an item without its `</item>`."""

    kind: Kind
    start: int
    end: int
    line: int
    closed: bool
    data: bytes


class _Sections:
    """Tells, from the nearest CDATA marks alone, whether a place lies in a section: right unless there is damage.

    Where there is damage, it forgets an unclosed section as soon as another one begins.
    """

    def __init__(self, start: int) -> None:
        self._seen = start
        self._is_open = False

    def hold(self, data: bytes, position: int) -> bool:
        """Whether `position` lies in a section. Positions must be asked for in ascending order."""
        opened = data.rfind(CDATA_OPEN, self._seen, position)
        if opened >= 0 or self._is_open:
            self._is_open = data.find(CDATA_CLOSE, max(opened, self._seen), position) < 0
        self._seen = position
        return self._is_open


class _Slicer:
    def __init__(self, descriptor: int, start: int, end: int) -> None:
        self.window = Window(descriptor, start, end, WINDOW)
        self.line = 1
        self._patience = _PATIENCE

    def segments(self) -> Iterator[Segment]:
        window = self.window
        while True:
            opening = self._item_opening()
            if opening < 0:
                if window.at < len(window.data):
                    yield self._cut(Kind.GAP, len(window.data), closed=True)
                return
            if opening > window.at:
                yield self._cut(Kind.GAP, opening, closed=True)
            end, closed = self._item_end()
            yield self._cut(Kind.ITEM, end, closed=closed)

    def _cut(self, kind: Kind, end: int, *, closed: bool) -> Segment:
        window = self.window
        data = window.data[window.at : end]
        segment = Segment(kind, window.base + window.at, window.base + end, self.line, closed, data)
        self.line += data.count(b"\n")
        self._patience = min(_PATIENCE, self._patience + len(data) // _RENEWAL)
        window.pass_by(end)
        return segment

    def _item_opening(self) -> int:
        """Index of the next `<item>` that is neither in a comment nor in CDATA; -1 when there is none."""
        window = self.window
        position = window.at
        if match := _ITEM_AT_ONCE.match(window.data, position):
            return match.end() - len(b"<item>")
        while match := window.search(_OUTSIDE, position):
            opening = match.group()
            if opening not in (COMMENT_OPEN, CDATA_OPEN):
                return match.start()
            position = match.end()
            close = window.find(COMMENT_CLOSE if opening == COMMENT_OPEN else CDATA_CLOSE, position, COMMENT_LIMIT)
            # One that holds an item and another opening of its own kind was never closed: it runs into an item.
            if close >= 0 and not (self._has(opening, position, close) and self._has_item(position, close)):
                position = close + len(CDATA_CLOSE)
        return -1

    def _has(self, token: bytes, start: int, end: int) -> bool:
        return self.window.find(token, start, end - start) >= 0

    def _has_item(self, start: int, end: int) -> bool:
        return self._has(b"<item", start, end) or self._has(b"<ITEM", start, end)

    def _item_end(self) -> tuple[int, bool]:
        """Where the item that begins at `window.at` ends, and whether by its own `</item>`."""
        window = self.window
        window.see(window.at + _ROOM)
        if empty := _EMPTY_ITEM.match(window.data, window.at):
            return empty.end(), True
        name = window.data[window.at + 1 : window.at + 5]
        close = window.find(b"</" + name, window.at)
        if close >= 0:
            window.see(close + 2 * _ROOM)
            end = self._plain_end(name, close)
            if end >= 0:
                return end, True
        end = self._exact_end()
        return (end, True) if end >= 0 else self._likely_end()

    def _plain_end(self, name: bytes, close: int) -> int:
        """End of the closing tag at `close` where nothing makes it doubtful; else -1."""
        data, start = self.window.data, self.window.at
        match = _CLOSE.match(data, close)
        if match is None or not _NEXT_AFTER_ITEM.match(data, match.end()):
            return -1
        if data.find(b"<" + name, start + 1, close) >= 0 and _ITEM_OPEN.search(data, start + 1, close):
            return -1
        for opening, closing in ((CDATA_OPEN, CDATA_CLOSE), (COMMENT_OPEN, COMMENT_CLOSE)):
            opened = data.rfind(opening, start, close)
            if opened >= 0 and data.find(closing, opened, close) < 0:
                return -1
        return match.end()

    def _exact_end(self) -> int:
        """Where XML says that the item ends; -1 where its tags do not fit, so that something is damaged."""
        window = self.window
        position = window.at + len(b"<item")
        pieces: list[tuple[int, int]] = []
        while self._patience > 0 and (match := window.search(_INSIDE, position)):
            pieces.append((position, match.start()))
            match match.group():
                case b"<!--":
                    closing = COMMENT_CLOSE
                case b"<![CDATA[":
                    closing = CDATA_CLOSE
                case b"<?":
                    closing = b"?>"
                case token if token.startswith(b"</"):
                    text = b"".join(window.data[start:end] for start, end in pieces)
                    if is_balanced(text.partition(b">")[2]):
                        return match.end()
                    break
                case _:
                    break
            close = window.find(closing, match.end())
            if close < 0:
                break
            position = close + len(closing)
        self._patience -= len(pieces) + sum(end - start for start, end in pieces) // 64
        return -1

    def _likely_end(self) -> tuple[int, bool]:
        """Where a damaged item ends: at its closing tag, or before what cannot be inside an item."""
        window = self.window
        sections = _Sections(window.at)
        position = window.at + len(b"<item")
        while match := window.search(_LANDMARK, position):
            start, position = match.span()
            token = match.group()
            is_text = sections.hold(window.data, start)
            if token.startswith(b"</"):
                window.see(position + _ROOM)
                if self._is_real_close(start, position, is_text):
                    is_item = _CLOSE.match(token) is not None
                    return (position, True) if is_item else (start, False)
            elif _ITEM_OPEN.match(window.data, start):
                if not is_text:
                    return start, False
            else:
                window.see(start + _HEAD_LENGTH)
                is_root = _NEW_EXPORT.match(window.data, start, start + _HEAD_LENGTH)
                if is_root and not (is_text and self._goes_on(start)):
                    return start, False
        return len(window.data), False

    def _is_real_close(self, start: int, end: int, is_text: bool) -> bool:
        """Whether the `</item>` or `</channel>` at `start` is markup, not text of a body.

        Two kinds of damage must not deceive us: a CDATA section that was never closed (then every later tag
        seems to be text), and one with an unsplit `]]>` (WordPress before 3.4; then text seems to be markup).
        """
        data = self.window.data
        followed = _NEXT_AFTER_ITEM.match(data, end) is not None
        if is_text:
            return followed and data[max(0, start - 200) : start].rstrip().endswith(b">") and not self._goes_on(end)
        return followed or not self._was_cut(end)

    def _goes_on(self, position: int) -> bool:
        """Whether the CDATA section around `position` is closed later, rather than left open by damage."""
        close = self.window.find(CDATA_CLOSE, position)
        if close < 0:
            return False
        self.window.see(close + LONGEST_TOKEN)
        data = self.window.data
        is_split = data[close - 2 : close] == b"]]" and data.startswith(CDATA_OPEN, close + 3)
        return is_split or not self._has(CDATA_OPEN, position, close)

    def _was_cut(self, position: int) -> bool:
        """Whether `position` lies behind an unsplit `]]>`: then text follows, and another one, before any section."""
        close = self.window.find(CDATA_CLOSE, position, COMMENT_LIMIT)
        if close < 0:
            return False
        is_markup = _MARKUP_OR_END.match(self.window.data, position) is not None
        return not self._has_item(position, close) and not (is_markup and self._has(CDATA_OPEN, position, close))


def slice_part(descriptor: int, start: int, end: int) -> Iterator[Segment]:
    """Segments of the text at bytes `start` to `end` of an open file, in order and without holes.

    Peak memory: a few windows, and a few times the largest item.
    """
    yield from _Slicer(descriptor, start, end).segments()
