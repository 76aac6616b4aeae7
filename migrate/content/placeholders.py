"""Placeholders: nodes that shortcodes and blocks made, put where they stood."""

from __future__ import annotations

from typing import get_args

from migrate.content.context import PLACEHOLDER
from migrate.content.html import Element
from migrate.content.reader import INLINE, Opened, Opener, Reader
from migrate.model.inlines import Inline

_INLINES: tuple[type, ...] = get_args(Inline)


def open_placeholder(reader: Reader, element: Element) -> Opened:
    """Blocks are lifted out of the paragraph that they stand in; inlines stay. Content of the element is read after."""
    number = element.attr("n") or ""
    node = reader.context.nodes.pop(number, None)
    if node is None:
        reader.context.lose("unknown-placeholder", number)
    elif isinstance(node, tuple):
        for block in node:
            reader.add(block)
    elif isinstance(node, _INLINES):
        reader.leaf(node)  # type: ignore[arg-type]
    else:
        reader.add(node)  # type: ignore[arg-type]
    return INLINE


OPENERS: dict[str, Opener] = {PLACEHOLDER: open_placeholder}
