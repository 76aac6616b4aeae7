"""Figures: what they show, their captions, and the nodes that WordPress's figure classes really mean."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from migrate.content.captions import CaptionFrame, inlines_or_blocks
from migrate.content.cleaning import NO_CLASSES, Classes, alignment_of, classes_of, id_of, style_of
from migrate.content.embeds import embed_of
from migrate.content.frames import Container, Frame, holder
from migrate.content.galleries import GALLERY_CLASSES, GalleryFrame, open_gallery
from migrate.content.html import Element
from migrate.content.reader import FRAME, LEAF, LINE, Opened, Opener, Reader
from migrate.content.simple_lines import simple_line
from migrate.model.document import Block, BlockQuote, Embed, Figure, Gallery, Paragraph, Player, RawBlock
from migrate.model.inlines import Image, Inline, Link, RawInline, Text

_PROVIDER_CLASS = "is-provider-"


class FigureFrame(Container):
    """A figure that is being read. A caption that comes before words is put there, as a paragraph."""

    __slots__ = ("_caption", "_caption_first", "_classes")
    embeds = True

    def __init__(self, parent: Frame, element: Element | None, classes: Classes) -> None:
        super().__init__(parent)
        self._caption: tuple[Inline, ...] = ()
        self._caption_first = False
        self._classes = classes
        self.align = ""
        if element is not None and element.attrs:
            self.align = classes.align or alignment_of(element, style_of(element), classes)

    def caption(self, blocks: list[Block]) -> None:
        """A caption has been read."""
        if self._caption:
            self._settle()
        inlines, rest = inlines_or_blocks(blocks)
        self._caption = inlines
        self._caption_first = not self.blocks
        self.blocks.extend(rest)

    def add(self, block: Block) -> None:
        if self._caption and not self._caption_first:
            self._settle()
        self.blocks.append(block)

    def _settle(self) -> None:
        self.blocks.append(Paragraph(children=self._caption))
        self._caption = ()

    def take(self, reader: Reader, line: list[str | Inline]) -> None:
        # The alignment is the figure's, not that of text within.
        reader.put_paragraph(self, line, "", {})

    def close(self, reader: Reader) -> None:
        if self._caption and self._caption_first and not all(map(_is_wordless, self.blocks)):
            self.blocks.insert(0, Paragraph(children=self._caption))
            self._caption = ()
        outer = self.parent.container
        for block in self._blocks():
            outer.add(block)

    def _blocks(self) -> Sequence[Block]:
        names, blocks, caption = self._classes.names, self.blocks, self._caption
        align = "" if self.align in ("none", "justify") else self.align
        if len(blocks) == 1:
            only = blocks[0]
            if isinstance(only, Paragraph) and "wp-block-embed" in names:
                only = self._embed(only) or only
            if isinstance(only, Embed) and not only.caption:
                return (msgspec.structs.replace(only, caption=caption, align=align),)
            if isinstance(only, (Player, Gallery)) and not only.caption:
                return (msgspec.structs.replace(only, caption=caption),)
            if isinstance(only, BlockQuote) and "wp-block-pullquote" in names:
                return (msgspec.structs.replace(only, pull=True, align=align),)
        if not blocks:
            return (Paragraph(children=caption),) if caption else ()
        if caption or (align and not all(isinstance(block, RawBlock) for block in blocks)):
            return (Figure(blocks=tuple(blocks), caption=caption, align=align),)
        return blocks

    def _embed(self, paragraph: Paragraph) -> Embed | None:
        """WordPress embeds the address in an embed block, also of providers that are not known here."""
        if len(paragraph.children) != 1:
            return None
        child = paragraph.children[0]
        if isinstance(child, Link) and len(child.children) == 1:
            child = child.children[0]
        if not isinstance(child, Text) or not child.text.startswith(("http://", "https://")) or " " in child.text:
            return None
        known = embed_of(child.text)
        if known is not None:
            return known
        providers = [name for name in self._classes.names if name.startswith(_PROVIDER_CLASS)]
        provider = min(providers).removeprefix(_PROVIDER_CLASS) if providers else ""
        return Embed(url=child.text, provider="" if provider == "embed-handler" else provider)


def _is_wordless(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return all(
            isinstance(child, (Image, RawInline))
            or (isinstance(child, Text) and child.text == " ")
            or (isinstance(child, Link) and all(isinstance(inner, Image) for inner in child.children))
            for child in block.children
        )
    return isinstance(block, (Embed, Player, Gallery, RawBlock))


def open_figure(reader: Reader, element: Element) -> Opened:
    """`<figure>`."""
    if reader.started or reader.after:
        reader.flush()
    classes = NO_CLASSES
    if element.attrs:
        classes = classes_of(element)
        if classes.names & GALLERY_CLASSES.keys():
            return open_gallery(reader, element)
        reader.anchor(id_of(element))
    reader.frame = FigureFrame(reader.frame, element, classes)
    return FRAME


def open_captioned(reader: Reader, element: Element) -> Opened:
    """`<div class="wp-caption">`, as WordPress renders `[caption]`."""
    if reader.started or reader.after:
        reader.flush()
    reader.frame = FigureFrame(reader.frame, element, classes_of(element))
    return FRAME


def open_caption(reader: Reader, element: Element) -> Opened:
    """`<figcaption>`, and what carries the class `wp-caption-text`; outside of a figure it is a line."""
    if reader.started or reader.after:
        reader.flush()
    # Only where it stands directly in its figure: what is in another wrapper comes to the figure later than it.
    frame = holder(reader.frame)
    if not isinstance(frame, FigureFrame | GalleryFrame):
        return LINE
    reader.anchor(id_of(element))
    if line := simple_line(reader, element):
        frame.caption([Paragraph(children=line)])
        return LEAF
    reader.frame = CaptionFrame(reader.frame, frame.caption)
    return FRAME


OPENERS: dict[str, Opener] = {"figcaption": open_caption, "figure": open_figure}
