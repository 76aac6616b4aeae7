"""Old addresses in every spelling lead to what they mean; what is not the old site's stays as it is."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import pytest
from conftest import ROOT
from exports import HOME, attachment, author, category, export, item, rules, term
from hypothesis import example, given
from hypothesis import strategies as st

from migrate.mappers.bodies import BodyReader, ExportLookup
from migrate.mappers.context import Context
from migrate.mappers.entries import Place, map_item
from migrate.mappers.first_pass import FirstPass
from migrate.mappers.links import HOME as FRONT
from migrate.mappers.links import Addresses, Found, gather_addresses, nicename
from migrate.mappers.options import Options
from migrate.mappers.routables import routable_authors, routable_terms, routables
from migrate.mappers.site import make_context, map_site, old_homes
from migrate.model.inlines import Image, Link, Text
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Entry, Media, Visibility
from migrate.targets.hugo import HugoTarget
from migrate.wxr.index import Index
from migrate.wxr.items import RawItem
from migrate.wxr.reader import Reader
from migrate.wxr.source import open_source

FIXTURE = ROOT / "fixtures/links.xml"
SHOWN = Options(public_only=True, also_shown=(Visibility.DRAFT, Visibility.SCHEDULED))


@dataclass
class Opened:
    """An export after pass 1, with the places that Hugo gives."""

    reader: Reader
    index: Index
    context: Context
    addresses: Addresses
    bodies: BodyReader

    def record(self, key: str) -> tuple[Entry | Media, list[Loss]]:
        """An item with its documents."""
        row = next(self.index.items("key = ?", (key,)))
        raw = self.reader.parse(row.range)
        assert isinstance(raw, RawItem)
        losses: list[Loss] = []
        record = map_item(raw, Place(row.key, row.root, Visibility.PUBLIC), self.context).record
        return self.bodies.read(record, row.root, losses), losses

    def find(self, url: str, page: str = "") -> str | None:
        """Key and fragment of what an address means."""
        found = self.addresses.find(url, page)
        return found and found.key + found.fragment


@contextlib.contextmanager
def opened(*paths: Path, options: Options = SHOWN, keep: bool = False) -> Iterator[Opened]:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_source(list(paths)) as source,
        contextlib.closing(Reader(source)) as reader,
        contextlib.closing(Index(Path(folder, "index.db"))) as index,
    ):
        used = rules()
        survey = FirstPass(reader, index, used, options, lambda done: None).run()
        site = map_site(reader.heads, survey, options)
        context = make_context(site, reader.heads, survey, used, index, options)
        homes = old_homes(site, reader.heads, options)
        addresses = Addresses(index, index, [*homes, options.new_home])
        terms = chain(routable_terms(index, used), routable_authors(survey.authors.records()))
        index.set_routes(HugoTarget(site).routes(routables(index), terms))
        index.set_addresses(gather_addresses(index, addresses))
        lookup = ExportLookup(reader, index, context)
        yield Opened(reader, index, context, addresses, BodyReader(lookup, addresses, context, None if keep else index))


@contextlib.contextmanager
def opened_text(*pieces: str, home: str = HOME, options: Options = SHOWN, keep: bool = False) -> Iterator[Opened]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export.xml")
        path.write_text(export(*pieces, home=home), "utf-8")
        with opened(path, options=options, keep=keep) as one:
            yield one


def nodes(of: Any, kind: type) -> list[Any]:
    """All nodes of a kind in a document, in order."""
    found = [of] if isinstance(of, kind) else []
    if isinstance(of, tuple):
        members: Any = of
    elif isinstance(of, msgspec.Struct):
        members = [getattr(of, name) for name in of.__struct_fields__]
    else:
        return found
    return found + [one for member in members for one in nodes(member, kind)]


@pytest.fixture(scope="module")
def harbour() -> Iterator[Opened]:
    with opened(FIXTURE) as one:
        yield one


def listed(harbour: Opened, key: str = "entry/11") -> list[tuple[str, str]]:
    """Text and address of each link of an entry, as they are written."""
    record, _ = harbour.record(key)
    assert isinstance(record, Entry) and record.document
    return [("".join(text.text for text in nodes(link, Text)), link.url) for link in nodes(record.document, Link)]


def test_every_spelling_leads_where_it_should(harbour: Opened) -> None:
    links = listed(harbour)
    assert len(links) > 100
    assert [url for _, url in links] == [text.strip() for text, _ in links]


def test_what_means_nothing_any_more_is_lost_by_name(harbour: Opened) -> None:
    _, losses = harbour.record("entry/11")
    lost = {loss.detail for loss in losses if loss.kind is LossKind.UNRESOLVED_LINK}
    assert "https://old.example/2009/05/secret/" in lost
    assert "https://old.example/?p=404" in lost
    assert not any("elsewhere" in url or "uploads" in url for url in lost)


def test_a_relative_address_that_means_nothing_is_lost_too() -> None:
    with opened_text(item(1, content='<a href="../../../never/">x</a> <a href="/gone/">y</a>')) as one:
        _, losses = one.record("entry/1")
        assert [loss.detail for loss in losses] == ["../../../never/", "/gone/"]


def test_relative_links_count_from_the_page_that_holds_them(harbour: Opened) -> None:
    assert [url for _, url in listed(harbour, "entry/3")] == ["/about/", "/"]


def test_links_in_comments_are_followed(harbour: Opened) -> None:
    record, _ = harbour.record("entry/10")
    assert [link.url for link in nodes(record.comments[0].document, Link)] == [
        "/about/",
        "https://elsewhere.example/about/",
    ]


def test_a_link_to_a_draft_leads_to_its_place(harbour: Opened) -> None:
    assert harbour.find("https://old.example/?p=12") == "entry/12"
    assert harbour.find("https://old.example/?p=13") is None


def test_an_entry_that_only_leads_elsewhere_does_not_take_that_address(harbour: Opened) -> None:
    assert harbour.find("https://elsewhere.example/deal/") is None
    assert harbour.find("https://elsewhere.example/") is None
    assert harbour.find("https://old.example/?page_id=17") == "entry/17"
    # Its own body stood on the old site, whatever its link says.
    assert harbour.find("/about/", "https://elsewhere.example/deal/") == "entry/2"


def test_links_stay_where_that_is_wanted() -> None:
    body = f'<a href="{HOME}/?p=1">x</a>'
    with opened_text(item(1, content=body), keep=True) as one:
        record, losses = one.record("entry/1")
        assert isinstance(record, Entry)
        assert [link.url for link in nodes(record.document, Link)] == [f"{HOME}/?p=1"]
        assert losses == []


def test_a_new_home_is_ours_too_and_files_move_with_it() -> None:
    options = msgspec.structs.replace(SHOWN, new_home="https://new.example/x")
    url = f"{HOME}/wp-content/uploads/a.pdf"
    body = f'<a href="{HOME}/?attachment_id=50">a</a> <a href="{url}">b</a> <a href="https://new.example/x/?p=1">c</a>'
    with opened_text(item(1, content=body), attachment(50, url=url), options=options) as one:
        record, _ = one.record("entry/1")
        assert isinstance(record, Entry)
        assert [link.url for link in nodes(record.document, Link)] == [
            "https://new.example/x/wp-content/uploads/a.pdf",
            "https://new.example/x/wp-content/uploads/a.pdf",
            "/2024/01/a-title/",
        ]


def test_a_site_below_a_path() -> None:
    home = "https://host.example/blog"
    with opened_text(item(1, link=f"{home}/a/"), item(2, slug="b", link=f"{home}/b/"), home=home) as one:
        assert one.find(f"{home}/a") == "entry/1"
        assert one.find("../b/", f"{home}/a/") == "entry/2"
        assert one.find("/blog/b/", f"{home}/a/") == "entry/2"
        assert one.find("https://host.example/b/") is None
        assert one.find("https://host.example/") is None
        assert one.find(home) == FRONT
        assert one.bodies.link_of(f"{home}/b/", "") == "/blog/b/"
        assert one.bodies.link_of(home, "") == "/blog/"


def test_addresses_below_index_php() -> None:
    with opened_text(item(1, link=f"{HOME}/index.php/2024/01/a-title/")) as one:
        assert one.find(f"{HOME}/index.php/2024/01/a-title/") == "entry/1"
        assert one.find(f"{HOME}/2024/01/a-title/") == "entry/1"


def test_an_export_that_does_not_say_where_the_site_was() -> None:
    with opened_text(item(1, link="https://some.example/a/"), home="") as one:
        assert one.find("https://some.example/a") == "entry/1"
        assert one.find("https://other.example/a") is None


def test_a_slug_that_two_entries_have_is_no_answer_but_for_the_month() -> None:
    first = item(1, slug="tea", link=f"{HOME}/2009/05/tea/", date="2009-05-01 10:00:00")
    second = item(2, slug="tea", link=f"{HOME}/2010/06/tea/", date="2010-06-01 10:00:00")
    with opened_text(first, second) as one:
        assert one.find(f"{HOME}/tea/") is None
        assert one.find(f"{HOME}/archive/2010/06/tea/") == "entry/2"
        assert one.find(f"{HOME}/2011/06/tea/") is None


def test_an_entry_comes_before_an_attachment_of_its_address() -> None:
    file = attachment(50, slug="boat", link=f"{HOME}/boat/")
    with opened_text(file, item(1, type="page", slug="boat", link=f"{HOME}/boat/")) as one:
        assert one.find(f"{HOME}/boat/") == "entry/1"


def test_numbers_are_pages_of_entries_and_names_of_tags() -> None:
    tags = [term("post_tag", "2009", id=7), term("post_tag", "", "", id=8)]
    with opened_text(*tags, item(1, categories=[("post_tag", "2009", "2009")])) as one:
        assert one.find(f"{HOME}/tag/2009/") == "term/post_tag/2009"
        assert one.find(f"{HOME}/tag/2009/page/2/") == "term/post_tag/2009"
        assert one.find(f"{HOME}/2024/01/a-title/3/") == "entry/1"
        assert one.find(f"{HOME}/tag/") is None
        assert one.find(f"{HOME}/2009/") is None
        assert one.find(f"{HOME}/2024/01/02/") is None


def test_an_author_is_found_by_what_stands_for_the_login() -> None:
    with opened_text(author("J. O'Neil", id=4), item(1, creator="J. O'Neil")) as one:
        assert one.find(f"{HOME}/author/j-oneil/") == "author/j. o'neil"
        assert one.find(f"{HOME}/?author=4") == "author/j. o'neil"
        assert one.find(f"{HOME}/author/somebody/") is None


@pytest.mark.parametrize(
    ("login", "expected"),
    [
        ("jane", "jane"),
        ("Jane Doe", "jane-doe"),
        ("j.r.  doe", "j-r-doe"),
        ("a@b.example", "ab-example"),
        ("日本", "日本"),
    ],
)
def test_nicenames(login: str, expected: str) -> None:
    assert nicename(login) == expected


def test_files_are_found_in_every_size() -> None:
    url = f"{HOME}/wp-content/uploads/2024/05/boat.jpg"
    scaled = f"{HOME}/wp-content/uploads/2024/05/ship-scaled.jpg"
    with opened_text(attachment(50, url=url), attachment(51, slug="ship", url=scaled)) as one:
        file = one.addresses.file
        for spelling in (
            url,
            url.replace("https:", "http:"),
            url.replace(".jpg", "-300x200.jpg"),
            url.replace(".jpg", "-scaled.jpg"),
            url.replace(".jpg", "-e1234567890123.jpg"),
            f"{url}?w=300",
            "https://i2.wp.com/blog.example/wp-content/uploads/2024/05/boat.jpg?resize=300",
        ):
            assert file(spelling) == ("media/50", url), spelling
        assert file(scaled.replace("-scaled", "")) == ("media/51", scaled)
        assert file(scaled.replace("-scaled", "-1024x768")) == ("media/51", scaled)
        assert file("https://other.example/wp-content/uploads/2024/05/boat.jpg") is None
        found = one.addresses.find(url)
        assert found == Found("media/50", is_file=True)


# Any text


ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
PIECES = st.sampled_from(
    [
        *(
            "http",
            "https",
            ":",
            "//",
            "/",
            "?",
            "#",
            "&",
            "=",
            "%",
            "%e3%81",
            "%00",
            "..",
            "[",
            "]",
            "@",
            "old.example",
        ),
        *(
            "www.",
            "p=10",
            "page_id",
            "cat=5",
            "/archives/",
            "index.php",
            "2009",
            "/category/",
            " ",
            "\n",
            "\\",
            "\ud800",
        ),
    ]
)


@given(ANY | st.lists(PIECES | ANY, max_size=12).map("".join), ANY)
def test_no_text_is_too_odd(harbour: Opened, url: str, page: str) -> None:
    found = harbour.addresses.find(url, page)
    assert found is None or found.key == FRONT or harbour.index.item_by_key(found.key) or "/" in found.key
    harbour.addresses.file(url)
    harbour.bodies.link_of(url, page)


@given(st.data())
def test_damaged_addresses_mean_something_or_nothing(harbour: Opened, data: st.DataObject) -> None:
    url = data.draw(st.sampled_from([text for text, _ in listed(harbour)]))
    place = data.draw(st.integers(0, len(url)))
    cut = data.draw(st.integers(0, 4))
    damaged = url[:place] + data.draw(PIECES | ANY) + url[place + cut :]
    written = harbour.bodies.link_of(damaged, "https://old.example/2009/06/the-list/")
    assert written == damaged or harbour.addresses.is_ours(damaged, "https://old.example/")


@given(
    st.sampled_from(["https://", "http://", "//", "HTTP://"]),
    st.sampled_from(["elsewhere.example", "old.example.net", "notold.example", "sub.old.example", "old.example:81"]),
    st.lists(st.sampled_from(["about", "2009", "05", "hello", "category", "news", "index.php", "archives", "10", "é"])),
    st.sampled_from(["", "?p=10", "?page_id=2", "?cat=5", "#comment-1", "?name=hello"]),
)
def test_nothing_of_others_is_ever_changed(harbour: Opened, scheme: str, host: str, path: list[str], end: str) -> None:
    url = scheme + "/".join([host, *path]) + end
    assert harbour.addresses.find(url, "https://old.example/2009/06/the-list/") is None
    assert harbour.bodies.link_of(url, "") == url


@given(
    st.sampled_from(["https://", "http://"]),
    st.sampled_from(
        ["elsewhere.example", "old.example", "www.old.example", "old.example.", "i0.wp.com", "OLD.example"]
    ),
    st.sampled_from(["", "/", "/2009/05/hello/", "?p=10", "#a", ":443/2009/05/hello/", "@old.example/2009/05/hello/"]),
)
@example("https://", "elsewhere.example", "")
def test_what_leads_away_at_a_quick_look_means_nothing(harbour: Opened, scheme: str, host: str, end: str) -> None:
    url = scheme + host + end
    leads_away = harbour.addresses.leads_away(url)
    assert not leads_away or (harbour.addresses.find(url) is None and not harbour.addresses.is_ours(url))
    assert leads_away or host != "elsewhere.example" or end[:1] in (":", "@")


def test_an_address_without_any_host_is_no_path_of_the_site(harbour: Opened) -> None:
    assert harbour.addresses.find("///2009/05/hello/", "https://old.example/") is None


def test_a_category_is_found_below_a_word_that_the_site_put_before() -> None:
    with opened_text(category("tea", id=3), item(1, categories=[("category", "tea", "Tea")])) as one:
        assert one.find(f"{HOME}/archives/category/tea/") == "term/category/tea"
        assert one.find(f"{HOME}/blog/category/tea/feed/") == "term/category/tea"
        assert one.find(f"{HOME}/wp-content/category/tea/") is None


def test_images_name_the_file_they_show() -> None:
    url = f"{HOME}/wp-content/uploads/2024/05/boat.jpg"
    small = url.replace(".jpg", "-300x200.jpg")
    body = f'<img class="wp-image-50 big" src="{small}" alt=""><img class="wp-image-50" src="https://x.example/y.png">'
    with opened_text(item(1, content=body), attachment(50, url=url)) as one:
        record, _ = one.record("entry/1")
        assert isinstance(record, Entry)
        first, second = nodes(record.document, Image)
        assert (first.url, first.media, first.original_url) == (small, "media/50", url)
        assert "wp-image" not in str(first.attributes)
        # What the class says is not believed where the address says something else.
        assert (second.url, second.media, second.original_url) == ("https://x.example/y.png", "", "")
