"""Blocks that a mapping's nodes cannot say: the closed list of their handlers.

A handler is given the block and its saved HTML with the blocks inside it rendered; it gives HTML, or None for a
placeholder.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any, Protocol

from migrate.content.attachments import caption_of, files_of, gallery_from
from migrate.content.autop import autop
from migrate.content.embeds import embed_of
from migrate.content.reading import MAX_DEPTH, Reading
from migrate.content.values import address, as_text, member
from migrate.model.document import Embed


class FoundBlock(Protocol):
    """What is known of a block."""

    @property
    def name(self) -> str:
        """With its namespace."""

    @property
    def attributes(self) -> dict[str, Any] | None:
        """See `blocks.Block`."""

    @property
    def source(self) -> str:
        """The block as it stands in the body, with its delimiters."""


BlockHandler = Callable[[Reading, FoundBlock, str], str | None]

_MAIL = re.compile(r"[^\s@/]+@[^\s@/]+")
_CAPTION = re.compile(r"<figcaption\b[^<>]*>")

SERVICES = {
    "fivehundredpx": "500px",
    "bluesky": "Bluesky",
    "chain": "Link",
    "codepen": "CodePen",
    "deviantart": "DeviantArt",
    "feed": "RSS Feed",
    "github": "GitHub",
    "google": "Google",
    "lastfm": "Last.fm",
    "linkedin": "LinkedIn",
    "mail": "Mail",
    "soundcloud": "SoundCloud",
    "tiktok": "TikTok",
    "vk": "VK",
    "whatsapp": "WhatsApp",
    "wordpress": "WordPress",
    "youtube": "YouTube",
}
"""What WordPress calls a service, where it is more than its own name with a capital."""


def _pattern(reading: Reading, block: FoundBlock, html: str) -> str | None:
    attributes = block.attributes or {}
    reference = member(attributes, "ref")
    number = int(reference) if reference.isdecimal() and len(reference) < 19 else 0
    pattern = reading.lookup.pattern(number, reading.subject.root) if number else None
    if pattern is None or pattern.type != "wp_block":
        reading.lose("missing-pattern", "core/block", reference)
        return None
    if pattern.status != "publish" or pattern.protected:
        # What it says is nobody's business: its number.
        reading.lose("hidden-pattern", "core/block", reference)
        return ""
    if pattern.key in reading.open_patterns or reading.depth >= MAX_DEPTH or not reading.afford(len(pattern.body)):
        reading.lose("repeated-pattern", "core/block", reference)
        return ""
    outer = reading.overrides
    reading.open_patterns.add(pattern.key)
    reading.overrides = _overrides(attributes)
    reading.depth += 1
    try:
        return reading.rewrite(pattern.body)
    finally:
        reading.depth -= 1
        reading.overrides = outer
        reading.open_patterns.discard(pattern.key)


def _overrides(attributes: dict[str, Any]) -> dict[str, dict[str, object]]:
    # Before WordPress 6.6 they were one level deeper, and called so.
    for key in ("content", "overrides"):
        said = attributes.get(key)
        if isinstance(said, dict):
            return {
                name: values["values"] if isinstance(values.get("values"), dict) else values
                for name, values in said.items()
                if isinstance(values, dict)
            }
    return {}


def _shortcode(reading: Reading, block: FoundBlock, html: str) -> str | None:
    return autop(reading.expand_code(html))


def _caption_in(html: str) -> str:
    opening = _CAPTION.search(html)
    return html[opening.end() :].partition("</figcaption>")[0] if opening else ""


def _embed(reading: Reading, block: FoundBlock, html: str) -> str | None:
    if "wp-block-embed__wrapper" in html:
        return html
    url = address(member(block.attributes, "url"))
    if not url:
        return html if html.strip() else None
    known = embed_of(url)
    return reading.place(
        Embed(
            url=reading.context.link_of(url),
            provider=known.provider if known else member(block.attributes, "providerNameSlug"),
            id=known.id if known else "",
            caption=caption_of(reading, _caption_in(html) or member(block.attributes, "caption")),
        )
    )


def _gallery(reading: Reading, block: FoundBlock, html: str) -> str | None:
    if "<img" in html or "wxr-node" in html:
        return html
    attributes = block.attributes or {}
    ids = as_text(attributes.get("ids"))
    if ids:
        files = files_of(reading, ids)
    elif attributes.get("dynamicContent"):
        attached = reading.lookup.attachments(reading.subject.key)
        files = [file for file in attached if file.mime_type.startswith("image/")]
    else:
        return html
    columns = attributes.get("columns")
    gallery = gallery_from(
        reading,
        files,
        link=member(attributes, "linkTo") or "none",
        columns=columns if isinstance(columns, int) and 0 < columns < 100 else 0,
        style="",
        caption=caption_of(reading, _caption_in(html)),
    )
    return reading.place(gallery) if gallery else None


def _footnotes(reading: Reading, block: FoundBlock, html: str) -> str | None:
    if not reading.context.footnotes:
        reading.lose("missing-footnotes", "core/footnotes")
    return ""


def _social_link(reading: Reading, block: FoundBlock, html: str) -> str | None:
    url = member(block.attributes, "url").strip()
    url = f"mailto:{url}" if _MAIL.fullmatch(url) else address(url, "https://*")
    service = member(block.attributes, "service")
    # WordPress shows no link without an address.
    if not url:
        reading.lose("dropped", "core/social-link", service)
        return ""
    name = member(block.attributes, "label") or SERVICES.get(service) or service.replace("-", " ").capitalize()
    return f'<li><a href="{escape(url)}">{escape(name)}</a></li>'


def _navigation_link(reading: Reading, block: FoundBlock, html: str) -> str | None:
    label, url = member(block.attributes, "label"), address(member(block.attributes, "url"))
    if not label and not html.strip():
        return None
    # A label is HTML: the editor allows marks in it.
    link = f'<a href="{escape(url)}">{label}</a>' if url else label
    below = f"<ul>{html}</ul>" if html.strip() else ""
    return f"<li>{link}{below}</li>"


def _markdown(reading: Reading, block: FoundBlock, html: str) -> str | None:
    if html.strip():
        return html
    source = member(block.attributes, "source")
    return autop(escape(source, quote=False)) if source else ""


def _missing(reading: Reading, block: FoundBlock, html: str) -> str | None:
    name = member(block.attributes, "originalName")
    reading.lose("unknown-block", name or "core/missing", html)
    return html


BLOCK_HANDLERS: dict[str, BlockHandler] = {
    "pattern": _pattern,
    "shortcode": _shortcode,
    "embed": _embed,
    "gallery": _gallery,
    "footnotes": _footnotes,
    "social-link": _social_link,
    "navigation-link": _navigation_link,
    "markdown": _markdown,
    "missing": _missing,
}
"""By the names in `model.body_rules.BLOCK_HANDLERS`."""
