"""Destinations, titles and autolinks."""

from __future__ import annotations

import re

from migrate.model.inlines import Inline, Text

_PLAIN = re.compile(r"[!-'*-;=?-\[\]-~]*+\Z")
"""Without brackets, backslashes, blanks, and what is not ASCII."""
_SPACE = re.compile(r"[\x00-\x20\x7f]+")
_ENTITY = re.compile(r"&(?=#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]*;)")
_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~]|\Z)")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x1f\x7f]*\Z")
_MAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*\Z"
)
_NEWLINES = re.compile(r"[\r\n\t]+")
_NESTING = 30
"""Parentheses within one another that parsers promise to read."""


def target(url: str, title: str = "") -> str:
    """What stands in the parentheses of a link or image."""
    written = destination(url)
    if not title:
        return written
    return f"{written or '<>'} {_title(title)}"


def destination(url: str) -> str:
    """An address, in angle brackets where it needs them."""
    if _PLAIN.match(url) and not ("&" in url and ";" in url):
        return url
    url = _ENTITY.sub("&amp;", _BACKSLASH.sub(r"\\\\", url.strip()))
    if _SPACE.search(url) or "<" in url or ">" in url or not _is_balanced(url):
        url = _SPACE.sub(lambda found: found.group() if found.group() == " " else _percent(found.group()), url)
        return "<" + url.replace("<", "\\<").replace(">", "\\>") + ">"
    return url


def _percent(characters: str) -> str:
    return "".join(" " if character == " " else f"%{ord(character):02X}" for character in characters)


def _is_balanced(url: str) -> bool:
    depth = 0
    for character in url:
        if character == "(":
            depth += 1
            if depth > _NESTING:
                return False
        elif character == ")":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0


def _title(title: str) -> str:
    title = _ENTITY.sub("&amp;", _NEWLINES.sub(" ", title).replace("\\", "\\\\"))
    if '"' not in title:
        return f'"{title}"'
    if "'" not in title:
        return f"'{title}'"
    return '"' + title.replace('"', '\\"') + '"'


def autolink(url: str, children: tuple[Inline, ...]) -> str | None:
    """`<https://example.com>` for a link that shows its own address."""
    if len(children) != 1 or not isinstance(children[0], Text):
        return None
    text = children[0].text
    if text == url and _ADDRESS.match(url):
        return f"<{url}>"
    if url.startswith("mailto:") and url[7:] == text and _MAIL.match(text):
        return f"<{text}>"
    return None
