"""Random documents of the nodes that Markdown has, with texts that look like Markdown; and what of them it can say."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import msgspec
from hypothesis import strategies as st

from migrate.model.document import (
    BlockQuote,
    BulletList,
    Cell,
    CodeBlock,
    Document,
    Heading,
    ListItem,
    OrderedList,
    Paragraph,
    Row,
    Table,
    ThematicBreak,
)
from migrate.model.inlines import (
    Anchor,
    Code,
    Emphasis,
    Image,
    LineBreak,
    Link,
    Span,
    Strike,
    Strong,
    Text,
)

_CHARACTERS = [*"abcXYZ019  **__~~``[]()<>&!#+-=|\\\"'.:;,{}$^/@?%ä中“”€😀", "\xa0", "\u200b", "\u3000"]
_SNIPPETS = [
    "1986. x", "1)", "- a", "+", "* b", "# h", "##", "> q", "---", "***", "___", "===", "--", "```", "~~~", "`a`",
    "**", "***", "*a*", "_a_", "__a__", "snake_case", "a*b", "~~a~~", "~a", "b~", "<T>", "<b>", "</b>", "<br>",
    "<!--", "-->", "<?php ?>", "<div>", "&amp;", "&nbsp;", "&#42;", "AT&T;", "[a](b)", "![a](b)", "[a]: b", "[a][b]",
    "[sic]", "[^1]", "[^1]: x", "](", "![", "[ ] x", "[x] y", "a | b", "|-|", "--- | ---", ":-:", "http://x.org/_a_",
    "www.x.org", "a@b.org", "<a@b.org>", "{#a}", ": x", "\\", "\\\\", "5 < 6", "x<y", "y>z", "word", "two words",
    "Ende.", "(a)", "„q“",
]  # fmt: skip
_URLS = [
    "https://example.com/", "a b", "a(b)c", "a)b", "((", "<x>", "a&amp;b", "a?b=1&c=2", "#x", "", "ä", "a\\b", "a\\",
    "a*b_c", "a|b", "`", "mailto:a@b.org", "a]b", '"', "a\\|b", "http://x.org/a_b_",
]  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    nasty = st.lists(st.sampled_from(_CHARACTERS + _SNIPPETS), min_size=1, max_size=6).map("".join)
    return st.one_of(st.sampled_from(["word", "two words", "a", " a", "a "]), nasty)


def _children(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, min_size=0, max_size=4).map(tuple)


def _leaves() -> st.SearchStrategy[Any]:
    text = texts().map(lambda text: Text(text=text))
    image = st.builds(Image, url=st.sampled_from(_URLS), alt=texts(), title=st.one_of(st.just(""), texts()))
    return st.one_of(
        text,
        text,
        text,
        st.builds(Code, text=texts()),
        st.just(LineBreak()),
        image,
        st.builds(Anchor, id=st.sampled_from(["x", 'a"b&'])),
    )


def _marked(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    children = _children(inner)
    return st.one_of(
        st.builds(Emphasis, children=children),
        st.builds(Strong, children=children),
        st.builds(Strike, children=children),
        st.builds(Link, url=st.sampled_from(_URLS), children=children, title=st.one_of(st.just(""), texts())),
        st.builds(Span, tag=st.sampled_from(["sub", "u", "kbd"]), children=children),
    )


def inlines() -> st.SearchStrategy[Any]:
    return _children(st.recursive(_leaves(), _marked, max_leaves=6))


def _paragraphs() -> st.SearchStrategy[Any]:
    return st.builds(Paragraph, children=inlines())


def _cells() -> st.SearchStrategy[Any]:
    blocks = st.one_of(st.just(()), _paragraphs().map(lambda paragraph: (paragraph,)))
    return st.builds(Cell, blocks=blocks, align=st.sampled_from(["", "left", "center", "right"]))


@st.composite
def _tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 3))
    row = st.lists(_cells(), min_size=width, max_size=width).map(lambda cells: Row(cells=tuple(cells)))
    head = draw(row)
    head = Row(cells=tuple(msgspec.structs.replace(cell, header=True) for cell in head.cells))
    return Table(head=(head,), body=tuple(draw(st.lists(row, max_size=2))))


def _simple_blocks() -> st.SearchStrategy[Any]:
    code_lines = st.one_of(texts(), st.sampled_from(["", "\ta", "    b", " ```", "~~~~"]))
    return st.one_of(
        _paragraphs(),
        _paragraphs(),
        st.builds(Heading, level=st.integers(1, 6), children=inlines()),
        st.builds(
            CodeBlock,
            text=st.lists(code_lines, max_size=4).map("\n".join),
            language=st.sampled_from(["", "python", "c++", "a`b", "a&amp;b"]),
        ),
        st.just(ThematicBreak()),
        _tables(),
    )


def _containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    blocks = st.lists(inner, max_size=3).map(tuple)
    task = Paragraph(children=(Text(text="task"),))
    item = st.one_of(
        st.builds(ListItem, blocks=blocks),
        st.builds(ListItem, blocks=blocks.map(lambda blocks: (task, *blocks)), checked=st.booleans()),
    )
    items = st.lists(item, max_size=3).map(tuple)
    return st.one_of(
        st.builds(BlockQuote, blocks=blocks),
        st.builds(BulletList, items=items, tight=st.booleans()),
        st.builds(OrderedList, items=items, tight=st.booleans(), start=st.sampled_from([0, 1, 1, 7, 10, 99999998])),
    )


def documents() -> st.SearchStrategy[Document]:
    blocks = st.recursive(_simple_blocks(), _containers, max_leaves=6)
    return st.lists(blocks, max_size=4).map(lambda blocks: Document(blocks=tuple(blocks)))


def as_markdown_says(document: Document) -> Document:
    """A document in normal form, less what no Markdown can say of it."""
    return Document(blocks=_said(document.blocks), footnotes=document.footnotes)


def _said(blocks: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(_block(block) for block in blocks)


def _block(block: Any) -> Any:
    match block:
        case BlockQuote():
            return BlockQuote(blocks=_said(block.blocks))
        case BulletList() | OrderedList():
            items = tuple(ListItem(blocks=_said(item.blocks), checked=item.checked) for item in block.items)
            return msgspec.structs.replace(block, items=items, tight=_is_tight(block))
        case Table():
            rows = (*block.head, *block.body)
            aligns = [_align([row.cells[column].align for row in rows]) for column in range(len(rows[0].cells))]
            return Table(head=_rows(block.head, aligns, True), body=_rows(block.body, aligns, False))
        case _:
            return block


def _align(aligns: list[str]) -> str:
    below = set(aligns[1:])
    return aligns[0] or (below.pop() if len(below) == 1 else "")


def _rows(rows: tuple[Row, ...], aligns: list[str], header: bool) -> tuple[Row, ...]:
    out = []
    for row in rows:
        cells = zip(row.cells, aligns, strict=True)
        out.append(Row(cells=tuple(Cell(blocks=cell.blocks, header=header, align=align) for cell, align in cells)))
    return tuple(out)


def _is_tight(block: BulletList | OrderedList) -> bool:
    """Only paragraphs show it. Blocks that nothing but a blank line parts make it loose; one block alone never is."""
    items = [item.blocks for item in block.items]
    if not any(isinstance(child, Paragraph) for blocks in items for child in blocks):
        return True
    if not all(_can_follow(above, below) for blocks in items for above, below in pairwise(blocks)):
        return False
    return block.tight or (not any(len(blocks) > 1 for blocks in items) and not any(items[:-1]))


def _can_follow(above: Any, below: Any) -> bool:
    """Whether a parser sees where one block ends and the next begins on the next line."""
    if isinstance(above, (Heading, CodeBlock, ThematicBreak)):
        return True
    if isinstance(above, Table):
        return False
    match below:
        case Heading() | CodeBlock() | ThematicBreak():
            return True
        case BlockQuote():
            return not isinstance(above, BlockQuote)
        case BulletList():
            return bool(below.items[0].blocks)
        case OrderedList():
            return bool(below.items[0].blocks) and below.start == 1
        case _:
            return False
