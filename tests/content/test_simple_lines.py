"""Lines that are read without a frame are those that the walk gives, with the same losses and the same questions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from migrate.content import figures, lists, paragraphs, tables
from migrate.content.frames import MAX_DEPTH
from migrate.content.html import PARSER_DEPTH
from migrate.content.simple_lines import simple_line
from migrate.content.tree import FragmentContext, read_fragment

TEXTS = (
    "a", "b c", " ", "  ", "\n", "\t", " d ", "\u00a0", "&nbsp;", "\u200b", "&#9;", "http://x.example/", "https://youtu.be/abcdefghijk",
    "*", "<br>", "<br hidden>", "<br />\n", "<br class='x'>", "<!-- x -->", "<img src='/i'>",
)  # fmt: skip
MARKS = (
    "b",
    "strong",
    "em",
    "i",
    "s",
    "del",
    "code",
    "a href='/x'",
    "a href=' /y ' title='t'",
    "a name='z'",
    "a href=''",
)
SPANS = (
    "mark",
    "mark style='color:red'",
    "mark style='background-color:transparent'",
    "sup",
    "sup data-fn='f'",
    "acronym title='t' class='x'",
    "u style='font-weight:bold'",
    "time",
    "time datetime='2020'",
    "sub id='s'",
    "q lang='de' cite='/q'",
)
MORE = ("span style='font-weight:bold'", "b class='x'", "i hidden", "a href='/x' hidden", "q style='display:none'")
HOLDERS = (
    "p",
    "p id='p'",
    "p style='text-align:center'",
    "li",
    "ul><li",
    "h2",
    "table><tr><td",
    "figure><figcaption",
    "div",
)


def element(start: str, content: str) -> str:
    names = [part.split()[0] for part in start.split("><")]
    return f"<{start}>{content}" + "".join(f"</{name}>" for name in reversed(names))


texts = st.lists(st.sampled_from(TEXTS), max_size=3).map("".join)
marked = st.builds(element, st.sampled_from((*MARKS, *MARKS, *SPANS, *MORE)), texts)
nested = st.builds(element, st.sampled_from((*MARKS, *SPANS)), marked)
lines = st.lists(st.one_of(texts, marked, marked, nested), max_size=5).map("".join)
fragments = st.lists(st.builds(element, st.sampled_from(HOLDERS), lines), min_size=1, max_size=3).map("".join)


def read(html: str) -> tuple[Any, ...]:
    asked: list[str] = []
    context = FragmentContext(link_of=lambda url: asked.append(url) or url, target_of=lambda url: f"key:{url}")
    return read_fragment(html, context), context.losses, asked


def read_by_the_walk(html: str) -> tuple[Any, ...]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (figures, lists, paragraphs, tables):
            patch.setattr(module, "simple_line", lambda reader, element: ())
        return read(html)


@settings(deadline=None, max_examples=400)
@given(fragments)
@example("<p>&nbsp; <b>a</b></p><p>a<br>&nbsp;</p>")
@example("<p><b>a</b><b>b</b> <code>c</code><code>d</code></p>")
@example("<p>a <a href='/x'>b</a> <mark>c</mark></p>")
@example("<p><b> a </b> b<i> </i>c</p>")
@example("<p><mark>&nbsp;</mark></p><p><b>&nbsp;</b></p>")
def test_lines_are_those_of_the_walk(html: str) -> None:
    assert read(html) == read_by_the_walk(html)


@pytest.mark.parametrize("word", ["", "display"])
@pytest.mark.parametrize("around", ["div", "blockquote", "b"])
@pytest.mark.parametrize(
    "depth", [MAX_DEPTH - 3, MAX_DEPTH - 2, MAX_DEPTH - 1, MAX_DEPTH, PARSER_DEPTH - 3, PARSER_DEPTH - 2]
)
def test_depth_is_that_of_the_walk(around: str, depth: int, word: str) -> None:
    html = f"<{around}>" * depth + f"<p>a <b>b</b> <a href='/x'>c</a> {word}</p>"
    assert read(html) == read_by_the_walk(html)


def test_most_lines_need_no_walk() -> None:
    """Otherwise the tests above compare the walk with itself."""
    found: list[bool] = []

    def watched(*arguments: Any) -> Any:
        line = simple_line(*arguments)
        found.append(bool(line))
        return line

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paragraphs, "simple_line", watched)
        read(
            "<p>a <b>b</b><br>\nc <a href='/x'>d</a> <code>e</code></p><p>a <mark>b</mark> <span lang='x'>c</span></p>"
        )
        read("<p>a <mark>b</mark> <sub>display</sub></p><p>http://a.example</p>")
    assert found == [True, False, True, False]
