"""Every export whole: as many items and comments come out as a plain scan of its bytes counts."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import exports
import pytest
from conftest import corpus_folder

from migrate.cli.main import run

EXPORTS = sorted(corpus_folder().glob("*.xml"))
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


def convert(export: Path, folder: Path, *options: str) -> tuple[int, dict[str, object]]:
    """Exit code and report of one conversion into a database."""
    report = folder / "report.json"
    code = run(["-q", "convert", str(export), str(folder / "out.db"), "--report", f"json={report}", *options])
    return code, json.loads(report.read_text("utf-8")) if report.exists() else {}


@pytest.mark.skipif(not EXPORTS, reason="no corpus; set WXR_CORPUS to a folder of exports")
@pytest.mark.parametrize("export", EXPORTS, ids=lambda path: path.name)
def test_counts_are_those_of_a_plain_scan(export: Path, tmp_path: Path) -> None:
    items, comments, pingbacks = scan(export.read_bytes())
    code, report = convert(export, tmp_path, "--allow-truncated")
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


def test_the_contest(corpus: Path, tmp_path: Path) -> None:
    """One post, three comments of which one answers the first, and a pingback with its title and excerpt."""
    convert(corpus / "twitter-contest-2009.xml", tmp_path)
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


def test_a_run_with_filters_says_what_older_redirects_lack(tmp_path: Path) -> None:
    export = tmp_path / "export.xml"
    export.write_text(exports.export(exports.item(1, slug="one"), exports.item(2, slug="two")), "utf-8")
    report = tmp_path / "report.json"
    arguments = ["-q", "convert", str(export), str(tmp_path / "site"), "--to", "hugo", "--redirects", "netlify"]
    assert run(arguments) == 0
    redirects = (tmp_path / "site/static/_redirects").read_bytes()
    assert run([*arguments, "--only", "2", "--report", f"json={report}"]) == 0
    assert (tmp_path / "site/static/_redirects").read_bytes() == redirects
    (warning,) = json.loads(report.read_text("utf-8"))["warnings"]
    assert "netlify stay as they are" in warning
    assert "new or have moved are not in them" in warning
