"""The changes that a database would see, with values: what is there, what would be there, what was last written."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.plan.changes import Action, Change
from migrate.plan.database.compare import Outcome
from migrate.plan.reports.record import Fate, Format, PlannedChange, row_change
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
        made.append(
            row_change(
                Fate(change.action.value),
                table,
                " ".join(map(str, key[1:])),
                columns.COLUMNS[table],
                before=outcome.there.get(key),
                after=getattr(change.artifact, "values", None),
                written=outcome.known.get(key) if change.action is Action.CONFLICT else None,
                formats=_FORMATS,
                reason=change.reason,
            )
        )
    return made
