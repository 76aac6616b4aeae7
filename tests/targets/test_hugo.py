"""The Hugo target, the whole way: what is counted, what stays private, what is the user's, and what a real Hugo makes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from conftest import ROOT
from exports import attachment, export, item, menu_item, term

from migrate.cli.main import run
from migrate.targets.site.front_matter import read_front_matter
from migrate.targets.site.mapping import load_site_mapping
from tests.targets.contract import secretive


def convert(source: Path | str, folder: Path, *options: str, code: int = 0) -> dict[str, Any]:
    """The report of one conversion of a file, or of an export as text, into `folder/site`."""
    if isinstance(source, str):
        path = folder / "export.xml"
        path.write_text(source, "utf-8")
        source = path
    report = folder / "report.json"
    arguments = ["-q", "convert", str(source), str(folder / "site"), "--to", "hugo", "--report", f"json={report}"]
    assert run([*arguments, *options]) == code
    found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return found


def files(folder: Path) -> dict[str, str]:
    """Everything but our own notes, by path."""
    site = folder / "site"
    return {
        str(path.relative_to(site)): path.read_text("utf-8")
        for path in sorted(site.rglob("*"))
        if path.is_file() and ".wxr-migrate" not in path.parts
    }


def page(folder: Path, name: str) -> tuple[dict[str, Any], str]:
    """Front matter and body of a file below `content`."""
    return read_front_matter((folder / "site/content" / name).read_text("utf-8"))


def test_private_pages_come_as_drafts_where_they_are_wanted(tmp_path: Path) -> None:
    convert(secretive(), tmp_path, "--include-private")
    written = files(tmp_path)
    holding = {name: text for name, text in written.items() if "SECRET" in text}
    assert len(holding) == 4
    for name, text in holding.items():
        values, _ = read_front_matter(text)
        assert values["draft"] is True, name
        assert values["params"]["visibility"] in ("private", "pending", "protected", "restricted")
    everything = "".join(written.values())
    assert not re.search(r"mail\.example|192\.0\.2|PASSWORD|PENDING|SPAM|TRASHED|BIN\b|REQUEST", everything)


def test_what_a_normal_build_hides_is_there(tmp_path: Path) -> None:
    convert(secretive(), tmp_path)
    later, _ = page(tmp_path, "posts/later/index.md")
    assert later["date"].year == 2099 and "draft" not in later
    assert page(tmp_path, "posts/sketch/index.md")[0]["draft"] is True
    # Without a date Hugo would show it at once.
    assert page(tmp_path, "posts/never/index.md")[0]["draft"] is True


def test_an_author_without_posts_and_a_term_of_an_odd_taxonomy_have_pages(tmp_path: Path) -> None:
    convert(secretive(), tmp_path)
    assert page(tmp_path, "authors/nobody-wrote/_index.md")[0] == {"title": "Nobody Wrote", "url": "/author/nobody/"}
    assert page(tmp_path, "odd-taxonomy/x/_index.md")[0]["title"] == "X"
    assert page(tmp_path, "unheard/of/_index.md")[0]["title"] == "Of"
    assert page(tmp_path, "posts/open/index.md")[0]["unheard"] == ["Of"]


# What is the user's


def test_what_is_written_once_is_the_users_from_then_on(tmp_path: Path) -> None:
    convert(secretive(), tmp_path)
    site = tmp_path / "site"
    (site / "hugo.toml").write_text('title = "Mine"\n')
    (site / "layouts/partials/wordpress/comment.html").unlink()
    (site / "content/posts/_index.md").write_text("---\ntitle: Log\n---\n")
    before = files(tmp_path)
    assert convert(secretive(), tmp_path)["wrote"] is False
    assert files(tmp_path) == before
    # Nor does another title, or another option, bring any of it back.
    convert(secretive().replace("A blog", "Another"), tmp_path, "--front-matter", "toml")
    assert (site / "hugo.toml").read_text() == 'title = "Mine"\n'
    assert not (site / "layouts/partials/wordpress/comment.html").exists()
    assert (site / "content/posts/_index.md").read_text() == "---\ntitle: Log\n---\n"


def test_a_page_that_was_edited_is_a_conflict_and_stays(tmp_path: Path) -> None:
    convert(secretive(), tmp_path)
    edited = tmp_path / "site/content/posts/open/index.md"
    edited.write_text("mine")
    report = convert(secretive().replace("Body.", "Other."), tmp_path, code=1)
    assert report["actions"]["conflict"] == 1
    assert edited.read_text() == "mine"


@pytest.mark.parametrize("name", [name for name in load_site_mapping("hugo").configurations if name != "hugo.toml"])
def test_a_site_that_is_configured_gets_no_configuration(name: str, tmp_path: Path) -> None:
    own = tmp_path / "site" / name
    if name == "config":
        own /= "_default/hugo.toml"
    own.parent.mkdir(parents=True)
    own.write_text("markup.goldmark.renderer.unsafe = true\n")
    convert(secretive(), tmp_path)
    written = files(tmp_path)
    assert written.pop(str(own.relative_to(tmp_path / "site"))) == "markup.goldmark.renderer.unsafe = true\n"
    assert "hugo.toml" not in written
    assert not any(path.startswith("themes/") for path in written)
    assert "layouts/shortcodes/wp-gallery.html" in written
    assert convert(secretive(), tmp_path)["wrote"] is False


def test_a_configuration_of_the_users_stays(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/hugo.toml").write_text('title = "Mine"\n')
    convert(secretive(), tmp_path)
    assert (tmp_path / "site/hugo.toml").read_text() == 'title = "Mine"\n'


# A real Hugo


def hugo() -> str:
    """The program, or a skip where there is none."""
    found = shutil.which("hugo", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if found is None:
        assert not os.environ.get("REQUIRE_SERVICES"), "no hugo"
        pytest.skip("no hugo; install it to build what is written")
    return found


def build(folder: Path, *options: str) -> dict[str, str]:
    """The built pages by path; fails at any warning."""
    site, public = folder / "site", folder / "public"
    command = [hugo(), "--source", str(site), "--destination", str(public), "--printPathWarnings", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert not re.search(r"^(?:WARN|ERROR)", said, re.MULTILINE), said
    return {str(path.relative_to(public)): path.read_text("utf-8") for path in public.rglob("*.html")}


def dead_links(pages: dict[str, str], base: str) -> set[str]:
    """Addresses on the site that lead to nothing that was built. `base`: path of its home."""
    dead = set()
    for name, html in pages.items():
        here = f"{base}/{name.removesuffix('index.html')}"
        for found in re.findall(r"<a\b[^>]*\shref=[\"']?([^\"'\s>]*)", html):
            link = urljoin(here, found.replace("&amp;", "&").replace("&#43;", "+"))
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not parts.path.startswith(f"{base}/"):
                continue
            path = unquote(parts.path).removeprefix(base).strip("/")
            if path.endswith(".xml") or path.startswith("wp-content/"):
                continue
            if path not in pages and f"{path}/index.html".lstrip("/") not in pages:
                dead.add(link)
    return dead


@pytest.mark.parametrize("options", [(), ("--files", "plain", "--front-matter", "toml")])
def test_hugo_builds_every_spelling_of_a_link(options: tuple[str, ...], tmp_path: Path) -> None:
    convert(ROOT / "fixtures/links.xml", tmp_path, *options)
    pages = build(tmp_path, "--buildDrafts")
    # What means nothing of the old site any more is as dead as it was.
    assert {link.removeprefix("/2009/06/the-list/") for link in dead_links(pages, "")} == {
        "www.elsewhere.example/about/",
        "elsewhere.example/about/",
        "%25",
    }
    assert "2009/05/hello/index.html" in pages and "2009/07/日本/index.html" in pages
    assert 'id="comment-1"' in pages["2009/05/hello/index.html"] or "id=comment-1" in pages["2009/05/hello/index.html"]
    assert "url=https://old.example/2009/05/hello/" in pages["2009/05/hallo/index.html"]
    assert "Welcome." in pages["index.html"]


def test_hugo_builds_pages_whose_places_collide(tmp_path: Path) -> None:
    """Needs aliases that are given once (`mappers.redirect_map`)."""
    convert(ROOT / "fixtures/page-tree.xml", tmp_path)
    pages = build(tmp_path)
    assert dead_links(pages, "/blog") == set()
    assert {"top/child/grandchild/index.html", "Case/index.html", "case-11/index.html"} <= pages.keys()


def test_two_pages_never_answer_to_one_former_address(tmp_path: Path) -> None:
    convert(ROOT / "fixtures/page-tree.xml", tmp_path)
    aliases: list[str] = []
    for path in (tmp_path / "site/content").rglob("*.md"):
        aliases += read_front_matter(path.read_text("utf-8"))[0].get("aliases", [])
    assert sorted(set(aliases)) == sorted(aliases)


def test_pages_that_only_lead_elsewhere_do_not_take_that_path(tmp_path: Path) -> None:
    """Needs the address of the home (`Places(home=...)`)."""
    deal = item(2, type="page", slug="deal", link="https://elsewhere.example/offers/")
    front = item(1, type="page", slug="start", link="https://elsewhere.example/")
    convert(export(front, deal), tmp_path)
    assert page(tmp_path, "deal/index.md")[0]["url"] == "/deal/"
    assert page(tmp_path, "start/index.md")[0]["url"] == "/start/"


def test_every_taxonomy_is_one_for_hugo(tmp_path: Path) -> None:
    """Needs `[taxonomies]` to name those of the export (`Places.taxonomies`)."""
    convert(export(term("genre", "jazz"), item(1, categories=[("genre", "jazz", "Jazz")])), tmp_path)
    assert "/2024/01/a-title/" in build(tmp_path)["genre/jazz/index.html"]


def test_descriptions_are_text_and_not_instructions(tmp_path: Path) -> None:
    """Needs descriptions of terms and authors to be written as bodies are."""
    said = "{{< evil >}} 2 * 3 * 4 &amp; <b>bold</b>\n\n# no heading"
    convert(export(term("post_tag", "x", description=said), item(1)), tmp_path)
    html = build(tmp_path)["tag/x/index.html"]
    assert "2 * 3 * 4 &amp;" in html
    assert "evil" in html
    assert "<h1>no heading" not in html


def test_menus_lead_to_the_new_places(tmp_path: Path) -> None:
    """Needs menu items to go through `BodyReader.read_menu`."""
    pieces = [
        item(1),
        attachment(50, link="https://blog.example/boat/"),
        menu_item(60, title="Old", url="https://www.blog.example/?p=1"),
        menu_item(61, "post_type", title="File", object="attachment", target=50),
        menu_item(62, title="Else", url="https://else.example/"),
    ]
    convert(export(*pieces), tmp_path)
    (menu,) = json.loads(files(tmp_path)["data/wordpress/menus.json"])
    assert [one["url"] for one in menu["items"]] == [
        "/2024/01/a-title/",
        "https://blog.example/wp-content/uploads/2024/05/boat.jpg",
        "https://else.example/",
    ]


def test_hugo_shows_comments_and_hides_what_is_hidden(tmp_path: Path) -> None:
    convert(secretive(), tmp_path, "--include-private")
    pages = build(tmp_path)
    everything = "".join(pages.values())
    assert "Shown" in everything and "Answer" in everything
    assert not re.search(r"SECRET|CLOSED|Sketch|mail\.example", everything)
    assert "2024/01/open/index.html" in pages
    assert "2024/01/later/index.html" not in pages
