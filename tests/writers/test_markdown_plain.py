"""Lines that are plain to see are written as the parser's own rules have them written."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.model.document import Document, Heading, Paragraph
from migrate.model.inlines import Code, Emphasis, Image, LineBreak, Link, Span, Strike, Strong, Text
from migrate.model.normal import normalise
from migrate.writers import write_markdown
from migrate.writers.markdown import lines
from tests.writers.trees import inlines

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

_WORDS = st.sampled_from(
    [
        "word",
        "a ",
        " b",
        " c ",
        "(",
        ") ",
        "“q”",
        " – ",
        ".",
        ", d",
        "1. e",
        "$5",
        "x<y",
        "*star*",
        " _u_ ",
        "2 * 3",
        "é ",
        "!",
    ]
)
_leaves = st.one_of(
    st.lists(_WORDS, min_size=1, max_size=3).map(lambda words: Text(text="".join(words))),
    st.sampled_from(
        [LineBreak(), Code(text="c"), Image(url="/i.png", alt="i"), Link(url="/l", children=(Text(text="l"),))]
    ),
)


def _within(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    children = st.lists(inner, min_size=1, max_size=3).map(tuple)
    marks = st.sampled_from([Emphasis, Strong, Strike])
    return st.one_of(
        st.builds(lambda kind, nodes: kind(children=nodes), marks, children),
        st.builds(lambda nodes: Span(tag="u", children=nodes), children),
        st.builds(lambda nodes: Link(url="/l", children=nodes), children),
    )


plain_inlines = st.lists(st.recursive(_leaves, _within, max_leaves=6), min_size=1, max_size=5).map(tuple)


def check(children: tuple[Any, ...]) -> None:
    document = normalise(Document(blocks=(Paragraph(children=children), Heading(level=2, children=children))))
    written = write_markdown(document, normal=True)
    with patch.object(lines, "_plain", lambda *arguments: False):
        assert write_markdown(document, normal=True) == written


@settings(max_examples=300, deadline=None, suppress_health_check=_SLOW)
@given(plain_inlines)
def test_what_people_write(children: tuple[Any, ...]) -> None:
    check(children)


@settings(max_examples=100, deadline=None, suppress_health_check=_SLOW)
@given(inlines())
def test_what_nobody_writes(children: tuple[Any, ...]) -> None:
    check(children)
