"""What a body shows of the editor and plugins that wrote it: blocks and shortcodes, found in its bytes.

A word in brackets is a shortcode only where a mapping knows it: `[sic]`, citations and Markdown are prose.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from migrate.model.rules import Rules

_BODY_START = b"<content:encoded><![CDATA["
_BODY_END = b"]]></content:encoded>"
_BLOCK = re.compile(rb"<!--\s+wp:([a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)(?=\s)")
_BRACKET = re.compile(rb"\[(/?)([A-Za-z][\w.-]{0,79})(?=[\s\]/=])")
_ATTRIBUTES = re.compile(
    rb"(?:\s+[^\s\]<>=\[]+(?=[\s\]]))*\s+[A-Za-z][\w-]*\s*=\s*(?:[\"']|&quot;|&#(?:8220|8221|8243|034|34);|\xe2\x80[\x9c\x9d\xb3])"
)
"""After a name: an attribute with a quoted value. Editors turn the quotes into curly ones or entities."""


class Bracketed(NamedTuple):
    """Shortcodes of one body, each as often as it opens."""

    known: list[str]
    """Names that a mapping knows, with attributes or a closing twin."""
    bare: list[str]
    """Names that a mapping knows, and nothing else in the brackets: `[products]`, but `[text]` and `[c]` too."""
    possible: list[str]
    """Names that no mapping knows, with attributes or a closing twin."""


def body_of_bytes(data: bytes) -> bytes | None:
    """The body of an item that stands in CDATA, perhaps split at `]]>`; None when it stands otherwise."""
    start = data.find(_BODY_START)
    if start < 0:
        return None
    start += len(_BODY_START)
    end = data.find(_BODY_END, start)
    return data[start:end] if end >= 0 else None


def blocks_in(body: bytes) -> list[str]:
    """Names of the blocks that open in a body, as written there."""
    found = _BLOCK.findall(body) if b"wp:" in body else []
    return b"\n".join(found).decode().split("\n") if found else []


def full_name(block: str) -> str:
    """`core/paragraph` for `paragraph`."""
    return block if "/" in block else f"core/{block}"


def shortcodes_in(body: bytes, rules: Rules) -> Bracketed:
    """Shortcodes that open in a body. `[[name]]` is WordPress's way to write one without meaning it."""
    found = Bracketed([], [], [])
    opened: list[tuple[str, bool]] = []
    closed: set[str] = set()
    for match in _BRACKET.finditer(body):
        name = match[2].decode()
        if match[1]:
            closed.add(name)
        elif not _is_escaped(body, match):
            opened.append((name, _ATTRIBUTES.match(body, match.end()) is not None))
    for name, has_attributes in opened:
        is_shaped = has_attributes or name in closed
        if rules.shortcode(name) is not None:
            (found.known if is_shaped else found.bare).append(name)
        elif is_shaped:
            found.possible.append(name)
    return found


def _is_escaped(body: bytes, match: re.Match[bytes]) -> bool:
    start = match.start()
    if start == 0 or body[start - 1 : start] != b"[":
        return False
    end = body.find(b"]", match.end())
    return body[end + 1 : end + 2] == b"]" or body.find(b"[/%s]]" % match[2], end) >= 0
