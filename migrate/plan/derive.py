"""Export → records → groups of artifacts, one record at a time: all that a run may write, before anything is compared.

Everything read is counted in the ledger. An item that turns out unreadable is an error that starts the run over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple, TypeVar

import msgspec

from migrate.mappers.bodies import BodyReader, ExportLookup
from migrate.mappers.context import Context
from migrate.mappers.entries import Place, map_item
from migrate.mappers.first_pass import Survey
from migrate.mappers.links import Addresses, gather_addresses
from migrate.mappers.menus import MenuRecord, Placed, build_menus, map_menu_item, menu_key
from migrate.mappers.options import Options
from migrate.mappers.routables import routable_authors, routable_terms, routables
from migrate.mappers.site import old_homes
from migrate.model.artifact import Group
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Author, Entry, Media, Menu, Redirect, Site, Term, Visibility
from migrate.model.rules import Rules
from migrate.plan.changes import Destination
from migrate.plan.report import Report
from migrate.plan.reports.record import Withheld
from migrate.plan.watching import Subject
from migrate.targets import Target
from migrate.wxr.index import KEPT, Index, IndexedItem
from migrate.wxr.items import RawItem
from migrate.wxr.reader import Reader, Unreadable

_STEP = 128
_MENU_ITEMS = "state = ? AND key LIKE 'menu-item/%'"
_OTHERS = "state = ? AND key NOT LIKE 'menu-item/%'"
_KINDS = {"author": "author", "term": "term", "menu": "menu", "media": "media"}
"""Beginning of a key → type."""

_Record = TypeVar("_Record", Author, Term, Menu)


class BecameUnreadableError(Exception):
    """An item that pass 1 took for sound is not; the run starts over without it."""

    def __init__(self, row: IndexedItem, piece: Unreadable) -> None:
        super().__init__(row.key)
        self.row = row
        self.piece = piece


class Watched(NamedTuple):
    """One entry or attachment on its way."""

    record: Entry | Media
    root: int
    """Number of the `<rss>` element that it stands in."""
    group: Group
    bodies: BodyReader | None


class Derived(NamedTuple):
    """What one record becomes, and what is to be known of it."""

    group: Group
    subject: Subject
    private: bool = False
    """Whether a site shows it to nobody, or not yet."""
    address: str = ""
    """Where it stands on the new site."""


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
    """Told of every entry and attachment."""
    _bodies: BodyReader | None = None
    _titles: dict[str, str] = field(default_factory=dict)

    def settle(self, target: Target) -> None:
        """Decide where everything will stand, and make ready what reads bodies for a target that wants them."""
        index, context = self.index, self.context
        terms = chain(routable_terms(index, self.rules), routable_authors(self.survey.authors.records()))
        index.set_routes(target.routes(routables(index), terms))
        target.use_routes(index)
        self._bodies = None
        if target.reads_bodies:
            homes = old_homes(self.site, self.reader.heads, self.options)
            addresses = Addresses(index, context.lookup, [*homes, self.options.new_home])
            index.set_addresses(gather_addresses(index, addresses))
            lookup = ExportLookup(self.reader, index, context)
            routes = None if target.keeps_links else index
            self._bodies = BodyReader(lookup, addresses, context, routes, embeds_anew=target.shown is not None)

    def groups(self, target: Target, report: Report, destination: Destination) -> Iterator[Derived]:
        """All groups: those of the site, then those of items. `destination` is asked for former addresses only."""
        ledger, survey = report.ledger, self.survey
        authors = [(author, survey.authors.losses.get(author.key, [])) for author in survey.authors.records()]
        ledger.read["authors"] += len(authors)
        self._titles["site"] = self.site.title
        for author, _ in authors:
            self._titles[author.key] = author.display_name or author.login

        def terms() -> Iterator[tuple[Term, list[Loss]]]:
            for record in survey.terms.records():
                ledger.read["terms"] += 1
                ledger.read["meta"] += len(record.term.meta)
                yield record

        menus = self._titled(self._menus(report))
        for group in target.site(self.site, authors, self._titled(terms()), menus):
            kind = _KINDS.get(group.source.partition("/")[0], "site")
            yield Derived(group, Subject(self._titles.pop(group.source, ""), kind))
        if survey.terms.hidden:
            ledger.read["meta"] += survey.terms.hidden
            ledger.skipped["meta"]["privacy"] += survey.terms.hidden
        total = self.index.database.execute(f"SELECT count(*) FROM items WHERE {_OTHERS}", (KEPT,)).fetchone()[0]
        for done, row in enumerate(self.index.items(_OTHERS, (KEPT,))):
            yield self._entry(row, target, report, destination)
            if done % _STEP == 0:
                self.progress("writing", done, total)
        self.progress("writing", total, total)

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

    def _entry(self, row: IndexedItem, target: Target, report: Report, destination: Destination) -> Derived:
        raw = self._parse(row)
        mapped = map_item(raw, Place(row.key, row.root, Visibility(row.visibility)), self.context)
        ledger = report.ledger
        if raw.repairs:
            report.repaired(raw.place, raw.repairs, row.key)
        losses = mapped.losses
        if row.detail == "repeated id":
            losses.append(
                Loss(
                    kind=LossKind.REPEATED_ID,
                    source=row.key,
                    field="post_id",
                    detail=f"another item has the number {row.wp_id} too",
                )
            )
        ledger.read["items"] += 1
        ledger.read["media"] += int(row.key.startswith("media/"))
        ledger.read["comments"] += len(raw.comments)
        ledger.read["meta"] += len(raw.meta) + sum(len(comment.meta) for comment in raw.comments)
        for kind, count in mapped.duplicates.items():
            ledger.duplicates[kind] += count
        for kind, count in mapped.private.items():
            if count:
                ledger.skipped[kind]["privacy"] += count
        record = mapped.record
        if self._bodies is not None:
            record = self._bodies.read(record, row.root, losses)
        route = self.index.route(row.key)
        address = route.url if route is not None else ""
        if address:
            record = self._redirected(record, address, destination.former_addresses(row.key))
        withheld = tuple(
            Withheld(what=kind, reason="private", count=count) for kind, count in mapped.private.items() if count
        )
        subject = Subject(record.title, "media" if isinstance(record, Media) else record.type, row.visibility, withheld)
        private = target.shown is not None and record.visibility is not Visibility.PUBLIC
        group = target.entry(record, losses)
        if self.watch is not None:
            self.watch(Watched(record, row.root, group, self._bodies))
        return Derived(group, subject, private, address)

    def _redirected(self, record: Entry | Media, address: str, former: list[str]) -> Entry | Media:
        """The record with a redirect from each place where earlier runs put it and where nothing else stands now."""
        known = {redirect.source_url for redirect in record.redirects}
        added = tuple(
            Redirect(key=f"redirect/{record.key}/{url}", source_url=url, target=record.key, reason="moved")
            for url in former
            if url != address and url not in known and not self._is_used(url)
        )
        return msgspec.structs.replace(record, redirects=(*record.redirects, *added)) if added else record

    def _is_used(self, url: str) -> bool:
        database = self.index.database
        database.execute("CREATE INDEX IF NOT EXISTS routes_url ON routes (url)")
        return database.execute("SELECT 1 FROM routes WHERE url = ?", (url,)).fetchone() is not None

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
            raise BecameUnreadableError(row, raw)
        return raw
