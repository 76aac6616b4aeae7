"""Front matter: dates, drafts, titles, former addresses, terms and custom fields, as a theme may want them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from migrate.model.inlines import Image
from migrate.model.records import Enclosure, Entry, Meta, Moment, Seo, Term, Visibility
from migrate.model.routes import Route
from migrate.targets.site.mapping import load_site_mapping
from migrate.targets.site.pages import (
    FIELDS,
    TAXONOMIES,
    Page,
    front_matter,
    is_custom_field,
    offset_time,
    plain_text,
    published_fields,
    term_front_matter,
)

MAPPING = load_site_mapping("hugo")


class Places:
    """Routes by key."""

    def __init__(self, *routes: Route) -> None:
        self._routes = {route.key: route for route in routes}

    def route(self, key: str) -> Route | None:
        return self._routes.get(key)


ROUTES = Places(
    Route("term/category/tea", "content/categories/tea.md", "/category/tea/", "/category/tea/", "Tea", "categories"),
    Route("term/category/all", "content/categories/all.md", "/category/all/", "/category/all/", "All", "categories"),
    Route("term/post_tag/x", "content/tags/x/_index.md", "/tag/x/", "/tag/x/", "X", "tags"),
    Route("term/genre/jazz", "content/genre-2/jazz/_index.md", "/genre/jazz/", "/genre/jazz/", "Jazz", "genre-2"),
    Route("author/jane", "content/authors/jane-doe/_index.md", "/author/jane/", "/author/jane/", "Jane Doe", "authors"),
)


def values(address: str = "/a/", aliases: tuple[str, ...] = (), **fields: Any) -> dict[str, Any]:
    """The front matter of an entry with these fields."""
    page = Page(
        entry=Entry(key="entry/1", **fields),
        route=Route("entry/1", "content/posts/a/index.md", address, address),
        post_type="",
        comments_file="",
        aliases=aliases,
    )
    return front_matter(page, MAPPING, ROUTES)


def moment(local: str = "", utc: str = "") -> Moment:
    return Moment(
        local=datetime.fromisoformat(local) if local else None,
        utc=datetime.fromisoformat(utc).replace(tzinfo=UTC) if utc else None,
    )


def test_every_field_of_the_mapping_is_one_and_none_is_forgotten() -> None:
    # The others are what Hugo finds out by itself, and forms of the address that other generators want.
    assert set(MAPPING.front_matter) == {*FIELDS, TAXONOMIES} - {"layout", "kind", "url_path", "url_file", "translated"}


def test_a_bare_entry_says_where_it_stands_and_no_more() -> None:
    assert values() == {"url": "/a/"}


@pytest.mark.parametrize(
    ("local", "utc", "shown"),
    [
        ("2024-01-02 10:00:00", "2024-01-02 09:00:00", "2024-01-02T10:00:00+01:00"),
        # An hour that is there twice.
        ("2024-10-27 02:30:00", "2024-10-27 00:30:00", "2024-10-27T02:30:00+02:00"),
        ("2024-10-27 02:30:00", "2024-10-27 01:30:00", "2024-10-27T02:30:00+01:00"),
        ("2024-01-02 03:45:00", "2024-01-01 22:00:00", "2024-01-02T03:45:00+05:45"),
        ("2024-01-01 20:30:00", "2024-01-02 00:00:00", "2024-01-01T20:30:00-03:30"),
        ("2024-01-02 09:00:00", "2024-01-02 09:00:00", "2024-01-02T09:00:00+00:00"),
        ("2024-01-04 10:00:00", "2024-01-02 09:00:00", "2024-01-02T09:00:00+00:00"),
        ("2024-01-02 10:00:00", "2024-01-02 09:00:30", "2024-01-02T09:00:30+00:00"),
        ("2024-01-02 10:00:00", "", "2024-01-02T10:00:00"),
        ("", "2024-01-02 09:00:00", "2024-01-02T09:00:00+00:00"),
        ("0999-12-31 23:59:59", "0999-12-31 22:59:59", "0999-12-31T23:59:59+01:00"),
    ],
)
def test_times_have_the_offset_of_their_day(local: str, utc: str, shown: str) -> None:
    found = offset_time(moment(local, utc))
    assert found is not None and found.isoformat() == shown


def test_without_a_date_there_is_none() -> None:
    assert offset_time(Moment()) is None
    assert "date" not in values(date=Moment())


def test_lastmod_is_said_where_it_differs() -> None:
    day = moment("2024-01-02 10:00:00", "2024-01-02 09:00:00")
    later = moment("2024-07-02 10:00:00", "2024-07-02 08:00:00")
    assert "lastmod" not in values(date=day, modified=day)
    assert values(date=day, modified=later)["lastmod"] == datetime(2024, 7, 2, 10, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize("visibility", list(Visibility))
def test_what_is_not_public_is_a_draft(visibility: Visibility) -> None:
    day = moment("2099-01-02 10:00:00", "2099-01-02 09:00:00")
    found = values(visibility=visibility, date=day)
    assert found.get("draft", False) is (visibility not in (Visibility.PUBLIC, Visibility.SCHEDULED))


def test_what_is_scheduled_for_no_date_is_a_draft() -> None:
    assert values(visibility=Visibility.SCHEDULED)["draft"] is True
    assert "draft" not in values()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("A &amp; B", "A & B"),
        ("A <em>b</em> c", "A b c"),
        ("&lt;b&gt; is bold", "<b> is bold"),
        ("1 < 2 > 1", "1 < 2 > 1"),
        ("a<br>b<br/>c", "a b c"),
        ("<p>One</p>\n<p>Two</p>", "One Two"),
        ("<!-- x -->a<!-- > -->", "a"),
        ("&#8220;x&#8221; &hellip;", "“x” …"),
        ("a\n\tb  c", "a b c"),
        ("\"q\" 's' # : - {{< x >}}", "\"q\" 's' # : - {{< x >}}"),
        ("  ", ""),
        ("&amp;amp;", "&amp;"),
    ],
)
def test_titles_are_what_they_show(html: str, text: str) -> None:
    assert plain_text(html) == text
    assert values(title=html).get("title", "") == text


def test_a_description_is_the_seo_plugins_before_the_excerpt() -> None:
    assert values(excerpt="<p>Short &amp; sweet</p>")["description"] == "Short & sweet"
    both = values(excerpt="Short", seo=Seo(description="For &lt;robots&gt;"))
    assert (both["description"], both["summary"]) == ("For <robots>", "Short")


def test_former_addresses_are_named_in_order() -> None:
    assert values(aliases=("/b/", "/2024/01/c/"))["aliases"] == ["/b/", "/2024/01/c/"]
    assert "aliases" not in values()


def test_terms_and_authors_are_named_as_their_pages_are() -> None:
    found = values(
        terms=("term/genre/jazz", "term/post_tag/x", "term/category/tea", "term/category/all", "term/nothing/y"),
        authors=("author/jane", "author/gone"),
    )
    assert {key: value for key, value in found.items() if key != "url"} == {
        "categories": ["Tea", "All"],
        "tags": ["X"],
        "authors": ["Jane Doe"],
        "genre-2": ["Jazz"],
    }
    assert list(found) == ["url", "categories", "tags", "authors", "genre-2"]


def test_everything_that_a_theme_may_want() -> None:
    found = values(
        wp_id=7,
        title="T",
        menu_order=-3,
        language="de",
        translations="pll_1",
        format="aside",
        sticky=True,
        template="wide.php",
        redirect_url="https://x.example/",
        visibility=Visibility.PRIVATE,
        featured_image=Image(url="https://x.example/a.jpg", alt="An a"),
        enclosures=(Enclosure(url="https://x.example/a.mp3", length=9, mime_type="audio/mpeg"),),
        seo=Seo(title="S", canonical="https://x.example/c/", noindex=True, nofollow=True, robots=("noarchive",)),
    )
    assert found == {
        "title": "T",
        "draft": True,
        "url": "/a/",
        "weight": -3,
        "images": ["https://x.example/a.jpg"],
        "translationKey": "pll_1",
        "sitemap": {"disable": True},
        "params": {
            "language": "de",
            "wp_id": 7,
            "featured_image": {"src": "https://x.example/a.jpg", "alt": "An a"},
            "format": "aside",
            "sticky": True,
            "template": "wide.php",
            "visibility": "private",
            "seo_title": "S",
            "canonical": "https://x.example/c/",
            "robots": ["noindex", "nofollow", "noarchive"],
            "redirect_to": "https://x.example/",
            "enclosures": [{"url": "https://x.example/a.mp3", "type": "audio/mpeg", "length": 9}],
        },
    }


def test_a_password_is_nowhere() -> None:
    assert "s3cret" not in str(values(password="s3cret", visibility=Visibility.PROTECTED))


def test_custom_fields_are_those_that_an_author_sees() -> None:
    rows = (
        Meta(key="mood", value="happy"),
        Meta(key="Mood", value="sad"),
        Meta(key="list", value="…", format="php", decoded=["a", {"b": 1}]),
        Meta(key="number", value="007"),
        Meta(key="_hidden", value="h"),
        Meta(key="empty", value=""),
        Meta(key="footnotes", value="[]", format="json", decoded=[]),
    )
    assert published_fields(rows) == {"mood": ["happy", "sad"], "list": ["a", {"b": 1}], "number": "007"}
    assert values(meta=rows)["params"]["custom_fields"]["number"] == "007"


@pytest.mark.parametrize(
    "decoded",
    [{"to": "a@mail.example"}, [["x", {"y": ["b@mail.example"]}]], "c@mail.example", {"z": {"z": [" d@e.fr "]}}],
)
def test_settings_with_an_address_within_are_not_shown(decoded: Any) -> None:
    row = Meta(key="form", value="…", format="json", decoded=decoded)
    assert not is_custom_field(row)
    assert published_fields((row,)) == {}


def test_a_term_names_the_one_above() -> None:
    route = ROUTES.route("term/category/tea")
    assert route is not None
    term = Term(
        key="term/category/tea",
        taxonomy="category",
        slug="tea",
        name="Tea &amp; <b>cake</b>",
        parent="term/category/all",
        language="de",
    )
    assert term_front_matter(term, route, MAPPING, ROUTES) == {
        "title": "Tea & cake",
        "url": "/category/tea/",
        "params": {"parent": "All", "language": "de"},
    }


def test_the_mapping_takes_names_of_types_and_taxonomies_for_names() -> None:
    assert MAPPING.section("post") == "posts"
    assert MAPPING.section("page") == ""
    assert MAPPING.section("../x/{name}") == "x-name"
    assert MAPPING.section("*") == "entries"
    assert MAPPING.taxonomy("Genre") == "genre"
    assert MAPPING.taxonomy("menu") == "wp-menu"
    assert MAPPING.taxonomy("*") == "terms"
    # Nothing that front matter has a key for can be the name of a taxonomy.
    ours = {key.partition(".")[0].lower() for field, key in MAPPING.front_matter.items() if field != TAXONOMIES}
    assert ours <= MAPPING.reserved
