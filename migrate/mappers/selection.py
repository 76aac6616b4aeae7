"""Which items take part in a run, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote

from migrate.mappers.options import Options
from migrate.model.records import Visibility
from migrate.model.rules import Rules
from migrate.wxr.dates import parse_datetime, parse_rfc822
from migrate.wxr.items import RawMeta
from migrate.wxr.outline import Outline

_PUBLISHED_ONE_DAY = (Visibility.PUBLIC, Visibility.SCHEDULED, Visibility.DRAFT)
"""A site shows what is of these sooner or later: behind its password, which a site cannot ask for."""
CO_AUTHOR_PREFIX = "cap-"
"""Co-Authors Plus puts it before the slug of an author's term."""


def visibility_of(outline: Outline, rules: Rules) -> Visibility:
    """Who could see an item on the old site, membership plugins aside. An attachment follows its parent, later."""
    if not rules.post_type(outline.type or "post").public:
        return Visibility.TRASHED if outline.status == "trash" else Visibility.INTERNAL
    if outline.status == "inherit" and outline.type != "attachment":
        # Nothing else has a parent that says who may see it.
        return Visibility.INTERNAL
    visibility = rules.visibility(outline.status or "publish")
    return Visibility.PROTECTED if outline.password and visibility in _PUBLISHED_ONE_DAY else visibility


def may_restrict(keys: Iterable[str], rules: Rules) -> bool:
    """Whether any of these custom fields could keep an item from the public, depending on its value."""
    table = rules.meta["entry"]
    return any((rule := table.get(key)) is not None and rule.restricts for key in keys)


def is_restricted(rows: Iterable[RawMeta], rules: Rules) -> bool:
    """Whether a membership plugin kept the item with these custom fields from the public."""
    table = rules.meta["entry"]
    return any((rule := table.get(key)) is not None and rule.restricts_by(value) for key, value in rows)


class Selection:
    """Applies the filters of `options`, item by item; the limit comes last, when all else is known."""

    def __init__(self, options: Options, rules: Rules) -> None:
        self._options = options
        self._rules = rules
        self._authors = {login.lower() for login in options.authors}
        self._categories = {name.lower() for name in options.categories}

    def refusal(self, outline: Outline, wp_id: int | None) -> str:
        """Why an item is left out ("filter: type"), or the empty text."""
        options = self._options
        if options.media == "none" and self._rules.post_type(outline.type or "post").kind == "media":
            return "filter: media"
        if options.only and wp_id not in options.only:
            return "filter: only"
        if options.types and (outline.type or "post") not in options.types:
            return "filter: type"
        if options.statuses and (outline.status or "publish") not in options.statuses:
            return "filter: status"
        if self._authors and not self._is_by_author(outline):
            return "filter: author"
        if self._categories and not self._in_category(outline):
            return "filter: category"
        if (options.since or options.until) and not self._in_time(outline):
            return "filter: date"
        return ""

    def _is_by_author(self, outline: Outline) -> bool:
        """Also by a co-author, whose term has the login as its slug or name."""
        if outline.creator.lower() in self._authors:
            return True
        return any(
            unquote(category.nicename).lower().removeprefix(CO_AUTHOR_PREFIX) in self._authors
            or category.name.lower() in self._authors
            for category in outline.categories
            if self._rules.taxonomy(category.domain).kind in ("author", "byline")
        )

    def _in_category(self, outline: Outline) -> bool:
        return any(
            unquote(category.nicename).lower() in self._categories or category.name.lower() in self._categories
            for category in outline.categories
            if category.domain in ("category", "")
        )

    def _in_time(self, outline: Outline) -> bool:
        when = parse_datetime(outline.date) or parse_datetime(outline.date_gmt)
        if when is None:
            published = parse_rfc822(outline.pub_date)
            when = published.replace(tzinfo=None) if published else None
        if when is None:
            return False
        since, until = self._options.since, self._options.until
        return not ((since and when < since) or (until and when >= until))
