"""The tokens of PHP's serialisation, its limits here, and the values that stand in one token.

All patterns work on text of one character a byte (Latin-1), so that offsets and lengths are PHP's. The
grammar is that of PHP's own parser (`ext/standard/var_unserializer.re`).
"""

from __future__ import annotations

import math
import re

MAX_BYTES = 64 * 2**20
"""Of one serialised value; WordPress's column holds 4 GB, web servers rarely more than 64 MB."""
MAX_REPAIRED = 8 * 2**20
"""Bytes of a damaged value up to which its lengths are counted again, which reads it up to six times more."""
MAX_DEPTH = 512
"""Containers within containers. PHP writes and reads 4,096, its JSON functions 512."""
MAX_VALUES = 2_000_000
"""Elements of all arrays and properties of all objects."""
MAX_COPIED = 4 * 2**20
"""Bytes of serialised text that references may repeat when the result is written as JSON."""


class PhpValueError(ValueError):
    """Not a value that PHP would write: `why`, and the 0-based byte where reading it failed."""

    def __init__(self, why: str, offset: int) -> None:
        super().__init__(why, offset)
        self.why = why
        self.offset = offset

    def __str__(self) -> str:
        return f"{self.why} at byte {self.offset}"


class PhpValueTooLargeError(PhpValueError):
    """A value beyond one of the limits of this module."""


# PHP gives the same meaning to leading zeros and plus signs, but never writes them.
_LENGTH = "([0-9]{1,10})"
_CLASS = r"([0-9A-Za-z_\x7f-\xff][0-9A-Za-z_\x7f-\xff\\]*+)"

STRING = re.compile(f'[sS]:{_LENGTH}:"')
INTEGER = re.compile("i:([+-]?[0-9]++);")
FLOAT = re.compile(r"d:(NAN|-?INF|[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?);")
BOOLEAN = re.compile("b:([01]);")
NULL = re.compile("N;")
ARRAY = re.compile(f"a:{_LENGTH}:\\{{")
OBJECT = re.compile(f'O:{_LENGTH}:"{_CLASS}":{_LENGTH}:\\{{')
CUSTOM = re.compile(f'C:{_LENGTH}:"{_CLASS}":{_LENGTH}:\\{{')
ENUM = re.compile(f'E:{_LENGTH}:"({_CLASS}:([0-9A-Za-z_\\x7f-\\xff]++))";')
REFERENCE = re.compile(f"[Rr]:{_LENGTH};")

# Nearly all of real metadata matches this, an element with its key at a time; the rest takes the longer way.
PAIR = re.compile(
    f'(?:s:{_LENGTH}:"([^"]*+)"|i:(0|-?[1-9][0-9]{{0,17}}));'
    f'(?:s:{_LENGTH}:"([^"]*+)";|i:(-?[0-9]{{1,18}});|a:{_LENGTH}:\\{{|b:([01]);|d:(-?[0-9]++(?:\\.[0-9]++)?);|N;)'
)

FOREIGN_TEXT = "data:application/octet-stream,"
_FOREIGN = re.compile("[%\udc80-\udcff]")


def unicode(raw: str) -> str:
    """Text of one character a byte → what it is in UTF-8, or `FOREIGN_TEXT` and the text with `%XX` bytes."""
    if raw.isascii():
        return raw
    data = raw.encode("latin-1")
    try:
        return data.decode()
    except UnicodeDecodeError:
        escaped = _FOREIGN.sub(lambda found: f"%{ord(found[0]) & 0xFF:02X}", data.decode(errors="surrogateescape"))
        return FOREIGN_TEXT + escaped


def integer(digits: str) -> int:
    """A 64-bit integer; PHP reads one that is too large as the largest there is."""
    significant = digits.lstrip("+-0")
    number = int(significant or "0") if len(significant) < 20 else 2**63
    return max(-number, -(2**63)) if digits[0] == "-" else min(number, 2**63 - 1)


def real(digits: str) -> float | str:
    """A float, or `INF`, `-INF`, `NAN`, which JSON cannot write."""
    number = float(digits)
    if math.isfinite(number):
        return number
    return "NAN" if math.isnan(number) else "INF" if number > 0 else "-INF"


_ESCAPE = re.compile(r"\\([0-9a-fA-F]{2})")


def unescape(text: str, start: int, length: int) -> tuple[str, int]:
    r"""The `length` bytes of an `S:` string, where `\xx` stands for one byte, and the offset after them."""
    parts = []
    pos, left = start, length
    while left > 0:
        slash = text.find("\\", pos, pos + left)
        if slash < 0:
            parts.append(text[pos : pos + left])
            pos += left
            break
        escape = _ESCAPE.match(text, slash)
        if escape is None:
            raise PhpValueError("a backslash without two hexadecimal digits", slash)
        parts += text[pos:slash], chr(int(escape[1], 16))
        left -= slash - pos + 1
        pos = slash + 3
    return "".join(parts), pos
