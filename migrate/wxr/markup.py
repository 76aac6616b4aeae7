"""Scanning of XML that may be damaged, by byte searches that take linear time on any input.

Nothing here decides what damaged markup means; it says where CDATA sections, comments and tags stand.
"""

from __future__ import annotations

import re
from bisect import bisect_left

CDATA_OPEN = b"<![CDATA["
CDATA_CLOSE = b"]]>"
COMMENT_OPEN = b"<!--"
COMMENT_CLOSE = b"-->"

_OPENING = re.compile(rb"<!--|<!\[CDATA\[")
_CLOSING_TAG = re.compile(rb"</([A-Za-z_][\w.:-]*)\s*>")
_TAG = re.compile(rb"<(/?)([A-Za-z_][\w.:-]*)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>")


class Occurrences:
    """Where a token stands; a question that was answered is not searched for again."""

    def __init__(self, data: bytes, token: bytes) -> None:
        self._data = data
        self._token = token
        self._from = 0
        self._found = -2

    def after(self, position: int) -> int:
        """Index of the first one at or after `position`; -1 where there is none."""
        if self._found >= -1 and self._from <= position and (self._found < 0 or position <= self._found):
            return self._found
        self._from = position
        self._found = self._data.find(self._token, position)
        return self._found


class ClosingTags:
    """Where the closing tags of every element name stand, CDATA or not."""

    def __init__(self, data: bytes) -> None:
        self._spans: dict[bytes, list[tuple[int, int]]] = {}
        for match in _CLOSING_TAG.finditer(data):
            self._spans.setdefault(match[1], []).append(match.span())

    def after(self, name: bytes, position: int) -> list[tuple[int, int]]:
        """Start and end of the first eight `</name>` at or after `position`."""
        spans = self._spans.get(name, [])
        first = bisect_left(spans, (position, position))
        return spans[first : first + 8]


def protected_spans(data: bytes) -> list[tuple[int, int]]:
    """CDATA sections and comments, in order; one that is never closed protects nothing."""
    sections, comments = Occurrences(data, CDATA_CLOSE), Occurrences(data, COMMENT_CLOSE)
    spans: list[tuple[int, int]] = []
    position = 0
    while match := _OPENING.search(data, position):
        ends = comments if match.group() == COMMENT_OPEN else sections
        end = ends.after(match.end())
        position = match.end()
        if end >= 0:
            position = end + len(CDATA_CLOSE)
            spans.append((match.start(), position))
    return spans


def without(data: bytes, spans: list[tuple[int, int]], *, fill: bool = False) -> bytes:
    """`data` without these spans, or with blanks in their place."""
    pieces: list[bytes] = []
    position = 0
    for start, end in spans:
        pieces.append(data[position:start])
        if fill:
            pieces.append(b" " * (end - start))
        position = end
    pieces.append(data[position:])
    return b"".join(pieces)


def is_balanced(data: bytes) -> bool:
    """Whether every tag of a text without CDATA and comments has its partner."""
    opened: list[bytes] = []
    position = 0
    while (position := data.find(b"<", position)) >= 0:
        match = _TAG.match(data, position)
        if match is None:
            return False
        if match[1]:
            if not opened or opened.pop() != match[2]:
                return False
        elif not match[3].endswith(b"/"):
            opened.append(match[2])
        position = match.end()
    return not opened
