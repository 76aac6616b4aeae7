"""Whether words repeat a long part of the source: what stands in a gap may be anything but that."""

from __future__ import annotations

from collections.abc import Sequence

LONG = 25
"""How many words, one after the other, are no chance (captions repeat a sentence of the text)."""
_BLOCK = LONG // 2


class Repeats:
    """Looks for runs of words of one text."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._blocks: dict[tuple[str, ...], int] | None = None

    def has(self, words: Sequence[str]) -> bool:
        """Whether `LONG` of the words stand in the text just so."""
        if len(words) < LONG:
            return False
        if self._blocks is None:
            # Any run of `LONG` words holds one of these blocks whole.
            starts = range(0, len(self._words) - _BLOCK + 1, _BLOCK)
            self._blocks = {tuple(self._words[at : at + _BLOCK]): at for at in reversed(starts)}
        at = 0
        while at + _BLOCK <= len(words):
            place = self._blocks.get(tuple(words[at : at + _BLOCK]))
            size = 0 if place is None else self._length(words, at, place)
            if size >= LONG:
                return True
            at += 1
        return False

    def _length(self, words: Sequence[str], at: int, place: int) -> int:
        """How long the run is that has these two places in it."""
        start, end = 0, _BLOCK
        while start < LONG and at > start and place > start and words[at - start - 1] == self._words[place - start - 1]:
            start += 1
        while end < LONG and at + end < len(words) and place + end < len(self._words):
            if words[at + end] != self._words[place + end]:
                break
            end += 1
        return start + end
