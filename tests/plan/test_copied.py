"""Files that are copied into a folder: held by their hash, staged like any other, and never trusted to stay the same."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from migrate.model.artifact import Copied, File, Group
from migrate.model.errors import DestinationError
from migrate.plan.changes import Action, OnConflict
from migrate.plan.files import FolderDestination
from migrate.plan.reports.record import PlannedChange

from .test_files import convert, plan, run_of


def copied(cached: Path, content: bytes, path: str = "media/a.jpg", source: str = "media/1") -> Copied:
    cached.write_bytes(content)
    return Copied(source, path, str(cached), hashlib.sha256(content).digest(), len(content))


def planned(folder: Path, *wanted: Copied) -> list[PlannedChange]:
    destination = FolderDestination(folder)
    try:
        destination.begin(run_of(), write=False)
        return [
            one for copy in wanted for one in destination.planned(destination.hold([Group(copy.source, [copy], {})])[0])
        ]
    finally:
        destination.abandon()


def test_created_unchanged_updated_moved_and_removed(tmp_path: Path) -> None:
    site, cached = tmp_path / "site", tmp_path / "cached"
    first = copied(cached, b"\xff" * 5_000_000)
    (change,) = planned(site, first)
    assert (change.action, change.no_text, change.size_before, change.size_after) == (
        "create",
        "binary",
        None,
        5_000_000,
    )
    assert convert(site, {"media/1": [first]})[2]
    assert (site / "media/a.jpg").stat().st_nlink == 1
    assert not convert(site, {"media/1": [first]})[2]
    (change,) = planned(site, first)
    assert (change.action, change.no_text) == ("unchanged", "unchanged")
    second = copied(tmp_path / "other", b"\xfe\x00")
    (change,) = planned(site, second)
    assert (change.action, change.size_before, change.size_after) == ("update", 5_000_000, 2)
    assert convert(site, {"media/1": [second]})[0] == {"media/a.jpg": (Action.UPDATE, "content")}
    moved = copied(tmp_path / "other", b"\xfe\x00", "static/x/a.jpg")
    assert convert(site, {"media/1": [moved]})[0] == {"static/x/a.jpg": (Action.RENAME, "")}
    assert not (site / "media").exists()
    page = File("media/1", "static/x/a.jpg", b"text now")
    assert convert(site, {"media/1": [page]})[0] == {"static/x/a.jpg": (Action.UPDATE, "content")}
    assert convert(site, {"media/1": []})[0] == {"static/x/a.jpg": (Action.DELETE, "no longer part of its record")}


def test_somebody_elses_file_stays(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "media").mkdir(parents=True)
    (site / "media/a.jpg").write_bytes(b"mine")
    wanted: dict[str, Any] = {"media/1": [copied(tmp_path / "cached", b"ours")]}
    assert convert(site, wanted)[0] == {"media/a.jpg": (Action.CONFLICT, "not written by us")}
    found = convert(site, wanted, on_conflict=OnConflict.BOTH)[0]
    assert found["media/a.jpg.wxr-new"] == (Action.CREATE, "")
    assert (site / "media/a.jpg").read_bytes() == b"mine"
    assert (site / "media/a.jpg.wxr-new").read_bytes() == b"ours"


@pytest.mark.parametrize("change", ["other bytes", "removed"])
def test_what_changed_since_it_was_looked_at_fails_the_run(tmp_path: Path, change: str) -> None:
    site, cached = tmp_path / "site", tmp_path / "cached"
    wanted: dict[str, Any] = {"entry/1": [File("entry/1", "a.md", b"x")], "media/1": [copied(cached, b"ours")]}
    if change == "removed":
        cached.unlink()
    else:
        cached.write_bytes(b"thei")
    assert plan(site, wanted)[0]["media/a.jpg"][0] is Action.CREATE
    with pytest.raises(DestinationError, match="no longer what it was") as failure:
        convert(site, wanted)
    assert failure.value.file == str(cached)
    assert not site.exists()
