"""The whole way, over every target and every export: counts, second runs, privacy."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest
from conftest import ROOT, corpus_folder

from migrate.cli.main import run
from migrate.targets.registry import targets

EXPORTS = sorted(corpus_folder().glob("*.xml"))
DESTINATIONS = {"database": "out.db", "hugo": "out", "jsonl": "out"}
SITES = ("astro", "eleventy", "hexo", "html", "jekyll", "markdown", "pelican", "zola")
DESTINATIONS |= dict.fromkeys(SITES, "out")
LARGEST_FOR_SITES = 200_000
"""Bytes of exports that go to all of them: they share what Hugo's test tries."""
SECRETS = ("sculler@mail.example", "keeper@harbour.example", "192.0.2.17", "198.51.100.4")

TOKEN = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(?P<item>item)[\s>]|<\w+:(?P<comment>comment)[\s>]"
    rb"|<\w+:comment_type>\s*(?:<!\[CDATA\[)?(?P<kind>\w*)",
    re.DOTALL,
)


def scan(data: bytes) -> tuple[int, int, int]:
    """Items, comments and pingbacks, counted without any of our reader's code."""
    items = comments = pingbacks = 0
    for match in TOKEN.finditer(data):
        items += match["item"] is not None
        comments += match["comment"] is not None
        pingbacks += match["kind"] == b"pingback"
    return items, comments, pingbacks


def convert(export: Path, target: str, folder: Path, *options: str) -> tuple[int, dict[str, object]]:
    """Exit code and report of one conversion."""
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    destination = str(folder / DESTINATIONS[target])
    code = run(["-q", "convert", str(export), destination, "--to", target, "--report", f"json={report}", *options])
    return code, json.loads(report.read_text("utf-8")) if report.exists() else {}


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Time and bytes of every file that a destination holds."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("report.json", "lock")
    }


def test_every_target_has_its_contract() -> None:
    assert set(DESTINATIONS) == set(targets())


@pytest.mark.skipif(not EXPORTS, reason="no corpus; set WXR_CORPUS to a folder of exports")
@pytest.mark.parametrize("export", EXPORTS, ids=lambda path: path.name)
def test_counts_are_those_of_a_plain_scan(export: Path, tmp_path: Path) -> None:
    items, comments, pingbacks = scan(export.read_bytes())
    code, report = convert(export, "database", tmp_path, "--allow-truncated")
    assert code in (0, 1)
    kinds = report["ledger"]["kinds"]  # type: ignore[index]
    assert kinds["items"]["read"] == items
    assert kinds["comments"]["read"] == comments
    database = sqlite3.connect(tmp_path / "out.db")
    rows = {
        table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("entries", "media", "menu_items", "comments")
    }
    assert rows["entries"] + rows["media"] + rows["menu_items"] >= kinds["items"]["written"]
    assert rows["comments"] == kinds["comments"]["written"]
    owners = "SELECT count(*) FROM comments WHERE (entry_id IS NULL) = (media_id IS NULL)"
    assert database.execute(owners).fetchone()[0] == 0
    if not kinds["comments"]["duplicates"] and not kinds["comments"]["quarantined"]:
        found = database.execute("SELECT count(*) FROM comments WHERE kind = 'pingback'").fetchone()[0]
        assert found == pingbacks
    database.close()


@pytest.mark.skipif(not EXPORTS, reason="no corpus; set WXR_CORPUS to a folder of exports")
@pytest.mark.parametrize("target", DESTINATIONS)
@pytest.mark.parametrize("export", EXPORTS, ids=lambda path: path.name)
def test_a_second_run_writes_nothing(export: Path, target: str, tmp_path: Path) -> None:
    if target in SITES and export.stat().st_size > LARGEST_FOR_SITES:
        pytest.skip("tried with smaller exports")
    code, _ = convert(export, target, tmp_path, "--allow-truncated")
    before = snapshot(tmp_path)
    again, report = convert(export, target, tmp_path, "--allow-truncated")
    assert again == code
    assert report["wrote"] is False
    after = snapshot(tmp_path)
    assert {name: held for name, held in after.items() if "quarantine" not in name} == {
        name: held for name, held in before.items() if "quarantine" not in name
    }


@pytest.mark.parametrize("target", DESTINATIONS)
def test_the_same_export_gives_the_same_bytes(target: str, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        convert(ROOT / "fixtures/contest-2009.xml", target, folder)
        if target == "database":
            database = sqlite3.connect(folder / "out.db")
            tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            made.append({t: database.execute(f"SELECT * FROM {t}").fetchall() for t in tables if t != "runs"})
            database.close()
        else:
            files = (
                path for path in (folder / "out").rglob("*") if path.is_file() and ".wxr-migrate" not in path.parts
            )
            made.append({str(path.relative_to(folder)): path.read_bytes() for path in files})
    assert made[0] == made[1]
    assert made[0]


@pytest.mark.parametrize("target", DESTINATIONS)
def test_public_only_leaks_nothing(target: str, tmp_path: Path) -> None:
    convert(ROOT / "fixtures/contest-2009.xml", target, tmp_path, "--public-only")
    written = b"".join(held for _, held in snapshot(tmp_path).values())
    assert b"A sculler" in written
    for secret in SECRETS:
        assert secret.encode() not in written


@pytest.mark.parametrize("target", DESTINATIONS)
def test_a_dry_run_leaves_no_trace(target: str, tmp_path: Path) -> None:
    code, report = convert(ROOT / "fixtures/contest-2009.xml", target, tmp_path, "--dry-run")
    assert code == 0
    assert report["totals"]["changes"]["create"] > 0  # type: ignore[index]
    assert snapshot(tmp_path) == {}


def test_the_contest(corpus: Path, tmp_path: Path) -> None:
    """One post, three comments of which one answers the first, and a pingback with its title and excerpt."""
    convert(corpus / "twitter-contest-2009.xml", "database", tmp_path)
    database = sqlite3.connect(tmp_path / "out.db")
    rows = database.execute(
        "SELECT wp_id, kind, author_name, content, parent_id FROM comments ORDER BY wp_id"
    ).fetchall()
    assert [row[1] for row in rows] == ["comment", "comment", "comment", "pingback"]
    assert [row[4] is not None for row in rows] == [False, True, False, False]
    assert "«" in rows[3][2]
    assert rows[3][3].startswith("[…]")
    assert database.execute("SELECT count(*) FROM entries").fetchone()[0] == 1
    database.close()
