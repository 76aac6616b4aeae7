"""What goes wrong with a database: nothing is half-written; one sentence says so, without a password."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from migrate.model.errors import DestinationError, MigrateError, UsageError
from migrate.model.records import Comment, Entry
from migrate.plan.database import DatabaseDestination, database_url
from migrate.targets.database import DatabaseTarget
from migrate.targets.database.tables import METADATA

from .blog import Blog, Database, make_blog, make_run


def refused_blog() -> Blog:
    """A blog whose last item the database refuses, since its comment has the number of an earlier one."""
    blog = make_blog()
    blog.items.append(Entry(key="entry/8", comments=(Comment(key="comment/1", content="again"),)))
    return blog


def newer_blog() -> Blog:
    """A blog that has updated, new and deleted rows in every batch."""
    blog = make_blog()
    blog.items = [Entry(key=item.key, wp_id=item.wp_id, title="newer") for item in blog.items if type(item) is Entry]
    blog.items += [Entry(key=f"entry/{number}", wp_id=number) for number in range(10, 20)]
    return blog


def nothing_is_left(database: Database) -> bool:
    if database.kind == "sqlite":
        return not list(Path(database.url.removeprefix("sqlite:///")).parent.iterdir())
    return database.tables() == set()


def test_a_refused_row_leaves_a_new_database_as_it_was(database: Database) -> None:
    with pytest.raises(DestinationError, match="refused a row, and nothing was written"):
        database.convert(refused_blog())
    assert nothing_is_left(database)
    assert database.convert(make_blog()).wrote


def test_a_refused_row_leaves_another_site_as_it_was(database: Database) -> None:
    other = make_blog()
    other.site = type(other.site)(key="other.example.org")
    database.convert(other)
    before = database.everything()
    with pytest.raises(DestinationError, match="refused a row"):
        database.convert(refused_blog())
    assert database.everything() == before


@pytest.mark.parametrize("text", ['[["entries", 1, "d8e5"]]', "eAFrXFqSmpOTCABKdQNO", "é", "kZKkc2l0ZZA="])
def test_a_manifest_that_cannot_be_read_stops_the_run(database: Database, text: str) -> None:
    database.convert(make_blog())
    with database.engine.begin() as connection:
        table = METADATA.tables["manifest"]
        connection.execute(table.update().where(table.c.source == "entry/1").values(artifacts=text))
    before = database.everything()
    with pytest.raises(DestinationError, match="manifest is damaged"):
        database.convert(newer_blog())
    assert database.everything() == before


@pytest.mark.parametrize("after", [0, 2])
def test_an_interrupt_leaves_every_row_as_it_was(database: Database, after: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        database.convert(make_blog(), after=after)
    assert nothing_is_left(database)
    database.convert(make_blog())
    before = database.everything()
    with pytest.raises(KeyboardInterrupt):
        database.convert(newer_blog(), after=after)
    assert database.everything() == before
    assert database.convert(newer_blog()).wrote


def cut_connection(database: Database, destination: DatabaseDestination) -> None:
    """End the destination's connection as a server does that goes away."""
    if database.kind == "sqlite":
        connection: Any = destination._connection
        connection.connection.driver_connection.close()
    elif database.kind == "postgresql":
        database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND datname = current_database()"
        )
    else:
        with database.engine.connect() as connection:
            find = "SELECT id FROM information_schema.processlist WHERE db = DATABASE()"
            find += " AND id <> CONNECTION_ID()"
            for (number,) in connection.exec_driver_sql(find).all():
                connection.exec_driver_sql(f"KILL {number}")


@pytest.mark.parametrize("new", [True, False])
@pytest.mark.parametrize("during", ["hold", "apply", "finish"])
def test_a_lost_connection_leaves_every_row_as_it_was(database: Database, during: str, new: bool) -> None:
    if not new:
        database.convert(make_blog())
    before = {} if new else database.everything()
    destination = DatabaseDestination(database.url, "blog.example.org")
    destination.begin(make_run("blog.example.org"), write=True)
    target = DatabaseTarget(make_blog().site, number=destination.number, capabilities=destination.capabilities)
    groups = list(newer_blog().groups(target))
    destination.apply(destination.hold(groups[:5]))
    if during == "hold":
        cut_connection(database, destination)
    with pytest.raises(DestinationError) as caught:
        plans = destination.hold(groups[5:])
        if during == "apply":
            cut_connection(database, destination)
        destination.apply(plans)
        cut_connection(database, destination)
        destination.finish({})
    if database.kind != "sqlite":
        assert "the connection was lost, and nothing was written" in caught.value.message
    destination.abandon()
    if new:
        assert nothing_is_left(database)
    else:
        assert database.everything() == before


