"""The normal form of a document: what two trees that show the same have in common.

Every writer brings a document into it first, and `normalise(normalise(x)) == normalise(x)`. It changes nothing that is
read: adjacent texts, code spans and equal marks become one; marks lose what is empty, repeated inside itself, or white
space at their edges (it moves out); white space is collapsed as browsers do; blocks that show nothing are dropped.
"""

from __future__ import annotations

import msgspec

from migrate.model.document import (
    Block,
    BlockQuote,
    BulletList,
    Cell,
    CodeBlock,
    Definition,
    DefinitionList,
    Details,
    Document,
    Embed,
    Figure,
    FileLink,
    Footnote,
    Gallery,
    GalleryImage,
    Heading,
    ListItem,
    OrderedList,
    Paragraph,
    Player,
    RawBlock,
    Row,
    Section,
    Table,
)
from migrate.model.inlines import Inline
from migrate.model.normal_inlines import normal_inlines

DEPTH = 200
"""Blocks nested deeper than this stay as they are: one Python frame a level, far below the recursion limit."""


def normalise(document: Document) -> Document:
    """The document in normal form; the same object where it is in it already."""
    blocks = normal_blocks(document.blocks)
    footnotes = tuple([Footnote(id=note.id, blocks=normal_blocks(note.blocks)) for note in document.footnotes])
    if blocks is document.blocks and not footnotes:
        return document
    return Document(blocks=blocks, footnotes=footnotes)


def normal_blocks(blocks: tuple[Block, ...], depth: int = 0) -> tuple[Block, ...]:
    """The blocks in normal form, those that show nothing left out; the same tuple where nothing changes."""
    if depth > DEPTH:
        return blocks
    out: list[Block] = []
    for block in blocks:
        kind = type(block)
        if kind is Paragraph or kind is Heading:
            children = normal_inlines(block.children)  # type: ignore[union-attr]
            if children is block.children:  # type: ignore[union-attr]
                if children:
                    out.append(block)
            elif children and not _is_blank(children):
                out.append(msgspec.structs.replace(block, children=children))
        elif kind in _CONTAINERS:
            changed = _container(block, depth)
            if changed is not None:
                out.append(changed)
        else:
            out.append(block)
    if len(out) == len(blocks) and all(map(_is, out, blocks)):
        return blocks
    return tuple(out)


def _is(new: Block, old: Block) -> bool:
    return new is old


def _is_blank(children: tuple[Inline, ...]) -> bool:
    return len(children) == 1 and getattr(children[0], "text", "x").isspace()


def _container(block: Block, depth: int) -> Block | None:
    match block:
        case BlockQuote():
            blocks, citation = normal_blocks(block.blocks, depth + 1), normal_inlines(block.citation)
            if blocks or citation:
                return msgspec.structs.replace(block, blocks=blocks, citation=citation)
        case BulletList() | OrderedList():
            items = []
            for item in block.items:
                items.append(_item(item, normal_blocks(item.blocks, depth + 1)))
            if items:
                return msgspec.structs.replace(block, items=tuple(items))
        case Section():
            blocks = normal_blocks(block.blocks, depth + 1)
            if blocks:
                return msgspec.structs.replace(block, blocks=blocks)
        case Figure():
            blocks, caption = normal_blocks(block.blocks, depth + 1), normal_inlines(block.caption)
            if blocks or caption:
                return msgspec.structs.replace(block, blocks=blocks, caption=caption)
        case Details():
            blocks, summary = normal_blocks(block.blocks, depth + 1), normal_inlines(block.summary)
            if blocks or summary:
                return msgspec.structs.replace(block, blocks=blocks, summary=summary)
        case DefinitionList():
            definitions = []
            for definition in block.items:
                descriptions = []
                for description in definition.descriptions:
                    descriptions.append(normal_blocks(description, depth + 1))
                terms = tuple(map(normal_inlines, definition.terms))
                definitions.append(Definition(terms=terms, descriptions=tuple(descriptions)))
            if definitions:
                return DefinitionList(items=tuple(definitions))
        case Table():
            parts = []
            for rows in (block.head, block.body, block.foot):
                part = []
                for row in rows:
                    cells = []
                    for cell in row.cells:
                        cells.append(_cell(cell, normal_blocks(cell.blocks, depth + 1)))
                    part.append(Row(cells=tuple(cells)))
                parts.append(tuple(part))
            caption = normal_inlines(block.caption)
            if any(parts) or caption:
                return Table(head=parts[0], body=parts[1], foot=parts[2], caption=caption)
        case Gallery():
            images = tuple([_gallery_image(image) for image in block.images])
            caption = normal_inlines(block.caption)
            if images or caption:
                return msgspec.structs.replace(block, images=images, caption=caption)
        case Embed() | Player():
            return msgspec.structs.replace(block, caption=normal_inlines(block.caption))
        case FileLink():
            name, button = normal_inlines(block.name), normal_inlines(block.button)
            return msgspec.structs.replace(block, name=name, button=button)
        case CodeBlock():
            text = block.text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
            if text.strip():
                return block if text == block.text else msgspec.structs.replace(block, text=text)
        case RawBlock():
            if block.html.strip():
                return block
    return None


def _item(item: ListItem, blocks: tuple[Block, ...]) -> ListItem:
    return item if blocks is item.blocks else msgspec.structs.replace(item, blocks=blocks)


def _cell(cell: Cell, blocks: tuple[Block, ...]) -> Cell:
    return cell if blocks is cell.blocks else msgspec.structs.replace(cell, blocks=blocks)


def _gallery_image(image: GalleryImage) -> GalleryImage:
    caption = normal_inlines(image.caption)
    return image if caption is image.caption else msgspec.structs.replace(image, caption=caption)


_CONTAINERS = frozenset(
    {
        BlockQuote,
        BulletList,
        CodeBlock,
        DefinitionList,
        Details,
        Embed,
        Figure,
        FileLink,
        Gallery,
        OrderedList,
        Player,
        RawBlock,
        Section,
        Table,
    }
)
