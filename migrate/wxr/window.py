"""A sliding view of a file: what the slicer sees of it. Answers do not depend on how much is read at a time."""

from __future__ import annotations

import os
import re

LONGEST_TOKEN = 64
"""No token that is searched for, its inner white space included, is longer."""
FAR = 1 << 62
"""An offset past the end of any file."""


class Window:
    """`data` begins at file offset `base`; what stands before index `at` is done with.

    `size`: bytes read at a time. Memory: a few times `size`, and a few times the largest item.
    """

    def __init__(self, descriptor: int, start: int, end: int, size: int) -> None:
        self._descriptor = descriptor
        self._end = end
        self._size = size
        self._read_to = start
        self._searched: dict[bytes, tuple[int, int, bool]] = {}
        """token → none begins from the first offset up to the second; there one begins, if the third says so"""
        self.base = start
        self.data = b""
        self.at = 0

    def grow(self) -> bool:
        """Read on; at least as much as is held, so that a giant item costs linear time. False at the end."""
        want = min(max(self._size, len(self.data) - self.at), self._end - self._read_to)
        chunk = os.pread(self._descriptor, want, self._read_to) if want > 0 else b""
        if not chunk:
            self._end = self._read_to
            return False
        self._read_to += len(chunk)
        self.data = self.data + chunk if self.data else chunk
        return True

    def see(self, position: int) -> None:
        """Have what stands before `position`, unless the file ends first."""
        while len(self.data) < position and self.grow():
            pass

    def pass_by(self, position: int) -> None:
        """Be done with what stands before `position`; its memory is freed now and then, so copies stay rare."""
        self.at = position
        if position * 2 >= len(self.data):
            self.data = self.data[position:]
            self.base += position
            self.at = 0

    def find(self, token: bytes, position: int, limit: int = FAR) -> int:
        """Index of `token` at or after `position`, at most `limit` bytes on; -1 where it is not.

        It reads as far as it must. What was searched once is not searched again, however often it is asked.
        """
        start = position + self.base
        since, clear, found = self._searched.get(token, (0, -1, False))
        if not since <= start <= clear:
            since, clear, found = start, start, False
        last = start + limit
        while not found and clear < FAR and clear <= last:
            at = self.data.find(token, clear - self.base, last - self.base + len(token))
            found = at >= 0
            seen = min(last + 1, self.base + len(self.data) - len(token) + 1)
            clear = at + self.base if found else max(clear, seen)
            if not found and clear <= last and not self.grow():
                clear = FAR
        self._searched[token] = (since, clear, found)
        return clear - self.base if found and clear <= last else -1

    def search(self, pattern: re.Pattern[bytes], position: int) -> re.Match[bytes] | None:
        """The next match of a token pattern at or after `position`, reading as far as the file goes."""
        while True:
            match = pattern.search(self.data, position)
            if match is not None:
                return match
            position = max(position, len(self.data) - LONGEST_TOKEN)
            if not self.grow():
                return None
