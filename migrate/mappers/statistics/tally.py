"""Counting names of which an export may hold any number, in bounded memory: the rarest are put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from migrate.mappers.statistics.record import LISTED, Count, Counts

LIMIT = 8192
"""Names that a tally holds before it puts the rarer half together."""


class Tally:
    """Counts by name. `fold` gives a name under which rare ones are counted when there are too many."""

    def __init__(self, fold: Callable[[str], str] = str, limit: int = LIMIT) -> None:
        self._counts: Counter[str] = Counter()
        self._others = 0
        self._fold = fold
        self._limit = limit

    def add(self, names: Iterable[str], times: int = 1) -> None:
        """Count each name; `times` may be negative, to take back what was counted."""
        if times == 1:
            self._counts.update(names)
        else:
            for name in names:
                self._counts[name] += times
        if len(self._counts) > self._limit:
            self._shrink()

    def _shrink(self) -> None:
        folded = self._folded()
        if len(folded) > self._limit // 2:
            kept = Counter(dict(folded.most_common(self._limit // 2)))
            self._others += folded.total() - kept.total()
            folded = kept
        self._counts = folded

    def _folded(self) -> Counter[str]:
        folded: Counter[str] = Counter()
        for name, count in self._counts.items():
            folded[self._fold(name)] += count
        return folded

    def __getitem__(self, name: str) -> int:
        return self._counts[name]

    @property
    def total(self) -> int:
        """Everything counted."""
        return self._counts.total() + self._others

    def ranked(self) -> list[tuple[str, int]]:
        """Names and counts, the most frequent first, else by name."""
        counted = [(name, count) for name, count in self._folded().items() if count > 0]
        return sorted(counted, key=lambda one: (-one[1], one[0]))

    def counts(self, listed: int = LISTED) -> Counts:
        """The same as a record."""
        top = self.ranked()[:listed]
        return Counts(
            total=self.total,
            names=tuple(Count(name=name, count=count) for name, count in top),
            others=self.total - sum(count for _, count in top),
        )
