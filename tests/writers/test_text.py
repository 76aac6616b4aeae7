"""Plain text: every word in its order, and a layout that can be read."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings

from migrate.model.normal import normalise
from migrate.writers import write_text
from migrate.writers.text import _BLOCKS
from tests.writers import model
from tests.writers.build import BR, blocks, code, document, em, image, link, nodes, ol, p, table, ul
from tests.writers.trees import documents

CASES: list[tuple[Any, str]] = [
    (p("a *b* ", em("c"), BR, link("u", "d"), code(" e"), image("i", "f")), "a *b* c\nd ef"),
    (p("a", model.Anchor(id="x"), model.InlineMath(tex="x^2"), model.RawInline(html="<b>B</b> &amp;<script>no</script>")), "ax^2B &"),
    (model.Heading(level=1, children=nodes(("a",))), "a"),
    (model.BlockQuote(blocks=blocks(("a", "b")), citation=nodes(("c",))), "    a\n\n    b\n\n    c"),
    (ul("a", ("b", ul("c", "d")), "e"), "- a\n- b\n  - c\n  - d\n- e"),
    (ul("a", "b", tight=False), "- a\n\n- b"),
    (ul((ul("a"),), ()), "- - a\n-"),
    (ol("a", (p("b", BR, "c"), "d"), start=9), "9. a\n10. b\n    c\n\n    d"),
    (model.OrderedList(items=ol("a", "b").items, start=5, reversed=True), "5. a\n4. b"),
    (ul(model.ListItem(blocks=blocks("a"), checked=True), model.ListItem(blocks=blocks("b"), checked=False)), "- [x] a\n- [ ] b"),
    (model.DefinitionList(items=(model.Definition(terms=(nodes(("a",)),), descriptions=(blocks("b"),)),)), "a\n    b"),
    (model.CodeBlock(text="a\n\n  b"), "a\n\n  b"),
    (model.LineBlock(lines=(nodes(("a",)), nodes(("  b",)))), "a\n  b"),
    (table(("a", "b"), ("c", "")), "a | b\nc |"),
    (table((("a", "b"), "c")), "a\n\nb\n\nc"),
    (model.ThematicBreak(), "* * *"),
    (model.Figure(blocks=(p(image("i", "a")),), caption=nodes(("b",))), "a\n\nb"),
    (model.Gallery(images=(model.GalleryImage(image=model.Image(url="i", alt="a"), caption=nodes(("b",))),)), "a\n\nb"),
    (model.Embed(url="https://a.org", caption=nodes(("b",))), "https://a.org\n\nb"),
    (model.Player(kind="audio", sources=(model.MediaSource(url="a"),), caption=nodes(("b",))), "b"),
    (model.FileLink(url="u", name=nodes(("a",)), button=nodes(("b",))), "a b"),
    (model.Details(summary=nodes(("a",)), blocks=blocks("b")), "a\n\nb"),
    (model.Section(role="group", blocks=blocks(("a", "b"))), "a\n\nb"),
    (model.Math(mathml="<math><mi>x</mi></math>"), "x"),
    (model.RawBlock(html="<div><p>a</p><p>b &lt;c</p><style>no</style></div>"), "a\nb <c"),
]  # fmt: skip


@pytest.mark.parametrize(("node", "text"), CASES)
def test_nodes(node: Any, text: str) -> None:
    assert write_text(document("before", node, "after")) == f"before\n\n{text}\n\nafter\n"


def test_marks_show_nothing() -> None:
    assert write_text(document(model.More(), model.Placeholder(name="x"))) == ""
    assert write_text(model.Document()) == ""


def test_footnotes() -> None:
    node = model.Document(
        blocks=(p("a", model.FootnoteReference(id="x")),),
        footnotes=(model.Footnote(id="x", blocks=blocks(("b", "c"))),),
    )
    assert write_text(node) == "a[1]\n\n[1] b\n\n    c\n"


def test_every_block_has_its_lines() -> None:
    assert set(_BLOCKS) == set(get_args(model.Block))


def test_depth_is_no_matter() -> None:
    deep: Any = p("deep")
    for _ in range(500):
        deep = model.Section(role="group", blocks=(model.BlockQuote(blocks=(deep,)),))
    assert write_text(model.Document(blocks=(deep,))).strip() == "deep"


def words(node: Any) -> list[str]:
    match node:
        case tuple():
            return [word for child in node for word in words(child)]
        case model.Text() | model.Code() | model.CodeBlock():
            return [node.text]
        case model.Image():
            return [node.alt]
        case model.Table():
            return [word for row in (*node.head, *node.body) for cell in row.cells for word in words(cell.blocks)]
        case _:
            inner = (getattr(node, name, ()) for name in ("children", "blocks", "items"))
            return [word for part in inner for word in words(part)]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents())
def test_every_character_is_there_in_order(node: model.Document) -> None:
    rest = iter("".join(write_text(node).split()))
    for character in "".join("".join(words(normalise(node).blocks)).split()):
        assert character in rest


def test_paragraphs_that_show_nothing_leave_no_gap() -> None:
    assert write_text(model.Document(blocks=(p("a"), model.Paragraph(children=()), p("b")))) == "a\n\nb\n"
