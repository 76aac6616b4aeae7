"""In which language an item is written and what translates it, as pass 1 learns it: by terms (Polylang), or by custom
fields (WPML)."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.mappers.context import taxonomy_name
from migrate.model.rules import Rules
from migrate.wxr.items import RawMeta
from migrate.wxr.outline import Outline

_FIELDS = ("language", "translations")


def may_say_language(keys: Iterable[str], rules: Rules) -> bool:
    """Whether any of these custom fields says a language or a group of translations."""
    table = rules.meta["entry"]
    return any((rule := table.get(key)) is not None and rule.field in _FIELDS for key in keys)


def language_of(outline: Outline, rows: Iterable[RawMeta], rules: Rules) -> tuple[str, str]:
    """Code of the language, and what names the group of translations; each may be empty.

    `rows`: the custom fields, where any `may_say_language`. They outdo terms, as they do in the record.
    """
    found = dict.fromkeys(_FIELDS, "")
    for category in outline.categories:
        kind = rules.taxonomy(taxonomy_name(category.domain)).kind
        if kind in found and category.nicename:
            found[kind] = category.nicename
    table, first = rules.meta["entry"], set[str]()
    for key, value in rows:
        rule = table.get(key)
        if rule is not None and rule.field in _FIELDS and value.strip() and rule.field not in first:
            first.add(rule.field)
            found[rule.field] = value.strip()
    return found["language"], found["translations"]
