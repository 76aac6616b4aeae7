"""Texts without markup: what is made of them without a parser is what rules and parser make of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.content.autop import autop
from migrate.content.plain_text import plain_paragraphs
from migrate.content.tree import read_fragment

WORDS = "a Word 1 . é 日本 🚀 http http://a.example/ [ ] 0 \\ * < <b>"
REFERENCES = "&amp; &lt;b&gt; &quot; &nbsp; &#8230; &#8203; &#039; &#160; & &amp &copy;"
BLANKS = (" ", "  ", "\n", "\n\n", "\t", "\r\n", "\u00a0", "\u200b", "\u2028", "\x85", "\0", "\x1c")
_PIECES = st.sampled_from([*WORDS.split(), *REFERENCES.split(), *BLANKS])


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_as_rules_and_parser_have_it(text: str) -> None:
    made = plain_paragraphs(text)
    assert made is None or made == read_fragment(autop(text))


@pytest.mark.parametrize(
    "text", ["One line.", "Two\nlines", "Two\n\nparagraphs", "[&#8230;] a trackback [&#8230;]", "A &amp; B"]
)
def test_plain_texts_need_no_parser(text: str) -> None:
    assert plain_paragraphs(text) == read_fragment(autop(text))


@pytest.mark.parametrize(
    "text", ["", "\n", "<b>bold</b>", "https://video.example/1", "&unknown;", "\u00a0", "tab\there"]
)
def test_what_is_not_plain(text: str) -> None:
    assert plain_paragraphs(text) is None
