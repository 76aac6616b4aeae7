"""The pattern reader against the strict parser: the same item, or None."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.wxr import elements, plain
from migrate.wxr.items import Place, RawItem
from migrate.wxr.plain import PlainReader
from migrate.wxr.reader import Reader
from migrate.wxr.roots import Root
from migrate.wxr.segments import Kind, slice_part
from migrate.wxr.source import open_source

PLACE = Place("x.xml", 0, 0, 1)
NAMESPACES = {
    "wp": b'"http://wordpress.org/export/1.2/"',
    "excerpt": b'"http://wordpress.org/export/1.2/excerpt/"',
    "content": b'"http://purl.org/rss/1.0/modules/content/"',
    "dc": b'"http://purl.org/dc/elements/1.1/"',
}
ROOT = Root(NAMESPACES)
ITEM = """<item>
\t\t<title>{title}</title>
\t\t<link>{link}</link>
\t\t<pubDate>Fri, 01 Jan 2010 07:30:00 +0000</pubDate>
\t\t<dc:creator><![CDATA[ana]]></dc:creator>
\t\t<guid isPermaLink="false">https://blog.example/?p=12</guid>
\t\t<description></description>
\t\t<content:encoded>{content}</content:encoded>
\t\t<excerpt:encoded><![CDATA[]]></excerpt:encoded>
\t\t<wp:post_id>12</wp:post_id>
\t\t<wp:post_date><![CDATA[2010-01-01 09:30:00]]></wp:post_date>
\t\t<wp:post_date_gmt><![CDATA[2010-01-01 07:30:00]]></wp:post_date_gmt>
\t\t<wp:comment_status><![CDATA[open]]></wp:comment_status>
\t\t<wp:ping_status><![CDATA[open]]></wp:ping_status>
\t\t<wp:post_name><![CDATA[ {slug} ]]></wp:post_name>
\t\t<wp:status><![CDATA[publish]]></wp:status>
\t\t<wp:post_parent>0</wp:post_parent>
\t\t<wp:menu_order>0</wp:menu_order>
\t\t<wp:post_type><![CDATA[post]]></wp:post_type>
\t\t<wp:post_password><![CDATA[]]></wp:post_password>
\t\t<wp:is_sticky>0</wp:is_sticky>
\t\t<category domain="category" nicename="{nicename}"><![CDATA[News]]></category>
\t\t<wp:postmeta>
\t\t<wp:meta_key>{key}</wp:meta_key>
\t\t<wp:meta_value>{value}</wp:meta_value>
\t\t</wp:postmeta>
\t\t<wp:comment>
\t\t\t<wp:comment_id>3</wp:comment_id>
\t\t\t<wp:comment_author><![CDATA[ Ben ]]></wp:comment_author>
\t\t\t<wp:comment_author_email><![CDATA[]]></wp:comment_author_email>
\t\t\t<wp:comment_author_url>{url}</wp:comment_author_url>
\t\t\t<wp:comment_author_IP></wp:comment_author_IP>
\t\t\t<wp:comment_date></wp:comment_date>
\t\t\t<wp:comment_date_gmt></wp:comment_date_gmt>
\t\t\t<wp:comment_content>{comment}</wp:comment_content>
\t\t\t<wp:comment_approved>1</wp:comment_approved>
\t\t\t<wp:comment_type></wp:comment_type>
\t\t\t<wp:comment_parent>0</wp:comment_parent>
\t\t\t<wp:comment_user_id>0</wp:comment_user_id>
\t\t\t<wp:commentmeta>
\t\t\t<wp:meta_key><![CDATA[rating]]></wp:meta_key>
\t\t\t<wp:meta_value><![CDATA[5]]></wp:meta_value>
\t\t\t</wp:commentmeta>
\t\t</wp:comment>
\t</item>"""
SOUND = dict.fromkeys(("title", "link", "content", "slug", "nicename", "key", "value", "url", "comment"), "x")


def strictly(data: bytes) -> RawItem | None:
    try:
        root = elements.parse(ROOT.prefix + data + ROOT.suffix)
    except elements.etree.XMLSyntaxError:
        return None
    return elements.read_item(root[0], PLACE) if len(root) == 1 else None


def read_plain(data: bytes, place: Place) -> RawItem | None:
    return PlainReader().read(data, place)


def test_the_usual_item_is_read() -> None:
    data = ITEM.format(**SOUND).encode()
    item = read_plain(data, PLACE)
    assert item is not None
    assert item == strictly(data)
    assert item.comments[0].meta[0].value == "5"


PIECES = st.sampled_from(
    [
        "<![CDATA[", "]]>", "]]]]><![CDATA[>", "]", "&amp;", "&#038;", "&#x26;", "&nbsp;", "&", "<", ">", "<b>", "</b>",
        "é", "😀", " ", "\n", "\t", "\r", "\x03", "\ufffe", "\ufffd", '"', "'", "<!-- x -->", "</item>", "<item>",
        "</wp:meta_value>", "</content:encoded>", "<wp:comment>", "&#0;", "&#xD800;", "&#13;", "word",
    ]
)  # fmt: skip
VALUES = st.lists(PIECES, max_size=6).map("".join)
WRAPPED = st.one_of(VALUES, VALUES.map(lambda text: f"<![CDATA[{text}]]>"))


@given(st.dictionaries(st.sampled_from(sorted(SOUND)), WRAPPED, max_size=4))
def test_it_agrees_with_the_parser_or_gives_up(values: dict[str, str]) -> None:
    data = ITEM.format(**{**SOUND, **values}).encode()
    item = read_plain(data, PLACE)
    if item is not None:
        assert item == strictly(data)


@given(
    st.dictionaries(st.sampled_from(sorted(SOUND)), WRAPPED, max_size=4),
    st.sampled_from(("\xa0", "\u2003", "\U0001f680")),
)
def test_long_items_are_read_as_others(values: dict[str, str], wide: str) -> None:
    values = {name: value + wide for name, value in values.items()}
    data = ITEM.format(**{**SOUND, **values}).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "LONG", 0)
        item = read_plain(data, PLACE)
    assert item == read_plain(data, PLACE)


@given(st.lists(st.dictionaries(st.sampled_from(sorted(SOUND)), WRAPPED, max_size=4), max_size=4))
def test_it_agrees_whatever_it_has_read_before(items: list[dict[str, str]]) -> None:
    reader = PlainReader()
    for _ in range(70):
        assert reader.read(ITEM.format(**SOUND).encode(), PLACE) is not None
    for values in items:
        data = ITEM.format(**{**SOUND, **values}).encode()
        item = reader.read(data, PLACE)
        assert item == read_plain(data, PLACE)
        if item is not None:
            assert item == strictly(data)


def test_items_of_several_forms_in_turn() -> None:
    usual = ITEM.format(**SOUND)
    file = usual.replace(
        "<wp:is_sticky>0</wp:is_sticky>",
        "<wp:is_sticky>0</wp:is_sticky>\n\t\t<wp:attachment_url><![CDATA[https://a.example/b]]></wp:attachment_url>",
    )
    modified = usual.replace(
        "<wp:comment_status>",
        "<wp:post_modified>2020</wp:post_modified><wp:post_modified_gmt>x</wp:post_modified_gmt><wp:comment_status>",
    )
    bare = usual.replace("<![CDATA[", "").replace("]]>", "")
    reader = PlainReader()
    for text in [usual] * 70 + [usual, file, usual, modified, file, bare, usual, modified, bare, file] * 3:
        item = reader.read(text.encode(), PLACE)
        assert item is not None
        assert item == strictly(text.encode())


@given(st.integers(0, 3000), st.integers(1, 40), st.binary(max_size=8))
def test_a_damaged_item_is_left_to_the_parser(start: int, length: int, instead: bytes) -> None:
    data = ITEM.format(**SOUND).encode()
    mutated = data[:start] + instead + data[start + length :]
    item = read_plain(mutated, PLACE)
    if item is not None:
        assert item == strictly(mutated)


def test_the_corpus_reads_the_same_both_ways(corpus: Path) -> None:
    read = 0
    for path in sorted(corpus.glob("*.xml")):
        with open_source([path]) as source:
            reader = Reader(source)
            for _ in reader.ranges():
                pass
            roots = iter(reader.roots)
            part = source.parts[0]
            if not all(root.is_usual for root in roots):
                continue
            descriptor = os.open(part.path, os.O_RDONLY)
            for segment in slice_part(descriptor, part.start, part.size):
                if segment.kind is Kind.ITEM and (item := read_plain(segment.data, PLACE)) is not None:
                    read += 1
                    assert item == strictly(segment.data), (path, segment.line)
            os.close(descriptor)
            reader.close()
    assert read > 500


@pytest.mark.parametrize("uri", ["https://wordpress.org/export/1.1/", "http://wordpress.org/export/1.0/"])
def test_roots_that_bind_the_usual_prefixes(uri: str) -> None:
    assert Root({**NAMESPACES, "wp": f'"{uri}"'.encode()}).is_usual
    assert not Root({**NAMESPACES, "wp": b'"http://elsewhere.example/"'}).is_usual
    assert not Root({"dc": NAMESPACES["dc"]}).is_usual
