"""Databases to test with: a new SQLite file, and a new database on each server that can be reached."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from .blog import Database

SERVERS = {
    "postgresql": os.environ.get("WXR_TEST_POSTGRESQL") or "postgresql://127.0.0.1/postgres",
    "mysql": os.environ.get("WXR_TEST_MYSQL") or "mysql://root@127.0.0.1/",
}
"""Addresses of servers where databases may be made and dropped."""
DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql"}


@pytest.fixture
def sqlite(tmp_path: Path) -> Database:
    return Database("sqlite", f"sqlite:///{tmp_path}/blog.db")


@pytest.fixture(params=["postgresql", "mysql"])
def server(request: pytest.FixtureRequest) -> Iterator[Database]:
    yield from _on_server(request.param)


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        yield Database("sqlite", f"sqlite:///{tmp_path}/blog.db")
    else:
        yield from _on_server(request.param)


@pytest.fixture
def postgresql() -> Iterator[Database]:
    yield from _on_server("postgresql")


@pytest.fixture
def mysql() -> Iterator[Database]:
    yield from _on_server("mysql")


def _on_server(kind: str) -> Iterator[Database]:
    """A new database on a server, dropped again. Skips without a server, unless `REQUIRE_SERVICES` is set."""
    address = make_url(SERVERS[kind])
    name = f"wxr_test_{uuid.uuid4().hex[:12]}"
    admin = create_engine(address.set(drivername=DRIVERS[kind]), isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except (SQLAlchemyError, ImportError) as error:
        if os.environ.get("REQUIRE_SERVICES"):
            raise
        pytest.skip(f"no {kind} at {SERVERS[kind]}: {type(error).__name__}")
    try:
        yield Database(kind, address.set(database=name).render_as_string(hide_password=False))
    finally:
        force = " WITH (FORCE)" if kind == "postgresql" else ""
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name}{force}"))
        admin.dispose()
