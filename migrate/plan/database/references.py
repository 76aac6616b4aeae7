"""What may not be deleted, because it was edited or because rows that stay refer to it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection, select

from migrate.plan.database.compare import name_of
from migrate.plan.database.manifest import Brought, flat
from migrate.plan.database.recorded import Key
from migrate.plan.database.statements import chunks
from migrate.targets.database import columns
from migrate.targets.database.tables import METADATA

_REFERRING = defaultdict(list)
for _table in columns.COLUMNS:
    for _column, _target in columns.references(_table).items():
        if _column != "site_id":
            _REFERRING[_target].append((_table, _column))


class Leaving(NamedTuple):
    """A row of ours that is no longer wanted."""

    unit: str
    """Rows of one unit, a record with its parts, go together or stay together."""
    key: Key
    edited: bool


def needed_rows(connection: Connection, leaving: Iterable[Leaving], brought: Brought) -> dict[Key, str]:
    """Those of the rows that have to stay: why, or an empty text for those that stay because their unit does.

    A row refers to nothing that goes if it goes itself, or if this run writes it anew.
    """
    going = _Going(leaving)
    try:
        needed: dict[Key, str] = {}
        found = going.edited()
        while True:
            for key in found:
                needed.update(dict.fromkeys(going.keep(key), ""))
            needed.update(found)
            found = {
                target: f"{name_of(key)} refers to it"
                for key, target in _referring(connection, going.records())
                if key not in going and not brought.is_touched(key)
            }
            if not found:
                return needed
    finally:
        going.close()


def _referring(connection: Connection, keys: Iterable[Key]) -> Iterator[tuple[Key, Key]]:
    """Rows that refer to any of these records, with the record that they refer to."""
    for target, found in groupby(keys, key=lambda key: str(key[0])):
        for piece in chunks([key[1] for key in found]):
            for name, column in _REFERRING[target]:
                table = METADATA.tables[name]
                key = [table.c.source, table.c.position] if name in columns.PARTS else [table.c.id]
                for row in connection.execute(select(table.c[column], *key).where(table.c[column].in_(piece))):
                    yield (name, *row[1:]), (target, row[0])


class _Going:
    """Rows that are to go, in a private temporary database."""

    def __init__(self, leaving: Iterable[Leaving]) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute(
            "CREATE TABLE going (name TEXT PRIMARY KEY, unit TEXT, place TEXT, a, b, edited INTEGER) WITHOUT ROWID"
        )
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT OR IGNORE INTO going VALUES (?, ?, ?, ?, ?, ?)",
            (
                (flat(key), unit, key[0], key[1], key[2] if len(key) > 2 else None, edited)
                for unit, key, edited in leaving
            ),
        )
        self._database.execute("CREATE INDEX going_unit ON going (unit)")
        self._database.execute("CREATE INDEX going_place ON going (place, a)")

    def __contains__(self, key: Key) -> bool:
        return self._database.execute("SELECT 1 FROM going WHERE name = ?", (flat(key),)).fetchone() is not None

    def edited(self) -> dict[Key, str]:
        """Rows that somebody edited; the reason is told elsewhere."""
        rows = self._database.execute("SELECT place, a, b FROM going WHERE edited").fetchall()
        return {_key(row): "edited since it was written" for row in rows}

    def records(self) -> Iterator[Key]:
        """Rows that others may refer to, by table."""
        for table in columns.COLUMNS:
            if table not in columns.PARTS:
                for (number,) in self._database.execute("SELECT a FROM going WHERE place = ?", (table,)).fetchall():
                    yield table, number

    def keep(self, key: Key) -> list[Key]:
        """Take the whole unit of a row from what goes."""
        unit = "(SELECT unit FROM going WHERE name = ?)"
        rows = self._database.execute(f"SELECT place, a, b FROM going WHERE unit = {unit}", (flat(key),)).fetchall()
        self._database.execute(f"DELETE FROM going WHERE unit = {unit}", (flat(key),))
        return [_key(row) for row in rows]

    def close(self) -> None:
        """Remove it."""
        self._database.close()


def _key(row: tuple[str, str | int, int | None]) -> Key:
    table, first, second = row
    return (table, first) if second is None else (table, first, second)
