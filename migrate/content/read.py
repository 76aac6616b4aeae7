"""Bodies as WordPress stores them → documents. Follows what WordPress does to a body before it shows it.

Takes any text: never raises on it, and takes time and memory in proportion to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import msgspec

from migrate.content.autop import autop, shortcode_unautop
from migrate.content.blocks import has_blocks
from migrate.content.comments import clickable
from migrate.content.context import PLACEHOLDER, FragmentContext, FragmentLoss
from migrate.content.elementor import render_elementor
from migrate.content.embed_cache import EmbedCache
from migrate.content.expand import expand_code, expand_shortcodes, known
from migrate.content.reading import MASKED_CLOSE, MASKED_OPEN, Reading, Steps, Subject
from migrate.content.rendering import render_body
from migrate.content.tree import read_fragment
from migrate.model.document import Document, Footnote
from migrate.model.inlines import Image
from migrate.model.lookup import BodyLookup
from migrate.model.rules import Rules

__all__ = ["LOSSES", "Read", "Subject", "read_body", "read_comment"]

LOSSES: dict[str, str] = {
    "unknown-block": "A block that no mapping knows: its saved HTML is in the document.",
    "unknown-shortcode": "A shortcode that is known by name only: its content is kept, its settings are not.",
    "placeholder": "What only the running site could show: it is in the document by name and settings.",
    "dropped": "What the mapping drops.",
    "too-deep": "Nesting beyond what is read: text is kept, structure is not.",
    "missing-pattern": "A reusable block that the export does not hold.",
    "hidden-pattern": "A reusable block that is not published: WordPress showed nothing.",
    "repeated-pattern": "A reusable block within itself: WordPress stopped there.",
    "too-large": "More galleries and patterns than a body may show: the rest is left out.",
    "missing-media": "An attachment that the export does not hold; its number is the name.",
    "missing-footnotes": "A place for footnotes of which the entry has none.",
    "damaged-footnotes": "The entry's footnotes are no JSON.",
}
"""Kinds of losses that reading a body adds to those of its HTML (`context.FragmentLoss`)."""

_STRAY = re.compile(f"[{MASKED_OPEN}{MASKED_CLOSE}]")
_STRAY_PLACEHOLDER = re.compile(f"<(?=/?{PLACEHOLDER})", re.IGNORECASE)


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A body that has been read."""

    document: Document
    losses: tuple[FragmentLoss, ...] = ()
    """`field` is the block, or the shortcode in brackets, where there is one; else `content`."""


def read_body(
    body: str,
    subject: Subject,
    rules: Rules,
    lookup: BodyLookup,
    *,
    link_of: Callable[[str], str] | None = None,
    image_of: Callable[[Image], Image] | None = None,
) -> Read:
    """The document of a `post_content` as exported.

    `link_of` says the address to write for one of the body, `image_of` completes an image.
    """
    footnotes, damaged = _footnotes_of(subject)
    context = _context(link_of, image_of)
    context.footnotes = {identifier for identifier, _ in footnotes}
    reading = Reading(subject, rules, lookup, context, _STEPS)
    if damaged:
        reading.lose("damaged-footnotes", "footnotes", subject.meta["footnotes"])
    layout = None
    if subject.meta.get("_elementor_edit_mode") == "builder":
        layout = render_elementor(reading, _clean(subject.meta.get("_elementor_data", "")))
    html = layout or rewrite(reading, _clean(body))
    blocks = reading.blocks(html)
    if cache := EmbedCache(subject.meta):
        blocks = cache.complete(blocks)
    return Read(
        document=Document(
            blocks=blocks,
            footnotes=(
                *(Footnote(id=identifier, blocks=reading.blocks(_clean(text))) for identifier, text in footnotes),
                *reading.footnotes,
            ),
        ),
        losses=tuple(context.losses),
    )


def read_comment(
    text: str,
    *,
    link_of: Callable[[str], str] | None = None,
    image_of: Callable[[Image], Image] | None = None,
) -> Read:
    """The document of a comment as exported: addresses become links, lines paragraphs. It has no shortcodes, no blocks
    and no embeds."""
    context = _context(link_of, image_of)
    html = autop(clickable(_STRAY_PLACEHOLDER.sub("&lt;", text)))
    return Read(document=Document(blocks=read_fragment(html, context)), losses=tuple(context.losses))


def rewrite(reading: Reading, body: str) -> str:
    """A body as HTML, its shortcodes still in it."""
    if has_blocks(body):
        return expand_code(reading, render_body(reading, body))
    html = autop(expand_code(reading, body))
    return shortcode_unautop(html, lambda name: known(reading, name)) if "[" in html else html


_STEPS = Steps(expand=expand_shortcodes, expand_code=expand_code, rewrite=rewrite)


def _context(link_of: Callable[[str], str] | None, image_of: Callable[[Image], Image] | None) -> FragmentContext:
    context = FragmentContext()
    if link_of is not None:
        context.link_of = link_of
    if image_of is not None:
        context.image_of = image_of
    return context


def _clean(body: str) -> str:
    """The body without what would be taken for marks of our own."""
    if MASKED_OPEN in body or MASKED_CLOSE in body:
        body = _STRAY.sub("", body)
    if PLACEHOLDER in body.lower():
        body = _STRAY_PLACEHOLDER.sub("&lt;", body)
    return body


def _footnotes_of(subject: Subject) -> tuple[list[tuple[str, str]], bool]:
    """Identifiers and HTML of the footnotes that WordPress keeps in a custom field, and whether it is damaged."""
    text = subject.meta.get("footnotes", "")
    if not text.strip():
        return [], False
    try:
        members = json.loads(text)
    except (ValueError, RecursionError):
        return [], True
    if not isinstance(members, list):
        return [], True
    found: dict[str, str] = {}
    for member in members:
        if isinstance(member, dict) and isinstance(member.get("id"), str) and isinstance(member.get("content"), str):
            found.setdefault(member["id"], member["content"])
    return list(found.items()), len(found) < len(members)
