"""The page that WordPress shows against the one that is written: what differs, and the name of what accounts for it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

from migrate.verify.accounts import Account, Accounts
from migrate.verify.comparison import Accounted, Comparison, Difference
from migrate.verify.differences import Hunk, differences
from migrate.verify.fitting import Filled, apart, fit, own_words
from migrate.verify.page import Gap, Page, address_key
from migrate.verify.repeats import Repeats
from migrate.verify.structure import compare_structure

EXAMPLES = 5
"""How many differences a comparison keeps."""
CONTEXT = 4
"""How many words it keeps before and after each."""
SHOWN = 12
"""How many words of each it keeps."""
_SLIDE = 60
"""How far a difference may be moved to where it means the same and has a name."""


def compare(source: Page, written: Page, accounted: Sequence[Account] = ()) -> Comparison:
    """What of the source page is not on the written one, or stands there that is not of the source.

    `accounted`: losses of the entry that conversion recorded.
    """
    accounts = Accounts(accounted)
    found = Comparison(source_words=len(source.words), written_words=len(written.words) - len(written.layout))
    hunks: list[Hunk] = []
    if source.words != written.words:
        hunks = _compare_words(source, written, accounts, found)
    _compare_addresses(source, written, accounts, found)
    if written.structure:
        compare_structure(source, written, hunks, accounts, found)
    if found.places or found.addresses:
        found.status = "different"
    elif found.accounted:
        found.status = "accounted"
    return found


def _compare_words(source: Page, written: Page, accounts: Accounts, found: Comparison) -> list[Hunk]:
    gaps = apart(source.gaps)
    repeats = Repeats(source.words)
    filled = _fit(source, written, gaps, Hunk(0, len(source.words), 0, len(written.words)))
    if filled is not None and not any(repeats.has(one.has) for one in filled):
        _account(found, filled)
        return differences(source.words, written.words) if written.structure else []
    hunks = differences(source.words, written.words)
    attribution = _Attribution(source, written, gaps, accounts, repeats, found)
    for number, hunk in enumerate(hunks):
        before = hunks[number - 1].end if number else 0
        after = hunks[number + 1].start if number + 1 < len(hunks) else len(source.words)
        attribution.take(hunk, before, after)
    attribution.settle()
    return hunks


def _fit(source: Page, written: Page, gaps: Sequence[Gap], hunk: Hunk) -> list[Filled] | None:
    """What is in the gaps of a range; marks of plain text may be there, or be words of the source."""
    words = written.words[hunk.other_start : hunk.other_end]
    if written.layout:
        plain = [word for at, word in enumerate(words, hunk.other_start) if at not in written.layout]
        if (filled := fit(source, gaps, hunk.start, hunk.end, plain)) is not None:
            return filled
    return fit(source, gaps, hunk.start, hunk.end, words)


def _account(found: Comparison, filled: Iterable[Filled]) -> None:
    for name, had, has in filled:
        if not had and not has:
            continue
        both = (Counter(had) & Counter(has)).total() if had and has else 0
        entry = found.accounted.setdefault(name, Accounted())
        entry.places += 1
        entry.lost += len(had) - both
        entry.added += len(has) - both


def _compare_addresses(source: Page, written: Page, accounts: Accounts, found: Comparison) -> None:
    missing = [url for url in source.shown if url not in written.addresses]
    if missing:
        known = {address_key(url) for url in written.addresses}
        found.addresses = tuple(url for url in missing if address_key(url) not in known and not accounts.mention(url))


class _Attribution:
    """Gives each difference its name."""

    def __init__(
        self, source: Page, written: Page, gaps: Sequence[Gap], accounts: Accounts, repeats: Repeats, found: Comparison
    ) -> None:
        self._source = source
        self._written = written
        self._gaps = gaps
        self._untils = [gap.until for gap in gaps]
        self._owned = {at for gap in gaps for at in own_words(source, gap)}
        self._accounts = accounts
        self._repeats = repeats
        self._found = found
        self._lost: Counter[str] = Counter()
        self._added: Counter[str] = Counter()

    def take(self, hunk: Hunk, before: int, after: int) -> None:
        """One difference; what stands from `before` to `after` around it is the same."""
        hunk = self._slid(hunk, before, after)
        source, written = self._source.words, self._written.words
        added = [written[at] for at in range(hunk.other_start, hunk.other_end) if at not in self._written.layout]
        gaps = [] if self._repeats.has(added) else self._gaps_in(hunk)
        filled = _fit(self._source, self._written, gaps, hunk) if gaps and self._fits(gaps, hunk) else None
        if filled is not None:
            _account(self._found, filled)
            return
        lost = source[hunk.start : hunk.end]
        if gaps:
            _account(self._found, [Filled(gaps[0].name.name, (), added)])
            for gap in gaps:
                had = [source[at] for at in own_words(self._source, gap) if hunk.start <= at < hunk.end]
                _account(self._found, [Filled(gap.name.name, had, ())])
            lost = [source[at] for at in range(hunk.start, hunk.end) if at not in self._owned]
            added = []
        if lost and not added and (name := self._accounts.name_of(lost)):
            _account(self._found, [Filled(name, lost, ())])
            return
        if lost or added:
            self._report(hunk, lost, added)

    def settle(self) -> None:
        """Words that are lost in one place and added in another have moved."""
        moved = self._lost & self._added
        self._found.moved = moved.total()
        self._found.lost = self._lost.total() - moved.total()
        self._found.added = self._added.total() - moved.total()

    def _gaps_in(self, hunk: Hunk) -> list[Gap]:
        gaps = []
        for number in range(bisect_left(self._untils, hunk.start), len(self._gaps)):
            gap = self._gaps[number]
            if gap.at > hunk.end or (gap.at == hunk.end and gap.offset >= 0):
                break
            gaps.append(gap)
        return gaps

    def _fits(self, gaps: Sequence[Gap], hunk: Hunk) -> bool:
        return gaps[0].at >= hunk.start and gaps[-1].until <= hunk.end

    def _slid(self, hunk: Hunk, before: int, after: int) -> Hunk:
        """The difference moved along words that repeat, to where it is in a gap; as it is, where there is none."""
        source = self._source.words
        if hunk.start < hunk.end and hunk.other_start < hunk.other_end:
            return hunk
        # What is inserted or removed may as well begin later or earlier, as long as it repeats what is around it.
        words = source if hunk.start < hunk.end else self._written.words
        first, last = (hunk.start, hunk.end) if hunk.start < hunk.end else (hunk.other_start, hunk.other_end)
        for step in (-1, 1):
            for size in range(_SLIDE):
                moved = Hunk(*(at + step * size for at in hunk))
                if moved.start < before or moved.end > after:
                    break
                if size and words[first + step * size - (step > 0)] != words[last + step * size - (step > 0)]:
                    break
                if self._has_name(moved):
                    return moved
        return hunk

    def _has_name(self, hunk: Hunk) -> bool:
        if hunk.start == hunk.end:
            return bool(self._gaps_in(hunk))
        return all(at in self._owned for at in range(hunk.start, hunk.end))

    def _report(self, hunk: Hunk, lost: Sequence[str], added: Sequence[str]) -> None:
        self._lost.update(lost)
        self._added.update(added)
        self._found.places += 1
        if self._found.places <= EXAMPLES:
            words = self._source.words
            self._found.differences += (
                Difference(
                    at=hunk.start,
                    before=" ".join(words[max(0, hunk.start - CONTEXT) : hunk.start]),
                    lost=_shortened(lost),
                    added=_shortened(added),
                    after=" ".join(words[hunk.end : hunk.end + CONTEXT]),
                ),
            )


def _shortened(words: Sequence[str]) -> str:
    text = " ".join(words[:SHOWN])
    return f"{text} … ({len(words)} words)" if len(words) > SHOWN else text
