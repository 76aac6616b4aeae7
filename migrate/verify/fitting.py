"""Whether words are those of a source page with something in its gaps: around and between them all is the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from migrate.verify.page import Gap, Page

_Place = tuple[int, int]
"""Number of a word, and how much of it is before; -1: before all of it, and a blank."""


class Filled(NamedTuple):
    """One gap, and what stands in it."""

    name: str
    had: Sequence[str]
    """The words that it has in the source."""
    has: Sequence[str]
    """The words that are written there."""


def apart(gaps: Sequence[Gap]) -> list[Gap]:
    """The outermost gaps, in order."""
    found: list[Gap] = []
    for gap in gaps:
        if not found or (gap.at, gap.offset) >= (found[-1].until, found[-1].until_offset):
            found.append(gap)
    return found


def own_words(source: Page, gap: Gap) -> range:
    """Numbers of the words that are a gap's own from end to end."""
    ends_word = gap.until_offset > 0 and gap.until_offset == len(source.words[gap.until])
    return range(gap.at + (gap.offset > 0), gap.until + ends_word)


def fit(source: Page, gaps: Sequence[Gap], start: int, end: int, words: Sequence[str]) -> list[Filled] | None:
    """What stands in the gaps, if `words` are the words `start` to `end` of the source; None where they are not.

    `gaps`: those between `start` and `end`, apart from each other.
    """
    text = f" {' '.join(words)} " if words else " "
    begins: _Place = (start, -1)
    position = 0
    names: list[Gap] = []
    filled: list[Filled] = []
    for gap in (*gaps, None):
        ends: _Place = (end, -1) if gap is None else (gap.at, gap.offset)
        piece = _between(source.words, begins, ends)
        if gap is not None and piece == " " and names:
            # Nothing between two gaps: what is there may be of either.
            names.append(gap)
            begins = (gap.until, gap.until_offset)
            continue
        found = _place_of(piece, text, position, first=not names, last=gap is None)
        if found < 0:
            return None
        if names:
            filled += _filled(source, names, text[position:found].split())
        position = found + len(piece) - piece.endswith(" ")
        if gap is not None:
            names = [gap]
            begins = (gap.until, gap.until_offset)
    return filled


def _place_of(piece: str, text: str, position: int, *, first: bool, last: bool) -> int:
    if first and last:
        return 0 if piece == text else -1
    if first:
        return 0 if text.startswith(piece) else -1
    if last:
        place = len(text) - len(piece)
        return place if place >= position and text.endswith(piece) else -1
    return text.find(piece, position)


def _filled(source: Page, gaps: Sequence[Gap], words: list[str]) -> list[Filled]:
    """Of gaps without anything between them one has what there is: one that is not only the edge of something."""
    one = next((gap for gap in gaps if not gap.name.is_edge), gaps[-1])
    return [Filled(gap.name.name, had_by(source, gap), words if gap is one else ()) for gap in gaps]


def had_by(source: Page, gap: Gap) -> Sequence[str]:
    """The words that are a gap's own."""
    return [source.words[at] for at in own_words(source, gap)]


def _between(words: Sequence[str], start: _Place, end: _Place) -> str:
    """The words between two places; a blank at an end where it is one of a word."""
    (first, offset), (last, until) = start, end
    if first == last:
        if offset < 0:
            return " " if until < 0 else " " + words[first][:until]
        return words[first][offset:until] if until >= 0 else words[first][offset:] + " "
    head = " " + words[first] if offset < 0 else words[first][offset:]
    tail = "" if until < 0 else words[last][:until]
    return " ".join([head, *words[first + 1 : last], tail])
