"""PostgreSQL, and MariaDB and MySQL: how to connect, lock, and learn what the server takes."""

from __future__ import annotations

from contextlib import suppress
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from migrate.model.errors import DestinationError, UsageError
from migrate.plan.database.address import Address
from migrate.plan.database.schema import dangling_reference
from migrate.targets.database.fit import Capabilities

_LOCK = int.from_bytes(blake2b(b"wxr-migrate", digest_size=8).digest(), "big", signed=True)
_DEPTHS = (1000, 100, 31)
"""Limits of nested JSON that MariaDB and MySQL have had, deepest first."""


def _engine(address: Address, extra: str, query: dict[str, str]) -> Engine:
    url = address.url.update_query_dict({key: value for key, value in query.items() if key not in address.url.query})
    try:
        return create_engine(
            url,
            poolclass=NullPool,
            hide_parameters=True,
            paramstyle="format",
        )
    except ImportError:
        raise UsageError(
            f"the driver for {address.kind} is not installed", hint=f"pip install 'wxr-migrate[{extra}]'"
        ) from None


class Postgresql:
    """Foreign keys are checked by the engine at the end of the transaction, and making tables is undone with
    it."""

    undoes_tables = True
    indexes_late = False

    def __init__(self, address: Address) -> None:
        self.address = address
        query = {"application_name": "wxr-migrate", "client_encoding": "utf8", "connect_timeout": "10"}
        self._engine = _engine(address, "postgresql", query)

    def connect(self, *, write: bool) -> Connection:
        """A connection, the same to read and to write."""
        return self._engine.connect()

    def prepare(self, connection: Connection, *, write: bool) -> None:
        """Begin a transaction."""
        if not write:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        if encoding != "UTF8":
            raise DestinationError(f"its encoding is {encoding}, not UTF8", file=self.address.shown)
        # Reading an export may take longer than the server lets a transaction wait.
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")

    def lock(self, connection: Connection) -> bool:
        """Whether no other run is writing; the lock goes with the transaction."""
        locked = connection.exec_driver_sql("SELECT pg_try_advisory_xact_lock(%s)", (_LOCK,)).scalar_one()
        return bool(locked)

    def capabilities(self, connection: Connection | None) -> Capabilities:
        """PostgreSQL allocates at most 1 GB for a row, and has no NUL in texts."""
        return Capabilities(max_row_bytes=2**30 - 2**20, accepts_nul=False)

    def dangling_reference(self, connection: Connection, number: int) -> str | None:
        """None: the engine looks itself."""
        return None

    def keep(self) -> None:
        """Nothing to do: a server's database is not ours to make."""

    def remove(self) -> None:
        """Nothing to do: a server's database is not ours to remove."""


class Mysql:
    """MariaDB and MySQL check a foreign key at each row and end the transaction when a table is made: we
    load with the checks off and check before the end ourselves, and drop the tables that we made."""

    undoes_tables = False
    indexes_late = False

    def __init__(self, address: Address) -> None:
        if not address.url.database:
            raise UsageError("the database URL names no database", file=address.shown)
        self.address = address
        self._engine = _engine(address, "mysql", {"charset": "utf8mb4", "connect_timeout": "10"})

    def connect(self, *, write: bool) -> Connection:
        """A connection, the same to read and to write."""
        return self._engine.connect()

    def prepare(self, connection: Connection, *, write: bool) -> None:
        """Begin a transaction."""
        # A lenient server would cut values in silence.
        connection.exec_driver_sql("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'")
        if write:
            connection.exec_driver_sql("SET SESSION foreign_key_checks = 0")
            limit = min(1_000_000, _packet(connection))
            event.listen(connection, "before_cursor_execute", _limit_statements(limit))
        else:
            connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")

    def lock(self, connection: Connection) -> bool:
        """Whether no other run is writing; the lock goes with the session."""
        database = str(connection.exec_driver_sql("SELECT DATABASE()").scalar_one())
        name = "wxr-migrate " + blake2b(database.encode(), digest_size=16).hexdigest()
        return bool(connection.exec_driver_sql("SELECT GET_LOCK(%s, 0)", (name,)).scalar_one())

    def capabilities(self, connection: Connection | None) -> Capabilities:
        """A statement, values and all, is at most `max_allowed_packet` bytes long."""
        assert connection is not None
        depth = 0
        for depth in _DEPTHS:
            nested = "[" * depth + "]" * depth
            # MariaDB answers no, MySQL with an error.
            with suppress(DBAPIError):
                if connection.exec_driver_sql("SELECT JSON_VALID(%s)", (nested,)).scalar_one() == 1:
                    break
        return Capabilities(max_row_bytes=_packet(connection), escapes=True, max_json_depth=depth)

    def dangling_reference(self, connection: Connection, number: int) -> str | None:
        """`table.column` of a reference of a site that leads nowhere; None when all are right."""
        return dangling_reference(connection, number)

    def keep(self) -> None:
        """Nothing to do: a server's database is not ours to make."""

    def remove(self) -> None:
        """Nothing to do: a server's database is not ours to remove."""


def _packet(connection: Connection) -> int:
    """Bytes for the values of one statement."""
    packet = int(connection.exec_driver_sql("SELECT @@max_allowed_packet").scalar_one())
    return packet - min(packet // 2, 16_384)


def _limit_statements(limit: int) -> Any:
    def before(connection: Connection, cursor: Any, *details: Any) -> None:
        # PyMySQL joins rows into statements of up to this many bytes, whatever the server takes.
        cursor.max_stmt_length = limit

    return before
