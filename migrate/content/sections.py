"""Wrappers: `div` by WordPress's classes, asides, details, and the elements that only begin a new line."""

from __future__ import annotations

from migrate.content.captions import CaptionFrame, inlines_or_blocks
from migrate.content.cleaning import Classes, Style, alignment_of, classes_of, id_of, language_attributes, style_of
from migrate.content.figures import open_captioned
from migrate.content.files import open_file
from migrate.content.frames import Container, Flow, Frame
from migrate.content.galleries import GALLERY_CLASSES, open_gallery
from migrate.content.html import Element, names, shows_something
from migrate.content.paragraphs import describe
from migrate.content.quoted_embeds import open_quoted
from migrate.content.reader import FRAME, INLINE, LEAF, LINE, Opened, Opener, Reader
from migrate.model.document import Block, Details, Paragraph, Section
from migrate.model.inlines import Attributes, Image, Inline

_SECTIONS = {
    "wp-block-buttons": "buttons",
    "wp-block-column": "column",
    "wp-block-columns": "columns",
    "wp-block-cover": "cover",
    "wp-block-cover-image": "cover",
    "wp-block-media-text": "media-text",
}
_BACKGROUND = "url("


def open_line(reader: Reader, element: Element) -> Opened:
    """An element that a browser begins a new line with, and that says nothing more."""
    if reader.started or reader.after:
        reader.flush()
    if not element.attrs:
        return LINE
    reader.anchor(id_of(element))
    return _open_flow(reader, element, style_of(element), classes_of(element))


def _open_flow(reader: Reader, element: Element, style: Style, classes: Classes) -> Opened:
    if attributes := language_attributes(element):
        reader.frame = SectionFrame(reader.frame, "div", attributes)
        describe(reader.frame, element, style, classes)
        return FRAME
    if alignment_of(element, style, classes):
        frame = Flow(reader.frame)
        describe(frame, element, style, classes)
        reader.frame = frame
        return FRAME
    return LINE


class SectionFrame(Container):
    """A wrapper that says something."""

    __slots__ = ("_attributes", "_role")

    def __init__(self, parent: Frame, role: str, attributes: Attributes) -> None:
        super().__init__(parent)
        self._role = role
        self._attributes = attributes

    def close(self, reader: Reader) -> None:
        if self.blocks:
            self.parent.container.add(Section(role=self._role, blocks=tuple(self.blocks), attributes=self._attributes))


def open_division(reader: Reader, element: Element) -> Opened:
    """`<div>`: what WordPress's class says it is, else a line."""
    if reader.started or reader.after:
        reader.flush()
    if not element.attrs:
        return LINE
    classes = classes_of(element)
    if classes.names:
        for name in classes.names:
            if role := _SECTIONS.get(name):
                return _open_section(reader, element, role, classes)
            if opener := _DIVISIONS.get(name):
                opened = opener(reader, element)
                if opened != INLINE:
                    return opened
    reader.anchor(id_of(element))
    return _open_flow(reader, element, style_of(element), classes)


def _open_section(reader: Reader, element: Element, role: str, classes: Classes) -> Opened:
    reader.anchor(id_of(element))
    attributes = language_attributes(element)
    style = style_of(element)
    if role == "column" and (width := style.values.get("flex-basis")):
        attributes["width"] = width
    if role == "media-text" and "has-media-on-the-right" in classes.names:
        attributes["position"] = "right"
    frame = SectionFrame(reader.frame, role, attributes)
    describe(frame, element, style, classes)
    reader.frame = frame
    # The background of a cover is lower-cased in `values`: addresses are read from the attribute itself.
    source = element.attr("style") or ""
    if role == "cover" and _BACKGROUND in source:
        url = source.partition(_BACKGROUND)[2].partition(")")[0].strip("\"' ")
        if url:
            image = reader.context.image(Image(url=url))
            frame.add(Paragraph(children=(image,)))
    return FRAME


def _open_spacer(reader: Reader, element: Element) -> Opened:
    """Empty space; one with something in it, as the editor never writes it, is a wrapper like others."""
    if shows_something(element):
        return INLINE
    reader.anchor(id_of(element))
    return LEAF


class DetailsFrame(Container):
    """`<details>`. A summary that does not come first stays in its place."""

    __slots__ = ("_open", "_summary")

    def __init__(self, parent: Frame, is_open: bool) -> None:
        super().__init__(parent)
        self._open = is_open
        self._summary: tuple[Inline, ...] = ()

    def summarise(self, blocks: list[Block]) -> None:
        """The summary has been read."""
        if self.blocks or self._summary:
            self.blocks.extend(blocks)
            return
        self._summary, rest = inlines_or_blocks(blocks)
        self.blocks.extend(rest)

    def close(self, reader: Reader) -> None:
        if self.blocks or self._summary:
            self.parent.container.add(Details(summary=self._summary, blocks=tuple(self.blocks), open=self._open))


def open_details(reader: Reader, element: Element) -> Opened:
    """`<details>`."""
    if reader.started or reader.after:
        reader.flush()
    reader.anchor(id_of(element))
    reader.frame = DetailsFrame(reader.frame, element.attr("open") is not None)
    return FRAME


def open_summary(reader: Reader, element: Element) -> Opened:
    """`<summary>`."""
    if reader.started or reader.after:
        reader.flush()
    frame = reader.frame
    if isinstance(frame, DetailsFrame):
        reader.anchor(id_of(element))
        reader.frame = CaptionFrame(frame, frame.summarise)
        return FRAME
    return LINE


def open_aside(reader: Reader, element: Element) -> Opened:
    """`<aside>`."""
    if reader.started or reader.after:
        reader.flush()
    reader.anchor(id_of(element))
    reader.frame = SectionFrame(reader.frame, "aside", language_attributes(element))
    return FRAME


_DIVISIONS: dict[str, Opener] = {
    "wp-block-file": open_file,
    "wp-block-spacer": _open_spacer,
    "wp-caption": open_captioned,
    "fb-post": open_quoted,
    "fb-video": open_quoted,
    **dict.fromkeys(GALLERY_CLASSES, open_gallery),
}

OPENERS: dict[str, Opener] = {
    "aside": open_aside,
    "details": open_details,
    "div": open_division,
    "summary": open_summary,
    **dict.fromkeys(names("address article fieldset header hgroup legend main nav section search"), open_line),
}
