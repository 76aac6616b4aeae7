"""What verification found, entry by entry, and how it is told: one line where all is well, else every place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec

from migrate.verify.comparison import Accounted, Comparison, Difference

Outcome = Literal["same", "accounted", "different", "missing"]
"""`missing`: nothing is written where the entry should be. The others are those of `Comparison`."""

OUTCOMES: tuple[Outcome, ...] = ("same", "accounted", "different", "missing")
KEPT = 200
"""How many entries that are different or missing a report keeps; it counts all of them."""
EXAMPLES = 3
"""How many examples it keeps of each kind of structure that is missing."""


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """One body against what is written of it."""

    key: str
    """Of the entry."""
    title: str
    place: str
    """Where it is written: a file, or table, row and column."""
    comparison: Comparison | None = None
    """None where nothing is written."""

    @property
    def outcome(self) -> Outcome:
        """What came of it."""
        return "missing" if self.comparison is None else self.comparison.status


class Missing(msgspec.Struct, kw_only=True):
    """Structure of one kind, in all entries."""

    expected: int = 0
    missing: int = 0
    examples: list[tuple[str, str]] = msgspec.field(default_factory=list)
    """Place, and what is missing there."""


class Report:
    """What has been verified so far."""

    def __init__(self) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self.words = 0
        """Of all sources."""
        self.accounted: dict[str, Accounted] = {}
        self.structure: dict[str, Missing] = {}
        self.kept: list[Verification] = []
        """The first that are different or missing."""
        self.changes: dict[str, int] = {}
        """What a new run would do there, by action."""

    @property
    def is_clean(self) -> bool:
        """Whether every word and all structure is written or accounted for, and nothing has changed since."""
        structure = any(one.missing for one in self.structure.values())
        return not self.outcomes["different"] and not self.outcomes["missing"] and not structure and not self._changed

    @property
    def _changed(self) -> dict[str, int]:
        return {action: count for action, count in self.changes.items() if count and action != "unchanged"}

    def add(self, verification: Verification) -> None:
        """Count one more."""
        self.outcomes[verification.outcome] += 1
        if verification.outcome in ("different", "missing") and len(self.kept) < KEPT:
            self.kept.append(verification)
        comparison = verification.comparison
        if comparison is None:
            return
        self.words += comparison.source_words
        for name, one in comparison.accounted.items():
            entry = self.accounted.setdefault(name, Accounted())
            entry.places += one.places
            entry.lost += one.lost
            entry.added += one.added
        for kind, found in comparison.structure.items():
            total = self.structure.setdefault(kind, Missing())
            total.expected += found.expected
            total.missing += found.missing
            for example in found.examples[: EXAMPLES - len(total.examples)]:
                total.examples.append((verification.place, example))

    def as_dict(self) -> dict[str, Any]:
        """The report as plain JSON values: `accounted` by name, `structure` by kind, `entries` that are kept."""
        return {
            "checked": self.outcomes.total(),
            "outcomes": {outcome: self.outcomes[outcome] for outcome in OUTCOMES},
            "words": self.words,
            "changes": self.changes,
            "accounted": {name: msgspec.to_builtins(one) for name, one in self._accounted()},
            "structure": {kind: msgspec.to_builtins(one) for kind, one in self.structure.items()},
            "entries": [_as_dict(one) for one in self.kept],
        }

    def as_text(self) -> str:
        """The report as lines; without an end of the last."""
        return "\n".join(self._lines())

    def _accounted(self) -> list[tuple[str, Accounted]]:
        return sorted(self.accounted.items(), key=lambda item: (-item[1].lost - item[1].added, item[0]))

    def _lines(self) -> Iterator[str]:
        counts = [f"{self.outcomes[outcome]:,} {_SAID[outcome]}" for outcome in OUTCOMES if self.outcomes[outcome]]
        yield f"{self.outcomes.total():,} checked, {self.words:,} words: {', '.join(counts) or 'nothing to compare'}"
        if self._changed:
            changed = ", ".join(f"{count:,} {_STATES.get(action, action)}" for action, count in self._changed.items())
            yield f"Not as it was written, or not of this export: {changed} (`wxr-migrate plan` says which)"
        if self.accounted:
            rows = [(name, f"{one.places:,}", f"{one.lost:,}", f"{one.added:,}") for name, one in self._accounted()]
            yield ""
            yield from _table(("Accounted for by", "places", "words lost", "added"), rows)
        missing = {kind: one for kind, one in self.structure.items() if one.missing}
        if missing:
            yield ""
            yield "Structure that is not written:"
            for kind, one in missing.items():
                yield f"  {kind}: {one.missing:,} of {one.expected:,}"
                yield from (f"    {place}: {example}" for place, example in one.examples)
        for outcome, head in (("different", "Different:"), ("missing", "Not there:")):
            entries = [one for one in self.kept if one.outcome == outcome]
            if entries:
                yield ""
                yield head
                for entry in entries:
                    yield from _entry_lines(entry)
        left = self.outcomes["different"] + self.outcomes["missing"] - len(self.kept)
        if left:
            yield f"  ... and {left:,} more"


_STATES = {"create": "missing", "update": "outdated", "delete": "left over", "conflict": "edited by somebody"}
"""What a new run would do with a file or row → what that means."""
_SAID: dict[Outcome, str] = {
    "same": "the same",
    "accounted": "accounted for",
    "different": "different",
    "missing": "not there",
}


def _as_dict(one: Verification) -> dict[str, Any]:
    found: dict[str, Any] = {"key": one.key, "title": one.title, "place": one.place, "status": one.outcome}
    if one.comparison is not None:
        found["comparison"] = msgspec.to_builtins(one.comparison)
    return found


def _entry_lines(one: Verification) -> Iterator[str]:
    yield f"  {one.place}  {one.title or '(no title)'} ({one.key})"
    comparison = one.comparison
    if comparison is None:
        return
    counts = (("lost", comparison.lost), ("added", comparison.added), ("moved", comparison.moved))
    said = [f"{count:,} {name}" for name, count in counts if count]
    if said:
        yield f"    words: {', '.join(said)}"
    yield from (f"    {_difference(difference)}" for difference in comparison.differences)
    left = comparison.places - len(comparison.differences)
    if left > 0:
        yield f"    ... and {left:,} more"
    yield from (f"    address not written: {url}" for url in comparison.addresses[:EXAMPLES])


def _difference(one: Difference) -> str:
    parts = (
        f"... {one.before}" if one.before else "",
        f"[-{one.lost}-]" if one.lost else "",
        f"{{+{one.added}+}}" if one.added else "",
        f"{one.after} ..." if one.after else "",
    )
    return f"word {one.at + 1:,}: {' '.join(filter(None, parts))}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        first, *others = row
        cells = [first.ljust(widths[0]), *[cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]]
        yield "  ".join(cells).rstrip()
