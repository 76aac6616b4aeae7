"""Documents fitted to a site: links relative to the file that they stand in, and as HTML what the site's reader of
Markdown would not show as it is: ids of headings, and links with addresses that it refuses or takes for others."""

from __future__ import annotations

import re
from collections.abc import Callable
from posixpath import relpath
from typing import Any
from urllib.parse import unquote

import msgspec

from migrate.model.document import Document, Heading, RawBlock
from migrate.model.inlines import Anchor, Link, RawInline
from migrate.model.records import Entry
from migrate.targets.site.names import encoded
from migrate.writers.tags import tag

_ADDRESSES = frozenset({"url", "link"})
_ATTRIBUTE = re.compile(r"""(?<=\s)(href|src)=(["'])(/(?!/)[^"'<>]*)\2""")


def with_relative_links(document: Document, path: str) -> Document:
    """The document with every link that begins at the root of the folder led from the folder of the file `path`."""
    led = _leading_from(path)

    def in_markup(match: re.Match[str]) -> str:
        return f"{match[1]}={match[2]}{led(match[3])}{match[2]}"

    def fit(node: Any) -> tuple[Any, ...]:
        if isinstance(node, RawBlock | RawInline):
            return (msgspec.structs.replace(node, html=_ATTRIBUTE.sub(in_markup, node.html)),)
        urls = {name: getattr(node, name) for name in _ADDRESSES.intersection(node.__struct_fields__)}
        changed = {name: led(url) for name, url in urls.items() if isinstance(url, str) and url.startswith("/")}
        return (msgspec.structs.replace(node, **changed) if changed else node,)

    return _fitted(document, fit)


def with_relative_files(record: Entry, path: str) -> Entry:
    """The same for the files that an entry names besides its body."""
    led = _leading_from(path)
    image, seo = record.featured_image, record.seo
    return msgspec.structs.replace(
        record,
        featured_image=image and msgspec.structs.replace(image, url=led(image.url)),
        featured_image_url=led(record.featured_image_url),
        seo=seo and msgspec.structs.replace(seo, og_image=led(seo.og_image), twitter_image=led(seo.twitter_image)),
        enclosures=tuple(msgspec.structs.replace(one, url=led(one.url)) for one in record.enclosures),
    )


def _leading_from(path: str) -> Callable[[str], str]:
    """What leads an address that begins at the root of the folder from the folder of the file `path`."""
    here = path.rpartition("/")[0]

    def led(url: str) -> str:
        if not url.startswith("/") or url.startswith("//"):
            return url
        target, mark, fragment = url.partition("#")
        return encoded(relpath(unquote(target).lstrip("/") or ".", here or ".")) + mark + fragment

    return led


def with_html(document: Document, *, heading_ids: bool, links: str) -> Document:
    """The document with anchors for the ids of headings, unless `heading_ids`, and with tags for the links whose
    address does not begin as the regular expression `links` says."""
    if heading_ids and not links:
        return document
    known = re.compile(links, re.IGNORECASE)

    def fit(node: Any) -> tuple[Any, ...]:
        match node:
            case Heading() if node.id and not heading_ids:
                return (msgspec.structs.replace(node, id="", children=(Anchor(id=node.id), *node.children)),)
            case Link() if not known.match(node.url):
                opening = tag("a", {"href": node.url, **node.attributes}, title=node.title)
                return (RawInline(html=opening), *node.children, RawInline(html="</a>"))
            case _:
                return (node,)

    return _fitted(document, fit)


def _fitted(document: Document, fit: Callable[[Any], tuple[Any, ...]]) -> Document:
    """The document with what `fit` makes of each node, those within it first."""

    def change(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple([made for one in value for made in members(one)])
        return within(value) if isinstance(value, msgspec.Struct) else value

    def members(one: Any) -> tuple[Any, ...]:
        if isinstance(one, tuple):
            return (change(one),)
        return fit(within(one)) if isinstance(one, msgspec.Struct) else (one,)

    def within(node: Any) -> Any:
        changed = {}
        for name in node.__struct_fields__:
            value = getattr(node, name)
            if isinstance(value, msgspec.Struct):
                # A field of one node cannot hold several.
                (made,) = fit(within(value))
                changed[name] = made
            elif value and isinstance(value, tuple):
                changed[name] = change(value)
        return msgspec.structs.replace(node, **changed) if changed else node

    fitted: Document = within(document)
    return fitted
