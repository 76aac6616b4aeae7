"""`wxr-migrate verify` names what is gone or changed at the destination of any target.

That it finds nothing where nothing is amiss: `tests/targets/test_contract_corpus.py`.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from conftest import ROOT

from tests.plan.runs import Place
from tests.targets.contract import TARGETS, named

CONTEST = ROOT / "fixtures/contest-2009.xml"
FORMS = {"database": ("--bodies", "html,markdown"), "jsonl": ("--bodies", "html,markdown")}
PAGES = (".md", ".html", ".json", ".jsonl")


@pytest.fixture(params=TARGETS)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """The contest, converted, and all in order."""
    place = Place(tmp_path, named(request.param, tmp_path))
    assert place.convert(*FORMS.get(request.param, ()), source=CONTEST) == 0
    code, report = place.verify(CONTEST)
    assert (code, report["entries"], report["checked"] >= 5) == (0, [], True)
    return place


def pages(place: Place) -> list[Path]:
    found = place.destination.rglob("*")
    return [path for path in found if path.suffix in PAGES and path.is_file()]


def test_what_is_changed_is_named(written: Place) -> None:
    if written.target == "database":
        with sqlite3.connect(written.destination) as database:
            for table in ("entries", "comments"):
                for form in ("content_markdown", "content_html"):
                    database.execute(f"UPDATE {table} SET {form} = replace({form}, 'the', 'thy')")
        database.close()
    for page in pages(written):
        page.write_text(page.read_text("utf-8").replace("the", "thy"), "utf-8")
    code, report = written.verify(CONTEST)
    assert code == 1
    assert report["changes"]["conflict"]
    different = [entry["key"] for entry in report["entries"] if "thy" in json.dumps(entry)]
    assert {key.partition("/")[0] for key in different} == {"entry", "comment"}


def test_what_is_not_there_is_named(written: Place) -> None:
    checked = written.verify(CONTEST)[1]["checked"]
    if written.target == "database":
        with sqlite3.connect(written.destination) as database:
            database.execute("DELETE FROM comments")
            database.execute("DELETE FROM entries")
        database.close()
    for page in pages(written):
        page.unlink()
    code, report = written.verify(CONTEST)
    assert (code, report["outcomes"]["missing"]) == (1, checked)
