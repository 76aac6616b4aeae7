"""What has been seen of a page while it is walked: text in runs, which end at lines and blocks, cut into words there.

Marks (emphasis, code) and gaps may begin and end within a word: they are put at their words when the run ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple

from migrate.verify.page import KINDS, Gap, GapName, Kind, Page, has_special_words, is_address, shows

LINE, BLOCK = 1, 2
"""What comes before a word: a line break, the end of a block."""

_WORD = re.compile(r"\S+")


class _Event(NamedTuple):
    """Where a mark or a gap begins or ends within a run: before its piece of that number."""

    piece: int
    mark: Kind | None
    gap: int = -1
    step: int = 0
    """1 where it begins, -1 where it ends; 0 for a gap without content."""


class Seen:
    """The state of one page's making. `names` are those of the gaps that `gap` tells of by their numbers."""

    def __init__(self, names: Sequence[GapName] = (), link_of: Callable[[str], str] | None = None) -> None:
        self.words: list[str] = []
        self.structure: dict[Kind, list[str]] = {kind: [] for kind in KINDS}
        self.shown: list[str] = []
        self.addresses: set[str] = set()
        self.pieces: list[str] = []
        """Text since the last edge."""
        self.things = 0
        """How many images, frames and the like there were."""
        self.unsure = 0
        """How many gaps there were that may hold any words."""
        self._names = [*names]
        self._link_of = link_of
        self._blocks: set[int] = set()
        self._lines: set[int] = set()
        self._edge = BLOCK
        self._events: list[_Event] = []
        self._marks: dict[Kind, int] = {}
        """Mark → how many elements around the current place make it."""
        self._places: dict[int, list[tuple[int, int]]] = {}
        """Number of a gap → where it begins and ends."""
        self._open_gaps = 0

    def page(self) -> Page:
        """The page, once all of it has been seen."""
        self.end_run(BLOCK)
        gaps = [Gap(self._names[number], *places[0], *places[-1]) for number, places in self._places.items()]
        gaps.sort(key=lambda gap: (gap.at, gap.offset))
        structure, shown, addresses = self.structure, self.shown, self.addresses
        return Page(self.words, self._blocks, self._lines, structure, shown, addresses, gaps)

    def count(self, kind: Kind, key: str) -> None:
        """One more of a kind. What is in a gap may have gone, and does not count."""
        if not self._open_gaps:
            self.structure[kind].append(key)

    def moved(self, url: str) -> str:
        """The address that is to be written for one of the body."""
        return self._link_of(url) if self._link_of else url

    # Marks and gaps --------------------------------------------------------------------------------------------

    def open_mark(self, kind: Kind) -> None:
        """What follows is marked."""
        depth = self._marks.get(kind, 0)
        self._marks[kind] = depth + 1
        if not depth and not self._open_gaps:
            self._events.append(_Event(len(self.pieces), kind, step=1))

    def close_mark(self, kind: Kind) -> None:
        """The end of one of the elements that mark."""
        self._marks[kind] -= 1
        if not self._marks[kind]:
            del self._marks[kind]
            self._events.append(_Event(len(self.pieces), kind, step=-1))

    def point(self, number: int, step: int = 0) -> None:
        """A gap without words of its own, or an end of one that has."""
        if number < len(self._names):
            self.unsure += 1
            self._events.append(_Event(len(self.pieces), None, number, step))
            self._open_gaps += step

    def open_gap(self, number: int) -> None:
        """A gap begins."""
        self.point(number, 1)

    def close_gap(self, number: int) -> None:
        """A gap ends."""
        if self._open_gaps:
            self.point(number, -1)

    def footnote(self) -> None:
        """The mark of a footnote: a number in plain text, elsewhere no word."""
        self._events.append(_Event(len(self.pieces), None, self.new_gap("footnote")))

    def new_gap(self, name: str) -> int:
        """The number of a gap that had none."""
        self._names.append(GapName(name))
        return len(self._names) - 1

    # Runs ------------------------------------------------------------------------------------------------------

    def end_run(self, edge: int) -> None:
        """The text before and after this place is not of one line (`LINE`) or block (`BLOCK`)."""
        pieces = self.pieces
        if self._events:
            self._take_with_events(pieces)
            self.pieces = []
        elif pieces:
            text = pieces[0] if len(pieces) == 1 else "".join(pieces)
            words = text.split()
            if words and has_special_words(text):
                addresses = [word for word in words if is_address(word)]
                words = [word for word in words if shows(word) and not is_address(word)]
                self._take_addresses(addresses, bool(words), not self._open_gaps)
            if words:
                self._add(words)
            self.pieces = []
        self._edge = max(self._edge, edge)

    def _add(self, words: list[str]) -> None:
        if self._edge:
            (self._blocks if self._edge == BLOCK else self._lines).add(len(self.words))
            self._edge = 0
        self.words += words

    def _take_addresses(self, found: Sequence[str], among_words: bool, shown: bool) -> None:
        addresses = [self.moved(url) for url in found]
        self.addresses.update(addresses)
        if shown:
            self.shown += addresses
        if addresses and not among_words:
            # What a service shows of an address that stands alone is not in the body.
            self._places[self.new_gap("embed")] = [(len(self.words), -1)]

    def _take_with_events(self, pieces: list[str]) -> None:
        places = [0]
        for text in pieces:
            places.append(places[-1] + len(text))
        first = len(self.words)
        text = "".join(pieces)
        found = list(_WORD.finditer(text))
        if has_special_words(text):
            addresses = [match for match in found if is_address(match[0])]
            found = [match for match in found if shows(match[0]) and not is_address(match[0])]
            steps = [(places[event.piece], event.step) for event in self._events if event.mark is None and event.step]
            ends, after = [place for place, _ in steps], [0, *accumulate(step for _, step in reversed(steps))]
            for address in addresses:
                # As many gaps are open there as are now, without those that begin later, with those that end later.
                later = after[len(steps) - bisect_right(ends, address.start())]
                self._take_addresses([address[0]], bool(found), self._open_gaps == later)
        words, starts, ends = [one[0] for one in found], [one.start() for one in found], [one.end() for one in found]
        if words:
            self._add(words)
        since: dict[Kind, int] = {}
        events = [*self._events, *[_Event(len(pieces), mark, step=-1) for mark in self._marks]]
        for piece, mark, gap, step in events:
            place = places[piece]
            if mark is None:
                number = bisect_left(ends, place)
                within = number < len(starts) and starts[number] <= place
                self._places.setdefault(gap, []).append((first + number, place - starts[number] if within else -1))
            elif step > 0:
                since[mark] = place
            elif mark in since:
                self.structure[mark] += words[bisect_right(ends, since.pop(mark)) : bisect_left(starts, place)]
        # The next run goes on in the marks that are open.
        self._events = [] if self._open_gaps else [_Event(0, mark, step=1) for mark in self._marks]
