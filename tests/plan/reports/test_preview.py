"""Rendered bodies: what reads as it did, and nothing that loads, runs or leads away."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.plan.reports import preview
from migrate.plan.reports.preview import LONGEST, cleaned, render
from migrate.plan.reports.record import Format
from tests.plan.reports.plans import HOSTILE, OLD


def test_markdown_is_rendered_without_its_front_matter() -> None:
    page = render(OLD.decode(), Format.MARKDOWN)
    assert page is not None
    assert "title:" not in page
    assert "<p>A line that stays.</p>" in page
    assert "<ol>\n<li>one</li>" in page
    assert '<span class="placeholder">image A boat https://pictures.example/boat.jpg</span>' in page
    assert render("+++\ntitle = 1\n+++\n*a*", Format.MARKDOWN) == "<p><em>a</em></p>\n"
    assert render("| a |\n|--|\n| ~~b~~ |", Format.MARKDOWN) is not None


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>a<b>c</p>d", "<p>a<b>c</b></p>d"),
        ('<p onclick="x" style="y" class="z">a</p>', "<p>a</p>"),
        ("<script>run()</script>a<style>b</style>", "a"),
        ("<svg><script>run()</script></svg>a", "a"),
        ("<svg><svg>b</svg>c</svg>a", "a"),
        ('<a href="https://site.example/?a&amp;b" target=_top>x</a>', '<a title="https://site.example/?a&amp;b">x</a>'),
        ("<img src=x onerror=run()>", '<span class="placeholder">image x</span>'),
        (
            "<iframe src='https://evil.example'>b</iframe>a",
            '<span class="placeholder">frame https://evil.example</span>a',
        ),
        ("<form action=x><input><button>b</button></form>", "b"),
        ("<meta http-equiv=refresh content='0;url=x'><base href=x><link rel=x>a", "a"),
        ("<!-- wp:paragraph --><p>a</p><!-- /wp:paragraph -->", "<p>a</p>"),
        ("<td colspan=2 rowspan='x' width=9>a", '<td colspan="2">a</td>'),
        ("</p></div>a", "a"),
        ("a &lt;b&gt; \0", "a &lt;b&gt; \ufffd"),
        ("<plaintext>a", "a"),
    ],
)
def test_html_is_cleaned(html: str, shown: str) -> None:
    assert cleaned(html) == shown


def test_depth_is_bounded() -> None:
    assert cleaned("<div>" * 10_000 + "a").count("<div>") == 200


@given(
    st.lists(st.sampled_from(["<", ">", "script", "/", "img", " src=x", "'", '"', "!--", "p", "a", "=", "&lt;", "\0"]))
)
def test_only_our_own_tags_come_out(pieces: list[str]) -> None:
    page = cleaned("".join(pieces) + HOSTILE)
    tags = re.findall(r"<([^>]*)>", page)
    assert all(re.fullmatch(r'/?[a-z]\w*( title="[^"]*"| class="placeholder")?', tag) for tag in tags)
    assert not re.search(r"<(/?)(script|img|style)", page)


def test_line_breaks_count_in_wordpress_bodies() -> None:
    assert render("a\n\nb", Format.WORDPRESS) == '<div class="lines">a\n\nb</div>'


def test_what_cannot_be_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    assert render("a" * (LONGEST + 1), Format.MARKDOWN) is None
    assert render("a", Format.NONE) is None
    preview._markdown.cache_clear()
    monkeypatch.setitem(sys.modules, "markdown_it", None)
    assert render("a", Format.MARKDOWN) is None
    preview._markdown.cache_clear()
