"""Files to download, as WordPress's file block saves them."""

from __future__ import annotations

from migrate.content.frames import Container
from migrate.content.html import Element
from migrate.content.reader import FRAME, Opened, Reader
from migrate.content.whitespace import is_invisible
from migrate.model.document import Block, FileLink, Paragraph, RawBlock
from migrate.model.inlines import Link, Text


class FileFrame(Container):
    """A file block that is being read. What is more than a link and its button stays blocks."""

    __slots__ = ()
    embeds = False

    def close(self, reader: Reader) -> None:
        outer = self.parent.container
        for block in _file(self.blocks) or self.blocks:
            outer.add(block)


def _file(blocks: list[Block]) -> list[Block]:
    links: list[Link] = []
    for block in blocks:
        match block:
            case Paragraph(children=children):
                for child in children:
                    if isinstance(child, Link):
                        links.append(child)
                    elif not (isinstance(child, Text) and is_invisible(child.text)):
                        return []
            case RawBlock(html=html) if html.startswith("<object") and "wp-block-file__embed" in html:
                pass
            case _:
                return []
    if len(links) == 1:
        return [FileLink(url=links[0].url, name=links[0].children)]
    if len(links) == 2 and links[0].url == links[1].url:
        return [FileLink(url=links[0].url, name=links[0].children, button=links[1].children)]
    return []


def open_file(reader: Reader, element: Element) -> Opened:
    """`<div class="wp-block-file">`."""
    reader.frame = FileFrame(reader.frame)
    return FRAME
