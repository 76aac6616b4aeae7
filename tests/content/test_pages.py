"""Pages and teasers are cut where WordPress cuts them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.content.blocks import parse_blocks
from migrate.content.pages import split_pages

NEXT = "<!--nextpage-->"
NEXT_BLOCK = f"<!-- wp:nextpage -->\n{NEXT}\n<!-- /wp:nextpage -->"
MORE_BLOCK = (
    '<!-- wp:more {"customText":"Go on","noTeaser":true} -->\n<!--more Go on-->\n<!--noteaser-->\n<!-- /wp:more -->'
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", [""]),
        ("a", ["a"]),
        (f"a{NEXT}b", ["a", "b"]),
        (f"a\n{NEXT}\nb\n\n{NEXT}c", ["a", "b\n", "c"]),
        (f"a\n\n{NEXT}\n\nb", ["a", "b"]),
        (f"{NEXT}a", ["a"]),
        (f"\n{NEXT}\na", ["a"]),
        (f" {NEXT}a", [" ", "a"]),
        (f"{NEXT}{NEXT}a{NEXT}", ["", "a", ""]),
        (f"a{NEXT}\n{NEXT}b", ["a", "", "b"]),
        (f"a\n\n{NEXT_BLOCK}\n\nb", ["a\n\n", "\n\nb"]),
        (f"{NEXT_BLOCK}a", ["a"]),
        (f'a<!-- wp:nextpage {{"k":1}} -->{NEXT}<!-- /wp:nextpage -->b', ["a", "b"]),
        ("a<!-- nextpage -->b", ["a<!-- nextpage -->b"]),
        ("a<!--NextPage-->b", ["a<!--NextPage-->b"]),
        ("a<!-- wp:nextpage -->b", ["a<!-- wp:nextpage -->b"]),
    ],
)
def test_cuts_pages(body: str, expected: list[str]) -> None:
    pages = split_pages(body)
    assert [page.text for page in pages] == expected
    assert all(body.startswith(page.text, page.start) for page in pages)


@pytest.mark.parametrize(
    ("body", "teaser", "label", "rest"),
    [
        ("a<!--more-->b", "a", "", "b"),
        ("a <!--more Read <b>all</b> of it  -->\nb", "a ", "Read all of it", "\nb"),
        ("a<!--moreover-->b", "a", "over", "b"),
        ("a<!--more-->b<!--more-->c", "a", "", "b<!--more-->c"),
        ("a<!--more x\ny-->b<!--more z-->c", "a<!--more x\ny-->b", "z", "c"),
        (f"a\n\n{MORE_BLOCK}\n\nb", "a\n\n", "Go on", "\n\nb"),
        ("a<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->b", "a", "", "b"),
        ("<!-- wp:more -->x<!--more-->y<!-- /wp:more -->", "<!-- wp:more -->x", "", "y<!-- /wp:more -->"),
        ("a<!-- wp:more --><!--more-->b", "a<!-- wp:more -->", "", "b"),
    ],
)
def test_cuts_the_teaser(body: str, teaser: str, label: str, rest: str) -> None:
    (page,) = split_pages(body)
    assert page.more is not None
    assert (page.teaser, page.more.label, page.rest) == (teaser, label, rest)


@pytest.mark.parametrize("body", ["a", "a<!-- more -->b", "a<!--More-->b", "a<!--more", "a<!--more\n-->b"])
def test_no_marker_no_teaser(body: str) -> None:
    (page,) = split_pages(body)
    assert (page.more, page.teaser, page.rest) == (None, None, body)


def test_only_the_first_page_hides_its_teaser() -> None:
    first, second = split_pages(f"a<!--more-->b{NEXT}c<!--more-->d<!--noteaser-->")
    assert first.more is not None
    assert second.more is not None
    assert (first.more.hides_teaser, second.more.hides_teaser) == (True, False)
    (page,) = split_pages("a<!--more-->b")
    assert page.more is not None
    assert not page.more.hides_teaser


def test_pages_of_blocks_are_whole_blocks() -> None:
    paragraph = "<!-- wp:paragraph --><p>x</p><!-- /wp:paragraph -->"
    pages = split_pages(f"{paragraph}\n{MORE_BLOCK}\n{paragraph}\n{NEXT_BLOCK}\n{paragraph}")
    parts = [part for page in pages for part in (page.teaser, page.rest) if part is not None]
    assert len(parts) == 3
    for part in parts:
        blocks = [block for block in parse_blocks(part) if block.inner_html.strip()]
        assert [(block.name, block.unclosed) for block in blocks] == [("core/paragraph", False)]


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            [NEXT, NEXT_BLOCK, MORE_BLOCK, "<!--more x-->", "<!--more", "-->", "\n", "a", "<!--noteaser-->"]
        )
        | st.text(max_size=3),
        max_size=10,
    ).map("".join)
)
def test_pages_hold_all_but_the_markers(body: str) -> None:
    position = 0
    for page in split_pages(body):
        assert body.startswith(page.text, page.start)
        assert page.start >= position
        between = body[position : page.start]
        assert not between.replace(NEXT_BLOCK, "").replace(NEXT, "").strip("\n")
        assert NEXT not in page.text
        position = page.start + len(page.text)
        if page.more is not None:
            marker = page.text[page.more.start : page.more.end]
            assert f"{page.teaser}{marker}{page.rest}" == page.text
            assert marker == MORE_BLOCK or marker.startswith("<!--more")
    assert position == len(body)


@pytest.mark.parametrize(
    "body",
    [
        "<!--more" * 120_000,
        "<!--more\n" * 110_000 + "-->",
        "\n<!--nextpage-->" * 60_000,
        "<!-- wp:nextpage {" * 60_000 + NEXT,
        "<!-- wp:more {" * 70_000 + "<!--more-->",
        "<!--more " + "<" * 1_000_000 + "-->",
        "\n" * 1_000_000 + NEXT,
    ],
    ids=lambda body: body[:20],
)
def test_hostile_bodies_take_linear_time(body: str) -> None:
    started = time.perf_counter()
    split_pages(body)
    assert time.perf_counter() - started < 5, "a megabyte takes well below a second; quadratic would take minutes"
