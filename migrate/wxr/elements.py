"""Strictly parsed XML elements → raw items and heads. Elements may come in any order and under any prefix.

Names are told apart by namespace and local name; the WordPress namespace is the same thing over http and https and in
every version (1.0 to 1.2), and an undeclared prefix stands for the namespace that everybody binds to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from lxml import etree

from migrate.wxr.items import (
    Place,
    RawAuthor,
    RawCategory,
    RawComment,
    RawItem,
    RawMeta,
    RawTerm,
    Repair,
)

UNDECLARED = "urn:undeclared-prefix:"
"""Namespace that we bind a prefix to that nobody declared and nobody knows; the prefix follows."""

KNOWN_NAMESPACES: dict[str, str] = {
    "wp": "http://wordpress.org/export/1.2/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "dsq": "http://www.disqus.com/",
}
_WORDPRESS = re.compile(r"https?://(?:www\.)?wordpress\.org/export/\d+(?:\.\d+)*/?(excerpt/?)?$")
_PREFIX_OF = {uri.rstrip("/"): prefix for prefix, uri in KNOWN_NAMESPACES.items()}

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)

_ITEM_FIELDS = {
    "title": "title",
    "link": "link",
    "pubDate": "pub_date",
    "dc:creator": "creator",
    "guid": "guid",
    "description": "description",
    "content:encoded": "content",
    "excerpt:encoded": "excerpt",
    "wp:post_id": "id",
    "wp:post_date": "date",
    "wp:post_date_gmt": "date_gmt",
    "wp:post_modified": "modified",
    "wp:post_modified_gmt": "modified_gmt",
    "wp:comment_status": "comment_status",
    "wp:ping_status": "ping_status",
    "wp:post_name": "slug",
    "wp:status": "status",
    "wp:post_parent": "parent",
    "wp:menu_order": "menu_order",
    "wp:post_type": "type",
    "wp:post_password": "password",
    "wp:is_sticky": "sticky",
    "wp:attachment_url": "attachment_url",
}
_COMMENT_FIELDS = {
    "wp:comment_id": "id",
    "wp:comment_author": "author",
    "wp:comment_author_email": "author_email",
    "wp:comment_author_url": "author_url",
    "wp:comment_author_IP": "author_ip",
    "wp:comment_date": "date",
    "wp:comment_date_gmt": "date_gmt",
    "wp:comment_content": "content",
    "wp:comment_approved": "approved",
    "wp:comment_type": "type",
    "wp:comment_parent": "parent",
    "wp:comment_user_id": "user_id",
}
_AUTHOR_FIELDS = {
    "wp:author_id": "id",
    "wp:author_login": "login",
    "wp:author_email": "email",
    "wp:author_display_name": "display_name",
    "wp:author_first_name": "first_name",
    "wp:author_last_name": "last_name",
    "wp:author_description": "description",
}
_TERM_FIELDS = {
    "wp:term_id": "id",
    "wp:category_nicename": "slug",
    "wp:tag_slug": "slug",
    "wp:term_slug": "slug",
    "wp:category_parent": "parent",
    "wp:term_parent": "parent",
    "wp:cat_name": "name",
    "wp:tag_name": "name",
    "wp:term_name": "name",
    "wp:category_description": "description",
    "wp:tag_description": "description",
    "wp:term_description": "description",
    "wp:term_taxonomy": "taxonomy",
}
_VERBATIM = frozenset({"title", "content", "excerpt", "description", "author", "name", "password"})
"""Fields whose white space belongs to them."""
_TERM_ELEMENTS = {"wp:category": "category", "wp:tag": "post_tag", "wp:term": ""}
_META_ELEMENTS = frozenset({"wp:postmeta", "wp:commentmeta", "wp:termmeta"})
_AUTHOR_ELEMENTS = frozenset({"wp:author", "wp:wp_author"})


@lru_cache(maxsize=4096)
def name_of(tag: str) -> str:
    """`prefix:local` for lxml's `{uri}local`, with the usual prefix; a foreign namespace stays in braces."""
    if not tag.startswith("{"):
        return tag
    uri, local = tag[1:].split("}", 1)
    if match := _WORDPRESS.match(uri):
        return f"{'excerpt' if match[1] else 'wp'}:{local}"
    if uri.startswith(UNDECLARED):
        return f"{uri[len(UNDECLARED) :]}:{local}"
    prefix = _PREFIX_OF.get(uri.rstrip("/").replace("https://", "http://"))
    return f"{prefix}:{local}" if prefix else tag


def parse(data: bytes) -> Any:
    """The root element of `data`. Raises lxml.etree.XMLSyntaxError; reads no DTD, no entity, no network."""
    return etree.fromstring(data, _PARSER)


