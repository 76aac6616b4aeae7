"""The values of a rule's fields: from where the mapping says, read as it says. Never raises; nothing is ''."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from migrate.model.body_rules import BodyRule, Source

_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)
_BREAK = re.compile(r"<br\b[^<>]*>\n?|</(?:p|div|li|tr)\s*>\n?", re.IGNORECASE)
_LEADING = re.compile(r"(?>(?:\s|</p>|<br\s*/?>)*)", re.IGNORECASE)
_TRAILING = ("<p>", "<br />", "<br/>", "<br>")
_BLANKS = re.compile(r"\s+")
_INTEGER = re.compile(r"\s*(-?\d{1,18})(?:\.0+)?\s*(?:px)?\s*", re.ASCII)
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
_LENGTH = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*(px|%|em|rem|vw|vh)?", re.ASCII)
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//[^\s<>\"]+|(?:mailto|tel):[^\s<>\"]+|[/#?][^\s<>\"]*", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?:www\.)[^\s<>\"]+|[\w-]+\.[a-z]{2,10}/[^\s<>\"]+", re.IGNORECASE)
_LINK = re.compile(r"""\b(?:href|src)\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_ENTITIES_OF_URLS = (("&amp;", "&"), ("&#038;", "&"), ("&#38;", "&"))
_DIVI = (("%22", '"'), ("%91", "["), ("%93", "]"), ("||", "\n"), ("%5c", "\\"))


class Origin(Protocol):
    """A shortcode or block that values are taken from."""

    def take(self, source: Source) -> str:
        """The value, before any transform."""


class Values:
    """The fields of one shortcode or block."""

    __slots__ = ("_fields", "_origin")

    def __init__(self, rule: BodyRule, origin: Origin) -> None:
        self._fields = rule.fields
        self._origin = origin

    def get(self, field: str) -> str:
        """The first source of a field that gives something; '' without one."""
        for source in self._fields.get(field, ()):
            value = transformed(self._origin.take(source), source.transforms)
            if value:
                return value
        return ""

    def content(self) -> str:
        """The field `content`; where the rule does not say, what stands between the tags."""
        return self.get("content") if "content" in self._fields else self._origin.take(CONTENT)

    def flag(self, field: str) -> bool:
        """A field that is yes or no."""
        return self.get(field).strip().lower() in ("1", "on", "true", "yes", "open")


CONTENT = Source(kind="content")


def transformed(value: str, transforms: tuple[tuple[str, str], ...]) -> str:
    """A value after its transforms."""
    for name, argument in transforms:
        if not value:
            break
        value = TRANSFORM_FUNCTIONS[name](value, argument)
    return value


def as_text(value: Any) -> str:
    """A JSON value as text: lists of simple values with commas, what is deeper as JSON."""
    match value:
        case None | False:
            return ""
        case True:
            return "true"
        case str():
            return value
        case int() | float():
            return str(value)
        case list() if all(isinstance(member, (str, int, float)) for member in value):
            return ",".join(as_text(member) for member in value)
        case _:
            try:
                return json.dumps(value, ensure_ascii=False)
            except RecursionError:
                return ""


def member(values: Mapping[str, Any] | None, path: str) -> str:
    """`data.title` of a block's attributes."""
    found: Any = values
    for part in path.split("."):
        if not isinstance(found, dict):
            return ""
        found = found.get(part)
    return as_text(found)


def plain_text(html: str) -> str:
    """Markup removed, entities as characters, one line."""
    return _BLANKS.sub(" ", unescape(_MARKUP.sub(" ", html) if "<" in html else html)).strip()


def trimmed(html: str) -> str:
    """Content without the halves of paragraphs and the breaks that the paragraph rules left at its ends."""
    opening = _LEADING.match(html)
    start = opening.end() if opening else 0
    end = len(html)
    while end > start:
        if html[end - 1].isspace():
            end -= 1
        elif html.endswith(_TRAILING, start, end):
            end = html.rindex("<", start, end)
        else:
            break
    return html[start:end]


def address(value: str, pattern: str = "") -> str:
    """The address in a value; other text takes the place of `*` in the pattern, where there is one."""
    for entity, character in _ENTITIES_OF_URLS:
        value = value.replace(entity, character)
    if "<" in value and (link := _LINK.search(value)):
        value = link[1]
    value = plain_text(value) if "<" in value else value.strip()
    if _ADDRESS.fullmatch(value):
        return value
    if _BARE_HOST.fullmatch(value):
        return f"https://{value}"
    if pattern and value and not _BLANKS.search(value):
        return pattern.replace("*", value)
    return ""


def _verbatim(value: str, _: str) -> str:
    return unescape(_MARKUP.sub("", _BREAK.sub("\n", value))).strip("\n")


def _ids(value: str, _: str) -> str:
    return ",".join(str(int(number)) for number in _NUMBER.findall(value))


def _integer(value: str, _: str) -> str:
    match = _INTEGER.fullmatch(value)
    return str(int(match[1])) if match else ""


def _length(value: str, _: str) -> str:
    match = _LENGTH.fullmatch(value.strip())
    return match[1] + (match[2] or "") if match else ""


def _base64(value: str, _: str) -> str:
    text = "".join(plain_text(value).split())
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _pair(value: str, key: str) -> str:
    for pair in value.split("|"):
        name, colon, said = pair.partition(":")
        if colon and name.strip() == key:
            return unquote(said).strip()
    return ""


def _query(value: str, key: str) -> str:
    for entity, character in _ENTITIES_OF_URLS:
        value = value.replace(entity, character)
    try:
        query = urlsplit(value).query or value.partition("&")[2]
        return parse_qs(query, max_num_fields=100).get(key, [""])[0]
    except ValueError:
        return ""


def _divi(value: str, _: str) -> str:
    if value.startswith("@ET-DC@"):
        return ""
    for escaped, character in _DIVI:
        value = value.replace(escaped, character)
    return value


def _is(value: str, choices: str) -> str:
    return value if value.strip().lower() in choices.split(",") else ""


TRANSFORM_FUNCTIONS: dict[str, Callable[[str, str], str]] = {
    "text": lambda value, _: plain_text(value),
    "html": lambda value, _: unescape(value),
    "verbatim": _verbatim,
    "lines": lambda value, _: value.strip().replace("\n", "<br />\n"),
    "ids": _ids,
    "int": _integer,
    "url": address,
    "css-length": _length,
    "percent": lambda value, _: unquote(value),
    "base64": _base64,
    "split": lambda value, separator: value.partition(separator)[0],
    "after": lambda value, separator: value.partition(separator)[2],
    "pair": _pair,
    "query": _query,
    "divi": _divi,
    "is": _is,
    "lower": lambda value, _: value.lower(),
}
"""By the names in `TRANSFORMS`."""
