"""What shows that a plugin was at work, and in which languages a site is written: each name is looked up about once."""

from __future__ import annotations

import re
from collections.abc import Collection

from migrate.mappers.context import taxonomy_name
from migrate.model.rules import Rules
from migrate.wxr.outline import Outline

_BLOCK_NAMESPACE = re.compile(rb"<!-- wp:([a-z][a-z0-9_-]*)/")
_SHORTCODE = re.compile(rb"\[([A-Za-z][\w-]*)(?=[\s\]/=])")
_REMEMBERED = 20_000
"""Names of one kind; exports hold some without number (`_oembed_` and a hash)."""


class Features:
    """Collects the names of plugins and the codes of languages, item by item."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._seen: dict[str, set[str | bytes]] = {feature: set() for feature in rules.traces}
        self.plugins: set[str] = set()
        self.languages: set[str] = set()

    def take(self, outline: Outline, data: bytes) -> None:
        """One item. `data`: its bytes, for what an outline does not hold."""
        self.note("post_types", (outline.type,))
        if outline.categories:
            self.note("taxonomies", {taxonomy_name(category.domain) for category in outline.categories})
        if outline.meta_keys:
            self.note("meta_keys", outline.meta_keys)
        start = data.find(b":encoded>") + len(b":encoded><![CDATA[")
        end = data.find(b"</content:encoded>", start)
        if end < 0:
            start, end = 0, len(data)
        if data.find(b"<!-- wp:", start, end) >= 0:
            self.note("block_namespaces", _BLOCK_NAMESPACE.findall(data, start, end))
        if data.find(b"[", start, end) >= 0:
            self.note("shortcodes", _SHORTCODE.findall(data, start, end))
        if outline.comment_types:
            self.note("comment_types", outline.comment_types)

    def note(self, feature: str, names: Collection[str | bytes]) -> None:
        """Names of one kind: a field of `model.rules.Features`."""
        seen = self._seen[feature]
        if seen.issuperset(names):
            return
        new = set(names) - seen
        if len(seen) + len(new) > _REMEMBERED:
            seen.clear()
        seen |= new
        for name in new:
            text = name.decode() if isinstance(name, bytes) else name
            self.plugins.update(self._rules.plugins_shown_by(feature, text))
