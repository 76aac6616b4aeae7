"""Addresses within HTML that is kept as it is: in attributes, in `srcset`, in styles. All else stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

_ATTRIBUTE = re.compile(
    r"""(?<=[\s"'/])(?P<name>href|src|poster|action|cite|data|longdesc|data-src|data-lazy-src|srcset|data-srcset|style)"""
    r"""(?P<equals>\s*=\s*)(?P<quote>["'])(?P<value>.*?)(?P=quote)""",
    re.IGNORECASE | re.DOTALL,
)
_STYLE_ADDRESS = re.compile(r"""(url\(\s*)(["']?)([^"')]+)(["']?\s*\))""", re.IGNORECASE)
_CANDIDATE = re.compile(r"(\s*)(\S+?)((?:\s+[\d.]+[wxh])*\s*(?:,(?=\s)|,?$))")


def rewrite_addresses(html: str, link_of: Callable[[str], str]) -> str:
    """The HTML with what `link_of` makes of each address."""

    def rewritten(found: re.Match[str]) -> str:
        value = unescape(found["value"])
        match found["name"].lower():
            case "style":
                changed = _STYLE_ADDRESS.sub(lambda one: one[1] + one[2] + link_of(one[3].strip()) + one[4], value)
            case "srcset" | "data-srcset":
                changed = _CANDIDATE.sub(lambda one: one[1] + link_of(one[2]) + one[3], value)
            case _:
                changed = link_of(value.strip())
        if changed in (value, value.strip()):
            return found[0]
        quote = found["quote"]
        written = escape(changed, quote=False).replace(quote, "&quot;" if quote == '"' else "&#39;")
        return f"{found['name']}{found['equals']}{quote}{written}{quote}"

    return _ATTRIBUTE.sub(rewritten, html) if "=" in html else html
