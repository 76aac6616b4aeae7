"""Smilies are replaced where WordPress replaces them, and nowhere else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.content.smilies import SMILIES, convert_smilies, show_smilies


def test_the_table_is_whole() -> None:
    assert len(SMILIES) == 43
    assert [code for code, shown in SMILIES.items() if shown.isascii()] == [":mrgreen:"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (":)", "🙂"),
        ("Hello :-) there", "Hello 🙂 there"),
        ("a\n;)\nb", "a\n😉\nb"),
        ("a\u00a0:lol:\u00a0b", "a\u00a0😆\u00a0b"),
        (":) :) :)", "🙂 🙂 🙂"),
        ("at 8O or 8-)", "at 😯 or 😎"),
        (":?: :?", "❓ 😕"),
        (":mrgreen: :D", ":mrgreen: 😀"),
        ("a:)", "a:)"),
        (":).", ":)."),
        ("(:)", "(:)"),
        (":):)", ":):)"),
        ("80 8", "80 8"),
        ("a\f:)", "a\f:)"),
        ("a\u2003:)", "a\u2003:)"),
        (":LOL: :d", ":LOL: :d"),
        ("", ""),
    ],
)
def test_replaces_codes_that_stand_alone(text: str, expected: str) -> None:
    assert convert_smilies(text) == expected


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*SMILIES, " ", "\n", "\u00a0", "\v", ".", "é", ":", "8"]), max_size=10).map("".join))
def test_replaces_whole_words_only(text: str) -> None:
    words = re.split("([\r\n\t \u00a0])", text)
    assert convert_smilies(text) == "".join(SMILIES.get(word, word) for word in words)


SHOWN = {
    "<p>Hello :-) <b>you</b>;)</p>": "<p>Hello 🙂 <b>you</b>😉</p>",
    "<p>a&nbsp;:D&nbsp;b</p>": "<p>a\u00a0😀\u00a0b</p>",
    "<p>:)<br />\n8-)</p>": "<p>🙂<br />\n😎</p>",
    '<a title=" :) ">8O</a>': '<a title=" :) ">😯</a>',
    "<code> :) </code> :) <pre><b>:)</b></pre> :(": "<code> :) </code> 🙂 <pre><b>:)</b></pre> 🙁",
    "<pre> :) <code>:)</code> :) </pre>": "<pre> :) <code>:)</code> :) </pre>",
    "<style> :) </style><script> :) </script><textarea> :) </textarea>": (
        "<style> :) </style><script> :) </script><textarea> :) </textarea>"
    ),
    "<code>:)": "<code>:)",
    "http://a.example:8-) style='a: b; c:d'": "http://a.example:8-) style='a: b; c:d'",
    "80 8 a; b: c": "80 8 a; b: c",
    "": "",
}


@pytest.mark.parametrize("html", SHOWN)
def test_html_shows_codes_as_characters_but_for_code(html: str) -> None:
    assert show_smilies(html) == SHOWN[html]


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from([*SMILIES, "<b>", "</b>", " ", "\n", "&nbsp;", "a", ";", ":", "8"]), max_size=8).map(
        "".join
    )
)
def test_a_quick_look_misses_no_code(html: str) -> None:
    pieces = re.split("(<.*?>)", html)
    pieces[::2] = [convert_smilies(piece.replace("&nbsp;", "\u00a0")) for piece in pieces[::2]]
    assert show_smilies(html).replace("&nbsp;", "\u00a0") == "".join(pieces)
