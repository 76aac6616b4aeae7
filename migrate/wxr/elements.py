"""Strictly parsed XML elements → raw items and heads. Elements may come in any order and under any prefix."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

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
from migrate.wxr.names import (
    AUTHOR_ELEMENTS,
    AUTHOR_ROLES,
    CATEGORY,
    COMMENT,
    COMMENT_ROLES,
    HEAD_FIELDS,
    IGNORED,
    ITEM_ROLES,
    KNOWN_NAMESPACES,
    META,
    META_ROLES,
    TERM_ELEMENTS,
    TERM_ROLES,
    UNDECLARED,
    VERBATIM,
    Roles,
    name_of,
)

__all__ = [
    "KNOWN_NAMESPACES",
    "UNDECLARED",
    "name_of",
    "parse",
    "read_author",
    "read_comment",
    "read_head",
    "read_item",
    "read_term",
    "text_of",
]

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
_STRAY_TEXT = etree.XPath(
    "text()[normalize-space()] | wp:comment/text()[normalize-space()]", namespaces={"wp": KNOWN_NAMESPACES["wp"]}
)


def parse(data: bytes) -> Any:
    """The root element of `data`. Raises lxml.etree.XMLSyntaxError; reads no DTD, no entity, no network."""
    return etree.fromstring(data, _PARSER)


def text_of(element: Any) -> str:
    """All text of an element that should hold only text; markup in it that was not escaped is kept as text."""
    return element.text or "" if not len(element) else _text_and_markup(element)


def _text_and_markup(element: Any) -> str:
    """Comments are left out, unless they stand amid markup, as those of a body that was not escaped do."""
    is_markup = any(isinstance(child.tag, str) for child in element)
    pieces: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            if node is not element:
                pieces.append(_start_tag(node))
            pieces.append(node.text or "")
            continue
        if event == "end":
            if node is element:
                break
            if len(node) or node.text:
                pieces.append(f"</{_source_name(node, node.tag)}>")
        elif is_markup:
            pieces.append(etree.tostring(node, encoding="unicode", with_tail=False))
        pieces.append(node.tail or "")
    return "".join(pieces)


def _start_tag(node: Any) -> str:
    attributes = "".join(
        f' {_source_name(node, name)}="{escape(value, {chr(34): "&quot;"})}"' for name, value in node.items()
    )
    return f"<{_source_name(node, node.tag)}{attributes}{'>' if len(node) or node.text else '/>'}"


def _source_name(node: Any, tag: str) -> str:
    """The name with the prefix that it is written with."""
    if not tag.startswith("{"):
        return tag
    uri, local = tag[1:].split("}", 1)
    prefix = next((prefix for prefix, bound in node.nsmap.items() if bound == uri), None)
    return f"{prefix}:{local}" if prefix else local


def _fields(element: Any, roles: Roles) -> tuple[dict[str, Any], list[RawMeta]]:
    """Values by field name, and rows of meta."""
    values: dict[str, Any] = {}
    meta: list[RawMeta] = []
    for child in element:
        role = roles[child.tag]
        if role is META:
            meta.append(_meta(child))
        elif role is not None and role is not IGNORED and role not in values:
            text = child.text or "" if not len(child) else _text_and_markup(child)
            values[role] = text if role in VERBATIM else text.strip()
    return values, meta


def _meta(element: Any) -> RawMeta:
    key = value = ""
    for child in element:
        role = META_ROLES[child.tag]
        if role == "key":
            key = text_of(child).strip()
        elif role == "value":
            value = child.text or "" if not len(child) else _text_and_markup(child)
    return RawMeta(key, value)


def read_author(element: Any, place: Place) -> RawAuthor:
    """A `<wp:author>` element."""
    values, _ = _fields(element, AUTHOR_ROLES)
    return RawAuthor(place=place, **values)


def read_term(element: Any, place: Place) -> RawTerm:
    """A `<wp:category>`, `<wp:tag>` or `<wp:term>` element."""
    values, meta = _fields(element, TERM_ROLES)
    values.setdefault("taxonomy", TERM_ELEMENTS[name_of(element.tag)])
    return RawTerm(meta=tuple(meta), place=place, **values)


def read_comment(element: Any) -> RawComment:
    """A `<wp:comment>` element."""
    values, meta = _fields(element, COMMENT_ROLES)
    return RawComment(meta=tuple(meta), **values)


def read_item(element: Any, place: Place, repairs: tuple[Repair, ...] = ()) -> RawItem:
    """An `<item>` element. Text that stands beside its children is kept in `extra` as `#text`."""
    values: dict[str, Any] = {}
    categories: list[RawCategory] = []
    meta: list[RawMeta] = []
    comments: list[RawComment] = []
    extra: list[RawMeta] = []
    for child in element:
        role = ITEM_ROLES[child.tag]
        if role is META:
            meta.append(_meta(child))
        elif role is COMMENT:
            comments.append(read_comment(child))
        elif role is CATEGORY:
            categories.append(RawCategory(child.get("domain", ""), child.get("nicename", ""), text_of(child)))
        elif role is None or role in values:
            text = text_of(child)
            if text.strip() and (role is None or text.strip() != values[role].strip()):
                extra.append(RawMeta(name_of(child.tag), text))
        elif role is not IGNORED:
            text = text_of(child)
            values[role] = text if role in VERBATIM else text.strip()
    extra += [RawMeta("#text", text.strip()) for text in _STRAY_TEXT(element)]
    return RawItem(
        categories=tuple(categories),
        meta=tuple(meta),
        comments=tuple(comments),
        extra=tuple(extra),
        place=place,
        repairs=repairs,
        **values,
    )


def read_head(channel: Any, place: Place) -> tuple[dict[str, str], list[RawAuthor], list[RawTerm], list[RawMeta]]:
    """Fields, authors, terms and unknown elements of a `<channel>`; lines are relative to `place.line`."""
    values: dict[str, str] = {}
    authors: list[RawAuthor] = []
    terms: list[RawTerm] = []
    extra: list[RawMeta] = []
    for child in channel.iterchildren("*"):
        name = name_of(child.tag)
        here = place._replace(line=place.line + (child.sourceline or 1) - 1)
        field = HEAD_FIELDS.get(name)
        if field is not None:
            values.setdefault(field, text_of(child).strip())
        elif name in AUTHOR_ELEMENTS:
            authors.append(read_author(child, here))
        elif name in TERM_ELEMENTS:
            terms.append(read_term(child, here))
        elif text := text_of(child):
            extra.append(RawMeta(name, text))
    return values, authors, terms, extra
