"""Tags, text and comments of HTML, written so that an HTML parser and a CommonMark parser read the same."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAME = re.compile(r"[A-Za-z_:][A-Za-z0-9_.:-]*\Z")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;"})
_VALUE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\u00a0": "&nbsp;", "\n": "&#10;"})
_EMPTY_SHOWN = frozenset({"alt", "href", "src"})
_BOOLEAN = frozenset(
    {"autoplay", "checked", "controls", "disabled", "download", "loop", "muted", "open", "playsinline", "reversed"}
    | {"allowfullscreen", "async", "defer", "hidden", "default"}
)


def escape_text(text: str) -> str:
    """Text as HTML; a hard space as `&nbsp;`, so that it is seen."""
    return text.translate(_TEXT)


def tag(name: str, attributes: Mapping[str, str] | None = None, **more: str) -> str:
    """An opening tag. `more` are attributes that are left out where empty; names that HTML cannot hold are left out."""
    out = [f"<{name}"]
    for key, value in (attributes or {}).items():
        if not _NAME.match(key):
            continue
        if value:
            out.append(f'{key}="{value.translate(_VALUE)}"')
        elif key in _BOOLEAN:
            out.append(key)
        elif key in _EMPTY_SHOWN:
            out.append(f'{key}=""')
    out += [f'{key}="{value.translate(_VALUE)}"' for key, value in more.items() if value]
    return " ".join(out) + ">"


def comment(text: str) -> str:
    """A comment, whatever its text."""
    text = re.sub(r"-(?=-)", "- ", " ".join(text.split()))
    return f"<!-- {text} -->"
