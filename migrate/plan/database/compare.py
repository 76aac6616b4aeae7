"""What becomes of the rows of one record: held against the manifest and against the rows that are there.
Pure.

A row is ours when the manifest says so; a row of ours that somebody changed or removed is a conflict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from migrate.model.artifact import Group, Row, fingerprint
from migrate.plan.changes import Action, Change, OnConflict
from migrate.plan.database.recorded import Key, Values, condense, encode, key_of
from migrate.targets.database import columns

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
VANISHED = "no longer in the export"


@dataclass(slots=True)
class Rule:
    """How conflicts and what vanished are dealt with."""

    on_conflict: OnConflict = OnConflict.KEEP
    prune: bool = False
    absent: set[tuple[str, object]] = field(default_factory=set)
    """Tables and ids of records that are not there or not ours, so that nothing may refer to them: grows."""


class Outcome(msgspec.Struct, gc=False):
    """What `apply` needs of a group beside its changes."""

    artifacts: str
    """The rows of the record that are ours afterwards, as the manifest keeps them; empty when there are
    none."""
    recorded: bool
    """Whether the manifest says so already."""
    keys: list[Key]
    """Of the changes, in their order."""
    there: Mapping[Key, Values]
    """Rows that are there, those of other groups among them."""
    known: Mapping[Key, Values]
    """Rows that are ours, as they were last written: condensed, wherever rows are `known` or `written`."""
    vanished: list[Key] = []
    """Rows of records that the export no longer has; they stay."""


def create_all(group: Group) -> tuple[list[Change], Outcome]:
    """The changes where the destination holds nothing yet."""
    source, create = group.source, Action.CREATE
    changes: list[Change] = []
    keys: list[Key] = []
    recorded: list[tuple[str, Values]] = []
    for row in _rows(group):
        table, values = row.table, row.values
        key = key_of(table, values)
        keys.append(key)
        changes.append(Change(create, source, name_of(key), row))
        recorded.append((table, condense(table, values)))
    return changes, Outcome(encode(recorded), False, keys, {}, {})


def compare(
    group: Group,
    known: Mapping[Key, Values],
    current: Mapping[Key, Values],
    rule: Rule,
    needed: Mapping[Key, str] | None = None,
) -> tuple[list[Change], Outcome]:
    """The changes of a group. `known` are our rows as the last run wrote them, `current` the rows that are there,
    `needed` those that may not go, and why."""
    changes: list[Change] = []
    keys: list[Key] = []
    present: set[Key] = set()
    for row in _rows(group):
        key = key_of(row.table, row.values)
        present.add(key)
        keys.append(key)
        there = current.get(key)
        action, reason = _decide(row, known.get(key), there, rule.on_conflict)
        if action is Action.CONFLICT and reason != EDITED and row.table not in PARTS:
            rule.absent.add((row.table, row.values[0]))
        before = "" if there is None or action is Action.UNCHANGED else fingerprint(there)
        changes.append(Change(action, group.source, name_of(key), row, reason, before=before))
    if rule.absent:
        _refuse_dangling(changes, rule.absent)
    outcome = Outcome("", False, keys, current, known)
    brought = {group.source, *(row.source for row in group.artifacts)}
    for key, written in known.items():
        if key in present or key not in current:
            continue
        part = key[0] in PARTS and key[1] in brought
        if not part and not rule.prune:
            if key[0] not in PARTS:
                outcome.vanished.append(key)
            continue
        if needed and needed.get(key) == "":
            continue
        changes.append(_compare_gone(group.source, key, written, current, rule, "" if part else VANISHED, needed or {}))
        keys.append(key)
    ours: dict[Key, Values] = {}
    for change, key in zip(changes, keys, strict=True):
        if change.action is Action.CONFLICT:
            if key in known:
                ours[key] = known[key]
        elif isinstance(change.artifact, Row):
            ours[key] = condense(str(key[0]), change.artifact.values)
    listed = set(keys)
    ours.update({key: written for key, written in known.items() if key in current and key not in listed})
    outcome.recorded = ours == known
    if not outcome.recorded:
        outcome.artifacts = encode([(str(key[0]), values) for key, values in ours.items()])
    return changes, outcome


def vanishing(
    group: Group, known: Mapping[Key, Values], current: Mapping[Key, Values]
) -> Iterator[tuple[str, Key, bool]]:
    """Rows of records, such as comments, that this one no longer has: the record's key, and whether it was edited."""
    present = {key_of(row.table, row.values) for row in _rows(group)}
    brought = {group.source, *(row.source for row in group.artifacts)}
    for key, written in known.items():
        if key not in present and key in current and not (key[0] in PARTS and key[1] in brought):
            unit = str(key[1]) if key[0] in PARTS else record_key(key, current[key])
            yield unit, key, is_edited(key, written, current)


def record_key(key: Key, values: Values) -> str:
    """The key of the record (`comment/5`) that a row is."""
    return str(values[columns.COLUMNS[str(key[0])].index("key")])


def compare_vanished(
    source: str,
    known: Mapping[Key, Values],
    current: Mapping[Key, Values],
    rule: Rule,
    needed: Mapping[Key, str],
) -> tuple[list[Change], Outcome]:
    """The deletion of a whole source, or why it stays."""
    there = {key: written for key, written in known.items() if key in current and needed.get(key, VANISHED) != ""}
    changes = [_compare_gone(source, key, written, current, rule, VANISHED, needed) for key, written in there.items()]
    stays = any(change.action is Action.CONFLICT for change in changes)
    return changes, Outcome("", stays, list(there), current, known)


def is_edited(key: Key, written: Values, current: Mapping[Key, Values]) -> bool:
    """Whether a row that is there is another than we wrote."""
    return condense(str(key[0]), current[key]) != written


def _rows(group: Group) -> list[Row]:
    return [row for row in group.artifacts if isinstance(row, Row)]


def _compare_gone(
    source: str,
    key: Key,
    written: Values,
    current: Mapping[Key, Values],
    rule: Rule,
    why: str,
    needed: Mapping[Key, str],
) -> Change:
    """What becomes of a row of ours that is no longer wanted."""
    action, reason = Action.DELETE, why
    if is_edited(key, written, current) and rule.on_conflict is not OnConflict.OVERWRITE:
        action, reason = Action.CONFLICT, EDITED
    elif key in needed:
        action, reason = Action.CONFLICT, needed[key]
    return Change(action, source, name_of(key), None, reason, before=fingerprint(current[key]))


def _decide(row: Row, written: Values | None, there: Values | None, policy: OnConflict) -> tuple[Action, str]:
    overwrite = policy is OnConflict.OVERWRITE
    if there is None:
        if written is None:
            return Action.CREATE, ""
        return (Action.CREATE if overwrite else Action.CONFLICT), DELETED
    if there == row.values:
        return Action.UNCHANGED, ""
    if written is None:
        return Action.CONFLICT, NOT_OURS
    if condense(row.table, there) == written:
        return Action.UPDATE, ""
    return (Action.UPDATE if overwrite else Action.CONFLICT), EDITED


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
                    changes[index] = msgspec.structs.replace(change, action=Action.CONFLICT, reason=reason)
                    if change.action is Action.CREATE and row.table not in PARTS:
                        absent.add((row.table, row.values[0]))
                        refused = True
                    break


def name_of(key: Key) -> str:
    """A row for reports: its table, then what it is found by there."""
    return f"{key[0]} {key[1]} {key[2]}" if len(key) == 3 else f"{key[0]} {key[1]}"
