"""A database that holds what the database target wants: read, compared and written in one transaction."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Index
from sqlalchemy.exc import SQLAlchemyError

from migrate.model.artifact import Group, Row
from migrate.model.errors import DestinationError, MigrateError
from migrate.plan.changes import Action, GroupPlan, OnConflict, Run
from migrate.plan.database import manifest, schema
from migrate.plan.database.address import Address
from migrate.plan.database.compare import (
    Outcome,
    Rule,
    compare,
    compare_vanished,
    create_all,
    is_edited,
    record_key,
    vanishing,
)
from migrate.plan.database.failure import LOCKED, explain
from migrate.plan.database.recorded import Key, Values, decode, key_of
from migrate.plan.database.references import Leaving, needed_rows
from migrate.plan.database.report import planned_rows
from migrate.plan.database.servers import Mysql, Postgresql
from migrate.plan.database.sqlite import Sqlite
from migrate.plan.database.statements import TableStatements
from migrate.plan.reports.record import PlannedChange
from migrate.targets.database import columns
from migrate.targets.database.fit import Capabilities
from migrate.targets.database.rows import time_text
from migrate.targets.database.tables import METADATA

_ENGINES: dict[str, type[Sqlite] | type[Postgresql] | type[Mysql]] = {
    "sqlite": Sqlite,
    "postgresql": Postgresql,
    "mysql": Mysql,
}


class DatabaseDestination:
    """The part of a database that belongs to one site. Errors are `DestinationError`, and undo everything.

    After `begin`, `number` and `capabilities` are what a `DatabaseTarget` must be made with.
    """

    def __init__(self, url: str, site: str) -> None:
        self.address = Address(url)
        self.site = site
        self.shown = self.address.shown
        """Its URL or path for reports, without passwords."""
        self.number = 1
        """Of the site in this database, from 1."""
        self.capabilities = Capabilities()
        self._engine: Sqlite | Postgresql | Mysql = _ENGINES[self.address.kind](self.address)
        self._connection: Connection | None = None
        self._run: Run | None = None
        self._writes = False
        self._present: set[str] = set()
        self._makes_tables = False
        self._late: list[Index] = []
        self._fresh = True
        self._changed = False
        self._rule = Rule()
        self._recorded = 0
        self._brought: manifest.Brought | None = None
        self._statements: dict[str, TableStatements] = {}

    @property
    def bearing(self) -> str:
        """See Destination."""
        return f"{self.number} {self.capabilities!r}"

    def begin(self, run: Run, *, write: bool) -> None:
        """Connect, lock, make the tables that are missing, and find the site's number. Without `write`,
        nothing that could be seen: no file, no table."""
        self._run, self._writes = run, write
        self._rule = Rule(run.on_conflict, run.prune)
        with self._guarded(connecting=True):
            self._connection = connection = self._engine.connect(write=write)
        with self._guarded():
            if connection is not None:
                self._engine.prepare(connection, write=write)
            self.capabilities = self._engine.capabilities(connection)
            if connection is None:
                return
            if write and not self._engine.lock(connection):
                raise DestinationError(LOCKED, file=self.shown)
            self._present = schema.present_tables(connection, self.shown)
            self.number = schema.site_number(connection, self._present, self.site, self.shown)
            self._fresh = not schema.holds_site(connection, self._present, self.number)
            if write:
                self._makes_tables = True
                self._late = schema.make_tables(connection, self._present, indexes_late=self._engine.indexes_late)
            if not self._fresh and (write or self._present >= set(METADATA.tables)):
                if not self._overwrites():
                    self._rule.absent = manifest.absent_records(connection, self.number)
                self._brought = manifest.Brought()
                self._recorded = manifest.count_sources(connection, self.number) if run.prune else 0
            self._statements = {name: TableStatements(name, connection.dialect) for name in METADATA.tables}

    def hold(self, groups: Sequence[Group]) -> list[GroupPlan]:
        """Compare rows with what is there: batched by table, so that a query serves many groups."""
        if self._fresh:
            return [GroupPlan(group.source, *create_all(group)) for group in groups]
        with self._guarded():
            keys = [
                key_of(row.table, row.values) for group in groups for row in group.artifacts if isinstance(row, Row)
            ]
            recorded, current = self._read([group.source for group in groups], keys)
            needed: dict[Key, str] = {}
            if self._rule.prune and self._brought is not None:
                leaving = [
                    Leaving(unit, key, edited and not self._overwrites())
                    for group in groups
                    for unit, key, edited in vanishing(group, recorded[group.source], current)
                ]
                needed = needed_rows(self._connected(), leaving, self._brought) if leaving else {}
            plans = []
            vanished: list[str] = []
            for group in groups:
                changes, outcome = compare(group, recorded[group.source], current, self._rule, needed)
                plans.append(GroupPlan(group.source, changes, outcome))
                vanished.extend(record_key(key, current[key]) for key in outcome.vanished)
            if self._brought is not None:
                self._brought.add([group.source for group in groups], vanished)
                if self._rule.prune:
                    self._brought.touch(_touched(plans))
            return plans

    def planned(self, plan: GroupPlan) -> list[PlannedChange]:
        """What `hold` or `prune` said, with values."""
        return planned_rows(plan.changes, plan.state)

    def former_addresses(self, source: str) -> list[str]:
        """None: rows have no addresses."""
        return []

    def holds(self, source: str) -> bool:
        """Not asked of a database: no row is made of all records at once."""
        return False

    def apply(self, plans: Sequence[GroupPlan]) -> None:
        """Write rows by table: deletions, updates, then what is new, and the manifest."""
        created: dict[str, list[Values]] = defaultdict(list)
        updated: dict[str, list[Values]] = defaultdict(list)
        deleted: dict[str, list[Values]] = defaultdict(list)
        recorded: list[tuple[str, str]] = []
        # Each look into an enumeration takes as long as all the rest of this for a row.
        create, update, delete = Action.CREATE, Action.UPDATE, Action.DELETE
        for plan in plans:
            outcome: Outcome = plan.state
            for change, key in zip(plan.changes, outcome.keys, strict=True):
                action, row = change.action, change.artifact
                if action is delete:
                    table, *rest = key
                    deleted[str(table)].append((self.number, *rest) if table in columns.PARTS else tuple(rest))
                elif not isinstance(row, Row):
                    continue
                elif action is create:
                    created[row.table].append(row.values)
                elif action is update:
                    updated[row.table].append(row.values)
            if not outcome.recorded:
                recorded.append((plan.source, outcome.artifacts))
        with self._guarded():
            connection = self._connected()
            for table, keys in deleted.items():
                self._statements[table].delete(connection, keys)
            for table, rows in updated.items():
                self._statements[table].update(connection, rows)
            for table in columns.COLUMNS:
                if table in created:
                    self._statements[table].insert(connection, created[table])
            replaced = [] if self._fresh else [source for source, _ in recorded]
            manifest.write(connection, self._statements["manifest"], self.number, recorded, replaced)
        self._changed = self._changed or bool(created or updated or deleted or recorded)

    def vanished(self) -> Iterator[str]:
        """Sources that an earlier run wrote and this one did not bring, and comments and menu items that
        their records no longer have. Nothing where filters left items out."""
        if self._fresh or self._brought is None or self._run is None or not self._run.complete:
            return
        with self._guarded():
            for page in manifest.sources(self._connected(), self.number):
                yield from self._brought.without(page)
            yield from self._brought.vanished()

    def label(self, source: str) -> str:
        """The title or name in its row."""
        with self._guarded():
            _, current = self._read([source], [])
        for (table, *_), values in current.items():
            row = dict(zip(columns.COLUMNS[str(table)], values, strict=True))
            if row.get("key") == source:
                return str(row.get("title") or row.get("name") or "")
        return ""

    def prune(self) -> Iterator[GroupPlan]:
        """The deletion of what vanished: one plan a source."""
        if self._fresh or self._brought is None or self._run is None or not self._run.complete:
            return
        brought = self._brought
        with self._guarded():
            connection = self._connected()
            needed = needed_rows(connection, self._leaving(brought), brought)
        for page in self._vanished_pages(brought):
            with self._guarded():
                recorded, current = self._read(page, [])
            for source, known in recorded.items():
                changes, outcome = compare_vanished(source, known, current, self._rule, needed)
                if changes:
                    yield GroupPlan(source, changes, outcome)

    def recorded(self) -> int:
        """How many sources the manifest of the last run holds."""
        return self._recorded

    def _leaving(self, brought: manifest.Brought) -> Iterator[Leaving]:
        """The rows of all that vanished."""
        for page in self._vanished_pages(brought):
            recorded, current = self._read(page, [])
            for source, known in recorded.items():
                for key, written in known.items():
                    if key in current:
                        edited = is_edited(key, written, current)
                        yield Leaving(source, key, edited and not self._overwrites())

    def _overwrites(self) -> bool:
        return self._rule.on_conflict is OnConflict.OVERWRITE

    def _vanished_pages(self, brought: manifest.Brought) -> Iterator[list[str]]:
        for page in manifest.sources(self._connected(), self.number):
            if missing := brought.without(page):
                yield missing

    def finish(self, summary: dict[str, Any]) -> bool:
        """Record the run and commit. False, with everything as it was, when no row had to be written."""
        if not self._changed or self._run is None:
            self.abandon()
            return False
        with self._guarded():
            connection = self._connected()
            started = time_text(datetime.fromisoformat(self._run.started).astimezone(UTC))
            manifest.record_run(connection, self._statements["runs"], self.number, self._run, str(started), summary)
            for index in self._late:
                index.create(connection)
            lost = self._engine.dangling_reference(connection, self.number)
            if lost is not None:
                raise DestinationError(f"{lost} refers to a row that is not there", file=self.address.shown)
            connection.commit()
            self._engine.keep()
            self._makes_tables = False
        self.abandon()
        return True

    def abandon(self) -> None:
        """Roll back, drop the tables and remove the file that this run made, and disconnect."""
        connection, self._connection = self._connection, None
        if self._brought is not None:
            self._brought.close()
            self._brought = None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.rollback()
            if self._makes_tables and not self._engine.undoes_tables:
                self._drop_tables(connection)
            with suppress(SQLAlchemyError):
                connection.close()
        self._makes_tables = False
        self._engine.remove()

    def _drop_tables(self, connection: Connection) -> None:
        with suppress(SQLAlchemyError):
            schema.drop_tables(connection, self._present)
            return
        # The connection is lost: only with the lock is it sure that the empty tables are not another run's.
        with suppress(SQLAlchemyError):
            again = self._engine.connect(write=True)
            if again is not None:
                with again:
                    self._engine.prepare(again, write=True)
                    if self._engine.lock(again):
                        schema.drop_tables(again, self._present)

    def _read(
        self, sources: Sequence[str], keys: Iterable[Key]
    ) -> tuple[dict[str, dict[Key, Values]], dict[Key, Values]]:
        """What the manifest holds of these sources, and the rows that are there of theirs and of `keys`."""
        connection = self._connected()
        texts = manifest.read(connection, self.number, sources) if "manifest" in self._present else {}
        recorded = {source: decode(texts.get(source, ""), self.address.shown) for source in sources}
        wanted: dict[str, set[Any]] = defaultdict(set)
        for table, key, *_ in chain(keys, *recorded.values()):
            wanted[str(table)].add(key)
        current: dict[Key, Values] = {}
        for table, found in wanted.items():
            if table in self._present:
                current.update(self._statements[table].read(connection, self.number, sorted(found)))
        return recorded, current

    def _connected(self) -> Connection:
        if self._connection is None:
            raise DestinationError("the connection is closed", file=self.shown)
        return self._connection

    @contextmanager
    def _guarded(self, *, connecting: bool = False) -> Iterator[None]:
        """Whatever fails inside undoes the run, and is told in one sentence."""
        try:
            yield
        except MigrateError:
            self.abandon()
            raise
        except (SQLAlchemyError, sqlite3.Error, OSError, OverflowError) as error:
            self.abandon()
            # Without its cause: that quotes statements, and may quote the URL.
            raise explain(error, self.address, connecting=connecting) from None


def _touched(plans: Sequence[GroupPlan]) -> list[Key]:
    return [
        key
        for plan in plans
        for change, key in zip(plan.changes, plan.state.keys, strict=True)
        if change.action in (Action.UPDATE, Action.DELETE)
    ]
