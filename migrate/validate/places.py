"""Lines, columns and excerpts of byte offsets: read from the parts when they are asked for, in one place.

Memory and work stay small also where an export is one line of many megabytes: what was counted last is gone on from.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from migrate.wxr.source import Part

_CHUNK = 1 << 16
_BEFORE, _AFTER = 60, 100
"""Bytes of an excerpt before and after the place."""


class Position(NamedTuple):
    """Where something stands; 1-based, `column` in characters."""

    line: int
    column: int
    byte_column: int
    excerpt: str = ""
    caret: int = 0


class _Counted(NamedTuple):
    part: int
    line_start: int
    offset: int
    characters: int


class Places:
    """Answers for the parts of one source. Close it when done."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._descriptors: dict[int, int] = {}
        self._last = _Counted(-1, 0, 0, 0)

    def close(self) -> None:
        """Close the files."""
        for descriptor in self._descriptors.values():
            os.close(descriptor)
        self._descriptors.clear()

    def read(self, part: int, start: int, end: int) -> bytes:
        """Bytes of a part's text."""
        if part not in self._descriptors:
            self._descriptors[part] = os.open(self._parts[part].path, os.O_RDONLY)
        return os.pread(self._descriptors[part], max(0, end - start), start)

    def position(self, part: int, offset: int, line: int, data: bytes = b"", start: int = 0) -> Position:
        """The place of a byte whose line is known. `data`: bytes from `start` on that need not be read again."""
        newline = data.rfind(b"\n", 0, max(0, offset - start))
        if newline >= 0:
            before = data[newline + 1 : offset - start]
            return Position(line, len(before.translate(None, _CONTINUATIONS)) + 1, len(before) + 1)
        counted = self._count(part, offset)
        self._last = counted
        return Position(line, counted.characters + 1, offset - counted.line_start + 1)

    def excerpt(self, part: int, offset: int, near: bytes = b"", begin: int = 0) -> tuple[str, int]:
        """The line around a byte, shortened, and how many characters of it stand before the byte."""
        first = max(offset - _BEFORE, self._parts[part].start)
        if begin <= first and offset + _AFTER <= begin + len(near):
            data = near[first - begin : offset + _AFTER - begin]
        else:
            data = self.read(part, first, offset + _AFTER)
        here = offset - first
        start = data.rfind(b"\n", 0, here) + 1
        end = data.find(b"\n", here)
        end = len(data) if end < 0 else end
        # A cut may go through a character.
        while start < here and start == 0 and data[start : start + 1] and 0x80 <= data[start] < 0xC0:
            start += 1
        before = data[start:here].decode("utf-8", "replace")
        after = data[here:end].decode("utf-8", "ignore" if end == len(data) else "replace")
        stripped = before.lstrip()
        return stripped + after.rstrip("\r"), len(stripped)

    def line_of(self, part: int, offset: int) -> int:
        """The line of a byte, counted from the beginning of the part: for what is asked rarely."""
        line, position = 1, self._parts[part].start
        while position < offset:
            end = min(position + _CHUNK * 16, offset)
            data = self.read(part, position, end)
            if not data:
                break
            line += data.count(b"\n")
            position = end
        return line

    def _count(self, part: int, offset: int) -> _Counted:
        last = self._last
        goes_on = last.part == part and last.offset <= offset
        floor = last.offset if goes_on else self._parts[part].start
        end = offset
        while end > floor:
            begin = max(floor, end - _CHUNK)
            newline = self.read(part, begin, end).rfind(b"\n")
            if newline >= 0:
                start = begin + newline + 1
                return _Counted(part, start, offset, self._characters(part, start, offset))
            end = begin
        if goes_on:
            characters = last.characters + self._characters(part, last.offset, offset)
            return _Counted(part, last.line_start, offset, characters)
        return _Counted(part, floor, offset, self._characters(part, floor, offset))

    def _characters(self, part: int, start: int, end: int) -> int:
        count = 0
        while start < end:
            stop = min(start + _CHUNK, end)
            data = self.read(part, start, stop)
            if not data:
                break
            count += len(data.translate(None, _CONTINUATIONS))
            start = stop
        return count


_CONTINUATIONS = bytes(range(0x80, 0xC0))
"""Bytes of UTF-8 that begin no character."""
