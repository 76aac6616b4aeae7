"""Parsed elements to raw records: names by namespace, white space, markup that was not escaped, unknown elements."""

from __future__ import annotations

import pytest

from migrate.wxr.elements import parse, read_head, read_item, text_of
from migrate.wxr.items import Place, RawItem
from migrate.wxr.names import KNOWN_NAMESPACES, UNDECLARED, name_of

PLACE = Place("export.xml", 100, 50, 10)
DECLARED = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in KNOWN_NAMESPACES.items())


def item(markup: str) -> RawItem:
    return read_item(parse(f"<rss{DECLARED}><item>{markup}</item></rss>".encode())[0], PLACE)


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("title", "title"),
        ("TITLE", "title"),
        ("{http://wordpress.org/export/1.2/}post_id", "wp:post_id"),
        ("{http://wordpress.org/export/1.0/}POST_ID", "wp:post_id"),
        ("{https://wordpress.org/export/1.1/}comment_author_IP", "wp:comment_author_IP"),
        ("{http://wordpress.org/export/1.2}post_id", "wp:post_id"),
        ("{https://www.wordpress.org/export/1.2/}post_id", "wp:post_id"),
        ("{http://wordpress.org/export/1.2/excerpt/}encoded", "excerpt:encoded"),
        ("{http://wordpress.org/export/1.2/other/}encoded", "{http://wordpress.org/export/1.2/other/}encoded"),
        ("{https://purl.org/rss/1.0/modules/content/}encoded", "content:encoded"),
        ("{http://purl.org/dc/elements/1.1}creator", "dc:creator"),
        ("{http://purl.org/dc/elements/1.1/}date", "dc:date"),
        (f"{{{UNDECLARED}wp}}post_id", "wp:post_id"),
        (f"{{{UNDECLARED}geo}}lat", "geo:lat"),
        ("{http://fake.example/}post_id", "{http://fake.example/}post_id"),
        ("Unknown", "Unknown"),
    ],
)
def test_names(tag: str, name: str) -> None:
    assert name_of(tag) == name


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("<![CDATA[]]>", ""),
        ("a &amp; b &#233;", "a & b é"),
        ("a <![CDATA[<b>]]> c", "a <b> c"),
        ("<![CDATA[a ]]]]><![CDATA[> b]]>", "a ]]> b"),
        ("a <!-- no words --> b<?x y?>", "a  b"),
        ("a <b>c</b> &amp; d", "a <b>c</b> & d"),
        (
            '<a href="x?y=1&amp;z" title=\'"q"\'>c<br/>d</a> e',
            '<a href="x?y=1&amp;z" title="&quot;q&quot;">c<br/>d</a> e',
        ),
        ("<p>a</p><!--more--><p>b</p>", "<p>a</p><!--more--><p>b</p>"),
        ("x <wp:y wp:z='1'/> <o:p xmlns:o='u'>w</o:p>", 'x <wp:y wp:z="1"/> <o:p>w</o:p>'),
        ("<i></i>a<b>&lt;</b>", "<i/>a<b><</b>"),
    ],
)
def test_text_of_elements(markup: str, text: str) -> None:
    assert text_of(parse(f"<a{DECLARED}>{markup}</a>".encode())) == text


def test_deep_markup_in_a_value() -> None:
    text = text_of(parse(b"<a>" + b"<b>" * 1500 + b"x" + b"</b>" * 1500 + b"</a>"))
    assert text == "<b>" * 1500 + "x" + "</b>" * 1500


def test_white_space_belongs_to_bodies_and_not_to_slugs() -> None:
    one = item(
        "<title> a\n</title><content:encoded> b </content:encoded><wp:post_name>\n\tc\n</wp:post_name>"
        "<wp:post_password> d </wp:post_password><wp:status>\u00a0publish </wp:status>"
        "<wp:postmeta><wp:meta_key> k </wp:meta_key><wp:meta_value> v </wp:meta_value></wp:postmeta>"
        "<category domain=' x ' nicename='y'> z </category>"
    )
    assert (one.title, one.content, one.slug, one.password, one.status) == (" a\n", " b ", "c", " d ", "publish")
    assert (one.meta, one.categories) == ((("k", " v "),), ((" x ", "y", " z "),))


