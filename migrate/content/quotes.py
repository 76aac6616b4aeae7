"""Quotations and who is quoted."""

from __future__ import annotations

from migrate.content.captions import CaptionFrame, inlines_or_blocks
from migrate.content.cleaning import classes_of, id_of, style_of
from migrate.content.frames import Container, Frame
from migrate.content.html import Element
from migrate.content.inlines import open_kept
from migrate.content.marks import SpanMark, marked
from migrate.content.paragraphs import describe
from migrate.content.quoted_embeds import quoted_embed
from migrate.content.reader import FRAME, INLINE, LEAF, Opened, Opener, Reader
from migrate.content.sections import open_line
from migrate.model.document import Block, BlockQuote, Paragraph
from migrate.model.inlines import Inline


class QuoteFrame(Container):
    """A quotation. What `<cite>` or `<footer>` say beside its paragraphs is its citation where it comes last."""

    __slots__ = ("_citation", "_cited_at", "_url")

    def __init__(self, parent: Frame, url: str) -> None:
        super().__init__(parent)
        self._url = url
        self._citation: tuple[Inline, ...] = ()
        self._cited_at = 0

    def cite(self, blocks: list[Block]) -> None:
        """The citation has been read."""
        inlines, rest = inlines_or_blocks(blocks)
        self._settle()
        self._citation = inlines
        self._cited_at = len(self.blocks)
        self.blocks.extend(rest)

    def _settle(self) -> None:
        # Text must stay in its order: a citation that something follows is a paragraph.
        if self._citation:
            children = marked((SpanMark("cite"),), self._citation)
            self.blocks.insert(self._cited_at, Paragraph(children=children))
            self._citation = ()

    def close(self, reader: Reader) -> None:
        if self._citation and len(self.blocks) > self._cited_at:
            self._settle()
        if self.blocks or self._citation:
            self.parent.container.add(
                BlockQuote(blocks=tuple(self.blocks), citation=self._citation, url=self._url, align=self.align)
            )


def open_quote(reader: Reader, element: Element) -> Opened:
    """`<blockquote>`: a quotation, or what a service's script would turn into an embed."""
    if reader.started or reader.after:
        reader.flush()
    url = ""
    if element.attrs:
        classes = classes_of(element)
        if (embed := quoted_embed(element, classes.names)) is not None:
            reader.add(embed)
            return LEAF
        reader.anchor(id_of(element))
        url = (element.attr("cite") or "").strip()
        frame = QuoteFrame(reader.frame, reader.context.link_of(url) if url else "")
        describe(frame, element, style_of(element), classes)
        reader.frame = frame
    else:
        reader.frame = QuoteFrame(reader.frame, "")
    return FRAME


def open_citation(reader: Reader, element: Element) -> Opened:
    """`<cite>`, `<footer>`: directly in a quotation, after a paragraph, they say who is quoted."""
    frame = reader.frame
    if isinstance(frame, QuoteFrame) and not reader.started:
        reader.frame = CaptionFrame(frame, frame.cite)
        return FRAME
    if isinstance(frame, CaptionFrame):
        return INLINE
    return (open_kept if element.tag == "cite" else open_line)(reader, element)


OPENERS: dict[str, Opener] = {"blockquote": open_quote, "cite": open_citation, "footer": open_citation}
