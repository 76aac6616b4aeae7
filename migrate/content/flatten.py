"""Blocks → one line, for places that take no blocks (captions, titles). Every word stays, structure does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from migrate.content.whitespace import LINE_BREAK, finish
from migrate.model.document import (
    Block,
    BlockQuote,
    BulletList,
    CodeBlock,
    DefinitionList,
    Details,
    Embed,
    Figure,
    FileLink,
    Gallery,
    Heading,
    LineBlock,
    Math,
    More,
    OrderedList,
    PageBreak,
    Paragraph,
    Placeholder,
    Player,
    RawBlock,
    Section,
    Table,
    ThematicBreak,
)
from migrate.model.inlines import Code, Inline, InlineMath, Link, RawInline, Text

_Line = tuple[Inline, ...]


def flatten(blocks: Sequence[Block]) -> tuple[Inline, ...]:
    """The blocks' lines with breaks between."""
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        return blocks[0].children
    children: list[str | Inline] = []
    stack: list[Block | _Line] = [*reversed(blocks)]
    while stack:
        item = stack.pop()
        if not isinstance(item, tuple):
            stack.extend(reversed(_parts(item)))
        elif item:
            children.extend((LINE_BREAK, *item) if children else item)
    return finish(children) if children else ()


def _parts(block: Block) -> Sequence[Block | _Line]:
    match block:
        case Paragraph() | Heading():
            return (block.children,)
        case BlockQuote():
            return (*block.blocks, block.citation)
        case BulletList() | OrderedList():
            return [inner for item in block.items for inner in item.blocks]
        case DefinitionList():
            return [
                part
                for item in block.items
                for part in (*item.terms, *(inner for blocks in item.descriptions for inner in blocks))
            ]
        case CodeBlock():
            return [(Code(text=line),) for line in block.text.split("\n") if line.strip()]
        case LineBlock():
            return block.lines
        case Table():
            rows = (*block.head, *block.body, *block.foot)
            return (block.caption, *(inner for row in rows for cell in row.cells for inner in cell.blocks))
        case Figure():
            return (*block.blocks, block.caption)
        case Gallery():
            lines = [(image.image, *image.caption) for image in block.images]
            return (*lines, block.caption)
        case Embed():
            return (_link(block.url), block.caption)
        case Player():
            return (*(_link(source.url, source.title) for source in block.sources), block.caption)
        case FileLink():
            return ((Link(url=block.url, children=block.name),), block.button)
        case Details():
            return (block.summary, *block.blocks)
        case Section():
            return block.blocks
        case Math():
            return ((InlineMath(tex=block.tex, mathml=block.mathml),),)
        case RawBlock():
            return ((RawInline(html=block.html),),)
        case ThematicBreak() | More() | PageBreak() | Placeholder():
            return ()
        case _:
            assert_never(block)


def _link(url: str, title: str = "") -> _Line:
    return (Link(url=url, children=(Text(text=title or url),)),)
