"""What is shipped with a Hugo site, as a real Hugo and an HTML5 parser see it: no warning, no dead link, valid pages."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import lxml.html
import pytest

from tests.targets.hugo_site import Dead, build
from tests.targets.hugo_site import HugoBuilt as Built

SCAFFOLD = Path(__file__).parents[2] / "mappings" / "targets" / "hugo"

CONFIGURATION = """\
baseURL = "https://blog.example/"
title = "Boats & more"
locale = "en-GB"
defaultContentLanguage = "en"
theme = "plain"
capitalizeListTitles = false
pluralizeListTitles = false

[params]
description = "All about boats"

[taxonomies]
category = "categories"
tag = "tags"
author = "authors"

[pagination]
pagerSize = 2

[markup.goldmark.renderer]
unsafe = true

[markup.goldmark.extensions]
typographer = false

[markup.highlight]
noClasses = false
"""

Values = dict[str, Any]
Make = Callable[..., Built]


def page(body: str = "Text.", **values: Any) -> str:
    """A file of content. JSON is front matter too."""
    return json.dumps(values, ensure_ascii=False) + "\n\n" + body + "\n"


def write_site(folder: Path, files: dict[str, str], configuration: str = CONFIGURATION) -> Path:
    shutil.copytree(SCAFFOLD, folder)
    for name, text in {"hugo.toml": configuration, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def built_site(folder: Path, files: dict[str, str], configuration: str = CONFIGURATION) -> Built:
    """A site that Hugo built without a word of complaint."""
    built = build(write_site(folder / "site", files, configuration))
    assert (built.returncode, built.errors, built.warnings) == (0, [], []), built.output
    return built


@pytest.fixture
def site(tmp_path: Path) -> Make:
    return lambda files, configuration=CONFIGURATION: built_site(tmp_path, files, configuration)


def tree(built: Built, address: str) -> Any:
    return lxml.html.fromstring(built.pages[address].file.read_bytes())


def shown(built: Built, path: str, address: str) -> list[str]:
    """Texts of the elements that an XPath names."""
    return [" ".join(element.text_content().split()) for element in tree(built, address).xpath(path)]


def thread(depth: int) -> Values:
    """A comment, with one answer to it, with one answer to that..."""
    comment: Values = {"id": "1", "author": "Last", "html": "<p>deepest</p>"}
    for number in range(2, depth + 1):
        comment = {"id": str(number), "author": f"A {number}", "html": "<p>said</p>", "replies": [comment]}
    return comment


COMMENTS: Values = {
    "count": 2,
    "comments": [
        {
            "id": "12",
            "kind": "comment",
            "author": "Tim <b>& Tom",
            "url": "https://tim.example/?a=1&b=2",
            "date": "2009-05-04T14:12:00-05:00",
            "html": "<p>I <em>like</em> it</p>",
            "replies": [{"id": "13", "author": "", "url": "javascript:alert(1)", "html": "<p>Me too</p>"}],
        },
        {"id": "c14", "kind": "review", "author": "Ann", "rating": 4, "html": "<p>Good</p>"},
    ],
    "pings": [
        {"id": "15", "kind": "pingback", "author": "Another site", "url": "https://other.example/x/", "html": ""}
    ],
}

SITE = {
    "content/posts/_index.md": page("", title="News", url="/news/"),
    **{
        f"content/posts/p{number}.md": page(
            f'It\'s "post" {number} -- the teaser.\n\n<!--more-->\n\n## Rest {{#rest}}\n\n[up](#rest)',
            title=f"Post {number}",
            date=f"2009-05-0{number}T10:00:00+02:00",
            url=f"/2009/05/p{number}/",
            categories=["old boats"],
            tags=["sea", "C++"],
            authors=["Jane"],
            params={"wp_id": number, "sticky": number == 2, "comments_file": str(number)},
        )
        for number in range(1, 6)
    },
    "content/posts/empty.md": page("", title="", url="/empty/"),
    "content/about/_index.md": page(
        "About us", title="About", type="page", url="/about/", params={"featured_image": {"src": "/a.jpg"}}
    ),
    "content/about/team.md": page("The team", title="Team", type="page", url="/about/team/", aliases=["/crew/"]),
    "content/docs/_index.md": page("", title="Docs", url="/docs/"),
    "content/docs/guide/_index.md": page("The guide", title="Guide", url="/docs/guide/", params={"wp_id": 91}),
    "content/docs/guide/step.md": page("A step", title="Step", url="/docs/guide/step/", params={"wp_id": 92}),
    "content/categories/old-boats/_index.md": page(
        "Wood only", title="Old boats & ships", url="/category/old-boats/", params={"wp_id": 7}
    ),
    "content/tags/nobody/_index.md": page("", title="Nobody's", url="/tag/nobody/"),
    "content/authors/jane/_index.md": page("She sails", title="Jane Doe", url="/author/jane/"),
    "data/comments/1.json": json.dumps(COMMENTS),
    "data/comments/2.json": json.dumps({"count": 60, "comments": [thread(60)], "pings": []}),
    "static/a.jpg": "no picture",
}

MENUS = """
[[menus.main]]
identifier = "item-1"
name = "About <us>"
pageRef = "/about"
weight = 1

