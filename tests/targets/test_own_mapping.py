"""A generator that nobody knows, by the mapping file that the documentation shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT
from exports import export, item

from migrate.cli.main import run
from migrate.targets.site.front_matter import read_front_matter

(SHOWN,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/targets/own.md").read_text("utf-8"), re.DOTALL)


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
    assert converted(tmp_path, SHOWN) == 0
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
    assert converted(tmp_path, SHOWN.replace('draft = "hide"\n', "")) == 0
    assert not [file for file in (tmp_path / "site").rglob("*.md") if "SKETCH" in file.read_text("utf-8")]


@pytest.mark.parametrize("mapping", ["name = ", 'name = "x"', SHOWN.replace("[files]", "[files]\nodd = 1")])
def test_a_mapping_that_is_none_is_refused_in_a_sentence(
    mapping: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert converted(tmp_path, mapping) == 64
    assert "mine.toml" in capsys.readouterr().err


def test_a_mapping_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["convert", "x.xml", str(tmp_path / "site"), "--to", str(tmp_path / "none.toml")]) == 64
    assert "cannot be read" in capsys.readouterr().err
