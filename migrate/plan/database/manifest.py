"""What the database says of earlier runs, and, beside it, what this run has brought: on disk, so memory
stays flat."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, func, select

from migrate.plan.changes import Run
from migrate.plan.database.recorded import Key
from migrate.plan.database.statements import TableStatements, chunks
from migrate.targets.database.keys import identify
from migrate.targets.database.rows import document
from migrate.targets.database.tables import METADATA

_MANIFEST = METADATA.tables["manifest"]
_RUNS = METADATA.tables["runs"]
_PART = 100_000
"""Characters of one row of the manifest, so that a record of any size fits into a statement."""
_PAGE = 1000

_RECORDS = {"author/": "authors", "term/": "terms", "entry/": "entries", "media/": "media", "menu/": "menus"}
"""Beginning of a source → the table of its record, for the sources that others refer to."""


class Brought:
    """The sources that this run has given, in a private temporary database that the system removes."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("CREATE TABLE source (source TEXT PRIMARY KEY) WITHOUT ROWID")
        self._database.execute("CREATE TABLE vanished (key TEXT PRIMARY KEY) WITHOUT ROWID")
        self._database.execute("CREATE TABLE touched (name TEXT PRIMARY KEY) WITHOUT ROWID")

    def add(self, sources: Sequence[str], vanished: Sequence[str]) -> None:
        """Sources that were given, and keys of parts of theirs that were not."""
        self._database.execute("BEGIN")
        self._database.executemany("INSERT OR IGNORE INTO source VALUES (?)", [(source,) for source in sources])
        self._database.executemany("INSERT OR IGNORE INTO vanished VALUES (?)", [(key,) for key in vanished])
        self._database.execute("COMMIT")

    def touch(self, keys: Sequence[Key]) -> None:
        """Note rows that this run updates or deletes."""
        names = [(flat(key),) for key in keys]
        self._database.execute("BEGIN")
        self._database.executemany("INSERT OR IGNORE INTO touched VALUES (?)", names)
        self._database.execute("COMMIT")

    def is_touched(self, key: Key) -> bool:
        """Whether this run updates or deletes a row."""
        return self._database.execute("SELECT 1 FROM touched WHERE name = ?", (flat(key),)).fetchone() is not None

    def without(self, sources: Sequence[str]) -> list[str]:
        """Those of the sources that were not given."""
        return [
            source
            for source in sources
            if self._database.execute("SELECT 1 FROM source WHERE source = ?", (source,)).fetchone() is None
        ]

    def vanished(self) -> Iterator[str]:
        """Keys of parts, such as comments, that their records no longer have."""
        for (key,) in self._database.execute("SELECT key FROM vanished ORDER BY key"):
            yield key

    def close(self) -> None:
        self._database.close()


def flat(key: Key) -> str:
    """A key as one text, different for each."""
    return "\0".join(map(str, key))


def read(connection: Connection, number: int, sources: Sequence[str]) -> dict[str, str]:
    """Source → what the manifest holds of it, for the sources that it knows."""
    parts: dict[str, list[str]] = {}
    for piece in chunks(sources):
        query = (
            select(_MANIFEST.c.source, _MANIFEST.c.artifacts)
            .where(_MANIFEST.c.site_id == number, _MANIFEST.c.source.in_(piece))
            .order_by(_MANIFEST.c.source, _MANIFEST.c.part)
        )
        for source, text in connection.execute(query):
            parts.setdefault(source, []).append(text)
    return {source: "".join(texts) for source, texts in parts.items()}


def write(
    connection: Connection,
    statements: TableStatements,
    number: int,
    texts: Sequence[tuple[str, str]],
    replaced: Sequence[str],
) -> None:
    """Record sources with their artifacts, and forget what was there of those in `replaced`."""
    for piece in chunks(replaced):
        connection.execute(_MANIFEST.delete().where(_MANIFEST.c.site_id == number, _MANIFEST.c.source.in_(piece)))
    rows = [
        (number, source, part, text[start : start + _PART])
        for source, text in texts
        for part, start in enumerate(range(0, len(text), _PART))
    ]
    if rows:
        statements.insert(connection, rows)


def sources(connection: Connection, number: int) -> Iterator[list[str]]:
    """All sources that the manifest knows, in pages."""
    after = ""
    while True:
        query = (
            select(_MANIFEST.c.source)
            .where(_MANIFEST.c.site_id == number, _MANIFEST.c.part == 0, _MANIFEST.c.source > after)
            .order_by(_MANIFEST.c.source)
            .limit(_PAGE)
        )
        page = [source for (source,) in connection.execute(query)]
        if not page:
            return
        yield page
        after = page[-1]


def count_sources(connection: Connection, number: int) -> int:
    """How many sources the manifest knows."""
    query = select(func.count()).select_from(_MANIFEST).where(_MANIFEST.c.site_id == number, _MANIFEST.c.part == 0)
    return int(connection.execute(query).scalar_one())


def absent_records(connection: Connection, number: int) -> set[tuple[str, object]]:
    """Tables and ids of records that an earlier run wrote and somebody removed."""
    absent: set[tuple[str, object]] = set()
    for beginning, name in _RECORDS.items():
        table = METADATA.tables[name]
        query = (
            select(_MANIFEST.c.source)
            .select_from(
                _MANIFEST.outerjoin(
                    table, (table.c.site_id == _MANIFEST.c.site_id) & (table.c.key == _MANIFEST.c.source)
                )
            )
            .where(
                _MANIFEST.c.site_id == number,
                _MANIFEST.c.part == 0,
                _MANIFEST.c.source.startswith(beginning),
                _MANIFEST.c.source != "menu/",
                table.c.id.is_(None),
            )
        )
        absent.update((name, identify(number, source)) for (source,) in connection.execute(query))
    return absent


def record_run(
    connection: Connection, statements: TableStatements, number: int, run: Run, started: str, summary: object
) -> None:
    """Add the run to the table of runs; `started` as `YYYY-MM-DD HH:MM:SS`."""
    last = connection.execute(select(func.max(_RUNS.c.id))).scalar() or 0
    values = (
        last + 1,
        number,
        run.site,
        started,
        run.version,
        run.target,
        run.export,
        run.mapping,
        document(run.options),
        document(summary),
    )
    statements.insert(connection, [values])