def test_a_reference_that_leads_nowhere_is_refused(database: Database) -> None:
    blog = make_blog()
    blog.items.append(Entry(key="entry/8", parent="entry/999"))
    with pytest.raises(DestinationError):
        database.convert(blog)
    assert nothing_is_left(database)


def test_tables_of_others_are_left_alone_and_a_clash_is_named(database: Database) -> None:
    database.execute("CREATE TABLE other (id INTEGER PRIMARY KEY)")
    database.execute("CREATE TABLE media (id INTEGER PRIMARY KEY, picture VARCHAR(9))")
    database.execute("CREATE VIEW terms AS SELECT id FROM other")
    for write in (False, True):
        with pytest.raises(DestinationError, match=r"not ours under names that we need: terms, media$"):
            database.convert(make_blog(), write=write)
    assert database.tables() == {"other", "media"}
    database.execute("DROP VIEW terms")
    database.execute("DROP TABLE media")
    database.execute("INSERT INTO other VALUES (5)")
    assert database.convert(make_blog()).wrote
    assert "other" in database.tables()


def test_a_second_run_at_the_same_time_is_refused(database: Database) -> None:
    first = DatabaseDestination(database.url, "blog.example.org")
    first.begin(make_run("blog.example.org"), write=True)
    with pytest.raises(DestinationError, match="another run is writing to it"):
        database.convert(make_blog())
    if database.kind == "sqlite":
        assert not nothing_is_left(database), "the second run removed the first one's file"
    first.abandon()
    first.abandon()
    assert nothing_is_left(database)
    assert database.convert(make_blog()).wrote


PASSWORD = "s3cr/t @&é"
ENCODED = "s3cr%2Ft%20%40%26%C3%A9"


def assert_no_password(error: MigrateError) -> None:
    said = f"{error.message} {error.hint} {error.file} {error!r} {error.__cause__!r}"
    assert PASSWORD not in said
    assert ENCODED.lower() not in said.lower()
    assert "s3cr" not in said
    assert "\n" not in error.message


@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_nobody_listens(scheme: str) -> None:
    destination = DatabaseDestination(f"{scheme}://me:{ENCODED}@127.0.0.1:1/blog", "x")
    with pytest.raises(DestinationError, match=r"(?i)could not connect: .*connection refused") as caught:
        destination.begin(make_run("x"), write=True)
    assert caught.value.file == f"{scheme}://me:***@127.0.0.1:1/blog"
    assert_no_password(caught.value)


def test_a_database_that_is_not_there(server: Database) -> None:
    url = make_url(server.url).set(database="wxr_missing").render_as_string(hide_password=False)
    with pytest.raises(DestinationError, match=r"could not connect: .*wxr_missing") as caught:
        DatabaseDestination(url, "x").begin(make_run("x"), write=False)
    assert "\n" not in caught.value.message


def test_a_wrong_password(mysql: Database) -> None:
    name = f"wxr_{uuid.uuid4().hex[:12]}"
    mysql.execute(f"CREATE USER {name} IDENTIFIED BY 'right'")
    try:
        url = make_url(mysql.url).set(username=name, password=PASSWORD).render_as_string(hide_password=False)
        with pytest.raises(DestinationError, match=r"could not connect: Access denied for user") as caught:
            DatabaseDestination(url, "x").begin(make_run("x"), write=True)
    finally:
        mysql.execute(f"DROP USER {name}")
    assert_no_password(caught.value)


