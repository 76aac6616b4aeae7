"""Well-formed bodies in blocks: their delimiters cut out, without a tree of blocks.

Most blocks are nothing but their saved HTML: of these no more is made than their text. Bodies that are unusual in any
way are for `parse_blocks`, which would give the same of the others.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Any, NamedTuple

from migrate.content.blocks import decode_attributes

_DELIMITER = re.compile(r"<!-- (/?wp:[^>]*+>)")
# As WordPress writes them: attributes, which are looked at apart, hold no `<` and no `>`.
_SOUND = re.compile(r"(/)?wp:((?>(?:[a-z][a-z0-9_-]*+/)?)[a-z][a-z0-9_-]*+) (/)?-->", re.ASCII)
_REMEMBERED = 4096


class Sort(NamedTuple):
    """What a delimiter is."""

    name: str
    """With its namespace."""
    step: int
    """1 opens, -1 closes, 0 is a block by itself."""
    is_saved: bool
    """Whether such blocks are nothing but their saved HTML."""


class Sorts(dict[str, Sort | None]):
    """Delimiters and what they are; None for one that WordPress may read otherwise. Those without attributes are
    remembered: bodies repeat them. `is_saved`: whether a block of that name is nothing but its saved HTML."""

    def __init__(self, is_saved: Callable[[str], bool]) -> None:
        super().__init__()
        self._is_saved = is_saved

    def __missing__(self, delimiter: str) -> Sort | None:
        attributes = delimiter.find("{")
        if attributes >= 0:
            if "<" in delimiter or not delimiter.endswith(("} -->", "} /-->")):
                return None
            return self[delimiter[:attributes] + ("/-->" if delimiter[-4] == "/" else "-->")]
        sort = None
        if match := _SOUND.fullmatch(delimiter):
            closes, name, void = match.groups()
            name = name if "/" in name else "core/" + name
            sort = Sort(name, 0 if void else -1 if closes else 1, self._is_saved(name))
        if len(self) >= _REMEMBERED:
            self.clear()
        self[delimiter] = sort
        return sort


class CutBlock:
    """A block that is more than its saved HTML; `level`: in how many others it stands."""

    __slots__ = ("_body", "_place", "level", "name")

    def __init__(self, body: CutBody, place: int) -> None:
        self._body = body
        self._place = place
        self.name = body.names[place]
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

    __slots__ = ("_others", "delimiters", "ends", "levels", "names", "texts")

    def __init__(self, texts: list[str], delimiters: list[str]) -> None:
        self.texts = texts
        self.delimiters = delimiters
        self._others: list[int] = []
        """Where blocks begin that are more than their saved HTML. Of these: """
        self.names: dict[int, str] = {}
        self.levels: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        """Where its closing delimiter is."""

    def pair(self, sorts: Sorts, max_depth: int) -> bool:
        """Find the blocks that are more than their saved HTML; False where delimiters do not pair, are unsound, or are
        nested `max_depth` deep."""
        opened: list[int] = []
        ends = self.ends
        for place, delimiter in enumerate(self.delimiters):
            sort = sorts[delimiter]
            if sort is None:
                return False
            name, step, is_saved = sort
            if step < 0:
                if not opened:
                    return False
                start = opened.pop()
                if start in ends:
                    ends[start] = place
                continue
            if not is_saved:
                self._others.append(place)
                self.names[place] = name
                self.levels[place] = len(opened)
                ends[place] = place
            if step:
                opened.append(place)
                if len(opened) >= max_depth:
                    return False
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
        end = self.ends[place]
        pieces = [f"<!-- {self.delimiters[place]}"]
        for inner in range(place + 1, end + 1):
            pieces += (self.texts[inner], f"<!-- {self.delimiters[inner]}")
        return "".join(pieces)


def cut(body: str, sorts: Sorts, max_depth: int) -> CutBody | None:
    """A body in blocks; None where it has to be parsed. `max_depth`: of blocks in each other."""
    parts = _DELIMITER.split(body)
    texts, delimiters = parts[::2], parts[1::2]
    # WordPress takes more for a delimiter than what it writes, and loses a zero between two.
    if body.count("wp:") != len(delimiters) or "0" in texts:
        return None
    made = CutBody(texts, delimiters)
    return made if made.pair(sorts, max_depth) else None
