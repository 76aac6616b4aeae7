"""Documents as plain text: every word in its order, laid out so that it can be read. No recursion, at any depth."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from typing import Any, NamedTuple

from migrate.model.document import (
    Block,
    BlockQuote,
    BulletList,
    Cell,
    CodeBlock,
    DefinitionList,
    Details,
    Document,
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
from migrate.model.inlines import (
    Anchor,
    Code,
    Emphasis,
    FootnoteReference,
    Image,
    Inline,
    InlineMath,
    LineBreak,
    Link,
    RawInline,
    Span,
    Strike,
    Strong,
    Text,
)
from migrate.model.normal import normalise

_HIDDEN = re.compile(r"<(script|style|template|noscript|iframe)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_BETWEEN = re.compile(r"</?(?:p|div|h[1-6]|li|ul|ol|tr|td|th|table|blockquote|figure|figcaption|br|hr)\b[^>]*>", re.I)
_TAG = re.compile(r"""</?[A-Za-z](?:"[^"]*"|'[^']*'|[^'">])*>""")


class _Below(NamedTuple):
    """Blocks that stand to the right of a label. Without a label and blocks: the end of such a group."""

    blocks: tuple[Any, ...] = ()
    label: str = ""
    close: bool = False
    """No blank line before it."""


def write_text(document: Document, *, normal: bool = False) -> str:
    """The document as plain text: a blank line between blocks, a newline at the end; empty for an empty document.

    Links and images are their texts; footnotes follow, numbered.

    `normal`: the document needs no `normalise`, for it has been through it, or is what a body was read as.
    """
    if not normal:
        document = normalise(document)
    numbers = {note.id: index for index, note in enumerate(document.footnotes, 1)}
    notes = tuple(_Below(note.blocks, f"[{numbers[note.id]}] ") for note in document.footnotes)
    stack: list[tuple[Any, str]] = [(block, "") for block in (*document.blocks, *notes)][::-1]
    out: list[str] = []
    waiting, gap = "", "\n\n"
    while stack:
        block, margin = stack.pop()
        if type(block) is _Below:
            if block.label:
                # A label waits for the first line to its right; labels that meet share a line.
                gap = "\n" if block.close and not waiting else gap
                waiting = (waiting or margin) + block.label
                stack.append((_Below(), margin))
                stack += [(child, margin + " " * len(block.label)) for child in reversed(block.blocks)]
            elif waiting:
                out += [gap, waiting.rstrip()] if waiting.strip() else []
                waiting, gap = "", "\n\n"
            continue
        parts = _BLOCKS[type(block)](block, numbers, bool(margin))
        if not isinstance(parts, str):
            stack += [(child, margin) for child in reversed(parts)]
        elif parts.strip():
            lines = parts.split("\n")
            out += [gap, (waiting or margin) + lines[0], *[("\n" + margin + line).rstrip(" ") for line in lines[1:]]]
            waiting, gap = "", "\n\n"
    return "".join(out[1:]) + "\n" if out else ""


def _line(children: Sequence[Inline], numbers: Mapping[str, int]) -> str:
    out: list[str] = []
    stack: list[Any] = list(children[::-1])
    while stack:
        node = stack.pop()
        if type(node) is Text:
            out.append(node.text)
            continue
        match node:
            case Text() | Code():
                out.append(node.text)
            case Emphasis() | Strong() | Strike() | Span() | Link():
                stack.extend(reversed(node.children))
            case LineBreak():
                out.append("\n")
            case Image():
                out.append(node.alt)
            case FootnoteReference():
                out.append(f"[{numbers[node.id]}]" if node.id in numbers else "")
            case InlineMath():
                out.append(node.tex or _visible(node.mathml))
            case RawInline():
                out.append(_visible(node.html))
            case Anchor():
                pass
            case _:
                raise TypeError(type(node))
    return "".join(out)


def _visible(html: str) -> str:
    """The words that HTML shows, blocks on lines of their own."""
    text = unescape(_TAG.sub("", _BETWEEN.sub("\n", _HIDDEN.sub("", html))))
    return "\n".join([" ".join(line.split()) for line in text.split("\n") if line.strip()])


Numbers = Mapping[str, int]
Parts = str | Sequence[Any]


def _list(node: BulletList | OrderedList, numbers: Numbers, nested: bool) -> Parts:
    items = []
    number = node.start if isinstance(node, OrderedList) else 0
    for index, item in enumerate(node.items):
        number = number if item.value is None else item.value
        label = f"{number}. " if isinstance(node, OrderedList) else "- "
        number += -1 if isinstance(node, OrderedList) and node.reversed else 1
        box = "" if item.checked is None else "[x] " if item.checked else "[ ] "
        items.append(_Below(item.blocks, label + box, node.tight and (index > 0 or nested)))
    return items


def _definitions(node: DefinitionList, numbers: Numbers, nested: bool) -> Parts:
    parts: list[Any] = []
    for item in node.items:
        parts += [Paragraph(children=children) for children in item.terms]
        parts += [_Below(blocks, "    ", close=True) for blocks in item.descriptions]
    return parts


def _table(node: Table, numbers: Numbers, nested: bool) -> Parts:
    rows = [row.cells for row in (*node.head, *node.body, *node.foot)]
    caption = Paragraph(children=node.caption)
    if not all(_is_line(cell) for cells in rows for cell in cells):
        return [caption, *[block for cells in rows for cell in cells for block in cell.blocks]]
    lines = [" | ".join([_cell(cell, numbers) for cell in cells]) for cells in rows]
    return "\n".join([line for line in (_line(node.caption, numbers), *lines) if line])


def _is_line(cell: Cell) -> bool:
    return not cell.blocks or (len(cell.blocks) == 1 and isinstance(cell.blocks[0], Paragraph))


def _cell(cell: Cell, numbers: Numbers) -> str:
    block = cell.blocks[0] if cell.blocks else None
    return " ".join(_line(block.children, numbers).split()) if isinstance(block, Paragraph) else ""


def _gallery(node: Gallery, numbers: Numbers, nested: bool) -> Parts:
    parts: list[Any] = []
    for entry in node.images:
        parts += [Paragraph(children=(entry.image,)), Paragraph(children=entry.caption)]
    return [*parts, Paragraph(children=node.caption)]


def _nothing(node: Block, numbers: Numbers, nested: bool) -> Parts:
    return ""


_BLOCKS: dict[type, Callable[[Any, Numbers, bool], Parts]] = {
    Paragraph: lambda node, numbers, nested: _line(node.children, numbers),
    Heading: lambda node, numbers, nested: _line(node.children, numbers),
    BlockQuote: lambda node, numbers, nested: [
        _Below((*node.blocks, Paragraph(children=node.citation)), "    "),
    ],
    BulletList: _list,
    OrderedList: _list,
    DefinitionList: _definitions,
    CodeBlock: lambda node, numbers, nested: node.text,
    LineBlock: lambda node, numbers, nested: "\n".join([_line(line, numbers) for line in node.lines]),
    Table: _table,
    ThematicBreak: lambda node, numbers, nested: "* * *",
    Figure: lambda node, numbers, nested: [*node.blocks, Paragraph(children=node.caption)],
    Gallery: _gallery,
    Embed: lambda node, numbers, nested: [
        Paragraph(children=(Text(text=node.url),)),
        Paragraph(children=node.caption),
    ],
    Player: lambda node, numbers, nested: _line(node.caption, numbers),
    FileLink: lambda node, numbers, nested: f"{_line(node.name, numbers)} {_line(node.button, numbers)}".strip(),
    Details: lambda node, numbers, nested: [Paragraph(children=node.summary), *node.blocks],
    Section: lambda node, numbers, nested: node.blocks,
    More: _nothing,
    PageBreak: _nothing,
    Math: lambda node, numbers, nested: node.tex or _visible(node.mathml),
    Placeholder: _nothing,
    RawBlock: lambda node, numbers, nested: _visible(node.html),
}
"""Block → its lines, or the blocks that it is. A test holds its keys against the sum of the model."""