def test_a_password_is_nowhere_in_the_database(server: Database) -> None:
    url = make_url(server.url)
    query = {"sslpassword": "s3cr-query"} if server.kind == "postgresql" else {}
    shown = DatabaseDestination(str(url.update_query_dict(query)).replace("***", "x"), "x").shown
    assert "s3cr" not in shown
    server.convert(make_blog())
    assert url.password is None or url.password not in str(server.rows("runs") + server.rows("manifest"))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (f"postgresql://me:{PASSWORD}@host:x/blog", "cannot be read"),
        ("oracle://me:s3cret@host/blog", "'oracle' are not supported"),
        ("postgresql+asyncpg://me:s3cret@host/blog", "'asyncpg' is not supported"),
        ("mysql://me:s3cret@host", "names no database"),
        ("sqlite://", "in memory"),
    ],
)
def test_a_url_that_is_not_understood(url: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        DatabaseDestination(url, "x")
    assert_no_password(caught.value)


@pytest.mark.parametrize(("scheme", "module"), [("postgresql", "psycopg"), ("mysql", "pymysql")])
def test_a_missing_driver(monkeypatch: pytest.MonkeyPatch, scheme: str, module: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError, match=f"the driver for {scheme} is not installed") as caught:
        DatabaseDestination(f"{scheme}://host/blog", "x")
    assert caught.value.hint == f"pip install 'wxr-migrate[{scheme}]'"


@pytest.mark.parametrize("write", [True, False])
def test_files_that_are_no_database(tmp_path: Path, write: bool) -> None:
    (tmp_path / "text.db").write_text("no database, but text that is longer than a header of SQLite" * 20)
    (tmp_path / "folder.db").mkdir()
    for name, message in {
        "text.db": "it is not a SQLite database",
        "folder.db": "it is a folder, not a database",
        "missing/x.db": "the folder that it should lie in does not exist",
    }.items():
        with pytest.raises(DestinationError, match=message):
            DatabaseDestination(str(tmp_path / name), "x").begin(make_run("x"), write=write)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.db", "text.db"]
    assert (tmp_path / "text.db").read_text().startswith("no database")


def test_an_empty_file_is_an_empty_database(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    database = Database("sqlite", f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(DestinationError):
        database.convert(refused_blog())
    assert (tmp_path / "empty.db").read_bytes() == b""
    assert database.convert(make_blog()).wrote


def test_a_reference_to_nothing_undoes_all(database: Database) -> None:
    blog = make_blog()
    blog.items.append(Entry(key="entry/8", parent="entry/999"))
    with pytest.raises(DestinationError, match=r"refers to a row that is not there|it refused a row"):
        database.convert(blog)
    assert nothing_is_left(database)
    assert database.convert(make_blog()).wrote


def test_tables_are_the_same_in_a_file_that_held_something(tmp_path: Path) -> None:
    held = Database("sqlite", f"sqlite:///{tmp_path}/held.db")
    empty = Database("sqlite", f"sqlite:///{tmp_path}/empty.db")
    with sqlite3.connect(tmp_path / "held.db") as connection:
        connection.execute("CREATE TABLE theirs (a)")
    made = []
    for database in (held, empty):
        database.convert(make_blog())
        with sqlite3.connect(database.url.removeprefix("sqlite:///")) as connection:
            made.append(set(connection.execute("SELECT name, sql FROM sqlite_master WHERE name != 'theirs'")))
    assert made[0] == made[1]
    blog = make_blog()
    blog.items.append(Entry(key="entry/8", parent="entry/999"))
    for database in (held, empty):
        with pytest.raises(DestinationError):
            database.convert(blog)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_what_a_killed_run_wrote_into_the_file_is_undone(sqlite: Database) -> None:
    sqlite.convert(make_blog())
    before = sqlite.everything()
    path = sqlite.url.removeprefix("sqlite:///")
    child = os.fork()
    if not child:
        # More than SQLite holds in memory, so that some of it is in the file before the transaction ends.
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA cache_size = 10")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE large AS SELECT randomblob(100000) FROM entries")
        connection.execute("UPDATE entries SET title = 'half'")
        connection.execute("INSERT INTO large SELECT randomblob(100000) FROM entries")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert Path(f"{path}-journal").stat().st_size
    destination = DatabaseDestination(sqlite.url, make_blog().site.key)
    destination.begin(make_run(make_blog().site.key), write=False)
    destination.abandon()
    assert sqlite.everything() == before
    assert not sqlite.convert(make_blog()).wrote


def test_what_names_a_database() -> None:
    assert database_url("x.db") == "sqlite:///x.db"
    assert database_url("a/b.SQLITE3") == "sqlite:///a/b.SQLITE3"
    assert database_url("postgres://host/x") == "postgres://host/x"
    assert database_url("mariadb://host/x") == "mariadb://host/x"
    assert database_url("https://example.org/x.db") is None
    assert database_url("folder") is None
    assert DatabaseDestination("mariadb://host/x", "x").shown == "mariadb://host/x"
