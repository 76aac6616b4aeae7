"""Overwriting and pruning rows, and the copies that conflicts are shown with, on every engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from migrate.model.records import Comment, Entry, Meta
from migrate.plan.changes import OnConflict
from migrate.plan.database import DatabaseDestination
from migrate.plan.reports.record import Fate, PlannedChange
from migrate.targets.database import DatabaseTarget

from .blog import EMOJI, Blog, Database, make_blog, make_run


@dataclass
class Done:
    """What a run planned, and whether it wrote."""

    changes: dict[str, PlannedChange]
    wrote: bool

    def of(self, fate: Fate) -> list[str]:
        return sorted(name for name, change in self.changes.items() if change.action is fate)


def convert(database: Database, blog: Blog, *, write: bool = True, **policy: Any) -> Done:
    """Convert a blog as a run does, with what is deleted at its end."""
    run = msgspec.structs.replace(make_run(blog.site.key), **policy)
    destination = DatabaseDestination(database.url, blog.site.key)
    try:
        destination.begin(run, write=write)
        target = DatabaseTarget(blog.site, number=destination.number, capabilities=destination.capabilities)
        changes: dict[str, PlannedChange] = {}

        def carry_out(plans: list[Any]) -> None:
            for plan in plans:
                changes.update({change.name: change for change in destination.planned(plan)})
            if write:
                destination.apply(plans)

        for group in blog.groups(target):
            carry_out(destination.hold([group]))
        if run.prune:
            for plan in destination.prune():
                carry_out([plan])
        return Done(changes, destination.finish({}))
    finally:
        destination.abandon()


def test_a_conflict_is_shown_three_ways_and_overwritten_when_asked(database: Database) -> None:
    convert(database, make_blog())
    before = {name: rows for name, rows in database.everything().items() if name != "runs"}
    database.execute("UPDATE entries SET title = 'mine', menu_order = 7 WHERE id = 1")
    database.execute("DELETE FROM comments WHERE id = 9")
    done = convert(database, make_blog())
    assert done.of(Fate.CONFLICT) == ["comments 9", "entries 1"]
    fields = {field.name: field for field in done.changes["entries 1"].fields}
    assert (fields["title"].written, fields["title"].before, fields["title"].after) == (EMOJI, "mine", EMOJI)
    assert (fields["menu_order"].before, fields["menu_order"].after) == (7, 0)
    assert fields.keys() == {"title", "menu_order"}
    overwritten = convert(database, make_blog(), on_conflict=OnConflict.OVERWRITE)
    assert (overwritten.of(Fate.UPDATE), overwritten.of(Fate.CREATE)) == (["entries 1"], ["comments 9"])
    assert {name: rows for name, rows in database.everything().items() if name != "runs"} == before
    assert not convert(database, make_blog(), on_conflict=OnConflict.OVERWRITE).wrote


def test_what_vanished_is_deleted_when_asked(database: Database) -> None:
    convert(database, make_blog())
    blog = make_blog()
    # A page that another refers to, comments with meta that answer each other, a menu, a term with one above it.
    blog = blog.changed("entry/1", lambda entry: msgspec.structs.replace(entry, comments=(), parent=None, terms=()))
    blog = blog.changed("entry/2", lambda _: None).changed(
        "media/1", lambda item: msgspec.structs.replace(item, terms=())
    )
    blog.menus, blog.losses, blog.terms = [], {}, blog.terms[2:]
    planned = convert(database, blog, write=False, prune=True)
    done = convert(database, blog, prune=True)
    assert planned.changes == done.changes
    assert not done.of(Fate.CONFLICT)
    fresh = Database(database.kind, database.url)
    left = {name: rows for name, rows in fresh.everything().items() if name not in ("runs", "manifest")}
    assert {row["id"] for row in left["entries"]} >= {1}
    assert not left["comments"][:-1] and not left["menus"] and not left["menu_items"]
    assert [row["key"] for row in left["terms"]] == ["term/post_tag/news"]
    assert not {row["source"] for row in left["meta"]} & {"comment/1", "menu-item/1", "term/category/all"}
    assert not convert(database, blog, prune=True).wrote


def test_what_somebody_else_refers_to_is_not_pruned(database: Database) -> None:
    convert(database, make_blog())
    database.execute("UPDATE entries SET title = 'mine' WHERE id = 1")
    blog = make_blog().changed("entry/1", lambda _: None).changed("entry/2", lambda _: None)
    done = convert(database, blog, prune=True)
    assert done.of(Fate.CONFLICT) == ["entries 1", "entries 2"]
    assert done.changes["entries 1"].reason == "edited since it was written"
    assert done.changes["entries 2"].reason == "entries 1 refers to it"
    assert {row["id"] for row in database.rows("comments")} >= {1, 2, 9}
    assert {"entry/1", "entry/2"} <= {row["source"] for row in database.rows("manifest")}


def test_an_answer_of_somebody_else_keeps_a_comment(database: Database) -> None:
    convert(database, make_blog())
    database.execute("UPDATE comments SET content = 'mine' WHERE id = 2")
    blog = make_blog().changed("entry/1", lambda entry: msgspec.structs.replace(entry, comments=()))
    done = convert(database, blog, prune=True)
    assert done.of(Fate.CONFLICT) == ["comments 1", "comments 2"]
    assert {row["id"] for row in database.rows("comments")} == {1, 2, 9}
    assert {row["source"] for row in database.rows("meta")} >= {"comment/1"}


def test_a_long_record_is_copied_whole(database: Database) -> None:
    blog = make_blog()
    text = "".join(f"{number} {EMOJI}" for number in range(20_000))
    comments = tuple(Comment(key=f"comment/{number}", wp_id=number, content=EMOJI) for number in range(100, 400))
    blog.items.append(Entry(key="entry/9", wp_id=9, content_raw=text, comments=comments))
    convert(database, blog)
    database.execute("UPDATE entries SET content_raw = 'mine' WHERE id = 9")
    change = convert(database, blog).changes["entries 9"]
    assert [(field.name, field.written == text, field.before) for field in change.fields] == [
        ("content_raw", True, "mine")
    ]


def test_of_a_long_text_that_both_changed_only_the_edit_is_known(database: Database) -> None:
    long, longer = ("long " * 100, "longer " * 100)
    blog = make_blog()
    blog.items.append(Entry(key="entry/9", wp_id=9, title="a", content_raw=long, excerpt=long))
    convert(database, blog)
    database.execute(f"UPDATE entries SET title = 'mine', content_raw = '{long}!' WHERE id = 9")
    changed = blog.changed("entry/9", lambda entry: msgspec.structs.replace(entry, content_raw=longer, excerpt=longer))
    done = convert(database, changed)
    assert done.changes["entries 9"].reason == "edited since it was written"
    assert [
        (field.name, field.written, field.not_kept, field.before, field.after)
        for field in done.changes["entries 9"].fields
    ] == [
        ("title", "a", False, "mine", "a"),
        ("content_raw", None, True, f"{long}!", longer),
        ("excerpt", long, False, long, longer),
    ]


@pytest.mark.parametrize("end", ["?", " ", "\n"])
def test_an_edit_of_the_end_of_a_long_text_is_seen(database: Database, end: str) -> None:
    blog = make_blog()
    text = "long " * 100 + "!"
    blog.items.append(Entry(key="entry/9", wp_id=9, content_raw=text, meta=(Meta(key="long", value=text),)))
    convert(database, blog)
    for table, column, key in (("entries", "content_raw", "id = 9"), ("meta", "value", "source = 'entry/9'")):
        database.execute(f"UPDATE {table} SET {column} = '{text[:-1]}{end}' WHERE {key}")
    done = convert(database, blog)
    assert done.of(Fate.CONFLICT) == ["entries 9", "meta entry/9 0"]
    assert not done.of(Fate.UPDATE)


def test_a_digest_of_a_row_that_is_there_is_that_of_the_row_that_was_written(database: Database) -> None:
    convert(database, make_blog())

    def change(entry: Any) -> Any:
        comments = [
            msgspec.structs.replace(comment, content=f"{comment.content}!", meta=_changed(comment.meta))
            for comment in entry.comments
        ]
        return msgspec.structs.replace(entry, comments=tuple(comments), meta=_changed(entry.meta))

    blog = make_blog().changed("entry/1", change)
    done = convert(database, blog)
    assert not done.of(Fate.CONFLICT)
    (entry,) = (item for item in make_blog().items if item.key == "entry/1")
    updated = [name.partition(" ")[0] for name in done.of(Fate.UPDATE)]
    assert updated.count("comments") == len(entry.comments) > 1
    assert updated.count("meta") == len(entry.meta) + sum(len(comment.meta) for comment in entry.comments) > 1


def _changed(rows: tuple[Meta, ...]) -> tuple[Meta, ...]:
    return tuple(msgspec.structs.replace(row, value=f"{row.value}!", format="text", decoded=None) for row in rows)


def test_of_a_comment_that_both_changed_the_new_one_is_shown(database: Database) -> None:
    convert(database, make_blog())
    database.execute("UPDATE comments SET author_name = 'mine' WHERE id = 2")

    def change(entry: Any) -> Any:
        comments = [msgspec.structs.replace(comment, content="new") for comment in entry.comments]
        return msgspec.structs.replace(entry, comments=tuple(comments))

    done = convert(database, make_blog().changed("entry/1", change))
    assert done.of(Fate.CONFLICT) == ["comments 2"]
    fields = {field.name: field for field in done.changes["comments 2"].fields}
    assert fields.keys() == {"author_name", "content"}
    assert (fields["author_name"].not_kept, fields["author_name"].before) == (True, "mine")
    # Where only the database was changed, all is known.
    fields = {field.name: field for field in convert(database, make_blog()).changes["comments 2"].fields}
    assert fields.keys() == {"author_name"}
    assert not fields["author_name"].not_kept
