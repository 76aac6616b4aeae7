"""Embeds pasted as quotations that a service's script replaces: tweets, posts, clips. The quotation is kept in them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from migrate.content.embeds import embed_of
from migrate.content.html import Element, outer_html
from migrate.content.reader import INLINE, LEAF, Opened, Reader
from migrate.model.document import Embed

QUOTES = {
    "bluesky-embed": "bluesky",
    "fb-post": "facebook",
    "fb-video": "facebook",
    "imgur-embed-pub": "imgur",
    "instagram-media": "instagram",
    "mastodon-embed": "mastodon",
    "reddit-card": "reddit",
    "reddit-embed-bq": "reddit",
    "text-post-media": "threads",
    "tiktok-embed": "tiktok",
    "tumblr-post": "tumblr",
    "twitter-tweet": "twitter",
    "twitter-video": "twitter",
    "wp-embedded-content": "wordpress",
}
_ADDRESSES = ("data-instgrm-permalink", "data-text-post-permalink", "data-embed-url", "data-href", "cite")
_BLUESKY = re.compile(r"at://(did:[^/]+)/app\.bsky\.feed\.post/(\w+)")


def quoted_embed(element: Element, names: Iterable[str]) -> Embed | None:
    """The embed that an element of these classes stands for; None for any other, and where no address is found."""
    provider = next((QUOTES[name] for name in sorted(names) if name in QUOTES), "")
    if not provider:
        return None
    url = next((found for name in _ADDRESSES if (found := (element.attr(name) or "").strip())), "")
    if provider == "imgur" and (identifier := element.attr("data-id")):
        url = f"https://imgur.com/{identifier}"
    if match := _BLUESKY.fullmatch(element.attr("data-bluesky-uri") or ""):
        url = f"https://bsky.app/profile/{match[1]}/post/{match[2]}"
    links = [link for node in element.find_all("a") if (link := (node.attr("href") or "").strip())]
    if not url and links:
        # A tweet's own address is its last link: those before it stand in the text.
        url = links[0] if provider in ("wordpress", "reddit") else links[-1]
    if not url:
        return None
    known = embed_of(url)
    same = known is not None and known.provider == provider
    return Embed(
        url=known.url if same and known else url,
        provider=provider,
        id=known.id if same and known else "",
        html=outer_html(element),
    )


def open_quoted(reader: Reader, element: Element) -> Opened:
    """A `<div>` of one of the classes."""
    embed = quoted_embed(element, frozenset((element.attr("class") or "").split()))
    if embed is None:
        return INLINE
    reader.add(embed)
    return LEAF
