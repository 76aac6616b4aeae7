"""Words, marks and cleaned texts that all reports share. Whatever comes from an export is made harmless to look at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from html import unescape
from typing import Any

from migrate.plan.reports.record import Fate, Kind, PlannedChange, PlannedEntry
from migrate.plan.reports.spool import Totals

MARKS: dict[Fate, str] = {
    Fate.CONFLICT: "!",
    Fate.DELETE: "-",
    Fate.RENAME: ">",
    Fate.UPDATE: "~",
    Fate.CREATE: "+",
    Fate.UNCHANGED: "=",
}
"""As terraform marks them, and those that it does not have."""

NO_COPY = "(not kept)"
"""For `FieldChange.not_kept`."""

COUNTED: dict[Fate, str] = {
    Fate.CONFLICT: "in conflict",
    Fate.DELETE: "to delete",
    Fate.RENAME: "to rename",
    Fate.UPDATE: "to update",
    Fate.CREATE: "to create",
    Fate.UNCHANGED: "unchanged",
}

_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")
_LEDGER = ("read", "written", "duplicates", "skipped", "quarantined")
_LONGEST_TITLE = 200
_KEPT = "\t\u200c\u200d"
"""Invisible characters that stay: tabs, and the joiners that are part of Persian and Hindi words and of emoji."""


def visible(text: str) -> str:
    """One line with whatever steers a terminal or turns the direction of text shown as a sign, and so harmless."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in _KEPT or one == "\xa0" else _sign(one) for one in text)


def all_visible(value: Any) -> Any:
    """JSON values with all texts within them visible; line feeds stay."""
    if isinstance(value, str):
        return "\n".join(map(visible, value.split("\n")))
    if isinstance(value, list | tuple):
        return [all_visible(one) for one in value]
    if isinstance(value, dict):
        return {visible(key): all_visible(one) for key, one in value.items()}
    return value


def plain_title(title: str, source: str) -> str:
    """A title without its HTML, on one line; the record's key where there is none."""
    words = visible(" ".join(unescape(_TAG.sub("", title)).split()))
    cut = words if len(words) <= _LONGEST_TITLE else f"{words[: _LONGEST_TITLE - 1]}…"
    return cut or source


def counted(counts: Mapping[Fate, int]) -> str:
    """`3 to update, 12 to create`; empty when there is nothing."""
    return ", ".join(f"{counts[fate]:,} {COUNTED[fate]}" for fate in Fate if counts.get(fate))


def summary(totals: Totals) -> str:
    """What a plan would do, in records, and in the files and rows that they are."""
    counts = totals.entries
    if any(fate is not Fate.UNCHANGED and count for fate, count in counts.items()):
        in_all = f" In files and rows: {counted(totals.changes)}." if totals.changes != counts else ""
        return f"Plan: {counted(counts)}.{in_all}"
    return f"Nothing to do: {counts[Fate.UNCHANGED]:,} unchanged." if counts else "Nothing to do."


def plural(count: int, what: str) -> str:
    """`1 loss`, `2 losses`, `1,000 rows`."""
    if count == 1:
        return f"{count:,} {what}"
    return f"{count:,} {what}{'es' if what.endswith('s') else 's'}"


def size(count: int) -> str:
    """Bytes as a person says them."""
    for unit, step in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= step:
            return f"{count / step:.1f} {unit}"
    return plural(count, "byte")


def sizes(change: PlannedChange) -> str:
    """`1.2 kB`, or `1.2 kB → 1.3 kB`; empty where nothing is known."""
    known = [size(count) for count in (change.size_before, change.size_after) if count is not None]
    return " → ".join(dict.fromkeys(known))


def real_changes(entry: PlannedEntry) -> list[PlannedChange]:
    """What does not stay as it is."""
    return [change for change in entry.changes if change.action is not Fate.UNCHANGED]


def in_short(entry: PlannedEntry) -> str:
    """All that would happen in one line: the path and its size, or `~ entries, + 3 comments`."""
    changes = real_changes(entry)
    if len(changes) == 1:
        change = changes[0]
        name = f"{change.old_name} → {change.name}" if change.old_name else change.name
        measured = sizes(change)
        return visible(f"{name} ({measured})" if measured else name)
    counts = Counter((change.action, change.place, change.kind) for change in changes)
    return visible(
        ", ".join(f"{MARKS[fate]} {_many(count, place, kind)}" for (fate, place, kind), count in counts.items())
    )


def asides(entry: PlannedEntry) -> str:
    """`2 losses, 3 left out`; empty when nothing is lost or left out."""
    parts = []
    if entry.losses:
        parts.append(plural(len(entry.losses), "loss"))
    if entry.withheld:
        parts.append(f"{sum(decision.count for decision in entry.withheld):,} left out")
    return ", ".join(parts)


def loss_text(entry: PlannedEntry) -> list[str]:
    """A line for each loss and for each privacy decision."""
    lines = []
    for loss in entry.losses:
        where = f" in {loss.field}" if loss.field else ""
        lines.append(visible(f"loss: {loss.kind}{where}" + (f": {loss.detail}" if loss.detail else "")))
    for decision in entry.withheld:
        lines.append(visible(f"left out: {decision.count:,} {decision.what}: {decision.reason}"))
    return lines


def ledger_table(ledger: Mapping[str, Any]) -> list[list[str]]:
    """The sum as a table with its head; columns of nothing but zeros and kinds that were not read are left out."""
    kinds = {kind: _outcomes(counts) for kind, counts in ledger.get("kinds", {}).items() if counts["read"]}
    used = [name for name in _LEDGER if name in ("read", "written") or any(row[name] for row in kinds.values())]
    if not kinds:
        return []
    head = ["", *("to write" if name == "written" else name for name in used)]
    return [head, *([kind, *(f"{row[name]:,}" for name in used)] for kind, row in kinds.items())]


def type_name(kind: str) -> str:
    """A type as a heading."""
    return visible(kind) or "other"


def _many(count: int, place: str, kind: Kind) -> str:
    if kind is Kind.FILE:
        return plural(count, "file")
    if kind is Kind.PART:
        return f"{count:,} in {place}" if count > 1 else place
    return f"{count:,} {place}" if count > 1 else place


def _outcomes(counts: Mapping[str, Any]) -> dict[str, int]:
    return {
        name: sum(counts[name].values()) if isinstance(counts[name], dict) else int(counts[name]) for name in _LEDGER
    }


def _sign(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"
