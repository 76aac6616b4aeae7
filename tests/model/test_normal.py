"""The normal form: what changes and what does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from migrate.model.document import (
    BlockQuote,
    CodeBlock,
    Document,
    Figure,
    Footnote,
    Heading,
    Paragraph,
    RawBlock,
    Section,
    Table,
)
from migrate.model.inlines import Anchor, FootnoteReference, Link, Span
from migrate.model.normal import normal_blocks, normalise
from migrate.model.normal_inlines import normal_inlines
from tests.writers.build import BR, blocks, code, document, em, image, link, nodes, p, strike, strong, table, ul
from tests.writers.trees import documents

LINES: list[tuple[tuple[Any, ...], tuple[Any, ...]]] = [
    (("a", "b"), ("ab",)),
    (("a \n\t b",), ("a b",)),
    ((" a ",), ("a",)),
    (("a ", em(" b ")), ("a ", em("b"))),
    (("a", em(" b "), " c"), ("a ", em("b"), " c")),
    (("a", strong(em(" b ")), "c"), ("a ", strong(em("b")), " c")),
    ((em("a"), em("b")), (em("ab"),)),
    ((em(strong("a")), em(strong("b"), "c")), (em(strong("ab"), "c"),)),
    ((em("a"), " ", em("b")), (em("a"), " ", em("b"))),
    ((em("a", em("b")), strong(em(strong("c")))), (em("ab"), strong(em("c")))),
    ((em(), strong(em("")), strike(" "), "a"), ("a",)),
    (("a", strike(" "), "b"), ("a b",)),
    ((em("\u00a0a\u00a0"),), ("\u00a0", em("a"), "\u00a0")),
    ((BR, "a ", BR, " b", BR), ("a", BR, "b")),
    ((em(BR, "a", BR), "b"), (em("a"), BR, "b")),
    (("a", em(BR), "b"), ("a", BR, "b")),
    ((code("a"), code("b")), (code("ab"),)),
    ((code("a\r\nb"), code(" "), "c"), (code("a b"), " c")),
    ((link("u", "a", link("v", "b")),), (link("u", "ab"),)),
    ((link("u", " a "), "b"), (link("u", "a"), " b")),
    ((link("u"), Link(url="u", children=(), attributes={"id": "x"})), (Anchor(id="x"),)),
    ((link("u", "a"), link("u", "b")), (link("u", "a"), link("u", "b"))),
    (("a ", Anchor(id="x"), " b"), ("a ", Anchor(id="x"), "b")),
    ((Span(tag="u", children=()), Span(tag="i", children=nodes((" a",)))), (Span(tag="i", children=nodes(("a",))),)),
    ((em(image("i")), " "), (em(image("i")),)),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), LINES)
def test_lines(before: tuple[Any, ...], after: tuple[Any, ...]) -> None:
    assert normal_inlines(nodes(before)) == nodes(after)
    assert normal_inlines(nodes(after)) == nodes(after)


BLOCKS: list[tuple[Any, tuple[Any, ...]]] = [
    (Paragraph(children=()), ()),
    (p("\u00a0"), ()),
    (p(" ", em(" ")), ()),
    (Heading(level=1, children=nodes((" ",))), ()),
    (BlockQuote(blocks=blocks("")), ()),
    (BlockQuote(blocks=(), citation=nodes((" a",))), (BlockQuote(blocks=(), citation=nodes(("a",))),)),
    (ul("", " a"), (ul((), "a"),)),
    (ul(), ()),
    (Section(role="group", blocks=blocks(" ")), ()),
    (Figure(blocks=blocks(""), caption=nodes((" a",))), (Figure(blocks=(), caption=nodes(("a",))),)),
    (CodeBlock(text="a\r\n\tb\n\n"), (CodeBlock(text="a\n\tb"),)),
    (CodeBlock(text=" \n"), ()),
    (RawBlock(html=" \n"), ()),
    (Table(), ()),
    (table((" a", ""), ("b ", "")), (table(("a", ()), ("b", ())),)),
]


@pytest.mark.parametrize(("before", "after"), BLOCKS)
def test_blocks(before: Any, after: tuple[Any, ...]) -> None:
    assert normal_blocks((before,)) == after


def test_footnotes_too() -> None:
    node = Document(blocks=(p("a", FootnoteReference(id="x")),), footnotes=(Footnote(id="x", blocks=blocks(" b")),))
    assert normalise(node).footnotes[0].blocks == blocks("b")


def test_what_is_in_normal_form_is_not_copied() -> None:
    node = document("a b", p("a ", em("b"), BR, code("c"), link("u", "d"), image("i")), CodeBlock(text="a"))
    assert normalise(node) is node


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents())
def test_the_normal_form_is_its_own(node: Document) -> None:
    assert normalise(normalise(node)) == normalise(node)


def test_depth_is_no_matter() -> None:
    inline: Any = nodes(("deep",))[0]
    for number in range(2000):
        inline = Span(tag="u", children=(inline,)) if number % 2 else em(inline)
    normal_inlines((inline,))
    block: Any = p("deep")
    for _ in range(500):
        block = Section(role="group", blocks=(block,))
    assert normal_blocks((block,))
