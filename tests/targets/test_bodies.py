"""The forms of bodies that databases and JSON Lines carry: those that were chosen, of entries and comments, no others."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from exports import attachment, comment, export, item
from plan.blog import Database
from plan.conftest import database  # noqa: F401 - a fixture
from sqlalchemy import text

from migrate.cli.main import run
from migrate.content.read import read_comment
from migrate.model.document import Document, Paragraph, RawBlock
from migrate.model.inlines import Strong, Text
from migrate.model.loss import Loss
from migrate.model.records import Comment, Entry, Media
from migrate.targets.bodies import DEFAULT, FORMS, with_bodies

DOCUMENT = Document(blocks=(Paragraph(children=(Text(text="One "), Strong(children=(Text(text="two"),)))),))
RAW = "One <b>two</b>"
WRITTEN = {
    "raw": ("content_raw", RAW),
    "html": ("content_html", "<p>One <strong>two</strong></p>\n"),
    "markdown": ("content_markdown", "One **two**\n"),
    "text": ("content_text", "One two\n"),
    "document": ("document", DOCUMENT),
}
CHOICES = [choice for count in range(1, len(FORMS) + 1) for choice in combinations(FORMS, count)]


def test_there_is_a_form_for_each_column() -> None:
    assert tuple(WRITTEN) == FORMS
    assert DEFAULT == ("raw", "markdown")


@pytest.mark.parametrize("forms", CHOICES, ids="+".join)
def test_records_hold_the_forms_that_were_chosen_and_no_others(forms: tuple[str, ...]) -> None:
    note = Comment(key="comment/1", content=RAW, document=DOCUMENT)
    entry = with_bodies(Entry(key="entry/1", content_raw=RAW, document=DOCUMENT, comments=(note,)), forms, [])
    assert isinstance(entry, Entry)
    file = with_bodies(Media(key="media/1", comments=(note,)), forms, [])
    for form, (field, value) in WRITTEN.items():
        wanted = value if form in forms else None if form == "document" else ""
        assert getattr(entry, field) == wanted
        for one in (*entry.comments, *file.comments):
            assert getattr(one, "content" if form == "raw" else field) == wanted


def test_without_a_document_there_is_nothing_to_write() -> None:
    entry = Entry(key="entry/1", content_raw=RAW)
    assert with_bodies(entry, ("raw",), []) == entry
    assert with_bodies(entry, ("html",), []) == Entry(key="entry/1")


def test_what_markdown_leaves_out_is_a_loss_of_what_it_belongs_to() -> None:
    losses: list[Loss] = []
    raw = Document(blocks=(RawBlock(html="<script>x</script>"),))
    with_bodies(Entry(key="entry/1", document=raw), ("html", "markdown", "text"), losses)
    assert {loss.source for loss in losses} <= {"entry/1"}
    document = read_comment("x").document
    with_bodies(Entry(key="entry/2", comments=(Comment(key="comment/9", document=document),)), FORMS, losses)
    assert "comment/9" not in {loss.source for loss in losses}


# The whole way

EXPORT = export(
    item(1, content=RAW, comments=[comment(7, content="A <i>b</i>\nc 🧀")]),
    item(2, slug="empty", content=""),
    attachment(50, comments=[comment(8, content="On it")]),
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "export.xml"
    path.write_text(EXPORT, "utf-8")
    return path


def convert(source: Path, destination: str, *options: str) -> None:
    assert run(["-q", "convert", str(source), destination, *options]) == 0


def as_said(rows: Iterator[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Bodies by key, without what is empty, documents decoded."""
    found = {}
    for row in rows:
        bodies = {
            name: json.loads(value) if name == "document" and isinstance(value, str) else value
            for name, value in row.items()
            if value and (name.startswith("content") or name == "document")
        }
        found[row["key"]] = bodies
    return found


def expected(forms: tuple[str, ...], *, line: str, raw: str) -> set[str]:
    """Names of the bodies that are there. `raw`: what the body as exported is called."""
    names = {"raw": raw, "document": "document"}
    return {names.get(form, f"content_{form}") for form in forms} if line else set()


