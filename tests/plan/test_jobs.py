"""Runs whose items are made in several processes: what is written is the same, and one that dies costs one item."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from exports import author, comment, export, item

from migrate.cli.main import run
from migrate.mappers import first_pass
from migrate.mappers.findings import Finder
from migrate.plan import convert, items, workers
from migrate.plan.items import Items
from migrate.targets.registry import targets

from .runs import Place, post

PARAGRAPH = "<p>A [gallery ids='3001'] and <a href='https://blog.example/?p={}'>a link</a> to another.</p>\n"


def posts(count: int) -> list[str]:
    """Posts with former slugs, two of them the same, with comments, terms and links to each other."""
    made = [author("jane", name="Jane")]
    for number in range(1, count + 1):
        meta = [("_wp_old_slug", f"old-{number % (count // 2)}"), ("mood", "calm")]
        content = PARAGRAPH.format(number % count + 1) * (1 + number % 7)
        comments = [comment(10_000 + number, content="Aye.")] if number % 3 == 0 else []
        link = f"https://blog.example/post-{number}/"
        made.append(post(number, f"Post {number}", content=content, meta=meta, comments=comments, link=link))
    made.append(
        item(3001, type="attachment", title="Picture", status="inherit", url="https://blog.example/wp-content/a.jpg")
    )
    return made


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("jobs") / "export.xml"
    path.write_text(export(*posts(60)), "utf-8")
    return path


@pytest.fixture(autouse=True)
def small_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little work at a time, so that all processes have some."""
    monkeypatch.setattr(items, "_MOST_ITEMS", 5)
    monkeypatch.setattr(first_pass, "_MOST_ITEMS", 5)


def converted(source: Path, folder: Path, target: str, *options: str) -> tuple[int, Any, dict[str, Any]]:
    """Exit code, what was written, and the report."""
    folder.mkdir(exist_ok=True)
    place = Place(folder, target)
    report = folder / "report.json"
    code = place.convert(*options, "--report", f"json={report}", source=source)
    return code, place.state(), json.loads(report.read_text("utf-8"))


@pytest.mark.parametrize("target", ["database", "hugo", "jsonl"])
def test_the_same_whatever_the_number_of_processes(target: str, source: Path, tmp_path: Path) -> None:
    code, one, report = converted(source, tmp_path / "one", target, "--jobs", "1")
    assert code == 0 and one
    code, many, again = converted(source, tmp_path / "many", target, "--jobs", "5")
    assert code == 0
    assert many == one
    assert again["ledger"] == report["ledger"]


