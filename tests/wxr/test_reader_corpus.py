"""The reader over every export of the corpus: nothing is missed, and what is well-formed reads as XML reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import corpus_folder
from lxml import etree
from wxr_texts import Reading, items_in, reading

from migrate.wxr.items import RawComment, RawItem, RawMeta

FILES = sorted(path.name for path in corpus_folder().glob("*.xml"))
NEED_REPAIRS = {
    "phptoolkit__crazy-cdata.xml": ["unsplit-cdata"],
    "remark42__wordpress_test.xml": ["text-before-root"],
    "tg__estore-free.broken.xml": ["unclosed-item"],
    "woo-japan__dummy-data.xml": ["text-before-root"],
    "wpimporter__malformed-simple.xml": ["unclosed-item"],
    "wptrt__themeunittestdata.wordpress.old1.xml": ["junk-between-items"],
}
CUT_OFF = {"wpimporter__malformed-simple.xml"}


@pytest.fixture(scope="module", params=FILES or [pytest.param("", marks=pytest.mark.skip(reason="no corpus"))])
def path(request: pytest.FixtureRequest, corpus: Path) -> Path:
    found: Path = corpus / request.param
    return found


@pytest.fixture(scope="module")
def result(path: Path) -> Reading:
    with reading(path) as everything:
        return everything


def test_every_item_is_found_and_read(path: Path, result: Reading) -> None:
    data = path.read_bytes()
    assert [where.start for where in result.ranges] == items_in(data)
    assert [where.line for where in result.ranges] == [data.count(b"\n", 0, at) + 1 for at in items_in(data)]
    assert all(data[where.start : where.end].rstrip().endswith(b"</item>") for where in result.ranges if where.closed)
    assert result.unreadable == []
    assert result.reader.unreadable_heads == []


def test_repairs_are_those_that_are_needed(path: Path, result: Reading) -> None:
    assert [name for name, _ in result.repairs] == NEED_REPAIRS.get(path.name, [])
    assert (result.reader.truncation is not None) == (path.name in CUT_OFF)


def test_a_file_that_xml_refuses_is_one_that_needs_repairs(path: Path) -> None:
    try:
        etree.parse(str(path), etree.XMLParser(huge_tree=True))
    except etree.XMLSyntaxError:
        assert path.name in NEED_REPAIRS
    else:
        assert path.name not in NEED_REPAIRS


WORDPRESS = ("http://wordpress.org/export/", "https://wordpress.org/export/")
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


def split(tag: str) -> tuple[str, str]:
    """Whose an element is (`wp`, `excerpt`, the namespace, or nothing), and its local name."""
    if not tag.startswith("{"):
        return "", tag
    uri, local = tag[1:].split("}")
    if uri.startswith(WORDPRESS):
        return ("excerpt" if uri.rstrip("/").endswith("excerpt") else "wp"), local
    return uri, local


def first(element: Any, owner: str, local: str) -> str:
    """Text of the first child of that name that is not empty."""
    for child in element:
        if isinstance(child.tag, str) and split(child.tag) == (owner, local) and (text := "".join(child.itertext())):
            return text
    return ""


def children(element: Any, owner: str, local: str) -> list[Any]:
    return [child for child in element if isinstance(child.tag, str) and split(child.tag) == (owner, local)]


def rows(element: Any, name: str) -> tuple[RawMeta, ...]:
    return tuple(
        RawMeta(first(row, "wp", "meta_key").strip(), first(row, "wp", "meta_value"))
        for row in children(element, "wp", name)
    )


def as_xml_reads_a_comment(element: Any) -> RawComment:
    verbatim = {"author": "comment_author", "content": "comment_content"}
    stripped = (
        "author_email",
        "author_url",
        "author_IP",
        "date",
        "date_gmt",
        "approved",
        "type",
        "parent",
        "user_id",
        "id",
    )
    values = {field: first(element, "wp", name) for field, name in verbatim.items()}
    values |= {name.lower(): first(element, "wp", f"comment_{name}").strip() for name in stripped}
    return RawComment(**values, meta=rows(element, "commentmeta"))


def as_xml_reads_it(element: Any, item: RawItem) -> RawItem:
    """All fields of an `<item>`, found one by one."""
    stripped = {
        "id": "post_id", "date": "post_date", "date_gmt": "post_date_gmt", "modified": "post_modified",
        "modified_gmt": "post_modified_gmt", "comment_status": "comment_status", "ping_status": "ping_status",
        "slug": "post_name", "status": "status", "parent": "post_parent", "menu_order": "menu_order",
        "type": "post_type", "sticky": "is_sticky", "attachment_url": "attachment_url",
    }  # fmt: skip
    plain = {"link": "link", "pub_date": "pubDate", "guid": "guid"}
    content, creator = split(CONTENT), split(CREATOR)
    return RawItem(
        **{field: first(element, "wp", name).strip() for field, name in stripped.items()},
        **{field: first(element, "", name).strip() for field, name in plain.items()},
        password=first(element, "wp", "post_password"),
        title=first(element, "", "title"),
        description=first(element, "", "description"),
        content=first(element, *content),
        excerpt=first(element, "excerpt", "encoded"),
        creator=first(element, *creator).strip(),
        categories=tuple(
            (child.get("domain", ""), child.get("nicename", ""), "".join(child.itertext()))
            for child in children(element, "", "category")
        ),
        meta=rows(element, "postmeta"),
        comments=tuple(as_xml_reads_a_comment(child) for child in children(element, "wp", "comment")),
        extra=item.extra,
        place=item.place,
    )


def test_what_is_well_formed_reads_as_xml_reads_it(path: Path, result: Reading) -> None:
    if path.name in NEED_REPAIRS:
        return
    document = etree.parse(str(path), etree.XMLParser(huge_tree=True, resolve_entities=False))
    elements = document.findall("channel/item")
    assert len(elements) == len(result.items)
    for element, item in zip(elements, result.items, strict=True):
        assert item == as_xml_reads_it(element, item)
        known = {"title", "link", "pubDate", "guid", "description", "category"}
        if not item.extra:
            for child in element.iterchildren("*"):
                owner, local = split(child.tag)
                assert (
                    owner in ("wp", "excerpt")
                    or child.tag in (CONTENT, CREATOR)
                    or local in known
                    or not len("".join(child.itertext()).strip())
                )


def test_the_head_of_a_well_formed_file(path: Path, result: Reading) -> None:
    if path.name in NEED_REPAIRS:
        return
    channel = etree.parse(str(path), etree.XMLParser(huge_tree=True)).find("channel")
    head = result.reader.heads[0]
    assert head.title == first(channel, "", "title").strip()
    assert head.link == first(channel, "", "link").strip()
    assert head.wxr_version == first(channel, "wp", "wxr_version").strip()
    assert head.base_blog_url == first(channel, "wp", "base_blog_url").strip()
    authors = children(channel, "wp", "author") + children(channel, "wp", "wp_author")
    found = [author.login for one in result.reader.heads for author in one.authors]
    assert sorted(found) == sorted(first(author, "wp", "author_login").strip() for author in authors)
    slugs = {"category": "category_nicename", "tag": "tag_slug", "term": "term_slug"}
    wanted = [
        first(child, "wp", slugs[split(child.tag)[1]]).strip()
        for child in channel.iterchildren("*")
        if split(child.tag)[0] == "wp" and split(child.tag)[1] in slugs
    ]
    assert [term.slug for one in result.reader.heads for term in one.terms] == wanted