@pytest.mark.parametrize("forms", CHOICES, ids="+".join)
def test_json_lines_in_every_combination(forms: tuple[str, ...], source: Path, tmp_path: Path) -> None:
    convert(source, str(tmp_path / "out"), "--to", "jsonl", "--bodies", ",".join(forms))

    def read(name: str) -> dict[str, dict[str, Any]]:
        lines = (tmp_path / "out" / name).read_text("utf-8").splitlines()
        return as_said(map(json.loads, lines))

    entries, comments = read("entries.jsonl"), read("comments.jsonl")
    assert set(entries["entry/1"]) == expected(forms, line=RAW, raw="content_raw")
    assert set(entries["entry/2"]) <= {"document"}
    for key in ("comment/7", "comment/8"):
        assert set(comments[key]) == expected(forms, line="x", raw="content")
    if "markdown" in forms:
        assert entries["entry/1"]["content_markdown"] == "One **two**\n"
        assert comments["comment/7"]["content_markdown"].split() == ["A", "*b*\\", "c", "🧀"]


def sqlite_rows(path: Path, table: str) -> Iterator[dict[str, Any]]:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    key = (
        "source_key" if "source_key" in [row[1] for row in connection.execute(f"PRAGMA table_info({table})")] else "key"
    )
    for row in connection.execute(f"SELECT * FROM {table}"):
        yield {**dict(row), "key": row[key]}
    connection.close()


@pytest.mark.parametrize("forms", CHOICES, ids="+".join)
def test_sqlite_in_every_combination(forms: tuple[str, ...], source: Path, tmp_path: Path) -> None:
    convert(source, str(tmp_path / "blog.db"), "--bodies", ",".join(forms))
    entries = as_said(sqlite_rows(tmp_path / "blog.db", "entries"))
    comments = as_said(sqlite_rows(tmp_path / "blog.db", "comments"))
    assert set(entries["entry/1"]) == expected(forms, line=RAW, raw="content_raw")
    assert set(comments["comment/8"]) == expected(forms, line="x", raw="content")


@pytest.mark.parametrize("forms", [("raw",), DEFAULT, ("document",), FORMS], ids="+".join)
def test_every_engine_holds_the_same(forms: tuple[str, ...], source: Path, database: Database) -> None:  # noqa: F811
    address = database.url
    convert(source, address, "--bodies", ",".join(forms))
    with database.engine.connect() as connection:
        for table, number, raw in (("entries", 1, "content_raw"), ("comments", 7, "content")):
            row = connection.execute(text(f"SELECT * FROM {table} WHERE wp_id = {number}")).mappings().one()
            bodies = next(iter(as_said(iter([{**row, "key": "x"}])).values()))
            assert set(bodies) == expected(forms, line="x", raw=raw)
            if forms == FORMS and table == "comments":
                assert bodies["content_html"] == "<p>A <em>b</em><br>c 🧀</p>\n"
                assert bodies["document"]["blocks"][0]["node"] == "paragraph"


@pytest.mark.parametrize("target", ["database", "jsonl"])
def test_another_choice_is_another_body_and_the_same_choice_none(target: str, source: Path, tmp_path: Path) -> None:
    destination = str(tmp_path / ("blog.db" if target == "database" else "out"))
    report = tmp_path / "report.json"

    def wrote(*options: str) -> bool:
        convert(source, destination, "--to", target, "--report", f"json={report}", *options)
        return bool(json.loads(report.read_text("utf-8"))["wrote"])

    assert wrote()
    assert not wrote("--bodies", "markdown, raw")
    assert wrote("--bodies", "html")
    assert not wrote("--bodies", "html")


@pytest.mark.parametrize("choice", ["", ",", "raw,pdf", "RAW"])
def test_a_form_that_does_not_exist_is_refused(choice: str, source: Path, tmp_path: Path) -> None:
    assert run(["-q", "convert", str(source), str(tmp_path / "blog.db"), "--bodies", choice]) == 64
    assert not (tmp_path / "blog.db").exists()
