"""What becomes of the rows of one record: held against the manifest and against the rows that are there.
Pure.

A row is ours when the manifest says so; a row of ours that somebody changed or removed is a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from migrate.model.artifact import Group, Row
from migrate.plan.changes import Action, Change
from migrate.targets.database import columns

Key = tuple[str | int, ...]
"""Table and id, or table, source and position."""

Values = tuple[object, ...]

_ROWS = msgspec.msgpack.Encoder()
_TEXT = msgspec.json.Encoder()
_ENTRIES = msgspec.json.Decoder(list[list[str | int]])

PARTS = columns.PARTS

_REFERENCES = {
    table: [
        (names.index(column), target) for column, target in columns.references(table).items() if column != "site_id"
    ]
    for table, names in columns.COLUMNS.items()
}
"""Table → where its references stand, and the tables that they lead to."""

NOT_OURS = "somebody else wrote it"
EDITED = "edited since it was written"
DELETED = "deleted since it was written"


class Recorded(NamedTuple):
    """What the manifest holds of one source."""

    text: str
    rows: dict[Key, str]
    """Key of each row that we wrote → fingerprint of its values."""


class Outcome(msgspec.Struct, gc=False):
    """What `apply` needs of a group beside its changes."""

    artifacts: str
    """The rows of the record that are ours afterwards, as the manifest keeps them; empty when there are
    none."""
    recorded: bool
    """Whether the manifest says so already."""
    deleted: list[Key]
    vanished: list[Key]
    """Rows of records that the export no longer has; they stay."""


def key_of(row: Row) -> Key:
    """The key of a row, as the manifest names it."""
    if row.table in PARTS:
        return (row.table, row.values[1], row.values[2])  # type: ignore[return-value]
    return (row.table, row.values[0])  # type: ignore[return-value]


def fingerprint(values: Values) -> str:
    """A hash of a row's values as the engine gives them back."""
    return blake2b(_ROWS.encode(values), digest_size=8).hexdigest()


def decode(text: str) -> Recorded:
    """What the manifest says, from its text; an empty text is nothing."""
    entries = _ENTRIES.decode(text) if text else []
    return Recorded(text, {tuple(entry[:-1]): str(entry[-1]) for entry in entries})


def create_all(group: Group) -> tuple[list[Change], Outcome]:
    """The changes where the destination holds nothing yet."""
    changes = []
    entries: list[Values] = []
    for row in group.artifacts:
        assert isinstance(row, Row)
        table, values = row.table, row.values
        if table in PARTS:
            entries.append((table, values[1], values[2], fingerprint(values)))
            name = f"{table} {values[1]} {values[2]}"
        else:
            entries.append((table, values[0], fingerprint(values)))
            name = f"{table} {values[0]}"
        changes.append(Change(Action.CREATE, group.source, name, row))
    return changes, Outcome(_TEXT.encode(entries).decode(), False, [], [])


def compare(
    group: Group,
    recorded: Recorded,
    current: Mapping[Key, Values],
    absent: set[tuple[str, object]],
) -> tuple[list[Change], Outcome]:
    """The changes of a group. `current` are the rows that
    are there; `absent` the tables and ids of records that are not there or not ours, so that nothing may
    refer to them: it grows by those of this group."""
    known = recorded.rows
    ours: dict[Key, str] = {}
    changes: list[Change] = []
    present: set[Key] = set()
    for row in group.artifacts:
        assert isinstance(row, Row)
        key = key_of(row)
        present.add(key)
        action, reason = _decide(row.values, known.get(key), current.get(key))
        if action is Action.CONFLICT and reason != EDITED and row.table not in PARTS:
            absent.add((row.table, row.values[0]))
        changes.append(Change(action, group.source, _name(key), row, reason))
    if absent:
        _refuse_dangling(changes, absent)
    for change in changes:
        assert isinstance(change.artifact, Row)
        key = key_of(change.artifact)
        if change.action is not Action.CONFLICT:
            ours[key] = fingerprint(change.artifact.values)
        elif key in known:
            ours[key] = known[key]
    brought = {group.source, *(row.source for row in group.artifacts)}
    outcome = Outcome("", False, [], [])
    for key, written in known.items():
        if key in present or key not in current:
            continue
        if key[0] in PARTS and key[1] in brought:
            if fingerprint(current[key]) == written:
                outcome.deleted.append(key)
                changes.append(Change(Action.DELETE, group.source, _name(key), None))
                continue
            changes.append(Change(Action.CONFLICT, group.source, _name(key), None, EDITED))
        elif key[0] not in PARTS:
            outcome.vanished.append(key)
        ours[key] = written
    outcome.artifacts = _TEXT.encode([(*key, written) for key, written in ours.items()]).decode() if ours else ""
    outcome.recorded = outcome.artifacts == recorded.text
    return changes, outcome


def _decide(values: Values, written: str | None, there: Values | None) -> tuple[Action, str]:
    if there is None:
        return (Action.CREATE, "") if written is None else (Action.CONFLICT, DELETED)
    if there == values:
        return Action.UNCHANGED, ""
    if written is None:
        return Action.CONFLICT, NOT_OURS
    return (Action.UPDATE, "") if fingerprint(there) == written else (Action.CONFLICT, EDITED)


def _refuse_dangling(changes: list[Change], absent: set[tuple[str, object]]) -> None:
    """Turn what would refer to an absent row into conflicts, and what refers to that, too."""
    refused = True
    while refused:
        refused = False
        for index, change in enumerate(changes):
            row = change.artifact
            if change.action not in (Action.CREATE, Action.UPDATE) or not isinstance(row, Row):
                continue
            for position, table in _REFERENCES[row.table]:
                value = row.values[position]
                if value is not None and (table, value) in absent:
                    reason = f"it refers to {table} {value}, which is not there or not ours"
                    changes[index] = Change(Action.CONFLICT, change.source, change.name, row, reason)
                    if change.action is Action.CREATE and row.table not in PARTS:
                        absent.add((row.table, row.values[0]))
                        refused = True
                    break


def _name(key: Key) -> str:
    return " ".join(map(str, key))
