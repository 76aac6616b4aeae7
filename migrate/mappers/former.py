"""What the old site answered to besides the addresses that stay: worked out from the index alone.

Every address is a path from the root of the host, as the old site had it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, unquote

from migrate.mappers.context import plain_path, split_url
from migrate.mappers.links import Addresses
from migrate.mappers.routables import archive_of
from migrate.model.routes import Landing, RoutableTerm, Route
from migrate.wxr.index import KEPT, Index

FEEDS = ("feed", "feed/rss", "feed/rss2", "feed/rdf", "feed/atom")
"""Paths of the feeds of the site."""
_FEED_QUERIES = ("rss2", "rss", "rdf", "atom")
_QUERIES = {"category": "cat", "author": "author"}
"""Taxonomy → variable of a query that names a term by number."""
_STOOD = "SELECT items.key, wp_id, type, visibility, link"
_ENTRIES = (
    f"{_STOOD}, routes.url, routes.address, coalesce(pages, 1)"
    " FROM items CROSS JOIN routes USING (key) LEFT JOIN split_entries USING (seq)"
    " WHERE state = ? AND items.key LIKE 'entry/%' AND routes.url != '' ORDER BY items.seq"
)
_MEDIA = f"{_STOOD}, url, '', 1 FROM items WHERE state = ? AND key LIKE 'media/%' ORDER BY seq"
_DAYS = (
    "SELECT DISTINCT substr(date, 1, 10) FROM items WHERE state = ? AND type = 'post' AND visibility = 'public'"
    " AND date GLOB '[1-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]*' AND key IN (SELECT key FROM routes) ORDER BY 1"
)


class _Stood(NamedTuple):
    """What is asked of an item to say where it stood: one for each of a whole export, so no more than that."""

    key: str
    wp_id: int | None
    type: str
    visibility: str
    link: str
    url: str
    """Of an entry: where it is now. Of an attachment: where its file was."""
    address: str
    """Of an entry, below the home: see `Route`."""
    pages: int
    """Of an entry: how many it was shown on."""


class Former(NamedTuple):
    """An address that something had, and where that is now."""

    owner: str
    """Key of the record; empty for the site."""
    source: str
    target: str
    """Empty where it is nowhere."""
    reason: str
    query: str = ""
    public: bool = True
    status: int = 301


@dataclass(frozen=True, slots=True)
class OldSite:
    """What is known of it, and asked to say where things are now."""

    index: Index
    addresses: Addresses
    landing: Landing
    base: str
    """Path of its home, without slash at the end."""
    file_of: Callable[[str, str], str]
    """Key and old address of an attachment → where its file is now."""


def former_addresses(
    old: OldSite, terms: Iterable[RoutableTerm], earlier: Callable[[str], Iterable[str]], feeds: bool
) -> Iterator[Former]:
    """All of them, but for those that custom fields tell of.

    `earlier`: where former runs put a record. `feeds`: those of comments too.
    """
    for row in map(_Stood._make, old.index.database.execute(_ENTRIES, (KEPT,))):
        yield from _of_entry(old, row, feeds)
        for url in earlier(row.key):
            if url != row.url:
                yield Former(row.key, unquote(url), row.url, "moved", public=row.visibility == "public")
    for row in map(_Stood._make, old.index.database.execute(_MEDIA, (KEPT,))):
        if target := old.file_of(row.key, row.url):
            yield from _of_media(old, row, target)
    for term in terms:
        route = old.index.route(term.key)
        if route is not None and route.url:
            yield from _of_term(old, term, route)
    yield from _of_site(old)


def archives(index: Index) -> dict[str, None]:
    """Years and months with posts: `2009`, `2009/05`."""
    days = index.database.execute(_DAYS, (KEPT,)).fetchall()
    return dict.fromkeys(part.replace("-", "/") for (day,) in days for part in (day[:4], day[:7]))


def _own_path(old: OldSite, link: str) -> str:
    """Path of a permalink, decoded; empty for what is none of the old site's, has a query, or is its home."""
    path = plain_path(link)
    if path is None:
        parts = split_url(link)
        if not link or parts.query:
            return ""
        path = parts.path
    if path.rstrip("/") in ("", old.base) or (old.addresses.has_home and not old.addresses.is_ours(link)):
        return ""
    return unquote(path)


def _of_entry(old: OldSite, row: _Stood, feeds: bool) -> Iterator[Former]:
    public, url = row.visibility == "public", row.url
    if path := _own_path(old, row.link):
        # Most entries stay where they were.
        if path != old.landing.base + row.address:
            yield Former(row.key, path, url, "permalink", public=public)
        start = path if path.endswith("/") else f"{path}/"
        for page in range(2, row.pages + 1):
            yield Former(row.key, f"{start}{page}/", url, "split", public=public)
        if public and feeds:
            yield Former(row.key, f"{start}feed/", url, "comment-feed")
    if public and row.wp_id and old.landing.queries:
        yield Former(row.key, f"{old.base}/", url, "number", f"p={row.wp_id}")
        if row.type == "page":
            yield Former(row.key, f"{old.base}/", url, "number", f"page_id={row.wp_id}")


def _of_media(old: OldSite, row: _Stood, target: str) -> Iterator[Former]:
    public = row.visibility == "public"
    if path := _own_path(old, row.link):
        yield Former(row.key, path, target, "attachment", public=public)
    path = unquote(split_url(row.url).path) if old.addresses.is_ours(row.url) else ""
    if public and path and path != unquote(split_url(target).path):
        yield Former(row.key, path, target, "file")
    if public and row.wp_id and old.landing.queries:
        yield Former(row.key, f"{old.base}/", target, "number", f"attachment_id={row.wp_id}")


def _of_term(old: OldSite, term: RoutableTerm, route: Route) -> Iterator[Former]:
    """Its archive, also without the terms above it, as WordPress led it; its feeds; and by number or slug."""
    path = old.base + archive_of(term)
    yield Former(term.key, path, route.url, "archive")
    if term.above:
        yield Former(term.key, old.base + archive_of(term._replace(above=())), route.url, "archive")
    home = f"{old.base}/"
    if term.taxonomy == "post_tag":
        yield Former(term.key, home, route.url, "number", f"tag={quote(term.slug)}")
    for number in old.index.numbers_of(term.key) if term.taxonomy in _QUERIES else ():
        yield Former(term.key, home, route.url, "number", f"{_QUERIES[term.taxonomy]}={number}")
    if old.landing.term_feed:
        yield Former(term.key, f"{path}feed/", f"{route.url.rstrip('/')}/{old.landing.term_feed}", "feed")


def _of_site(old: OldSite) -> Iterator[Former]:
    base, landing = old.base, old.landing
    if landing.feed:
        for feed in FEEDS:
            yield Former("", f"{base}/{feed}/", landing.base + landing.feed, "feed")
        for name in _FEED_QUERIES:
            yield Former("", f"{base}/", landing.base + landing.feed, "feed", f"feed={name}")
    listed = old.index.route(landing.dates)
    shown: dict[str, str] = {}
    for (day,) in old.index.database.execute(_DAYS, (KEPT,)).fetchall():
        for part in (day[:4], day[:7], day):
            kept = landing.has_archives and f"{landing.base}/{part[:7].replace('-', '/')}/"
            shown[part] = kept or (listed.url if listed is not None else "")
    for part, target in shown.items():
        path = f"{base}/{part.replace('-', '/')}/"
        if path != unquote(target):
            yield Former("", path, target, "date")
        yield Former("", f"{base}/", target, "date", f"m={part.replace('-', '')}")
