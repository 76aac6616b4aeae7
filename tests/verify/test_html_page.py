"""What a browser shows of HTML: words, edges between them, structure."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.verify import page_of_html
from migrate.verify.page import KINDS, Gap, GapName, address_key, image_key, link_key
from tests.content.visible_words import visible_words
from tests.verify.bodies import cases

HTML = [
    ("<p>One <b>t</b>wo</p><p>three", ["One", "two", "three"]),
    ("a<br>b<span>c</span>", ["a", "bc"]),
    ("<ul><li>a<li>b</ul>c", ["a", "b", "c"]),
    ("a<script>x</script><style>y</style><template>z</template><title>t</title>b", ["ab"]),
    ('a <i style="color:red;display:none">x</i><i hidden>y</i><i style="visibility:hidden">z</i> b', ["a", "b"]),
    ('<i hidden="until-found">y</i> <i style="display:nonesuch">z</i>', ["y", "z"]),
    ("a<iframe>x</iframe><video>y</video><object>z</object>b", ["a", "b"]),
    ("<table><tfoot><tr><td>foot<tbody><tr><td>body<caption>cap</table>", ["cap", "body", "foot"]),
    ("see https://a.example/x or //b.example <a href=#>https://c.example</a>.", ["see", "or"]),
    ("a\u00a0b\u200bc \u200b \u00ad d", ["a", "b\u200bc", "d"]),
    ('<img class="wp-smiley" alt=":)"> <img class="emoji" alt="😀"> <img src="x.png" alt="no">', ["🙂", "😀"]),
    ("<a>File</a><a class='wp-block-file__button' href=x>Download</a>", ["File", "Download"]),
    ("<textarea>a</textarea><button>b</button>c", ["a", "b", "c"]),
    ("a<!--more-->b<!--nextpage-->c<!-- x -->d", ["a", "b", "cd"]),
    ("<pre>a\n  b<br>c</pre>", ["a", "b", "c"]),
]


@pytest.mark.parametrize(("html", "words"), HTML)
def test_words(html: str, words: list[str]) -> None:
    assert page_of_html(html).words == words


def test_words_are_those_that_another_parser_sees(oracle: Path) -> None:
    count = 0
    for case in cases(oracle / "bodies.jsonl"):
        # The button beside the link to a file is a box of its own.
        html = case["rendered"].replace("wp-block-file__button", "")
        assert page_of_html(html).words == visible_words(html), case["id"]
        count += 1
    assert count > 300


def test_edges_are_those_of_blocks_and_lines() -> None:
    page = page_of_html("<p>a b<br>c</p>d<ul><li>e</li></ul><br>f <i>g</i><pre>h\ni</pre>")
    assert page.words == list("abcdefghi")
    assert page.blocks == {0, 3, 4, 5, 7}
    assert page.lines == {2}


def test_structure() -> None:
    page = page_of_html(
        '<h2>A <b>head</b></h2><h3><img src="/u/x-300x200.jpg?w=1"></h3><a href=" /a%20b ">x</a><a href="/none"></a>'
        '<a href="/image"><img src="y.png" alt=" a\nhill"></a><ul><li>one<ul><li>two</ul><li class="blocks-gallery-item">three</ul>'
        "<table><tr><td>cell<th></table><blockquote>said</blockquote><pre>\n\n a <b>b</b> \n\n\tc\n</pre>"
        '<iframe src="//p.example"></iframe><div class="wp-block-cover" style="background-image:url(/u/z.jpg)"></div>'
    )
    assert page.structure == {
        "headings": ["2 A head"],
        "links": ["/a b", "/image"],
        "images": ["x.jpg", "y.png", "z.jpg"],
        "alternatives": ["a hill"],
        "players": ["//p.example"],
        "items": ["two", "one two"],
        "cells": ["cell", ""],
        "quotes": ["said"],
        "code": [" a b\n\n\tc"],
        "emphasis": [],
        "strong": ["head"],
        "strike": [],
        "inline code": [],
    }
    assert set(page.structure) == set(KINDS)


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<b>a b</b> c", ["a", "b"]),
        ("a<b>b</b>c d", ["abc"]),
        ("<b><p>a</p><p>b</p></b>c", ["a", "b"]),
        ("<b>a <strong>b</strong> c</b> d", ["a", "b", "c"]),
        ("<b> </b>a<b></b>", []),
        ('<b style="font-weight:normal">a</b> <b style="font-weight: 700">b</b>', ["b"]),
        ("<pre><b>a</b></pre>", []),
    ],
)
def test_marks_are_of_whole_words(html: str, marked: list[str]) -> None:
    assert page_of_html(html).structure["strong"] == marked


def test_addresses() -> None:
    page = page_of_html(
        '<p>https://a.example/1</p><a href="/2">https://a.example/2</a><video poster="/4"><source src="/3"></video>',
        link_of=lambda url: f"new:{url}",
    )
    assert page.shown == ["new:https://a.example/1", "new:https://a.example/2"]
    assert page.addresses == {"new:https://a.example/1", "new:https://a.example/2", "new:/2", "new:/3", "new:/4"}
    assert page.structure["links"] == ["new:/2"]
    assert page.structure["players"] == ["new:/3"]


def test_alternatives_are_words_where_they_are_wanted() -> None:
    html = '<img src="a.png" alt="a hill"><img alt="none">'
    assert page_of_html(html).words == []
    assert page_of_html(html, alternatives=True).words == ["a", "hill"]


NAMES = (GapName("[a]"), GapName("[b]"))


@pytest.mark.parametrize(
    ("html", "words", "gaps"),
    [
        ("x <!--wxr-gap:0--> y", ["x", "y"], [Gap(NAMES[0], 1, -1, 1, -1)]),
        ("<p>x</p><!--wxr-gap:0-->", ["x"], [Gap(NAMES[0], 1, -1, 1, -1)]),
        ("(<!--wxr-gap:1-->). z", ["().", "z"], [Gap(NAMES[1], 0, 1, 0, 1)]),
        ("x<!--wxr-gap:0--> y", ["x", "y"], [Gap(NAMES[0], 0, 1, 0, 1)]),
        ("x <!--wxr-gap:0-->y", ["x", "y"], [Gap(NAMES[0], 1, 0, 1, 0)]),
        ("a <!--wxr-open:0-->b <p>c</p> <!--wxr-close:0--> d", list("abcd"), [Gap(NAMES[0], 1, 0, 3, -1)]),
        ("x<!--wxr-gap:7-->y<!--wxr-gap:a-->", ["xy"], []),
    ],
)
def test_gaps(html: str, words: list[str], gaps: list[Gap]) -> None:
    page = page_of_html(html, gaps=NAMES)
    assert page.words == words
    assert page.gaps == gaps


def test_what_is_in_a_gap_is_no_structure() -> None:
    html = '<li><!--wxr-open:0--><a href="/a">x</a> <b>y</b><h2>z</h2> https://a.example<!--wxr-close:0--></li>'
    page = page_of_html(html, gaps=NAMES)
    assert not any(page.structure.values())
    assert page.shown == []
    assert page_of_html(html).structure["links"] == ["/a"]


def test_marks_of_footnotes_are_gaps() -> None:
    known = '<p>a<sup data-fn="n1"><a href="#n1">1</a></sup></p>'
    assert page_of_html(known).words == ["a1"]
    page = page_of_html(known, footnotes={"n1"})
    assert page.words == ["a"]
    assert [gap.name.name for gap in page.gaps] == ["footnote"]
    ours = '<p>a<sup><a href="#fn-x">1</a></sup></p><section class="footnotes"><ol><li id="fn-x" value="1">b</ol></section>'
    assert page_of_html(ours).words == ["a", "b"]
    assert page_of_html(ours.replace(' value="1"', "")).words == ["a1", "b"]


def test_keys_are_the_same_for_spellings_of_one_thing() -> None:
    assert link_key(" /a%20b\n ") == link_key("/a b") != link_key("/a/b")
    assert image_key("https://a.example/u/x-300x200.jpg?ssl=1") == image_key("../x.jpg") == "x.jpg"
    films = ("https://youtu.be/abcdefghijk", "//www.youtube.com/embed/abcdefghijk?rel=0")
    assert len({address_key(url) for url in films}) == 1
    assert address_key("http://www.a.example/b/") == address_key("//a.example/b).") != address_key("//a.example/c")


@settings(deadline=None)
@given(st.text(alphabet="<>/ab \"'=!-&;\n\u200b\u00a0", max_size=200) | st.text(max_size=200))
def test_any_text_is_a_page(html: str) -> None:
    page = page_of_html(html)
    assert page.blocks | page.lines <= set(range(len(page.words)))
