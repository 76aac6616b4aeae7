"""Where two sequences of words differ: an anchored diff, in time near to linear in their length, whatever they hold.

Common ends first, then words (or runs of three) that both have once, then Myers' greedy search while it is cheap. What
is left after that is one difference.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple


class Hunk(NamedTuple):
    """Words `start` to `end` of the one stand where `other_start` to `other_end` of the other do."""

    start: int
    end: int
    other_start: int
    other_end: int


_EDITS = 150
"""How many words may differ for the search without anchors..."""
_FEW_EDITS = 20
"""... and how many, once searches have taken a long time."""
_STEPS = 3_000_000
"""How many comparisons searches may take before that; a tenth of it each."""
_CHUNK = 256
_RUN = 3


def differences(one: Sequence[str], other: Sequence[str]) -> list[Hunk]:
    """The differences in order; what stands between them is the same in both."""
    hunks: list[Hunk] = []
    search = _Search()
    stack = [Hunk(0, len(one), 0, len(other))]
    while stack:
        start, end, other_start, other_end = stack.pop()
        size = _common_start(one, other, start, end, other_start, other_end)
        start += size
        other_start += size
        size = _common_end(one, other, start, end, other_start, other_end)
        hunk = Hunk(start, end - size, other_start, other_end - size)
        if hunk.start == hunk.end or hunk.other_start == hunk.other_end:
            if hunk.start < hunk.end or hunk.other_start < hunk.other_end:
                hunks.append(hunk)
            continue
        stack.extend(reversed(_parts(one, other, hunk, hunks, search)))
    return hunks


def _parts(one: Sequence[str], other: Sequence[str], hunk: Hunk, hunks: list[Hunk], search: _Search) -> list[Hunk]:
    """What is between the anchors of a range; without any, its differences are added to `hunks`."""
    a, b = one[hunk.start : hunk.end], other[hunk.other_start : hunk.other_end]
    anchors = _anchors(a, b)
    if not anchors and (len(a) > _EDITS or len(b) > _EDITS):
        runs = [[*zip(*(words[place:] for place in range(_RUN)), strict=False)] for words in (a, b)]
        anchors = _anchors(*runs)
    if not anchors:
        matches = search.matches(a, b)
        hunks += _between(hunk, matches, 1) if matches is not None else [hunk]
        return []
    return _between(hunk, anchors, 1)


def _between(hunk: Hunk, matches: Sequence[tuple[int, int]], size: int) -> list[Hunk]:
    """The ranges between pairs of places at which `size` words are the same."""
    parts = []
    start, other_start = hunk.start, hunk.other_start
    for place, other_place in matches:
        at, other_at = hunk.start + place, hunk.other_start + other_place
        if at > start or other_at > other_start:
            parts.append(Hunk(start, at, other_start, other_at))
        start, other_start = at + size, other_at + size
    if start < hunk.end or other_start < hunk.other_end:
        parts.append(Hunk(start, hunk.end, other_start, hunk.other_end))
    return parts


def _common_start(one: Sequence[str], other: Sequence[str], start: int, end: int, at: int, until: int) -> int:
    size, most = 0, min(end - start, until - at)
    while size + _CHUNK <= most and one[start + size : start + size + _CHUNK] == other[at + size : at + size + _CHUNK]:
        size += _CHUNK
    while size < most and one[start + size] == other[at + size]:
        size += 1
    return size


def _common_end(one: Sequence[str], other: Sequence[str], start: int, end: int, at: int, until: int) -> int:
    size, most = 0, min(end - start, until - at)
    while (
        size + _CHUNK <= most and one[end - size - _CHUNK : end - size] == other[until - size - _CHUNK : until - size]
    ):
        size += _CHUNK
    while size < most and one[end - size - 1] == other[until - size - 1]:
        size += 1
    return size


def _anchors(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Places of what both have exactly once: the most of them that stand in the same order (patience sorting)."""
    counts, other_counts = Counter(a), Counter(b)
    places = {word: place for place, word in enumerate(b) if other_counts[word] == 1}
    pairs = [(place, places[word]) for place, word in enumerate(a) if word in places and counts[word] == 1]
    # Longest increasing subsequence of the second places.
    ends: list[int] = []
    chains: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        at = bisect_left(ends, place)
        before.append(chains[at - 1] if at else -1)
        ends[at : at + 1] = [place]
        chains[at : at + 1] = [number]
    found = []
    number = chains[-1] if chains else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


class _Search:
    """Myers, An O(ND) Difference Algorithm and Its Variations (1986), the greedy one, with a limit."""

    def __init__(self) -> None:
        self._left = _STEPS

    def matches(self, a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]] | None:
        """Places of the words that stay on the shortest way from one to the other; None where it is too far."""
        most = _EDITS if self._left > 0 else _FEW_EDITS
        if abs(len(a) - len(b)) > most:
            return None
        reached = {1: 0}
        trace: list[dict[int, int]] = []
        steps = 0
        for edits in range(min(most, len(a) + len(b)) + 1):
            trace.append(dict(reached))
            for diagonal in range(-edits, edits + 1, 2):
                left, above = reached.get(diagonal - 1, -1), reached.get(diagonal + 1, -1)
                x = above if diagonal == -edits or (diagonal != edits and left < above) else left + 1
                first, y = x, x - diagonal
                while x < len(a) and y < len(b) and a[x] == b[y]:
                    x += 1
                    y += 1
                steps += x - first + 1
                reached[diagonal] = x
                if x >= len(a) and y >= len(b):
                    self._left -= steps
                    return _way_back(trace, a, b)
            if steps > _STEPS // 10:
                break
        self._left -= steps
        return None


def _way_back(trace: Sequence[dict[int, int]], a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    matches = []
    x, y = len(a), len(b)
    for edits in range(len(trace) - 1, -1, -1):
        reached = trace[edits]
        diagonal = x - y
        left, above = reached.get(diagonal - 1, -1), reached.get(diagonal + 1, -1)
        previous = diagonal + 1 if diagonal == -edits or (diagonal != edits and left < above) else diagonal - 1
        from_x = reached[previous] if edits else 0
        from_y = from_x - previous if edits else 0
        start_x = (from_x if previous == diagonal + 1 else from_x + 1) if edits else 0
        while x > start_x:
            x -= 1
            y -= 1
            matches.append((x, y))
        x, y = from_x, from_y
    return matches[::-1]
