"""Inline elements: marks, links, code, breaks, anchors, and spans that say something by their style."""

from __future__ import annotations

import re

from migrate.content.cleaning import NO_STYLE, Style, id_of, language_attributes, style_of
from migrate.content.context import FragmentContext
from migrate.content.frames import Frame, InlineFrame, is_marked
from migrate.content.html import Element, Text, names, shows_something
from migrate.content.marks import CODE, EMPHASIS, STRIKE, STRONG, LinkMark, Mark, Marks, SpanMark
from migrate.content.reader import FRAME, INLINE, LEAF, Opened, Opener, Reader
from migrate.content.whitespace import BLANKS
from migrate.model.inlines import Attributes, Code, FootnoteReference, Inline, Link

_TAKEN_AWAY = {"Strong": "weight", "Emphasis": "slant"}
_KEPT = ("title", "lang", "dir", "datetime", "cite")
_RENAMED = {"acronym": "abbr"}
_SAID_BY_ITSELF = frozenset({"noopener", "noreferrer", "attachment"})
"""`rel` that WordPress adds by itself."""
_BUTTON_CLASS = re.compile(r"wp-block-button__link|btn|button")
LINE_END = re.compile(r"[ \t]*[\n\r][ \t\n\r]*")


def open_marks(reader: Reader, marks: tuple[Mark, ...]) -> Opened:
    """Mark what follows, but for marks that it has already."""
    fresh = [mark for mark in marks if not any(is_marked(reader.frame, key) for key in mark.keys)]
    if not fresh:
        return INLINE
    reader.frame = InlineFrame(reader.frame, fresh[0] if len(fresh) == 1 else Marks(fresh))
    return FRAME


def _simple(mark: Mark, key: str) -> Opener:
    taken_away = _TAKEN_AWAY.get(key, "")

    def open_simple(reader: Reader, element: Element) -> Opened:
        if element.attrs:
            style = _described(reader, element)
            own = () if taken_away in style.plain else (mark,)
            return open_marks(reader, own + style.marks)
        if is_marked(reader.frame, key):
            return INLINE
        if reader.mark_text(element, mark):
            return LEAF
        reader.frame = InlineFrame(reader.frame, mark)
        return FRAME

    return open_simple


def _described(reader: Reader, element: Element) -> Style:
    reader.anchor(id_of(element))
    return style_of(element)


def open_unknown(reader: Reader, element: Element) -> Opened:
    """An element that says nothing about text: its content stands in its place."""
    if element.attrs:
        return open_marks(reader, _described(reader, element).marks)
    return INLINE


def open_span(reader: Reader, element: Element) -> Opened:
    """`<span>`: bold and the like by its style; kept where it names a language or direction."""
    if not element.attrs:
        return INLINE
    style = _described(reader, element)
    attributes = language_attributes(element)
    return open_marks(reader, (SpanMark("span", attributes), *style.marks) if attributes else style.marks)


def open_kept(reader: Reader, element: Element) -> Opened:
    """An element that Markdown has no mark for."""
    tag = _RENAMED.get(element.tag, element.tag)
    attributes: Attributes = {}
    style = NO_STYLE
    if element.attrs:
        if element.tag == "sup" and (footnote := element.attr("data-fn")) in reader.context.footnotes and footnote:
            reader.leaf(FootnoteReference(id=footnote))
            return LEAF
        style = _described(reader, element)
        for name in _KEPT:
            if value := element.attr(name):
                attributes[name] = value
        if tag == "mark" and style.transparent:
            return open_marks(reader, style.marks)
    if tag == "time" and not attributes:
        return INLINE
    return open_marks(reader, (SpanMark(tag, attributes), *style.marks))


def plain_span(element: Element) -> tuple[str, Attributes] | None:
    """Tag and attributes of what `open_kept` makes of an element, where that is all there is to it."""
    tag = _RENAMED.get(element.tag, element.tag)
    attributes: Attributes = {}
    if attrs := element.attrs:
        style = style_of(element)
        if "id" in attrs or "data-fn" in attrs or style.marks or style.transparent:
            return None
        for name in _KEPT:
            if value := element.attr(name):
                attributes[name] = value
    return None if tag == "time" and not attributes else (tag, attributes)


