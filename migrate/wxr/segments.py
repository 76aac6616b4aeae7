"""The slicer: finds the byte range of every item of an export, without an XML parser and in flat memory.

Guarantees: every whole `<item>` of a damaged export is found, and the ranges of items and gaps together cover the
text from its first byte to its last. It reads tags, CDATA sections, comments and nothing else, so it does not care
whether what stands between them is well-formed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

WINDOW = 4 << 20
"""Bytes read at a time."""
COMMENT_LIMIT = 1 << 20
"""A comment or CDATA section between items that is longer than this was never closed."""

_ITEM_OPEN = re.compile(rb"<item(?=[\s/>])")
_OUTSIDE = re.compile(rb"<(?:item(?=[\s/>])|!--|!\[CDATA\[)")
_NEXT_AFTER_ITEM = re.compile(rb"\s*(?:<item[\s/>]|</channel\b)")
_ROOT_OPEN = re.compile(rb"<rss[\s>]")
_ITEM_CLOSE = b"</item"
_CDATA_OPEN = b"<![CDATA["
_CDATA_CLOSE = b"]]>"
_LONGEST_TOKEN = 16


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


class _Window:
    """A sliding view of a file: `data` begins at file offset `base`; what stands before index `at` is done with."""

    def __init__(self, descriptor: int, start: int, end: int) -> None:
        self.descriptor = descriptor
        self.end = end
        self.base = start
        self.data = b""
        self.at = 0
        self.read_to = start

    @property
    def exhausted(self) -> bool:
        return self.read_to >= self.end

    def grow(self) -> bool:
        """Read on; at least as much as is held, so that a giant item costs linear time. False at the end."""
        if self.exhausted:
            return False
        want = min(max(WINDOW, len(self.data) - self.at), self.end - self.read_to)
        chunk = os.pread(self.descriptor, want, self.read_to)
        if not chunk:
            self.end = self.read_to
            return False
        self.read_to += len(chunk)
        self.data = self.data + chunk if self.data else chunk
        return True

    def pass_by(self, position: int) -> None:
        """Be done with what stands before `position`; the memory is freed now and then, so that copying stays rare."""
        self.at = position
        if position * 2 >= len(self.data):
            self.data = self.data[position:]
            self.base += position
            self.at = 0

    def find(self, needle: bytes, position: int, limit: int | None = None) -> int:
        """Index of `needle` from `position` on, reading as far as needed (or `limit` bytes); -1 if it is not there."""
        while True:
            found = self.data.find(needle, position)
            if found >= 0:
                return found
            seen = len(self.data)
            if (limit is not None and seen - position > limit) or not self.grow():
                return -1
            position = max(position, seen - _LONGEST_TOKEN)


def _in_cdata(data: bytes, start: int, position: int) -> bool:
    """Whether `position` lies in a CDATA section that was opened after `start`."""
    opened = data.rfind(_CDATA_OPEN, start, position)
    return opened >= 0 and data.rfind(_CDATA_CLOSE, opened, position) < 0


class _Slicer:
    def __init__(self, descriptor: int, start: int, end: int) -> None:
        self.window = _Window(descriptor, start, end)
        self.line = 1

    def segments(self) -> Iterator[Segment]:
        window = self.window
        window.grow()
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
        window.pass_by(end)
        return segment

    def _item_opening(self) -> int:
        """Index of the next `<item>` that is neither in a comment nor in CDATA; -1 when there is none."""
        window = self.window
        position = window.at
        while True:
            match = _OUTSIDE.search(window.data, position)
            if match is None:
                position = max(position, len(window.data) - _LONGEST_TOKEN)
                if not window.grow():
                    return -1
                continue
            token = match.group()
            if token == b"<item":
                return match.start()
            closing = b"-->" if token == b"<!--" else _CDATA_CLOSE
            end = window.find(closing, match.end(), COMMENT_LIMIT)
            position = match.end() if end < 0 else end + len(closing)

    def _item_end(self) -> tuple[int, bool]:
        """Where the item that begins at `window.at` ends, and whether by its own `</item>`."""
        window = self.window
        position = nested_from = window.at + len(b"<item")
        while True:
            close = window.find(_ITEM_CLOSE, position)
            limit = close if close >= 0 else len(window.data)
            nested = self._nested_item(nested_from, limit)
            if nested >= 0:
                return nested, False
            if close < 0:
                return self._end_without_close(), False
            nested_from = max(nested_from, limit - _LONGEST_TOKEN)
            end = window.find(b">", close, 64)
            if end < 0:
                return len(window.data), False
            end += 1
            if self._is_real_close(close, end):
                return end, True
            position = end

    def _nested_item(self, start: int, end: int) -> int:
        """Index of an `<item>` that begins before this one has ended; -1 if there is none."""
        data = self.window.data
        position = start
        while (position := data.find(b"<item", position, end)) >= 0:
            if _ITEM_OPEN.match(data, position) and not _in_cdata(data, self.window.at, position):
                root = _ROOT_OPEN.search(data, self.window.at, position)
                if root and not _in_cdata(data, self.window.at, root.start()):
                    declaration = data.rfind(b"<?xml", self.window.at, root.start())
                    return declaration if declaration >= 0 else root.start()
                return position
            position += 5
        return -1

    def _is_real_close(self, close: int, end: int) -> bool:
        """Whether the `</item>` at `close` is markup, not text of a body.

        Two kinds of damage must not deceive us: a CDATA section that was never closed (then every later `</item>`
        seems to be text), and one that holds an unsplit `]]>` (WordPress before 3.4; then text seems to be markup).
        """
        window = self.window
        if len(window.data) - end < _LONGEST_TOKEN:
            window.grow()
        followed = _NEXT_AFTER_ITEM.match(window.data, end) is not None
        if _in_cdata(window.data, window.at, close):
            return (
                followed
                and window.data[max(0, close - 200) : close].rstrip().endswith(b">")
                and not self._section_goes_on(end)
            )
        return followed or not self._section_was_cut(end)

    def _section_goes_on(self, position: int) -> bool:
        """Whether the CDATA section around `position` is closed later, rather than left open by damage."""
        close = self.window.find(_CDATA_CLOSE, position)
        if close < 0:
            return False
        data = self.window.data
        is_split = data[close - 2 : close] == b"]]" and data.startswith(_CDATA_OPEN, close + 3)
        return is_split or data.find(_CDATA_OPEN, position, close) < 0

    def _section_was_cut(self, position: int) -> bool:
        """Whether a `]]>` comes before any CDATA section is opened: `position` lies behind an unsplit `]]>`."""
        window = self.window
        close = window.find(_CDATA_CLOSE, position, COMMENT_LIMIT)
        if close < 0:
            return False
        data = window.data
        following = _ITEM_OPEN.search(data, position, close)
        return following is None and data.find(_CDATA_OPEN, position, close) < 0

    def _end_without_close(self) -> int:
        """End of an item that has no `</item>`: before the channel's end, or the end of the text."""
        data = self.window.data
        channel = data.rfind(b"</channel", self.window.at)
        if channel >= 0 and not _in_cdata(data, self.window.at, channel):
            return channel
        return len(data)


def slice_part(descriptor: int, start: int, end: int) -> Iterator[Segment]:
    """Segments of the text at bytes `start` to `end` of an open file, in order and without holes.

    Peak memory: a few windows, and a few times the largest item.
    """
    yield from _Slicer(descriptor, start, end).segments()
