"""The structure of a source page against that of a written one, kind by kind: what is missing, and what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set

from migrate.verify.accounts import Accounts
from migrate.verify.comparison import Comparison, Structure
from migrate.verify.differences import Hunk
from migrate.verify.page import KINDS, Page, address_key

EXAMPLES = 5
"""How many missing ones of a kind are kept."""
_ADDRESSES = frozenset({"links", "images", "players"})
LENGTH = 80
"""How long each may be, in characters."""


def compare_structure(
    source: Page, written: Page, hunks: Sequence[Hunk], accounts: Accounts, found: Comparison
) -> None:
    """Count each kind. `hunks`: where the words differ."""
    structure: dict[str, Structure] = {}
    for kind in KINDS:
        one, other = source.structure[kind], written.structure[kind]
        if one == other:
            if one:
                structure[kind] = Structure(expected=len(one))
            continue
        missing, added = Counter(one), Counter(other)
        missing, added = missing - added, added - missing
        if kind == "players" and missing:
            known = {address_key(url) for url in written.addresses}
            missing = Counter({url: count for url, count in missing.items() if address_key(url) not in known})
        if kind in _ADDRESSES and missing:
            missing = Counter({url: count for url, count in missing.items() if not accounts.mention(url)})
        structure[kind] = Structure(
            expected=len(one),
            missing=missing.total(),
            added=added.total(),
            examples=tuple(key[:LENGTH] for key in list(missing)[:EXAMPLES]),
        )
    runs = list(_runs(len(source.words), hunks))
    either = written.blocks | written.lines
    for name, edges, others in (("blocks", source.blocks, written.blocks), ("lines", source.lines, either)):
        if count := _count_edges(source, runs, edges, others, written.blocks if name == "blocks" else frozenset()):
            structure[name] = count
    found.structure = structure


def _runs(length: int, hunks: Sequence[Hunk]) -> Iterator[tuple[int, int, int]]:
    """Where the words are the same: first, last, and how much later they are written."""
    start = offset = 0
    for hunk in hunks:
        if hunk.start > start:
            yield start, hunk.start, offset
        start = hunk.end
        offset = hunk.other_end - hunk.end
    if length > start:
        yield start, length, offset


def _count_edges(
    source: Page, runs: Sequence[tuple[int, int, int]], edges: Set[int], written: Set[int], new: Set[int]
) -> Structure | None:
    """Of the edges between words that are still neighbours, those that are kept."""
    expected = missing = added = 0
    examples: list[str] = []
    for at, place in _common(sorted(edges), runs, written=False):
        expected += 1
        if place not in written:
            missing += 1
            if len(examples) < EXAMPLES:
                examples.append(f"{source.words[at - 1]} ¶ {source.words[at]}"[:LENGTH])
    for _, at in _common(sorted(new), runs, written=True):
        added += at not in edges
    if not expected and not added:
        return None
    return Structure(expected=expected, missing=missing, added=added, examples=tuple(examples))


def _common(edges: Sequence[int], runs: Sequence[tuple[int, int, int]], *, written: bool) -> Iterator[tuple[int, int]]:
    """The edges within runs, with their places on the other page. `written`: they are those of the written page."""
    number = 0
    for start, end, offset in runs:
        first, last, move = (start + offset, end + offset, -offset) if written else (start, end, offset)
        while number < len(edges) and edges[number] < last:
            if edges[number] > first:
                yield edges[number], edges[number] + move
            number += 1
