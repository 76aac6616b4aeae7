"""What no node can say: scripts, styles, forms, drawings, formulas, and frames of unknown sites, kept as HTML."""

from __future__ import annotations

import msgspec

from migrate.content.context import PLACEHOLDER
from migrate.content.embeds import script_embed, widget_provider
from migrate.content.frames import holder
from migrate.content.html import Element, is_descendant_free, outer_html
from migrate.content.reader import INLINE, LEAF, LINE, Opened, Opener, Reader
from migrate.model.document import Embed, Math, RawBlock
from migrate.model.inlines import InlineMath, RawInline

_PLACEHOLDERS = frozenset({PLACEHOLDER})
_TEX = frozenset({"application/x-tex", "text/x-tex", "LaTeX", "TeX"})


def open_raw(reader: Reader, element: Element) -> Opened:
    """An element that is kept as it is, within its line."""
    if not is_descendant_free(element, _PLACEHOLDERS):
        return INLINE
    reader.leaf(RawInline(html=reader.context.raw(outer_html(element))))
    return LEAF


def open_raw_block(reader: Reader, element: Element) -> Opened:
    """An element that is kept as it is, as a block."""
    if not is_descendant_free(element, _PLACEHOLDERS):
        if reader.started or reader.after:
            reader.flush()
        return LINE
    reader.add(RawBlock(html=reader.context.raw(outer_html(element))))
    return LEAF


def open_script(reader: Reader, element: Element) -> Opened:
    """`<script>`, `<style>`: show nothing by themselves, but for scripts that are embeds."""
    url = element.attr("src") or ""
    if url:
        embed = script_embed(url, outer_html(element))
        if embed is not None:
            reader.add(embed)
            return LEAF
        provider = widget_provider(url)
        blocks = holder(reader.frame).blocks
        last = blocks[-1] if blocks and not reader.started else None
        if provider and isinstance(last, Embed) and last.provider == provider:
            if url not in last.html:
                blocks[-1] = msgspec.structs.replace(last, html=f"{last.html}\n{outer_html(element)}")
            return LEAF
    reader.later(RawBlock(html=reader.context.raw(outer_html(element))))
    return LEAF


def open_math(reader: Reader, element: Element) -> Opened:
    """`<math>`: with its TeX where the formula carries it."""
    tex = ""
    for node in element.find_all("annotation"):
        if (node.attr("encoding") or "") in _TEX:
            tex = node.text.strip()
    if element.attr("display") == "block":
        reader.add(Math(tex=tex, mathml=outer_html(element)))
    else:
        reader.leaf(InlineMath(tex=tex, mathml=outer_html(element)))
    return LEAF


def open_unseen(reader: Reader, element: Element) -> Opened:
    """`<title>`, `<template>`: what a page has without showing it."""
    if element.text.strip():
        reader.context.lose("hidden-text", element.text)
    return LEAF


def open_resource(reader: Reader, element: Element) -> Opened:
    """`<link>`: style sheets are kept."""
    if (element.attr("rel") or "").lower() == "stylesheet":
        reader.later(RawBlock(html=reader.context.raw(outer_html(element))))
    return LEAF


def open_dropped(reader: Reader, element: Element) -> Opened:
    """An element that neither shows nor means anything in a body."""
    return LEAF


OPENERS: dict[str, Opener] = {
    "button": open_raw,
    "canvas": open_raw,
    "datalist": open_raw,
    "form": open_raw_block,
    "link": open_resource,
    "map": open_raw,
    "math": open_math,
    "script": open_script,
    "select": open_raw,
    "style": open_script,
    "svg": open_raw,
    "template": open_unseen,
    "textarea": open_raw,
    "title": open_unseen,
    **dict.fromkeys(
        ("area", "base", "basefont", "bgsound", "col", "colgroup", "meta", "param", "source", "track"), open_dropped
    ),
}
