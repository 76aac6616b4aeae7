"""Bodies as WordPress stores them → documents. Follows what WordPress does to a body before it shows it.

Takes any text: never raises on it, and takes time and memory in proportion to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

import msgspec

from migrate.content.autop import autop, shortcode_unautop
from migrate.content.blocks import has_blocks
from migrate.content.comments import clickable
from migrate.content.context import PLACEHOLDER, FragmentContext, FragmentLoss
from migrate.content.elementor import render_elementor
from migrate.content.embed_cache import EmbedCache
from migrate.content.expand import expand_code, expand_shortcodes, known
from migrate.content.plain_text import plain_paragraphs
from migrate.content.reading import MASKED_CLOSE, MASKED_OPEN, Reading, Steps, Subject
from migrate.content.rendering import render_body
from migrate.content.smilies import show_smilies
from migrate.content.tree import read_fragment
from migrate.model.document import Block, Document, Footnote, Paragraph
from migrate.model.inlines import Image, Text
from migrate.model.lookup import BodyLookup
from migrate.model.rules import EMPTY_VALUES, Rules

__all__ = ["AS_THEY_ARE", "LOSSES", "Addresses", "Read", "Subject", "read_body", "read_comment"]

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
    "unread-builder": "The page is in a page builder's own format, in the field named: it is kept there, and not read.",
}
"""Kinds of losses that reading a body adds to those of its HTML (`context.FragmentLoss`)."""

BUILDERS = {
    "_bricks_page_content_2": "Bricks",
    "_bricks_page_content": "Bricks",
    "_ct_builder_json": "Oxygen",
    "ct_builder_json": "Oxygen",
    "_ct_builder_shortcodes": "Oxygen",
    "ct_builder_shortcodes": "Oxygen",
    "_breakdance_data": "Breakdance",
    "_fl_builder_data": "Beaver Builder",
    "panels_data": "SiteOrigin",
    "brizy": "Brizy",
}
"""Fields in which page builders keep a page that is not read. The last three nearly always leave a copy of it in
`post_content`."""
_ELEMENTOR = "_elementor_data"
FEW_WORDS = 5
"""A line of fewer words is not what a page of a builder says."""

_WORD = re.compile(r"\S+")
_STRAY = re.compile(f"[{MASKED_OPEN}{MASKED_CLOSE}]")
_STRAY_PLACEHOLDER = re.compile(f"<(?=/?{PLACEHOLDER})", re.IGNORECASE)


class Addresses(NamedTuple):
    """What becomes of the addresses of a body: see the attributes of `FragmentContext` of the same names."""

    link_of: Callable[[str], str]
    target_of: Callable[[str], str]
    image_of: Callable[[Image], Image]


AS_THEY_ARE = Addresses(lambda url: url, lambda url: "", lambda image: image)


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
    addresses: Addresses = AS_THEY_ARE,
    smilies: bool = False,
) -> Read:
    """The document of a `post_content` as exported.

    `smilies`: codes such as `:-)` become the characters that WordPress shows for them where the site's option
    `use_smilies` is on, as it is by default; exports do not say.
    """
    # Of a long body each copy counts: what is popped nobody else holds.
    texts = [_clean(body)]
    del body
    footnotes, damaged = _footnotes_of(subject)
    context = _context(addresses)
    context.footnotes = {identifier for identifier, _ in footnotes}
    reading = Reading(subject, rules, lookup, context, STEPS, smilies=smilies)
    if damaged:
        reading.lose("damaged-footnotes", "footnotes", subject.meta["footnotes"])
    layout = None
    if _is_elementors(subject):
        layout = render_elementor(reading, _clean(subject.meta.get(_ELEMENTOR, "")))
    blocks = reading.blocks(layout or rewrite(reading, texts.pop()))
    if layout is None and _is_bare(blocks) and (field := _unread_builder(subject)):
        reading.lose("unread-builder", field, BUILDERS.get(field, "Elementor"))
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
    addresses: Addresses = AS_THEY_ARE,
    smilies: bool = False,
) -> Read:
    """The document of a comment as exported: addresses become links, lines paragraphs. It has no shortcodes, no blocks
    and no embeds. `smilies` as of `read_body`."""
    linked = clickable(_STRAY_PLACEHOLDER.sub("&lt;", text) if "<" in text else text)
    if not smilies and (paragraphs := plain_paragraphs(linked)) is not None:
        return Read(document=Document(blocks=paragraphs))
    context = _context(addresses)
    html = autop(linked)
    if smilies:
        html = show_smilies(html)
    return Read(document=Document(blocks=read_fragment(html, context)), losses=tuple(context.losses))


def rewrite(reading: Reading, body: str) -> str:
    """A body as HTML, its shortcodes still in it."""
    # Of a long body each copy counts: what is popped nobody else holds.
    texts = [body]
    is_classic = not has_blocks(body)
    del body
    if not is_classic:
        return expand_code(reading, render_body(reading, texts))
    texts.append(expand_code(reading, texts.pop()))
    html = autop(texts.pop())
    return shortcode_unautop(html, lambda name: known(reading, name)) if "[" in html else html


STEPS = Steps(expand=expand_shortcodes, expand_code=expand_code, rewrite=rewrite)
"""What a `Reading` is given of the modules that its handlers cannot import."""


def _context(addresses: Addresses) -> FragmentContext:
    return FragmentContext(link_of=addresses.link_of, target_of=addresses.target_of, image_of=addresses.image_of)


def _clean(body: str) -> str:
    """The body without what would be taken for marks of our own."""
    if MASKED_OPEN in body or MASKED_CLOSE in body:
        body = _STRAY.sub("", body)
    return _STRAY_PLACEHOLDER.sub("&lt;", body)


def _unread_builder(subject: Subject) -> str:
    """The field in which a builder keeps the page; empty without one."""
    fields = (*BUILDERS, _ELEMENTOR) if _is_elementors(subject) else BUILDERS
    return next((field for field in fields if subject.meta.get(field, "").strip() not in EMPTY_VALUES), "")


def _is_elementors(subject: Subject) -> bool:
    return subject.meta.get("_elementor_edit_mode") == "builder"


def _is_bare(blocks: tuple[Block, ...]) -> bool:
    """Nothing, or a line of a few words."""
    match blocks:
        case ():
            return True
        case (Paragraph(children=(Text(text=text),)),):
            return sum(1 for _ in islice(_WORD.finditer(text), FEW_WORDS)) < FEW_WORDS
        case _:
            return False


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
