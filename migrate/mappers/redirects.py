"""Addresses that the old site redirected: former slugs and dates, links in the shape of a page, redirect plugins."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import NamedTuple
from urllib.parse import quote

from migrate.mappers.context import Context, place_of, split_url
from migrate.mappers.meta import Fields, whole_number
from migrate.model.records import Redirect
from migrate.model.rules import Rules

_DATE_IN_PATH = re.compile(r"/(\d{4})/(\d{2})(?:/(\d{2}))?/")
_FIELDS = frozenset({"old_slug", "old_date", "redirect_url", "redirect_from"})
"""Fields of a mapping that tell of one."""
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?!\d)")


class Origin(NamedTuple):
    """The item that rows tell of: where it stood on the old site."""

    key: str
    link: str
    guid: str
    slug: str
    """Percent-decoded."""
    status: str


def may_redirect(key: str, rules: Rules) -> bool:
    """Whether a custom field may tell of a former address."""
    return any(rule.field in _FIELDS for table in rules.meta.values() for rule in table.all(key))


def map_redirects(fields: Fields, origin: Origin, context: Context) -> tuple[Redirect, ...]:
    """All redirects that the rows of one item tell of, without repetitions."""
    if not any(field in fields for field in _FIELDS):
        return ()
    former = _former_addresses(fields, origin, context)
    return (*former, *_page_link(fields, origin, context), *_rule(fields, origin, context))


def _former_addresses(fields: Fields, origin: Origin, context: Context) -> list[Redirect]:
    """WordPress redirects a former slug under today's date, today's slug under a former date, and both former."""
    found: dict[str, Redirect] = {}
    path = split_url(origin.link).path

    def add(former: str, reason: str) -> None:
        if former and former != path:
            key = f"redirect/{origin.key}/{former}"
            found.setdefault(former, Redirect(key=key, source_url=former, target=origin.key, reason=reason))

    slugs = [meta.value.strip() for _, meta in fields.all("old_slug")]
    dates = [meta.value.strip() for _, meta in fields.all("old_date")] if context.year_in_links else []
    for old_slug in slugs:
        add(_with_slug(path, origin.slug, old_slug), "old-slug")
    for old_date in dates:
        dated = _with_date(path, old_date)
        add(dated, "old-date")
        for old_slug in slugs:
            add(_with_slug(dated, origin.slug, old_slug), "old-date")
    return list(found.values())


def _page_link(fields: Fields, origin: Origin, context: Context) -> list[Redirect]:
    """An entry that is nothing but a link to elsewhere, with the address that it answered under."""
    target = fields.text("redirect_url")
    source = _own_address(origin, target, place_of(context.site.home_url)) if target else ""
    if not source:
        return []
    return [
        Redirect(
            key=f"redirect/{origin.key}/link",
            source_url=source,
            target_url=context.moved(target),
            reason="page-link",
            status=302,
        )
    ]


def _own_address(origin: Origin, target: str, home: str) -> str:
    """Path and query of an item on its own site. Page Links To exports the target as its link: then the guid has it."""
    for address in (origin.link, origin.guid):
        parts = split_url(address)
        place = place_of(address) if address else ""
        is_own = place == home or place.startswith(f"{home}/") or parts.query.startswith(("p=", "page_id="))
        if parts.path and is_own and parts[1:4] != split_url(target)[1:4]:
            return parts.path + (f"?{parts.query}" if parts.query else "")
    return ""


def _rule(fields: Fields, origin: Origin, context: Context) -> list[Redirect]:
    """An item that is itself a redirect, as Safe Redirect Manager keeps them; it answered while it was published."""
    source = fields.text("redirect_from")
    if not source or origin.status not in ("publish", ""):
        return []
    status = fields.number("redirect_status") or 301
    return [
        Redirect(
            key=f"redirect/{origin.key}/rule",
            source_url=source,
            target_url=context.moved(fields.text("redirect_to")),
            reason="plugin",
            status=status if 300 <= status <= 599 else 301,
            regex=bool(fields.flag("redirect_regex")),
        )
    ]


def _with_slug(path: str, slug: str, old_slug: str) -> str:
    """The path with its last segment, which must be the entry's slug, replaced; empty where it is not."""
    head, _, last = path.rstrip("/").rpartition("/")
    if not old_slug or not last or last.lower() not in (slug.lower(), quote(slug).lower()):
        return ""
    return f"{head}/{old_slug}" + ("/" if path.endswith("/") else "")


def _with_date(path: str, text: str) -> str:
    """The path with its date replaced; empty where it has none, or the text is no date."""
    match = _DATE_IN_PATH.search(path)
    wanted = _read_date(text)
    if match is None or wanted is None:
        return ""
    day = f"/{wanted.day:02}" if match[3] else ""
    return f"{path[: match.start()]}/{wanted.year:04}/{wanted.month:02}{day}/{path[match.end() :]}"


def _read_date(text: str) -> date | None:
    """`YYYY-MM-DD` with or without a time, `YYYYMMDD`, or seconds since 1970."""
    try:
        if match := _DATE.match(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        seconds = whole_number(text)
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
