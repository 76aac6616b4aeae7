"""An HTML fragment → document nodes. Every visible word of it is in them, in order, or a loss of the context names it.

Takes any input: never raises, never recurses, and makes no tree deeper than `frames.MAX_DEPTH` (and its leaves).
"""

from __future__ import annotations

from migrate.content import (
    code_blocks,
    figures,
    inlines,
    lists,
    media,
    paragraphs,
    placeholders,
    quotes,
    raw,
    sections,
    tables,
)
from migrate.content.cleaning import classes_of, is_hidden
from migrate.content.context import FragmentContext, FragmentLoss
from migrate.content.flatten import flatten
from migrate.content.galleries import GALLERY_CLASSES
from migrate.content.html import Element, is_long, names, parse_html, parse_pieces, unused_tag
from migrate.content.quoted_embeds import QUOTES
from migrate.content.reader import PAUSE, Opened, Opener, Reader
from migrate.model.document import Block
from migrate.model.inlines import Inline

__all__ = ["FragmentContext", "FragmentLoss", "read_fragment", "to_inlines"]

_OPENERS: dict[str, Opener] = {
    **inlines.OPENERS,
    **raw.OPENERS,
    **media.OPENERS,
    **paragraphs.OPENERS,
    **sections.OPENERS,
    **quotes.OPENERS,
    **lists.OPENERS,
    **tables.OPENERS,
    **figures.OPENERS,
    **code_blocks.OPENERS,
    **placeholders.OPENERS,
}


def read_fragment(html: str, context: FragmentContext | None = None) -> tuple[Block, ...]:
    """The blocks of a body or a part of one. Paragraphs of classic bodies have been made before (`autop`).

    `context` gathers the losses; without one they are not kept.
    """
    context = context or FragmentContext()
    if not is_long(html):
        return Reader(_OPENERS, context, html).read([parse_html(html)])
    last_tag = unused_tag(html)
    reader = Reader({**_OPENERS, last_tag: _pause}, context, html)
    reader.last_tag = last_tag
    reader.markers.forget()
    pieces = parse_pieces(html, last_tag, _goes_on)
    del html
    return reader.read(pieces)


_LOOKED_INTO = frozenset({*GALLERY_CLASSES, *QUOTES, "wp-block-file", "wp-block-spacer"})
_GO_ON = names("article blockquote code div figure li main ol p pre section table tbody td tfoot th thead tr ul")
"""Elements whose openers ask nothing but their attributes."""


def _goes_on(element: Element) -> bool:
    """See `parse_pieces`. What some classes mean depends on all that stands in the element, and what is hidden is left
    out whole."""
    if element.tag not in _GO_ON:
        return False
    return not element.attrs or (classes_of(element).names.isdisjoint(_LOOKED_INTO) and not is_hidden(element))


def _pause(reader: Reader, element: Element) -> Opened:
    return PAUSE


def to_inlines(html: str, context: FragmentContext | None = None) -> tuple[Inline, ...]:
    """A caption or title as one line: blocks follow each other after line breaks, images stay, structure goes."""
    return flatten(read_fragment(html, context))
