"""Folders that cannot be written, and disks that are full: one sentence, and everything is as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrate.cli.main import run

from .runs import NAMES, Place, first_version, post
from .test_plan_edits import second_version


def mount(folder: Path, options: str) -> None:
    """A small file system in memory, for those who may make one."""
    folder.mkdir(exist_ok=True)
    tool = shutil.which("mount")
    if tool is None or os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    done = subprocess.run([tool, "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.decode().strip()}")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB."""
    folder = tmp_path / "disk"
    mount(folder, "size=1m")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def large_version() -> list[str]:
    """Twenty posts of 100 KB that do not compress to less than the disk holds."""
    return [post(number, f"Large {number}", content=os.urandom(50_000).hex()) for number in range(100, 120)]


@pytest.mark.parametrize("target", NAMES)
@pytest.mark.parametrize("fresh", [True, False], ids=["fresh", "update"])
def test_a_full_disk_leaves_everything_as_it_was(
    small_disk: Path, target: str, fresh: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Place(small_disk, target)
    place.write(*first_version())
    if not fresh:
        assert place.convert() == 0
    before = everything(small_disk)
    source = small_disk.parent / "large.xml"
    elsewhere = Place(small_disk.parent, target)
    elsewhere.write(*second_version(), *large_version())
    elsewhere.export.rename(source)
    assert place.convert(source=source) == 5
    told = capsys.readouterr().err
    assert "full" in told or "no space is left" in told
    assert everything(small_disk) == before
    assert place.convert() == 0
    assert place.plan().counts == {}


@pytest.mark.parametrize("target", NAMES)
def test_a_read_only_place_is_said(tmp_path: Path, target: str, capsys: pytest.CaptureFixture[str]) -> None:
    disk = tmp_path / "disk"
    mount(disk, "size=8m")
    try:
        place = Place(disk, target)
        place.write(*first_version())
        assert place.convert() == 0
        place.write(*second_version())
        before = everything(disk)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        report = tmp_path / "plan.json"
        assert run(["-q", "plan", *place.arguments("--exit-code", "--report", f"json={report}")]) == 2
        assert place.convert() == 5
        told = capsys.readouterr().err
        assert "read-only" in told
        assert everything(disk) == before
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        assert place.convert() == 0
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def set_immutable(path: Path, on: bool) -> None:
    tool = shutil.which("chattr")
    done = subprocess.run([tool or "false", "+i" if on else "-i", str(path)], capture_output=True, check=False)
    if on and done.returncode:
        pytest.skip("no file can be made immutable here")


def test_a_folder_within_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(tmp_path, "hugo")
    place.write(*first_version())
    assert place.convert() == 0
    place.write(*second_version())
    tea = place.destination / "content/posts/tea"
    set_immutable(tea, True)
    try:
        code = place.convert()
        assert code == 5
        assert "cannot write to the destination: permission was denied" in capsys.readouterr().err
    finally:
        set_immutable(tea, False)
    assert place.convert() == 0
    assert place.plan().counts == {}
    assert b"green tea" in (tea / "index.md").read_bytes()
