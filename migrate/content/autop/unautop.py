"""Paragraphs that hold nothing but a shortcode are unwrapped, as WordPress does after its paragraph rules."""

from __future__ import annotations

import re

from migrate.content.autop.tags import pattern
from migrate.content.shortcodes import NAME, Closings, Names, predicate, read_name

_AROUND = r"(?>(?:[\r\n\t \xa0]|&nbsp;)*)"
_SHORTCODE_PARAGRAPH = pattern(rf"<p>{_AROUND}\[({NAME})")
_PARAGRAPH_END = pattern(rf"{_AROUND}</p>")


def shortcode_unautop(text: str, names: Names) -> str:
    """The result of `autop` without the paragraphs that hold nothing but a shortcode of known name.

    Where the closing tag ends a later paragraph, the first `<p>` and the last `</p>` go.
    """
    if "[" not in text:
        return text
    known = predicate(names)
    closings: Closings | None = None
    ends: dict[int, re.Match[str] | None] = {}
    pieces: list[str] = []
    position = searched = 0
    bracket = -1
    while opening := _SHORTCODE_PARAGRAPH.search(text, searched):
        searched = opening.end()
        name = read_name(opening[1], known)
        if name is None:
            continue
        inner = opening.start(1) + len(name)
        if bracket < inner:
            bracket = text.find("]", inner)
            if bracket < 0:
                break
        stops = [bracket + 1]
        if text[bracket - 1] != "/" or bracket == inner:
            closings = closings or Closings(text, 0, len(text))
            closing = closings.first(name, bracket + 1)
            if closing >= 0:
                stops.insert(0, closing + len(name) + 3)
        for stop in stops:
            if stop not in ends:
                ends[stop] = _PARAGRAPH_END.match(text, stop)
            if end := ends[stop]:
                pieces += (text[position : opening.start()], text[opening.start(1) - 1 : stop])
                position = searched = end.end()
                break
    pieces.append(text[position:])
    return "".join(pieces)
