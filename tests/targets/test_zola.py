"""Zola: every file keeps to what Zola documents, and nothing in a body is a shortcode."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import ROOT, corpus_folder
from exports import author, category, comment, export, item
from hypothesis import given
from hypothesis import strategies as st

from migrate.cli.main import run
from migrate.targets.options import USUAL
from migrate.targets.site.front_matter import read_front_matter
from migrate.targets.zola import BRACE, protect, show_braces
from migrate.verify.form import page_form
from tests.targets.zola_rules import SHORTCODE, faults

FEW = ("wptrt__themeunittestdata.wordpress", "tg__zakra-gutenberg-rtl", "wpimporter__wxr-comprehensive")
SOURCES = sorted((ROOT / "fixtures").glob("*.xml"))
SOURCES += [
    path for path in sorted(corpus_folder().glob("*.xml")) if path.stem in FEW or os.environ.get("WXR_ALL_SITES")
]
PIECES = (
    "{",
    "{{",
    "}}",
    "{%",
    "%}",
    "/*",
    "*/",
    " ",
    "\n",
    "x",
    "end",
    "x()",
    "(",
    ")",
    "a=1",
    "{% end %}",
    "`",
    "<!--",
)


def site(folder: Path, *pieces: str, options: tuple[str, ...] = ()) -> Path:
    """A site of these items."""
    source = folder / "export.xml"
    source.write_text(export(*pieces), "utf-8")
    assert run(["-q", "convert", str(source), str(folder / "site"), "--to", "zola", *options]) == 0
    return folder / "site"


def values(file: Path) -> dict[str, object]:
    return read_front_matter(file.read_text("utf-8"))[0]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_every_file_keeps_to_the_rules(source: Path, tmp_path: Path) -> None:
    arguments = ["-q", "convert", str(source), str(tmp_path / "site"), "--to", "zola", "--allow-truncated"]
    if run([*arguments, "--include-private"]) in (0, 1):
        assert list(faults(tmp_path / "site")) == []


def test_the_rules_find_what_breaks_them(tmp_path: Path) -> None:
    made = site(tmp_path, item(1, slug="a"))
    assert list(faults(made)) == []
    (made / "content/posts/a.md").write_text(
        '+++\ntitle = 1\nweight = -1\nlayout = "x"\npath = "/a"\n+++\n[a]() {{ x() }}'
    )
    (made / "content/posts/_index.md").write_text('+++\ndate = 2024-01-01\ntemplate = "none.html"\n+++\n')
    assert len(list(faults(made))) == 8


def test_what_sections_may_not_have_is_extra(tmp_path: Path) -> None:
    front = item(1, type="page", slug="start", link="https://blog.example/", order=3, comments=[comment(1)])
    made = site(tmp_path, author(), front, item(2, slug="a", order=-4))
    home = values(made / "content/_index.md")
    assert set(home) == {"title", "extra"}
    assert home["extra"]["weight"] == 3 and "taxonomies" in home["extra"]  # type: ignore[index, operator]
    post = values(made / "content/posts/a.md")
    assert "weight" not in post and post["extra"]["menu_order"] == -4  # type: ignore[index]


def test_a_hidden_front_page_hides_no_more_than_itself(tmp_path: Path) -> None:
    front = item(1, type="page", slug="start", link="https://blog.example/", status="private")
    made = site(tmp_path, front, item(2, slug="a"), options=("--include-private",))
    home = values(made / "content/_index.md")
    assert home["render"] is False and "draft" not in home


def test_what_has_no_date_is_listed_last(tmp_path: Path) -> None:
    none = {"date": "0000-00-00 00:00:00", "gmt": "0000-00-00 00:00:00"}
    made = site(
        tmp_path, item(1, slug="a", **none), item(2, slug="d", status="draft", **none), item(3, type="page", slug="p", **none)
    )  # fmt: skip
    assert values(made / "content/posts/a.md")["extra"]["undated"] is True  # type: ignore[index]
    assert "date" not in values(made / "content/posts/d.md") and "date" not in values(made / "content/p.md")


def test_a_list_whose_address_is_taken_is_not_shown(tmp_path: Path) -> None:
    page = item(1, type="page", slug="posts", link="https://blog.example/posts/")
    made = site(tmp_path, page, item(2, slug="a"))
    assert values(made / "content/posts/_index.md")["render"] is False
    assert list(faults(made)) == []


def test_every_taxonomy_is_declared(tmp_path: Path) -> None:
    terms = [("category", "news", "News"), ("Genre of music", "jazz", "ΝΈΑΣ Jazz")]
    made = site(tmp_path, category("news", id=5), item(1, slug="a", categories=terms))
    assert list(faults(made)) == []
    assert len(list((made / "content").rglob("νέασ-jazz.md"))) == 1


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_nothing_is_a_shortcode_and_all_is_shown(text: str) -> None:
    written = protect(text)
    assert SHORTCODE.search(written.replace(BRACE, "\0")) is None
    assert show_braces(written) == text


def test_text_without_shortcodes_stays() -> None:
    assert protect("{ {{ x }} {% if x %} {# n #} ${c}") == "{ {{ x }} {% if x %} {# n #} ${c}"


def test_verify_reads_what_is_written() -> None:
    knows = {
        name: page_form(name, USUAL).dialect.heading_ids for name in ("zola", "astro", "hugo", "eleventy", "jsonl")
    }
    assert knows == {"zola": True, "astro": True, "hugo": True, "eleventy": False, "jsonl": False}
