"""A reader that looks at every item strictly as it goes by, and pass 1 with somebody watching.

Pass 1 alone parses only what it must: damage inside a body would not be noticed before the item is mapped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from migrate.mappers.findings import Finder
from migrate.mappers.first_pass import FirstPass
from migrate.mappers.options import Options
from migrate.mappers.statistics.gather import Gatherer
from migrate.mappers.statistics.record import EXAMPLES, Place, RepairCount
from migrate.model.rules import Rules
from migrate.wxr import elements
from migrate.wxr.index import Index
from migrate.wxr.items import Place as ItemPlace
from migrate.wxr.items import RawItem, Repair
from migrate.wxr.ladder import PHP_MARK
from migrate.wxr.outline import Outline
from migrate.wxr.reader import ItemRange, Reader, Unreadable
from migrate.wxr.source import Source


class Repairs:
    """Repairs by name, with the first places of each."""

    def __init__(self) -> None:
        self._counts: dict[str, tuple[int, int, tuple[Place, ...]]] = {}

    def add(self, place: ItemPlace, repairs: tuple[Repair, ...]) -> None:
        """Take in the repairs of one item or head."""
        for repair in repairs:
            items, times, places = self._counts.get(repair.name, (0, 0, ()))
            if len(places) < EXAMPLES:
                places = (*places, Place(file=place.file, line=repair.line, what=repair.detail))
            self._counts[repair.name] = (items + 1, times + repair.times, places)

    def records(self) -> tuple[RepairCount, ...]:
        """Sorted by the number of items, then by name."""
        return tuple(
            RepairCount(name=name, items=items, times=times, places=places)
            for name, (items, times, places) in sorted(self._counts.items(), key=lambda one: (-one[1][0], one[0]))
        )


class WatchingReader(Reader):
    """Parses every item as it goes by, each at most once, and counts the repairs."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.repairs = Repairs()
        self.position = 0
        """Bytes read so far, over all parts."""
        self._where: ItemRange | None = None
        self._data = b""
        self._element: Any = None
        self._parsed: RawItem | Unreadable | None = None

    def ranges(self) -> Iterator[tuple[ItemRange, bytes]]:
        """See Reader."""
        before = [0]
        for part in self.source.parts:
            before.append(before[-1] + part.size)
        for where, data in super().ranges():
            self.position = before[where.part] + where.end
            self._where, self._data, self._parsed = where, data, None
            self._element = self._strictly(where, data)
            if self.is_damaged:
                item = self.current()
                if isinstance(item, RawItem):
                    self.repairs.add(item.place, item.repairs)
            yield where, data

    @property
    def is_damaged(self) -> bool:
        """Whether the item that `ranges` yielded last is not well-formed."""
        return self._element is None

    def _strictly(self, where: ItemRange, data: bytes) -> Any:
        """The item's element, on the same conditions on which `parse` needs no repair; else None."""
        if not where.closed or PHP_MARK in data:
            return None
        root = self.roots[where.root]
        try:
            element = elements.parse(root.prefix + data + root.suffix)
        except etree.XMLSyntaxError:
            return None
        return element[0] if len(element) == 1 else None

    def current(self) -> RawItem | Unreadable:
        """The item that `ranges` yielded last."""
        if self._parsed is None:
            assert self._where is not None
            if self._element is not None:
                self._parsed = elements.read_item(self._element, self.place(self._where))
            else:
                # Nobody here looks at the bytes of what cannot be read, and there may be much of it.
                parsed = super().parse(self._where, self._data)
                self._parsed = parsed if isinstance(parsed, RawItem) else parsed._replace(data=b"")
        return self._parsed

    def parse(self, where: ItemRange, data: bytes | None = None) -> RawItem | Unreadable:
        """See Reader."""
        return self.current() if data is not None and where is self._where else super().parse(where, data)


class WatchedPass(FirstPass):
    """Pass 1, in which a gatherer sees every readable item."""

    def __init__(
        self,
        reader: WatchingReader,
        index: Index,
        rules: Rules,
        gatherer: Gatherer,
        progress: Callable[[int], None],
    ) -> None:
        super().__init__(reader, index, rules, Options(), lambda _: progress(reader.position))
        self._finder = _WatchedFinder(reader, rules, gatherer)

    def finder(self) -> Finder:
        """See FirstPass."""
        return self._finder


class _WatchedFinder(Finder):
    def __init__(self, reader: WatchingReader, rules: Rules, gatherer: Gatherer) -> None:
        super().__init__(reader.parse, rules, Options())
        self._reader = reader
        self._gatherer = gatherer

    def needs_parsing(self, outline: Outline) -> bool:
        """The bytes of a damaged item may lack what a repair brings back."""
        return self._reader.is_damaged or super().needs_parsing(outline)

    def notice(self, outline: Outline, data: bytes) -> None:
        """See Finder."""
        super().notice(outline, data)
        self._gatherer.take(outline, data, self._item)

    def _item(self) -> RawItem:
        item = self._reader.current()
        assert isinstance(item, RawItem), "pass 1 notes features of readable items only"
        return item
