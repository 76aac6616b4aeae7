"""Which items take part in a run, and why the others do not."""

from __future__ import annotations

from urllib.parse import unquote

from migrate.mappers.options import Options
from migrate.model.records import Visibility
from migrate.model.rules import Rules
from migrate.wxr.dates import parse_datetime, parse_rfc822
from migrate.wxr.outline import Outline


def visibility_of(outline: Outline, rules: Rules) -> Visibility:
    """Who could see an item on the old site, membership plugins aside. An attachment follows its parent, later."""
    if not rules.post_type(outline.type or "post").public:
        return Visibility.TRASHED if outline.status == "trash" else Visibility.INTERNAL
    visibility = rules.visibility(outline.status or "publish")
    if visibility is Visibility.PUBLIC and outline.password:
        return Visibility.PROTECTED
    return visibility


class Selection:
    """Applies the filters of `options`, item by item, in the order of the export."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._authors = {login.lower() for login in options.authors}
        self._categories = {name.lower() for name in options.categories}
        self._left = options.limit

    def refusal(self, outline: Outline, wp_id: int | None) -> str:
        """Why an item is left out ("filter: type"), or the empty text. Called once an item."""
        options = self._options
        reason = ""
        if options.only and wp_id not in options.only:
            reason = "filter: only"
        elif options.types and (outline.type or "post") not in options.types:
            reason = "filter: type"
        elif options.statuses and (outline.status or "publish") not in options.statuses:
            reason = "filter: status"
        elif self._authors and outline.creator.lower() not in self._authors:
            reason = "filter: author"
        elif self._categories and not self._in_category(outline):
            reason = "filter: category"
        elif (options.since or options.until) and not self._in_time(outline):
            reason = "filter: date"
        elif self._left is not None:
            if self._left <= 0:
                return "filter: limit"
            self._left -= 1
        return reason

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
