"""What a user should be told before the result surprises: filters that leave nothing, a feed that is no export, types
that nobody said are public."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mappers.options import Options
from migrate.model.rules import Rules
from migrate.wxr.index import KEPT, Index
from migrate.wxr.items import RawHead

_MANY = 8
"""Types that are named."""


def doubts(heads: list[RawHead], index: Index, options: Options, rules: Rules) -> Iterator[str]:
    """One sentence each."""
    count = index.database.execute
    if not any(head.wxr_version for head in heads):
        numbered = count("SELECT EXISTS (SELECT 1 FROM items WHERE wp_id IS NOT NULL)").fetchone()[0]
        if not numbered:
            yield (
                "this is a feed rather than an export: it holds the newest posts only, perhaps shortened, without"
                " drafts, media and menus; in WordPress, choose Tools > Export > All content"
            )
    kept = count("SELECT EXISTS (SELECT 1 FROM items WHERE state = ?)", (KEPT,)).fetchone()[0]
    if options.filters and not kept:
        rows = count("SELECT type, count(*) FROM items WHERE type != '' GROUP BY type ORDER BY 2 DESC, 1").fetchall()
        there = ", ".join(f"{number:,} {type_}" for type_, number in rows[:_MANY])
        yield f"the filters leave nothing; the export has: {there}{', ...' if len(rows) > _MANY else ''}"
    if options.public_only:
        rows = count(
            "SELECT type, count(*) FROM items WHERE state = 'skipped' AND detail = 'privacy: internal'"
            " GROUP BY type ORDER BY 2 DESC, 1"
        ).fetchall()
        unknown = [(type_, number) for type_, number in rows if not rules.knows_type(type_)]
        if unknown:
            named = ", ".join(f"{type_} ({number:,})" for type_, number in unknown[:_MANY])
            yield f"left out, because no mapping calls their type public: {named}; --mapping FILE can"
