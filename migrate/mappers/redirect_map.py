"""The map of redirects: every former address of the site, and the one place on the new site that it leads to.

Guarantees: no source twice, none that is the address of a page of the new site, no target that is itself a source.
It is made once, when all places are given out, and kept in the index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from migrate.mappers.former import Former, archives
from migrate.mappers.redirect_rules import Rule
from migrate.model.loss import LossKind
from migrate.model.routes import Landing
from migrate.wxr.index import Index

REASONS = (
    "plugin",
    "page-link",
    "permalink",
    "attachment",
    "file",
    "moved",
    "archive",
    "split",
    "old-slug",
    "old-date",
    "number",
    "feed",
    "date",
    "comment-feed",
)
"""What a source was, in the order in which they claim it: what the old site's owner said and what stood there first,
then what WordPress led elsewhere by itself. Of one reason, what is public and what the export has first."""
PERMANENT = 301
TEMPORARY = 302
_TEMPORARY = frozenset({302, 303, 307})
_SLASHES = re.compile(r"/{2,}")
_RANK = {reason: rank for rank, reason in enumerate(REASONS)}
_TABLES = (
    "DELETE FROM redirects",
    "DELETE FROM redirect_losses",
    "CREATE TEMP TABLE standing (place TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TEMP TABLE claims (rank INTEGER, owner TEXT, source TEXT, query TEXT, target TEXT, status INTEGER,"
    " reason TEXT, public INTEGER, place TEXT, leads_to TEXT)",
)
_SETTLE = """
INSERT OR IGNORE INTO redirects (owner, source, query, target, status, reason, public, place)
    SELECT owner, source, query, target, status, reason, public, place FROM temp.claims
    WHERE query != '' OR place NOT IN (SELECT place FROM temp.standing)
    ORDER BY rank, NOT public, claims.rowid
"""
_FIND = "SELECT rank, target, owner FROM redirects WHERE place = ? AND query = ''"


class _Link(NamedTuple):
    """A claim whose target is no page, and may be another source."""

    source: str
    leads_to: str
    place: str
    owner: str


def one_slash(path: str) -> str:
    """A path as servers read it. One that began with two would name a host in the files of some."""
    return _SLASHES.sub("/", path) if "//" in path else path


def place_of_path(path: str) -> str:
    """What two paths have in common that some server or file system takes for one."""
    text = one_slash(path).rstrip("/").encode("utf-8", "replace").decode()
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def build_redirects(
    index: Index, landing: Landing, former: Callable[[bool], Iterable[Former]], rules: Iterable[Rule]
) -> None:
    """Fill the index's tables of redirects anew. Routes must be settled.

    `former`: told whether feeds of comments are wanted: they are in nobody's way, but a rule may lead to one.
    """
    database = index.database
    for temporary in ("standing", "claims"):
        database.execute(f"DROP TABLE IF EXISTS temp.{temporary}")
    for statement in _TABLES:
        database.execute(statement)
    database.executemany("INSERT OR IGNORE INTO temp.standing VALUES (?)", _standing(index, landing))
    links: list[_Link] = []
    claim = "INSERT INTO temp.claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    for rule in rules:
        if rule.fault:
            _lose(index, rule.owner, LossKind.REDIRECT_LEFT_OUT, f"{rule.source}: {rule.fault}")
            continue
        one = Former(rule.owner, rule.source, rule.target, rule.reason, rule.query, rule.public, rule.status)
        database.execute(claim, (*_claim(one)[:-1], rule.leads_to))
        if rule.leads_to:
            links.append(_Link(rule.source, rule.leads_to, place_of_path(rule.source), rule.owner))
    wanted = former(landing.feeds or bool(links))
    database.executemany(claim, map(_claim, _takes_part(wanted, landing)))
    database.execute(_SETTLE)
    _name_conflicts(index)
    _collapse(index, links)
    for temporary in ("standing", "claims"):
        database.execute(f"DROP TABLE temp.{temporary}")


def _takes_part(former: Iterable[Former], landing: Landing) -> Iterator[Former]:
    return (one for one in former if one.target and (landing.queries or not one.query))


def _claim(one: Former) -> tuple[object, ...]:
    status = TEMPORARY if one.status in _TEMPORARY else PERMANENT
    return (
        _RANK[one.reason], one.owner, one_slash(one.source), one.query, one.target, status, one.reason, one.public,
        place_of_path(one.source), "",
    )  # fmt: skip


def _standing(index: Index, landing: Landing) -> Iterator[tuple[str]]:
    """The places of all that the new site shows."""
    base = unquote(landing.base)
    yield (place_of_path(base),)
    for address in landing.taken:
        yield (place_of_path(base + address),)
    if landing.has_archives:
        for archive in archives(index):
            yield (place_of_path(f"{base}/{archive}"),)
    for (url,) in index.database.execute("SELECT url FROM files").fetchall():
        yield (place_of_path(unquote(url)),)
    for (address,) in index.database.execute("SELECT address FROM routes WHERE address != ''").fetchall():
        yield (place_of_path(base + address),)


def _name_conflicts(index: Index) -> None:
    """Redirects that somebody made and that something else claimed first, each with what stands there."""
    rows = index.database.execute(
        "SELECT claims.owner, claims.source, claims.reason, redirects.target FROM temp.claims"
        " LEFT JOIN redirects ON redirects.place = claims.place AND redirects.query = claims.query"
        " WHERE claims.rank <= ? AND (redirects.rank IS NULL OR"
        "  (redirects.target, redirects.owner) != (claims.target, claims.owner))"
        " ORDER BY claims.rowid",
        (_RANK["page-link"],),
    ).fetchall()
    for owner, source, reason, target in rows:
        # A page of nothing but a link is a page of the new site, which names its target.
        if reason == "page-link" and target is None:
            continue
        there = f"another redirect, to {target}" if target else "a page of the new site"
        _lose(index, owner, LossKind.REDIRECT_CONFLICT, f"{source}: {there}, has this address")


def _collapse(index: Index, links: Iterable[_Link]) -> None:
    """Lead every rule to where its chain ends; drop those whose chain ends nowhere or comes back."""
    database = index.database
    claimed: dict[str, tuple[int, _Link]] = {}
    for link in links:
        found = database.execute(_FIND, (link.place,)).fetchone()
        if found is not None and found[1:] == ("", link.owner):
            claimed.setdefault(link.place, (found[0], link))
    for rank, link in claimed.values():
        seen = {link.place}
        target, leads_to = "", link.leads_to
        while not target:
            place = place_of_path(leads_to)
            if place in seen:
                _lose(index, link.owner, LossKind.REDIRECT_LOOP, f"{link.source}: it leads back to itself")
                break
            found = database.execute(_FIND, (place,)).fetchone()
            if found is None:
                fault = f"{link.source}: nothing of the new site is at {leads_to}"
                _lose(index, link.owner, LossKind.REDIRECT_LEFT_OUT, fault)
                break
            target = found[1]
            if not target:
                seen.add(place)
                leads_to = claimed[place][1].leads_to
        if target:
            database.execute("UPDATE redirects SET target = ? WHERE rank = ?", (target, rank))
    database.execute("DELETE FROM redirects WHERE target = ''")


def _lose(index: Index, owner: str, kind: LossKind, detail: str) -> None:
    index.database.execute("INSERT INTO redirect_losses VALUES (?, ?, ?)", (owner, kind.value, detail[:200]))
