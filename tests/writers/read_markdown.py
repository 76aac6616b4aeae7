"""Markdown → Document by way of markdown-it-py: what a CommonMark parser makes of what was written."""

from __future__ import annotations

import re
from html import unescape
from itertools import groupby
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from migrate.model.document import (
    BlockQuote,
    BulletList,
    Cell,
    CodeBlock,
    Document,
    Footnote,
    Heading,
    ListItem,
    OrderedList,
    Paragraph,
    RawBlock,
    Row,
    Table,
    ThematicBreak,
)
from migrate.model.inlines import (
    Anchor,
    Code,
    Emphasis,
    FootnoteReference,
    Image,
    LineBreak,
    Link,
    Node,
    RawInline,
    Span,
    Strike,
    Strong,
    Text,
)

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(.*?)>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_MARKS = {"em": Emphasis, "strong": Strong, "s": Strike, "del": Strike}


def parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 1000}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False)
    # Addresses as they are written, whatever they are: what the parser does to them is no matter of Markdown.
    parser.normalizeLink = parser.normalizeLinkText = lambda url: url
    parser.validateLink = lambda url: True
    return parser


_PARSER = parser()


def read_markdown(text: str) -> Document:
    tokens = _PARSER.parse(text)
    footnotes: list[Footnote] = []
    blocks = _paragraphs(_Blocks(tokens, footnotes).read(""))
    return Document(blocks=blocks, footnotes=tuple(sorted(footnotes, key=lambda note: int(note.id))))


class _Blocks:
    def __init__(self, tokens: list[Token], footnotes: list[Footnote]) -> None:
        self.tokens = iter(tokens)
        self.footnotes = footnotes
        self.source = ""

    def read(self, end: str) -> tuple[Any, ...]:
        out: list[Any] = []
        for token in self.tokens:
            if token.type == end:
                break
            read = self.block(token)
            if read is not None:
                out.append(read)
        return tuple(out)

    def block(self, token: Token) -> Any:
        match token.type:
            case "paragraph_open":
                children = self.inline("paragraph_close")
                return _Read(children=children, source=self.source, hidden=token.hidden)
            case "heading_open":
                return Heading(level=int(token.tag[1]), children=self.inline("heading_close"))
            case "blockquote_open":
                return BlockQuote(blocks=_paragraphs(self.read("blockquote_close")))
            case "fence":
                text = token.content.removesuffix("\n")
                return CodeBlock(text=text, language=unescapeAll(token.info))
            case "hr":
                return ThematicBreak()
            case "html_block":
                return RawBlock(html=token.content.rstrip("\n"))
            case "bullet_list_open" | "ordered_list_open":
                contents = self.read(token.type.replace("open", "close"))
                tight = not any(
                    isinstance(block, _Read) and not block.hidden for blocks in contents for block in blocks
                )
                items = tuple(_item(blocks) for blocks in contents)
                if token.type == "bullet_list_open":
                    return BulletList(items=items, tight=tight)
                return OrderedList(items=items, tight=tight, start=int(token.attrs.get("start", 1)))
            case "list_item_open":
                return self.read("list_item_close")
            case "table_open":
                return self.table()
            case "footnote_block_open":
                self.read("footnote_block_close")
            case "footnote_open":
                blocks = _paragraphs(self.read("footnote_close"))
                self.footnotes.append(Footnote(id=token.meta["label"], blocks=blocks))
            case "footnote_anchor":
                pass
            case other:
                raise AssertionError(other)
        return None

    def inline(self, end: str) -> tuple[Any, ...]:
        children: tuple[Any, ...] = ()
        for token in self.tokens:
            if token.type == end:
                return children
            if token.type == "inline":
                self.source = token.content
                children = read_inlines(token.children or [])
        raise AssertionError(end)

    def table(self) -> Table:
        parts: dict[str, list[Row]] = {"thead_open": [], "tbody_open": []}
        part: list[Row] = []
        cells: list[Cell] = []
        for token in self.tokens:
            if token.type in parts:
                part = parts[token.type]
            elif token.type in ("th_open", "td_open"):
                align = str(token.attrGet("style") or "").removeprefix("text-align:")
                children = self.inline(token.type.replace("open", "close"))
                blocks = (Paragraph(children=children),) if children else ()
                cells.append(Cell(blocks=blocks, header=token.type == "th_open", align=align))
            elif token.type == "tr_close":
                part.append(Row(cells=tuple(cells)))
                cells = []
            elif token.type == "table_close":
                break
        return Table(head=tuple(parts["thead_open"]), body=tuple(parts["tbody_open"]))


