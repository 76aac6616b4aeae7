"""Captions, summaries, citations: blocks where the document has room for a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from migrate.content.frames import Container, Frame
from migrate.content.reader import Reader
from migrate.content.whitespace import LINE_BREAK, finish
from migrate.model.document import Block, Heading, Paragraph, RawBlock
from migrate.model.inlines import Inline, RawInline


class CaptionFrame(Container):
    """Gathers the blocks of a caption and hands them on."""

    __slots__ = ("_done",)
    embeds = False

    def __init__(self, parent: Frame, done: Callable[[list[Block]], None]) -> None:
        super().__init__(parent)
        self.align = ""
        self._done = done

    def close(self, reader: Reader) -> None:
        self._done(self.blocks)


def inlines_or_blocks(blocks: Sequence[Block]) -> tuple[tuple[Inline, ...], Sequence[Block]]:
    """Paragraphs as one line with breaks between; where a block is more than text, all blocks as they are."""
    children: list[str | Inline] = []
    for block in blocks:
        match block:
            case Paragraph(children=line) | Heading(children=line):
                children.extend((LINE_BREAK, *line) if children else line)
            case RawBlock(html=html):
                children.append(RawInline(html=html))
            case _:
                return (), blocks
    return finish(children) if children else (), ()
