"""HTML fragments become the trees that the golden cases say; placeholders, hooks, losses and depth."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from document_trees import outline
from visible_words import document_words, visible_words

from migrate.content.frames import MAX_DEPTH
from migrate.content.tree import FragmentContext, read_fragment, to_inlines
from migrate.model.document import Block, CodeBlock, Paragraph, ThematicBreak
from migrate.model.inlines import FootnoteReference, Image, Inline, InlineMath, Link, Text

_CASE = re.compile(
    r"^## (?P<title>[^\n]*)\n\n```html\n(?P<html>.*?)\n```\n\n```tree\n(?P<tree>.*?)\n```\n"
    r"(?:\n```losses\n(?P<losses>.*?)\n```\n)?",
    re.DOTALL | re.MULTILINE,
)
CASES = [
    pytest.param(case["html"], case["tree"], case["losses"] or "", id=f"{path.stem}: {case['title']}")
    for path in sorted(Path(__file__).with_name("golden").glob("tree-*.md"))
    for case in _CASE.finditer(path.read_text(encoding="utf-8"))
]


def test_all_cases_are_read() -> None:
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).with_name("golden").glob("tree-*.md")]
    assert len(CASES) == sum(text.count("\n## ") for text in texts) > 40


@pytest.mark.parametrize(("html", "tree", "losses"), CASES)
def test_golden(html: str, tree: str, losses: str) -> None:
    context = FragmentContext()
    blocks = read_fragment(html, context)
    assert outline(blocks) == tree
    assert "\n".join(f"{loss.kind}: {loss.detail}" for loss in context.losses) == losses


def _read(html: str, **options: object) -> tuple[tuple[Block, ...], FragmentContext]:
    context = FragmentContext(**options)  # type: ignore[arg-type]
    return read_fragment(html, context), context


def test_placeholders_of_blocks_are_lifted_and_of_inlines_stay() -> None:
    nodes: dict[str, Block | Inline | tuple[Block, ...]] = {
        "1": CodeBlock(text="c"),
        "2": InlineMath(tex="x"),
        "3": (ThematicBreak(), Paragraph(children=(Text(text="p"),))),
    }
    html = '<p>a <wxr-node n="1"></wxr-node> b <wxr-node n="2"></wxr-node></p><wxr-node n="3"></wxr-node>'
    blocks, context = _read(html, nodes=nodes)
    assert blocks == (
        Paragraph(children=(Text(text="a"),)),
        CodeBlock(text="c"),
        Paragraph(children=(Text(text="b "), InlineMath(tex="x"))),
        ThematicBreak(),
        Paragraph(children=(Text(text="p"),)),
    )
    assert context.losses == []


@pytest.mark.parametrize(
    "html",
    [
        '<form>a<wxr-node n="1"></wxr-node></form>',
        '<pre>a<wxr-node n="1"></wxr-node></pre>',
        '<pre class="brush: php">a<wxr-node n="1"></wxr-node></pre>',
        '<button>a<wxr-node n="1"></wxr-node></button>',
        '<div style="display:none" class="a"><p>b</p></div>a<wxr-node n="1"></wxr-node>',
        '<figure><figcaption>a<wxr-node n="1"></wxr-node></figcaption></figure>',
        '<h2>a<wxr-node n="1"></wxr-node></h2>',
        '<a href="/x"><strong>a<wxr-node n="1"></wxr-node></strong></a>',
    ],
)
def test_placeholders_are_never_raw_html(html: str) -> None:
    blocks, _ = _read(html, nodes={"1": CodeBlock(text="made")})
    assert b"wxr-node" not in msgspec.json.encode(blocks)
    assert document_words(blocks) == ["a", "made"]


def test_unknown_placeholders_are_a_loss() -> None:
    blocks, context = _read('<p>a<wxr-node n="9"></wxr-node></p>')
    assert outline(blocks) == "Paragraph\n  'a'"
    assert [(loss.kind, loss.detail) for loss in context.losses] == [("unknown-placeholder", "9")]


def test_hooks_see_every_address_and_image() -> None:
    seen: list[str] = []

    def link_of(url: str) -> str:
        seen.append(url)
        return f"/new{url}"

    def image_of(image: Image) -> Image:
        return msgspec.structs.replace(image, media=image.attributes["class"])

    html = (
        '<p><a href="/a"><img class="wp-image-4" src="/i.jpg"></a></p><video src="/v.mp4" poster="/p.jpg"></video>'
        '<blockquote cite="/q">x</blockquote>'
    )
    blocks, _ = _read(html, link_of=link_of, image_of=image_of)
    assert seen == ["/a", "/i.jpg", "/v.mp4", "/p.jpg", "/q"]
    paragraph = blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.children == (
        Link(
            url="/new/a",
            children=(Image(url="/new/i.jpg", media="wp-image-4", attributes={"class": "wp-image-4"}),),
        ),
    )
    assert "/new/v.mp4" in outline(blocks)


def test_footnotes_are_references_only_where_the_entry_has_them() -> None:
    html = '<p>a<sup data-fn="u1" class="fn"><a href="#u1" id="u1-link">1</a></sup></p>'
    known, _ = _read(html, footnotes={"u1"})
    assert known == (Paragraph(children=(Text(text="a"), FootnoteReference(id="u1"))),)
    unknown, _ = _read(html)
    assert "Link url='#u1'" in outline(unknown)


@pytest.mark.parametrize(
    "tag", ["blockquote", "div", "b", "span", "section", "details", "font", "table><tr><td", "ul><li"]
)
def test_deep_nesting_keeps_text_and_stays_shallow(tag: str) -> None:
    html = "".join(f"<{tag}>{level} " for level in range(700)) + "end"
    blocks, context = _read(html)
    assert document_words(blocks) == [*map(str, range(700)), "end"]
    assert {loss.kind for loss in context.losses} <= {"too-deep"}
    assert _depth(blocks) <= 2 * MAX_DEPTH
    assert msgspec.json.encode(blocks)
    if tag in ("blockquote", "details", "ul><li"):
        assert len(context.losses) == 1


def _depth(blocks: tuple[Block, ...]) -> int:
    deepest = 0
    stack: list[tuple[object, int]] = [(block, 1) for block in blocks]
    while stack:
        item, depth = stack.pop()
        if isinstance(item, tuple):
            stack.extend((part, depth) for part in item)
        elif isinstance(item, msgspec.Struct):
            deepest = max(deepest, depth)
            stack.extend((getattr(item, name), depth + 1) for name in item.__struct_fields__)
    return deepest


@pytest.mark.parametrize(
    "html", ["<li>a" * 3000, "<b>a</b>" * 3000, "<p>a</b>" * 3000, "<br>" * 5000, "<a id=x></a>" * 3000]
)
def test_long_bodies_of_one_kind(html: str) -> None:
    blocks, _ = _read(html)
    assert document_words(blocks) == visible_words(html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("plain", "'plain'"),
        ("<p>a</p><p>b <b>c</b></p>", "'a'\nLineBreak\n'b '\nStrong\n  'c'"),
        ("<ul><li>x</li><li>y</li></ul>z", "'x'\nLineBreak\n'y'\nLineBreak\n'z'"),
        ('<img src="i.png">', "Image url='i.png'"),
        ("<table><tr><td>a<td>b</table>", "'a'\nLineBreak\n'b'"),
        ("<pre><code>a\n\nb</code></pre>", "Code text='a'\nLineBreak\nCode text='b'"),
        ("", ""),
        (" <!-- c --> ", ""),
    ],
)
def test_lines_for_captions_and_titles(html: str, expected: str) -> None:
    assert outline(to_inlines(html)) == expected  # type: ignore[arg-type]
