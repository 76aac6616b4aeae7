"""Every entry, term and list has a file and an address of its own, on every file system; old addresses stay."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from migrate.cli.main import run
from migrate.model.routes import Routable, RoutableTerm, Route
from migrate.targets.site.front_matter import read_front_matter
from migrate.targets.site.mapping import load_site_mapping
from migrate.targets.site.names import folded
from migrate.targets.site.places import Places, term_folder

MAPPING = load_site_mapping("hugo")
HOME = "https://x.example"


def entry(number: int, slug: str = "a", *, parent: int = 0, above: bool = False, **more: str) -> Routable:
    return Routable(
        key=f"entry/{number}",
        wp_id=number,
        type=more.get("type", "post"),
        title=more.get("title", "A title"),
        slug=slug,
        link=more.get("link", ""),
        date="2024-01-02 10:00:00",
        parent=f"entry/{parent}" if parent else "",
        is_above=above,
    )


def page(number: int, slug: str = "a", **more: object) -> Routable:
    return entry(number, slug, type="page", **more)  # type: ignore[arg-type]


def term(slug: str, name: str = "", taxonomy: str = "post_tag", above: tuple[str, ...] = ()) -> RoutableTerm:
    return RoutableTerm(f"term/{taxonomy}/{slug}", taxonomy, slug, name or slug, above)


def place(
    *entries: Routable,
    terms: Iterable[RoutableTerm] = (),
    base: str = "",
    bundles: bool = True,
    home: str = "",
) -> dict[str, Route]:
    places = Places(MAPPING, base, bundles=bundles, home=home)
    places.reserve("/index.xml", "/page")
    routes = [*places.entries(entries), *places.terms(terms), *places.lists()]
    found = {route.key: route for route in routes}
    assert len(found) == len(routes)
    check(routes, bundles=bundles)
    return found


def check(routes: list[Route], *, bundles: bool) -> None:
    """What must hold for any places."""
    files = [route.path for route in routes if route.path]
    # Hugo compares paths in lower case, with `-` for a space.
    assert len({folded(path).replace(" ", "-") for path in files}) == len(files)
    # Nor does it see `x.md` beside `x/index.md`.
    pages = [folded(re.sub(r"(?:/_?index)?\.md$", "", path)) for path in files]
    assert len(set(pages)) == len(pages)
    leaves = {str(PurePosixPath(path).parent) for path in files if path.endswith("/index.md")}
    for path in files:
        parts = PurePosixPath(path).parts
        assert parts[0] == "content" and ".." not in parts and not path.startswith("/")
        assert all(len(part.encode()) <= 255 for part in parts)
        assert not {str(parent) for parent in list(PurePosixPath(path).parents)[1:]} & leaves, path
    addresses = [route.address for route in routes if route.path and route.address]
    assert len({folded(address.rstrip("/")) for address in addresses}) == len(addresses)
    for route in routes:
        assert route.url.isascii() and route.url.startswith("/")
        assert not re.search(r"[%:?#]|//|\.\.", route.address)


def paths(*entries: Routable, **more: object) -> dict[str, str]:
    return {key: route.path for key, route in place(*entries, **more).items() if key.startswith("entry/")}  # type: ignore[arg-type]


def test_posts_and_pages_stand_in_their_folders() -> None:
    found = place(
        entry(1, "hello", link=f"{HOME}/2024/01/hello/"), page(2, "about", link=f"{HOME}/about/"), home=f"{HOME}/"
    )
    assert found["entry/1"] == Route("entry/1", "content/posts/hello/index.md", "/2024/01/hello/", "/2024/01/hello/")
    assert found["entry/2"] == Route("entry/2", "content/about/index.md", "/about/", "/about/")
    assert found["list/posts"] == Route("list/posts", "content/posts/_index.md", "/posts/", "/posts/", "Posts")
    assert found["home"] == Route("home", "", "/", "/")
    assert found.keys() == {"entry/1", "entry/2", "home", "list/posts", "list/categories", "list/tags", "list/authors"}


def test_a_site_below_a_path_says_it_in_links_only() -> None:
    found = place(entry(1, "é", link=f"{HOME}/blog/%C3%A9/"), base="/blog", home=f"{HOME}/blog")
    assert (found["entry/1"].url, found["entry/1"].address) == ("/blog/%C3%A9/", "/é/")
    assert found["home"].url == "/blog/"


def test_plain_files() -> None:
    found = paths(page(1, "top", above=True), page(2, "low", parent=1), entry(3, "p"), bundles=False)
    assert found == {
        "entry/1": "content/top/_index.md",
        "entry/2": "content/top/low.md",
        "entry/3": "content/posts/p.md",
    }


def test_children_may_come_before_their_parents() -> None:
    found = paths(page(1, "low", parent=2), page(2, "mid", parent=3, above=True), page(3, "top", above=True))
    assert found == {
        "entry/1": "content/top/mid/low/index.md",
        "entry/2": "content/top/mid/_index.md",
        "entry/3": "content/top/_index.md",
    }


def test_circles_are_cut() -> None:
    found = paths(
        page(1, "a", parent=2, above=True), page(2, "b", parent=1, above=True), page(3, "c", parent=3, above=True)
    )
    assert found == {
        "entry/1": "content/a/_index.md",
        "entry/2": "content/a/b/_index.md",
        "entry/3": "content/c/_index.md",
    }


def test_a_parent_of_another_type_has_no_children_in_its_folder() -> None:
    found = paths(page(1, "a", above=True), entry(2, "b", parent=1, type="product"))
    assert found["entry/2"] == "content/product/b/index.md"


def test_the_later_of_two_gets_its_number() -> None:
    found = place(page(1, "Case"), page(2, "case"), page(3, "cafe\u0301"), page(4, "café"), entry(5, "case"))
    assert [route.path for key, route in found.items() if key.startswith("entry/")] == [
        "content/Case/index.md",
        "content/case-2/index.md",
        "content/café/index.md",
        "content/café-4/index.md",
        "content/posts/case/index.md",
    ]
    same = place(entry(1, "a", link=f"{HOME}/x/"), entry(2, "b", link=f"{HOME}/X/"), entry(3, "c", link=f"{HOME}/x/"))
    assert [same[f"entry/{number}"].address for number in (1, 2, 3)] == ["/x/", "/X-2/", "/x-3/"]


def test_a_later_post_changes_nothing_of_the_earlier_ones() -> None:
    before = [page(1, "a", above=True), page(2, "a", parent=1), entry(3, "a"), entry(4, "posts", type="product")]
    after = [*before, page(5, "posts"), page(6, "a"), entry(7, "a"), page(8, "product"), page(9, "categories")]
    first, second = paths(*before), paths(*after)
    assert {key: second[key] for key in first} == first


@pytest.mark.parametrize("slug", ["posts", "categories", "tags", "authors"])
def test_no_page_takes_the_folder_of_a_list(slug: str) -> None:
    found = place(page(1, slug, link=f"{HOME}/{slug}/"))
    assert found["entry/1"].path == f"content/{slug}-1/index.md"
    # Its address is the page's all the same; the list goes elsewhere.
    assert found["entry/1"].address == f"/{slug}/"
    assert found[f"list/{slug}"].address == f"/{slug}-2/"


def test_no_page_takes_the_folder_of_a_type_or_taxonomy() -> None:
    found = place(
        page(1, "product", link=f"{HOME}/product/"),
        page(2, "genre"),
        entry(3, "x", type="product"),
        entry(4, "y", type="genre"),
        terms=[term("jazz", taxonomy="genre"), term("red", taxonomy="product")],
    )
    assert found["entry/3"].path == "content/product-2/x/index.md"
    assert found["term/genre/jazz"].path == "content/genre-3/jazz/_index.md"
    assert found["term/product/red"].path == "content/product-3/red/_index.md"
    assert found["list/genre-3"].path == "content/genre-3/_index.md"


def test_what_an_export_calls_types_and_taxonomies_is_no_path() -> None:
    found = place(
        entry(1, "x", type="../../etc"),
        entry(2, "x", type="a/b"),
        entry(3, "x", type="a-b"),
        entry(4, "x", type=""),
        entry(5, "x", type="*"),
        entry(6, "x", type=".."),
        terms=[term("x", taxonomy="../up"), term("x", taxonomy="{name}"), term("..", "../..", "post_tag")],
    )
    assert [found[f"entry/{number}"].path.split("/")[1] for number in range(1, 7)] == [
        "etc",
        "a-b",
        "a-b-2",
        "entries",
        "entries-2",
        "entries-3",
    ]
    assert found["term/../up/x"].path == "content/up/x/_index.md"


@pytest.mark.parametrize("taxonomy", ["type", "menu", "url", "title", "weight", "Params"])
def test_a_taxonomy_is_not_called_what_means_something_else(taxonomy: str) -> None:
    found = place(terms=[term("x", taxonomy=taxonomy)])
    assert found[f"term/{taxonomy}/x"].path == f"content/wp-{taxonomy.lower()}/x/_index.md"


def test_the_front_page() -> None:
    found = place(
        page(1, "start", link=f"{HOME}/", above=True),
        page(2, "low", parent=1, link=f"{HOME}/start/low/"),
        page(3, "other", link=f"{HOME}/"),
        home=HOME,
    )
    assert found["entry/1"] == Route("entry/1", "content/_index.md", "/")
    assert found["entry/2"].path == "content/start/low/index.md"
    assert found["entry/3"].address == "/other/"


@pytest.mark.parametrize("link", ["http://[", "", f"{HOME}/?page_id=1", "https://elsewhere.example/", "/"])
def test_what_is_no_front_page(link: str) -> None:
    found = place(page(1, "a", link=link), home=HOME)
    assert found["entry/1"].path == "content/a/index.md"
    assert found["entry/1"].address == "/a/"


def test_where_a_link_leads_elsewhere_it_is_no_address() -> None:
    found = place(entry(1, "deal", link="https://shop.example/offers/"), home=HOME)
    assert found["entry/1"].address == "/posts/deal/"
    unknown = place(entry(1, "deal", link="https://shop.example/offers/"))
    assert unknown["entry/1"].address == "/offers/"


def test_entries_without_slug_go_by_their_title_or_number() -> None:
    found = paths(
        entry(1, "", title="<em>Not</em> yet &amp; more"),
        entry(2, "", title="!!"),
        entry(3, "///"),
        entry(0, "", title="")._replace(key="entry/~a1b2", wp_id=None),
    )
    assert list(found.values()) == [
        "content/posts/not-yet-more/index.md",
        "content/posts/post-2/index.md",
        "content/posts/post-3/index.md",
        "content/posts/a1b2/index.md",
    ]


def test_deep_trees_do_not_outgrow_a_path() -> None:
    name = "日本語の名前" * 12
    tree = [page(number, name, parent=number - 1, above=number < 20) for number in range(1, 21)]
    found = paths(*tree)
    assert max(len(path.encode()) for path in found.values()) < 960


def test_terms_go_by_their_names() -> None:
    found = place(
        terms=[
            term("c", "C++"),
            term("c-2", "c++"),
            term("a-b", "A B"),
            term("a-b-2", "a-b"),
            term("slash", "a/b"),
            term("dot", ".hidden"),
            term("%e3%81%82", "%"),
            term("ü", "Ünï"),
            term("index", "Index"),
        ]
    )
    names = {key.rpartition("/")[2]: route.name for key, route in found.items() if key.startswith("term/")}
    assert names == {
        "c": "C++",
        "c-2": "c-2",
        "a-b": "A B",
        "a-b-2": "a-b-2",
        "slash": "slash",
        "dot": "dot",
        "%e3%81%82": "e3-81-82",
        "ü": "Ünï",
        "index": "index-page",
    }
    for route in found.values():
        if route.key.startswith("term/"):
            assert route.path == f"content/tags/{term_folder(route.name)}/_index.md"


def test_archives_keep_their_addresses() -> None:
    found = place(
        terms=[
            term("news", taxonomy="category"),
            term("local", taxonomy="category", above=("news", "n#?w")),
            term("tea"),
            term("jazz", taxonomy="genre"),
            term("jane", "Jane Doe", "author"),
        ],
        base="/blog",
    )
    assert [route.address for key, route in found.items() if key.startswith("term/")] == [
        "/category/news/",
        "/category/news/n--w/local/",
        "/tag/tea/",
        "/genre/jazz/",
        "/author/jane/",
    ]
    assert found["term/category/news"].url == "/blog/category/news/"


@pytest.mark.parametrize(
    ("name", "folder"), [("Foo Bar", "foo-bar"), ("İ", "i"), ("ΑΣ", "ας"[0] + "σ"), ("日本", "日本"), ("a  b", "a--b")]
)
def test_folders_of_terms_are_those_that_hugo_looks_into(name: str, folder: str) -> None:
    assert term_folder(name) == folder


SLUGS = st.sampled_from(
    ["a", "A", "a b", "a-b", "é", "e\u0301", "index", "posts", "tags", "..", "", "con", "x.en", "product", "日本" * 60]
) | st.text(max_size=12)
TYPES = st.sampled_from(["post", "page", "page", "product", "posts", "../x", "tags", ""])


@given(st.data(), st.booleans())
def test_places_are_never_shared(data: st.DataObject, bundles: bool) -> None:
    number = data.draw(st.integers(1, 14))
    parents = [data.draw(st.integers(0, number)) for _ in range(number)]
    entries = [
        entry(
            one,
            data.draw(SLUGS),
            parent=parent,
            above=one in parents,
            type=data.draw(TYPES),
            link=data.draw(st.just("") | SLUGS.map(lambda slug: f"{HOME}/{slug}/")),
        )
        for one, parent in enumerate(parents, 1)
    ]
    slugs = data.draw(st.lists(SLUGS, unique=True, max_size=6))
    taxonomy = data.draw(st.sampled_from(["category", "post_tag", "posts", "product", "type"]))
    terms = [term(slug, data.draw(SLUGS), taxonomy) for slug in slugs]
    found = place(*entries, terms=terms, bundles=bundles, home=HOME)
    assert {one.key for one in entries} | {one.key for one in terms} <= found.keys()
    assert place(*entries, terms=terms, bundles=bundles, home=HOME) == found


def test_a_tree_of_pages_with_every_trap(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert run(["-q", "convert", str(ROOT / "fixtures/page-tree.xml"), str(site), "--to", "hugo"]) == 0
    files = sorted(path for path in (site / "content").rglob("*.md"))
    names = {str(path.relative_to(site / "content")) for path in files}
    assert {"top/child/grandchild/index.md", "circle-a/circle-b/_index.md", "below-hidden/index.md"} <= names
    assert {"Case/index.md", "case-11/index.md", "CASE-12/index.md", "_index.md"} <= names
    assert not any("hidden/_index" in name or "Hush" in name for name in names)
    urls = [read_front_matter(path.read_text("utf-8"))[0].get("url", "/") for path in files]
    assert len({folded(url.rstrip("/")) for url in urls}) == len(urls)
    assert all(".." not in Path(url).parts for url in urls)
    assert all(path.resolve().is_relative_to(tmp_path) for path in tmp_path.rglob("*"))
