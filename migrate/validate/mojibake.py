"""Text that is UTF-8 read as windows-1252, found and turned back: only where the result is certain to be text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LEADS = "".join(bytes([code]).decode("cp1252") for code in (*range(0xC2, 0xF5),))
_TRAILS = "".join(
    bytes([code]).decode("cp1252") if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(code)
    for code in range(0x80, 0xC0)
)
_RUN = re.compile(f"(?:[{_LEADS}][{re.escape(_TRAILS)}]{{1,3}})+")
MAYBE_MANGLED = re.compile(
    rb"\xc3[\x82-\xb4](?:\xc2[\x80-\xbf]|\xc5[\x92\x93\xa0\xa1\xb8\xbd\xbe]|\xc6\x92|\xc3\xbf|\xcb[\x86\x9c]|\xe2[\x80\x82\x84])"
)
"""For a first look: the same in UTF-8, roughly, of which letters may be in lower case."""


class Mangled(NamedTuple):
    """A run of letters, and what they were."""

    start: int
    text: str
    meant: str


def unmangled(text: str) -> Iterator[Mangled]:
    """Every run of characters that, encoded as windows-1252, is UTF-8 for letters, marks or emoji."""
    if text.isascii():
        return
    for match in _RUN.finditer(text):
        meant = _turned_back(match[0])
        if meant and all(_is_likely(character) for character in meant):
            yield Mangled(match.start(), match[0], meant)


def _turned_back(text: str) -> str:
    try:
        return b"".join(
            bytes([ord(character)]) if 0x80 <= ord(character) < 0xA0 else character.encode("cp1252")
            for character in text
        ).decode("utf-8")
    except UnicodeError:
        return ""


def _is_likely(character: str) -> bool:
    code = ord(character)
    # Letters with accents, Greek and Cyrillic, typographic marks, symbols, East Asian, emoji; not C1 controls.
    return code >= 0xA1 and (code < 0x530 or 0x2010 <= code < 0x2BFF or 0x3000 <= code < 0xD800 or code >= 0x1F000)
