"""References in XML text (`&amp;`, `&#038;`, `&#x26;`) resolved as a strict parser does, without one."""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class UnusualError(Exception):
    """Not in the form that WordPress writes: the strict parser must say what it is."""


def resolve(text: str) -> str:
    """The text without references. Raises UnusualError for any `&` that the parser would not take."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    named, decimal, hexadecimal = match.groups()
    if named:
        return _NAMED[named]
    code = int(decimal) if decimal else int(hexadecimal or "0", 16)
    if not (code in (9, 10) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF):
        raise UnusualError
    return chr(code)
