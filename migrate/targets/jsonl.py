"""The JSON Lines target: the neutral schema itself, one file a type of record, one record a line, UTF-8.

Nothing of a record is left out. Lines stand in the order in which records come; `\\n` alone ends a line. A
file without a line is not made. `migrate.targets.schema` describes the lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from migrate.model.artifact import Artifact, Group, Part
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Author, Comment, Entry, Media, Menu, Redirect, Site, Term
from migrate.model.routes import Routable, RoutableTerm, Route, Routes
from migrate.targets.bodies import with_bodies
from migrate.targets.menus import carried_by_menu
from migrate.targets.options import USUAL, TargetOptions, refuse_for_records

SITE = "site.jsonl"
AUTHORS = "authors.jsonl"
TERMS = "terms.jsonl"
ENTRIES = "entries.jsonl"
MEDIA = "media.jsonl"
COMMENTS = "comments.jsonl"
MENUS = "menus.jsonl"
REDIRECTS = "redirects.jsonl"
LOSSES = "losses.jsonl"

_encode = msgspec.json.Encoder().encode
_SURROGATE = re.compile("[\ud800-\udfff]")

_Record = Site | Author | Term | Entry | Media | Comment | Menu | Redirect | Loss


class JsonlTarget:
    """Makes the lines of one site; pure. Fields that hold their default are left out of a line.

    Comments and redirects are lines of their own, not in the line of their entry or media item; a comment's
    names it first. A menu is one line, a tree; the menu with the key `menu/` holds items that are in none.
    """

    name = "jsonl"
    shown = None
    keeps_links = True
    takes_files = False
    landing = None

    @classmethod
    def refusal(cls, option: str, value: object) -> str:
        """See `SiteTarget`."""
        return refuse_for_records(option)

    def __init__(self, site: Site, options: TargetOptions = USUAL) -> None:
        self.site_key = site.key
        self.forms = frozenset(options.bodies)
        self.reads_bodies = self.forms != {"raw"}

    def routes(self, entries: Iterable[Routable], terms: Iterable[RoutableTerm]) -> Iterator[Route]:
        """None: records have no addresses."""
        return iter(())

    def use_routes(self, routes: Routes) -> None:
        """Nothing to do."""

    def entry(self, record: Entry | Media, losses: Sequence[Loss]) -> Group:
        """The lines of an entry or media item, of its comments, redirects and losses."""
        found = list(losses)
        record = with_bodies(record, self.forms, found)
        is_media = isinstance(record, Media)
        lines = _Lines(record.key, found)
        comments, redirects = record.comments, record.redirects
        if comments or redirects:
            record = msgspec.structs.replace(record, comments=(), redirects=())
        lines.add(MEDIA if is_media else ENTRIES, record, record.key)
        owner = (b'{"media":' if is_media else b'{"entry":') + _encode(record.key) + b","
        for comment in comments:
            lines.add(COMMENTS, comment, comment.key, owner)
        for redirect in redirects:
            lines.add(REDIRECTS, redirect, redirect.key)
        return lines.group(
            {
                "items": 1,
                "media": int(is_media),
                "comments": len(comments),
                "meta": len(record.meta) + sum(len(comment.meta) for comment in comments),
            }
        )

    def site(
        self,
        site: Site,
        authors: Iterable[tuple[Author, Sequence[Loss]]],
        terms: Iterable[tuple[Term, Sequence[Loss]]],
        menus: Iterable[tuple[Menu, Sequence[Loss]]],
    ) -> Iterator[Group]:
        """One group a record: the site (whose source is `site`), authors, terms, menus."""
        lines = _Lines("site", ())
        lines.add(SITE, site, site.key)
        yield lines.group({})
        for author, losses in authors:
            lines = _Lines(author.key, losses)
            lines.add(AUTHORS, author, author.key)
            yield lines.group({"authors": 1, "meta": len(author.meta)})
        for term, losses in terms:
            lines = _Lines(term.key, losses)
            lines.add(TERMS, term, term.key)
            yield lines.group({"terms": 1, "meta": len(term.meta)})
        for menu, losses in menus:
            lines = _Lines(menu.key, losses)
            lines.add(MENUS, menu, menu.key)
            yield lines.group(carried_by_menu(menu))


class _Lines:
    """The lines of one source as parts, in the order they are added, then its losses."""

    def __init__(self, source: str, losses: Iterable[Loss]) -> None:
        self.source = source
        self.losses = list(losses)
        self.artifacts: list[Artifact] = []

    def add(self, path: str, record: _Record, key: str, head: bytes = b"{") -> None:
        """One line; `head` opens the object and may hold properties that are not the record's."""
        try:
            line = _encode(record)
        except UnicodeEncodeError:
            # Half a surrogate pair, out of a damaged value, is no character: UTF-8 cannot hold it.
            loss = Loss(kind=LossKind.FORBIDDEN_CHARACTER, source=key, detail="half of a surrogate pair")
            self.losses.append(loss)
            line = _encode_mended(record)
        self.artifacts.append(Part(self.source, path, key, head + line[1:] + b"\n"))

    def group(self, carried: dict[str, int]) -> Group:
        losses, self.losses = self.losses, []
        for number, loss in enumerate(losses, 1):
            self.add(LOSSES, loss, f"{self.source}#{number}")
        counted = {kind: count for kind, count in carried.items() if count}
        return Group(self.source, self.artifacts, counted, [*losses, *self.losses])


def _encode_mended(record: _Record) -> bytes:
    text = json.dumps(msgspec.to_builtins(record), ensure_ascii=False, separators=(",", ":"))
    return _SURROGATE.sub("\ufffd", text).encode()
