"""Addresses that the old site redirected: former slugs and dates, links in the shape of a page, redirect plugins."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from migrate.mappers.context import Context
from migrate.mappers.meta import Fields
from migrate.model.records import Redirect

_DATE_IN_PATH = re.compile(r"/(\d{4})/(\d{2})(?:/(\d{2}))?/")
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")


def map_redirects(fields: Fields, key: str, link: str, slug: str, context: Context) -> tuple[Redirect, ...]:
    """All redirects that the rows of one item tell of, without repetitions.

    WordPress redirects a former slug under today's date, today's slug under a former date, and both former.
    """
    found: dict[str, Redirect] = {}

    def add(path: str, reason: str) -> None:
        if path and path != _path(link):
            found.setdefault(
                path, Redirect(key=f"redirect/{key}/{path}", source_url=path, target=key, reason=reason)
            )

    slugs = [meta.value.strip() for _, meta in fields.all("old_slug") if meta.value.strip()]
    dates = [meta.value.strip() for _, meta in fields.all("old_date")] if context.year_in_links else []
    path = _path(link)
    for old_slug in slugs:
        add(_with_slug(path, slug, old_slug), "old-slug")
    for old_date in dates:
        dated = _with_date(path, old_date)
        add(dated, "old-date")
        for old_slug in slugs:
            add(_with_slug(dated, slug, old_slug), "old-date")
    redirects = list(found.values())
    if target := fields.text("redirect_url"):
        redirects.append(
            Redirect(
                key=f"redirect/{key}/link",
                source_url=path,
                target_url=context.moved(target),
                reason="page-link",
                status=302,
            )
        )
    if source := fields.text("redirect_from"):
        redirects.append(
            Redirect(
                key=f"redirect/{key}/rule",
                source_url=source,
                target_url=context.moved(fields.text("redirect_to")),
                reason="plugin",
                status=fields.number("redirect_status") or 301,
                regex=bool(fields.flag("redirect_regex")),
            )
        )
    return tuple(redirects)


def _path(link: str) -> str:
    parts = urlsplit(link)
    return "" if parts.query and parts.path in ("", "/") else parts.path


def _with_slug(path: str, slug: str, old_slug: str) -> str:
    """The path with its last segment, which must be the entry's slug, replaced; empty where it is not."""
    head, _, last = path.rstrip("/").rpartition("/")
    if not last or last.lower() not in (slug.lower(), quote(slug).lower()):
        return ""
    return f"{head}/{old_slug}" + ("/" if path.endswith("/") else "")


def _with_date(path: str, date: str) -> str:
    match = _DATE_IN_PATH.search(path)
    wanted = _DATE.match(date)
    if match is None or wanted is None:
        return ""
    day = f"/{wanted[3]}" if match[3] else ""
    return f"{path[: match.start()]}/{wanted[1]}/{wanted[2]}{day}/{path[match.end() :]}"
