"""Where in an item's bytes a character of a value stands: the one place that turns a Spot into a byte offset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from migrate.validate.finding import Spot
from migrate.wxr.ladder import Parsed
from migrate.wxr.markup import CDATA_CLOSE, CDATA_OPEN, COMMENT_CLOSE, COMMENT_OPEN
from migrate.wxr.names import KNOWN_NAMESPACES, name_of
from migrate.wxr.repair import offset_before
from migrate.wxr.roots import Root

_TAG = re.compile(rb"<(/?)([A-Za-z_][\w.:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_LEAF_TEXT = (
    rb"\s*+<%s([A-Za-z_][\w.:-]*+)(?:\s[^<>]*+)?(?<!/)>"
    rb"((?:<!\[CDATA\[[^\]]*+(?>(?:\](?!\]>)[^\]]*+)*)\]\]>|[^<]*+))</\1>"
)
_LEAF = re.compile(_LEAF_TEXT % b"")
"""An element that holds one CDATA section or text alone, as nearly all do."""
_OTHERS = ((CDATA_OPEN, CDATA_CLOSE), (COMMENT_OPEN, COMMENT_CLOSE), (b"<?", b"?>"))
_STEP = re.compile(r"([^\[\]]+)(?:\[(\d+)\])?")
_UNIT = re.compile(
    rb"&[^;\s<&]{1,12};|\r\n|[\x00-\x7f]|[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf7][\x80-\xbf]{3}|.",
    re.DOTALL,
)
"""Bytes that one character of the parsed text is made of."""
_CDATA_UNIT = re.compile(_UNIT.pattern.partition(b"|")[2], re.DOTALL)
_SPACE = b" \t\r\n"


def offset_of(data: bytes, spot: Spot, root: Root, mended: Parsed | None = None) -> int:
    """The byte of `data` at which a spot stands; that of the innermost element there is, where it is not found.

    `mended`: how `data` was made well-formed, if it was not.
    """
    text = mended.data if mended is not None else data
    offset = _find(text, spot, root)
    for edits in reversed(mended.history if mended is not None else ()):
        offset = offset_before(offset, edits)
    return min(max(offset, 0), len(data))


def _find(data: bytes, spot: Spot, root: Root) -> int:
    if not spot.path:
        return 0
    found = 0
    start = end = _start(data)
    for name, nth in _steps(spot.path):
        child = _find_child(data, start, name, nth, root)
        if child is None:
            return found
        _, found, start, end = child
    if spot.at == 0:
        first = start + len(CDATA_OPEN) if data.startswith(CDATA_OPEN, start) else start
        if data[first : first + 1].isalnum():
            return first
        return found if _is_blank(data, start, end) else _first_character(data, start, end)
    return _character(data, start, end, spot.at)


@lru_cache(maxsize=256)
def _steps(path: str) -> list[tuple[str, int]]:
    """`wp:comment[2]/wp:comment_id` → names and numbers."""
    matches = [_STEP.fullmatch(step) for step in path.split("/")]
    return [(match[1], int(match[2] or 0)) for match in matches if match is not None]


@lru_cache(maxsize=4)
def _start(data: bytes) -> int:
    """Where the content of the item begins."""
    tag = _TAG.search(data)
    return tag.end() if tag is not None else 0


_Child = tuple[bytes, int, int, int]
"""An element: its tag, where it begins, and where its content begins and ends."""


class _Siblings:
    """Elements side by side, read as far as they are asked for, and only once."""

    def __init__(self, data: bytes, position: int) -> None:
        self._rest = _children(data, position)
        self._seen: dict[str | bytes, list[_Child]] = {}

    def find(self, name: str, nth: int, root: Root) -> _Child | None:
        """The nth of a name, from 0."""
        found = self._seen.setdefault(name.encode() if root.is_usual else name, [])
        while len(found) <= nth:
            child = next(self._rest, None)
            if child is None:
                return None
            self._seen.setdefault(child[0] if root.is_usual else _name(child[0], root), []).append(child)
        return found[nth]


def _find_child(data: bytes, start: int, name: str, nth: int, root: Root) -> _Child | None:
    """The nth element of a name, from 0, of those that stand side by side from a byte on."""
    if root.is_usual:
        start = _jump(data, start, name)
    return _siblings(data, start, b"" if root.is_usual else root.prefix).find(name, nth, root)


@lru_cache(maxsize=16)
def _jump(data: bytes, start: int, name: str) -> int:
    """Behind the simple elements of other names."""
    match = _others(name).match(data, start)
    return match.end() if match is not None else start


@lru_cache(maxsize=64)
def _others(name: str) -> re.Pattern[bytes]:
    return re.compile(b"(?>(?:%s)*)" % (_LEAF_TEXT % (rb"(?!%s[\s>])" % re.escape(name.encode()))))


@lru_cache(maxsize=16)
def _siblings(data: bytes, position: int, prefixes: bytes) -> _Siblings:
    """`prefixes`: what they stand for, if not for the usual; the same bytes may stand in two roots."""
    return _Siblings(data, position)


def _children(data: bytes, position: int) -> Iterator[_Child]:
    """The elements that stand side by side from a byte on, up to the end of what they stand in."""
    opened: list[tuple[bytes, int, int]] = []
    while True:
        if leaf := _LEAF.match(data, position):
            if not opened:
                yield leaf[1], leaf.start(1) - 1, *leaf.span(2)
            position = leaf.end()
            continue
        position = data.find(b"<", position)
        if position < 0:
            return
        match = _TAG.match(data, position)
        if match is None:
            position = _behind(data, position)
            continue
        position = match.end()
        slash, tag, rest = match.groups()
        if slash:
            if not opened:
                return
            last = opened.pop()
            if not opened:
                yield *last, match.start()
        elif rest.endswith(b"/"):
            if not opened:
                yield tag, match.start(), match.end(), match.end()
        else:
            opened.append((tag, match.start(), match.end()))


def _behind(data: bytes, position: int) -> int:
    """Behind the CDATA section, comment or instruction that begins there; else behind its first byte."""
    for opening, closing in _OTHERS:
        if data.startswith(opening, position):
            close = data.find(closing, position + len(opening))
            return close + len(closing) if close >= 0 else len(data)
    return position + 1


def _name(tag: bytes, root: Root) -> str:
    prefix, _, local = tag.decode("utf-8", "replace").rpartition(":")
    if not prefix:
        return name_of(local)
    quoted = root.declarations.get(prefix)
    uri = quoted[1:-1].decode("utf-8", "replace") if quoted else KNOWN_NAMESPACES.get(prefix, "")
    return name_of(f"{{{uri}}}{local}") if uri else name_of(f"{prefix}:{local}")


def _is_blank(data: bytes, start: int, end: int) -> bool:
    """Whether an element holds no text of its own."""
    inner = data[start:end].lstrip()
    if inner.startswith(b"<") and not inner.startswith(CDATA_OPEN):
        return True
    return all(data[first:last].isspace() or first == last for first, last, _ in _runs(data, start, end))


def _first_character(data: bytes, start: int, end: int) -> int:
    """The offset of the first character of an element's text that is no white space."""
    place = start
    for first, last, _ in _runs(data, start, end):
        stripped = data[first:last].lstrip(_SPACE)
        if stripped:
            return last - len(stripped)
        place = place if place > start else first
    return place


