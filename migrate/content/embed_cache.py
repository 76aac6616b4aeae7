"""The HTML of embeds as WordPress kept it of providers' answers (`_oembed_...` in custom fields).

A key is an MD5 of the address and of the size that the theme allowed, which no export holds: usual widths are tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import md5
from typing import Any, TypeVar

import msgspec

from migrate.model.document import Embed

PREFIX = "_oembed_"
TIME_PREFIX = "_oembed_time_"
WIDTHS = range(200, 2001)
"""Pixels that a theme's `content_width` may be; 500 where it has none."""

T = TypeVar("T")


class EmbedCache:
    """The answers kept with one entry."""

    def __init__(self, meta: Mapping[str, str]) -> None:
        self._answers = {
            key.removeprefix(PREFIX): html
            for key, html in meta.items()
            if key.startswith(PREFIX) and not key.startswith(TIME_PREFIX) and html.strip() and "{{" not in html[:3]
        }
        self._width = 500

    def __bool__(self) -> bool:
        return bool(self._answers)

    def html(self, url: str) -> str:
        """The answer for an address; empty when there is none."""
        for width in (self._width, *WIDTHS):
            if html := self._answers.get(_key(url, width)):
                self._width = width
                return html
        return ""

    def complete(self, node: T) -> T:
        """The nodes with the answers in their embeds."""
        made: Any = node
        if isinstance(node, Embed):
            if node.url and not node.html and (html := self.html(node.url)):
                made = msgspec.structs.replace(node, html=html)
        elif isinstance(node, tuple):
            members = [self.complete(member) for member in node]
            if any(new is not old for new, old in zip(members, node, strict=True)):
                made = tuple(members)
        elif isinstance(node, msgspec.Struct):
            changed = {}
            for name in node.__struct_fields__:
                value = getattr(node, name)
                if type(value) is tuple and (completed := self.complete(value)) is not value:
                    changed[name] = completed
            if changed:
                made = msgspec.structs.replace(node, **changed)
        return made  # type: ignore[no-any-return]


def _key(url: str, width: int) -> str:
    # As `WP_Embed::shortcode` does: the default height is one and a half times the width, at most 1000.
    height = min(-(-width * 3 // 2), 1000)
    settings = f'a:2:{{s:5:"width";i:{width};s:6:"height";i:{height};}}'
    return md5((url + settings).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
