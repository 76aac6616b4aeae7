"""Planning and writing rows, on every engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import inspect

from migrate.model.loss import LossKind
from migrate.model.records import Comment, Entry, Meta
from migrate.targets.database.columns import COLUMNS
from migrate.targets.database.keys import identify
from migrate.targets.database.tables import METADATA

from .blog import EMOJI, Database, make_blog


def replace(**fields: object) -> Callable[[Any], Any]:
    return lambda record: msgspec.structs.replace(record, **fields)


def test_every_engine_holds_the_same_rows(sqlite: Database, server: Database) -> None:
    blog = make_blog()
    there, here = server.convert(blog), sqlite.convert(blog)
    assert here.counts == there.counts
    expected, found = sqlite.everything(), server.everything()
    for table, rows in expected.items():
        assert found[table] == rows, table
        assert rows, f"the sample has nothing for {table}"
    for table in METADATA.tables.values():
        found_keys = {key["name"] for key in inspect(sqlite.engine).get_foreign_keys(table.name)}
        assert found_keys == {key.name for key in table.foreign_key_constraints}
    entry = expected["entries"][0]
    assert (entry["id"], entry["title"], entry["content_raw"]) == (1, EMOJI, EMOJI * 3000)
    assert str(entry["modified_local"]) == "0001-03-10 00:30:01"
    assert {row["format"]: row["decoded"] for row in expected["meta"]}["json"] == {
        "a": '🧀\\"',
        "z": [1.5, 2**63, None],
    }


def test_a_second_run_writes_nothing(database: Database) -> None:
    first = database.convert(make_blog())
    assert first.wrote
    assert set(first.counts) == {"create"}
    before = database.everything()
    file = Path(database.url.removeprefix("sqlite:///"))
    content = file.read_bytes() if database.kind == "sqlite" else b""
    second = database.convert(make_blog())
    assert second.counts == {"unchanged": first.counts["create"]}
    assert not second.wrote
    assert second.vanished == []
    assert database.everything() == before
    assert len(before["runs"]) == 1
    if database.kind == "sqlite":
        assert file.read_bytes() == content
        assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_dry_run_plans_the_same_and_leaves_no_trace(database: Database) -> None:
    planned = database.convert(make_blog(), write=False)
    if database.kind == "sqlite":
        assert not Path(database.url.removeprefix("sqlite:///")).exists()
    else:
        assert database.tables() == set()
    assert planned.changes == database.convert(make_blog()).changes
    before = database.everything()
    newer = make_blog().changed("entry/1", replace(title="New", meta=()))
    planned = database.convert(newer, write=False)
    assert not planned.wrote
    assert database.everything() == before
    assert planned.changes == database.convert(newer).changes


def test_what_changed_is_updated_and_what_is_new_is_created(database: Database) -> None:
    first = database.convert(make_blog())
    blog = make_blog().changed("entry/2", replace(title="New", parent="entry/7"))
    blog.items.append(Entry(key="entry/7", wp_id=7, comments=(Comment(key="comment/70", wp_id=70),)))
    second = database.convert(blog)
    assert second.counts == {"unchanged": first.counts["create"] - 1, "update": 1, "create": 2}
    assert second.of("update") == [("entries 2", "")]
    entry = {row["id"]: row for row in database.rows("entries")}[2]
    assert (entry["title"], entry["parent_id"], entry["date_utc"].year) == ("New", 7, 9999)
    assert len(database.rows("runs")) == 2
    assert not database.convert(blog).wrote


def test_an_edit_by_hand_is_kept_as_a_conflict(database: Database) -> None:
    database.convert(make_blog())
    database.execute("UPDATE entries SET title = 'by hand' WHERE id = 2")
    database.execute("UPDATE meta SET value = 'by hand' WHERE source = 'comment/1' AND position = 0")
    blog = make_blog().changed("entry/2", replace(title="New"))
    for _ in range(2):
        result = database.convert(blog)
        assert sorted(result.of("conflict")) == [
            ("entries 2", "edited since it was written"),
            ("meta comment/1 0", "edited since it was written"),
        ]
        assert not result.wrote
    assert {row["title"] for row in database.rows("entries") if row["id"] == 2} == {"by hand"}
    agreeing = make_blog().changed("entry/2", replace(title="by hand"))
    assert len(database.convert(agreeing).of("conflict")) == 1
    database.execute("UPDATE meta SET value = '5' WHERE source = 'comment/1' AND position = 0")
    assert "conflict" not in database.convert(make_blog().changed("entry/2", replace(title="Newer"))).counts


def test_a_row_removed_by_hand_stays_away_and_nothing_new_refers_to_it(database: Database) -> None:
    database.convert(make_blog())
    database.execute("DELETE FROM comments WHERE id = 9")
    database.execute("DELETE FROM meta WHERE source = 'entry/1' AND position = 1")
    database.execute("""DELETE FROM entries WHERE "key" = 'entry/no-id-a1b2'""")
    result = database.convert(make_blog())
    entry = identify(1, "entry/no-id-a1b2")
    assert [name for name, _ in result.of("conflict")] == ["meta entry/1 1", f"entries {entry}", "comments 9"]
    assert {reason for _, reason in result.of("conflict")} == {"deleted since it was written"}
    assert not result.wrote
    blog = make_blog().changed("entry/2", replace(parent="entry/no-id-a1b2"))
    reply = Comment(key="comment/10", wp_id=10, parent="comment/9", meta=(Meta(key="k", value="v"),))
    blog = blog.changed("media/1", lambda item: replace(comments=(*item.comments, reply), alt="New")(item))
    result = database.convert(blog)
    assert {name for name, _ in result.of("conflict")} >= {"entries 2", "comments 10", "meta comment/10 0"}
    assert result.of("update") == [("media 1", "")]
    assert 10 not in {row["id"] for row in database.rows("comments")}


def test_parts_that_are_gone_are_deleted_unless_edited(database: Database) -> None:
    database.convert(make_blog())
    database.execute("UPDATE meta SET value = 'by hand' WHERE source = 'entry/1' AND position = 2")
    blog = make_blog().changed(
        "entry/1",
        lambda entry: replace(meta=entry.meta[:1], terms=entry.terms[:1], authors=entry.authors[:1])(entry),
    )
    blog.losses.clear()
    result = database.convert(blog)
    assert sorted(name for name, _ in result.of("delete")) == [
        "entry_authors entry/1 1",
        "entry_terms entry/1 1",
        "losses comment/2 0",
        "meta entry/1 1",
    ]
    assert result.of("conflict") == [("meta entry/1 2", "edited since it was written")]
    assert [row["position"] for row in database.rows("meta") if row["source"] == "entry/1"] == [0, 2]
    assert database.rows("losses") == []
    assert not database.convert(blog).wrote


def test_what_vanished_from_the_export_stays_and_is_named(database: Database) -> None:
    database.convert(make_blog())
    blog = make_blog().changed("entry/2", lambda _: None).changed("entry/1", replace(comments=(), parent=None))
    before = {table: database.rows(table) for table in ("entries", "comments", "meta")}
    result = database.convert(blog, complete=False)
    assert result.vanished == []
    for _ in range(2):
        result = database.convert(blog)
        assert sorted(result.vanished) == ["comment/1", "comment/2", "comment/3~0123456789", "entry/2"]
        assert "delete" not in result.counts
        assert not result.wrote
    after = {table: database.rows(table) for table in ("entries", "comments", "meta")}
    assert after["comments"] == before["comments"]
    assert after["meta"] == before["meta"]
    assert len(after["entries"]) == len(before["entries"])
    assert database.convert(make_blog()).vanished == []


def test_a_row_of_somebody_else_is_never_overwritten(database: Database) -> None:
    database.convert(make_blog())
    others = ", ".join(f'"{column}"' for column in COLUMNS["entries"] if column not in ("id", "key"))
    database.execute(
        f"""INSERT INTO entries (id, "key", {others}) SELECT 77, 'mine', {others} FROM entries WHERE id = 2"""
    )
    blog = make_blog()
    blog.items.append(Entry(key="entry/77", wp_id=77, meta=(Meta(key="k", value="v"),)))
    result = database.convert(blog)
    assert sorted(name for name, _ in result.of("conflict")) == ["entries 77", "meta entry/77 0"]
    assert {row["key"] for row in database.rows("entries") if row["id"] == 77} == {"mine"}


def test_several_sites_share_a_database(database: Database) -> None:
    blog, other = make_blog(), make_blog()
    other.site = msgspec.structs.replace(other.site, key="other.example.org", title="Other")
    database.convert(blog)
    mine = {table: database.rows(table) for table in COLUMNS}
    result = database.convert(other)
    assert set(result.counts) == {"create"}
    assert [row["key"] for row in database.rows("site")] == ["blog.example.org", "other.example.org"]
    for table, rows in mine.items():
        both = database.rows(table)
        column = "id" if table == "site" else "site_id"
        assert [row for row in both if row[column] == 1] == rows
        assert len(both) == 2 * len(rows)
    assert {row["id"] for row in database.rows("entries") if row["wp_id"] == 1} == {1, 2**53 + 1}
    for again in (blog, other):
        result = database.convert(again)
        assert set(result.counts) == {"unchanged"}
        assert result.vanished == []


def test_nul_is_a_named_loss_in_postgresql(postgresql: Database, sqlite: Database) -> None:
    blog = make_blog()
    meta = Meta(key="_nul", value="a\0b", format="json", decoded={"a\0": ["\0", "\\u0000", "c"]})
    blog.items, blog.menus = [Entry(key="entry/5", wp_id=5, meta=(meta,))], []
    for database in (postgresql, sqlite):
        database.convert(blog)
        assert not database.convert(blog).wrote
    row = next(row for row in postgresql.rows("meta") if row["key"] == "_nul")
    assert (row["value"], row["decoded"]) == ("ab", {"a": ["", "\\u0000", "c"]})
    losses = [(row["kind"], row["source"], row["field"]) for row in postgresql.rows("losses")]
    assert losses == [(LossKind.FORBIDDEN_CHARACTER, "entry/5", "_nul")] * 2
    assert next(row for row in sqlite.rows("meta") if row["key"] == "_nul")["value"] == "a\0b"
    assert sqlite.rows("losses") == []


@pytest.mark.parametrize("text", ["x" * 17_000_000, "'" * 9_000_000], ids=["long", "escaped"])
def test_what_is_too_large_for_mysql_is_a_named_loss(mysql: Database, text: str) -> None:
    with mysql.engine.connect() as connection:
        packet = connection.exec_driver_sql("SELECT @@max_allowed_packet").scalar_one()
    if packet > 2**24:
        pytest.skip(f"the server takes {packet} bytes")
    blog = make_blog()
    deep: list[object] = []
    for _ in range(200):
        deep = [deep]
    deeper = Meta(key="_deep", value="", format="json", decoded=deep)
    blog.items = [Entry(key="entry/5", wp_id=5, content_raw=text, excerpt="kept", meta=(deeper,))]
    blog.menus = []
    mysql.convert(blog)
    entry = next(row for row in mysql.rows("entries") if row["id"] == 5)
    assert (entry["content_raw"], entry["excerpt"]) == ("", "kept")
    losses = {row["field"]: row for row in mysql.rows("losses")}
    assert losses["content_raw"]["kind"] == LossKind.TOO_LARGE
    assert str(len(text)) in losses["content_raw"]["detail"]
    assert losses["_deep"]["kind"] == LossKind.TOO_LARGE
    assert not mysql.convert(blog).wrote
