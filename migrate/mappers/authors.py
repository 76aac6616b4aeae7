"""Authors: declared ones merged by login, those that only items name, guests; and the user's own map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any
from urllib.parse import unquote

import msgspec

from migrate.mappers.meta import Fields, read_meta, whole_number
from migrate.mappers.options import Options, is_email
from migrate.mappers.selection import CO_AUTHOR_PREFIX
from migrate.model.errors import UsageError
from migrate.model.loss import Loss
from migrate.model.records import Author, Term
from migrate.model.rules import Rules
from migrate.wxr.items import RawAuthor, RawItem

_FILLED = ("wp_id", "email", "display_name", "first_name", "last_name", "website", "description")
"""Fields that one mention of an author may fill in for another."""
_MAPPED = frozenset(("login", "email", "display_name", "first_name", "last_name", "website", "description"))


class Authors:
    """Collects the authors of an export; sites have few, so they are kept in memory."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._map = {login.lower(): _checked(login, fields) for login, fields in options.author_map.items()}
        self._authors: dict[str, Author] = {}
        self._creators: dict[str, None] = {}
        self._logins: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._ids: dict[int, str] = {}
        self._declared: set[str] = set()
        self.losses: dict[str, list[Loss]] = {}
        self.declared = 0
        self.repeated = 0

    def declare(self, raws: Iterable[RawAuthor]) -> None:
        """`<wp:author>` elements; a login that was there before only fills in what was missing."""
        for raw in raws:
            self.declared += 1
            author = Author(
                key="",
                login=raw.login or raw.display_name or raw.email or f"author-{raw.id}",
                wp_id=whole_number(raw.id),
                email=raw.email,
                display_name=raw.display_name,
                first_name=raw.first_name,
                last_name=raw.last_name,
                description=raw.description,
            )
            key = self._add(author)
            self.repeated += key in self._declared
            self._declared.add(key)

    def add_guest(self, raw: RawItem, rules: Rules, entry_key: str) -> None:
        """A guest author, who is an item of the export."""
        meta = read_meta(raw.meta, entry_key, [])
        fields = Fields("guest_author", meta, rules)
        slug = unquote(raw.slug)
        guest = Author(
            key="",
            login=fields.text("login") or slug.removeprefix(CO_AUTHOR_PREFIX) or raw.title or f"guest-{raw.id}",
            display_name=fields.text("display_name") or raw.title,
            description=fields.text("description") or raw.content,
            guest=True,
            **_contact(fields),
        )
        self._add(guest, slug, slug.removeprefix(CO_AUTHOR_PREFIX))

    def name(self, creator: str) -> None:
        """A `<dc:creator>`: a login, in WXR 1.0 a display name."""
        if creator:
            self._creators[creator] = None

    def settle(self) -> None:
        """All are declared: creators that nobody declared become authors of their own."""
        for creator in self._creators:
            if self._key_of(creator) is None:
                self._add(Author(key="", login=creator, display_name=creator, declared=False))

    def name_term(self, term: Term, rules: Rules) -> None:
        """A term that stands for an author; PublishPress Authors keeps what it knows of them in its custom fields."""
        short = term.slug.removeprefix(CO_AUTHOR_PREFIX)
        fields = Fields("guest_author", term.meta, rules)
        known = next((key for name in (term.slug, short, term.name) if (key := self._key_of(name))), None)
        author = Author(
            key="",
            login=self._authors[known].login if known else short or term.name,
            display_name=fields.text("display_name") or ("" if known else term.name),
            description=fields.text("description"),
            declared=False,
            guest=True,
            **_contact(fields),
        )
        if known is None:
            known = self._add(author, term.name)
        else:
            self._authors[known] = _merged(self._authors[known], author)
        self._names.setdefault(term.slug.lower(), known)

    def _key_of(self, name: str) -> str | None:
        folded = name.lower()
        return self._logins.get(folded) or self._names.get(folded)

    def _add(self, given: Author, *names: str) -> str:
        """Take in or merge; the author's key."""
        changes = self._map.get(given.login.lower(), {})
        author = self._hidden(msgspec.structs.replace(given, **changes) if changes else given)
        key = f"author/{author.login.lower()}"
        before = self._authors.get(key)
        author = msgspec.structs.replace(author, key=key)
        self._authors[key] = author if before is None else _merged(before, author)
        self._logins.setdefault(given.login.lower(), key)
        self._logins.setdefault(author.login.lower(), key)
        for name in (*names, given.display_name, given.login.replace(" ", "-")):
            if name:
                self._names.setdefault(name.lower(), key)
        if given.wp_id is not None:
            self._ids.setdefault(given.wp_id, key)
        return key

    def _hidden(self, author: Author) -> Author:
        """The author without e-mail addresses, where the user wants that. A login may be one, and so may a name."""
        options = self._options
        if not options.hides_emails:
            return author
        login = author.login
        if is_email(login):
            digest = blake2b(login.lower().encode("utf-8", "surrogatepass"), digest_size=3).hexdigest()
            login = f"{options.shown_name(login)}-{digest}"
        return msgspec.structs.replace(
            author, login=login, email="", display_name=options.shown_name(author.display_name)
        )

    @property
    def keys(self) -> dict[str, str]:
        """login, display name or slug, lower case → key"""
        return {**self._names, **self._logins}

    @property
    def ids(self) -> dict[int, str]:
        """WordPress's number → key"""
        return self._ids

    def records(self) -> list[Author]:
        """All authors, sorted by key."""
        return [self._authors[key] for key in sorted(self._authors)]


def _checked(login: str, fields: object) -> dict[str, str]:
    if not isinstance(fields, Mapping) or not all(isinstance(value, str) for value in fields.values()):
        raise UsageError(f"the author map must give {login!r} fields with text")
    if unknown := set(fields) - _MAPPED:
        raise UsageError(f"the author map gives {login!r} unknown fields: {', '.join(sorted(unknown))}")
    if not fields.get("login", "x").strip():
        raise UsageError(f"the author map gives {login!r} an empty login")
    return dict(fields)


def _contact(fields: Fields) -> dict[str, Any]:
    return {name: fields.text(name) for name in ("email", "first_name", "last_name", "website")}


def _rank(author: Author) -> int:
    """Whose word counts more: an account's, then a guest's, then a mere mention."""
    return 2 * author.declared + (not author.guest)


def _merged(before: Author, after: Author) -> Author:
    """What is known of one author from two places."""
    first, second = (after, before) if _rank(after) > _rank(before) else (before, after)
    changes = {name: getattr(second, name) for name in _FILLED if not getattr(first, name) and getattr(second, name)}
    return msgspec.structs.replace(first, guest=before.guest and after.guest, **changes)
