"""Galleries, in all shapes that WordPress and Jetpack saved or rendered: images, their captions and links, in order."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from migrate.content.captions import inlines_or_blocks
from migrate.content.cleaning import classes_of
from migrate.content.frames import Container, Frame
from migrate.content.html import Element
from migrate.content.reader import FRAME, Opened, Reader
from migrate.content.whitespace import is_invisible
from migrate.model.document import Block, BulletList, Figure, Gallery, GalleryImage, Paragraph, RawBlock
from migrate.model.inlines import Image, Inline, LineBreak, Link, Text

GALLERY_CLASSES = {
    "wp-block-gallery": "",
    "blocks-gallery-grid": "",
    "gallery": "",
    "tiled-gallery": "tiled",
    "wp-block-jetpack-tiled-gallery": "tiled",
    "wp-block-jetpack-slideshow": "slideshow",
    "wp-block-jetpack-slideshow_container": "slideshow",
}
"""Class → style of the gallery."""

_COLUMNS = re.compile(r"\b(?:gallery-)?columns-(\d)\b")
_HIDDEN_STYLE = re.compile(r"<style[^>]*>[^<]*gallery[^<]*</style>", re.IGNORECASE)
"""The style sheet that WordPress writes before each classic gallery that it renders."""


def gallery_of(blocks: Sequence[Block], style: str, columns: int, caption: tuple[Inline, ...] = ()) -> Gallery | None:
    """Blocks as a gallery; None when they hold anything but images with their captions."""
    images: list[GalleryImage] = []
    stack: list[Block] = [*reversed(blocks)]
    while stack:
        block = stack.pop()
        match block:
            case Paragraph(children=children):
                found = _images(children)
                if found is None:
                    return None
                images.extend(found)
            case Figure(blocks=(Paragraph(children=children),), caption=text):
                found = _images(children)
                if found is None or len(found) != 1:
                    return None
                images.append(msgspec.structs.replace(found[0], caption=text))
            case Gallery():
                images.extend(block.images)
                if block.caption:
                    if caption:
                        return None
                    caption = block.caption
                columns = columns or block.columns
                style = style or block.style
            case BulletList(items=items):
                stack.extend(inner for item in reversed(items) for inner in reversed(item.blocks))
            case RawBlock(html=html) if _HIDDEN_STYLE.fullmatch(html.strip()):
                pass
            case _:
                return None
    if not images:
        return None
    return Gallery(images=tuple(images), columns=columns, caption=caption, style=style)


def _images(children: Sequence[Inline]) -> list[GalleryImage] | None:
    images = []
    for child in children:
        match child:
            case Image():
                images.append(GalleryImage(image=child))
            case Link(url=url, children=(Image() as image,)):
                images.append(GalleryImage(image=image, link=url))
            case LineBreak():
                pass
            case Text(text=text) if is_invisible(text):
                pass
            case _:
                return None
    return images


class GalleryFrame(Container):
    """A gallery that is being read; what turns out to be more than images stays blocks."""

    __slots__ = ("_caption", "_caption_at", "_columns", "_style")

    def __init__(self, parent: Frame, style: str, columns: int) -> None:
        super().__init__(parent)
        self.align = ""
        self._style = style
        self._columns = columns
        self._caption: tuple[Inline, ...] = ()
        self._caption_at = 0

    def caption(self, blocks: list[Block]) -> None:
        """The caption of the whole gallery has been read."""
        inlines, rest = inlines_or_blocks(blocks)
        if self._caption:
            self.blocks.append(Paragraph(children=inlines))
        else:
            self._caption = inlines
            self._caption_at = len(self.blocks)
        self.blocks.extend(rest)

    def close(self, reader: Reader) -> None:
        outer = self.parent.container
        gallery = gallery_of(self.blocks, self._style, self._columns, self._caption)
        if gallery is not None:
            outer.add(gallery)
            return
        if self._caption:
            self.blocks.insert(self._caption_at, Paragraph(children=self._caption))
        for block in self.blocks:
            outer.add(block)


def columns_of(element: Element) -> int:
    """The number of columns that a gallery's classes name; 0 when they name none."""
    match = _COLUMNS.search(element.attr("class") or "")
    return int(match[1]) if match else 0


def open_gallery(reader: Reader, element: Element) -> Opened:
    """An element of one of the classes."""
    if reader.started or reader.after:
        reader.flush()
    classes = classes_of(element)
    style = next((GALLERY_CLASSES[name] for name in sorted(classes.names & GALLERY_CLASSES.keys())), "")
    reader.frame = GalleryFrame(reader.frame, style, columns_of(element))
    return FRAME
