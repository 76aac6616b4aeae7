"""Paragraphs, headings, rules, and what is centered."""

from __future__ import annotations

from migrate.content.cleaning import Classes, Style, alignment_of, classes_of, id_of, language_attributes, style_of
from migrate.content.figures import open_caption
from migrate.content.frames import Container, Flow, Frame, Line, ParagraphFrame, marked_line
from migrate.content.html import Element
from migrate.content.reader import FRAME, LEAF, Opened, Opener, Reader
from migrate.content.simple_lines import simple_line
from migrate.content.whitespace import LINE_BREAK, finish, shows_nothing
from migrate.model.document import Block, Heading, Paragraph, ThematicBreak
from migrate.model.inlines import Attributes, Inline


def open_paragraph(reader: Reader, element: Element) -> Opened:
    """`<p>`."""
    if reader.started or reader.after:
        reader.flush()
    outer = reader.frame.container
    align = outer.align
    attributes: Attributes = {}
    if element.attrs:
        classes = classes_of(element)
        if "wp-caption-text" in classes.names:
            return open_caption(reader, element)
        align = alignment_of(element, style_of(element), classes) or align
        if identifier := id_of(element):
            attributes["id"] = identifier
        attributes.update(language_attributes(element))
    if line := simple_line(reader, element):
        outer.add(Paragraph(children=line, align=align, attributes=attributes))
        outer.has_paragraph()
        return LEAF
    reader.frame = frame = ParagraphFrame(reader.frame, attributes)
    frame.align = align
    return FRAME


def describe(frame: Container, element: Element, style: Style, classes: Classes) -> None:
    """Take the alignment from an element's attributes. Bold or italic blocks are the look of a theme, not emphasis."""
    frame.align = alignment_of(element, style, classes) or frame.align


class HeadingFrame(Container):
    """A heading: several lines of one are one heading; a block within it comes after what stands before it."""

    __slots__ = ("_identifier", "_level", "_lines")
    embeds = False

    def __init__(self, parent: Frame, level: int, identifier: str) -> None:
        super().__init__(parent)
        self._level = level
        self._identifier = identifier
        self._lines: list[tuple[Inline, ...]] = []

    def take(self, reader: Reader, line: Line) -> None:
        inlines = marked_line(self, line)
        if not shows_nothing(inlines):
            self._lines.append(inlines)

    def add(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self._lines.append(block.children)
        else:
            self._put()
            self.parent.container.add(block)

    def close(self, reader: Reader) -> None:
        self._put()
        reader.anchor(self._identifier)

    def _put(self) -> None:
        if self._lines:
            children: list[str | Inline] = []
            for line in self._lines:
                children.extend((LINE_BREAK, *line) if children else line)
            heading = Heading(level=self._level, children=finish(children), id=self._identifier, align=self.align)
            self.parent.container.add(heading)
            self._lines = []
            self._identifier = ""


def open_heading(reader: Reader, element: Element) -> Opened:
    """`<h1>` to `<h6>`."""
    if reader.started or reader.after:
        reader.flush()
    align = reader.frame.container.align
    identifier = ""
    if element.attrs:
        identifier = id_of(element)
        align = alignment_of(element, style_of(element), classes_of(element)) or align
    level = int(element.tag[1])
    if line := simple_line(reader, element):
        reader.frame.container.add(Heading(level=level, children=line, id=identifier, align=align))
        return LEAF
    frame = HeadingFrame(reader.frame, level, identifier)
    frame.align = align
    reader.frame = frame
    return FRAME


def open_rule(reader: Reader, element: Element) -> Opened:
    """`<hr>`."""
    if element.attrs:
        reader.anchor(id_of(element))
    reader.add(ThematicBreak())
    return LEAF


def open_center(reader: Reader, element: Element) -> Opened:
    """`<center>`."""
    if reader.started or reader.after:
        reader.flush()
    frame = Flow(reader.frame)
    frame.align = "center"
    reader.frame = frame
    return FRAME


OPENERS: dict[str, Opener] = {
    "center": open_center,
    "hr": open_rule,
    "p": open_paragraph,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), open_heading),
}