def open_link(reader: Reader, element: Element) -> Opened:
    """`<a>`: a link where it has an address, else a place that links may point to."""
    url = element.attr("href")
    if not url:
        reader.anchor((element.attr("name") or "").strip() or id_of(element))
        return open_marks(reader, style_of(element).marks)
    mark = link_mark(reader.context, element, url)
    if reader.mark_text(element, mark):
        return LEAF
    reader.frame = LinkFrame(reader.frame, mark, element)
    return FRAME


def link_around(children: tuple[Inline, ...], context: FragmentContext, element: Element, href: str) -> Link:
    """The link that an `<a>` with an address, its `href`, makes around children that hold none."""
    if len(element.attrs) > 1:
        return link_mark(context, element, href).link(children)
    url = href.strip()
    return Link(url=context.link_of(url), children=children, target=context.target_of(url))


def link_mark(context: FragmentContext, element: Element, href: str) -> LinkMark:
    """The mark of an `<a>` that has an address, its `href`."""
    url = href.strip()
    title, attributes = "", Attributes()
    if len(element.attrs) > 1:
        title, attributes = element.attr("title") or "", _link_attributes(element)
    return LinkMark(context.link_of(url), title, context.target_of(url), attributes)


def _link_attributes(element: Element) -> Attributes:
    attributes: Attributes = {}
    if identifier := id_of(element):
        attributes["id"] = identifier
    elif name := (element.attr("name") or "").strip():
        attributes["id"] = name
    rel = [name for name in (element.attr("rel") or "").split() if name not in _SAID_BY_ITSELF and name[:6] != "wp-att"]
    if rel:
        attributes["rel"] = " ".join(rel)
    for name in ("target", "download"):
        if (value := element.attr(name)) is not None and (value or name == "download"):
            attributes[name] = value
    if (classes := element.attr("class")) and (button := _BUTTON_CLASS.search(classes)):
        attributes["class"] = button[0]
    return attributes


class LinkFrame(InlineFrame):
    """A link that is being read; around nothing it is a loss."""

    __slots__ = ("_element",)

    def __init__(self, parent: Frame, mark: LinkMark, element: Element) -> None:
        super().__init__(parent, mark)
        self._element = element

    def end(self, reader: Reader) -> None:
        mark = self.mark
        # The line is also empty after a block within the link, which has taken the mark along.
        if not self.line and isinstance(mark, LinkMark) and not shows_something(self._element):
            reader.context.lose("empty-link", mark.url)
            reader.anchor(mark.attributes.get("id", ""))
        super().end(reader)


def open_code(reader: Reader, element: Element) -> Opened:
    """`<code>`, `<tt>`."""
    if is_marked(reader.frame, "code"):
        return INLINE
    children = element.children
    if len(children) == 1 and type(children[0]) is Text and not reader.lines:
        text = children[0].data
        if text.strip(BLANKS):
            reader.leaf(Code(text=LINE_END.sub(" ", text)))
        elif text:
            reader.text(" ")
        return LEAF
    reader.frame = CodeFrame(reader)
    if not reader.lines:
        reader.lines = "code"
    return FRAME


class CodeFrame(InlineFrame):
    """Code with something in it: text is taken as it stands until the element ends."""

    __slots__ = ("_lines",)

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader.frame, CODE)
        self._lines = reader.lines

    def end(self, reader: Reader) -> None:
        reader.lines = self._lines
        super().end(reader)


def open_break(reader: Reader, element: Element) -> Opened:
    """`<br>`."""
    reader.line_break()
    return LEAF


def open_nothing(reader: Reader, element: Element) -> Opened:
    """An element without any say in a document."""
    return LEAF


KEPT = names("abbr acronym bdi bdo cite dfn ins kbd mark q rp rt ruby samp small sub sup time u var")
"""Elements that Markdown has no mark for."""

OPENERS: dict[str, Opener] = {
    "*": open_unknown,
    "a": open_link,
    "b": _simple(STRONG, "Strong"),
    "br": open_break,
    "code": open_code,
    "del": _simple(STRIKE, "Strike"),
    "em": _simple(EMPHASIS, "Emphasis"),
    "i": _simple(EMPHASIS, "Emphasis"),
    "s": _simple(STRIKE, "Strike"),
    "span": open_span,
    "strike": _simple(STRIKE, "Strike"),
    "strong": _simple(STRONG, "Strong"),
    "tt": open_code,
    "wbr": open_nothing,
    **dict.fromkeys(KEPT, open_kept),
}
