"""The map of redirects: one target a source, no source that is a page, no chain, no loop."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import ROOT, corpus_folder
from exports import HOME, attachment, category, export, item
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.cli.main import run
from migrate.mappers.redirect_map import place_of_path
from migrate.targets.site.front_matter import read_front_matter


def rule(number: int, source: str, target: str, **meta: str) -> str:
    """A redirect of the plugin Safe Redirect Manager."""
    rows = {"from": source, "to": target, **meta}
    fields = [(f"_redirect_rule_{name}", value) for name, value in rows.items()]
    return item(number, type="redirect_rule", slug=f"rule-{number}", link="", meta=fields)


def mapped(folder: Path, source: Path | str, *options: str) -> dict[str, tuple[str, str, str]]:
    """Source → target, status and reason, as the CSV file has them."""
    if isinstance(source, str):
        (folder / "export.xml").write_text(source, "utf-8")
        source = folder / "export.xml"
    site = folder / "site"
    arguments = ["-q", "convert", str(source), str(site), "--to", "hugo", "--redirects", "csv", "--allow-truncated"]
    assert run([*arguments, *options]) in (0, 1)
    with (site / "redirects/redirects.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["source", "target", "status", "reason"]
    found = {row[0]: (row[1], row[2], row[3]) for row in rows[1:]}
    assert len(found) == len(rows) - 1
    check(found, site)
    return found


def check(found: dict[str, tuple[str, str, str]], site: Path) -> None:
    """What must hold for any map."""
    pages = set()
    for path in (site / "content").rglob("*.md"):
        if "url" in (values := read_front_matter(path.read_text("utf-8"))[0]):
            pages.add(place_of_path(values["url"]))
    sources = [place_of_path(source) for source in found if "?" not in source]
    assert len(set(sources)) == len(sources)
    assert not set(sources) & pages
    for target, _, _ in found.values():
        if target.startswith("/"):
            assert target.isascii()
            assert place_of_path(unquote(target)) not in sources


def targets(found: dict[str, tuple[str, str, str]], reason: str) -> dict[str, str]:
    return {source: target for source, (target, _, why) in found.items() if why == reason}


def test_every_kind_of_address(tmp_path: Path) -> None:
    post = item(
        1,
        slug="open",
        link=f"{HOME}/2024/01/open/",
        content="a<!--nextpage-->b",
        categories=[("category", "news", "News")],
        meta=[("_wp_old_slug", "was"), ("_wp_old_date", "2023-12-30")],
    )
    found = mapped(
        tmp_path,
        export(
            category("news", id=5),
            post,
            item(2, slug="plain", link=f"{HOME}/?p=2"),
            item(4, type="page", slug="about", link=f"{HOME}/about/"),
            attachment(50, link=f"{HOME}/2024/01/open/boat/", slug="boat"),
        ),
    )
    here = "/2024/01/open/"
    assert targets(found, "old-slug") == {"/2024/01/was/": here}
    assert targets(found, "split") == {"/2024/01/open/2/": here}
    assert targets(found, "attachment") == {"/2024/01/open/boat/": f"{HOME}/wp-content/uploads/2024/05/boat.jpg"}
    assert targets(found, "comment-feed") == {"/2024/01/open/feed/": here, "/about/feed/": "/about/"}
    numbers = targets(found, "number")
    assert numbers["/?p=1"] == here and numbers["/?p=2"] == "/posts/plain/"
    assert numbers["/?p=4"] == numbers["/?page_id=4"] == "/about/"
    assert numbers["/?cat=5"] == "/category/news/" and "/?attachment_id=50" in numbers
    feeds = targets(found, "feed")
    assert feeds["/feed/"] == feeds["/feed/atom/"] == feeds["/?feed=rss2"] == "/index.xml"
    assert feeds["/category/news/feed/"] == "/category/news/index.xml"
    assert {"/2024/", "/2024/01/", "/2024/01/02/", "/?m=202401"} <= targets(found, "date").keys()
    assert set(targets(found, "date").values()) == {"/posts/"}


def test_no_source_begins_as_an_address_of_another_host_does(tmp_path: Path) -> None:
    """`//tea/` in a file of redirects would be the home of a host called `tea`."""
    same = item(1, slug="tea", link=f"{HOME}//tea/")
    moved = item(2, slug="rum", link=f"{HOME}//old//rum.")
    found = mapped(tmp_path, export(same, moved))
    assert not [source for source in found if "//" in source]
    assert "/tea/" not in found


def test_files_that_came_along_and_lie_elsewhere(tmp_path: Path) -> None:
    uploads = tmp_path / "uploads/2024/05"
    uploads.mkdir(parents=True)
    (uploads / "boat.jpg").write_bytes(b"\xff\xd8\xff\xe0 no image but its beginning")
    link = f"{HOME}/2024/01/open/boat/"
    source = export(
        item(1, slug="open", link=f"{HOME}/2024/01/open/"), attachment(50, link=link, slug="boat", parent=1)
    )
    folder = str(tmp_path / "uploads")
    found = mapped(tmp_path, source, "--media", "copy", "--media-source", folder, "--files", "bundle")
    (new,) = targets(found, "file").values()
    assert new.startswith("/2024/01/open/")
    assert targets(found, "attachment") == {"/2024/01/open/boat/": new}


def test_rules_of_plugins_lead_to_the_end_of_their_chains(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = mapped(
        tmp_path,
        export(
            item(4, type="page", slug="about", link=f"{HOME}/about/"),
            rule(60, "/promo", "/about/", status_code="302"),
            rule(61, "/x", "/promo", status_code="301"),
            rule(62, "/one", "/two"),
            rule(63, "/two", f"{HOME}/one/"),
            rule(64, "/self", "/SELF/"),
            rule(65, "/about", "/promo"),
            rule(66, "/out it", "https://else.example/a b?c=1#d"),
            rule(67, "/none", "/nowhere/at/all"),
            rule(68, "/w/*", "/about/"),
            rule(69, "/gone", "", status_code="410"),
            rule(70, "/js", "javascript:alert(1)"),
            rule(71, "/archive", "/2024/"),
        ),
    )
    rules = {source: row[:2] for source, row in found.items() if row[2] == "plugin"}
    assert rules == {
        "/promo": ("/about/", "302"),
        "/x": ("/about/", "301"),
        "/out it": ("https://else.example/a%20b?c=1#d", "301"),
    }


def test_pages_say_the_same_whatever_other_forms_are_asked_for(tmp_path: Path) -> None:
    """Of what no page can stand for, as feeds of comments, nothing is lost to a rule that leads to it."""
    source = tmp_path / "export.xml"
    posts = [item(number, slug=f"p{number}", link=f"{HOME}/2024/01/p{number}/") for number in range(1, 4)]
    moved = item(4, slug="moved", link=f"{HOME}/2024/01/moved/", meta=[("_wp_old_slug", "was")])
    for rules in ([], [rule(61, "/x", "/y/z"), rule(62, "/y/z", "/2024/01/p2/feed/")]):
        source.write_text(export(category("news", id=5), *posts, moved, *rules), "utf-8")
        made: list[dict[str, bytes]] = []
        for forms in ("aliases", "aliases,csv,netlify"):
            site = tmp_path / f"{len(rules)}-{forms}"
            assert run(["-q", "convert", str(source), str(site), "--to", "hugo", "--redirects", forms]) == 0
            made.append(
                {
                    name: path.read_bytes()
                    for path in site.rglob("*")
                    if path.is_file()
                    and not (name := str(path.relative_to(site))).startswith((".wxr", "redirects", "static/_redirects"))
                }
            )
        assert made[0] == made[1]
        assert any(b"aliases:" in content for content in made[0].values())


def test_what_leads_nowhere_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "export.xml"
    source.write_text(
        export(
            item(4, type="page", slug="about", link=f"{HOME}/about/"),
            rule(62, "/one", "/two"),
            rule(63, "/two", "/one"),
            rule(65, "/about", "https://else.example/"),
            rule(66, "/w/.*", "/about/", from_regex="1"),
        ),
        "utf-8",
    )
    report = tmp_path / "plan.json"
    assert run(["plan", str(source), str(tmp_path / "site"), "--to", "hugo", "--report", f"json={report}"]) == 0
    text = report.read_text("utf-8")
    assert "/one: it leads back to itself" in text and "/two: it leads back to itself" in text
    assert "/about: a page of the new site, has this address" in text
    assert "/w/.*: it is a pattern" in text


def test_the_first_claim_wins_and_private_things_make_none(tmp_path: Path) -> None:
    found = mapped(
        tmp_path,
        export(
            item(1, slug="a", link=f"{HOME}/2024/01/a/", meta=[("_wp_old_slug", "was"), ("_wp_old_slug", "b")]),
            item(2, slug="b", link=f"{HOME}/2024/01/b/", meta=[("_wp_old_slug", "was")]),
            item(3, slug="c", link=f"{HOME}/2024/01/c/", status="draft", meta=[("_wp_old_slug", "secret")]),
            rule(4, "/to-draft", "/2024/01/c/"),
        ),
    )
    assert targets(found, "old-slug") == {"/2024/01/was/": "/2024/01/a/"}
    assert not [source for source in found if "secret" in source or "/c/" in source or "draft" in source]
    assert "/?p=3" not in found


def test_a_home_with_another_path_leads_from_every_old_address(tmp_path: Path) -> None:
    source = export(item(1, slug="a", link="https://old.example/blog/a/"), home="https://old.example/blog")
    moved = mapped(tmp_path, source, "--new-home", "https://new.example/")
    assert moved["/blog/a/"] == ("https://new.example/a/", "301", "permalink")
    assert moved["/blog/?p=1"][0] == "https://new.example/a/"


def test_a_run_with_filters_leaves_the_files_of_all_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = export(item(1, slug="a"), item(2, slug="b"))
    whole = mapped(tmp_path, source)
    assert mapped(tmp_path, source, "--only", "1") == whole
    (tmp_path / "export.xml").write_text(export(item(1, slug="a")), "utf-8")
    assert "/?p=2" not in mapped(tmp_path, tmp_path / "export.xml")


WORDS = st.sampled_from(["a", "b", "c", "A", "é", "x y"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    entries=st.lists(st.tuples(WORDS, st.lists(WORDS, max_size=2)), min_size=1, max_size=4),
    rules=st.lists(st.tuples(WORDS, WORDS), max_size=5),
)
def test_no_chain_no_loop_no_two_targets(
    entries: list[tuple[str, list[str]]], rules: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    pages = [
        item(number, slug=slug, link=f"{HOME}/{slug}/", meta=[("_wp_old_slug", old) for old in former])
        for number, (slug, former) in enumerate(entries, 1)
    ]
    made = [rule(100 + number, f"/{one}", f"/{two}/") for number, (one, two) in enumerate(rules)]
    mapped(tmp_path_factory.mktemp("map"), export(*pages, *made))


EXPORTS = [ROOT / f"fixtures/{name}.xml" for name in ("contest-2009", "page-tree", "links")]


@pytest.mark.parametrize("source", [*EXPORTS, *sorted(corpus_folder().glob("*.xml"))], ids=lambda path: path.name)
def test_the_map_of_every_export_holds(source: Path, tmp_path: Path) -> None:
    mapped(tmp_path, source)
