"""A folder as a destination: what is written, kept, refused and undone."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from migrate.model.artifact import Artifact, File, Group, Part
from migrate.plan.changes import Action, Run
from migrate.plan.files import DELETED, EDITED, NOT_OURS, FolderDestination

Wanted = dict[str, list[Artifact]]


def run_of(**changes: Any) -> Run:
    facts: dict[str, Any] = {
        "target": "jsonl",
        "site": "example.org",
        "version": "1",
        "export": "e",
        "mapping": "m",
        "options": {"private": True},
        "started": "2026-01-01T00:00:00Z",
    }
    return Run(**(facts | changes))


def groups_of(wanted: Wanted) -> list[Group]:
    return [Group(source, artifacts, {"items": 1}) for source, artifacts in wanted.items()]


def line(source: str, text: str, path: str = "entries.jsonl") -> Part:
    return Part(source, path, source, f"{text}\n".encode())


def page(source: str, path: str, text: str) -> File:
    return File(source, path, text.encode())


def changes_of(destination: FolderDestination, wanted: Wanted, *, apply: bool) -> dict[str, tuple[Action, str]]:
    found: dict[str, tuple[Action, str]] = {}
    for group in groups_of(wanted):
        plans = destination.hold([group])
        found |= {change.name: (change.action, change.reason) for plan in plans for change in plan.changes}
        if apply:
            destination.apply(plans)
    return found


def convert(folder: Path, wanted: Wanted, **facts: Any) -> tuple[dict[str, tuple[Action, str]], list[str], bool]:
    """Changes by name, sources that vanished, and whether anything was written."""
    destination = FolderDestination(folder)
    try:
        destination.begin(run_of(**facts), write=True)
        changes = changes_of(destination, wanted, apply=True)
        return changes, list(destination.vanished()), destination.finish({"items": len(wanted)})
    finally:
        destination.abandon()


def plan(folder: Path, wanted: Wanted) -> tuple[dict[str, tuple[Action, str]], list[str]]:
    destination = FolderDestination(folder)
    try:
        destination.begin(run_of(), write=False)
        return changes_of(destination, wanted, apply=False), list(destination.vanished())
    finally:
        destination.abandon()


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in [folder, *sorted(folder.rglob("*"))]
    }


def files_of(folder: Path) -> dict[str, str]:
    """Files outside of our own folder."""
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and ".wxr-migrate" not in path.parts
    }


def actions(changes: dict[str, tuple[Action, str]]) -> dict[str, str]:
    return {name: str(action) for name, (action, _) in changes.items()}


FIRST: Wanted = {
    "entry/1": [line("entry/1", "one"), page("entry/1", "posts/one/index.md", "# One")],
    "entry/2": [line("entry/2", "two"), Part("entry/2", "comments.jsonl", "comment/5", b"five\n")],
    "entry/3": [line("entry/3", "three")],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    convert(tmp_path / "out", FIRST)
    return tmp_path / "out"


def test_a_first_run_creates_everything(tmp_path: Path) -> None:
    changes, vanished, written = convert(tmp_path / "a/b", FIRST)
    assert set(actions(changes).values()) == {"create"} and not vanished and written
    assert files_of(tmp_path / "a/b") == {
        "entries.jsonl": "one\ntwo\nthree\n",
        "comments.jsonl": "five\n",
        "posts/one/index.md": "# One",
    }
    assert list(changes) == [
        "entries.jsonl#entry/1",
        "posts/one/index.md",
        "entries.jsonl#entry/2",
        "comments.jsonl#comment/5",
        "entries.jsonl#entry/3",
    ]
    home = tmp_path / "a/b/.wxr-migrate"
    assert sorted(path.name for path in home.iterdir()) == ["lock", "manifest.db"]
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_the_manifest_says_what_the_run_was(folder: Path) -> None:
    saved = sqlite3.connect(folder / ".wxr-migrate/manifest.db")
    row = saved.execute("SELECT target, site, version, mapping, options, complete, summary FROM run").fetchall()
    assert row == [("jsonl", "example.org", "1", "m", '{"private":true}', 1, '{"items":3}')]
    assert saved.execute("SELECT key, start, length FROM piece WHERE path = 'entries.jsonl'").fetchall() == [
        ("entry/1", 0, 4),
        ("entry/2", 4, 4),
        ("entry/3", 8, 6),
    ]
    saved.close()


def test_the_second_run_writes_nothing(folder: Path) -> None:
    before = snapshot(folder)
    changes, vanished, written = convert(folder, FIRST, started="2027-01-01T00:00:00Z")
    assert set(actions(changes).values()) == {"unchanged"} and not vanished and not written
    assert snapshot(folder) == before


def test_another_mapping_is_recorded_and_no_file_written(folder: Path) -> None:
    before = snapshot(folder)
    assert convert(folder, FIRST, mapping="m2")[2]
    after = snapshot(folder)
    assert after.pop(".wxr-migrate/manifest.db") != before.pop(".wxr-migrate/manifest.db")
    assert {path: found[1] for path, found in after.items()} == {path: found[1] for path, found in before.items()}
    assert after["entries.jsonl"] == before["entries.jsonl"]


def test_an_update_touches_only_what_changes(folder: Path) -> None:
    before = snapshot(folder)
    newer = {
        **FIRST,
        "entry/2": [line("entry/2", "two!"), *FIRST["entry/2"][1:]],
        "entry/4": [line("entry/4", "4")],
    }
    changes, _, written = convert(folder, newer)
    assert written
    assert {name: action for name, action in actions(changes).items() if action != "unchanged"} == {
        "entries.jsonl#entry/2": "update",
        "entries.jsonl#entry/4": "create",
    }
    assert (folder / "entries.jsonl").read_text() == "one\ntwo!\nthree\n4\n"
    assert snapshot(folder)["comments.jsonl"] == before["comments.jsonl"]
    assert not convert(folder, newer)[2]


def test_vanished_records_are_kept_behind_the_others(folder: Path) -> None:
    newer: Wanted = {"entry/9": [line("entry/9", "nine")], "entry/2": FIRST["entry/2"]}
    assert plan(folder, newer)[1] == ["entry/1", "entry/3"]
    _, vanished, _ = convert(folder, newer)
    assert vanished == ["entry/1", "entry/3"]
    assert (folder / "entries.jsonl").read_text() == "nine\ntwo\none\nthree\n"
    assert (folder / "posts/one/index.md").exists()
    assert set(actions(convert(folder, FIRST)[0]).values()) == {"unchanged"}
    assert (folder / "entries.jsonl").read_text() == "nine\ntwo\none\nthree\n", "another sequence is no change"


def test_vanished_may_be_read_in_part(tmp_path: Path) -> None:
    many: Wanted = {f"entry/{number:04}": [line(f"entry/{number:04}", "x")] for number in range(1201)}
    convert(tmp_path, many)
    destination = FolderDestination(tmp_path)
    destination.begin(run_of(), write=True)
    destination.apply(destination.hold(groups_of({"entry/0000": [line("entry/0000", "new")]})))
    assert list(destination.vanished()) == list(many)[1:]
    first = destination.vanished()
    assert next(first) == "entry/0001"
    assert destination.finish({})


def test_a_filtered_run_that_brings_nothing_new_writes_nothing(folder: Path) -> None:
    before = snapshot(folder)
    assert not convert(folder, {"entry/2": FIRST["entry/2"]}, complete=False)[2]
    assert snapshot(folder) == before


def test_what_a_record_no_longer_has_goes(folder: Path) -> None:
    newer: Wanted = {**FIRST, "entry/1": [line("entry/1", "one")], "entry/2": [line("entry/2", "two")]}
    changes, vanished, _ = convert(folder, newer)
    assert {name for name, action in actions(changes).items() if action == "delete"} == {
        "posts/one/index.md",
        "comments.jsonl#comment/5",
    }
    assert not vanished
    assert files_of(folder) == {"entries.jsonl": "one\ntwo\nthree\n"}
    assert not (folder / "posts").exists()
    assert not convert(folder, newer)[2]


def test_what_another_record_takes_over_stays(folder: Path) -> None:
    newer: Wanted = {
        "entry/1": [line("entry/1", "one")],
        "entry/3": [*FIRST["entry/3"], page("entry/3", "posts/one/index.md", "# One")],
        "entry/2": [line("entry/2", "two")],
        "entry/4": [Part("entry/4", "comments.jsonl", "comment/5", b"moved\n")],
    }
    convert(folder, newer)
    assert files_of(folder)["posts/one/index.md"] == "# One"
    assert files_of(folder)["comments.jsonl"] == "moved\n"
    assert not convert(folder, newer)[2]
    convert(folder, {"entry/3": FIRST["entry/3"]})
    assert not (folder / "posts").exists()


@pytest.mark.parametrize(
    ("harm", "reason"),
    [(lambda path: path.write_text("mine"), EDITED), (lambda path: path.unlink(), DELETED)],
    ids=["edited", "deleted"],
)
@pytest.mark.parametrize("name", ["entries.jsonl", "posts/one/index.md"])
@pytest.mark.parametrize("newer", ["same", "changed", "gone"])
def test_what_somebody_changed_is_kept(folder: Path, harm: Any, reason: str, name: str, newer: str) -> None:
    harm(folder / name)
    wanted = {
        "same": FIRST,
        "changed": {**FIRST, "entry/1": [line("entry/1", "1"), page("entry/1", "posts/one/index.md", "# 1")]},
        "gone": {**FIRST, "entry/1": []},
    }[newer]
    before = files_of(folder)
    planned, _ = plan(folder, wanted)
    changes, _, _ = convert(folder, wanted)
    assert planned == changes
    found = {key: value for key, value in changes.items() if key.startswith(name)}
    if (newer, reason, name) == ("gone", DELETED, "posts/one/index.md"):
        assert actions(found) == {name: "delete"}
    else:
        assert set(found.values()) == {(Action.CONFLICT, reason)}
        assert len(found) == (3 if name == "entries.jsonl" else 1)
        assert convert(folder, wanted)[0].items() >= found.items(), "the conflict is not forgotten"
    assert files_of(folder).get(name) == before.get(name)


def test_an_edit_to_what_is_wanted_is_no_conflict(folder: Path) -> None:
    (folder / "posts/one/index.md").write_text("# Better")
    newer = {**FIRST, "entry/1": [line("entry/1", "one"), page("entry/1", "posts/one/index.md", "# Better")]}
    assert set(actions(convert(folder, newer)[0]).values()) == {"unchanged"}
    assert convert(folder, FIRST)[0]["posts/one/index.md"] == (Action.UPDATE, "content")


@pytest.mark.parametrize("name", ["entries.jsonl", "posts/one/index.md"])
@pytest.mark.parametrize("what", ["file", "folder", "pipe"])
def test_what_is_in_the_way_is_kept(tmp_path: Path, name: str, what: str) -> None:
    place = tmp_path / name
    place.parent.mkdir(parents=True, exist_ok=True)
    {"file": lambda: place.write_text("theirs"), "folder": place.mkdir, "pipe": lambda: os.mkfifo(place)}[what]()
    changes, _, _ = convert(tmp_path, FIRST)
    conflicts = {key for key, value in changes.items() if value == (Action.CONFLICT, NOT_OURS)}
    assert conflicts == {key for key in changes if key.startswith(name)}
    assert convert(tmp_path, FIRST)[0].items() >= {(key, (Action.CONFLICT, NOT_OURS)) for key in conflicts}
    assert (place.is_file() and place.read_text() == "theirs") or what != "file"
    assert (tmp_path / "comments.jsonl").exists()


def test_a_file_where_a_folder_is_needed_is_kept(tmp_path: Path) -> None:
    (tmp_path / "posts").write_text("theirs")
    assert convert(tmp_path, FIRST)[0]["posts/one/index.md"] == (Action.CONFLICT, NOT_OURS)
    assert (tmp_path / "posts").read_text() == "theirs"


def test_foreign_files_are_never_touched(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("theirs")
    before = snapshot(tmp_path)["notes.txt"]
    convert(tmp_path, FIRST)
    convert(tmp_path, {})
    assert snapshot(tmp_path)["notes.txt"] == before


def test_an_updated_file_keeps_its_mode(folder: Path) -> None:
    (folder / "entries.jsonl").chmod(0o600)
    convert(folder, {"entry/1": [line("entry/1", "new")]})
    assert stat.S_IMODE((folder / "entries.jsonl").stat().st_mode) == 0o600


def test_to_look_leaves_no_trace(folder: Path, tmp_path: Path) -> None:
    before = snapshot(folder)
    changes, vanished = plan(folder, {"entry/1": [line("entry/1", "new")]})
    assert actions(changes) == {"entries.jsonl#entry/1": "update", "posts/one/index.md": "delete"}
    assert vanished == ["entry/2", "entry/3"]
    assert snapshot(folder) == before
    changes, vanished = plan(tmp_path / "nowhere", FIRST)
    assert set(actions(changes).values()) == {"create"} and not vanished
    assert not (tmp_path / "nowhere").exists()


def abandoned(folder: Path, wanted: Wanted) -> Iterator[FolderDestination]:
    """A run that is abandoned after each of its steps, and twice."""
    for steps in range(len(wanted) + 2):
        destination = FolderDestination(folder)
        if steps:
            destination.begin(run_of(), write=True)
        for group in groups_of(wanted)[: max(0, steps - 1)]:
            destination.apply(destination.hold([group]))
        yield destination
        destination.abandon()
        destination.abandon()


def test_abandon_leaves_nothing(tmp_path: Path) -> None:
    for _ in abandoned(tmp_path / "a/b/c", FIRST):
        pass
    assert list(tmp_path.iterdir()) == []


def test_abandon_leaves_what_was(folder: Path) -> None:
    newer: Wanted = {"entry/1": [line("entry/1", "new"), page("entry/1", "x/y.md", "y")], "entry/2": []}
    before = {path: found[1] for path, found in snapshot(folder).items()}
    for _ in abandoned(folder, newer):
        pass
    assert {path: found[1] for path, found in snapshot(folder).items()} == before


def test_it_may_begin_again(tmp_path: Path) -> None:
    destination = FolderDestination(tmp_path)
    for finish in (False, True, True, False):
        destination.begin(run_of(), write=True)
        destination.apply(destination.hold(groups_of(FIRST)))
        if finish:
            destination.finish({})
        destination.abandon()
    assert files_of(tmp_path)["entries.jsonl"] == "one\ntwo\nthree\n"


def test_abandon_after_finish_changes_nothing(folder: Path) -> None:
    destination = FolderDestination(folder)
    destination.begin(run_of(), write=True)
    destination.apply(destination.hold([Group("entry/1", [line("entry/1", "new")], {})]))
    assert destination.finish({})
    destination.abandon()
    assert (folder / "entries.jsonl").read_text() == "new\ntwo\nthree\n"


def test_a_run_that_brings_nothing_makes_no_folder(tmp_path: Path) -> None:
    assert convert(tmp_path / "out", {}) == ({}, [], False)
    assert not (tmp_path / "out").exists()