[[menus.main]]
identifier = "item-2"
name = "Team"
pageRef = "/about/team"
parent = "item-1"
weight = 2

[[menus.main]]
identifier = "item-3"
name = "Not built"
pageRef = "/posts/draft"
weight = 3

[[menus.footer]]
identifier = "item-4"
name = "Elsewhere"
url = "https://other.example/"
weight = 1
"""


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return built_site(tmp_path_factory.mktemp("blog"), SITE, CONFIGURATION + MENUS)


def test_all_links_of_a_site_lead_somewhere(blog: Built) -> None:
    assert len(blog.pages) > 20
    assert blog.dead_links == []
    assert blog.aliases["/crew/"] == "/about/team/"


def test_pages_are_valid_html(blog: Built) -> None:
    for address, built in blog.pages.items():
        parser = html5lib.HTMLParser()
        parser.parse(built.file.read_bytes())
        # Hugo's own pages of redirects say their encoding late.
        assert [error for _, error, _ in parser.errors if not built.redirect] == [], address


def test_front_page_lists_posts_newest_first_after_those_that_stay_on_top(blog: Built) -> None:
    titles = [title for number in ("", "page/2/", "page/3/") for title in shown(blog, "//h2", f"/{number}")]
    assert titles == ["Post 2", "Post 5", "Post 4", "Post 3", "Post 1", "Untitled"]
    assert shown(blog, "//nav[@class='pager']/span", "/page/2/") == ["Page 2 of 3"]


def test_page_with_pages_below_is_shown_as_a_page(blog: Built) -> None:
    about = tree(blog, "/about/")
    assert (blog.pages["/docs/guide/"].words, shown(blog, "//h2", "/docs/guide/")) == (["The", "guide"], [])
    assert blog.pages["/about/"].words == ["About", "us"]
    assert about.xpath("//h2") == []
    assert about.xpath("//figure[@class='featured']/img/@src") == ["/a.jpg"]
    assert about.xpath("//nav//a[@aria-current='page']/text()") == ["About <us>"]


def test_menu_leaves_out_what_is_not_built(blog: Built) -> None:
    assert shown(blog, "//header//nav//a", "/") == ["About <us>", "Team"]
    assert shown(blog, "//footer//nav//a", "/") == ["Elsewhere"]


def test_post_says_when_by_whom_and_about_what_and_nothing_changes_its_text(blog: Built) -> None:
    post = tree(blog, "/2009/05/p1/")
    assert blog.pages["/2009/05/p1/"].content == 'It\'s "post" 1 -- the teaser. Rest up'
    assert post.xpath("//p[@class='meta']/time/@datetime") == ["2009-05-01T10:00:00+02:00"]
    assert post.xpath("//a[@rel='author']/@href") == ["/author/jane/"]
    assert shown(blog, "//a[@rel='author']", "/2009/05/p1/") == ["Jane Doe"]
    assert shown(blog, "//a[@rel='tag']", "/2009/05/p1/") == ["Old boats & ships", "sea", "C++"]
    assert post.xpath("//link[@rel='canonical']/@href") == ["https://blog.example/2009/05/p1/"]
    assert blog.pages["/2009/05/p1/"].title == "Post 1 – Boats & more"
    assert blog.pages["/2009/05/p1/"].language == "en-GB"


@pytest.mark.parametrize(
    ("address", "heading", "content", "titles"),
    [
        ("/category/old-boats/", "Old boats & ships", "Wood only", ["Post 5", "Post 4"]),
        ("/author/jane/", "Jane Doe", "She sails", ["Post 5", "Post 4"]),
        ("/news/", "News", None, ["Post 5", "Post 4"]),
        ("/tag/nobody/", "Nobody's", None, []),
    ],
)
def test_lists_have_a_heading_a_text_and_entries(
    blog: Built, address: str, heading: str, content: str | None, titles: list[str]
) -> None:
    assert shown(blog, "//h1", address) == [heading]
    assert blog.pages[address].content == content
    assert shown(blog, "//h2", address) == titles


def test_list_of_terms_counts_their_entries(blog: Built) -> None:
    assert shown(blog, "//ul[@class='all-terms']/li", "/tags/") == ["C++ (5)", "Nobody's (0)", "sea (5)"]


def test_comments_are_threads_with_anchors_and_pings_stand_apart(blog: Built) -> None:
    post = tree(blog, "/2009/05/p1/")
    assert shown(blog, "//section[@id='comments']/h2", "/2009/05/p1/") == ["Comments (2)", "Links to this page"]
    assert post.xpath("//ol[@class='wp-thread'][1]/li/@id") == ["comment-12", "comment-c14"]
    assert post.xpath("//li[@id='comment-12']/ol/li/@id") == ["comment-13"]
    assert post.xpath("//ol[@class='wp-thread'][2]/li/@id") == ["comment-15"]
    assert shown(blog, "//li[@id='comment-12']/article/header", "/2009/05/p1/") == ["Tim <b>& Tom 4 May 2009"]
    assert post.xpath("//li[@id='comment-12']/article//a[@rel='nofollow ugc']/@href") == [
        "https://tim.example/?a=1&b=2"
    ]
    assert shown(blog, "//li[@id='comment-12']/article/div/p/em", "/2009/05/p1/") == ["like"]
    assert shown(blog, "//li[@id='comment-13']//header", "/2009/05/p1/") == ["Anonymous"]
    assert post.xpath("//li[@id='comment-13']//a") == []
    assert shown(blog, "//li[@id='comment-c14']//*[@class='wp-rating']", "/2009/05/p1/") == ["4 out of 5"]


def test_threads_may_be_deep(blog: Built) -> None:
    assert {f"comment-{number}" for number in range(1, 61)} <= blog.pages["/2009/05/p2/"].ids


def test_page_without_comments_says_nothing_of_them(blog: Built) -> None:
    assert "comments" not in blog.pages["/2009/05/p3/"].ids


def test_site_below_a_path(tmp_path: Path) -> None:
    configuration = (CONFIGURATION + MENUS).replace("blog.example/", "blog.example/sub/Blog/")
    built = built_site(
        tmp_path, {**SITE, "content/about/_index.md": page(title="About", type="page", url="/about/")}, configuration
    )
    assert built.dead_links == []
    assert tree(built, "/").xpath("//header//nav//a/@href") == ["/sub/Blog/about/", "/sub/Blog/about/team/"]
    assert built.aliases["/crew/"] == "/about/team/"


def test_site_of_two_languages(site: Make) -> None:
    languages = """
