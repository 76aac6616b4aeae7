"""What a plan's reports say of a run: losses and privacy record by record, exit codes, every format."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from exports import comment, item

from migrate.cli.main import run

from .runs import NAMES, Place, first_version, post


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path, "hugo")
    made.write(
        post(
            1,
            "Boats",
            content='<a href="https://blog.example/nowhere/">Boats</a>',
            comments=[comment(11), comment(12, approved="spam")],
        ),
        post(2, "Diary", status="private", content="Secret words."),
        post(3, "Plans", status="pending"),
        item(4, type="page", title="Door", slug="door", password="x", content="Hidden words."),
        post(5, "Idea", status="draft"),
    )
    return made


def test_losses_and_privacy_are_told_record_by_record(place: Place) -> None:
    planned = place.plan()
    entries = {entry["source"]: entry for entry in planned.document["entries"]}
    withheld = {
        key: [(one["what"], one["reason"]) for one in entry["withheld"]]
        for key, entry in entries.items()
        if "withheld" in entry
    }
    assert withheld == {
        "entry/1": [("comments", "not public")],
        "entry/2": [("entry", "private")],
        "entry/3": [("entry", "pending")],
        "entry/4": [("entry", "protected")],
    }
    assert [loss["kind"] for loss in entries["entry/1"]["losses"]] == ["unresolved-link"]
    assert (entries["entry/1"]["title"], entries["entry/1"]["type"], entries["entry/1"]["status"]) == (
        *("Boats", "post"),
        "public",
    )
    assert entries["entry/5"]["status"] == "draft"
    assert not place.destination.exists()
    text = json.dumps(planned.document)
    assert "Secret words." not in text and "Hidden words." not in text


def test_exit_codes(place: Place) -> None:
    assert place.plan().code == 0
    assert place.plan("--exit-code").code == 2
    assert place.plan("--fail-on-loss").code == 1
    assert place.plan("--fail-on-loss", "--exit-code").code == 1
    assert place.convert("--fail-on-loss") == 1
    assert place.plan("--exit-code").code == 0
    place.export.write_text(place.export.read_text("utf-8")[:-300], "utf-8")
    assert place.plan().code == 1
    assert any("is cut off" in warning for warning in place.plan().warnings)
    assert place.convert() == 4


@pytest.mark.parametrize("target", NAMES)
def test_every_format_in_one_run(target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(tmp_path, target)
    place.write(*first_version())
    forms = ("text", "json", "markdown", "html")
    reports = [part for form in forms for part in ("--report", f"{form}={tmp_path / form}")]
    assert run(["plan", *place.arguments(*reports, "--diff")]) == 0
    for form in forms:
        assert "Boats" in (tmp_path / form).read_text("utf-8")
    assert "Plan: " in capsys.readouterr().out
    assert run(["convert", *place.arguments(*reports)]) == 0
    assert json.loads((tmp_path / "json").read_text("utf-8"))["wrote"] is True
    assert "Boats" in (tmp_path / "markdown").read_text("utf-8")


@pytest.mark.parametrize("target", NAMES)
def test_a_dry_run_is_a_plan(target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(tmp_path, target)
    place.write(*first_version())
    for form in ("text", "json"):
        said = []
        for command in (["plan"], ["convert", "--dry-run"]):
            assert run([*command, *place.arguments("--format", form)]) == 0
            text = capsys.readouterr().out
            said.append([line for line in text.splitlines() if '"started"' not in line])
        assert said[0] == said[1]
        assert said[0]
    assert not place.destination.exists()


def test_a_time_that_somebody_made_no_time_is_a_conflict(tmp_path: Path) -> None:
    place = Place(tmp_path, "database")
    place.write(*first_version())
    place.convert()
    database = sqlite3.connect(place.destination)
    with database:
        database.execute("UPDATE entries SET date_utc = 'yesterday' WHERE id = 2")
    database.close()
    planned = place.plan()
    assert planned.code == 1
    assert planned.actions() == [("entry/2", "conflict", "entries 2")]
