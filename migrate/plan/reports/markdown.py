"""The plan as Markdown for a comment on a pull request or a CI step summary: within their limits, and harmless.

Either may be read by everybody. So titles and texts of what was not public are not shown, nor values of rows.
Nothing of an export can become a link, a mention, a command or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TextIO

from migrate.plan.reports.differences import unified
from migrate.plan.reports.record import Fate, Kind, PlannedChange, PlannedEntry
from migrate.plan.reports.spool import Plan
from migrate.plan.reports.wording import (
    COUNTED,
    MARKS,
    asides,
    counted,
    in_short,
    ledger_table,
    plain_title,
    real_changes,
    summary,
    type_name,
    visible,
)

COMMENT = 65_536
"""Characters that GitHub takes as a comment; we count bytes, which are never fewer."""
STEP_SUMMARY = 1_048_576
"""Bytes that GitHub takes as a step summary."""

_MOST_SUMS = 15
_MOST_DIFFERENCE = 60
_TITLES: dict[Fate, str] = {
    Fate.CONFLICT: "Conflicts: left as they are",
    Fate.DELETE: "To delete",
    Fate.RENAME: "To rename",
    Fate.UPDATE: "To update",
    Fate.CREATE: "To create",
}
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&@$:%^=])")
_REFERENCE = re.compile(r"([@#!$%~&^]|GH-)(?=\w)")
_PUBLIC = ("", "public")


def write_markdown(plan: Plan, file: TextIO, *, limit: int = COMMENT, differences: bool = False) -> None:
    """Write at most `limit` bytes of UTF-8: what needs a look first, then as much as there is room for."""
    top, tail = "".join(_top(plan)), "".join(_tail(plan))
    file.write(top)
    room = limit - _length(top) - _length(tail) - 500
    # The list of what changes comes first: differences take no more than half.
    for_differences = room // 2 if differences else 0
    shown = 0
    for fate, title in _TITLES.items():
        count = plan.totals.entries.get(fate, 0)
        if not count:
            continue
        heading = f"\n### {title} ({count:,})\n\n"
        for place, entry in enumerate(plan.entries.select(fates=(fate,))):
            text = ("" if place else heading) + "".join(_entry(entry))
            if _length(text) > room:
                room = -1
                break
            shown_differences = "".join(_differences(entry)) if for_differences else ""
            if _length(shown_differences) < min(for_differences, room - _length(text)):
                for_differences -= _length(shown_differences)
                text += shown_differences
            file.write(text)
            room -= _length(text)
            shown += 1
        if room < 0:
            break
    changed = sum(count for fate, count in plan.totals.entries.items() if fate is not Fate.UNCHANGED)
    if shown < changed:
        file.write(
            f"\n**{changed - shown:,} of {changed:,} entries are not shown**: this report may be {limit:,} bytes long."
            " The HTML and JSON reports hold them all.\n"
        )
    file.write(tail)


def escaped(text: str) -> str:
    """A text that Markdown shows as it is, and in which GitHub and GitLab find no link, mention or reference."""
    apart = _REFERENCE.sub("\\1\u200b", visible(text))
    return _SPECIAL.sub(r"\\\1", apart)


def code(text: str) -> str:
    """A text as a code span, whatever is in it."""
    line = " ".join(visible(text).split()) or " "
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    space = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{space}{line}{space}{fence}"


def _top(plan: Plan) -> Iterator[str]:
    head, totals = plan.head, plan.totals
    yield f"## Migration of {code(head.export)} to {escaped(head.target)}\n\n"
    yield f"**{summary(totals)}** Destination: {code(head.destination)}\n"
    for warning in head.warnings[:_MOST_SUMS]:
        yield f"\n> **Warning:** {escaped(warning)}\n"
    fates = [fate for fate in Fate if totals.entries.get(fate)]
    if not totals.anything:
        return
    yield "\n| |" + "".join(f" {COUNTED[fate]} |" for fate in fates) + "\n|:--|" + "--:|" * len(fates) + "\n"
    for kind, counts in islice(totals.types.items(), _MOST_SUMS):
        cells = "".join(f" {counts[fate]:,} |" if counts.get(fate) else " |" for fate in fates)
        yield f"| {escaped(type_name(kind))} |{cells}\n"
    if len(totals.types) > _MOST_SUMS:
        rest: dict[Fate, int] = {}
        for counts in islice(totals.types.values(), _MOST_SUMS, None):
            for fate, count in counts.items():
                rest[fate] = rest.get(fate, 0) + count
        yield f"\n{len(totals.types) - _MOST_SUMS:,} more types: {counted(rest)}.\n"


def _tail(plan: Plan) -> Iterator[str]:
    yield from _sums("Losses", plan.totals.losses)
    yield from _sums("Left out for privacy", plan.totals.withheld)
    table = ledger_table(plan.head.ledger)
    if table:
        yield "\n<details><summary>What was read</summary>\n\n"
        yield "| " + " | ".join(table[0]) + " |\n|:--" + "|--:" * (len(table[0]) - 1) + "|\n"
        yield from ("| " + " | ".join(row) + " |\n" for row in table[1:])
        yield "\n</details>\n"


def _sums(title: str, sums: Mapping[str, int]) -> Iterator[str]:
    if not sums:
        return
    yield f"\n### {title}\n\n"
    ordered = sorted(sums.items(), key=lambda one: (-one[1], one[0]))
    yield from (f"- {escaped(name[:200])}: {count:,}\n" for name, count in ordered[:_MOST_SUMS])
    if len(ordered) > _MOST_SUMS:
        yield f"- and {len(ordered) - _MOST_SUMS:,} more kinds\n"


def _entry(entry: PlannedEntry) -> Iterator[str]:
    public = entry.status in _PUBLIC
    changes = real_changes(entry)
    title = f"**{escaped(plain_title(entry.title, entry.source))}**" if public else f"{code(entry.source)} (not public)"
    aside = asides(entry)
    # The path of what is not public is made of its title.
    where = code(in_short(entry)) if public or len(changes) != 1 or changes[0].kind is Kind.ROW else ""
    yield f"- {code(MARKS[entry.action])} {title} {where}".rstrip() + (f", {aside}" if aside else "") + "\n"
    if entry.action is Fate.CONFLICT:
        for reason in sorted({change.reason for change in changes if change.reason})[:3]:
            yield f"  - {escaped(reason)}\n"


def _differences(entry: PlannedEntry) -> Iterator[str]:
    # Of what is deleted nobody knows any more who could see it.
    if entry.status in _PUBLIC and entry.action is not Fate.DELETE:
        for change in real_changes(entry):
            if change.kind is not Kind.ROW:
                yield from _difference(change)


def _difference(change: PlannedChange) -> Iterator[str]:
    lines = list(islice(unified(change.before, change.after), _MOST_DIFFERENCE + 1))
    if not lines:
        return
    shown = [visible(line)[:1_000] for line in lines[:_MOST_DIFFERENCE]]
    fence = "`" * max(3, 1 + max(len(run) for line in shown for run in re.findall("`*", line)))
    # Five spaces would make it code within the item, and no blank lines would end the HTML block too late.
    yield "\n  <details><summary>difference</summary>\n\n"
    yield f"  {fence}diff\n" + "".join(f"  {line}\n" for line in shown)
    if len(lines) > _MOST_DIFFERENCE:
        yield "  \\ more lines of this difference are not shown\n"
    yield f"  {fence}\n\n  </details>\n\n"


def _length(text: str) -> int:
    return len(text.encode())