def test_elements_in_any_order_and_twice() -> None:
    one = item(
        "<wp:comment><wp:comment_content>c</wp:comment_content><wp:comment_id>4</wp:comment_id>"
        "<wp:commentmeta><wp:meta_value>v</wp:meta_value><wp:meta_key>k</wp:meta_key></wp:commentmeta></wp:comment>"
        "<wp:post_id/><wp:post_id>7</wp:post_id><wp:post_id> 7 </wp:post_id><wp:post_id>8</wp:post_id><title>t</title>"
    )
    assert (one.id, one.title, one.extra) == ("7", "t", (("wp:post_id", "8"),))
    assert (one.comments[0].id, one.comments[0].content, one.comments[0].meta) == ("4", "c", (("k", "v"),))


def test_what_has_no_field_is_kept() -> None:
    one = item(
        "stray<!-- not this --><geo:lat xmlns:geo='g'>5</geo:lat><blank> </blank> text <dc:date>d</dc:date>"
        "<media xmlns='m'><url>u</url></media>"
    )
    assert one.extra == (
        ("{g}lat", "5"),
        ("#text", "text"),
        ("dc:date", "d"),
        ("{m}media", "<url>u</url>"),
        ("#text", "stray"),
    )


def test_what_comments_and_values_hold_besides_is_kept() -> None:
    one = item(
        "<wp:comment>a<wp:comment_id>1</wp:comment_id><wp:comment_content>x</wp:comment_content>b"
        "<wp:comment_content>y</wp:comment_content><dsq:remote><dsq:id>9</dsq:id></dsq:remote></wp:comment>"
        "<wp:postmeta><wp:meta_key>k</wp:meta_key><wp:meta_value>v</wp:meta_value><wp:meta_value>w</wp:meta_value>"
        "</wp:postmeta><category domain='a' nicenaem='b'>c</category>"
    )
    assert one.extra == (
        ("wp:comment/#text", "b"),
        ("wp:comment/wp:comment_content", "y"),
        ("wp:comment/dsq:remote", "<dsq:id>9</dsq:id>"),
        ("wp:comment/#text", "a"),
        ("wp:postmeta/wp:meta_value", "w"),
        ("category/@nicenaem", "b"),
    )
    assert (one.comments[0].content, one.meta) == ("x", (("k", "v"),))


def test_an_item_without_anything() -> None:
    one = item("")
    assert (one.id, one.title, one.comments, one.meta, one.extra, one.place) == ("", "", (), (), (), PLACE)


def test_heads() -> None:
    channel = parse(
        f"<rss{DECLARED}><channel>\n<title> T </title>\n<wp:wxr_version><![CDATA[1.2]]></wp:wxr_version>\n"
        "<image><title>no</title></image>\n"
        "<wp:wp_author><wp:author_login>\nana\n</wp:author_login><wp:author_avatar>u</wp:author_avatar></wp:wp_author>\n"
        "<wp:tag><wp:tag_slug>s</wp:tag_slug><wp:tag_name> n </wp:tag_name><wp:termmeta><wp:meta_key>k</wp:meta_key>"
        "<wp:meta_value>v</wp:meta_value></wp:termmeta></wp:tag>\n\n<wp:term><wp:term_taxonomy>x</wp:term_taxonomy>"
        "</wp:term></channel></rss>".encode()
    )[0]
    values, authors, terms, extra = read_head(channel, PLACE)
    assert values == {"title": "T", "wxr_version": "1.2"}
    assert [(author.login, author.place.line) for author in authors] == [("ana", 14)]
    assert [(term.taxonomy, term.slug, term.name, term.place.line) for term in terms] == [
        ("post_tag", "s", " n ", 17),
        ("x", "", "", 19),
    ]
    assert terms[0].meta == (("k", "v"),)
    assert extra == [("image", "<title>no</title>"), ("wp:wp_author/wp:author_avatar", "u")]
