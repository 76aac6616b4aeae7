"""Climbs the ladder of repairs, a rung at a time, until strict parsing succeeds; every repair gets its exact line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from migrate.wxr import elements
from migrate.wxr.items import Place, Repair
from migrate.wxr.repair import (
    LADDER,
    Edit,
    Mended,
    close_item,
    offset_before,
    remove_php_messages,
    undeclared_prefixes,
)
from migrate.wxr.roots import Root

PHP_MARK = b"</b> on line <b>"
"""In every message that PHP prints as HTML; XML may allow such a message, and yet it is none of the export's."""
_PLACE_OF_ERROR = re.compile(r", line \d+, column \d+.*$| line \d+")
_UNDEFINED_NAMESPACE = 201
"""libxml2's XML_NS_ERR_UNDEFINED_NAMESPACE."""


class Parsed(NamedTuple):
    """The wrapping element, or None and why, and the repairs that were made on the way."""

    element: Any
    repairs: tuple[Repair, ...]
    reason: str
    data: bytes = b""
    """The bytes as they were mended last."""
    history: tuple[tuple[Edit, ...], ...] = ()
    """The edits that made them, in order; each tuple's offsets are those of the bytes before it."""
    names: tuple[str, ...] = ()
    """Name of the repair that each of them belongs to."""
    added: tuple[str, ...] = ()
    """Prefixes that had to be declared."""


def parse_damaged(
    data: bytes, place: Place, root: Root, *, wrapper: tuple[bytes, bytes] = (b"", b""), closed: bool = True
) -> Parsed:
    """Parse markup that may be damaged inside its root and a wrapper. `closed`: it has its own closing tag."""
    climb = _Climb(data, place)
    reason = ""
    for mended in climb.steps(closed=closed):
        added = undeclared_prefixes(mended, root.prefixes)
        element, reason = _attempt(mended, root, added, wrapper)
        if element is None and reason == "":
            added = undeclared_prefixes(mended, root.prefixes, inner=True)
            element, reason = _attempt(mended, root, added, wrapper)
        if element is not None:
            if added:
                climb.record("undeclared-prefix", len(added), _first_use(mended, added), " ".join(added))
            return Parsed(element, tuple(climb.repairs), "", *climb.trail(), tuple(added))
    reason = reason or "a namespace prefix is not declared"
    return Parsed(None, tuple(climb.repairs), reason, *climb.trail())


def _attempt(data: bytes, root: Root, added: list[str], wrapper: tuple[bytes, bytes]) -> tuple[Any, str]:
    """The element; or None and the reason, which is empty where nothing but a declaration is missing."""
    before, after = wrapper
    try:
        return elements.parse(root.with_prefixes(added) + before + data + after + root.suffix), ""
    except etree.XMLSyntaxError as error:
        if error.code == _UNDEFINED_NAMESPACE:
            return None, ""
        # Further lines quote the export.
        said = (error.msg or "").partition("\n")[0]
        return None, _PLACE_OF_ERROR.sub("", said) or "not well-formed XML"


def _first_use(data: bytes, prefixes: list[str]) -> int:
    places = [data.find(f"{mark}{prefix}:".encode()) for prefix in prefixes for mark in ("<", " ")]
    return min((place for place in places if place >= 0), default=0)


class _Climb:
    def __init__(self, data: bytes, place: Place) -> None:
        self._original = data
        self._data = data
        self._place = place
        self._history: list[tuple[Edit, ...]] = []
        self._names: list[str] = []
        self.repairs: list[Repair] = []

    def steps(self, *, closed: bool) -> Iterator[bytes]:
        """The bytes before the first rung, and after each that changed something."""
        if not closed:
            self._take("unclosed-item", close_item(self._data))
        if PHP_MARK in self._data:
            self._take("php-messages", remove_php_messages(self._data))
        yield self._data
        for name, rung in LADDER:
            result = rung(self._data)
            if result.times:
                self._take(name, result)
                yield self._data

    def _take(self, name: str, result: Mended) -> None:
        if result.times:
            self.record(name, result.times, result.first, result.detail)
            self._history.append(result.edits)
            self._names.append(name)
            self._data = result.data

    def trail(self) -> tuple[bytes, tuple[tuple[Edit, ...], ...], tuple[str, ...]]:
        """The mended bytes, and the edits that led to them with their names."""
        return self._data, tuple(self._history), tuple(self._names)

    def record(self, name: str, times: int, first: int, detail: str) -> None:
        """Note a repair at an offset of the bytes as they are mended so far."""
        for edits in reversed(self._history):
            first = offset_before(first, edits)
        line = self._place.line + self._original.count(b"\n", 0, first)
        self.repairs.append(Repair(name, line, times, detail))
