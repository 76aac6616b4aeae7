"""A document as indented text, for golden cases: one node a line, its attributes behind it, what it holds below."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from migrate.model.document import Block
from migrate.model.inlines import Text

_MAIN = {"children", "blocks", "items", "lines", "cells", "images"}
"""Fields whose nodes stand directly below their parent; others below their name."""


def outline(blocks: tuple[Block, ...]) -> str:
    """The blocks, one below the other."""
    return "\n".join(line for block in blocks for line in _lines(block, ""))


def _lines(node: msgspec.Struct, indent: str) -> Iterator[str]:
    if isinstance(node, Text):
        yield indent + ascii(node.text) if not node.text.isprintable() else f"{indent}{node.text!r}"
        return
    said = []
    held: list[tuple[str, tuple]] = []
    for field in msgspec.structs.fields(node):
        value = getattr(node, field.name)
        if value == field.default or value == {}:
            continue
        if isinstance(value, tuple):
            held.append((field.name, value))
        elif isinstance(value, msgspec.Struct):
            held.append((field.name, (value,)))
        else:
            said.append(f" {field.name}={value!r}")
    yield f"{indent}{type(node).__name__}{''.join(said)}"
    for name, values in held:
        inner = indent + "  "
        if name not in _MAIN:
            yield f"{inner}.{name}"
            inner += "  "
        for value in values:
            if isinstance(value, tuple):
                yield f"{inner}-"
                for part in value:
                    yield from _lines(part, inner + "  ")
            else:
                yield from _lines(value, inner)
