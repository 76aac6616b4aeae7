"""The database target: records → rows, the same on every engine but for what an engine cannot hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from migrate.model.artifact import Artifact, Group, Row
from migrate.model.loss import Loss
from migrate.model.records import Author, Entry, Media, Menu, MenuItem, Meta, Site, Term
from migrate.model.routes import Routable, RoutableTerm, Route, Routes
from migrate.targets.bodies import with_bodies
from migrate.targets.database import rows
from migrate.targets.database.fit import Capabilities, fit
from migrate.targets.database.keys import identify, shorten
from migrate.targets.options import USUAL, TargetOptions, refuse_for_records


class DatabaseTarget:
    """Makes the rows of one site. Pure and picklable: what it must know of the database is given to it.

    `number` is the site's number in that database, `capabilities` what the engine takes; a
    `DatabaseDestination` knows both once it has begun.
    """

    name = "database"
    shown = None
    keeps_links = True
    takes_files = False
    landing = None

    @classmethod
    def refusal(cls, option: str, value: object) -> str:
        """See `SiteTarget`."""
        return refuse_for_records(option)

    def __init__(
        self,
        site: Site,
        options: TargetOptions = USUAL,
        *,
        number: int = 1,
        capabilities: Capabilities | None = None,
    ) -> None:
        self.forms = frozenset(options.bodies)
        self.reads_bodies = self.forms != {"raw"}
        self.site_key = site.key
        self.number = number
        self.capabilities = capabilities or Capabilities()

    def routes(self, entries: Iterable[Routable], terms: Iterable[RoutableTerm]) -> Iterator[Route]:
        """None: rows have no addresses."""
        return iter(())

    def use_routes(self, routes: Routes) -> None:
        """Nothing to do."""

    def entry(self, record: Entry | Media, losses: Sequence[Loss]) -> Group:
        """The rows of an entry or media item with its comments, meta, terms, authors, redirects and
        losses."""
        number = self.number
        found = list(losses)
        if self.reads_bodies or _holds_documents(record):
            record = with_bodies(record, self.forms, found)
        source = shorten(record.key)
        entry_id: int | None = None
        media_id: int | None = None
        if isinstance(record, Media):
            media_id = identify(number, record.key)
            made = [Row(source, "media", rows.media_values(number, record, found))]
        else:
            entry_id = identify(number, record.key)
            made = [Row(source, "entries", rows.entry_values(number, record, found))]
        for comment in record.comments:
            key = shorten(comment.key)
            values = rows.comment_values(number, comment, entry_id, media_id, found)
            made.append(Row(key, "comments", values))
            if comment.meta:
                owner = (None, None, identify(number, comment.key), None, None, None)
                self._meta(made, key, owner, comment.meta, found)
        self._meta(made, source, (entry_id, media_id, None, None, None, None), record.meta, found)
        for table, references in (("entry_terms", record.terms), ("entry_authors", record.authors)):
            for position, key in enumerate(references):
                part = (number, source, position, entry_id, media_id, identify(number, key))
                made.append(Row(source, table, part))
        for redirect in record.redirects:
            key = shorten(redirect.key)
            made.append(Row(key, "redirects", rows.redirect_values(number, redirect, found)))
        carried = {
            "items": 1,
            "media": int(isinstance(record, Media)),
            "comments": len(record.comments),
            "meta": len(record.meta) + sum([len(comment.meta) for comment in record.comments]),
        }
        return self._group(source, made, found, carried)

    def site(
        self,
        site: Site,
        authors: Iterable[tuple[Author, Sequence[Loss]]],
        terms: Iterable[tuple[Term, Sequence[Loss]]],
        menus: Iterable[tuple[Menu, Sequence[Loss]]],
    ) -> Iterator[Group]:
        """One group a record, in an order in which most references look back. A menu with the key `menu/`
        stands for the items that are in no menu: it has items, and no row."""
        yield self._group("site", [Row("site", "site", rows.site_values(self.number, site))], [], {})
        for author, losses in authors:
            yield self._author(author, losses)
        for term, losses in terms:
            yield self._term(term, losses)
        for menu, losses in menus:
            yield self._menu(menu, losses)

    def _author(self, author: Author, losses: Sequence[Loss]) -> Group:
        found = list(losses)
        source = shorten(author.key)
        made = [Row(source, "authors", rows.author_values(self.number, author, found))]
        owner = (None, None, None, None, identify(self.number, author.key), None)
        self._meta(made, source, owner, author.meta, found)
        return self._group(source, made, found, {"authors": 1, "meta": len(author.meta)})

    def _term(self, term: Term, losses: Sequence[Loss]) -> Group:
        found = list(losses)
        source = shorten(term.key)
        made = [Row(source, "terms", rows.term_values(self.number, term, found))]
        owner = (None, None, None, identify(self.number, term.key), None, None)
        self._meta(made, source, owner, term.meta, found)
        return self._group(source, made, found, {"terms": 1, "meta": len(term.meta)})

    def _menu(self, menu: Menu, losses: Sequence[Loss]) -> Group:
        number = self.number
        found = list(losses)
        source = shorten(menu.key)
        loose = not menu.key.removeprefix("menu/")
        made = [] if loose else [Row(source, "menus", rows.menu_values(number, menu, found))]
        menu_id = None if loose else identify(number, menu.key)
        carried: Counter[str] = Counter()
        waiting: list[MenuItem] = list(reversed(menu.items))
        while waiting:
            item = waiting.pop()
            waiting.extend(reversed(item.children))
            key = shorten(item.key)
            made.append(Row(key, "menu_items", rows.menu_item_values(number, menu_id, item, found)))
            owner = (None, None, None, None, None, identify(number, item.key))
            self._meta(made, key, owner, item.meta, found)
            if "@" not in item.key:
                # `menu-item/7@footer` is a further membership of an item that another menu counts.
                carried["items"] += 1
                carried["meta"] += len(item.meta)
        return self._group(source, made, found, dict(carried))

    def _meta(
        self,
        made: list[Row],
        source: str,
        owner: tuple[int | None, ...],
        meta: tuple[Meta, ...],
        losses: list[Loss],
    ) -> None:
        made += [Row(source, "meta", values) for values in rows.meta_values(self.number, source, owner, meta, losses)]

    def _group(self, source: str, made: list[Row], losses: list[Loss], carried: dict[str, int]) -> Group:
        fitted, more = fit(made, self.capabilities)
        losses = [*losses, *more]
        if losses:
            fitted.extend(self._losses(losses))
        artifacts: list[Artifact] = [*fitted]
        return Group(source, artifacts, {kind: count for kind, count in carried.items() if count}, losses)

    def _losses(self, losses: list[Loss]) -> list[Row]:
        positions: Counter[str] = Counter()
        made = []
        for loss in losses:
            values = rows.loss_values(self.number, positions[loss.source], loss)
            positions[loss.source] += 1
            made.append(Row(shorten(loss.source), "losses", values))
        return fit(made, self.capabilities)[0]


def _holds_documents(record: Entry | Media) -> bool:
    """Whether bodies of it were read although nobody asked for them."""
    if any(comment.document is not None for comment in record.comments):
        return True
    return isinstance(record, Entry) and (record.document is not None or record.featured_image is not None)
