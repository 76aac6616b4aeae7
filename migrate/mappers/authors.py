"""Authors: declared ones merged by login, those that only items name, Co-Authors-Plus guests, and the user's own map."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote

import msgspec

from migrate.mappers.meta import Fields, read_meta, whole_number
from migrate.mappers.options import Options
from migrate.model.errors import UsageError
from migrate.model.loss import Loss
from migrate.model.records import Author
from migrate.model.rules import Rules
from migrate.wxr.items import RawAuthor, RawItem

_GUEST_PREFIX = "cap-"
"""Co-Authors Plus puts it before the slug of an author's term."""


class Authors:
    """Collects the authors of an export. Keys of `by_name` are lower case."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._authors: dict[str, Author] = {}
        self._names: dict[str, str] = {}
        """login, display name or slug → key"""
        self._ids: dict[int, str] = {}
        self.losses: dict[str, list[Loss]] = {}
        self.declared = 0
        self.repeated = 0

    def declare(self, raws: Iterable[RawAuthor]) -> None:
        """`<wp:author>` elements; a login that was there before only fills in what was missing."""
        for raw in raws:
            self.declared += 1
            login = raw.login or raw.display_name or raw.email or f"author-{raw.id}"
            author = Author(
                key="",
                login=login,
                wp_id=whole_number(raw.id),
                email=raw.email,
                display_name=raw.display_name,
                first_name=raw.first_name,
                last_name=raw.last_name,
                description=raw.description,
            )
            if self._add(author):
                self.repeated += 1

    def add_guest(self, raw: RawItem, rules: Rules, entry_key: str) -> None:
        """A guest author, who is an item of the export."""
        losses: list[Loss] = []
        meta = read_meta(raw.meta, entry_key, losses)
        fields = Fields("guest_author", meta, rules)
        login = fields.text("login") or raw.slug.removeprefix(_GUEST_PREFIX) or raw.title
        self._add(
            Author(
                key="",
                login=login,
                email=fields.text("email"),
                display_name=fields.text("display_name") or raw.title,
                first_name=fields.text("first_name"),
                last_name=fields.text("last_name"),
                website=fields.text("website"),
                description=fields.text("description") or raw.content,
                guest=True,
            ),
            raw.slug,
        )

    def name(self, creator: str) -> None:
        """A `<dc:creator>`: a login, in WXR 1.0 a display name. Unknown ones become authors of their own."""
        if creator and creator.lower() not in self._names:
            self._add(Author(key="", login=creator, display_name=creator, declared=False))

    def name_term(self, nicename: str, name: str) -> None:
        """A term of an author taxonomy."""
        slug = unquote(nicename)
        short = slug.removeprefix(_GUEST_PREFIX)
        for known in (slug, short, name):
            if (key := self._names.get(known.lower())) is not None:
                self._names.setdefault(slug.lower(), key)
                return
        self._add(Author(key="", login=short or name, display_name=name, declared=False, guest=True), slug)

    def _add(self, author: Author, *names: str) -> bool:
        """Take in or merge; True when the author was declared before."""
        given = author
        author = self._mapped(author)
        key = f"author/{author.login.lower()}"
        author = msgspec.structs.replace(author, key=key)
        before = self._authors.get(key)
        if before is not None:
            author = _merged(before, author)
        self._authors[key] = author
        slug = given.login.lower().replace(" ", "-")
        for name in (given.login, author.login, *names, slug):
            if name:
                self._names.setdefault(name.lower(), key)
        if given.display_name:
            self._names.setdefault(given.display_name.lower(), key)
        if given.wp_id is not None:
            self._ids.setdefault(given.wp_id, key)
        return before is not None and before.declared and given.declared and not given.guest

    def _mapped(self, author: Author) -> Author:
        changes = self._options.author_map.get(author.login) or self._options.author_map.get(author.login.lower())
        if not changes:
            return author
        unknown = set(changes) - {"login", "email", "display_name", "first_name", "last_name", "website", "description"}
        if unknown:
            raise UsageError(f"the author map gives {author.login!r} unknown fields: {', '.join(sorted(unknown))}")
        return msgspec.structs.replace(author, **changes)

    @property
    def keys(self) -> dict[str, str]:
        """login, display name or slug, lower case → key"""
        return self._names

    @property
    def ids(self) -> dict[int, str]:
        """WordPress's number → key"""
        return self._ids

    def records(self) -> list[Author]:
        """All authors, sorted by key. E-mail addresses are left out where the user wants that."""
        hide = self._options.public_only or self._options.strip_emails
        authors = [self._authors[key] for key in sorted(self._authors)]
        return [msgspec.structs.replace(author, email="") if hide else author for author in authors]


def _merged(before: Author, after: Author) -> Author:
    """What is known of one author from two places; a declaration outdoes a mention."""
    first, second = (after, before) if after.declared and not before.declared else (before, after)
    changes = {
        name: getattr(second, name)
        for name in ("wp_id", "email", "display_name", "first_name", "last_name", "website", "description")
        if not getattr(first, name) and getattr(second, name)
    }
    return msgspec.structs.replace(first, **changes)
