"""What somebody edited, removed or put in the way: kept and shown three ways, overwritten, or beside ours."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from .runs import Place, first_version, post
from .test_plan_edits import second_version

TEA = "content/posts/tea/index.md"
WIND, STORM = "content/posts/wind/index.md", "content/posts/storm/index.md"
FOG = "content/posts/fog/index.md"


@pytest.fixture
def site(tmp_path: Path) -> Place:
    """A site of the first version, with the second as the export."""
    made = Place(tmp_path, "hugo")
    made.write(*first_version())
    assert made.convert() == 0
    made.write(*second_version())
    return made


@pytest.fixture
def database(tmp_path: Path) -> Place:
    made = Place(tmp_path, "database")
    made.write(*first_version())
    assert made.convert() == 0
    made.write(*second_version())
    return made


def execute(place: Place, *statements: str) -> None:
    database = sqlite3.connect(place.destination)
    with database:
        for statement in statements:
            database.execute(statement)
    database.close()


def change_of(planned: Any, source: str, name: str) -> dict[str, Any]:
    return next(change for entry, change in planned.changes() if (entry["source"], change["name"]) == (source, name))


def test_an_edit_is_kept_and_shown_three_ways(site: Place) -> None:
    (site.destination / TEA).write_text("mine")
    planned = site.plan("--exit-code")
    assert planned.code == 1
    change = change_of(planned, "entry/2", TEA)
    assert (change["action"], change["reason"]) == ("conflict", "edited since it was written")
    assert "About Tea." in change["written"]
    assert change["before"] == "mine"
    assert "About green tea." in change["after"]
    before = site.state()
    assert site.convert() == 1
    site.check_applied(planned, before)
    assert site.files()[TEA] == b"mine"
    assert site.plan().counts == {"conflict": 1}


def test_an_edit_is_overwritten_when_asked(site: Place) -> None:
    (site.destination / TEA).write_text("mine")
    (site.destination / "data/comments/1.json").unlink()
    planned = site.plan("--on-conflict", "overwrite")
    assert planned.code == 0
    assert change_of(planned, "entry/2", TEA)["action"] == "update"
    assert change_of(planned, "entry/1", "data/comments/1.json")["action"] == "create"
    before = site.state()
    assert site.convert("--on-conflict", "overwrite") == 0
    site.check_applied(planned, before)
    assert site.plan().counts == {}


def test_both_are_there_when_asked(site: Place) -> None:
    (site.destination / TEA).write_text("mine")
    foreign = site.destination / "content/posts/sun/index.md"
    foreign.parent.mkdir()
    foreign.write_text("theirs")
    for _ in range(2):
        before = site.state()
        planned = site.plan("--on-conflict", "both")
        assert site.convert("--on-conflict", "both") == 1
        site.check_applied(planned, before)
        files = site.files()
        assert (files[TEA], files["content/posts/sun/index.md"]) == (b"mine", b"theirs")
        assert b"About green tea." in files[f"{TEA}.wxr-new"]
        assert b"About Sun." in files["content/posts/sun/index.md.wxr-new"]
    assert site.convert() == 1
    assert not [path for path in site.files() if path.endswith(".wxr-new")]


@pytest.mark.parametrize("policy", ["keep", "overwrite", "both"])
def test_what_nobody_of_us_wrote_is_never_touched(site: Place, policy: str) -> None:
    foreign = site.destination / "content/posts/sun/index.md"
    foreign.parent.mkdir()
    foreign.write_text("theirs")
    (site.destination / "notes.txt").write_text("theirs")
    assert site.convert("--on-conflict", policy, "--prune", "--yes") == 1
    assert foreign.read_text() == "theirs"
    assert site.files()["notes.txt"] == b"theirs"


def test_a_renamed_entry_moves_and_its_old_address_leads_to_it(site: Place) -> None:
    change = change_of(site.plan(), "entry/4", STORM)
    assert (change["action"], change["old_name"]) == ("rename", WIND)
    assert site.convert() == 0
    files = site.files()
    assert WIND not in files
    assert b"/2024/01/wind/" in files[STORM]
    site.write(*[piece.replace("storm", "gale") for piece in second_version()])
    assert site.convert() == 0
    gale = site.files()["content/posts/gale/index.md"]
    assert b"/2024/01/wind/" in gale and b"/2024/01/storm/" in gale
    assert site.plan().counts == {}
    site.write(*[piece.replace("storm", "wind") for piece in second_version()])
    assert site.convert() == 0
    wind = site.files()[WIND]
    assert wind.count(b"/2024/01/wind/") == 1, "an entry is no alias of itself"
    assert b"/2024/01/storm/" in wind and b"/2024/01/gale/" in wind


def test_an_old_address_that_another_entry_has_now_is_no_alias(site: Place) -> None:
    pieces = [piece.replace("sun", "wind") if ">8<" in piece or "[8]" in piece else piece for piece in second_version()]
    assert pieces != second_version()
    site.write(*pieces)
    assert site.convert() == 0
    assert b"/2024/01/wind/" not in site.files()[STORM]
    assert b"About Sun." in site.files()[WIND]


def test_a_renamed_entry_that_somebody_edited_stays_where_it_is(site: Place) -> None:
    (site.destination / WIND).write_text("mine")
    change = change_of(site.plan(), "entry/4", STORM)
    assert (change["action"], change["old_name"], change["before"]) == ("conflict", WIND, "mine")
    assert site.convert() == 1
    assert site.files()[WIND] == b"mine"
    assert STORM not in site.files()
    assert site.convert("--on-conflict", "overwrite") == 0
    assert WIND not in site.files() and b"About Wind." in site.files()[STORM]


def test_an_entry_whose_new_place_is_taken_stays_where_it_is(site: Place) -> None:
    (site.destination / STORM).parent.mkdir()
    (site.destination / STORM).write_text("theirs")
    change = change_of(site.plan(), "entry/4", STORM)
    assert (change["action"], change["old_name"]) == ("conflict", WIND)
    assert site.convert() == 1
    assert site.files()[STORM] == b"theirs"
    assert b"About Wind." in site.files()[WIND]


def test_pruning_keeps_what_somebody_edited(site: Place) -> None:
    (site.destination / FOG).write_text("mine")
    planned = site.plan("--prune")
    assert [(action, name) for source, action, name in planned.actions() if source == "entry/5"] == [("conflict", FOG)]
    assert site.convert("--prune", "--yes") == 1
    assert site.files()[FOG] == b"mine"
    assert "data/comments/5.json" in site.files()


def test_what_is_written_once_is_the_users(site: Place) -> None:
    (site.destination / "hugo.toml").write_text("title = 'mine'")
    shutil.rmtree(site.destination / "layouts")
    assert site.convert("--on-conflict", "overwrite", "--prune", "--yes") == 0
    assert site.files()["hugo.toml"] == b"title = 'mine'"
    assert not (site.destination / "layouts").exists()


def test_lines_of_a_file_that_was_edited(tmp_path: Path) -> None:
    place = Place(tmp_path, "jsonl")
    place.write(*first_version())
    assert place.convert() == 0
    untouched = place.files()
    (place.destination / "entries.jsonl").write_text("mine\n")
    place.write(*second_version())
    planned = place.plan()
    assert planned.code == 1
    assert {name for _, action, name in planned.actions() if action == "conflict"} >= {"entries.jsonl#entry/2"}
    assert place.convert("--on-conflict", "both") == 1
    files = place.files()
    assert files["entries.jsonl"] == b"mine\n"
    assert b"About green tea." in files["entries.jsonl.wxr-new"]
    assert place.convert("--on-conflict", "overwrite") == 0
    lines = place.files()["entries.jsonl"].splitlines()
    assert len(lines) == 8
    fog = next(line for line in untouched["entries.jsonl"].splitlines() if b"About Fog." in line)
    assert fog in lines, "what the export no longer has is written anew from the copy"
    assert place.plan().counts == {}


def test_an_edited_row_is_kept_and_shown_three_ways(database: Place) -> None:
    execute(database, "UPDATE entries SET content_raw = 'mine' WHERE id = 2", "DELETE FROM comments WHERE id = 11")
    planned = database.plan()
    change = change_of(planned, "entry/2", "entries 2")
    fields = {field["name"]: field for field in change["fields"]}
    shown = fields["content_raw"]
    assert (shown["written"], shown["before"], shown["after"]) == ("About Tea.", "mine", "About green tea.")
    assert change_of(planned, "entry/1", "comments 11")["reason"] == "deleted since it was written"
    before = database.state()
    assert database.convert() == 1
    assert before["entries"][1] == database.state()["entries"][1]
    assert database.convert("--on-conflict", "overwrite") == 0
    assert database.plan().counts == {}
    assert database.convert("--on-conflict", "both") == 64


def test_pruning_rows_keeps_what_others_refer_to(database: Place) -> None:
    execute(
        database,
        "UPDATE comments SET content = 'mine' WHERE id = 12",
        "CREATE TEMP TABLE copied AS SELECT * FROM entries WHERE id = 2",
        "UPDATE copied SET id = 77, \"key\" = 'mine', parent_id = 5",
        "INSERT INTO main.entries SELECT * FROM copied",
    )
    planned = database.plan("--prune")
    assert change_of(planned, "entry/5", "entries 5")["reason"] == "entries 77 refers to it"
    assert change_of(planned, "entry/1", "comments 12")["action"] == "conflict"
    assert database.convert("--prune", "--yes") == 1
    rows = database.rows()
    assert {row[0] for row in rows["entries"]} >= {5, 77}
    assert {row[0] for row in rows["comments"]} >= {12, 51}, "a record stays with all its parts"
    execute(database, "DELETE FROM entries WHERE id = 77", "UPDATE comments SET content = 'No.' WHERE id = 12")
    assert database.convert("--prune", "--yes", "--on-conflict", "overwrite") == 0
    assert 5 not in {row[0] for row in database.rows()["entries"]}
    assert not {12, 51} & {row[0] for row in database.rows()["comments"]}


@pytest.mark.parametrize("target", ["hugo", "jsonl"])
def test_what_is_not_public_is_in_no_manifest_that_might_be_published(target: str, tmp_path: Path) -> None:
    place = Place(tmp_path, target)
    place.write(*first_version(), post(8, "Idea", status="draft"))
    assert place.convert() == 0
    saved = sqlite3.connect(place.destination / ".wxr-migrate/manifest.db")
    copies = {source for (source,) in saved.execute("SELECT source FROM copy")}
    saved.close()
    assert ("entry/8" in copies) == (target == "jsonl")
    assert "entry/1" in copies
    place.write(*first_version(), post(8, "Idea"))
    assert place.convert() == 0
    assert place.plan().counts == {}
