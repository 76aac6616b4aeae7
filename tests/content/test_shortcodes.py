"""The shortcode grammar: attributes as WordPress reads them, only known names, and no text lost between."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.content.shortcodes import Shortcode, clean_value, find_shortcodes, parse_attributes

NAMES = frozenset({"a", "b", "a-b", "youtube", "c.d", "vc_row", "vc_column", "vc_column_text"})


def test_attributes_agree_with_wordpress(oracle: Path) -> None:
    lines = (oracle / "shortcode-atts.jsonl").read_text(encoding="utf-8").split("\n")
    cases = [json.loads(line) for line in lines if line]
    assert len(cases) >= 400
    differing = [case for case in cases if list(parse_attributes(case["in"]).items()) != list(case["atts"].items())]
    assert not differing


# Keys and values as WordPress gives them.
ATTRIBUTES: dict[str, dict[str, str]] = {
    "": {},
    " \n": {},
    "a=\"1\" b='2' c=3": {"a": "1", "b": "2", "c": "3"},
    "Ids = \"1\" data-X = 'y'": {"ids": "1", "data-x": "y"},
    "a=1 a=2": {"a": "2"},
    "x \"y z\" 'q r'": {"0": "x", "1": "y z", "2": "q r"},
    "=URL": {"0": "=URL"},
    'a="1"b="2"': {"0": 'a="1"b="2"'},
    'a="1': {"0": 'a="1'},
    "x 5=y z": {"0": "x", "5": "y", "6": "z"},
    "x 0=y": {"0": "x"},
    "05=x y": {"05": "x", "0": "y"},
    'a="<b>x</b>" c="1 < 2" d="2 > 1"': {"a": "<b>x</b>", "c": "", "d": "2 > 1"},
    'a="x\u00a0\u200by"': {"a": "x y"},
    "a=x\u00a0b=y": {"a": "x", "b": "y"},
    "é=1": {"0": "é=1"},
    r'a="\n\t\"': {"a": "\n\t\\"},
    r"a='\x41\101\q\\\'": {"a": "AAq\\\\"},
    r"a='\xc3\xa9 \400'": {"a": "é \0"},
    "a='\n'\nb": {"a": "\n", "0": "b"},
}


@pytest.mark.parametrize(("text", "expected"), ATTRIBUTES.items())
def test_attributes(text: str, expected: dict[str, str]) -> None:
    assert list(parse_attributes(text).items()) == list(expected.items())


def test_attributes_where_php_fails_or_leaves_bytes_that_are_not_utf8() -> None:
    assert parse_attributes("9223372036854775807=x y") == {"9223372036854775807": "x"}
    assert parse_attributes(r"a='\xe9'") == {"a": "\ufffd"}
    assert parse_attributes("a='\ud800\\n'") == {"a": "\ufffd\ufffd\ufffd\n"}


@settings(deadline=None)
@given(st.one_of(st.text(), st.text("ab=\"'<> \\x01\u00a0-")))
def test_any_text_has_attributes(text: str) -> None:
    for key, value in parse_attributes(text).items():
        assert key == key.lower()
        assert isinstance(value, str)


CLEAN = {
    "https://e.example/a?b=c": "https://e.example/a?b=c",
    "”URL″": "URL",
    "“URL”": "URL",
    "&#8221;URL&#8243;": "URL",
    "&quot;URL&quot;": "URL",
    "&#x201D;URL&#x2033;": "URL",
    "&ldquo;a b&rdquo;": "a b",
    "=URL": "URL",
    '="URL"': "URL",
    "=”URL″": "URL",
    "“Hello": "Hello",
    "World”": "World",
    "12″": "12″",
    "“12″": "12",
    "say “hi”": "say “hi”",
    "“a” and “b”": "“a” and “b”",
    "dogs’": "dogs’",
    "": "",
    "””": "",
    " x ": "x",
}


@pytest.mark.parametrize(("value", "expected"), CLEAN.items())
def test_values_lose_the_marks_around_them(value: str, expected: str) -> None:
    assert clean_value(value) == expected


@given(st.text('ab ”″"=5&;#quot'))
def test_cleaning_takes_from_the_edges_only(value: str) -> None:
    assert clean_value(value) in value


def found(text: str) -> list[Shortcode]:
    return [piece for piece in find_shortcodes(text, NAMES) if isinstance(piece, Shortcode)]


def outline(text: str) -> list[str]:
    """The pieces: text as it is; a shortcode as `name`, `name/` or `name(content)`, `!` before one that is escaped,
    `@` before one in a tag."""
    pieces: list[str] = []
    for piece in find_shortcodes(text, NAMES):
        if isinstance(piece, str):
            pieces.append(piece)
            continue
        content = "" if piece.content is None else f"({piece.content})"
        marks = "!" * piece.escaped + "@" * piece.inside_tag
        pieces.append("{" + marks + piece.name + "/" * piece.self_closing + content + "}")
    return pieces


OUTLINES: dict[str, list[str]] = {
    "": [],
    "no brackets": ["no brackets"],
    "[sic] [1] [x](y)": ["[sic] [1] [x](y)"],
    "x [a] y": ["x ", "{a}", " y"],
    "[a][b]": ["{a}", "{b}"],
    "[a]x[/a]y": ["{a(x)}", "y"],
    "[a][/a]": ["{a()}"],
    "[a/]x[/a]": ["{a/}", "x[/a]"],
    "[a u=x/y /]": ["{a/}"],
    "[a x[/a]": ["{a}"],
    "[a": ["[a"],
    "[ab] [a_] [a-c]": ["[ab] [a_] [a-c]"],
    "[a-b]": ["{a-b}"],
    "[A]": ["[A]"],
    "[c.d]x[/c.d]": ["{c.d(x)}"],
    "[a, x]": ["[a, x]"],
    "[a, x][a]": ["{a}", "{a}"],
    "[youtube=URL]": ["{youtube}"],
    "[a\u00a0x][a]": ["{a}", "{a}"],
    # A name does not nest in itself; other names do.
    "[a][a]x[/a][/a]": ["{a([a]x)}", "[/a]"],
    "[a][b]x[/a][/b]": ["{a([b]x)}", "[/b]"],
    # Escapes: one pair of brackets is stripped later. Without the second bracket the first is text.
    "[[a]]": ["{!a}"],
    "[[a]x[/a]]": ["{!a(x)}"],
    "[[a]": ["[", "{a}"],
    "[a]]": ["{a}", "]"],
    "[[[a]]]": ["[", "{!a}", "]"],
    "[[a]] x [a]y[/a]": ["[", "{a(] x [a]y)}"],
    # In tags.
    '<p t="[a]">': ['<p t="', "{@a}", '">'],
    "<p [a] [b]>": ["<p ", "{@a}", " ", "{@b}", ">"],
    "<p [a]x[/a]>": ["<p [a]x[/a]>"],
    '<p t="[a]x[/a]" u="[b" v="]"/>': ['<p t="', "{@a(x)}", '" u="[b" v="]"/>'],
    '<p t="[[a]]">': ['<p t="', "{!@a}", '">'],
    "</p [a]>": ["</p [a]>"],
    "<3 [a]": ["<3 ", "{@a}"],
    "<3 x < [a]": ["<3 x < [a]"],
    "<[a]@e.example>": ["<", "{@a}", "@e.example>"],
    "<!-- [a] -->[b]": ["<!-- [a] -->", "{b}"],
    "<![CDATA[ [a] ]]>[b]": ["<![CDATA[ [a] ]]>", "{b}"],
    "<!-- [a]": ["<!-- [a]"],
    '[a]<p t="[/a]">[/a]': ['{a(<p t="[/a]">)}'],
    '[a]<p t="[b]">[/a]': ['{a(<p t="[b]">)}'],
    '[a <p t="]">]x': ["{a}", "x"],
}


@pytest.mark.parametrize(("text", "expected"), OUTLINES.items())
def test_which_brackets_are_shortcodes(text: str, expected: list[str]) -> None:
    assert outline(text) == expected


def test_a_shortcode_says_what_it_holds() -> None:
    text = '<p>[a URL w=1 "T u"]x[/a]</p>'
    assert found(text) == [
        Shortcode(
            name="a",
            attributes={"w": "1"},
            positional=("URL", "T u"),
            content="x",
            escaped=False,
            self_closing=False,
            start=3,
            end=len(text) - 4,
        )
    ]
    assert [piece for piece in find_shortcodes("[q]", lambda name: name == "q") if piece != "[q]"]


def test_builders_nest_by_reading_contents_in_turn() -> None:
    text = "[vc_row][vc_column][vc_column_text]x[/vc_column_text][/vc_column][/vc_row]"
    names: list[str] = []
    while shortcodes := found(text):
        names.append(shortcodes[0].name)
        text = shortcodes[0].content or ""
    assert (names, text) == (["vc_row", "vc_column", "vc_column_text"], "x")


TOKENS = "[ ] [[ ]] [a [/a] [a] [b] [/b] [a-b [c.d] / <p > </p <!-- --> <![CDATA[ ]]> [q] x é"
soup = st.lists(st.sampled_from([*TOKENS.split(), '"', "'", "=", " ", "\n", "\u00a0"])).map("".join)


@settings(deadline=None)
@given(st.one_of(soup, st.text()))
def test_pieces_joined_are_the_text(text: str) -> None:
    pieces = list(find_shortcodes(text, NAMES))
    assert "".join(piece if isinstance(piece, str) else text[piece.start : piece.end] for piece in pieces) == text
    assert "" not in pieces
    for piece in pieces:
        if isinstance(piece, Shortcode):
            written = text[piece.start : piece.end]
            assert written.startswith(("[" * (1 + piece.escaped)) + piece.name)
            assert written.endswith("]" * (1 + piece.escaped))
            assert piece.content is None or f"[/{piece.name}]" not in piece.content or "<" in piece.content


@pytest.mark.parametrize(
    "unit", ["[", "[a", "[a]", "[a][b]", "[[a", "<[a] ", "<p [a] ", '[a x="', "[a]<!--", "a ", '"', "='", "\\"]
)
def test_hostile_texts_come_to_an_end(unit: str) -> None:
    """Each tempts a search to look through the rest of the text again and again: minutes, if it does."""
    text = unit * (100_000 // len(unit))
    pieces = find_shortcodes(text, NAMES)
    assert sum(len(piece) if isinstance(piece, str) else piece.end - piece.start for piece in pieces) == len(text)
    assert sum(map(len, parse_attributes(text))) <= 10 * len(text)
    assert len(clean_value(text)) <= len(text)
    assert clean_value(" " * 10_000 + text + '"x').endswith("x")
