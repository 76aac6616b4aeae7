"""Runs that are killed at any time and begun again: nothing twice, nothing missing, and nothing used that is not fit."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from exports import export

from migrate.cli.main import run
from migrate.plan import convert, items, private
from migrate.plan.kept import kept
from migrate.plan.made import Made

from .runs import NAMES, Place, post
from .test_jobs import posts

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("resume") / "export.xml"
    path.write_text(export(*posts(60)), "utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where runs are kept. Small exports are worth it here, a few items at a time."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(convert, "WORTH_KEEPING", 0)
    monkeypatch.setattr(items, "_MOST_ITEMS", 5)
    return tmp_path / "cache/wxr-migrate/runs"


@pytest.fixture
def makings(monkeypatch: pytest.MonkeyPatch) -> list[items.Span]:
    """What was made in this process, not read from what was kept."""
    made: list[items.Span] = []
    call = items.Items.__call__

    def note(self: items.Items, span: items.Span) -> Any:
        made.append(span)
        return call(self, span)

    monkeypatch.setattr(items.Items, "__call__", note)
    return made


def in_child(action: Callable[[], int]) -> int:
    """The exit code of something done by another process, negative for a signal."""
    child = os.fork()
    if not child:
        code = 70
        try:
            code = action()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_after(spans: int, place: Place, source: Path, *options: str) -> None:
    """A run that is killed before it keeps what it made of one more span."""

    def die() -> int:
        left = [spans]
        results = Made.results

        def count(self: Made, make: Any, span: Any) -> Any:
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return results(self, make, span)

        Made.results = count  # type: ignore[method-assign]
        return place.convert("--jobs", "1", *options, source=source)

    assert in_child(die) == -signal.SIGKILL


def content(place: Place) -> Any:
    """All that is at the destination, in the order of files of records too."""
    return place.state()


@pytest.fixture
def whole(source: Path, tmp_path: Path, home: Path) -> Callable[..., Any]:
    """What an uninterrupted run writes."""

    def state(target: str, *options: str, source: Path = source) -> Any:
        folder = tmp_path / f"whole-{target}"
        folder.mkdir()
        place = Place(folder, target)
        assert place.convert("--no-resume", *options, source=source) == 0
        return content(place)

    return state


@pytest.mark.parametrize("target", NAMES)
def test_goes_on_where_it_was(
    target: str, source: Path, tmp_path: Path, home: Path, whole: Any, makings: list[items.Span], capfd: Any
) -> None:
    place = Place(tmp_path, target)
    killed_after(3, place, source)
    assert place.state() in ({}, None) or target == "database"
    killed_after(7, place, source)
    assert run(["convert", *map(str, (source, place.destination)), "--to", target, "--jobs", "1"]) == 0
    assert ": 35 of 61 items done" in capfd.readouterr().err
    assert [span.first for span in makings] == sorted({span.first for span in makings})
    assert sum(span.number for span in makings) == 61 - 35
    assert list(home.iterdir()) == []
    assert content(place) == whole(target)


@pytest.mark.parametrize("target", NAMES)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_killed_at_any_time(target: str, jobs: str, source: Path, tmp_path: Path, whole: Any) -> None:
    place = Place(tmp_path, target)
    chance = random.Random(target + jobs)
    started = time.monotonic()
    wanted = whole(target)
    length = time.monotonic() - started
    for _ in range(4):
        child = os.fork()
        if not child:
            try:
                place.convert("--jobs", jobs, source=source)
            finally:
                os._exit(0)
        time.sleep(chance.uniform(0.0, length))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert place.convert("--jobs", jobs, source=source) == 0
    assert content(place) == wanted


@pytest.mark.parametrize("options", [("--links", "keep"), ("--type", "post"), ("--front-matter", "toml")])
def test_other_choices_begin_anew(
    options: tuple[str, ...], source: Path, tmp_path: Path, home: Path, whole: Any, makings: list[items.Span]
) -> None:
    place = Place(tmp_path, "hugo")
    killed_after(5, place, source)
    assert place.convert("--jobs", "1", *options, source=source) == 0
    assert sum(span.number for span in makings) >= 60
    assert content(place) == whole("hugo", *options)


def test_another_export_begins_anew(source: Path, tmp_path: Path, home: Path, makings: list[items.Span]) -> None:
    place = Place(tmp_path, "jsonl")
    killed_after(5, place, source)
    place.write(*posts(60), post(99, "One more"))
    assert place.convert("--jobs", "1") == 0
    assert sum(span.number for span in makings) == 62
    assert b'"One more"' in place.files()["entries.jsonl"]


def test_another_program_begins_anew(
    source: Path, tmp_path: Path, home: Path, makings: list[items.Span], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(tmp_path, "jsonl")
    killed_after(5, place, source)
    monkeypatch.setattr("migrate.plan.kept._program", lambda: "another")
    assert place.convert("--jobs", "1", source=source) == 0
    assert sum(span.number for span in makings) == 61


@pytest.mark.parametrize("damage", ["cut", "changed", "emptied"])
@pytest.mark.parametrize("which", ["index.db", "first", "1-5-5"])
def test_what_is_damaged_is_made_again(
    damage: str, which: str, source: Path, tmp_path: Path, home: Path, whole: Any
) -> None:
    place = Place(tmp_path, "jsonl")
    killed_after(5, place, source)
    found = list(home.rglob(which)) or sorted(home.rglob("*-*-5"))[:1]
    before = found[0].read_bytes()
    middle = len(before) // 2
    after = {"cut": before[:middle], "changed": before[:middle] + b"?!?" + before[middle + 3 :], "emptied": b""}
    found[0].write_bytes(after[damage])
    assert place.convert("--jobs", "1", source=source) == 0
    assert content(place) == whole("jsonl")


def test_it_can_be_told_to_begin_anew(source: Path, tmp_path: Path, home: Path, makings: list[items.Span]) -> None:
    place = Place(tmp_path, "jsonl")
    killed_after(5, place, source)
    assert list(home.iterdir())
    assert place.convert("--jobs", "1", "--no-resume", source=source) == 0
    assert sum(span.number for span in makings) == 61
    assert list(home.iterdir()) == []


def test_what_is_kept_is_private(source: Path, tmp_path: Path, home: Path) -> None:
    killed_after(5, Place(tmp_path, "jsonl"), source)
    (folder,) = home.iterdir()
    assert stat.S_IMODE(home.stat().st_mode) == stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert Place(tmp_path, "jsonl").files() == {}


def test_an_interrupt_keeps_what_was_made_and_says_so(
    source: Path, tmp_path: Path, home: Path, makings: list[items.Span], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    place = Place(tmp_path, "hugo")
    results = Made.results

    def interrupted(self: Made, make: Any, span: items.Span) -> Any:
        if len(makings) == 4:
            raise KeyboardInterrupt
        return results(self, make, span)

    monkeypatch.setattr(Made, "results", interrupted)
    arguments = ["convert", str(source), str(place.destination), "--to", "hugo", "--jobs", "1"]
    assert run(arguments) == 130
    assert "the same command goes on with it" in capsys.readouterr().err
    assert not place.destination.exists()
    monkeypatch.setattr(Made, "results", results)
    assert run(arguments) == 0
    assert "20 of 61 items done" in capsys.readouterr().err
    assert sum(span.number for span in makings) == 61


def test_a_fault_of_ours_keeps_nothing(
    source: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(convert._Conversion, "_check_sum", lambda self: 1 / 0)
    assert Place(tmp_path, "jsonl").convert("--jobs", "1", source=source) == 70
    assert list(home.iterdir()) == []


def test_a_plan_goes_on_too(source: Path, tmp_path: Path, home: Path, makings: list[items.Span]) -> None:
    place = Place(tmp_path, "jsonl")
    killed_after(5, place, source, "--dry-run")
    assert len(place.plan("--jobs", "1", source=source).document["entries"]) > 60
    assert sum(span.number for span in makings) == 61 - 25
    assert list(home.iterdir()) == [] and not place.destination.exists()


def test_two_at_a_time_do_not_share(source: Path, tmp_path: Path, home: Path) -> None:
    from migrate.mappers.mapping import load_rules
    from migrate.mappers.options import Options
    from migrate.wxr.source import open_source

    rules = load_rules([])

    def having() -> Any:
        return kept(home, opened, rules, Options(), lambda sentence: None)

    with open_source([source]) as opened, having() as first:
        assert first is not None
        with having() as second:
            assert second is None
    with open_source([source]) as opened, having() as third:
        assert third is not None


def test_what_nobody_goes_on_with_goes(
    source: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_after(5, Place(tmp_path, "jsonl"), source)
    (folder,) = home.iterdir()
    other = home / folder.name.replace(folder.name[-4:], "beef")
    other.mkdir()
    (home / "of another program").mkdir()
    monkeypatch.setattr(private.tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    long_ago = time.time() - 8 * 86_400
    (tmp_path / "temporary/wxr-migrate-x").mkdir(parents=True)
    for path in (folder, tmp_path / "temporary/wxr-migrate-x"):
        os.utime(path, (long_ago, long_ago))
    assert Place(tmp_path, "hugo").convert("--jobs", "1", source=source) == 0
    assert list(home.iterdir()) == [other]
    with private.private_folder() as mine:
        assert [path.name for path in (tmp_path / "temporary").iterdir()] == ([mine.name] if mine.exists() else [])


def test_a_cache_that_cannot_be_had_is_done_without(
    source: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("a file")
    assert Place(tmp_path, "jsonl").convert("--jobs", "1", source=source) == 0


@pytest.fixture(autouse=True)
def no_left_processes() -> Iterator[None]:
    yield
    assert multiprocessing.active_children() == []
