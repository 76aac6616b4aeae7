"""Well-formed bodies in blocks: their delimiters cut out, without a tree of blocks.

Most blocks are nothing but their saved HTML: of these no more is made than their text. What is unusual in any way is for
`parse_blocks`, which gives the same of what is not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import Any

from migrate.content.blocks import decode_attributes

# As WordPress writes them: attributes hold no `<` and no `>`.
_DELIMITER = re.compile(
    r"(<!-- (/)?wp:((?:[a-z][a-z0-9_-]*+/)?+[a-z][a-z0-9_-]*+) (?:\{[^<>]*\} )?(/)?-->)",
    re.ASCII,
)


class CutBlock:
    """A block that is more than its saved HTML; `level`: in how many others it stands."""

    __slots__ = ("_body", "_place", "level", "name")

    def __init__(self, body: CutBody, place: int) -> None:
        self._body = body
        self._place = place
        self.name = full_name(body.names[place])
        self.level = body.levels[place]

    @property
    def attributes(self) -> dict[str, Any] | None:
        """See `blocks.Block`."""
        delimiter = self._body.delimiters[self._place]
        start = delimiter.find("{")
        return decode_attributes(delimiter[start : delimiter.rindex("}") + 1]) if start >= 0 else {}

    @property
    def source(self) -> str:
        """All of it, with its delimiters."""
        return self._body.source(self._place)

    def inside(self, render: Callable[[CutBlock], str]) -> str:
        """Its saved HTML, with what `render` makes of the blocks in it that are more than theirs."""
        return self._body.html(self._place, render)


class CutBody:
    """A body between its delimiters: `texts[n]` stands before `delimiters[n]`, the last behind all."""

    __slots__ = ("_others", "_starts", "_text", "delimiters", "ends", "levels", "names", "texts")

    def __init__(self, text: str, parts: list[str]) -> None:
        self._text = text
        self.texts = parts[::5]
        self.delimiters = parts[1::5]
        self.names = parts[3::5]
        self.levels: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        """Of each block that is more than its saved HTML: where its closing delimiter is."""
        self._others: list[int] = []
        self._starts: list[int] = []

    def pair(self, closers: list[str], voids: list[str], others: frozenset[str], max_depth: int) -> bool:
        """Find the blocks named in `others`; False where delimiters do not pair, or are nested `max_depth` deep."""
        opened: list[int] = []
        for place, name in enumerate(self.names):
            if name in others and (voids[place] or not closers[place]):
                self._others.append(place)
                self.levels[place] = len(opened)
                self.ends[place] = place
            if voids[place]:
                continue
            if not closers[place]:
                opened.append(place)
                if len(opened) >= max_depth:
                    return False
            elif not opened:
                return False
            else:
                start = opened.pop()
                if start in self.ends:
                    self.ends[start] = place
        return not opened

    def html(self, place: int, render: Callable[[CutBlock], str]) -> str:
        """What stands in the block that begins at a delimiter; of the whole body for -1."""
        end = self.ends[place] if place >= 0 else len(self.delimiters)
        others, texts = self._others, self.texts
        pieces: list[str] = []
        position = place + 1
        for inner in others[bisect_right(others, place) : bisect_right(others, end)]:
            if inner >= position:
                pieces += texts[position : inner + 1]
                pieces.append(render(CutBlock(self, inner)))
                position = self.ends[inner] + 1
        pieces += texts[position : end + 1]
        return "".join(pieces)

    def source(self, place: int) -> str:
        """A block with its delimiters."""
        if not self._starts:
            lengths = [len(text) + len(delimiter) for text, delimiter in zip(self.texts, self.delimiters, strict=False)]
            self._starts = [0, *accumulate(lengths)]
        return self._text[self._starts[place] + len(self.texts[place]) : self._starts[self.ends[place] + 1]]


def cut(body: str, is_saved: Callable[[str], bool], max_depth: int) -> CutBody | None:
    """A body in blocks; None where it has to be parsed. `is_saved`: whether a block of that name is nothing but its
    saved HTML. `max_depth`: of blocks in each other."""
    parts = _DELIMITER.split(body)
    names = parts[3::5]
    # WordPress takes more for a delimiter than what it writes, and loses a zero between two.
    if body.count("wp:") != len(names) or "0" in parts:
        return None
    made = CutBody(body, parts)
    others = frozenset(name for name in set(names) if not is_saved(full_name(name)))
    return made if made.pair(parts[2::5], parts[4::5], others, max_depth) else None


def full_name(name: str) -> str:
    """The name with its namespace."""
    return name if "/" in name else "core/" + name
