"""The parser behind the documents: what it makes of odd HTML, and that its own depth limit loses no text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.content import html as content_html
from migrate.content.html import (
    PARSER_DEPTH,
    Element,
    ProcessingInstruction,
    is_descendant_free,
    outer_html,
    parse_html,
    parse_pieces,
    shows_something,
    source_of,
    unused_tag,
    verbatim_text,
)
from migrate.content.tree import FragmentContext, FragmentLoss, read_fragment
from migrate.model.document import Paragraph


@pytest.mark.parametrize(
    ("html", "balanced"),
    [
        ("<p>a<div>b", "<p>a</p><div>b</div>"),
        ("<b>a<p>b</b>c", "<b>a</b><p><b>b</b>c</p>"),
        ("<table>x<tr><td>y", "x<table><tbody><tr><td>y</td></tr></tbody></table>"),
        ("a</p>b</br>c", "a<p></p>b<br>c"),
        ("<td>stray</td>", "stray"),
        ("<noscript><img src=x></noscript>", '<noscript><img src="x"></noscript>'),
        ("<script>a < b && c</script>", "<script>a < b && c</script>"),
    ],
)
def test_trees_are_those_of_browsers(html: str, balanced: str) -> None:
    assert "".join(outer_html(node) for node in parse_html(html).children) == balanced


@pytest.mark.parametrize("levels", [PARSER_DEPTH - 1, PARSER_DEPTH, PARSER_DEPTH + 90, 4 * PARSER_DEPTH])
def test_the_parsers_depth_limit_keeps_text_and_order(levels: int) -> None:
    html = "".join(f"<div>{level} " for level in range(levels)) + "end " + "</div>after " * levels
    deepest, words = 0, []
    stack = [(parse_html(html), 0)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, Element):
            deepest = max(deepest, depth)
            stack.extend((child, depth + 1) for child in reversed(node.children))
        else:
            words.extend(node.text.split())
    assert deepest <= PARSER_DEPTH
    assert words == [*map(str, range(levels)), "end", *["after"] * levels]


def test_sources_of_php_leftovers() -> None:
    nodes = parse_html("<?php echo 1; ?><?= $x ?><!-- c --><?xml:namespace prefix = o ?>").children
    assert isinstance(nodes[0], ProcessingInstruction)
    assert [source_of(node) for node in nodes] == ["<?php echo 1; ?>", "<?= $x ?>", "", ""]


def test_verbatim_text_keeps_blanks_and_makes_lines() -> None:
    html = "<pre>a  b<br>c<div>d</div>e<span> f</span><script>no</script>\n</pre>"
    element = parse_html(html).children[0]
    assert isinstance(element, Element)
    assert verbatim_text(element) == "a  b\nc\nd\ne f\n"


def test_questions_about_what_is_inside() -> None:
    link, image = parse_html("<a href=x><i></i> </a><a href=y><img src=z></a>").children
    assert isinstance(link, Element)
    assert isinstance(image, Element)
    assert not shows_something(link)
    assert shows_something(image)
    assert is_descendant_free(link, frozenset({"b"}))
    assert not is_descendant_free(link, frozenset({"i"}))


_SCRAPS = (
    "<p>a", "</p>", "<b>", "</b>", "<a href=x>", "</a>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<!--",
    "-->", "<svg>", "</svg>", "<select>", "<option>o", "</select>", "<template>", "</template>", "<form>", "</form>",
    "<pre>", "</pre>", "<textarea>", "</textarea>", "<script>", "</script>", "<wxr-last>", "</wxr-last>", "<li>i", "text",
    "some words ", "<br>", "\xa0 ", "<ul>", "</ul>", "<td>", "</td>", "</tr>", "<pre><code>", "</code></pre>", "a,b c",
    "<blockquote>", "<tbody>", "<figure>", "</figure>", "<th class=x>",
)  # fmt: skip


def _with_small_pieces(html: str) -> tuple[object, list[FragmentLoss]]:
    before = content_html.PIECE
    content_html.PIECE = 8
    try:
        return _whole(html)
    finally:
        content_html.PIECE = before


def _whole(html: str) -> tuple[object, list[FragmentLoss]]:
    context = FragmentContext()
    return read_fragment(html, context), context.losses


@given(st.lists(st.sampled_from([*_SCRAPS, *(f"{scrap}\n" for scrap in _SCRAPS)]), min_size=4, max_size=60))
def test_pieces_of_a_fragment_are_the_fragment(scraps: list[str]) -> None:
    html = "".join(scraps)
    assert _with_small_pieces(html) == _whole(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>\xa0 </span>and so on, and so on",
        "<p hidden>some words that</p> go on and on",
        "<p>some words <b>that go on and on</b> and on",
        "<p>some words that go<form>on and on</p> and on",
        "<div><p>some words that go on</p> and on</div> and on",
    ],
)
def test_what_a_piece_leaves_open_goes_on(html: str) -> None:
    assert _with_small_pieces(html) == _whole(html)


PARAGRAPHS = "<p>" + "word " * 1000 + "</p>\n"
LINE = "one word and <b>another</b> that is "


@pytest.mark.parametrize(
    ("before", "part", "after"),
    [
        ("", PARAGRAPHS, ""),
        ("<p>", LINE, "</p>"),
        ("<div>", PARAGRAPHS, "</div>"),
        ("", "word ", ""),
        ("<div><p>", LINE, ""),
    ],
)
def test_a_long_fragment_is_parsed_in_pieces(before: str, part: str, after: str) -> None:
    html = before + part * (4 * content_html.PIECE // len(part)) + after
    lengths = [len(outer_html(piece)) for piece in parse_pieces(html, unused_tag(html), lambda element: True)]
    assert len(lengths) >= 3
    assert max(lengths) < 2.1 * content_html.PIECE


def test_texts_of_a_line_are_joined_in_linear_time() -> None:
    html = "<p>" + "word <span>word</span> " * 50_000 + "</p>"
    began = time.process_time()
    (paragraph,) = read_fragment(html)
    assert isinstance(paragraph, Paragraph)
    assert len(paragraph.children) == 1
    assert time.process_time() - began < 5
