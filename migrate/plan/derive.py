"""Export → records → groups of artifacts, one record at a time: all that a run may write, before anything is compared.

Items are made in other processes where there are any. Everything read is counted in the ledger. An item that turns out
unreadable is an error that starts the run over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from migrate.mappers.context import Context
from migrate.mappers.first_pass import Survey
from migrate.mappers.links import gather_addresses
from migrate.mappers.menus import MenuRecord, Placed, build_menus, map_menu_item, menu_key
from migrate.mappers.options import Options
from migrate.mappers.routables import routable_authors, routable_terms, routables
from migrate.mappers.site import old_homes
from migrate.model.artifact import REDIRECTS, Group
from migrate.model.loss import Loss
from migrate.model.records import Author, Menu, Site, Term
from migrate.model.rules import Rules
from migrate.plan.changes import Destination
from migrate.plan.items import OTHERS, Derived, Items, Setup, Unread, Watched, read_bodies, spans
from migrate.plan.made import Made, MadeSetup, Results
from migrate.plan.media import MediaFiles, MediaSummary, loose_groups, missing_losses, settle_media
from migrate.plan.redirects import map_redirects, redirect_losses
from migrate.plan.report import Report
from migrate.plan.reports.record import Withheld
from migrate.plan.watching import Subject
from migrate.plan.workers import Workers
from migrate.targets import Target
from migrate.wxr.index import KEPT, Index, IndexedItem
from migrate.wxr.items import RawItem
from migrate.wxr.reader import Reader, Unreadable

if TYPE_CHECKING:
    from migrate.mappers.bodies import BodyReader, Described

NOT_PUBLIC = "privacy: not public"
"""Why a comment or a custom field is left out of what the public sees."""
_MENU_ITEMS = "state = ? AND key LIKE 'menu-item/%'"
_KINDS = {"author": "author", "term": "term", "menu": "menu", "media": "media"}
"""Beginning of a key → type."""

_Record = TypeVar("_Record", Author, Term, Menu)


class BecameUnreadableError(Exception):
    """Items that pass 1 took for sound are not; the run starts over without them."""

    def __init__(self, unread: list[Unread]) -> None:
        super().__init__(len(unread))
        self.unread = unread


@dataclass(slots=True)
class Derivation:
    """An export that has been gone through once. `progress`: see `convert.Progress`."""

    reader: Reader
    index: Index
    site: Site
    context: Context
    survey: Survey
    rules: Rules
    options: Options
    progress: Callable[[str, int, int], None]
    watch: Callable[[Watched], None] | None = None
    """Told of every entry and attachment, and of what has a description; then all is done in this process."""
    workers: Workers | None = None
    """Processes that items are given to; None to do all in this one."""
    media: MediaFiles | None = None
    """Who has the files of the old site, once they are had."""
    _bodies: BodyReader | None = None
    _shows: bool = False
    """Whether the target shows what it is given to readers."""
    _holds: Callable[[str], bool] = lambda source: False
    _described_records: dict[str, Author | Term] = field(default_factory=dict)
    """Key → what is to be watched, until its group has come."""
    _titles: dict[str, str] = field(default_factory=dict)

    def settle(self, target: Target, destination: Destination) -> MediaSummary | None:
        """Decide where everything will stand and what leads there, and make ready what reads bodies.

        `destination` is asked for former addresses, and what it holds.
        """
        self._holds = destination.holds
        index, context = self.index, self.context
        terms = chain(routable_terms(index, self.rules), routable_authors(self.survey.authors.records()))
        index.set_routes(target.routes(routables(index), terms))
        summary = settle_media(self.media, index, target.file_layout()) if self.media is not None else None
        target.use_routes(index)
        self._bodies = None
        has_files = self.media is not None
        self._shows = target.shown is not None
        if target.reads_bodies:
            watched = self.watch is not None
            addresses, self._bodies = read_bodies(
                self.reader, index, context, self._homes, target, has_files=has_files, watched=watched
            )
            index.set_addresses(gather_addresses(index, addresses))
        if target.landing is not None:
            homes = self._homes[:-1]
            map_redirects(
                index, context, self.survey, homes, target.landing, destination, self._parse, has_files=has_files
            )
        return summary

    @property
    def _homes(self) -> list[str]:
        return [*old_homes(self.site, self.reader.heads, self.options), self.options.new_home]

    def descriptions(self) -> Iterator[tuple[str, str]]:
        """Those of authors and of terms that were pages of their own, with their keys: nobody sees others."""
        for author in self.survey.authors.records():
            yield author.key, author.description
        for record in self.survey.terms.records():
            rule = self.rules.taxonomy(record.term.taxonomy)
            if rule.public and rule.kind == "term":
                yield record.term.key, record.term.description

    def groups(self, target: Target, report: Report, made: Made | None = None) -> Iterator[Derived]:
        """All groups: those of the site, then those of items. `made`: where what items become is kept."""
        ledger, survey = report.ledger, self.survey
        authors = [
            self._described(author, survey.authors.losses.get(author.key, [])) for author in survey.authors.records()
        ]
        ledger.read["authors"] += len(authors)
        self._titles["site"] = self.site.title
        for author, _ in authors:
            self._titles[author.key] = author.display_name or author.login

        def terms() -> Iterator[tuple[Term, list[Loss]]]:
            for record in survey.terms.records():
                ledger.read["terms"] += 1
                ledger.read["meta"] += len(record.term.meta)
                yield self._described(*record)

        # Processes are at the items already while the rest is made here.
        results = self._results(target, made)
        menus = self._titled(self._menus(report))
        for group in target.site(self.site, authors, self._titled(terms()), menus):
            # A part of the records would make a smaller file.
            if group.source.startswith(REDIRECTS) and self.options.filters and self._holds(group.source):
                name = group.source.removeprefix(REDIRECTS)
                report.warnings.append(
                    f"the redirects for {name} stay as they are, as filters leave out part of the export: those of"
                    " entries that are new or have moved are not in them until a run without filters"
                )
                continue
            if self.watch is not None and (described := self._described_records.pop(group.source, None)) is not None:
                self.watch(Watched(described, 0, group, self._bodies))
            kind = _KINDS.get(group.source.partition("/")[0], "site")
            yield Derived(group, Subject(self._titles.pop(group.source, ""), kind))
        if lost := redirect_losses(self.index, ""):
            yield Derived(Group("redirects", [], {}, lost), Subject("", "site"))
        if survey.terms.hidden:
            ledger.read["meta"] += survey.terms.hidden
            ledger.skipped["meta"][NOT_PUBLIC] += survey.terms.hidden
        yield from self._items(results, report)

    def _results(self, target: Target, made: Made | None) -> Iterator[Results]:
        """What becomes of the items, in their order, some at a time."""
        items = Items(self.reader, self.index, self.context, target, self._bodies, self.watch)
        asked = spans(self.index.sizes(OTHERS, (KEPT,)))
        if self.workers is None:
            return map(items if made is None else partial(made.results, items), asked)
        has_files = self.media is not None
        setup = Setup.of(self.reader, self.index, self.context, self._homes, target, has_files=has_files)
        self.workers.prepare(setup if made is None else MadeSetup(setup, made))
        return self.workers.map(asked, items)

    def _items(self, results: Iterable[Results], report: Report) -> Iterator[Derived]:
        done, total = 0, self.count()
        unread: list[Unread] = []
        for result in results:
            done += len(result)
            self.progress("writing", done, total)
            unread += [one for one in result if isinstance(one, Unread)]
            for derived in result:
                # After the first that cannot be read, only others are looked for: all begins anew without them.
                if isinstance(derived, Derived) and not unread:
                    _count(derived, report)
                    yield derived
        if unread:
            raise BecameUnreadableError(unread)
        for group in loose_groups(self.index):
            yield Derived(group, Subject(group.source.rpartition("/")[2], "file"))
        self.progress("writing", total, total)

    def count(self) -> int:
        """How many items become something of their own."""
        count: int = self.index.database.execute(f"SELECT count(*) FROM items WHERE {OTHERS}", (KEPT,)).fetchone()[0]
        return count

    def withheld(self) -> Iterator[tuple[str, Subject]]:
        """Items that are left out because they were not public, with their keys."""
        for row in self.index.items("state = 'skipped' AND detail LIKE 'privacy:%'"):
            reason = row.detail.partition(": ")[2]
            yield row.key, Subject(row.title, row.type, row.visibility, (Withheld(what="entry", reason=reason),))

    def _titled(self, records: Iterable[tuple[_Record, list[Loss]]]) -> Iterator[tuple[_Record, list[Loss]]]:
        """Remember the name of each until its group has come."""
        for record, losses in records:
            self._titles[record.key] = record.name if isinstance(record, Term | Menu) else ""
            yield record, losses

    def _described(self, record: Described, losses: list[Loss]) -> tuple[Described, list[Loss]]:
        """With its description as a document, where that is shown, and what is not to be had of it."""
        if self._bodies is None or not self._shows or self.index.route(record.key) is None:
            return record, losses
        found = [*losses, *missing_losses(self.index, record.key)]
        record = self._bodies.read_description(record, found)
        if self.watch is not None and record.document is not None:
            self._described_records[record.key] = record
        return record, found

    def _menus(self, report: Report) -> Iterator[MenuRecord]:
        terms = list(self.survey.terms.menus())
        menus = {term.key: menu_key(term.slug) for term in terms}
        ledger = report.ledger
        placed: list[Placed] = []
        for row in self.index.items(_MENU_ITEMS, (KEPT,)):
            raw = self._parse(row)
            if raw.repairs:
                report.repaired(raw.place, raw.repairs, row.key)
            ledger.read["items"] += 1
            ledger.read["meta"] += len(raw.meta)
            placed += map_menu_item(raw, row.key, row.root, menus, self.context)
        for record in build_menus(terms, placed):
            yield record._replace(menu=self._bodies.read_menu(record.menu)) if self._bodies is not None else record

    def _parse(self, row: IndexedItem) -> RawItem:
        raw = self.reader.parse(row.range)
        if isinstance(raw, Unreadable):
            raise BecameUnreadableError([Unread(row.seq, raw)])
        return raw


def _count(derived: Derived, report: Report) -> None:
    """Account for what an item holds."""
    ledger = report.ledger
    if derived.place is not None:
        report.repaired(derived.place, derived.repairs, derived.group.source)
    for kind, count in derived.read.items():
        ledger.read[kind] += count
    for kind, count in derived.duplicates.items():
        ledger.duplicates[kind] += count
    for left_out in derived.subject.withheld:
        ledger.skipped[left_out.what][NOT_PUBLIC] += left_out.count
