"""The outline from bytes equals the outline of the parsed item, whatever stands in the values, or there is none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wxr_texts import CHANNEL, OPENING, category, cdata, comment, item, meta

from migrate.wxr.elements import read_item
from migrate.wxr.heads import read_gap
from migrate.wxr.items import Place, RawItem
from migrate.wxr.ladder import parse_damaged
from migrate.wxr.outline import Outline, outline_of_bytes, outline_of_item
from migrate.wxr.reader import Reader
from migrate.wxr.source import open_source

PLACE = Place("export.xml", 0, 0, 1)
ROOT = next(read_gap((OPENING + CHANNEL).encode(), PLACE, None)).root


def both(text: str | bytes) -> tuple[Outline | None, Outline | None]:
    """From the bytes, and from the parsed item; the second is None where it cannot be parsed."""
    data = (text.encode() if isinstance(text, str) else text).strip()
    parsed = parse_damaged(data, PLACE, ROOT)
    strict = outline_of_item(read_item(parsed.element[0], PLACE)) if parsed.element is not None else None
    return outline_of_bytes(data), strict


FULL = item(
    7,
    title=cdata(" Tea & <b>cake</b> &amp; more "),
    body="</excerpt:encoded> <wp:post_id>9</wp:post_id> ]]> <item>",
    rest=category("Tea &amp; cake", "tea&amp;cake")
    + meta("_a", "1")
    + meta("b", "")
    + comment(3, inside=meta("c", "2", "commentmeta"))
    + comment(4),
)


def test_an_item_in_the_usual_form() -> None:
    fast, strict = both(FULL)
    assert fast == strict
    assert fast is not None
    assert (fast.id, fast.title, fast.slug, fast.link) == (
        "7",
        " Tea & <b>cake</b> &amp; more ",
        "post-7",
        "https://garden.example/7/",
    )
    assert fast.categories == (("category", "tea&cake", "Tea &amp; cake"),)
    assert (fast.meta_keys, fast.comment_ids) == (("_a", "b", "c"), ("3", "4"))


UNUSUAL = {
    "another order": FULL.replace("<wp:post_parent>0</wp:post_parent>", "").replace(
        "<wp:is_sticky>", "<wp:post_parent>0</wp:post_parent><wp:is_sticky>"
    ),
    "a second title after the body": FULL.replace("<excerpt:encoded>", "<title>x</title><excerpt:encoded>", 1),
    "a number before the excerpt": FULL.replace("<excerpt:encoded>", "<wp:post_id>1</wp:post_id><excerpt:encoded>", 1),
    "no status": re.sub("<wp:status>.*", "", FULL),
    "no meta key": FULL.replace("<wp:meta_key><![CDATA[b]]></wp:meta_key>", ""),
    "two meta keys": FULL.replace("<wp:meta_key>", "<wp:meta_key>x</wp:meta_key><wp:meta_key>", 1),
    "no comment id": FULL.replace("<wp:comment_id>3</wp:comment_id>", ""),
    "a comment before a value": item(1, rest=comment(3, inside=meta("c", "2", "commentmeta")) + meta("a", "1")),
    "attributes the other way round": FULL.replace(
        'domain="category" nicename="tea&amp;cake"', 'nicename="tea&amp;cake" domain="category"'
    ),
    "a category after a value": FULL.replace("\t</item>", category("x", "y") + "</item>"),
    "a category without CDATA": FULL.replace("<![CDATA[Tea &amp; cake]]>", "Tea &amp; cake"),
    "a body without CDATA": item(1, body="x").replace("<![CDATA[x]]>", "x"),
    "a body that goes on after CDATA": item(1, body="x").replace("<![CDATA[x]]>", "<![CDATA[x]]>y"),
    "an unsplit body": item(1, body="x").replace("<![CDATA[x]]>", "<![CDATA[x]]>y]]>"),
    "an address of a file at the end": item(1, rest=meta("a", "") + "<wp:attachment_url>x</wp:attachment_url>"),
    "a second title at the end": item(1, title="", rest="<title>x</title>"),
    "a value in a value": item(1, rest=meta("a", "@").replace("<![CDATA[@]]>", meta("b", ""))),
    "a value beside a comment": item(1, rest=comment(1) + meta("a", "", "commentmeta")),
    "a comment in a comment": item(1, rest=comment(1, inside=comment(2))),
    "a carriage return in a title": item(1, title="a\r\nb"),
    "a control character in a title": item(1, title="a\x08b"),
    "no character in a title": item(1, title="a\uffffb"),
    "no character in a key": item(1, rest=meta("a\uffffb", "")),
    "a bracket in a title that is not in CDATA": item(1, title="a]b"),
    "a bracket in a slug": item(1).replace("[post-1]", "[a]b]"),
    "an entity of HTML": item(1, title="a&nbsp;b"),
    "a bare ampersand": item(1, title="a & b"),
    "a reference without a semicolon": item(1, title="&copy b"),
    "a reference to no character": item(1, title="a&#0;&#xFFFE;&#55296;"),
    "a reference to a carriage return": item(1, title="a&#13;b"),
    "bytes that are not UTF-8": item(1, title="a@b").encode().replace(b"@", b"\xe9"),
    "surrogates": item(1, title="a@b").encode().replace(b"@", b"\xed\xa0\xbd\xed\xb8\x80"),
    "a newline in an attribute": item(1, rest=category("a", "b\nc")),
    "a comment of XML in a field": item(1, title="a<!-- b -->c"),
    "attributes on the item": FULL.replace("<item>", '<item a="b">'),
    "an element that nobody knows": FULL.replace("<wp:status>", "<wp:views>3</wp:views><wp:status>"),
    "a signed number": FULL.replace("<wp:post_id>7", "<wp:post_id>+7"),
}


@pytest.mark.parametrize("text", UNUSUAL.values(), ids=UNUSUAL)
def test_an_item_in_another_form_is_left_to_the_parser(text: str | bytes) -> None:
    fast, _ = both(text)
    assert fast is None


USUAL = {
    "values without CDATA": re.sub(r"<(wp:\w+)><!\[CDATA\[(.*?)\]\]></", r"<\1>\2</", FULL),
    "references": item(1, title="a &amp; &lt;b&gt; &quot;&apos; &#233; &#x1F600; &amp;nbsp;"),
    "references in an address": item(1).replace("/1/<", "/1/?a=1&#038;b=&amp;2<"),
    "C1 controls by number": item(1, title="a&#128;b"),
    "white space": FULL.replace("post-7", " \n post-7\t").replace("[_a]", "[ _a ]").replace("<wp:", " \n <wp:"),
    "modified": FULL.replace(
        "<wp:comment_status>", "<wp:post_modified>2020</wp:post_modified><wp:post_modified_gmt/><wp:comment_status>"
    ).replace("<wp:post_modified_gmt/>", "<wp:post_modified_gmt><![CDATA[x]]></wp:post_modified_gmt>"),
    "an attachment": FULL.replace(
        "<wp:is_sticky>0</wp:is_sticky>",
        "<wp:is_sticky>0</wp:is_sticky><wp:attachment_url>https://a.example/?b&amp;c</wp:attachment_url>",
    ),
    "an attachment in CDATA": FULL.replace(
        "<wp:is_sticky>0</wp:is_sticky>",
        "<wp:is_sticky>1</wp:is_sticky><wp:attachment_url><![CDATA[ https://a.example/?b&c ]]></wp:attachment_url>",
    ),
    "nothing but the fields": item(1),
    "an example in a value": item(1, rest=meta("a", "<wp:postmeta><wp:meta_key>b</wp:meta_key>")),
    "an example in a comment": item(1, rest=comment(1, "<wp:comment><wp:comment_id>9</wp:comment_id>")),
    "a category in a comment": item(1, rest=comment(1, "<category>")),
    "brackets in a title": item(1, title=cdata("[a] b]]c [d]")),
    "damage elsewhere": item(1, body="a\x08 & b"),
    "a replacement character in a body": item(1, body="a\ufffd"),
    "a key with an entity, not in CDATA": item(1, rest=meta("@", "x").replace("<![CDATA[@]]>", "a&amp;b")),
    "a negative order": FULL.replace("<wp:menu_order>0", "<wp:menu_order>-3"),
}


@pytest.mark.parametrize("text", USUAL.values(), ids=USUAL)
def test_both_ways_agree(text: str) -> None:
    fast, strict = both(text)
    assert fast is not None
    assert fast == strict


PIECES = st.sampled_from(
    ["<![CDATA[", "]]>", "]]]]><![CDATA[>", "]", "&amp;", "&#038;", "&nbsp;", "&", "<", "<b>", "é", "\u2003", " ", "\n",
     "\t", "\r", "\x03", "\uffff", '"', "<!-- x -->", "</item>", "<item>", "</excerpt:encoded>", "</content:encoded>",
     "<wp:comment>", "<wp:meta_key>k</wp:meta_key>", "<wp:postmeta>", "<category", "<wp:post_id>8</wp:post_id>",
     "<excerpt:encoded>", "&#0;", "word", "</wp:comment>", "<wp:comment_id>5</wp:comment_id>"]
)  # fmt: skip
VALUES = st.lists(PIECES, max_size=5).map("".join)
WRITTEN = st.one_of(VALUES, VALUES.map(cdata), VALUES.map(lambda text: f"<![CDATA[{text}]]>"))
LINES = FULL.replace("</wp:is_sticky>", "</wp:is_sticky>\n<wp:attachment_url>u</wp:attachment_url>").strip().split("\n")
END = LINES.pop()
"""Where an item is cut off from what follows it: nothing stands behind it."""


@settings(max_examples=300)
@given(title=WRITTEN, body=VALUES, slug=WRITTEN, key=VALUES, value=VALUES, said=VALUES, name=WRITTEN, nicename=VALUES)
def test_generated_values(
    title: str, body: str, slug: str, key: str, value: str, said: str, name: str, nicename: str
) -> None:
    rest = category("@name", nicename) + meta(key, value) + comment(3, said, meta(key, value, "commentmeta"))
    text = item(1, title=title, body=body, rest=rest).replace("<![CDATA[post-1]]>", slug)
    agree(text.replace("<![CDATA[@name]]>", name))


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.sampled_from(["drop", "move", "double"]), st.integers(0, len(LINES) - 1), st.integers(0, 40)),
        max_size=3,
    )
)
def test_elements_missing_moved_or_twice(changes: list[tuple[str, int, int]]) -> None:
    lines = list(LINES)
    for what, at, to in changes:
        line = lines[at % len(lines)]
        if what != "double":
            lines.remove(line)
        if what != "drop":
            lines.insert(to % (len(lines) + 1), line)
    agree("\n".join([*lines, END]))


def agree(text: str) -> None:
    fast, strict = both(text)
    if fast is not None and strict is not None:
        assert fast == strict, text


def test_every_item_of_the_corpus(corpus: Path) -> None:
    outlined = 0
    for path in sorted(corpus.glob("*.xml")):
        with open_source([path]) as source:
            reader = Reader(source)
            for where, data in reader.ranges():
                parsed = reader.parse(where, data)
                fast = outline_of_bytes(data)
                if fast is not None and isinstance(parsed, RawItem):
                    outlined += 1
                    assert fast == outline_of_item(parsed), (path, where.line)
            reader.close()
    assert outlined > 800
