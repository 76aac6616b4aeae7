"""Differences of two texts: by line as a patch or side by side, with the words that changed.

Every function is bounded in time: after `_STEPS` edits what is left counts as changed as a whole, which is still a
true difference. (Myers, "An O(ND) Difference Algorithm and Its Variations", 1986: lines × edits, never squared.)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

CONTEXT = 3
"""Unchanged lines shown around each change."""
LARGEST = 1_000_000
"""Characters of both texts together; of larger ones only the number of lines is told."""
MOST_LINES = 1_000
"""Lines of a difference that are shown."""
_STEPS = 600
_WORD_STEPS = 150
_LONGEST_LINE = 20_000
_MOST_PAIRED = 40
_PAIRED_BY = 2_000
"""Characters of a line that are looked at to find its partner."""
_AHEAD = 8
_ALIKE = 0.4
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")

Row = list[Any]
"""`["=", left, right, text]`, `["-", left, text]`, `["+", right, text]`, `["~", left, right, pieces, pieces]`,
`["…", count]` for unchanged lines left out, or `["!", message]`. Numbers of lines start at 1; pieces are by turns
unchanged and changed, the first unchanged."""


class Range(NamedTuple):
    """Lines `start` to `end` before became `new_start` to `new_end` after; counted from 0, ends excluded."""

    start: int
    end: int
    new_start: int
    new_end: int


def changed_ranges(before: Sequence[str], after: Sequence[str], steps: int = _STEPS) -> list[Range]:
    """Where two sequences differ, in order."""
    numbers: dict[str, int] = {}
    old = [numbers.setdefault(one, len(numbers)) for one in before]
    new = [numbers.setdefault(one, len(numbers)) for one in after]
    shortest = min(len(old), len(new))
    head = next((at for at in range(shortest) if old[at] != new[at]), shortest)
    tail = next((at for at in range(shortest - head) if old[-1 - at] != new[-1 - at]), shortest - head)
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    ranges: list[Range] = []
    at = new_at = 0
    for start, new_start, length in [*_common(old, new, steps), (len(old), len(new), 0)]:
        if start > at or new_start > new_at:
            ranges.append(Range(head + at, head + start, head + new_at, head + new_start))
        at, new_at = start + length, new_start + length
    return ranges


def unified(before: str | None, after: str | None) -> Iterator[str]:
    """A patch without its two head lines. A line that begins with `\\` is a remark, as in git."""
    refusal = too_large(before, after)
    if refusal:
        yield f"\\ {refusal}"
        return
    old, new = _lines(before), _lines(after)
    shown = total = 0
    for hunk in _hunks(changed_ranges(old, new)):
        for line in _hunk(hunk, old, new):
            total += 1
            if shown < MOST_LINES:
                shown += 1
                yield line
    if total > shown:
        yield f"\\ {total - shown:,} more lines of this difference are not shown"
    if before and after and before.endswith("\n") != after.endswith("\n"):
        yield f"\\ No newline at the end of the text {'before' if after.endswith(chr(10)) else 'after'}"


def side_by_side(before: str | None, after: str | None) -> list[Row]:
    """Rows of two columns, in which lines stand beside what they became."""
    refusal = too_large(before, after)
    if refusal:
        return [["!", refusal]]
    old, new = _lines(before), _lines(after)
    rows: list[Row] = []
    shown_to = 0
    if old == new:
        return [["!", "only the newline at the end differs"]] if before != after else []
    for hunk in _hunks(changed_ranges(old, new)):
        first = hunk[0]
        lead = min(CONTEXT, first.start)
        if first.start - lead > shown_to:
            rows.append(["…", first.start - lead - shown_to])
        at, new_at = first.start - lead, first.new_start - lead
        for change in hunk:
            rows += _equal(old, at, new_at, change.start - at)
            rows += _replaced(old, new, change)
            at, new_at = change.end, change.new_end
        trail = min(CONTEXT, len(old) - at)
        rows += _equal(old, at, new_at, trail)
        shown_to = at + trail
    if len(rows) > MOST_LINES:
        return [*rows[:MOST_LINES], ["!", f"{len(rows) - MOST_LINES:,} more lines of this difference are not shown"]]
    if shown_to < len(old):
        rows.append(["…", len(old) - shown_to])
    return rows


def changed_words(before: str, after: str) -> tuple[list[str], list[str]] | None:
    """Two lines in pieces, by turns unchanged and changed; None where they have too little in common."""
    if len(before) + len(after) > _LONGEST_LINE:
        return None
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    ranges = _joined(changed_ranges(old, new, _WORD_STEPS), old)
    changed = sum(len("".join(old[one.start : one.end])) for one in ranges)
    changed += sum(len("".join(new[one.new_start : one.new_end])) for one in ranges)
    if changed > (1 - _ALIKE) * (len(before) + len(after)):
        return None
    left = _pieces(old, [(one.start, one.end) for one in ranges])
    return left, _pieces(new, [(one.new_start, one.new_end) for one in ranges])


def count_lines(text: str | None) -> int:
    """Lines of a text; a last one without a newline counts too."""
    return text.count("\n") + (not text.endswith("\n")) if text else 0


def too_large(before: str | None, after: str | None) -> str:
    """The sentence to show in place of a difference; empty when it can be shown."""
    if len(before or "") + len(after or "") <= LARGEST:
        return ""
    return f"too large to show: {count_lines(before):,} lines before, {count_lines(after):,} after"


def _common(old: list[int], new: list[int], steps: int) -> list[tuple[int, int, int]]:
    """Runs that both have, as (start, new start, length), by the fewest edits; none where that takes too many."""
    reach: dict[int, tuple[int, Any]] = {1: (0, None)}
    goal = len(old) - len(new)
    for edits in range(min(len(old) + len(new), steps) + 1):
        for diagonal in range(-edits, edits + 1, 2):
            below, above = reach.get(diagonal - 1), reach.get(diagonal + 1)
            if above is not None and (below is None or below[0] < above[0]):
                at, chain = above
            else:
                assert below is not None
                at, chain = below[0] + 1, below[1]
            start = at
            while at < len(old) and 0 <= at - diagonal < len(new) and old[at] == new[at - diagonal]:
                at += 1
            if at > start:
                chain = (chain, (start, start - diagonal, at - start))
            reach[diagonal] = (at, chain)
            if diagonal == goal and at >= len(old):
                runs = []
                while chain is not None:
                    chain, run = chain
                    runs.append(run)
                return runs[::-1]
    return []


def _hunks(ranges: list[Range]) -> Iterator[list[Range]]:
    """Changes that are so near each other that their contexts touch."""
    hunk: list[Range] = []
    for one in ranges:
        if hunk and one.start - hunk[-1].end > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(one)
    if hunk:
        yield hunk


def _hunk(hunk: list[Range], old: list[str], new: list[str]) -> Iterator[str]:
    lead = min(CONTEXT, hunk[0].start)
    trail = min(CONTEXT, len(old) - hunk[-1].end)
    start, end = hunk[0].start - lead, hunk[-1].end + trail
    new_start, new_end = hunk[0].new_start - lead, hunk[-1].new_end + trail
    yield f"@@ -{_span(start, end)} +{_span(new_start, new_end)} @@"
    at = start
    for one in hunk:
        yield from (f" {line}" for line in old[at : one.start])
        yield from (f"-{line}" for line in old[one.start : one.end])
        yield from (f"+{line}" for line in new[one.new_start : one.new_end])
        at = one.end
    yield from (f" {line}" for line in old[at:end])


def _span(start: int, end: int) -> str:
    """As `diff` counts: from 1, and an empty range by the line before it."""
    length = end - start
    return f"{start + 1 if length else start}" if length == 1 else f"{start + bool(length)},{length}"


def _equal(old: list[str], at: int, new_at: int, count: int) -> list[Row]:
    return [["=", at + step + 1, new_at + step + 1, old[at + step]] for step in range(count)]


def _replaced(old: list[str], new: list[str], change: Range) -> list[Row]:
    rows: list[Row] = []
    at, new_at = change.start, change.new_start
    for left, right in [*_pairs(old, new, change), (change.end, change.new_end)]:
        rows += [["-", number + 1, old[number]] for number in range(at, left)]
        rows += [["+", number + 1, new[number]] for number in range(new_at, right)]
        if left < change.end and right < change.new_end:
            words = changed_words(old[left], new[right])
            if words is None:
                rows += [["-", left + 1, old[left]], ["+", right + 1, new[right]]]
            else:
                rows.append(["~", left + 1, right + 1, *words])
        at, new_at = left + 1, right + 1
    return rows


def _pairs(old: list[str], new: list[str], change: Range) -> list[tuple[int, int]]:
    """Lines that are likely to be each other's: in order, the first that is alike; in large changes none."""
    if max(change.end - change.start, change.new_end - change.new_start) > _MOST_PAIRED:
        return []
    words = [Counter(_TOKEN.findall(line[:_PAIRED_BY])) for line in new[change.new_start : change.new_end]]
    pairs: list[tuple[int, int]] = []
    free = change.new_start
    for left in range(change.start, change.end):
        mine = Counter(_TOKEN.findall(old[left][:_PAIRED_BY]))
        for right in range(free, min(free + _AHEAD, change.new_end)):
            theirs = words[right - change.new_start]
            if (mine & theirs).total() * 2 > _ALIKE * (mine.total() + theirs.total()):
                pairs.append((left, right))
                free = right + 1
                break
    return pairs


def _joined(ranges: list[Range], old: list[str]) -> list[Range]:
    """Changes with nothing but spaces and signs between them are one: that is how people read."""
    joined: list[Range] = ranges[:1]
    for last, one in pairwise(ranges):
        if any(token[0].isalnum() for token in old[last.end : one.start]):
            joined.append(one)
        else:
            joined[-1] = Range(joined[-1].start, one.end, joined[-1].new_start, one.new_end)
    return joined


def _pieces(tokens: list[str], changed: list[tuple[int, int]]) -> list[str]:
    pieces: list[str] = []
    at = 0
    for start, end in changed:
        pieces += ["".join(tokens[at:start]), "".join(tokens[start:end])]
        at = end
    return [*pieces, "".join(tokens[at:])]


def _lines(text: str | None) -> list[str]:
    """Only a line feed ends a line, as for `diff`."""
    if not text:
        return []
    return text.removesuffix("\n").split("\n")