@pytest.mark.parametrize("target", sorted(set(targets()) - {"database", "hugo", "jsonl"}))
def test_the_same_at_every_site(target: str, fixtures: Path, tmp_path: Path) -> None:
    found = []
    for count in ("1", "3"):
        destination = tmp_path / count
        arguments = [str(fixtures / "languages.xml"), str(destination), "--to", target, "--jobs", count]
        assert run(["-q", "convert", *arguments]) == 0
        files = {path.relative_to(destination): path.read_bytes() for path in destination.rglob("*") if path.is_file()}
        found.append({path: content for path, content in files.items() if path.parts[0] != ".wxr-migrate"})
    assert found[0] == found[1] and len(found[0]) > 5


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_the_same_however_processes_are_started(
    method: str, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, one, _ = converted(source, tmp_path / "one", "hugo", "--jobs", "1")
    context = multiprocessing.get_context(method)
    monkeypatch.setattr(workers, "get_context", lambda _: context)
    code, many, _ = converted(source, tmp_path / "many", "hugo", "--jobs", "2")
    assert code == 0 and many == one


def test_a_second_run_writes_nothing(source: Path, tmp_path: Path) -> None:
    place = Place(tmp_path, "hugo")
    assert place.convert("--jobs", "2", source=source) == 0
    before = {path: path.stat().st_mtime_ns for path in place.destination.rglob("*") if path.name != "lock"}
    assert place.convert("--jobs", "2", source=source) == 0
    assert before == {path: path.stat().st_mtime_ns for path in place.destination.rglob("*") if path.name != "lock"}
    assert place.plan("--jobs", "2", source=source).counts == {}


def harmful(monkeypatch: pytest.MonkeyPatch, keys: set[str], harm: Any) -> None:
    """Have processes, but not this one, come to harm over some items."""
    context = multiprocessing.get_context("fork")
    monkeypatch.setattr(workers, "get_context", lambda _: context)
    parent, derive = os.getpid(), Items._derive

    def derived(self: Items, row: Any) -> Any:
        if row.key in keys and os.getpid() != parent:
            harm()
        return derive(self, row)

    monkeypatch.setattr(Items, "_derive", derived)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("target", ["database", "hugo"])
def test_items_that_no_process_survives_are_quarantined_by_name(
    target: str, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harmful(monkeypatch, {"entry/7", "entry/50"}, lambda: os.kill(os.getpid(), signal.SIGKILL))
    code, _, report = converted(source, tmp_path, target, "--jobs", "2")
    assert code == 1
    kinds = report["ledger"]["kinds"]
    assert kinds["items"]["quarantined"] == 2
    assert kinds["meta"]["quarantined"] == 4
    kept = (tmp_path / "out.quarantine.xml").read_text("utf-8")
    assert kept.count("<item>") == 2
    assert all(f"<wp:post_id>{number}</wp:post_id>" in kept for number in (7, 50))
    assert "SIGKILL" in kept


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_nor_need_they_survive_pass_1(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = multiprocessing.get_context("fork")
    monkeypatch.setattr(workers, "get_context", lambda _: context)
    parent, take = os.getpid(), Finder.take

    def taken(self: Finder, seq: int, where: Any, data: bytes) -> None:
        if b"<wp:post_id>7</wp:post_id>" in data and os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        take(self, seq, where, data)

    monkeypatch.setattr(Finder, "take", taken)
    code, _, report = converted(source, tmp_path, "hugo", "--jobs", "2")
    assert code == 1
    kinds = report["ledger"]["kinds"]
    assert (kinds["items"]["read"], kinds["items"]["quarantined"], kinds["meta"]["quarantined"]) == (61, 1, 2)
    kept = (tmp_path / "out.quarantine.xml").read_text("utf-8")
    assert "<wp:post_id>7</wp:post_id>" in kept and "SIGKILL" in kept and kept.count("<item>") == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_an_item_that_does_not_end_is_quarantined(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harmful(monkeypatch, {"entry/7"}, lambda: time.sleep(600))
    monkeypatch.setattr(workers.Workers.__init__, "__kwdefaults__", {"method": None, "limit": 1.0})
    code, written, report = converted(source, tmp_path, "jsonl", "--jobs", "2")
    assert code == 1
    assert report["ledger"]["kinds"]["items"]["quarantined"] == 1
    assert "took longer than 1 s" in (tmp_path / "out.quarantine.xml").read_text("utf-8")
    assert b'"entry/7"' not in written["entries.jsonl"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_an_interrupt_leaves_neither_processes_nor_files(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = tmp_path / "begun"

    def harm() -> None:
        begun.touch()
        time.sleep(600)

    def interrupt() -> None:
        while not begun.exists():
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    harmful(monkeypatch, {"entry/7"}, harm)
    before = multiprocessing.active_children()
    threading.Thread(target=interrupt, daemon=True).start()
    assert run(["-q", "convert", str(source), str(tmp_path / "out"), "--to", "hugo", "--jobs", "2"]) == 130
    assert multiprocessing.active_children() == before
    assert not (tmp_path / "out").exists()


def test_large_exports_have_processes_by_themselves(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    counted = workers.Workers.__init__

    def count(self: Any, number: int, **how: Any) -> None:
        asked.append(number)
        counted(self, number, **how)

    monkeypatch.setattr(workers.Workers, "__init__", count)
    converted(source, tmp_path / "small", "jsonl")
    assert asked == []
    monkeypatch.setattr(convert, "worthwhile", lambda size: 3)
    converted(source, tmp_path / "large", "jsonl")
    assert asked == [3]
