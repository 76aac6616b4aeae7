"""PHP-serialised values → JSON types, from bytes; nothing is ever instantiated, imported or called.

How each construct of PHP is written in JSON, which has fewer: see `decode`.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from migrate.wxr.php.lengths import Closest, Measure, characters, declared, newlines, next_closing
from migrate.wxr.php.reader import Reader
from migrate.wxr.php.tokens import (
    MAX_BYTES,
    MAX_COPIED,
    MAX_DEPTH,
    MAX_REPAIRED,
    MAX_VALUES,
    PhpValueError,
    PhpValueTooLargeError,
)

__all__ = [
    "MAX_BYTES",
    "MAX_COPIED",
    "MAX_DEPTH",
    "MAX_REPAIRED",
    "MAX_VALUES",
    "SERIALIZED_STARTS",
    "Decoded",
    "PhpValueError",
    "PhpValueTooLargeError",
    "decode",
    "looks_serialized",
]

_BLANK = " \t\n\r\0\v"
"""What PHP's `trim` removes."""
_NOT_A_HEAD = "N" + _BLANK
SERIALIZED_STARTS = "aisbOdE" + _NOT_A_HEAD
"""With one of these characters everything begins that looks serialised."""
_HEAD = re.compile(r"(?:[aOEs]:[0-9]+:|[bid]:[0-9.E+-]+;\Z)")


class Decoded(NamedTuple):
    """A decoded value: JSON types only. `repaired` is True when PHP would not have read all of the text."""

    value: Any
    repaired: bool


def looks_serialized(text: str) -> bool:
    """WordPress's own test (`is_serialized`, strict): does the text have the look of a serialised value?

    A cheap look at both ends, made for every meta value; only `decode` tells whether it is one.
    """
    if not text or text[0] not in SERIALIZED_STARTS or (text[1:2] != ":" and text[0] not in _NOT_A_HEAD):
        return False
    text = text.strip(_BLANK)
    if text == "N;":
        return True
    if text[1:2] != ":" or text[-1] not in ";}" or (text[0] == "s" and text[-2] != '"'):
        return False
    return _HEAD.match(text) is not None


def decode(data: bytes | str, *, lenient: bool = True) -> Decoded:
    """The value serialised in `data` (text counts as UTF-8). Blanks around it are ignored, as in WordPress.

    Strict (`lenient=False`) is for values of unknown meaning: the whole text must be one well-formed value.
    Lenient first reads as PHP does, which ignores what follows the value; then it counts again the lengths
    that newline folding, re-encoding or search-and-replace have made wrong, last also the numbers of
    elements. All of this sets `repaired`. What is cut off is not made up. Raises PhpValueError, with the
    place of the first fault; PhpValueTooLargeError beyond a limit (`MAX_...`).

    - Array: a list where its keys are 0..n-1 in order (as PHP's `json_encode` does), else an object; keys are
      text.
    - Object: `{"__PHP_Incomplete_Class_Name": class, property: value...}`, PHP's own way to keep an object of
      a class that it does not know. Private and protected properties lose their prefix; where two then share
      a name, the later is `Class::name` or `*::name` (`::name` if it is public).
    - Enum: `{"__PHP_Incomplete_Class_Name": class, "__PHP_Enum_Case": case}`. Object that serialises itself
      (`C:`): `{"__PHP_Incomplete_Class_Name": class, "__PHP_Serialized": text}`.
    - Float: infinite and undefined ones are the text `INF`, `-INF`, `NAN`. Integer: beyond 64 bits the last
      that fits.
    - Text that is not UTF-8: `data:application/octet-stream,` and the text, each foreign byte, and `%`, as
      `%E9`; `urllib.parse.unquote_to_bytes` gives the bytes back.
    - Reference: the value it refers to, the same Python object (so do not change what you get). One to a
      value that holds it, or to one whose copies would exceed `MAX_COPIED` or `MAX_DEPTH` in JSON:
      `{"__PHP_Reference": n}`, where n counts values depth first from 1, keys and `R:` left out, as PHP does.
    - Serialised text in a string stays text: WordPress, too, decodes once only.
    """
    # One character a byte, so that lengths count bytes and regular expressions give text.
    if isinstance(data, bytes):
        text = data.decode("latin-1")
    else:
        text = data if data.isascii() else data.encode("utf-8", "surrogatepass").decode("latin-1")
    if len(text) > MAX_BYTES:
        raise PhpValueTooLargeError(f"more than {MAX_BYTES} bytes", MAX_BYTES)
    blanks = len(text) - len(text.lstrip(_BLANK))
    text = text.strip(_BLANK)
    try:
        value, end = Reader(text, declared).read()
        if lenient or end == len(text):
            return Decoded(value, end < len(text))
        fault = PhpValueError("something follows the value", end)
    except PhpValueTooLargeError as error:
        raise PhpValueTooLargeError(error.why, error.offset + blanks) from None
    except PhpValueError as error:
        fault = error
    for measure, counted in _tolerant(len(text)) if lenient and len(text) <= MAX_REPAIRED else ():
        try:
            value, end = Reader(text, measure, counted=counted).read()
        except PhpValueError:
            continue
        if end == len(text):
            return Decoded(value, True)
    raise PhpValueError(fault.why, fault.offset + blanks)


def _tolerant(size: int) -> tuple[tuple[Measure, bool], ...]:
    """Ways to count lengths again, the exact ones first; and whether to believe the numbers of elements."""
    return (
        (newlines, True),
        (characters, True),
        (Closest(size), True),
        (next_closing, True),
        (Closest(size), False),
        (next_closing, False),
    )
