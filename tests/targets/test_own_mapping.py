"""A generator that nobody knows, by the mapping file that the documentation shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from exports import comment, export, item, menu_item

from migrate.cli.main import run
from migrate.targets.site.faults import faults
from migrate.targets.site.front_matter import read_front_matter
from migrate.targets.site.mapping import load_site_mapping, shipped_names
from tests.targets.contract import OWN_MAPPING


def converted(folder: Path, mapping: str) -> int:
    (folder / "mine.toml").write_text(mapping, "utf-8")
    (folder / "export.xml").write_text(
        export(
            item(
                1, slug="boats", categories=[("category", "sea", "Sea")], meta=[("_wp_old_slug", "ships"), ("a", "b")]
            ),
            item(2, slug="sketch", status="draft", content="SKETCH", gmt="0000-00-00 00:00:00"),
            item(3, slug="about", type="page", content='<a href="https://blog.example/2024/01/boats/">x</a>'),
        ),
        "utf-8",
    )
    return run(["-q", "convert", str(folder / "export.xml"), str(folder / "site"), "--to", str(folder / "mine.toml")])


def test_the_documented_mapping_makes_a_site(tmp_path: Path) -> None:
    assert converted(tmp_path, OWN_MAPPING) == 0
    values, body = read_front_matter((tmp_path / "site/notes/diary/2024-01-02-boats.md").read_text("utf-8"))
    assert values["at"] == "/2024/01/boats/" and values["was_at"] == ["/2024/01/ships/"]
    assert values["topics"] == ["Sea"] and values["more"] == {"fields": {"a": "b"}}
    assert body.strip() == "Body."
    assert "/2024/01/boats/" in (tmp_path / "site/notes/about/index.md").read_text("utf-8")
    assert (tmp_path / "site/notes/topics/Sea.md").exists() or (tmp_path / "site/notes/topics/sea.md").exists()
    sketch = next((tmp_path / "site/notes/diary").glob("*sketch.md"))
    assert read_front_matter(sketch.read_text("utf-8"))[0]["hide"] is True
    assert (
        run(["-q", "verify", str(tmp_path / "export.xml"), str(tmp_path / "site"), "--to", str(tmp_path / "mine.toml")])
        == 0
    )


def test_without_a_way_to_hide_drafts_none_are_written(tmp_path: Path) -> None:
    assert converted(tmp_path, OWN_MAPPING.replace('draft = "hide"\n', "")) == 0
    assert not [file for file in (tmp_path / "site").rglob("*.md") if "SKETCH" in file.read_text("utf-8")]


@pytest.mark.parametrize("mapping", ["name = ", 'name = "x"', OWN_MAPPING.replace("[files]", "[files]\nodd = 1")])
def test_a_mapping_that_is_none_is_refused_in_a_sentence(
    mapping: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert converted(tmp_path, mapping) == 64
    assert "mine.toml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "title"', 'tittle = "title"', "did you mean title?"),
        ('plain = "{path}.md"', 'plain = "{slugg}.md"', "{slugg} means nothing here"),
        ('bundle = "{path}/index.md"', 'bundle = "all.md"', "needs {path}"),
        ('term = "{path}.md"', 'term = "{path.md"', "do not match"),
        ('"*" = "{name}"', "", "needs a line for all others"),
        ('"*" = "{name}"', '"*" = "{id}"', "{id} means nothing here; there is {name}"),
        ("answers/{id}.json", "answers.json", "needs {id}"),
        ('taxonomies = "{taxonomy}"', 'taxonomies = "{0}"', "there is {taxonomy}"),
        ('name = "made-up"', 'name = "made-up"\nnot_in_files = "("', "no regular expression"),
    ],
)
def test_a_slip_is_told_before_anything_is_written(
    old: str, new: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert converted(tmp_path, OWN_MAPPING.replace(old, new, 1)) == 64
    told = capsys.readouterr().err
    assert "mine.toml" in told and said in told
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("name", shipped_names())
def test_a_shipped_mapping_has_no_fault(name: str) -> None:
    assert list(faults(load_site_mapping(name))) == []


def test_what_has_no_place_is_counted(tmp_path: Path) -> None:
    mapping = OWN_MAPPING.replace("answers/{id}.json", "").replace('menus = "menus.json"', 'menus = ""')
    pieces = [item(1, comments=[comment(1)]), menu_item(2, title="Home", url="/")]
    (tmp_path / "mine.toml").write_text(mapping, "utf-8")
    (tmp_path / "export.xml").write_text(export(*pieces), "utf-8")
    report = tmp_path / "report.json"
    arguments = [str(tmp_path / name) for name in ("export.xml", "site")]
    to = ["--to", str(tmp_path / "mine.toml"), "--report", f"json={report}"]
    assert run(["-q", "convert", *arguments, *to]) == 0
    kinds = json.loads(report.read_text("utf-8"))["ledger"]["kinds"]
    for kind in ("comments", "items"):
        assert kinds[kind]["skipped"]["the site has no place for it"] == 1
    assert kinds["comments"]["written"] == 0


def test_what_it_carries_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.toml").write_text(OWN_MAPPING, "utf-8")
    assert run(["targets", str(tmp_path / "mine.toml")]) == 0
    told = capsys.readouterr().out
    assert "# Made-up" in told and "`answers/{id}.json`" in told and "| date | `when` |" in told


def test_a_mapping_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["convert", "x.xml", str(tmp_path / "site"), "--to", str(tmp_path / "none.toml")]) == 64
    assert "cannot be read" in capsys.readouterr().err