[languages.en]
label = "English"
weight = 1

[languages.fr]
locale = "fr-FR"
label = "Français"
weight = 2
title = "Bateaux"

[languages.fr.params.labels]
translations = "Aussi en"
"""
    built = site(
        {
            "content/posts/a.md": page(title="A", url="/a/"),
            "content/posts/a.fr.md": page(title="A-fr", url="/fr/a-fr/"),
            "content/posts/only.md": page(title="Only", url="/only/"),
        },
        CONFIGURATION + languages,
    )
    assert built.dead_links == []
    assert (built.pages["/a/"].language, built.pages["/fr/a-fr/"].language) == ("en-GB", "fr-FR")
    assert tree(built, "/a/").xpath("//link[@hreflang]/@href") == [
        "https://blog.example/a/",
        "https://blog.example/fr/a-fr/",
    ]
    assert shown(built, "//p[a/@hreflang]", "/a/") == ["Also in Français"]
    assert shown(built, "//p[a/@hreflang]", "/fr/a-fr/") == ["Aussi en English"]
    assert tree(built, "/only/").xpath("//p[a/@hreflang]") == []
    assert (shown(built, "//h2", "/"), shown(built, "//h2", "/fr/")) == (["A", "Only"], ["A-fr"])


def test_dead_links_are_found(tmp_path: Path) -> None:
    body = """\
[a](/nowhere/) [b](/b/#top) [c](/b/#nothing) [d](#here) [e](https://blog.example/sub/x.jpg) [f](https://other.example/)
[g](mailto:a@example.com) [h](../b/) [i](/sub/b/) [j](/sub/b/#heading) [k](/sub/old/#heading) [l](/sub/old/#nothing) [m](/sub/ü/)

<span id="here"></span> <img src="/sub/y.jpg" srcset="/sub/y.jpg 1x, /sub/z.jpg 2x"> [n](/sub/b) [o](http://[bad)"""
    site = write_site(
        tmp_path / "site",
        {
            "content/a.md": page(body, title="A", url="/a/"),
            "content/b.md": page("## Heading", title="B", url="/b/", aliases=["/old/"]),
            "content/u.md": page(title="U", url="/ü/"),
            "static/y.jpg": "y",
        },
        CONFIGURATION.replace("blog.example/", "blog.example/sub/"),
    )
    built = build(site)
    assert (built.errors, built.warnings) == ([], [])
    assert built.dead_links == [
        Dead("/a/", "/nowhere/", "outside"),
        Dead("/a/", "/b/#top", "outside"),
        Dead("/a/", "/b/#nothing", "outside"),
        Dead("/a/", "https://blog.example/sub/x.jpg", "no file"),
        Dead("/a/", "/sub/old/#nothing", "no anchor"),
        Dead("/a/", "/sub/z.jpg", "no file"),
    ]
    assert built.aliases["/old/"] == "/b/"


def test_warnings_and_errors_are_found(tmp_path: Path) -> None:
    twice = {name: page(title="A", url="/a/") for name in ("content/a.md", "content/b.md")}
    old = CONFIGURATION.replace("locale =", "languageCode =")
    built = build(write_site(tmp_path / "site", twice, old))
    assert [("Duplicate" in line, "deprecated" in line) for line in built.warnings] == [(False, True), (True, False)]
    broken = build(write_site(tmp_path / "other", {"content/a.md": page("{{< wp-none >}}", title="A")}))
    assert broken.returncode != 0
    assert "wp-none" in broken.errors[0]
