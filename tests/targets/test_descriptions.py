"""Descriptions of terms: their links lead to the new site, and what they show comes along."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from media.fetching import JPEG

from migrate.cli.main import run

EXPORT = Path(__file__).parents[2] / "fixtures" / "descriptions.xml"
PAGE = "content/categories/sea/_index.md"


def convert(folder: Path, *more: str) -> tuple[str, dict[str, Any]]:
    """The category's page and the report of a site."""
    site, report = folder / "site", folder / "report.json"
    assert run(["-q", "convert", str(EXPORT), str(site), "--to", "hugo", *more, "--report", f"json={report}"]) == 0
    return (site / PAGE).read_text("utf-8"), json.loads(report.read_text())


def test_links_of_a_description_lead_to_the_new_site(tmp_path: Path) -> None:
    page, report = convert(tmp_path)
    assert "[the first](/2020/01/first/)" in page
    assert "[gone](https://old.example/gone/)" in page
    assert "![The sea](https://old.example/wp-content/uploads/2020/01/sea.jpg)" in page
    assert report["ledger"]["lost"] == {"unresolved-link": 1}


def test_a_picture_of_a_description_comes_along(tmp_path: Path) -> None:
    picture = tmp_path / "uploads" / "2020" / "01" / "sea.jpg"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(JPEG)
    page, report = convert(tmp_path, "--media", "copy", "--media-source", str(tmp_path / "uploads"))
    assert "![The sea](/wp-content/uploads/2020/01/sea.jpg)" in page
    assert (tmp_path / "site/static/wp-content/uploads/2020/01/sea.jpg").read_bytes() == JPEG
    assert report["ledger"]["lost"] == {"unresolved-link": 1}


def test_a_picture_that_is_not_to_be_had_is_a_loss_of_the_term(tmp_path: Path) -> None:
    (tmp_path / "uploads").mkdir()
    _, report = convert(tmp_path, "--media", "copy", "--media-source", str(tmp_path / "uploads"))
    assert report["ledger"]["lost"] == {"unresolved-link": 1, "missing-file": 1}


def test_a_description_that_was_changed_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    convert(tmp_path)
    arguments = ["verify", str(EXPORT), str(tmp_path / "site"), "--to", "hugo"]
    assert run(arguments) == 0
    assert "2 checked, 6 words: 2 the same" in capsys.readouterr().out
    page = tmp_path / "site" / PAGE
    page.write_text(page.read_text("utf-8").replace("the first", "the last"), "utf-8")
    assert run(arguments) == 1
    assert f"{PAGE}  Sea (term/category/sea)\n    words: 1 lost, 1 added" in capsys.readouterr().out


def test_what_a_term_without_a_page_shows_stays_hidden(tmp_path: Path) -> None:
    uploads = tmp_path / "uploads" / "2020" / "01"
    uploads.mkdir(parents=True)
    for name in ("sea.jpg", "secret.jpg"):
        (uploads / name).write_bytes(JPEG)
    _, report = convert(tmp_path, "--media", "copy", "--media-source", str(tmp_path / "uploads"))
    assert [path.name for path in (tmp_path / "site").rglob("*.jpg")] == ["sea.jpg"]
    assert "secret" not in (tmp_path / "report.json").read_text()
    assert report["ledger"]["lost"] == {"unresolved-link": 1}
