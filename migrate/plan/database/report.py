"""The changes that a database would see, with values: what is there, what would be there, and what was last written,
as far as it is known: of a long text only where it is one of the others."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.plan.changes import Action, Change
from migrate.plan.database.compare import Outcome
from migrate.plan.database.recorded import Values, condense
from migrate.plan.reports.record import NOT_KEPT, Fate, Format, PlannedChange, row_change
from migrate.targets.database import columns

_FORMATS = {
    "content_raw": Format.WORDPRESS,
    "content": Format.WORDPRESS,
    "content_html": Format.HTML,
    "content_markdown": Format.MARKDOWN,
}


def planned_rows(changes: Sequence[Change], outcome: Outcome) -> list[PlannedChange]:
    """One for each change, in their order."""
    made = []
    for change, key in zip(changes, outcome.keys, strict=True):
        table = str(key[0])
        there, new = outcome.there.get(key), getattr(change.artifact, "values", None)
        written = outcome.known.get(key) if change.action is Action.CONFLICT else None
        made.append(
            row_change(
                Fate(change.action.value),
                table,
                " ".join(map(str, key[1:])),
                columns.COLUMNS[table],
                before=there,
                after=new,
                written=None if written is None else _recall(table, written, there, new),
                formats=_FORMATS,
                reason=change.reason,
            )
        )
    return made


def _recall(table: str, written: Values, *rows: Values | None) -> Values:
    """What was last written, with what is not kept of it from these rows, where they say the same."""
    recalled = [NOT_KEPT if isinstance(value, bytes) else value for value in written]
    recalled += [NOT_KEPT] * (len(columns.COLUMNS[table]) - len(written))
    for row in rows:
        if row is not None:
            condensed = condense(table, row)
            if condensed == written:
                return row
            for index, value in enumerate(condensed):
                if recalled[index] is NOT_KEPT and value == written[index]:
                    recalled[index] = row[index]
    return tuple(recalled)
