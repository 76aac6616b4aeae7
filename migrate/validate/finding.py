"""What a rule reports: one record, from which every report format is made."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

import msgspec

_KEPT = 200
"""Characters of a message's quotation from the export."""


class Severity(StrEnum):
    """How bad it is. `error`: content is lost or unreadable."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return list(Severity).index(self)


class Fix(StrEnum):
    """Whether `--fix` mends it."""

    NONE = ""
    SAFE = "safe"
    UNSAFE = "unsafe"
    """Only with `--unsafe-fixes`: it changes what the export says, not only how it is written."""


class Spot(NamedTuple):
    """A place inside an item, author or term: elements from the outside in, and a character of their text.

    `wp:comment[2]/wp:comment_content`: of the third comment. Empty: the item itself.
    """

    path: str = ""
    at: int = 0
    length: int = 1
    """Characters that are meant."""


def comment_spot(nth: int, field: str = "") -> Spot:
    """A place in the nth comment of an item: one of its elements, such as `comment_parent`; without one, all of it."""
    return Spot(f"wp:comment[{nth}]/wp:{field}" if field else f"wp:comment[{nth}]")


class Related(msgspec.Struct, frozen=True, kw_only=True):
    """Another place that a finding speaks of."""

    file: str
    line: int
    message: str


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One fault of one export. Lines and columns are 1-based; positions are those of the decompressed UTF-8 text."""

    code: str
    name: str
    severity: Severity
    message: str
    """One sentence without a full stop; quotations from the export are shortened, with control characters escaped."""
    file: str
    """The part, as messages name it; `export.zip!part1.xml` inside an archive."""
    line: int = 1
    column: int = 1
    """In characters."""
    byte_column: int = 1
    """In bytes of UTF-8."""
    offset: int = 0
    """In bytes, from the beginning of the part."""
    length: int = 1
    """Characters that are meant."""
    entry: str = ""
    """Key of the entry: `entry/12`."""
    post_type: str = ""
    post_id: str = ""
    title: str = ""
    related: tuple[Related, ...] = ()
    fingerprint: str = ""
    """Stable over exports of the same site: it knows no lines and no file names."""
    fix: Fix = Fix.NONE
    times: int = 1
    """How many faults this finding stands for."""
    excerpt: str = ""
    """The line around the place, not escaped; empty where it would repeat a secret."""
    caret: int = 0
    """Characters of the excerpt before the place."""


def fingerprint(code: str, post_type: str, identity: str, detail: str) -> str:
    """32 hexadecimal digits. `identity`: what stays the same of the item in a newer export."""
    text = "\0".join((code, post_type, identity, " ".join(detail.split())))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def visible(text: str) -> str:
    """Text with everything that would steer a terminal or hide itself written as `\\u001b`."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}" for c in text)


def quoted(text: str, limit: int = 60) -> str:
    """A quotation for a message: one line, shortened, visible, in double quotes."""
    line = " ".join(text[: limit * 4].split())
    return f'"{visible(line if len(line) <= limit else line[: limit - 1] + "…")}"'