class _Read(Node, frozen=True, kw_only=True):
    """A paragraph, and what there is to know of it until it is known what it stands in."""

    children: tuple[Any, ...]
    source: str
    hidden: bool
    """It is in a tight list."""

    def paragraph(self) -> Paragraph:
        return Paragraph(children=self.children)


def _item(blocks: tuple[Any, ...]) -> ListItem:
    """The box of a task is that of the paragraph which begins an item."""
    if blocks == (RawBlock(html="<!-- -->"),):
        # What stands in an empty item.
        return ListItem(blocks=())
    first = blocks[0] if blocks else None
    if not isinstance(first, _Read) or first.source[:4] not in ("[ ] ", "[x] "):
        return ListItem(blocks=_paragraphs(blocks))
    text = first.children[0].text[4:]
    paragraph = Paragraph(children=(*([Text(text=text)] if text else []), *first.children[1:]))
    return ListItem(blocks=(paragraph, *_paragraphs(blocks[1:])), checked=first.source[1] == "x")


def _paragraphs(blocks: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(block.paragraph() if isinstance(block, _Read) else block for block in blocks)


def read_inlines(tokens: list[Token]) -> tuple[Any, ...]:
    stack: list[tuple[str, Any, list[Any]]] = [("", None, [])]
    for token in tokens:
        out = stack[-1][2]
        match token.type:
            case "text":
                out.append(token.content)
            case "softbreak":
                out.append(" ")
            case "hardbreak":
                out.append(LineBreak())
            case "code_inline":
                out.append(Code(text=token.content))
            case "image":
                alt = "".join(child.content for child in token.children or [] if child.type in ("text", "code_inline"))
                out.append(Image(url=str(token.attrGet("src") or ""), alt=alt, title=str(token.attrGet("title") or "")))
            case "footnote_ref":
                out.append(FootnoteReference(id=token.meta["label"]))
            case "html_inline":
                _tag(stack, token.content)
            case "link_open":
                stack.append(("a", {"url": token.attrGet("href"), "title": token.attrGet("title") or ""}, []))
            case "em_open" | "strong_open" | "s_open":
                stack.append((token.tag, {}, []))
            case "link_close" | "em_close" | "strong_close" | "s_close":
                _end(stack, token.tag)
            case other:
                raise AssertionError(other)
    assert len(stack) == 1, [name for name, _, _ in stack]
    return _joined(stack[0][2])


def _tag(stack: list[tuple[str, Any, list[Any]]], html: str) -> None:
    found = _TAG.fullmatch(html)
    if html == "<br>":
        stack[-1][2].append(LineBreak())
    elif not found or found[2] in ("wbr", "img"):
        stack[-1][2].append(RawInline(html=html))
    elif found[1]:
        _end(stack, found[2])
    else:
        stack.append((found[2], {key: unescape(value) for key, value in _ATTRIBUTE.findall(found[3])}, []))


def _end(stack: list[tuple[str, Any, list[Any]]], tag: str) -> None:
    name, attributes, out = stack.pop()
    assert name == tag, (name, tag)
    children = _joined(out)
    node: Any
    if name in _MARKS:
        node = _MARKS[name](children=children)
    elif name == "span" and not children:
        node = Anchor(id=attributes["id"])
    elif name == "a":
        node = Link(children=children, **attributes)
    elif name == "code":
        node = Code(text="".join(child.text for child in children))
    else:
        node = Span(tag=name, children=children, attributes=attributes)
    stack[-1][2].append(node)


def _joined(parts: list[Any]) -> tuple[Any, ...]:
    out: list[Any] = []
    for is_text, group in groupby(parts, lambda part: isinstance(part, str)):
        if is_text:
            text = "".join(group)
            out += [Text(text=text)] if text else []
        else:
            out += group
    return tuple(out)
