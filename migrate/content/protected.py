"""Elements whose text is shown, or run, as it stands: in them brackets are text, not shortcodes."""

from __future__ import annotations

import re

# The look ahead spares most tags from being compared without regard to case.
_TAG = re.compile(
    r"<(/?)(?=[pcstxmPCSTXM])(pre|code|script|style|textarea|xmp|svg|math)(?=[\s>/])[^<>]*>", re.IGNORECASE
)
_CLOSING = re.compile(r"</(?:[pP][rR][eE]|[cC][oO][dD][eE]|[sS][cCtTvV]|[tT][eE][xX]|[xX][mM][pP]|[mM][aA][tT][hH])")


def may_protect(text: str, start: int) -> bool:
    """A quick look, whether such an element may end after `start`."""
    return _CLOSING.search(text, start) is not None


def protected_ranges(text: str) -> list[tuple[int, int]]:
    """Where such elements stand, tags included, in order and apart from each other. One that is never closed is none.

    An element in another of them is a part of it. Takes time in proportion to the text.
    """
    ranges: list[tuple[int, int]] = []
    tags = [(match.start(), match.end(), match[2].lower(), match[1]) for match in _TAG.finditer(text)]
    closings: dict[str, list[int]] = {}
    for place, (_, _, name, closes) in enumerate(tags):
        if closes:
            closings.setdefault(name, []).append(place)
    positions = dict.fromkeys(closings, 0)
    place = 0
    while place < len(tags):
        start, _, name, closes = tags[place]
        places = closings.get(name)
        if not closes and places:
            position = positions[name]
            while position < len(places) and places[position] < place:
                position += 1
            positions[name] = position
            if position < len(places):
                place = places[position]
                ranges.append((start, tags[place][1]))
        place += 1
    return ranges


def inside_of(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of an element between its opening and its closing tag."""
    return text.index(">", start, end) + 1, text.rindex("</", start, end)
