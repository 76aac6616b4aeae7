"""Saved plans: what they hold, what they are bound to, and one sentence for each thing that has changed."""

from __future__ import annotations

import json
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import migrate
from migrate.cli.main import run

from .runs import NAMES, Place, first_version, post
from .test_plan_edits import second_version

ROOT = Path(migrate.__file__).parent


@pytest.fixture(params=NAMES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    made = Place(tmp_path, request.param)
    made.write(*first_version())
    assert made.convert() == 0
    made.write(*second_version())
    return made


def edit_destination(place: Place) -> None:
    """What somebody changes in what the plan would change."""
    if place.target == "hugo":
        (place.destination / "content/posts/tea/index.md").write_text("mine")
    elif place.target == "jsonl":
        (place.destination / "entries.jsonl").write_text("mine")
    else:
        database = sqlite3.connect(place.destination)
        with database:
            database.execute("UPDATE entries SET title = 'mine' WHERE id = 2")
        database.close()


def edit_what_stays(place: Place) -> None:
    """What somebody changes in what the plan would leave."""
    if place.target == "hugo":
        (place.destination / "content/about.md").unlink(missing_ok=True)
        (place.destination / "content/about/index.md").unlink(missing_ok=True)
    elif place.target == "jsonl":
        (place.destination / "authors.jsonl").write_text("mine")
    else:
        database = sqlite3.connect(place.destination)
        with database:
            database.execute("UPDATE entries SET title = 'mine' WHERE id = 7")
        database.close()


def test_it_holds_hashes_and_no_content(place: Place) -> None:
    saved = place.save()
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    with zipfile.ZipFile(saved) as archive:
        assert sorted(archive.namelist()) == ["actions.jsonl", "plan.json"]
        head = json.loads(archive.read("plan.json"))
        lines = [json.loads(line) for line in archive.read("actions.jsonl").splitlines()]
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert len(lines) == head["actions"] > 5
    assert {line[2] for line in lines} <= {"create", "update", "delete", "rename"}
    assert b"About" not in everything and b"Aye" not in everything
    with zipfile.ZipFile(place.save()) as archive:
        assert [json.loads(line) for line in archive.read("actions.jsonl").splitlines()] == lines


def test_it_can_be_applied_twice(place: Place) -> None:
    saved = place.save("--prune")
    assert run(["-q", "apply", str(saved), "--yes"]) == 0
    after = place.state()
    assert run(["-q", "apply", str(saved), "--yes"]) == 0
    assert place.state() == after
    assert place.plan("--prune").counts == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda place: place.write(*second_version(), post(99, "Late")), "the export has changed"),
        (edit_destination, "is no longer what it was"),
        (edit_what_stays, "is no longer what it was"),
    ],
    ids=["export", "destination", "what stays"],
)
def test_it_is_stale_when_something_changed(
    place: Place, capsys: pytest.CaptureFixture[str], change: Callable[[Place], None], said: str
) -> None:
    saved = place.save()
    change(place)
    before = place.state()
    assert run(["-q", "apply", str(saved)]) == 5
    told = capsys.readouterr().err
    assert "the plan is stale" in told and said in told
    assert len(told.splitlines()) == 2
    assert place.state() == before


def test_another_run_in_between_makes_it_stale_unless_it_did_the_same(place: Place) -> None:
    saved = place.save()
    assert place.convert() == 0
    assert run(["-q", "apply", str(saved)]) == 0
    place.write(*first_version())
    saved = place.save()
    place.write(*second_version(), post(99, "Late"))
    assert place.convert() == 0
    place.write(*first_version())
    assert run(["-q", "apply", str(saved)]) in (0, 5)


@pytest.mark.parametrize("what", ["version", "mapping"])
def test_another_program_or_mapping_makes_it_stale(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(tmp_path, "database")
    place.write(*first_version())
    mapping = tmp_path / "ours.toml"
    mapping.write_text("")
    saved = place.save("--mapping", str(mapping))
    if what == "version":
        monkeypatch.setattr("migrate.cli.work.__version__", "9.9")
    else:
        mapping.write_text("[post_types.boat]\npublic = true\n")
    assert run(["apply", str(saved)]) == 5
    told = capsys.readouterr().err
    assert ("this is 9.9" if what == "version" else "the mapping has changed") in told
    assert not place.destination.exists()


def test_an_export_that_is_gone_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(tmp_path, "jsonl")
    place.write(*first_version())
    saved = place.save()
    place.export.unlink()
    assert run(["apply", str(saved)]) == 3
    assert "export.xml" in capsys.readouterr().err


def test_standard_input_cannot_be_saved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "-", str(tmp_path / "a.db"), "--save", str(tmp_path / "p.zip")]) == 64
    assert "standard input cannot be saved" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_it_needs_yes_again_before_it_deletes_much(tmp_path: Path) -> None:
    place = Place(tmp_path, "jsonl")
    place.write(*first_version())
    place.convert()
    place.write(*first_version()[:3])
    saved = place.save("--prune")
    before = place.state()
    assert run(["-q", "apply", str(saved)]) == 64
    assert place.state() == before
    assert run(["-q", "apply", str(saved), "--yes"]) == 0
    assert b"Fog" not in place.files()["entries.jsonl"]


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_plan_is_said(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.zip"
    path.write_bytes(content)
    assert run(["apply", str(path)]) == 3
    assert "it is not a saved plan" in capsys.readouterr().err
    assert run(["apply", str(tmp_path / "missing.zip")]) == 3


@pytest.mark.parametrize("name", ["plan.json", "actions.jsonl"])
@pytest.mark.parametrize("content", [b"{}", b"[]", b"\xff\xfe", b'{"format": "wxr-migrate-saved-plan", "version": 1}'])
def test_a_plan_that_somebody_edited_is_refused(name: str, content: bytes, tmp_path: Path) -> None:
    place = Place(tmp_path, "jsonl")
    place.write(*first_version())
    saved = place.save()
    with zipfile.ZipFile(saved) as archive:
        pieces = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(saved, "w") as archive:
        for one, text in {**pieces, name: content}.items():
            archive.writestr(one, text)
    assert run(["-q", "apply", str(saved)]) == 3
    assert not place.destination.exists()


def test_another_destination_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(tmp_path, "database")
    place.write(*first_version())
    saved = place.save()
    assert run(["apply", str(saved), str(tmp_path / "other.db")]) == 64
    assert "the plan is for" in capsys.readouterr().err
    assert run(["-q", "apply", str(saved), str(place.destination)]) == 0


def test_a_password_is_not_saved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from migrate.cli.work import Work
    from migrate.mappers.options import Options
    from migrate.targets.options import TargetOptions

    work = Work(
        inputs=("export.xml",),
        destination="postgresql://me:s3cr@db.example/blog",
        target="database",
        options=Options(),
        writing=TargetOptions(),
    )
    assert work.savable().destination == "postgresql://me:***@db.example/blog"
