"""What a folder as a destination refuses: places, other runs, other sites, what the system forbids."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from migrate.model.artifact import Artifact, File, Group, Part, Row
from migrate.model.errors import DestinationError
from migrate.plan.changes import Run
from migrate.plan.files import FolderDestination

Wanted = dict[str, list[Artifact]]

FIRST: Wanted = {
    "entry/1": [
        Part("entry/1", "entries.jsonl", "entry/1", b"one\n"),
        File("entry/1", "posts/one/index.md", b"# One"),
    ],
    "entry/2": [Part("entry/2", "comments.jsonl", "comment/5", b"five\n")],
}


def run_of(**changes: Any) -> Run:
    facts: dict[str, Any] = {
        "target": "jsonl",
        "site": "example.org",
        "version": "1",
        "export": "e",
        "mapping": "m",
        "options": {},
        "started": "2026-01-01T00:00:00Z",
    }
    return Run(**(facts | changes))


def convert(folder: Path, wanted: Wanted) -> bool:
    destination = FolderDestination(folder)
    try:
        destination.begin(run_of(), write=True)
        for source, artifacts in wanted.items():
            destination.apply(destination.hold([Group(source, artifacts, {})]))
        return destination.finish({})
    finally:
        destination.abandon()


def content_of(folder: Path) -> dict[str, bytes | None]:
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    convert(tmp_path / "out", FIRST)
    return tmp_path / "out"


def test_two_runs_exclude_each_other(folder: Path) -> None:
    first, second = FolderDestination(folder), FolderDestination(folder)
    first.begin(run_of(), write=True)
    for write in (True, False):
        with pytest.raises(DestinationError, match="another run is at work"):
            second.begin(run_of(), write=write)
    first.abandon()
    second.begin(run_of(), write=False)
    third = FolderDestination(folder)
    third.begin(run_of(), write=False)
    with pytest.raises(DestinationError, match="another run is at work"):
        first.begin(run_of(), write=True)
    second.abandon()
    third.abandon()
    assert not convert(folder, FIRST)


@pytest.mark.parametrize(
    ("facts", "match"),
    [
        ({"target": "hugo"}, "wrote for jsonl, not hugo"),
        ({"site": "other.org"}, "holds the site example.org"),
    ],
)
@pytest.mark.parametrize("write", [True, False])
def test_another_target_or_site_is_refused(folder: Path, facts: dict[str, str], match: str, write: bool) -> None:
    before = content_of(folder)
    with pytest.raises(DestinationError, match=match) as caught:
        FolderDestination(folder).begin(run_of(**facts), write=write)
    assert caught.value.hint and caught.value.file == str(folder)
    assert content_of(folder) == before


@pytest.mark.parametrize("write", [True, False])
def test_a_file_as_destination_is_refused(tmp_path: Path, write: bool) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(DestinationError, match="is a file, not a folder"):
        FolderDestination(tmp_path / "out").begin(run_of(), write=write)
    if write:
        with pytest.raises(DestinationError, match="a file is where a folder is needed"):
            FolderDestination(tmp_path / "out/below").begin(run_of(), write=write)
    assert (tmp_path / "out").read_text() == "x"


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    # Tests may run as root, whom no mode stops: /proc refuses everybody.
    if not Path("/proc/self").exists():
        pytest.skip("no /proc")
    with pytest.raises(DestinationError, match="cannot write to the destination"):
        FolderDestination(Path("/proc/self/out")).begin(run_of(), write=True)


def test_a_damaged_manifest_is_refused(folder: Path) -> None:
    manifest = folder / ".wxr-migrate/manifest.db"
    manifest.write_bytes(b"no database" * 1000)
    with pytest.raises(DestinationError, match="the manifest cannot be used") as caught:
        convert(folder, FIRST)
    assert caught.value.hint and caught.value.file == str(manifest)
    manifest.unlink()
    saved = sqlite3.connect(manifest)
    saved.execute("PRAGMA user_version = 99")
    saved.close()
    with pytest.raises(DestinationError, match="another version"):
        convert(folder, FIRST)


def test_a_home_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out/.wxr-migrate").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DestinationError, match="is not a folder"):
        convert(tmp_path / "out", FIRST)


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("make", [lambda path: File("s", path, b"x"), lambda path: Part("s", path, "k", b"x")])
def test_nothing_is_written_outside(tmp_path: Path, make: Any, write: bool) -> None:
    (tmp_path / "elsewhere").mkdir()
    out = tmp_path / "out"
    (out / "inside").mkdir(parents=True)
    (out / "link").symlink_to("../elsewhere")
    (out / "file").symlink_to("../elsewhere/file")
    (out / "fine").symlink_to("inside")
    for path in (
        "../x",
        "a/../../x",
        "/tmp/x",
        "/x",
        "link/x",
        "file",
        ".wxr-migrate/manifest.db",
        ".WXR-migrate/x",
    ):
        destination = FolderDestination(out)
        destination.begin(run_of(), write=write)
        with pytest.raises(DestinationError, match="the path"):
            destination.hold([Group("s", [make(path)], {})])
        destination.abandon()
    convert(out, {"s": [make("fine/x")]})
    assert (out / "inside/x").read_bytes() == b"x"
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"out", "elsewhere"}


@pytest.mark.parametrize("wanted", [FIRST, {"entry/1": [File("entry/1", "posts/one/index.md", b"# 1")]}])
def test_a_full_disk_leaves_the_folder_as_it_was(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: Wanted
) -> None:
    def write(descriptor: int, content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = content_of(folder)
    monkeypatch.setattr(os, "write", write)
    for place in (folder, tmp_path / "new"):
        newer = {**wanted, "entry/8": [Part("entry/8", "entries.jsonl", "entry/8", b"x" * 1_000_000)]}
        with pytest.raises(DestinationError, match="no space is left on the disk"):
            convert(place, newer)
    assert content_of(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_short_write_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, content: whole(descriptor, bytes(content)[:1000]))
    convert(tmp_path, {"s": [Part("s", "entries.jsonl", "s", b"x" * 600_000)]})
    assert (tmp_path / "entries.jsonl").read_text() == "x" * 600_000


def test_one_path_or_source_twice_is_refused(tmp_path: Path) -> None:
    twice: tuple[Wanted, ...] = (
        {"a": [File("a", "x", b"1")], "b": [File("b", "x", b"2")]},
        {"a": [Part("a", "x", "k", b"1")], "b": [Part("b", "x", "k", b"2")]},
    )
    for wanted in twice:
        with pytest.raises(DestinationError, match="two records want to be"):
            convert(tmp_path / "out", wanted)
    destination = FolderDestination(tmp_path / "out")
    destination.begin(run_of(), write=False)
    destination.hold([Group("a", [], {})])
    with pytest.raises(DestinationError, match="came twice"):
        destination.hold([Group("a", [], {})])
    destination.abandon()
    assert list(tmp_path.iterdir()) == []


def test_a_path_may_become_parts_and_a_file_again(tmp_path: Path) -> None:
    whole: Wanted = {"a": [File("a", "x", b"whole\n")]}
    parts: Wanted = {"a": [Part("a", "x", "a", b"part\n")], "b": [Part("b", "x", "b", b"more\n")]}
    for wanted, text in ((whole, "whole\n"), (parts, "part\nmore\n"), (whole, "whole\n"), (whole, "whole\n")):
        convert(tmp_path, wanted)
        assert (tmp_path / "x").read_text() == text
    assert not convert(tmp_path, whole)


def test_a_path_keeps_no_part_of_its_other_life(tmp_path: Path) -> None:
    convert(tmp_path, {"a": [File("a", "x", b"whole\n")]})
    convert(tmp_path, {"b": [Part("b", "x", "b", b"part\n")], "c": [Part("c", "x", "c", b"more\n")]})
    assert (tmp_path / "x").read_text() == "part\nmore\n"
    convert(tmp_path, {"b": [File("b", "x", b"whole\n")]})
    assert (tmp_path / "x").read_text() == "whole\n"
    destination = FolderDestination(tmp_path)
    destination.begin(run_of(), write=False)
    assert list(destination.vanished()) == ["b"]
    destination.abandon()


def test_rows_are_refused(tmp_path: Path) -> None:
    destination = FolderDestination(tmp_path)
    destination.begin(run_of(), write=False)
    with pytest.raises(TypeError):
        destination.hold([Group("a", [Row("a", "t", ())], {})])
    destination.abandon()
