"""What the HTML page shows of one entry when it is opened: differences side by side, renderings, losses, decisions."""

from __future__ import annotations

import json
from typing import Any

from migrate.plan.reports.differences import changed_words, count_lines, side_by_side, too_large
from migrate.plan.reports.preview import render
from migrate.plan.reports.record import Fate, FieldChange, Format, Kind, PlannedChange, PlannedEntry, Value
from migrate.plan.reports.wording import MARKS, NO_COPY, all_visible, real_changes, sizes

MOST_CHANGES = 200
"""Changes of one entry that are shown; a post can have ten thousand comments."""
LONGEST_TEXT = 100_000
"""Characters shown of a text that comes or goes as a whole."""

_LONG = 80


class Details:
    """Makes the details of entries, one after another, as long as there is time for renderings.

    Markdown is rendered at about 1.5 MB a second: so many characters are rendered of what changes, and of what is new.
    """

    def __init__(self, changed: int = 12_000_000, new: int = 6_000_000) -> None:
        self._room = {False: changed, True: new}

    def of(self, entry: PlannedEntry) -> dict[str, Any]:
        """The details of one entry as JSON values; keys with nothing to say are left out."""
        changes = real_changes(entry)
        found: dict[str, Any] = {"changes": [self._change(change) for change in changes[:MOST_CHANGES]]}
        if len(changes) > MOST_CHANGES:
            found["more"] = len(changes) - MOST_CHANGES
        if len(entry.changes) > len(changes):
            found["unchanged"] = len(entry.changes) - len(changes)
        if entry.losses:
            found["losses"] = [[str(loss.kind), loss.field, loss.detail] for loss in entry.losses]
        if entry.withheld:
            found["withheld"] = [[one.what, one.reason, one.count] for one in entry.withheld]
        shown: dict[str, Any] = all_visible(found)
        return shown

    def _change(self, change: PlannedChange) -> dict[str, Any]:
        found: dict[str, Any] = {
            "mark": MARKS[change.action],
            "fate": change.action.value,
            "name": change.name,
            "old": change.old_name,
            "reason": change.reason,
            "size": sizes(change),
            "none": change.no_text,
            "same": change.before is not None and change.before == change.after,
            "views": _views(change),
            "fields": [_field(field, change.action) for field in change.fields],
            "rendered": self._rendered(change),
        }
        return {key: value for key, value in found.items() if value}

    def _rendered(self, change: PlannedChange) -> list[Any]:
        """`[label, before, after]` for each body; None for one that is not there."""
        bodies: list[tuple[Format, str, Value, Value]] = [(change.format, "", change.before, change.after)]
        if change.kind is Kind.ROW:
            bodies = [(field.format, field.name, field.before, field.after) for field in change.fields]
        found = []
        for form, label, before, after in bodies:
            if form is not Format.NONE:
                pages = [self._page(text, form, change.action) for text in (before, after)]
                if any(page is not None for page in pages):
                    found.append([label, *pages])
        return found

    def _page(self, text: Value, form: Format, fate: Fate) -> str | None:
        if not isinstance(text, str) or not text:
            return None
        new = fate is Fate.CREATE
        if form is Format.MARKDOWN:
            self._room[new] -= len(text)
        return render(text, form) if self._room[new] > 0 else None


def _views(change: PlannedChange) -> list[Any]:
    """`[label, rows]` for each difference; a text that only comes or goes is one block: `[label, text, first mark]`."""
    before, after, written = change.before, change.after, change.written
    views: list[Any] = []
    if written is not None and written != before:
        views.append(["Last written → there now", side_by_side(written, before)])
    label = "There now → new" if change.action is Fate.CONFLICT else ""
    if before is not None and before == after:
        return views
    if before is not None and after is not None:
        views.append([label, side_by_side(before, after)])
    elif after is not None:
        views.append([label, _whole(after), "+"])
    elif before is not None:
        views.append([label, _whole(before), "-"])
    return views


def _whole(text: str) -> str:
    refusal = too_large(text, None)
    if refusal:
        return f"{text[:LONGEST_TEXT]}\n… {count_lines(text):,} lines in all"
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}\n… the rest is not shown"


def _field(field: FieldChange, fate: Fate) -> dict[str, Any]:
    """A column: `rows` for texts that are best seen side by side, else its values, in words where both are texts."""
    before, after = field.before, field.after
    found: dict[str, Any] = {"name": field.name}
    if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > _LONG and before != after:
        found["rows"] = side_by_side(before, after)
        if fate is Fate.CONFLICT and isinstance(field.written, str) and field.written != before:
            found["edited"] = side_by_side(field.written, before)
        return found
    if fate is Fate.CONFLICT:
        found["written"] = NO_COPY if field.not_kept else _shown(field.written)
    if fate is not Fate.CREATE:
        found["before"] = _shown(before)
    if fate is not Fate.DELETE:
        found["after"] = _shown(after)
    if isinstance(before, str) and isinstance(after, str):
        found["words"] = changed_words(before, after)
    return found


def _shown(value: Value) -> str | None:
    if value is None:
        return None
    return _whole(value) if isinstance(value, str) else json.dumps(value)
