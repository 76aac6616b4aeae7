"""The plan for a terminal: a summary, then what would change by type, with terraform's marks.

However large the plan, what is printed is bounded unless everything is asked for, and says how much it left out.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TextIO

from migrate.plan.reports.differences import unified
from migrate.plan.reports.record import Fate, FieldChange, PlannedChange, PlannedEntry, Value
from migrate.plan.reports.spool import Plan
from migrate.plan.reports.wording import (
    MARKS,
    NO_COPY,
    asides,
    counted,
    in_short,
    ledger_table,
    loss_text,
    plain_title,
    real_changes,
    sizes,
    summary,
    type_name,
    visible,
)

LISTED = 20
"""Entries of each type that are listed, the ones that need a look first."""

_COLOURS: dict[str, str] = {"!": "1;35", "-": "31", ">": "36", "~": "33", "+": "32", "@": "36", "\\": "2"}
_TITLE_WIDTH = 44
_FEW = 5
_SHORT_VALUE = 70


class _Paint:
    """Colours, where they are wanted."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text and code else text

    def mark(self, mark: str, text: str) -> str:
        return self(text, _COLOURS.get(mark, ""))


def write_text(
    plan: Plan,
    file: TextIO,
    *,
    colour: bool = False,
    differences: bool = False,
    listed: int | None = LISTED,
    more: str = "-v lists all, --report html=FILE shows each",
) -> None:
    """Write the plan. `listed`: entries of each type, None for all; `more`: how to see those that are left out."""
    paint = _Paint(colour)
    for line in _lines(plan, paint, differences, listed, more):
        file.write(f"{line}\n")


def _lines(plan: Plan, paint: _Paint, differences: bool, listed: int | None, more: str) -> Iterator[str]:
    head, totals = plan.head, plan.totals
    if head.site or head.address:
        address = f" ({visible(head.address)})" if head.address else ""
        yield paint(f"{plain_title(head.site, 'untitled')}{address}", "1")
    yield f"{visible(head.export)} → {visible(head.destination)}, as {head.target}"
    yield paint(summary(totals), "1")
    for warning in head.warnings:
        yield paint.mark("!", f"warning: {visible(warning)}")
    for kind, counts in totals.types.items():
        if any(fate is not Fate.UNCHANGED for fate in counts):
            yield ""
            yield f"{paint(type_name(kind), '1')}  {counted(counts)}"
            yield from _group(plan, kind, paint, differences, listed, more)
    for title, sums in (("Losses", totals.losses), ("Left out for privacy", totals.withheld)):
        if sums:
            yield ""
            yield paint(title, "1")
            width = max(map(len, sums))
            yield from (f"  {visible(name):<{width}}  {count:>7,}" for name, count in sorted(sums.items()))
    table = ledger_table(head.ledger)
    if table:
        yield ""
        yield from (f"{row[0]:<10}" + "".join(f"{cell:>13}" for cell in row[1:]) for row in table)


def _group(plan: Plan, kind: str, paint: _Paint, differences: bool, listed: int | None, more: str) -> Iterator[str]:
    """The entries of one type, and how many there are besides."""
    room = listed
    left: dict[Fate, int] = {}
    for fate in Fate:
        count = plan.totals.types[kind].get(fate, 0)
        if not count or fate is Fate.UNCHANGED:
            continue
        taken = count if room is None else min(room, count)
        for entry in islice(plan.entries.select(kind, (fate,)), taken):
            yield from _entry(entry, paint, differences)
        room = None if room is None else room - taken
        if count > taken:
            left[fate] = count - taken
    if left:
        yield paint(f"  … and {sum(left.values()):,} more: {counted(left)} ({more})", "2")


def _entry(entry: PlannedEntry, paint: _Paint, differences: bool) -> Iterator[str]:
    mark = MARKS[entry.action]
    title = _padded(plain_title(entry.title, entry.source))
    aside = asides(entry)
    line = f"  {paint.mark(mark, mark)} {title}  {paint(in_short(entry), '2')}"
    yield (f"{line}  [{aside}]" if aside else line).rstrip()
    changes = real_changes(entry)
    if differences:
        for change in changes:
            yield from _change(change, paint)
        yield from (f"      {line}" for line in loss_text(entry))
        return
    told = [
        change for change in changes if change.reason and change.action in (Fate.CONFLICT, Fate.DELETE, Fate.RENAME)
    ]
    for change in told[:_FEW]:
        name = f"{visible(change.name)}: " if len(changes) > 1 else ""
        yield f"      {name}{visible(change.reason)}"
    if len(told) > _FEW:
        yield f"      and {len(told) - _FEW:,} more"


def _change(change: PlannedChange, paint: _Paint) -> Iterator[str]:
    mark = MARKS[change.action]
    details = "; ".join(filter(None, (visible(change.reason), sizes(change), visible(change.no_text))))
    name = f"{change.old_name} → {change.name}" if change.old_name else change.name
    yield "    " + paint.mark(mark, f"{mark} {visible(name)}") + (f" ({details})" if details else "")
    for field in change.fields:
        yield from _field(field, change.action, paint)
    if change.written is not None and change.written != change.before:
        yield paint("      last written → what is there now", "1")
        yield from _painted(unified(change.written, change.before), paint)
        yield paint("      what is there now → new", "1")
    if change.before is not None or change.after is not None:
        yield from _painted(unified(change.before, change.after), paint)


def _field(field: FieldChange, fate: Fate, paint: _Paint) -> Iterator[str]:
    before, after = field.before, field.after
    long = [
        value for value in (before, after) if isinstance(value, str) and ("\n" in value or len(value) > _SHORT_VALUE)
    ]
    name = visible(field.name)
    if fate is Fate.CONFLICT:
        written = NO_COPY if field.not_kept else _literal(field.written)
        yield f"      {name}: last written {written}, there {_literal(before)}, new {_literal(after)}"
    elif long:
        yield f"      {name}:"
        yield from _painted(unified(_text(before), _text(after)), paint)
    elif fate is Fate.CREATE:
        yield f"      {name}: {paint.mark('+', _literal(after))}"
    elif fate is Fate.DELETE:
        yield f"      {name}: {paint.mark('-', _literal(before))}"
    else:
        yield f"      {name}: {paint.mark('-', _literal(before))} → {paint.mark('+', _literal(after))}"


def _painted(lines: Iterable[str], paint: _Paint) -> Iterator[str]:
    for line in lines:
        yield "      " + paint.mark(line[0], visible(line))


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) or value is None else json.dumps(value)


def _literal(value: Value) -> str:
    """A value on one line, short; texts in quotes, so that an empty one is seen."""
    if isinstance(value, str) and len(value) > _SHORT_VALUE:
        value = f"{value[: _SHORT_VALUE - 1]}…"
    return visible(json.dumps(value, ensure_ascii=False))


def _padded(text: str) -> str:
    """Cut or filled up to the width of the column of titles; wide characters count as two."""
    width, kept = 0, ""
    for one in text:
        width += 0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        if width > _TITLE_WIDTH:
            return f"{kept[:-1]}…"
        kept += one
    return kept + " " * (_TITLE_WIDTH - width)
