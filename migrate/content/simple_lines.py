"""Blocks that hold nothing but texts, breaks, and marks around texts: their line, read without a frame.

By far the most blocks are such. What comes out is what the walk (`reader.py`) would give, for half of its time.
"""

from __future__ import annotations

from migrate.content.cleaning import is_hidden
from migrate.content.frames import MAX_DEPTH, Container
from migrate.content.html import Element, Text
from migrate.content.inlines import KEPT, LINE_END, link_around, plain_span
from migrate.content.line_reader import SCHEMES
from migrate.content.reader import Reader
from migrate.content.whitespace import (
    BLANKS,
    LINE_BREAK,
    is_invisible,
    shows_nothing,
    squeeze,
    squeeze_any,
)
from migrate.model.inlines import Code, Emphasis, Inline, Span, Strike, Strong
from migrate.model.inlines import Text as TextNode

_MARKS: dict[str, type[Emphasis | Strong | Strike | Code]] = {
    "b": Strong,
    "code": Code,
    "del": Strike,
    "em": Emphasis,
    "i": Emphasis,
    "s": Strike,
    "strike": Strike,
    "strong": Strong,
}


def simple_line(reader: Reader, element: Element) -> tuple[Inline, ...]:
    """The line that a new block consists of; empty where there is more to look into. Then nothing has been read."""
    frame = reader.frame
    if reader.waiting or reader.lines or not isinstance(frame, Container) or frame.marks:
        return ()
    children = element.children
    rough = reader.collapse is squeeze_any
    if len(children) == 1 and type(children[0]) is Text:
        body = children[0].data.strip(BLANKS)
        if rough or "\n" in body or "  " in body:
            body = reader.collapse(body)
        if not body or body[:4] in SCHEMES or (not body[0].isalnum() and is_invisible(body)):
            return ()
        return (TextNode(text=body),)
    if reader.deep or frame.depth > MAX_DEPTH - 2:
        return ()
    collapsing = squeeze_any if rough else squeeze
    inlines: list[Inline] = []
    links: list[tuple[int, Element, str]] = []
    text = ""
    started = False
    for node in children:
        if type(node) is Text:
            data = node.data
            if not started:
                # Before anything else hard spaces, too, show nothing.
                if not inlines and data.isspace():
                    continue
                data = data.lstrip(BLANKS)
                # An address that stands alone on its line may be an embed.
                if data[:4] in SCHEMES:
                    return ()
                started = data != ""
            if rough or "\n" in data or "  " in data:
                data = collapsing(data)
            if text:
                data = text + data[1:] if text[-1] == " " == data[:1] else text + data
            text = data
            continue
        if type(node) is not Element:
            return ()
        if reader.hiding and node.attrs and is_hidden(node):
            return ()
        tag = node.tag
        mark = _MARKS.get(tag)
        href = ""
        span = None
        if mark:
            if node.attrs:
                return ()
        elif tag == "a":
            if not (href := node.attr("href") or ""):
                return ()
        elif tag == "br":
            if text := text.rstrip(" "):
                inlines.append(TextNode(text=text))
                text = ""
            if inlines:
                inlines.append(LINE_BREAK)
                started = False
            continue
        elif tag not in KEPT or (span := plain_span(node)) is None:
            return ()
        inner = node.children
        if len(inner) != 1 or type(inner[0]) is not Text:
            return ()
        data = inner[0].data
        body = data.strip(BLANKS)
        if not body or (span and body.isspace()):
            return ()
        after = ""
        if len(body) < len(data) and mark is not Code:
            # Blanks go outside of the marks that begin or end with them: writers cannot say them inside.
            if data[0] in BLANKS and started and text[-1:] != " ":
                text += " "
            after = " " if data[-1] in BLANKS else ""
        if text:
            inlines.append(TextNode(text=text))
        elif started and mark and type(inlines[-1]) is mark:
            # Two that touch are one.
            return ()
        if mark is Code:
            inlines.append(Code(text=LINE_END.sub(" ", data)))
        else:
            shown = TextNode(text=collapsing(body))
            if mark:
                inlines.append(mark(children=(shown,)))  # type: ignore[call-arg]
            elif span:
                inlines.append(Span(tag=span[0], children=(shown,), attributes=span[1]))
            else:
                # Its address is asked for once it is certain that the walk will not ask again.
                links.append((len(inlines), node, href))
                inlines.append(shown)
        text, started = after, True
    if text := text.rstrip(" "):
        inlines.append(TextNode(text=text))
    while inlines and inlines[-1] is LINE_BREAK:
        inlines.pop()
    if not links:
        first = inlines[0] if inlines else None
        if (type(first) is not TextNode or not first.text[0].isalnum()) and shows_nothing(inlines):
            return ()
    for place, node, href in links:
        inlines[place] = link_around((inlines[place],), reader.context, node, href)
    return tuple(inlines)
