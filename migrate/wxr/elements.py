"""Strictly parsed XML elements → raw items and heads. Elements may come in any order and under any prefix."""

from __future__ import annotations

from html import escape
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
from migrate.wxr.names import (
    AUTHOR_ELEMENTS,
    AUTHOR_ROLES,
    COMMENT_ROLES,
    HEAD_FIELDS,
    ITEM_ROLES,
    META_ROLES,
    TERM_ELEMENTS,
    TERM_ROLES,
    Kind,
    Roles,
    name_of,
)

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
_LAST_TEXT = Kind.VERBATIM
_META, _COMMENT, _CATEGORY = Kind.META, Kind.COMMENT, Kind.CATEGORY
_STRIPPED, _UNKNOWN, _IGNORED = Kind.STRIPPED, Kind.UNKNOWN, Kind.IGNORED
_CATEGORY_ATTRIBUTES = {"domain", "nicename"}


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
    attributes = "".join(f' {_source_name(node, name)}="{_value(value)}"' for name, value in node.items())
    return f"<{_source_name(node, node.tag)}{attributes}{'>' if len(node) or node.text else '/>'}"


def _value(text: str) -> str:
    return escape(text, quote=False).replace('"', "&quot;")


def _source_name(node: Any, tag: str) -> str:
    """The name with the prefix that it is written with."""
    if not tag.startswith("{"):
        return tag
    uri, local = tag[1:].split("}", 1)
    prefix = next((prefix for prefix, bound in node.nsmap.items() if bound == uri), None)
    return f"{prefix}:{local}" if prefix else local


def _fields(element: Any, roles: Roles, extra: list[RawMeta]) -> tuple[dict[str, Any], list[RawMeta]]:
    """Values by field name, of which the first that is not empty counts, and rows of meta.

    What has no place there goes to `extra`, as `wp:comment/name`.
    """
    values: dict[str, Any] = {}
    meta: list[RawMeta] = []
    for child in element:
        name, kind = roles[child.tag]
        tail = child.tail
        if tail and not tail.isspace():
            _keep(element, "#text", tail, extra)
        if kind is _META:
            meta.append(_meta(child, extra))
            continue
        text = _text_and_markup(child) if len(child) else child.text
        if not text or kind is _IGNORED:
            continue
        if kind is _STRIPPED:
            text = text.strip()
        if kind > _LAST_TEXT or name in values:
            if text != values.get(name):
                _keep(element, name_of(child.tag), text, extra)
        elif text:
            values[name] = text
    if element.text and not element.text.isspace():
        _keep(element, "#text", element.text, extra)
    return values, meta


def _keep(parent: Any, name: str, text: str, extra: list[RawMeta]) -> None:
    if text.strip():
        extra.append(RawMeta(f"{name_of(parent.tag)}/{name}", text.strip()))


def _meta(element: Any, extra: list[RawMeta]) -> RawMeta:
    if len(element) == 2:
        first, second = element
        if (
            META_ROLES[first.tag][0] == "key"
            and META_ROLES[second.tag][0] == "value"
            and not (len(first) or len(second))
            and not (f"{first.tail or ''}{second.tail or ''}".strip())
        ):
            return RawMeta((first.text or "").strip(), second.text or "")
    values, _ = _fields(element, META_ROLES, extra)
    return RawMeta(values.get("key", ""), values.get("value", ""))


def read_author(element: Any, place: Place, extra: list[RawMeta]) -> RawAuthor:
    """A `<wp:author>` element; what has no field goes to `extra`."""
    values, _ = _fields(element, AUTHOR_ROLES, extra)
    return RawAuthor(place=place, **values)


def read_term(element: Any, place: Place, extra: list[RawMeta]) -> RawTerm:
    """A `<wp:category>`, `<wp:tag>` or `<wp:term>` element; what has no field goes to `extra`."""
    values, meta = _fields(element, TERM_ROLES, extra)
    values.setdefault("taxonomy", TERM_ELEMENTS[name_of(element.tag)])
    return RawTerm(meta=tuple(meta), place=place, **values)


def read_comment(element: Any, extra: list[RawMeta]) -> RawComment:
    """A `<wp:comment>` element; what has no field goes to `extra`."""
    values, meta = _fields(element, COMMENT_ROLES, extra)
    return RawComment(meta=tuple(meta), **values)


def read_item(element: Any, place: Place, repairs: tuple[Repair, ...] = ()) -> RawItem:
    """An `<item>` element. What has no field goes to `extra`; text that stands beside elements is `#text` there."""
    values: dict[str, Any] = {}
    categories: list[RawCategory] = []
    meta: list[RawMeta] = []
    comments: list[RawComment] = []
    extra: list[RawMeta] = []
    for child in element:
        name, kind = ITEM_ROLES[child.tag]
        tail = child.tail
        if tail and not tail.isspace():
            extra.append(RawMeta("#text", tail.strip()))
        if kind <= _LAST_TEXT:
            text = _text_and_markup(child) if len(child) else child.text
            if not text:
                continue
            if not kind:
                text = text.strip()
            if text and name not in values:
                values[name] = text
            elif text.strip() and text != values[name]:
                extra.append(RawMeta(name_of(child.tag), text))
        elif kind is _META:
            meta.append(_meta(child, extra))
        elif kind is _COMMENT:
            comments.append(read_comment(child, extra))
        elif kind is _CATEGORY:
            categories.append(RawCategory(child.get("domain", ""), child.get("nicename", ""), text_of(child)))
            for attribute in child.keys():  # noqa: SIM118
                if attribute not in _CATEGORY_ATTRIBUTES:
                    _keep(child, f"@{attribute}", child.get(attribute), extra)
        elif kind is _UNKNOWN and (text := text_of(child)).strip():
            extra.append(RawMeta(name_of(child.tag), text))
    if element.text and not element.text.isspace():
        extra.append(RawMeta("#text", element.text.strip()))
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
        if name in AUTHOR_ELEMENTS:
            authors.append(read_author(child, here, extra))
        elif name in TERM_ELEMENTS:
            terms.append(read_term(child, here, extra))
        elif text := text_of(child).strip():
            if field is not None and field not in values:
                values[field] = text
            elif field is None or text != values[field]:
                extra.append(RawMeta(name, text))
    return values, authors, terms, extra
