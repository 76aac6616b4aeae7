"""Short words for the nodes that tests write down."""

from __future__ import annotations

from typing import Any

from migrate.model.document import BulletList, Cell, Document, ListItem, OrderedList, Paragraph, Row, Table
from migrate.model.inlines import Code, Emphasis, Image, LineBreak, Link, Strike, Strong, Text

BR = LineBreak()


def nodes(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(Text(text=part) if isinstance(part, str) else part for part in parts)


def p(*parts: Any) -> Paragraph:
    return Paragraph(children=nodes(parts))


def em(*parts: Any) -> Emphasis:
    return Emphasis(children=nodes(parts))


def strong(*parts: Any) -> Strong:
    return Strong(children=nodes(parts))


def strike(*parts: Any) -> Strike:
    return Strike(children=nodes(parts))


def code(text: str) -> Code:
    return Code(text=text)


def link(url: str, *parts: Any, title: str = "") -> Link:
    return Link(url=url, children=nodes(parts), title=title)


def image(url: str, alt: str = "", title: str = "") -> Image:
    return Image(url=url, alt=alt, title=title)


def blocks(part: Any) -> tuple[Any, ...]:
    """A text is a paragraph, a tuple several blocks."""
    parts = part if isinstance(part, tuple) else (part,)
    return tuple(p(part) if isinstance(part, str) else part for part in parts)


def ul(*items: Any, tight: bool = True) -> BulletList:
    return BulletList(items=tuple(_item(item) for item in items), tight=tight)


def ol(*items: Any, tight: bool = True, start: int = 1) -> OrderedList:
    return OrderedList(items=tuple(_item(item) for item in items), tight=tight, start=start)


def _item(part: Any) -> ListItem:
    return part if isinstance(part, ListItem) else ListItem(blocks=blocks(part))


def table(*rows: tuple[Any, ...], head: bool = True) -> Table:
    built = [Row(cells=tuple(_cell(cell, head and not number) for cell in cells)) for number, cells in enumerate(rows)]
    return Table(head=tuple(built[:1]), body=tuple(built[1:])) if head else Table(body=tuple(built))


def _cell(part: Any, header: bool) -> Cell:
    if isinstance(part, Cell):
        return part
    return Cell(blocks=blocks(part) if part else (), header=header)


def document(*parts: Any) -> Document:
    return Document(blocks=blocks(parts))
