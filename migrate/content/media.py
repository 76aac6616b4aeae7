"""Images, players, frames of other sites, and plug-in objects."""

from __future__ import annotations

import re

from migrate.content.cleaning import classes_of, style_of
from migrate.content.embeds import embed_of
from migrate.content.html import Element, outer_html
from migrate.content.raw import open_raw
from migrate.content.reader import INLINE, LEAF, Opened, Opener, Reader
from migrate.content.smilies import convert_smilies
from migrate.model.document import Embed, MediaSource, Player, RawBlock, Track
from migrate.model.inlines import Attributes, Image

_SMILEY_CLASSES = frozenset({"wp-smiley", "emoji"})
# Where lazy loading keeps the address, in the order of trust.
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-orig-file", "data-large-file", "data-full-url")
_SWITCHES = ("loop", "autoplay", "muted")
_VALUES = ("width", "height", "preload")
_PIXELS = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")


def open_image(reader: Reader, element: Element) -> Opened:
    """`<img>`; smilies and emoji are characters."""
    classes = classes_of(element)
    alt = element.attr("alt") or ""
    if alt and not classes.names.isdisjoint(_SMILEY_CLASSES):
        reader.text(convert_smilies(alt))
        return LEAF
    url = (element.attr("src") or "").strip()
    if not url or url.startswith("data:"):
        url = next((found for name in _LAZY if (found := (element.attr(name) or "").strip())), url)
    if not url:
        reader.context.lose("image-without-url", alt)
        return LEAF
    attributes: Attributes = {}
    align = classes.align or (element.attr("align") or "").strip().lower()
    media = classes.media or _number(element.attr("data-id")) or _number(element.attr("data-attachment-id"))
    kept = [f"align{align}"] if align in ("left", "right", "center", "wide", "full") else []
    if media:
        kept.append(f"wp-image-{media}")
    if kept:
        attributes["class"] = " ".join(kept)
    full = element.attr("data-full-url") or element.attr("data-orig-file") or ""
    width, height = element.attr("width") or "", element.attr("height") or ""
    if (style := style_of(element).values) and not (width and height):
        width = width or _pixels(style.get("width", ""))
        height = height or _pixels(style.get("height", ""))
    context = reader.context
    image = Image(
        url=url,
        alt=alt,
        title=element.attr("title") or "",
        width=width,
        height=height,
        original_url=full if full != url else "",
        attributes=attributes,
    )
    reader.leaf(context.image(image))
    return LEAF


def _number(text: str | None) -> str:
    return text if text and text.isascii() and text.isdecimal() else ""


def _pixels(text: str) -> str:
    match = _PIXELS.fullmatch(text)
    return match[1] if match else ""


def open_player(reader: Reader, element: Element) -> Opened:
    """`<audio>`, `<video>`."""
    link_of = reader.context.link_of
    sources: list[MediaSource] = []
    tracks: list[Track] = []
    if own := (element.attr("src") or "").strip():
        sources.append(MediaSource(url=link_of(own), type=element.attr("type") or ""))
    known = {source.url for source in sources}
    for node in element.find_all(["source", "track"]):
        address = (node.attr("src") or "").strip()
        if not address:
            continue
        url = link_of(address)
        if node.tag == "track":
            tracks.append(
                Track(
                    url=url,
                    kind=node.attr("kind") or "",
                    language=node.attr("srclang") or "",
                    label=node.attr("label") or "",
                )
            )
        elif url not in known:
            known.add(url)
            sources.append(MediaSource(url=url, type=node.attr("type") or ""))
    fallback = element.text.strip()
    if not sources:
        return open_raw(reader, element)
    # WordPress itself writes a link to the file as what is shown where it cannot play.
    if fallback and fallback not in known:
        reader.context.lose("fallback-text", fallback)
    attributes = {name: name for name in _SWITCHES if element.attr(name) is not None}
    attributes |= {name: value for name in _VALUES if (value := element.attr(name))}
    poster = (element.attr("poster") or "").strip()
    reader.add(
        Player(
            kind=element.tag,
            sources=tuple(sources),
            tracks=tuple(tracks),
            poster=link_of(poster) if poster else "",
            attributes=attributes,
        )
    )
    return LEAF


def open_frame(reader: Reader, element: Element) -> Opened:
    """`<iframe>`: an embed where the site is known, else kept as it is."""
    url = next((found for name in ("src", *_LAZY) if (found := (element.attr(name) or "").strip())), "")
    embed = embed_of(url)
    if embed is not None:
        reader.add(_with_size(embed, element))
    else:
        reader.add(RawBlock(html=reader.context.raw(outer_html(element))))
    return LEAF


def open_object(reader: Reader, element: Element) -> Opened:
    """`<object>`, `<embed>`: an embed where what it plays is of a known site, else kept as it is."""
    urls = [element.attr("data"), element.attr("src")]
    for node in element.find_all(["param", "embed"]):
        if node.tag == "embed":
            urls.append(node.attr("src"))
        elif (node.attr("name") or "").lower() in ("movie", "src", "url"):
            urls.append(node.attr("value"))
    if not element.text.strip():
        for url in urls:
            embed = embed_of(url.strip()) if url else None
            if embed is not None:
                reader.add(_with_size(embed, element))
                return LEAF
    return open_raw(reader, element)


def _with_size(embed: Embed, element: Element) -> Embed:
    return Embed(
        url=embed.url,
        provider=embed.provider,
        id=embed.id,
        html=outer_html(element),
        width=element.attr("width") or "",
        height=element.attr("height") or "",
    )


def open_noscript(reader: Reader, element: Element) -> Opened:
    """`<noscript>`: what it holds is read, but for the copy of an image that loads lazily."""
    images = element.find_all("img")
    if images and not element.text.strip():
        line = reader.frame.line
        last = line[-1] if line else None
        if isinstance(last, Image):
            urls = [(image.attr("src") or "").strip() for image in images]
            if any(url in (last.url, last.original_url) or _written(reader, url) == last.url for url in urls):
                return LEAF
    return INLINE


def _written(reader: Reader, url: str) -> str:
    return reader.context.image(Image(url=url)).url if url else ""


OPENERS: dict[str, Opener] = {
    "applet": open_raw,
    "audio": open_player,
    "embed": open_object,
    "iframe": open_frame,
    "img": open_image,
    "noscript": open_noscript,
    "object": open_object,
    "video": open_player,
}
