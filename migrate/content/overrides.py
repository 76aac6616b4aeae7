"""Overrides of a synced pattern: the page that it stands on says some of its texts and images otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from migrate.content.blocks import Block

MAX_LENGTH = 20_000
"""Characters of a block's HTML that overrides are looked for in: the search takes longer than the text is long."""

_RICH_TEXT = re.compile(r"(\s*<(p|h[1-6]|li|figcaption)\b[^>]*>).*(</\2>\s*)", re.DOTALL)
_BUTTON = re.compile(r"(.*<(a|button)\b[^>]*>).*(</\2>.*)", re.DOTALL)
_ATTRIBUTES = {"url": ("src", "href"), "alt": ("alt",), "title": ("title",), "linkTarget": ("target",), "rel": ("rel",)}


def overridden(block: Block, overrides: Mapping[str, Mapping[str, object]]) -> str:
    """The saved HTML of a block with what the overrides say of its name (`metadata.name`)."""
    html = block.inner_html
    metadata = (block.attributes or {}).get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    said = overrides.get(name) if isinstance(name, str) else None
    if said is None:
        return html
    if len(html) > MAX_LENGTH:
        return html
    for key, pattern in (("content", _RICH_TEXT), ("text", _BUTTON)):
        text = said.get(key)
        if isinstance(text, str) and (match := pattern.fullmatch(html)):
            html = f"{match[1]}{text}{match[3]}"
    for key, names in _ATTRIBUTES.items():
        value = said.get(key)
        if isinstance(value, str):
            html = _with_attribute(html, names, value)
    return html


def _with_attribute(html: str, names: tuple[str, ...], value: str) -> str:
    attribute = re.compile(rf'(<(?:img|a|video|audio|source)\b[^>]*?\s(?:{"|".join(names)})=)"[^"]*"')
    return attribute.sub(lambda match: f'{match[1]}"{escape(value)}"', html, count=1)
