"""Documents as clean, semantic HTML5: every node and attribute of the tree is in it. No recursion, at any depth.

One literal table says what each node becomes: a list of strings, nodes and groups of nodes, which are written in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

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
    Footnote,
    Gallery,
    Heading,
    LineBlock,
    ListItem,
    Math,
    More,
    OrderedList,
    PageBreak,
    Paragraph,
    Placeholder,
    Player,
    RawBlock,
    Row,
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
from migrate.writers.players import embed_html, player_html
from migrate.writers.tags import comment, escape_text, tag

Numbers = Mapping[str, int]
"""Id of a footnote → its number."""
Part = Any
"""A string that is written as it is, a node, or a sequence of nodes."""

_MANY = 4096
"""Strings that are joined before all of a long document is written."""
_ELEMENTS = frozenset({"section", "article", "aside", "header", "footer", "nav", "main", "address", "hgroup", "div"})


def write_html(document: Document, *, normal: bool = False) -> str:
    """The document as HTML: a line a block, a newline at the end; empty for an empty document.

    `normal`: the document needs no `normalise`, for it has been through it, or is what a body was read as.
    """
    if not normal:
        document = normalise(document)
    numbers = number_footnotes(document)
    parts: list[Part] = [document.blocks]
    if document.footnotes:
        parts.append(footnote_section(document.footnotes, numbers))
    return render(parts, numbers)


def plain_html(document: Document) -> str | None:
    """What `write_html` makes of a document that is nothing but paragraphs of text, as most comments are; None
    for others."""
    if document.footnotes:
        return None
    out = []
    for block in document.blocks:
        if type(block) is not Paragraph or block.align or block.attributes:
            return None
        text = ""
        for child in block.children:
            kind = type(child)
            if kind is Text:
                text += escape_text(child.text)  # type: ignore[union-attr]
            elif kind is LineBreak:
                text += "<br>"
            else:
                return None
        out.append(f"<p>{text}</p>\n")
    return "".join(out)


def number_footnotes(document: Document) -> dict[str, int]:
    """Id of a footnote → its number, from 1, in their order."""
    numbers: dict[str, int] = {}
    for footnote in document.footnotes:
        numbers.setdefault(footnote.id, len(numbers) + 1)
    return numbers


def render(parts: Iterable[Part], numbers: Numbers) -> str:
    """HTML of strings (as they are) and nodes, in order."""
    joined: list[str] = []
    out: list[str] = []
    stack: list[Part] = list(parts)[::-1]
    while stack:
        part = stack.pop()
        kind = type(part)
        if kind is str:
            out.append(part)
        elif kind is Text:
            out.append(escape_text(part.text))
        elif kind is tuple or kind is list:
            stack.extend(part[::-1])
            # A hundred thousand short strings take several times what is in them.
            if len(out) > _MANY:
                joined.append("".join(out))
                out.clear()
        else:
            stack.extend(PARTS[kind](part, numbers)[::-1])
    return "".join(joined + out)


def footnote_section(footnotes: Sequence[Footnote], numbers: Numbers) -> list[Part]:
    """The texts of footnotes, as a numbered list to which their marks point."""
    items: list[Part] = [
        [tag("li", id=f"fn-{note.id}", value=str(numbers[note.id])), _contents(note.blocks, True), "</li>\n"]
        for note in footnotes
    ]
    return [tag("section", {"class": "footnotes"}), "\n<ol>\n", items, "</ol>\n</section>\n"]


def _text(node: Text, numbers: Numbers) -> list[Part]:
    return [escape_text(node.text)]


def _code(node: Code, numbers: Numbers) -> list[Part]:
    return ["<code>", escape_text(node.text), "</code>"]


def _span(node: Span, numbers: Numbers) -> list[Part]:
    return [tag(node.tag, node.attributes), node.children, f"</{node.tag}>"]


def _link(node: Link, numbers: Numbers) -> list[Part]:
    return [tag("a", {"href": node.url, **node.attributes}, title=node.title), node.children, "</a>"]


def _image(node: Image, numbers: Numbers) -> list[Part]:
    attributes = {"src": node.url, "alt": node.alt, **node.attributes}
    return [tag("img", attributes, title=node.title, width=node.width, height=node.height)]


def _footnote_reference(node: FootnoteReference, numbers: Numbers) -> list[Part]:
    number = numbers.get(node.id)
    return [f"<sup>{tag('a', href=f'#fn-{node.id}')}{number}</a></sup>"] if number else []


def _inline_math(node: InlineMath, numbers: Numbers) -> list[Part]:
    return [node.mathml or escape_text(f"${node.tex}$")]


def _paragraph(node: Paragraph, numbers: Numbers) -> list[Part]:
    if not node.align and not node.attributes:
        return ["<p>", node.children, "</p>\n"]
    return [tag("p", node.attributes, style=_aligned(node.align)), node.children, "</p>\n"]


def _heading(node: Heading, numbers: Numbers) -> list[Part]:
    name = f"h{min(max(node.level, 1), 6)}"
    return [tag(name, node.attributes, id=node.id, style=_aligned(node.align)), node.children, f"</{name}>\n"]


def _aligned(align: str) -> str:
    return f"text-align:{align}" if align else ""


def _blockquote(node: BlockQuote, numbers: Numbers) -> list[Part]:
    parts: list[Part] = [tag("blockquote", cite=node.url, style=_aligned(node.align)), "\n", node.blocks]
    if node.citation:
        parts += ["<p><cite>", node.citation, "</cite></p>\n"]
    parts.append("</blockquote>\n")
    return ['<figure class="pullquote">\n', parts, "</figure>\n"] if node.pull else parts


def _contents(blocks: Sequence[Block], tight: bool) -> list[Part]:
    """Blocks of an item or cell; the one paragraph of a tight one stands without its tags."""
    if tight and blocks and sum(isinstance(block, Paragraph) for block in blocks) == 1:
        return [
            [block.children, "" if index == len(blocks) - 1 else "\n"] if isinstance(block, Paragraph) else block
            for index, block in enumerate(blocks)
        ]
    return ["\n", blocks] if blocks else []


def _items(items: Sequence[ListItem], tight: bool) -> list[Part]:
    parts: list[Part] = []
    for item in items:
        parts.append(tag("li", value="" if item.value is None else str(item.value)))
        if item.checked is not None:
            box = {"type": "checkbox", "disabled": ""} | ({"checked": ""} if item.checked else {})
            parts.append(tag("input", box) + " ")
        parts += [_contents(item.blocks, tight), "</li>\n"]
    return parts


def _bullet_list(node: BulletList, numbers: Numbers) -> list[Part]:
    return ["<ul>\n", _items(node.items, node.tight), "</ul>\n"]


def _ordered_list(node: OrderedList, numbers: Numbers) -> list[Part]:
    attributes = {"reversed": ""} if node.reversed else {}
    start = "" if node.start == 1 and not node.reversed else str(node.start)
    return [tag("ol", attributes, start=start, type=node.style), "\n", _items(node.items, node.tight), "</ol>\n"]


def _definition_list(node: DefinitionList, numbers: Numbers) -> list[Part]:
    parts: list[Part] = ["<dl>\n"]
    for definition in node.items:
        for term in definition.terms:
            parts += ["<dt>", term, "</dt>\n"]
        for description in definition.descriptions:
            parts += ["<dd>", _contents(description, True), "</dd>\n"]
    return [*parts, "</dl>\n"]


def _code_block(node: CodeBlock, numbers: Numbers) -> list[Part]:
    name = {"class": f"language-{node.language}"} if node.language else {}
    attributes = {key if key in _PLAIN else f"data-{key}": value for key, value in node.attributes.items()}
    return [tag("pre", attributes), tag("code", name), escape_text(node.text), "</code></pre>\n"]


_PLAIN = frozenset({"id", "class", "lang", "dir", "title", "style"})


def _line_block(node: LineBlock, numbers: Numbers) -> list[Part]:
    # An HTML parser drops a newline that follows `<pre>`: with one of ours before it, the lines' own stays.
    parts: list[Part] = ["<pre>" if node.lines and node.lines[0] else "<pre>\n"]
    for index, line in enumerate(node.lines):
        parts += ["\n", line] if index else [line]
    return [*parts, "</pre>\n"]


def _cell(node: Cell, numbers: Numbers) -> list[Part]:
    name = "th" if node.header else "td"
    columns = str(node.columns) if node.columns != 1 else ""
    rows = str(node.rows) if node.rows != 1 else ""
    opening = tag(name, colspan=columns, rowspan=rows, style=_aligned(node.align))
    return [opening, _contents(node.blocks, True), f"</{name}>"]


def _row(node: Row, numbers: Numbers) -> list[Part]:
    return ["<tr>", node.cells, "</tr>\n"]


def _table(node: Table, numbers: Numbers) -> list[Part]:
    parts: list[Part] = ["<table>\n"]
    if node.caption:
        parts += ["<caption>", node.caption, "</caption>\n"]
    for name, rows in (("thead", node.head), ("tbody", node.body), ("tfoot", node.foot)):
        if rows:
            parts += [f"<{name}>\n", rows, f"</{name}>\n"]
    return [*parts, "</table>\n"]


def _figure_parts(opening: str, contents: Part, caption: Sequence[Inline]) -> list[Part]:
    parts: list[Part] = [opening, "\n", contents]
    if caption:
        parts += ["<figcaption>", tuple(caption), "</figcaption>\n"]
    return [*parts, "</figure>\n"]


def _figure(node: Figure, numbers: Numbers) -> list[Part]:
    attributes = dict(node.attributes)
    if node.align:
        attributes["class"] = f"{attributes.get('class', '')} align{node.align}".strip()
    # An image in a figure needs no paragraph.
    contents: list[Part] = [
        [block.children, "\n"] if isinstance(block, Paragraph) and _is_image(block) else block for block in node.blocks
    ]
    return _figure_parts(tag("figure", attributes), contents, node.caption)


def _is_image(block: Paragraph) -> bool:
    if len(block.children) != 1:
        return False
    child = block.children[0]
    if isinstance(child, Link) and len(child.children) == 1:
        child = child.children[0]
    return isinstance(child, Image)


def _gallery(node: Gallery, numbers: Numbers) -> list[Part]:
    contents: list[Part] = []
    for entry in node.images:
        image: Part = Link(url=entry.link, children=(entry.image,)) if entry.link else entry.image
        contents.append(_figure_parts("<figure>", [image, "\n"], entry.caption))
    name = f"gallery {node.style}".strip()
    columns = str(node.columns) if node.columns else ""
    return _figure_parts(tag("figure", {"class": name, "data-columns": columns}), contents, node.caption)


def _embed(node: Embed, numbers: Numbers) -> list[Part]:
    name = f"embed align{node.align}" if node.align else "embed"
    contents: Part = embed_html(node) or Link(url=node.url, children=(Text(text=node.url),))
    return _figure_parts(tag("figure", {"class": name}), [contents, "\n"], node.caption)


def _player(node: Player, numbers: Numbers) -> list[Part]:
    return _figure_parts("<figure>", [player_html(node), "\n"], node.caption)


def _file_link(node: FileLink, numbers: Numbers) -> list[Part]:
    parts: list[Part] = [
        "<p>",
        tag("a", {"href": node.url, "download": ""}),
        node.name or escape_text(node.url),
        "</a>",
    ]
    if node.button:
        parts += [" ", tag("a", {"href": node.url, "download": ""}), node.button, "</a>"]
    return [*parts, "</p>\n"]


def _details(node: Details, numbers: Numbers) -> list[Part]:
    opening = "<details open>" if node.open else "<details>"
    return [opening, "\n<summary>", node.summary, "</summary>\n", node.blocks, "</details>\n"]


def _section(node: Section, numbers: Numbers) -> list[Part]:
    name = node.role if node.role in _ELEMENTS else "div"
    attributes = node.attributes if name == node.role else {"class": node.role, **node.attributes}
    return [tag(name, attributes), "\n", node.blocks, f"</{name}>\n"]


def _math(node: Math, numbers: Numbers) -> list[Part]:
    return ["<p>", node.mathml or escape_text(f"$${node.tex}$$"), "</p>\n"]


PARTS: dict[type, Callable[[Any, Numbers], list[Part]]] = {
    Text: _text,
    LineBreak: lambda node, numbers: ["<br>"],
    Emphasis: lambda node, numbers: ["<em>", node.children, "</em>"],
    Strong: lambda node, numbers: ["<strong>", node.children, "</strong>"],
    Strike: lambda node, numbers: ["<del>", node.children, "</del>"],
    Code: _code,
    Span: _span,
    Link: _link,
    Image: _image,
    # No `<a>`, which cannot stand within a link.
    Anchor: lambda node, numbers: [tag("span", id=node.id), "</span>"],
    FootnoteReference: _footnote_reference,
    InlineMath: _inline_math,
    RawInline: lambda node, numbers: [node.html],
    Paragraph: _paragraph,
    Heading: _heading,
    BlockQuote: _blockquote,
    BulletList: _bullet_list,
    OrderedList: _ordered_list,
    DefinitionList: _definition_list,
    CodeBlock: _code_block,
    LineBlock: _line_block,
    Cell: _cell,
    Row: _row,
    Table: _table,
    ThematicBreak: lambda node, numbers: ["<hr>\n"],
    Figure: _figure,
    Gallery: _gallery,
    Embed: _embed,
    Player: _player,
    FileLink: _file_link,
    Details: _details,
    Section: _section,
    More: lambda node, numbers: ["<!--more-->\n"],
    PageBreak: lambda node, numbers: ["<!--nextpage-->\n"],
    Math: _math,
    Placeholder: lambda node, numbers: [comment(node.name), "\n"],
    RawBlock: lambda node, numbers: [node.html.strip("\n"), "\n"],
}
"""Node → its parts. A test holds its keys against the sums of the model."""
