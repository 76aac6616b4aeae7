"""Marks: what inline elements make of the text inside them. A mark can be put around any part of a line, so that one
element may mark several blocks (`<strong><p>...</p><p>...</p></strong>`)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from migrate.model.inlines import Attributes, Code, Emphasis, Inline, Link, Span, Strike, Strong, Text

_NONE: frozenset[str] = frozenset()


class Mark:
    """Puts a node around inlines. Of marks that share a key, one within another says nothing more."""

    __slots__ = ("keys",)
    keys: frozenset[str]

    def put(self, line: list[str | Inline], children: tuple[Inline, ...]) -> None:
        """Append the marked children (never empty) to a line."""
        raise NotImplementedError


class SimpleMark(Mark):
    """Emphasis, strong, strike."""

    __slots__ = ("_node",)

    def __init__(self, node: type[Emphasis | Strong | Strike]) -> None:
        self.keys = frozenset({node.__name__})
        self._node = node

    def put(self, line: list[str | Inline], children: tuple[Inline, ...]) -> None:
        line.append(self._node(children=children))


class SpanMark(Mark):
    """An element that stays what it is."""

    __slots__ = ("attributes", "tag")

    def __init__(self, tag: str, attributes: Attributes | None = None) -> None:
        self.keys = frozenset() if attributes else frozenset({tag})
        self.tag = tag
        self.attributes = attributes or {}

    def put(self, line: list[str | Inline], children: tuple[Inline, ...]) -> None:
        line.append(Span(tag=self.tag, children=children, attributes=self.attributes))


class LinkMark(Mark):
    """A link. Where it would hold another (around a table with links), it goes around what is beside that one."""

    __slots__ = ("attributes", "target", "title", "url")

    def __init__(self, url: str, title: str, target: str, attributes: Attributes) -> None:
        self.keys = _NONE
        self.url = url
        self.title = title
        self.target = target
        self.attributes = attributes

    def put(self, line: list[str | Inline], children: tuple[Inline, ...]) -> None:
        start = 0
        if (len(children) > 1 or type(children[0]) is not Text) and _holds_link(children):
            for place, child in enumerate(children):
                if _holds_link((child,)):
                    if place > start:
                        line.append(self.link(children[start:place]))
                    line.append(child)
                    start = place + 1
        if start < len(children):
            line.append(self.link(children[start:]))

    def link(self, children: tuple[Inline, ...]) -> Link:
        """The link around children that hold none."""
        return Link(url=self.url, children=children, title=self.title, target=self.target, attributes=self.attributes)


class CodeMark(Mark):
    """`<code>`: text becomes code, marks and links go around it."""

    __slots__ = ()

    def __init__(self) -> None:
        self.keys = frozenset({"code"})

    def put(self, line: list[str | Inline], children: tuple[Inline, ...]) -> None:
        line.extend(map(_as_code, children))


class Marks(Mark):
    """Several marks that one element makes, the first outermost."""

    __slots__ = ("_marks",)

    def __init__(self, marks: Sequence[Mark]) -> None:
        self.keys = frozenset().union(*(mark.keys for mark in marks))
        self._marks = marks

    def put(self, line: list[str | Inline], children: tuple[Inline, ...]) -> None:
        line.extend(marked(self._marks, children))


STRONG = SimpleMark(Strong)
EMPHASIS = SimpleMark(Emphasis)
STRIKE = SimpleMark(Strike)
CODE = CodeMark()


def marked(marks: Sequence[Mark], children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The children within all of the marks, the first outermost."""
    for mark in reversed(marks):
        line: list[str | Inline] = []
        mark.put(line, children)
        children = tuple(line)  # type: ignore[arg-type]
    return children


def _as_code(node: Inline) -> Inline:
    # Not deeper than a document is (`frames.MAX_DEPTH`).
    if isinstance(node, Text):
        return Code(text=node.text)
    if isinstance(node, (Emphasis, Strong, Strike, Span, Link)):
        return msgspec.structs.replace(node, children=tuple(map(_as_code, node.children)))
    return node


def _holds_link(children: Sequence[Inline]) -> bool:
    stack = [*children]
    while stack:
        node = stack.pop()
        if isinstance(node, Link):
            return True
        if isinstance(node, (Emphasis, Strong, Strike, Span)):
            stack.extend(node.children)
    return False
