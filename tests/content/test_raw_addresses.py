"""Addresses within HTML that is kept as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.content.raw_addresses import rewrite_addresses


def moved(url: str) -> str:
    return url.replace("https://old.example", "/new")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<form action='https://old.example/a?b=1&amp;c=2'>", "<form action='/new/a?b=1&amp;c=2'>"),
        ('<img srcset="https://old.example/a.png 1x, https://old.example/b.png 2x">',
         '<img srcset="/new/a.png 1x, /new/b.png 2x">'),
        ('<div style="background: url(\'https://old.example/a.png\') no-repeat">',
         '<div style="background: url(\'/new/a.png\') no-repeat">'),
        ("<script src=\"https://old.example/x.js\">var url = 'https://old.example/';</script>",
         "<script src=\"/new/x.js\">var url = 'https://old.example/';</script>"),
        ('<a data-hrefs="https://old.example/">', '<a data-hrefs="https://old.example/">'),
        ('<object data="https://old.example/a.pdf"></object>', '<object data="/new/a.pdf"></object>'),
        ("<p>href=https://old.example/</p>", "<p>href=https://old.example/</p>"),
    ],
)  # fmt: skip
def test_addresses_are_rewritten(html: str, expected: str) -> None:
    assert rewrite_addresses(html, moved) == expected


@given(st.text() | st.text(alphabet="<>\"' =hrefsrcsetyl:/.(),").map(lambda text: f"<a {text}>"))
def test_nothing_else_changes(html: str) -> None:
    assert rewrite_addresses(html, lambda url: url) == html
