"""Tags, text and comments of HTML, written so that an HTML parser and a CommonMark parser read the same."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAME = re.compile(r"[A-Za-z_:][A-Za-z0-9_.:-]*\Z")
_EMPTY_SHOWN = frozenset({"alt", "href", "src"})
_BOOLEAN = frozenset(
    {"autoplay", "checked", "controls", "disabled", "download", "loop", "muted", "open", "playsinline", "reversed"}
    | {"allowfullscreen", "async", "defer", "hidden", "default"}
)


def escape_text(text: str) -> str:
    """Text as HTML; a hard space as `&nbsp;`, so that it is seen."""
    # `str.translate` takes ten times as long where there is a character beyond ASCII. Most texts have none of these:
    # looking for one takes a fraction of replacing it.
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if "\u00a0" in text:
        text = text.replace("\u00a0", "&nbsp;")
    return text


def _escape_value(text: str) -> str:
    return escape_text(text).replace('"', "&quot;").replace("\n", "&#10;")


def tag(name: str, attributes: Mapping[str, str] | None = None, **more: str) -> str:
    """An opening tag. `more` are attributes that are left out where empty; names that HTML cannot hold are left out."""
    out = f"<{name}"
    if attributes:
        for key, value in attributes.items():
            if not _NAME.match(key):
                continue
            if value:
                out += f' {key}="{_escape_value(value)}"'
            elif key in _BOOLEAN:
                out += f" {key}"
            elif key in _EMPTY_SHOWN:
                out += f' {key}=""'
    for key, value in more.items():
        if value:
            out += f' {key}="{_escape_value(value)}"'
    return out + ">"


def comment(text: str) -> str:
    """A comment, whatever its text."""
    text = re.sub(r"-(?=-)", "- ", " ".join(text.split()))
    return f"<!-- {text} -->"
