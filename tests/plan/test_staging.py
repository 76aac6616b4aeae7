"""A run that is killed, at every system call that changes the folder, and the run after it."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from migrate.model.artifact import Artifact, File, Group, Part
from migrate.plan.changes import Run
from migrate.plan.files import FolderDestination

Wanted = dict[str, list[Artifact]]

OLD: Wanted = {
    "a": [Part("a", "entries.jsonl", "a", b"old a\n"), File("a", "posts/a/index.md", b"old a")],
    "b": [Part("b", "entries.jsonl", "b", b"old b\n"), File("b", "posts/b.md", b"old b")],
    "c": [Part("c", "comments.jsonl", "c", b"old c\n")],
}
NEW: Wanted = {
    "a": [Part("a", "entries.jsonl", "a", b"new a\n"), File("a", "posts/a2/index.md", b"new a")],
    "b": [Part("b", "entries.jsonl", "b", b"old b\n"), File("b", "posts/b.md", b"new b")],
    "c": [],
    "d": [Part("d", "media.jsonl", "d", b"new d\n")],
}
EVENTS = {
    "open",
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.truncate",
    "os.chmod",
    "shutil.rmtree",
}
RUN = Run(
    target="jsonl",
    site="example.org",
    version="1",
    export="e",
    mapping="m",
    options={},
    started="2026-01-01T00:00:00Z",
)


def convert(folder: Path, wanted: Wanted) -> None:
    destination = FolderDestination(folder)
    destination.begin(RUN, write=True)
    destination.apply(destination.hold([Group(source, made, {}) for source, made in wanted.items()]))
    destination.finish({})


def killed_at(step: int, folder: Path, wanted: Wanted) -> bool:
    """Run in a process that dies at its `step`th system call below `folder`; False if it came to its end."""
    child = os.fork()
    if child == 0:
        seen = 0

        def watch(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal seen
            if event in EVENTS and str(arguments[0]).startswith(str(folder)):
                seen += 1
                if seen > step:
                    os._exit(9)

        sys.addaudithook(watch)
        try:
            convert(folder, wanted)
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, 9)
    return code == 9


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".wxr-migrate" not in path.parts
    }


def manifest_of(folder: Path) -> list[Any]:
    saved = sqlite3.connect(folder / ".wxr-migrate/manifest.db")
    try:
        return [saved.execute(f"SELECT * FROM {table}").fetchall() for table in ("file", "piece")]
    finally:
        saved.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("before", [{}, OLD], ids=["fresh", "update"])
def test_a_kill_at_any_point_is_made_good(tmp_path: Path, before: Wanted) -> None:
    calm = tmp_path / "calm"
    if before:
        convert(calm, before)
    was = files_of(calm)
    convert(calm, NEW)
    wanted, manifest = files_of(calm), manifest_of(calm)
    step, published = 0, 0
    while True:
        folder = tmp_path / f"out{step}"
        if before:
            convert(folder, before)
        if not killed_at(step, folder, NEW):
            break
        for path, content in files_of(folder).items():
            assert content in (was.get(path), wanted.get(path)), f"{path} after {step} steps"
        published += (folder / ".wxr-migrate/manifest.db").exists() and manifest_of(folder) == manifest

        looker = FolderDestination(folder)
        looker.begin(RUN, write=False)
        plans = looker.hold([Group(source, made, {}) for source, made in NEW.items()])
        assert not [change for one in plans for change in one.changes if change.action == "conflict"]
        looker.abandon()

        convert(folder, NEW)
        assert files_of(folder) == wanted
        assert manifest_of(folder) == manifest
        assert sorted(path.name for path in (folder / ".wxr-migrate").iterdir()) == ["lock", "manifest.db"]
        step += 1
    assert step > 20
    assert published > 5, "some kills came after the point of no return"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_an_edit_after_a_kill_is_kept(tmp_path: Path) -> None:
    convert(tmp_path / "calm", NEW)
    kept, step = 0, 0
    while True:
        folder = tmp_path / f"out{step}"
        convert(folder, OLD)
        if not killed_at(step, folder, NEW):
            break
        (folder / "entries.jsonl").write_text("mine")
        convert(folder, NEW)
        assert (folder / "entries.jsonl").read_text() == "mine"
        assert (folder / "posts/b.md").read_bytes() == b"new b"
        kept += 1
        step += 1
    assert kept > 20


def test_a_folder_on_another_file_system_is_written_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    convert(tmp_path, OLD)
    whole = os.rename if sys.platform == "win32" else os.replace

    def replace(source: Any, target: Any) -> None:
        inside = ".wxr-migrate" in Path(target).parts
        if not inside and Path(source).parent != Path(target).parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        whole(source, target)

    monkeypatch.setattr(os, "replace", replace)
    convert(tmp_path, NEW)
    monkeypatch.undo()
    assert files_of(tmp_path) == {
        "entries.jsonl": b"new a\nold b\n",
        "media.jsonl": b"new d\n",
        "posts/a2/index.md": b"new a",
        "posts/b.md": b"new b",
    }


def test_new_files_come_among_those_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "posts/theirs").mkdir(parents=True)
    (tmp_path / "posts/theirs/b.md").write_text("b")
    (tmp_path / "inside").mkdir()
    (tmp_path / "linked").symlink_to("inside")
    paths = ("top.md", "posts/a.md", "posts/theirs/a.md", "posts/new/deep/a.md", "linked/a.md", "linked/new/a.md")
    convert(tmp_path, {"a": [File("a", path, b"a") for path in paths]})
    there = [path.replace("linked", "inside") for path in paths]
    assert files_of(tmp_path) == {"posts/theirs/b.md": b"b"} | dict.fromkeys(there, b"a")
    assert (tmp_path / "linked").is_symlink()
    assert sorted(path.name for path in (tmp_path / ".wxr-migrate").iterdir()) == ["lock", "manifest.db"]