def text_of(element: Any) -> str:
    """All text of an element that should hold only text; markup in it that was not escaped is kept as text."""
    text: str = element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            text += etree.tostring(child, encoding="unicode")
        else:
            text += child.tail or ""
    return text


def _children(element: Any) -> Iterable[tuple[str, Any]]:
    for child in element:
        tag = child.tag
        if isinstance(tag, str):
            yield name_of(tag), child


def _fields(element: Any, fields: dict[str, str]) -> tuple[dict[str, Any], list[RawMeta], list[RawMeta]]:
    """Values by field name, rows of meta, and what has no field."""
    values: dict[str, Any] = {}
    meta: list[RawMeta] = []
    extra: list[RawMeta] = []
    for name, child in _children(element):
        field = fields.get(name)
        if field is not None and field not in values:
            text = child.text or "" if not len(child) else text_of(child)
            values[field] = text if field in _VERBATIM else text.strip()
        elif name in _META_ELEMENTS:
            meta.append(_meta(child))
        elif len(child) or (child.text and child.text.strip()):
            extra.append(RawMeta(name, text_of(child)))
    return values, meta, extra


def _meta(element: Any) -> RawMeta:
    key = value = ""
    for child in element:
        tag = child.tag
        if not isinstance(tag, str):
            continue
        text = child.text or "" if not len(child) else text_of(child)
        if tag.endswith("meta_key"):
            key = text.strip()
        elif tag.endswith("meta_value"):
            value = text
    return RawMeta(key, value)


def read_author(element: Any, place: Place) -> RawAuthor:
    """A `<wp:author>` element."""
    values, _, _ = _fields(element, _AUTHOR_FIELDS)
    return RawAuthor(place=place, **values)


def read_term(element: Any, place: Place) -> RawTerm:
    """A `<wp:category>`, `<wp:tag>` or `<wp:term>` element."""
    values, meta, _ = _fields(element, _TERM_FIELDS)
    values.setdefault("taxonomy", _TERM_ELEMENTS[name_of(element.tag)])
    return RawTerm(meta=tuple(meta), place=place, **values)


def read_comment(element: Any) -> RawComment:
    """A `<wp:comment>` element."""
    values, meta, _ = _fields(element, _COMMENT_FIELDS)
    return RawComment(meta=tuple(meta), **values)


def read_item(element: Any, place: Place, repairs: tuple[Repair, ...] = ()) -> RawItem:
    """An `<item>` element."""
    values: dict[str, Any] = {}
    categories: list[RawCategory] = []
    meta: list[RawMeta] = []
    comments: list[RawComment] = []
    extra: list[RawMeta] = []
    for child in element:
        tag = child.tag
        if not isinstance(tag, str):
            continue
        name = name_of(tag)
        field = _ITEM_FIELDS.get(name)
        if field is not None:
            text = child.text or "" if not len(child) else text_of(child)
            if field not in values:
                values[field] = text if field in _VERBATIM else text.strip()
            elif text.strip() and text != values[field]:
                extra.append(RawMeta(name, text))
        elif name == "category":
            attributes = child.attrib
            categories.append(
                RawCategory(attributes.get("domain", ""), attributes.get("nicename", ""), text_of(child))
            )
        elif name == "wp:comment":
            comments.append(read_comment(child))
        elif name in _META_ELEMENTS:
            meta.append(_meta(child))
        elif len(child) or (child.text and child.text.strip()):
            extra.append(RawMeta(name, text_of(child)))
    return RawItem(
        categories=tuple(categories),
        meta=tuple(meta),
        comments=tuple(comments),
        extra=tuple(extra),
        place=place,
        repairs=repairs,
        **values,
    )


_HEAD_FIELDS = {
    "title": "title",
    "link": "link",
    "description": "description",
    "pubDate": "pub_date",
    "language": "language",
    "generator": "generator",
    "wp:wxr_version": "wxr_version",
    "wp:base_site_url": "base_site_url",
    "wp:base_blog_url": "base_blog_url",
}


def read_head(channel: Any, place: Place) -> tuple[dict[str, str], list[RawAuthor], list[RawTerm], list[RawMeta]]:
    """Fields, authors, terms and unknown elements of a `<channel>`; lines are relative to `place.line`."""
    values: dict[str, str] = {}
    authors: list[RawAuthor] = []
    terms: list[RawTerm] = []
    extra: list[RawMeta] = []
    for name, child in _children(channel):
        here = place._replace(line=place.line + (child.sourceline or 1) - 1)
        field = _HEAD_FIELDS.get(name)
        if field is not None:
            values.setdefault(field, text_of(child).strip())
        elif name in _AUTHOR_ELEMENTS:
            authors.append(read_author(child, here))
        elif name in _TERM_ELEMENTS:
            terms.append(read_term(child, here))
        elif len(child) or (child.text and child.text.strip()):
            extra.append(RawMeta(name, text_of(child)))
    return values, authors, terms, extra
