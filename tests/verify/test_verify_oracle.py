"""Over real bodies: the source page is what WordPress rendered, and what our writers write is the source page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.content.read import Read, Subject, read_body
from migrate.mappers.mapping import load_rules
from migrate.model.document import Document
from migrate.model.rules import Rules
from migrate.verify import Comparison, Page, compare, page_of_body, page_of_html, page_of_markdown, page_of_text
from migrate.writers import write_html, write_markdown, write_text
from tests.content.small_site import shipped_rules
from tests.verify.bodies import accounts, cases

KEPT = 0.995
"""How much of each kind of structure has to be there."""
SHOWS_ITSELF = {"core/query", "core/post-content", "core/block"}
"""Blocks in which WordPress showed other posts, or the post itself once more."""


class NothingElse:
    """An export of one body."""

    def media(self, wp_id: int, root: int) -> None:
        return None

    def attachments(self, key: str) -> tuple[()]:
        return ()

    def pattern(self, wp_id: int, root: int) -> None:
        return None

    def table(self, table_id: str, root: int) -> None:
        return None


def source_of(body: str, rules: Rules, *, alternatives: bool = False) -> Page:
    return page_of_body(body, Subject(), rules, NothingElse(), alternatives=alternatives)


def read(body: str, rules: Rules) -> Read:
    return read_body(body, Subject(), rules, NothingElse())


def gap_names(page: Page) -> set[str]:
    return {gap.name.name for gap in page.gaps}


def check(comparisons: dict[str, Comparison], least: int, *, lines: bool = True) -> None:
    """None is different; of each kind of structure nearly all is there."""
    different = {key: (one.differences, one.addresses) for key, one in comparisons.items() if one.status == "different"}
    assert different == {}
    assert Counter(one.status for one in comparisons.values())["same"] >= least
    expected: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    for one in comparisons.values():
        expected.update({kind: count.expected for kind, count in one.structure.items()})
        missing.update({kind: count.missing for kind, count in one.structure.items()})
    poor = {kind: (missing[kind], expected[kind]) for kind in expected if missing[kind] > expected[kind] * (1 - KEPT)}
    assert poor == {}
    if lines:
        assert min(expected[kind] for kind in ("headings", "links", "images", "items", "cells", "code", "blocks")) > 50


def test_the_source_is_what_wordpress_renders(oracle: Path) -> None:
    """With the shortcodes that it had. Where nothing is there by name only, word for word and edge for edge."""
    rules = load_rules(plugins=[])
    comparisons = {}
    for case in cases(oracle / "bodies.jsonl"):
        source = source_of(case["in"], rules)
        rendered = page_of_html(case["rendered"])
        if not source.gaps:
            assert source == rendered, case["id"]
        if not gap_names(source) & SHOWS_ITSELF:
            comparisons[case["id"]] = compare(source, rendered)
    assert len(comparisons) > 340
    check(comparisons, 330)


def test_random_classic_bodies_are_what_wordpress_renders(oracle: Path) -> None:
    rules = load_rules(plugins=[])
    for case in cases(oracle / "classic-fuzz.jsonl"):
        assert source_of(case["in"], rules).words == page_of_html(case["rendered"]).words, case["id"]


WRITERS: dict[str, Callable[[Document], Page]] = {
    "markdown": lambda document: page_of_markdown(write_markdown(document)[0]),
    "html": lambda document: page_of_html(write_html(document)),
    "text": lambda document: page_of_text(write_text(document)),
}


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_written_is_the_source(oracle: Path, name: str) -> None:
    comparisons = {}
    for case in cases(oracle / "bodies.jsonl"):
        found = read(case["in"], shipped_rules())
        source = source_of(case["in"], shipped_rules(), alternatives=name == "text")
        comparisons[case["id"]] = compare(source, WRITERS[name](found.document), accounts(found))
    assert len(comparisons) > 300
    check(comparisons, len(comparisons) - 10, lines=name != "text")


@pytest.mark.parametrize("name", ["markdown", "html"])
def test_what_is_written_is_what_wordpress_rendered(oracle: Path, name: str) -> None:
    """Without our own source page between them, where WordPress showed nothing that is not in the body."""
    rules = load_rules(plugins=[])
    comparisons = {}
    for case in cases(oracle / "bodies.jsonl"):
        found = read(case["in"], rules)
        if not gap_names(source_of(case["in"], rules)) - {"embed", "math", "footnote"}:
            rendered = page_of_html(case["rendered"])
            comparisons[case["id"]] = compare(rendered, WRITERS[name](found.document), accounts(found))
    assert len(comparisons) > 300
    check(comparisons, len(comparisons))


def test_random_classic_bodies_written_as_html(oracle: Path) -> None:
    for case in cases(oracle / "classic-fuzz.jsonl"):
        found = read(case["in"], shipped_rules())
        comparison = compare(source_of(case["in"], shipped_rules()), page_of_html(write_html(found.document)))
        assert comparison.status != "different", case["id"]
