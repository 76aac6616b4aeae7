"""SQLite: a file that is opened, locked, and removed again where we made it for nothing."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from migrate.model.errors import DestinationError
from migrate.plan.database.address import Address
from migrate.targets.database.columns import references
from migrate.targets.database.fit import Capabilities
from migrate.targets.database.tables import METADATA


class Sqlite:
    """Making tables is undone with the transaction. Into a database that holds nothing, rows are loaded without
    indexes and without foreign keys, which doubles the speed of writing: both are made up for at the end. Elsewhere
    the engine checks foreign keys when the transaction ends."""

    undoes_tables = True

    def __init__(self, address: Address) -> None:
        self.address = address
        self.path: Path = address.path
        self._made = False
        self.indexes_late = False
        """Whether indexes are better made when all rows are in."""

    def connect(self, *, write: bool) -> Connection | None:
        """None for a file that is not there, and that a dry run does not make."""
        if self.path.is_dir():
            raise DestinationError("it is a folder, not a database", file=str(self.path))
        if not self.path.parent.is_dir():
            raise DestinationError("the folder that it should lie in does not exist", file=self.address.shown)
        if write:
            self._make()
        elif not self.path.exists():
            return None
        # What a run that was killed had written already, only who may write can undo, as SQLite does when it opens it.
        undoes = Path(f"{self.path}-journal").exists()
        uri = f"{self.path.as_uri()}?mode={'rw' if write or undoes else 'ro'}"

        def connect() -> sqlite3.Connection:
            # Without an isolation level the driver leaves transactions alone, also those with CREATE TABLE.
            return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=1.0)

        _spare_questions()
        engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)
        return engine.connect()

    def prepare(self, connection: Connection, *, write: bool) -> None:
        """Begin a transaction; to write, one that keeps other writers out."""
        if write:
            # A fixed size, so that a large export takes no more memory than a small one.
            connection.exec_driver_sql("PRAGMA cache_size=-8000")
            self.indexes_late = self._begin(connection, "OFF")
            if not self.indexes_late:
                connection.exec_driver_sql("ROLLBACK")
                self._begin(connection, "ON")
        else:
            connection.exec_driver_sql("BEGIN")

    def _begin(self, connection: Connection, foreign_keys: str) -> bool:
        """Begin to write, with foreign keys checked or not, which cannot be changed later; whether it is empty."""
        connection.exec_driver_sql(f"PRAGMA foreign_keys={foreign_keys}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1").first() is None

    def lock(self, connection: Connection) -> bool:
        """True: `prepare` would have failed."""
        return True

    def capabilities(self, connection: Connection | None) -> Capabilities:
        """SQLite's limit of a row, as it was compiled."""
        if connection is None:
            return Capabilities()
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return Capabilities(max_row_bytes=driver.getlimit(sqlite3.SQLITE_LIMIT_LENGTH))

    def dangling_reference(self, connection: Connection, number: int) -> str | None:
        """`table.column` of a reference that leads nowhere, where the engine has not looked; else None."""
        if not self.indexes_late:
            return None
        # `PRAGMA foreign_key_check` would read every row, bodies and all; these read indexes alone. With the plus, ids
        # are listed once from a small one, and not looked up in the table.
        for table in METADATA.tables:
            for column, target in references(table).items():
                referred = f"SELECT DISTINCT {column} AS id FROM {table} WHERE {column} IS NOT NULL"
                query = f"SELECT 1 FROM ({referred}) WHERE id NOT IN (SELECT +id FROM {target}) LIMIT 1"
                if connection.exec_driver_sql(query).first() is not None:
                    return f"{table}.{column}"
        return None

    def keep(self) -> None:
        """What is in the file now stays."""
        self._made = False

    def remove(self) -> None:
        """Remove the file, where this run made it."""
        if self._made:
            for suffix in ("", "-journal", "-wal", "-shm"):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)
            self._made = False

    def _make(self) -> None:
        try:
            # Exclusively: of two runs that start together only one may remove the file again.
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except FileExistsError:
            return
        self._made = True


def _spare_questions() -> None:
    """Let the driver take NULL and truth values as they are. Without an adapter it looks for a method of each such
    value, which takes a fifth of the time of an insert."""
    nothing: dict[None, None] = {}
    sqlite3.register_adapter(type(None), nothing.get)
    sqlite3.register_adapter(bool, int)
