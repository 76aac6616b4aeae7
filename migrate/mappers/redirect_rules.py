"""Redirects that custom fields tell of: former slugs and dates, entries that lead elsewhere, rules of plugins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin

from migrate.mappers.context import Context, split_url
from migrate.mappers.former import OldSite
from migrate.mappers.links import Found
from migrate.mappers.meta import Fields, read_meta, shown_rows
from migrate.mappers.redirects import Origin, map_redirects
from migrate.model.records import Redirect
from migrate.model.rules import MetaKind
from migrate.wxr.index import KEPT, IndexedItem
from migrate.wxr.items import RawItem

_REDIRECTING = (
    "seq IN (SELECT seq FROM redirecting) AND (state = ? OR (state = 'skipped' AND detail = 'privacy: internal'))"
)
"""Items of a redirect plugin are no pages, so that sites leave them out; visitors met them all the same."""
_KEPT = "%/~!$&'()*+,;=:@-._?#[]"
"""What may stand in an address as it is."""
_FILES = ("/wp-content/", "/files/")


class Rule(NamedTuple):
    """One redirect as the old site had it, with where it leads on the new one."""

    owner: str
    source: str
    target: str
    """Empty where it leads to an address that may be another's source, or where there is a fault."""
    reason: str
    status: int = 301
    public: bool = True
    query: str = ""
    leads_to: str = ""
    """A path of the old site that is no page of its own."""
    fault: str = ""
    """Why it cannot be kept; empty where it can."""


def redirect_rules(old: OldSite, context: Context, parse: Callable[[IndexedItem], RawItem]) -> Iterator[Rule]:
    """All of them, in the order of the export."""
    for row in old.index.items(_REDIRECTING, (KEPT,)):
        raw = parse(row)
        slug = unquote(raw.slug) if "%" in raw.slug else raw.slug
        origin = Origin(row.key, raw.link, raw.guid, slug, raw.status)
        owner = row.key if row.state == KEPT else ""
        for redirect in map_redirects(_fields(raw, row, context), origin, context):
            rule = _rule(redirect, owner, row, old, context)
            if rule.target or rule.leads_to or rule.fault:
                yield rule


def _fields(raw: RawItem, row: IndexedItem, context: Context) -> Fields:
    kind: MetaKind = "media" if row.key.startswith("media/") else "entry"
    rows = shown_rows(raw.meta, kind, context.rules, context.options)
    return Fields(kind, read_meta(rows, row.key, []), context.rules)


def _rule(redirect: Redirect, owner: str, row: IndexedItem, old: OldSite, context: Context) -> Rule:
    source, query, fault = _source(redirect, old)
    rule = Rule(owner, source, "", redirect.reason, redirect.status, query=query, fault=fault)
    if redirect.reason not in ("plugin", "page-link"):
        return rule._replace(target=_place(old, Found(row.key), context), public=row.visibility == "public")
    if row.state == KEPT and row.visibility != "public":
        return rule._replace(fault="it was not public")
    return rule if fault else _led(rule, redirect.target_url, old, context)


def _source(redirect: Redirect, old: OldSite) -> tuple[str, str, str]:
    """Path and query that a redirect answers to, and what is wrong with it."""
    url = redirect.source_url.strip()
    if redirect.regex or "*" in url:
        return url, "", "it is a pattern"
    if "//" in url and not old.addresses.is_ours(url):
        return url, "", "it is of another site"
    parts = split_url(url)
    path = unquote(parts.path) or "/"
    return (path if path.startswith("/") else f"/{path}"), parts.query, ""


def _led(rule: Rule, url: str, old: OldSite, context: Context) -> Rule:
    if rule.status not in (301, 302, 303, 307, 308):
        return rule._replace(fault=f"it answered with {rule.status}")
    if not url.strip():
        return rule._replace(fault="it names no target")
    found = old.addresses.find(url)
    if found is not None:
        target = _place(old, found, context) if _is_shown(old, found.key) else ""
        return rule._replace(target=target) if target else rule._replace(fault=f"{url} is not on the new site")
    try:
        full = urljoin(context.site.home_url, url)
    except ValueError:
        full = url
    parts = split_url(full)
    if parts.scheme not in ("http", "https", "") or (parts.scheme and not parts.netloc):
        return rule._replace(fault=f"{url} is no address of a page")
    is_other = parts.netloc and not old.addresses.is_ours(full)
    if is_other or any(part in parts.path for part in _FILES):
        return rule._replace(target=quote(context.moved(full), safe=_KEPT))
    return rule._replace(leads_to=old.base + old.addresses.normal(full))


def _is_shown(old: OldSite, key: str) -> bool:
    hidden = "SELECT 1 FROM items WHERE key = ? AND state = ? AND visibility != 'public'"
    return old.index.database.execute(hidden, (key, KEPT)).fetchone() is None


def _place(old: OldSite, found: Found, context: Context) -> str:
    """Where what an address meant is now; empty where it is nowhere, or nobody is shown it."""
    known = context.lookup.item_by_key(found.key)
    if found.key.startswith("media/"):
        return old.file_of(found.key, known.url if known else "")
    route = old.index.route(found.key)
    if route is None or not route.url:
        return ""
    return route.url + found.fragment
