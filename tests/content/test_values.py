"""Transforms of a mapping's sources: what each gives, and that none raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.content.values import TRANSFORM_FUNCTIONS, as_text, member, transformed, trimmed

CASES = [
    ("text", "", "a <b>b</b>\n &amp; c", "a b & c"),
    ("text", "", "x <!-- y --> z <!-- no end", "x z"),
    ("html", "", "&lt;b&gt;x&lt;/b&gt; &amp;amp;", "<b>x</b> &amp;"),
    ("verbatim", "", "<pre>a &lt; b<br>c\n  d</pre>\n", "a < b\nc\n  d"),
    ("lines", "", "a\nb", "a<br />\nb"),
    ("ids", "", " 3, 1 ,x, 2", "3,1,2"),
    ("ids", "", "media: 7", "7"),
    ("int", "", " 12px", "12"),
    ("int", "", "12.5", ""),
    ("url", "", "https://a.example/?a=1&amp;b=2", "https://a.example/?a=1&b=2"),
    ("url", "", '<a href="https://a.example/">x</a>', "https://a.example/"),
    ("url", "", "www.a.example/x", "https://www.a.example/x"),
    ("url", "", "a.example/x", "https://a.example/x"),
    ("url", "", "/path", "/path"),
    ("url", "", "mailto:a@b.example", "mailto:a@b.example"),
    ("url", "", "word", ""),
    ("url", "https://v.example/*", "word", "https://v.example/word"),
    ("url", "https://v.example/*", "two words", ""),
    ("url", "https://v.example/*", "https://w.example/", "https://w.example/"),
    ("css-length", "", "300", "300"),
    ("css-length", "", "50 %", "50%"),
    ("css-length", "", "calc(1px)", ""),
    ("percent", "", "a%20b%C3%A9", "a bé"),
    ("base64", "", "PGI+\naGk8L2I+", "<b>hi</b>"),
    ("base64", "", "PGI-", ""),
    ("split", "|", "2|full", "2"),
    ("after", "media:", "media: 1,2", " 1,2"),
    ("after", "media:", "posts", ""),
    ("pair", "url", "title:T|url:https%3A%2F%2Fa.example|target:x", "https://a.example"),
    ("pair", "rel", "url:x", ""),
    ("query", "w", "https://a.example/?v=1&amp;w=320", "320"),
    ("query", "w", "https://youtu.be/x&w=320&h=2", "320"),
    ("query", "w", "http://[", ""),
    ("divi", "", "Say %22hi%22 %91x%93||next", 'Say "hi" [x]\nnext'),
    ("divi", "", "@ET-DC@eyJk@", ""),
    ("is", "left,right", "Left", "Left"),
    ("is", "left,right", "none", ""),
    ("lower", "", "PHP", "php"),
]


@pytest.mark.parametrize(("name", "argument", "value", "expected"), CASES)
def test_transform(name: str, argument: str, value: str, expected: str) -> None:
    assert transformed(value, ((name, argument),)) == expected


def test_every_transform_has_a_case() -> None:
    assert {case[0] for case in CASES} == set(TRANSFORM_FUNCTIONS)


@given(st.sampled_from(sorted(TRANSFORM_FUNCTIONS)), st.text(max_size=40), st.text(min_size=1, max_size=5))
def test_no_transform_raises(name: str, value: str, argument: str) -> None:
    assert isinstance(TRANSFORM_FUNCTIONS[name](value, argument), str)


def test_transforms_follow_each_other_and_nothing_stays_nothing() -> None:
    assert transformed("2|x", (("split", "|"), ("ids", ""))) == "2"
    assert transformed("", (("url", "https://a.example/*"),)) == ""


def test_members_of_attributes() -> None:
    attributes = {"a": {"b": [1, "x", True]}, "n": None, "f": 1.5, "deep": [{"c": "é"}]}
    assert member(attributes, "a.b") == "1,x,true"
    assert member(attributes, "a.b.c") == member(attributes, "n") == member(None, "a") == ""
    assert member(attributes, "f") == "1.5"
    assert as_text(attributes["deep"]) == '[{"c": "é"}]'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("</p>\n<p>a</p>\n<p>", "<p>a</p>"),
        ("<br />\na<br />", "a"),
        (" <br> </p> ", ""),
        ("", ""),
        ("a <b>b</b>", "a <b>b</b>"),
    ],
)
def test_trimmed(html: str, expected: str) -> None:
    assert trimmed(html) == expected
