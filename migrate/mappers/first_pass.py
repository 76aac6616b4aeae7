"""Pass 1: goes once through the export, gives every item a key, decides what takes part, and fills the index.

After it, everything that one item may want to know of another is in the index: keys, titles, terms, authors, the time
zone. Items are looked at here, or by other processes (`findings`); what they say is taken in here, in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Protocol

from migrate.mappers.authors import Authors
from migrate.mappers.context import taxonomy_name
from migrate.mappers.features import Features
from migrate.mappers.findings import Finder, FinderSetup, Findings, Stretch
from migrate.mappers.identity import give_keys
from migrate.mappers.options import Options
from migrate.mappers.relations import PARENTS_IN_RUN, keep_first, let_media_follow, link_parents
from migrate.mappers.terms import Terms
from migrate.mappers.trees import circles_on_disk
from migrate.model.rules import Rules
from migrate.wxr.index import Index, IndexedItem
from migrate.wxr.items import RawHead, RawItem
from migrate.wxr.reader import ItemRange, Reader, Unreadable
from migrate.wxr.zones import OffsetVotes

_BATCH = 512
"""Items that are taken in at a time."""
_MOST_ITEMS, _MOST_BYTES = 128, 2 << 20
"""Of one stretch that another process looks at."""

Progress = Callable[[int], None]
"""Told the number of bytes read so far."""


class Processes(Protocol):
    """Others who look at items: see `plan.workers`."""

    def prepare(self, task: Any) -> None:
        """Tell them what they need."""

    def map(self, works: Iterable[Any], pieces: Any) -> Iterator[list[Any]]:
        """What comes of each work, in order."""


@dataclass(slots=True)
class Survey:
    """What pass 1 found, besides the index."""

    authors: Authors
    terms: Terms
    features: Features
    votes: OffsetVotes = field(default_factory=OffsetVotes)
    unreadable: list[tuple[ItemRange, Unreadable]] = field(default_factory=list)
    dated_links: int = 0
    """How many links of posts hold a date, less those that hold none."""
    rerooted: frozenset[str] = frozenset()
    """Keys of items that are their own ancestors, one of each circle."""


class FirstPass:
    """One run of pass 1."""

    def __init__(self, reader: Reader, index: Index, rules: Rules, options: Options, progress: Progress) -> None:
        self._reader = reader
        self._index = index
        self._rules = rules
        self._options = options
        self._progress = progress
        self.survey = Survey(Authors(options), Terms(index, rules, options), Features(rules))

    def run(self, processes: Processes | None = None) -> Survey:
        """Fill the index and settle it. `processes`: who looks at the items; None to do it here."""
        before = [0, *accumulate(part.size for part in self._reader.source.parts)]
        for findings in self._found_here() if processes is None else self._found_by(processes):
            self._take(findings)
            last = findings.rows[-1]
            self._progress(before[last.part] + last.end)
        for head in self._reader.heads:
            self._take_head(head)
        self._index.build_indexes()
        self._settle()
        return self.survey

    def finder(self) -> Finder:
        """Who looks at the items here."""
        return Finder(self._reader.parse, self._rules, self._options)

    def _found_here(self) -> Iterator[Findings]:
        finder = self.finder()
        for seq, (where, data) in enumerate(self._reader.ranges()):
            finder.take(seq, where, data)
            if len(finder) >= _BATCH:
                yield finder.findings()
        if len(finder):
            yield finder.findings()

    def _found_by(self, processes: Processes) -> Iterator[Findings]:
        processes.prepare(FinderSetup(tuple(self._reader.source.parts), self._rules, self._options))
        for findings in processes.map(self._stretches(), self):
            yield from findings

    def _stretches(self) -> Iterator[Stretch]:
        held: list[ItemRange] = []
        first = size = 0
        for where, _ in self._reader.ranges():
            length = where.end - where.start
            full = len(held) >= _MOST_ITEMS or size + length > _MOST_BYTES
            if held and (full or where.root != held[0].root):
                yield self._stretch(first, held)
                first, size, held = first + len(held), 0, []
            held.append(where)
            size += length
        if held:
            yield self._stretch(first, held)

    def _stretch(self, first: int, ranges: Iterable[ItemRange]) -> Stretch:
        ranges = tuple(ranges)
        return Stretch(first, ranges, self._reader.roots[ranges[0].root])

    def single(self, stretch: Stretch) -> list[Stretch]:
        """A stretch for each item."""
        return [Stretch(seq, (where,), stretch.root) for seq, where in enumerate(stretch.ranges, stretch.first)]

    def lost(self, stretch: Stretch, reason: str) -> Findings:
        """The item of a stretch of one, which no process survived."""
        findings, where = Findings(), stretch.ranges[0]
        data = self._reader.read(where)
        findings.add_unreadable(stretch.first, where, Unreadable(self._reader.place(where), reason, data))
        return findings

    def _take(self, findings: Findings) -> None:
        index, survey = self._index, self.survey
        index.add_items(findings.rows)
        index.add_comment_ids(findings.comment_ids)
        index.add_old_slugs(findings.old_slugs)
        index.add_languages(findings.languages)
        index.add_redirecting(findings.redirecting)
        index.add_split(findings.split)
        survey.unreadable += findings.unreadable
        survey.votes.take(findings.votes)
        survey.dated_links += findings.dated_links
        survey.features.plugins |= findings.plugins
        survey.features.languages.update(language for _, language, _ in findings.languages if language)
        for raw, entry_key in findings.guests:
            survey.authors.add_guest(raw, self._rules, entry_key)
        for creator in findings.creators:
            survey.authors.name(creator)
        for category in findings.categories:
            survey.terms.mention(taxonomy_name(category.domain), category)

    def _settle(self) -> None:
        """All is read: settle names, keys, who follows whom, and what is left out because of others."""
        survey, index, options = self.survey, self._index, self._options
        survey.terms.settle()
        survey.authors.settle()
        for term in survey.terms.authors():
            survey.authors.name_term(term, self._rules)
        give_keys(index, self._reader, self._rules)
        link_parents(index.database)
        let_media_follow(index.database, options.hidden)
        if options.limit is not None:
            keep_first(index.database, options.limit)
        survey.rerooted = self._keys_of(circles_on_disk(index.database, PARENTS_IN_RUN))
        index.author_keys = survey.authors.keys
        index.author_ids = survey.authors.ids
        index.settle()

    def _keys_of(self, numbers: Iterable[int]) -> frozenset[str]:
        find = "SELECT key FROM items WHERE seq = ?"
        return frozenset(self._index.database.execute(find, (seq,)).fetchone()[0] for seq in numbers)

    def _take_head(self, head: RawHead) -> None:
        self.survey.authors.declare(head.authors)
        self.survey.terms.declare(head.terms, by_name=head.wxr_version.startswith("1.0"))
        features = self.survey.features
        features.note("taxonomies", {taxonomy_name(term.taxonomy) for term in head.terms})
        features.note("meta_keys", {row.key for term in head.terms for row in term.meta})


def parsed_items(
    reader: Reader, index: Index, where: str, parameters: tuple[object, ...] = ()
) -> Iterator[tuple[IndexedItem, RawItem | Unreadable]]:
    """Rows of the index with their items, parsed again from the export."""
    for row in index.items(where, parameters):
        yield row, reader.parse(row.range)
