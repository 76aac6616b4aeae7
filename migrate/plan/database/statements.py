"""The SQL for whole rows, made once by SQLAlchemy Core and run by the driver with plain tuples.

Core's own processing of parameters is left out, which halves the time of an insert (14 to 6.5 µs for a comment on
SQLite): our values are of types that every driver takes as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar

import msgspec
from sqlalchemy import (
    ClauseElement,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Row,
    Table,
    Text,
    bindparam,
    cast,
    delete,
    insert,
    select,
    type_coerce,
    update,
)

from migrate.plan.database.recorded import Key, Values
from migrate.targets.database import columns
from migrate.targets.database.rows import document
from migrate.targets.database.tables import METADATA

T = TypeVar("T")

_TIMES = ("_utc", "_local")


def chunks(values: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """Pieces short enough for the parameters of one query."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


class TableStatements:
    """Statements for the rows of one table, by primary key, on one dialect."""

    def __init__(self, name: str, dialect: Dialect) -> None:
        self.table: Table = METADATA.tables[name]
        self._dialect = dialect
        self._names = [column.name for column in self.table.columns]
        self._key = [column.name for column in self.table.primary_key]
        self._canonical = _canonical(self.table, dialect)
        self._read = [_as_written(column, dialect) for column in self.table.columns]

    def insert(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Insert rows, with their values in the order of the table's columns."""
        connection.exec_driver_sql(self._insert, rows)

    def update(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Replace the rows that have the same primary keys."""
        statement, order = self._update
        connection.exec_driver_sql(statement, [tuple(row[index] for index in order) for row in rows])

    def delete(self, connection: Connection, keys: Sequence[Values]) -> None:
        """Delete the rows with these primary keys."""
        statement, order = self._delete
        connection.exec_driver_sql(statement, [tuple(key[index] for index in order) for key in keys])

    def read(self, connection: Connection, site: int, found: Sequence[int | str]) -> Iterator[tuple[Key, Values]]:
        """The rows of a site with these ids, or with these sources; their values as they were given to
        `insert`."""
        table = self.table
        part = table.name in columns.PARTS
        for piece in chunks(found):
            if part:
                query = select(*self._read).where(table.c.site_id == site, table.c.source.in_(piece))
            else:
                query = select(*self._read).where(table.c.id.in_(piece))
            for row in connection.execute(query):
                values = self._canonical(row)
                yield ((table.name, row[1], row[2]) if part else (table.name, row[0])), values

    @cached_property
    def _insert(self) -> str:
        statement, names = self._compile(insert(self.table).inline(), self._names)
        assert names == self._names
        return statement

    @cached_property
    def _update(self) -> tuple[str, list[int]]:
        table = self.table
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in self._names if name not in self._key}
        where = [table.c[name] == bindparam(f"new_{name}") for name in self._key]
        statement, names = self._compile(update(table).where(*where).values(values), None)
        return statement, [self._names.index(name.removeprefix("new_")) for name in names]

    @cached_property
    def _delete(self) -> tuple[str, list[int]]:
        where = [self.table.c[name] == bindparam(f"old_{name}") for name in self._key]
        statement, names = self._compile(delete(self.table).where(*where), None)
        return statement, [self._key.index(name.removeprefix("old_")) for name in names]

    def _compile(self, statement: ClauseElement, names: list[str] | None) -> tuple[str, list[str]]:
        compiled: Any = statement.compile(dialect=self._dialect, column_keys=names)
        return str(compiled), list(compiled.positiontup)


def _as_written(column: Column[Any], dialect: Dialect) -> ColumnElement[Any]:
    """The column, or its text before the driver or SQLAlchemy decodes it: JSON, and in SQLite times, which are texts
    there and may be anything once somebody edited them."""
    if column.name not in columns.JSON:
        is_text = dialect.name == "sqlite" and column.name.endswith(_TIMES)
        return type_coerce(column, Text) if is_text else column
    return cast(column, Text) if dialect.name == "postgresql" else type_coerce(column, Text)


def _canonical(table: Table, dialect: Dialect) -> Callable[[Row[Any]], Values]:
    """A function that turns a row as SQLAlchemy reads it back into the values that were written."""
    names = [column.name for column in table.columns]
    times = [index for index, name in enumerate(names) if name.endswith(_TIMES) and dialect.name != "sqlite"]
    # MySQL stores JSON taken apart and writes it anew; MariaDB and the others keep the text.
    reordered = dialect.name == "mysql" and not getattr(dialect, "is_mariadb", False)
    documents = [index for index, name in enumerate(names) if reordered and name in columns.JSON]
    if not times and not documents:
        return tuple

    def canonical(row: Row[Any]) -> Values:
        values = list(row)
        for index in times:
            if values[index] is not None:
                values[index] = str(values[index])
        for index in documents:
            if values[index] is not None:
                values[index] = document(msgspec.json.decode(values[index]))
        return tuple(values)

    return canonical
