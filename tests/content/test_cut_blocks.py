"""Bodies whose delimiters are cut out give what the tree of their blocks gives, with the same losses and nodes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_site import SmallSite, shipped_rules

from migrate.content import rendering
from migrate.content.context import FragmentContext
from migrate.content.cut_blocks import Sorts, cut
from migrate.content.read import STEPS
from migrate.content.reading import Reading, Subject

PIECES = """\
<!-- wp:paragraph -->
<!-- /wp:paragraph -->
<!-- wp:group {"a":1} -->
<!-- /wp:group {"a":1} -->
<!-- wp:separator /-->
<!-- wp:unknown/one {"b":{"c":["}"]}} /-->
<!-- wp:unknown/one -->
<!-- /wp:unknown/one /-->
<!-- wp:more {bad} -->
<!--  wp:list -->
<!-- wp:list {"a":"<"} -->
<!-- /wp:list -->
<!-- wp:Upper -->
<!-- wp:list <!-- wp:list -->
<!-- wp:gallery {"ids":[1]} -->
<!-- /wp:gallery -->
<!-- wp:latest-posts /-->
<p>a</p>
wp:
0
"""
_PIECES = st.sampled_from([*PIECES.splitlines(), "\n"])
_NAMES = st.sampled_from(["paragraph", "group", "embed", "unknown/one", "list", "latest-posts", "core/quote", "block"])


def _within(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda name, content: f"<!-- wp:{name} -->{content}<!-- /wp:{name} -->",
        _NAMES,
        st.lists(inner, max_size=3).map("".join),
    )


bodies = st.lists(st.recursive(_PIECES, _within, max_leaves=8), max_size=5).map("".join)


def _rendered(body: str) -> tuple[Any, ...]:
    context = FragmentContext()
    reading = Reading(Subject(), shipped_rules(), SmallSite(), context, STEPS)
    html = rendering.render_body(reading, [body])
    return html, context.losses, reading.depth, [context.nodes.get(str(number)) for number in range(1, 9)]


@given(bodies)
def test_as_the_tree_of_blocks(body: str) -> None:
    quick = _rendered(body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering, "cut", lambda *_: None)
        assert _rendered(body) == quick


def test_only_blocks_that_are_more_than_their_html_are_looked_at() -> None:
    body = "<!-- wp:group -->a<!-- wp:embed {\"url\":\"x\"} -->b<!-- wp:list -->c<!-- /wp:list --><!-- /wp:embed -->d<!-- /wp:group -->"  # fmt: skip
    found = cut(body, Sorts(lambda name: name != "core/embed"), 9)
    assert found is not None
    seen = []
    html = found.html(-1, lambda block: seen.append(block) or block.inside(str).upper())
    assert html == "aBCd"
    assert [(block.name, block.attributes, block.level) for block in seen] == [("core/embed", {"url": "x"}, 1)]
    assert seen[0].source == body[18:-19]


@pytest.mark.parametrize(
    "body",
    ["<!-- wp:list -->", "<!-- /wp:list -->", "<!-- wp:list {\"a\":\"<\"} /-->", "<!--  wp:list /-->", "wp: <!-- wp:list /-->", "0<!-- wp:list /-->"],
)  # fmt: skip
def test_what_is_unusual_is_parsed(body: str) -> None:
    assert cut(body, Sorts(lambda _: True), 9) is None


def test_what_is_nested_too_deep_is_parsed() -> None:
    body = "<!-- wp:list -->" * 3 + "<!-- /wp:list -->" * 3
    assert cut(body, Sorts(lambda _: True), 4) is not None
    assert cut(body, Sorts(lambda _: True), 3) is None
