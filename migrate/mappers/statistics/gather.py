"""Counts everything that a single item shows.

Works on an item's outline and bytes, and asks for the parsed item only where those do not tell. What was
counted can be taken back, for items that turn out to be duplicates.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import unquote

from migrate.mappers.comments import _STATUS as STATUS_OF
from migrate.mappers.entries import taxonomy_name
from migrate.mappers.meta import Fields
from migrate.mappers.statistics.bodies import blocks_in, body_of_bytes, full_name, shortcodes_in
from migrate.mappers.statistics.files import file_size, file_type
from migrate.mappers.statistics.tally import Tally
from migrate.model.records import CommentStatus, Meta
from migrate.model.rules import MetaKind, PostTypeRule, Rules, TaxonomyRule
from migrate.wxr.dates import parse_rfc822
from migrate.wxr.items import RawItem
from migrate.wxr.outline import Outline

K = TypeVar("K")
V = TypeVar("V")

_REMEMBERED = 4096
_DATE = re.compile(r"(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_LEAF = rb">(?:<!\[CDATA\[([^\]]*)\]\]>|([^<]*))</"
_COMMENT = re.compile(
    rb"<wp:comment_approved%swp:comment_approved>\s*<wp:comment_type%swp:comment_type>" % (_LEAF, _LEAF)
)
BETWEEN = "\0"
"""Stands between the parts of a name that is counted as one; XML holds no such character."""

REDIRECTS = ("old_slug", "old_date", "redirect_url", "redirect_from")
"""Fields that hold a former address, or make an entry one."""

_META_KINDS: dict[str, MetaKind] = {
    "media": "media",
    "menu-item": "menu_item",
    "guest-author": "guest_author",
}

_BUILT: dict[str, str] = {
    "_elementor_edit_mode": "elementor",
    "_fl_builder_enabled": "beaver-builder",
    "_et_pb_use_builder": "divi",
    "_wpb_vc_js_status": "wpbakery",
    "ct_builder_shortcodes": "oxygen",
    "ct_builder_json": "oxygen",
    "_ct_builder_json": "oxygen",
    "_bricks_page_content_2": "bricks",
    "panels_data": "siteorigin",
    "tve_updated_post": "thrive-architect",
    "brizy": "brizy",
    "_breakdance_data": "breakdance",
    "fusion_builder_status": "avada",
    "_cornerstone_data": "cornerstone",
    "_aviaLayoutBuilder_active": "enfold",
    "_themify_builder_settings_json": "themify-builder",
    "vcv-pageContent": "visual-composer",
    "kc_data": "king-composer",
}
"""Custom field that a page builder keeps on what it built → plugin."""
_BUILDERS = frozenset({*_BUILT.values(), "tatsu", "salient"})
_NOT_BUILT = frozenset({"", "0", "false", "off", "no", "inactive", "[]", "{}", "a:0:{}"})
"""What those fields hold on an entry that the builder was merely offered for."""


class Gatherer:
    """Everything counted item by item."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._silent: dict[MetaKind, set[str]] = {kind: set() for kind in ("entry", *_META_KINDS.values())}
        """Keys of custom fields that tell of no builder and no former address."""
        self._types: dict[str, PostTypeRule] = {}
        self._taxonomies: dict[str, TaxonomyRule] = {}
        self._comment_kinds: dict[tuple[bytes, ...], str] = {}
        self.creators = Tally()
        self.assignments = Tally()
        self.languages = Tally()
        self.menus = Tally()
        """slug of a menu → items; "" for items in none"""
        self.comments = Tally()
        """kind and status"""
        self.months = {True: Tally(), False: Tally()}
        """of entries of public post types, of others; "" for those without a date"""
        self.span: dict[bool, tuple[str, str]] = {}
        self.blocks = Tally(full_name)
        self.shortcodes = Tally()
        self.bare_shortcodes = Tally()
        self.possible_shortcodes = Tally()
        self.builders = Tally()
        self.redirects = Tally()
        self.file_types = Tally()
        self.bytes = 0
        self.with_size = 0
        self.meta: dict[MetaKind, Tally] = {kind: Tally(self._folding(kind)) for kind in self._silent}

    def _folding(self, kind: MetaKind) -> Callable[[str], str]:
        """Names keys that a pattern knows by that pattern: exports hold thousands that end in a hash."""

        def fold(key: str) -> str:
            rule = self._rules.meta_rule(kind, key)
            return key if rule is None else rule.key

        return fold

    def take(self, outline: Outline, data: bytes, item: Callable[[], RawItem], times: int = 1) -> None:
        """Count one item. `item` parses it; `times` is -1 to take back what was counted."""
        rule = self._post_type(outline.type or "post")
        meta_kind = _META_KINDS.get(rule.kind, "entry")
        self.meta[meta_kind].add(outline.meta_keys, times)
        if rule.kind == "menu-item":
            slugs = [
                unquote(category.nicename)
                for category in outline.categories
                if self._taxonomy(category.domain).kind == "menu"
            ]
            self.menus.add(slugs or [""], times)
            return
        self._take_categories(outline, times)
        if outline.comment_ids:
            self._take_comments(outline, data, item, times)
        if rule.kind == "media":
            self._take_file(outline, data, item, times)
        else:
            self._take_date(outline, rule.public, times)
        builders: set[str] = set()
        if not self._silent[meta_kind].issuperset(outline.meta_keys):
            builders = self._take_fields(meta_kind, outline.meta_keys, item, times)
        self._take_body(data, item, builders, times)

    def _take_fields(self, kind: MetaKind, keys: tuple[str, ...], item: Callable[[], RawItem], times: int) -> set[str]:
        """Count former addresses; return the builders that fields tell of."""
        silent = self._silent[kind]
        if len(silent) > _REMEMBERED:
            silent.clear()
        telling = False
        for key in keys:
            rule = self._rules.meta_rule(kind, key)
            if key in _BUILT or (rule is not None and rule.field in REDIRECTS):
                telling = True
            else:
                silent.add(key)
        if not telling:
            return set()
        rows = tuple(Meta(key=row.key, value=row.value) for row in item().meta)
        fields = Fields(kind, rows, self._rules)
        self.redirects.add([field for field in REDIRECTS for one in fields.all(field) if one.meta.value.strip()], times)
        built = (row for row in rows if row.value.strip().lower() not in _NOT_BUILT)
        return {_BUILT[row.key] for row in built if row.key in _BUILT}

    def _take_categories(self, outline: Outline, times: int) -> None:
        authors: list[str] = []
        if outline.categories:
            qualified = {category.name for category in outline.categories if category.nicename}
            for category in outline.categories:
                if not category.nicename and category.name in qualified:
                    continue
                taxonomy = taxonomy_name(category.domain)
                kind = self._taxonomy(taxonomy).kind
                self.assignments.add((taxonomy,), times)
                if kind == "author":
                    authors.append(category.nicename or category.name)
                elif kind == "language":
                    self.languages.add((category.nicename,), times)
        self.creators.add(authors or (outline.creator,), times)

    def _take_comments(self, outline: Outline, data: bytes, item: Callable[[], RawItem], times: int) -> None:
        found = _COMMENT.findall(data)
        if len(found) != len(outline.comment_ids):
            found = [(one.approved.encode(), b"", one.type.encode(), b"") for one in item().comments]
        kinds = self._comment_kinds
        self.comments.add([kinds.get(one) or self._comment_kind(one) for one in found], times)

    def _comment_kind(self, found: tuple[bytes, bytes, bytes, bytes]) -> str:
        """`found`: approval and type, each in CDATA or else without."""
        approved, type_ = ((cdata or text).decode("utf-8", "replace").strip() for cdata, text in (found[:2], found[2:]))
        status = STATUS_OF.get(approved, CommentStatus.PENDING)
        known = f"{self._rules.comment_kind(type_).name}{BETWEEN}{status}"
        _remember(self._comment_kinds, found, known)
        return known

    def _take_file(self, outline: Outline, data: bytes, item: Callable[[], RawItem], times: int) -> None:
        self.file_types.add((file_type(outline),), times)
        size = file_size(data, item, self._rules)
        if size is not None:
            self.bytes += times * size
            self.with_size += times

    def _take_date(self, outline: Outline, public: bool, times: int) -> None:
        match = _DATE.match(outline.date) or _DATE.match(outline.date_gmt)
        day = match[0] if match else ""
        if not day and not outline.date and (published := parse_rfc822(outline.pub_date)):
            day = published.strftime("%Y-%m-%d")
        self.months[public].add((day[:7],), times)
        if day:
            first, last = self.span.get(public, (day, day))
            self.span[public] = (min(first, day), max(last, day))

    def _take_body(
        self,
        data: bytes,
        item: Callable[[], RawItem],
        builders: set[str],
        times: int,
    ) -> None:
        body = body_of_bytes(data)
        if body is None:
            body = item().content.encode("utf-8", "replace")
        if body:
            self.blocks.add(blocks_in(body), times)
        if b"[" in body:
            shortcodes = shortcodes_in(body, self._rules)
            self.shortcodes.add(shortcodes.known, times)
            self.bare_shortcodes.add(shortcodes.bare, times)
            self.possible_shortcodes.add(shortcodes.possible, times)
            for name in set(shortcodes.known):
                rule = self._rules.shortcode(name)
                if rule is not None and rule.plugin in _BUILDERS:
                    builders.add(rule.plugin)
        self.builders.add(builders, times)

    def _post_type(self, name: str) -> PostTypeRule:
        rule = self._types.get(name)
        if rule is None:
            rule = self._rules.post_type(name)
            _remember(self._types, name, rule)
        return rule

    def _taxonomy(self, name: str) -> TaxonomyRule:
        rule = self._taxonomies.get(name)
        if rule is None:
            rule = self._rules.taxonomy(name)
            _remember(self._taxonomies, name, rule)
        return rule


def _remember(memory: dict[K, V], key: K, value: V) -> None:
    if len(memory) >= _REMEMBERED:
        memory.clear()
    memory[key] = value