def _character(data: bytes, start: int, end: int, at: int) -> int:
    """The offset of character `at` of an element's text."""
    place = start
    for first, last, run in _texts(data, start, end):
        before = run.bytes_before(at)
        if before is not None:
            return first + before
        at -= run.length
        place = last
    return place


class _Run:
    """A stretch of text. Counting goes on from where it ended last: many findings are in one long text."""

    def __init__(self, data: bytes, unit: re.Pattern[bytes]) -> None:
        self._data = data
        self._unit = unit
        is_verbatim = b"\r" not in data and (unit is _CDATA_UNIT or b"&" not in data)
        self._text = data.decode("utf-8", "replace") if is_verbatim else None
        self.length = 0 if self._text is None else len(self._text)
        """In characters of the parsed text; known once a character behind the end was asked for."""
        self._last = (0, 0)

    def bytes_before(self, character: int) -> int | None:
        """Bytes before a character; None where the text is not that long."""
        if self._text is None:
            return self._by_units(character)
        if character >= self.length:
            return None
        if self._text.isascii():
            return character
        at, count = self._last
        if at <= character:
            count += len(self._text[at:character].encode())
        else:
            count -= len(self._text[character:at].encode())
        self._last = (character, count)
        return count

    def _by_units(self, character: int) -> int | None:
        at, count = self._last if self._last[0] <= character else (0, 0)
        for match in self._unit.finditer(self._data, count):
            if at == character:
                self._last = (at, match.start())
                return match.start()
            at += 1
        self.length = at
        return None


@lru_cache(maxsize=4)
def _texts(data: bytes, start: int, end: int) -> list[tuple[int, int, _Run]]:
    return [(first, last, _Run(data[first:last], unit)) for first, last, unit in _runs(data, start, end)]


def _runs(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, re.Pattern[bytes]]]:
    """Stretches of text between `start` and `end`, and how their characters are written."""
    while start < end:
        mark = data.find(b"<", start, end)
        if mark < 0:
            yield start, end, _UNIT
            return
        if mark > start:
            yield start, mark, _UNIT
        if data.startswith(CDATA_OPEN, mark):
            close = data.find(CDATA_CLOSE, mark, end)
            close = close if close >= 0 else end
            yield mark + len(CDATA_OPEN), close, _CDATA_UNIT
            start = close + len(CDATA_CLOSE)
        else:
            closing = COMMENT_CLOSE if data.startswith(COMMENT_OPEN, mark) else b">"
            close = data.find(closing, mark, end)
            start = close + len(closing) if close >= 0 else end


def top_elements(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Elements that stand side by side in well-formed bytes: tag, where they begin, where they end."""
    for tag, at, start, end in _children(data, 0):
        close = data.find(b">", end)
        is_empty = start == end and data[end - 2 : end] == b"/>"
        yield tag, at, end if is_empty or close < 0 else close + 1


def content_of(data: bytes, path: str, root: Root) -> tuple[int, int] | None:
    """Where the content of an element begins and ends; None where there is no such element."""
    start, end = _start(data), len(data)
    for name, nth in _steps(path):
        child = _find_child(data, start, name, nth, root)
        if child is None:
            return None
        _, _, start, end = child
    return start, end
