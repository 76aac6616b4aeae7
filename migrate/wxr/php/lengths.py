"""Where a string of a serialised value ends: as its length says, or, if that is wrong, as what follows shows.

Lengths count bytes. They become wrong when XML or an editor folds CRLF to LF, when Latin-1 becomes UTF-8,
when control characters are taken out, and when text is replaced without counting again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from migrate.wxr.php.tokens import CUSTOM, ENUM, INTEGER, OBJECT


class Closing(NamedTuple):
    """What ends a string: its closing characters, and a pattern of them together with what must come next."""

    characters: str
    pattern: re.Pattern[str]


class Follow(NamedTuple):
    """The closings of strings (`quote`) and of `C:` payloads (`brace`) in one kind of place."""

    quote: Closing
    brace: Closing


_KEY = f'(?:s:[0-9]{{1,10}}:"|{INTEGER.pattern})'
_VALUE = (
    f'(?:[sS]:[0-9]{{1,10}}:"|{INTEGER.pattern}|a:[0-9]{{1,10}}:\\{{|N;|b:[01];|d:[-+.0-9A-Ze]++;'
    f"|[Rr]:[0-9]{{1,10}};|{OBJECT.pattern}|{CUSTOM.pattern}|{ENUM.pattern})"
)


def _follow(next_token: str) -> Follow:
    return Follow(Closing('";', re.compile(f'";(?={next_token})')), Closing("}", re.compile(f"\\}}(?={next_token})")))


BEFORE_VALUE = _follow(_VALUE)
"""After a key."""
BEFORE_KEY = _follow(_KEY)
"""After an element that is not the last."""
BEFORE_BRACE = _follow(r"\}")
"""After the last element."""
BEFORE_EITHER = _follow(rf"{_KEY}|\}}")
"""After any element, where the number of elements is not believed."""
BEFORE_END = _follow(r"\Z")

Measure = Callable[[str, int, int, Closing], int]
"""(text, start, written length, closing) → offset where the string ends, before its closing; -1: nowhere."""


def declared(text: str, start: int, length: int, closing: Closing) -> int:
    """PHP's own way: the length counts bytes."""
    end = start + length
    return end if text.startswith(closing.characters, end) else -1


def newlines(text: str, start: int, length: int, closing: Closing) -> int:
    """The length was taken when each newline was CRLF."""
    pos, left = start, length
    while left > 0:
        newline = text.find("\n", pos, pos + left)
        if newline < 0:
            pos, left = pos + left, 0
        else:
            left -= newline - pos + 2
            pos = newline + 1
    return pos if left == 0 and text.startswith(closing.characters, pos) else -1


_CONTINUATION = re.compile(r"[\x80-\xbf]")


def characters(text: str, start: int, length: int, closing: Closing) -> int:
    """The length was taken when each character was one byte (Latin-1)."""
    pos, left = start, length
    while left > 0:
        part = text[pos : pos + left]
        if len(part) < left:
            return -1
        pos += left
        left = 0 if part.isascii() else len(_CONTINUATION.findall(part))
    while _CONTINUATION.match(text, pos):
        pos += 1
    return pos if text.startswith(closing.characters, pos) else -1


def next_closing(text: str, start: int, length: int, closing: Closing) -> int:
    """The length is worth nothing: the first closing that is followed by what may come next."""
    found = closing.pattern.search(text, start)
    return -1 if found is None else found.start()


class Closest:
    """The first of the ways above that leads to a closing followed by what may come next.

    In a hostile value of `size` bytes every length could be long and wrong: counting in vain has a limit,
    after which only what follows is looked at.
    """

    def __init__(self, size: int) -> None:
        self.patience = 8 * size

    def __call__(self, text: str, start: int, length: int, closing: Closing) -> int:
        for measure in (declared, newlines, characters):
            if measure is declared or length <= self.patience:
                end = measure(text, start, length, closing)
                if end >= 0 and closing.pattern.match(text, end):
                    return end
        self.patience -= length
        return next_closing(text, start, length, closing)
