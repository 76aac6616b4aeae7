"""A compiled mapping: what WordPress's names mean, as fast look-ups.

Names that no mapping knows have documented defaults: a look-up never fails. Rules can be pickled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Generic, Literal, TypeVar

import msgspec

from migrate.model.body_rules import BodyRule
from migrate.model.records import Visibility

T = TypeVar("T")

PostTypeKind = Literal["entry", "media", "menu-item", "guest-author"]
TaxonomyKind = Literal[
    "term",
    "menu",
    "format",
    "language",
    "translations",
    "term-language",
    "term-translations",
    "author",
    "byline",
]
MetaKind = Literal["entry", "media", "menu_item", "guest_author", "comment", "term"]

REMEMBERED = 4096
"""How many names a table remembers: exports hold names without number (`_oembed_` and a hash)."""

EMPTY_VALUES = frozenset({"", "a:0:{}", "[]", "{}"})
"""What WordPress keeps for nothing, an empty PHP array and an empty JSON value."""


def matches(pattern: str, text: str) -> bool:
    """Whether `text` is what `pattern` says, where each `*` stands for any text, also none."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == first
    *middle, last = rest
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    position, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True


class Table(Generic[T]):
    """Values by name. A name with one `*` is a pattern.

    An exact name beats a pattern; of patterns, the longest before the `*` wins, then the longest after it.
    """

    __slots__ = ("_exact", "_given", "_lengths", "_patterns", "_remembered")

    def __init__(self, given: Mapping[str, T]) -> None:
        self._given = dict(given)
        self._exact = {name: value for name, value in given.items() if "*" not in name}
        self._patterns: dict[str, list[tuple[str, T]]] = {}
        for name, value in given.items():
            if "*" in name:
                start, _, end = name.partition("*")
                self._patterns.setdefault(start, []).append((end, value))
        for endings in self._patterns.values():
            endings.sort(key=lambda ending: -len(ending[0]))
        self._lengths = sorted({len(start) for start in self._patterns}, reverse=True)
        self._remembered: dict[str, tuple[T, ...]] = {}

    def __reduce__(self) -> tuple[type[Table[T]], tuple[dict[str, T]]]:
        return Table, (self._given,)

    def get(self, name: str) -> T | None:
        """The value for a name, or None."""
        value = self._exact.get(name)
        if value is not None or not self._lengths:
            return value
        found = self._by_pattern(name)
        return found[0] if found else None

    def all(self, name: str) -> tuple[T, ...]:
        """Every value whose name or pattern fits, the most exact first."""
        value = self._exact.get(name)
        return self._by_pattern(name) if value is None else (value, *self._by_pattern(name))

    def items(self) -> Iterable[tuple[str, T]]:
        """Names and patterns with their values, as given."""
        return self._given.items()

    def _by_pattern(self, name: str) -> tuple[T, ...]:
        found = self._remembered.get(name)
        if found is None:
            found = tuple(
                value
                for length in self._lengths
                for end, value in self._patterns.get(name[:length], ())
                if len(name) >= length + len(end) and name.endswith(end)
            )
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            self._remembered[name] = found
        return found


class PostTypeRule(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a post type is. Unknown ones are entries that are not public."""

    name: str = ""
    kind: PostTypeKind = "entry"
    public: bool = False
    """Whether its published items were pages, or parts of pages, that anybody could see."""
    label: str = ""


class TaxonomyRule(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a taxonomy is. Unknown ones hold public terms without a hierarchy."""

    name: str = ""
    """What the records call it."""
    kind: TaxonomyKind = "term"
    public: bool = True
    hierarchical: bool = False


class CommentKindRule(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a comment type is. Unknown ones keep their name and are not public."""

    name: str = ""
    """What the records call it."""
    public: bool = False


class MetaRule(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a meta key means: exactly one of `field`, `noise`, `restricts`, or nothing but `private`."""

    key: str
    """As the mapping writes it, with its `*`."""
    field: str = ""
    """Where the value goes, such as `seo.title`."""
    transform: str = ""
    """How the value is read, such as `attachment`."""
    syntax: str = ""
    """Of a template: how placeholders are written."""
    true: tuple[str, ...] = ()
    """Of a boolean: the values that mean yes; lower case."""
    false: tuple[str, ...] = ()
    """The values that mean no; any other value says nothing."""
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Other keys of the same item, and the values that one of them must have for this rule to hold."""
    noise: bool = False
    """Known to mean nothing outside WordPress."""
    restricts: bool = False
    """Its presence keeps an entry from the public."""
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    private: bool = False
    """Personal data or a secret."""
    rank: int = 0
    """Where several keys give the same field, the lowest rank that yields a value wins."""

    def star(self, key: str) -> str:
        """What the `*` of this rule's key stands for in `key`; empty when the rule has none."""
        start, star, end = self.key.partition("*")
        return key[len(start) : len(key) - len(end)] if star else ""

    def holds(self, values: Mapping[str, str]) -> bool:
        """Whether `where` is fulfilled. `values`: key → first value, of the same item."""
        return all(any(matches(pattern, values.get(key, "")) for pattern in patterns) for key, patterns in self.where)

    def restricts_by(self, value: str) -> bool:
        """Whether this value keeps the entry from the public. An empty one does where `when` names it."""
        if not self.restricts:
            return False
        text = value.strip()
        if self.when:
            listed = any(matches(pattern, text) for pattern in self.when)
        else:
            listed = text not in EMPTY_VALUES
        return listed and not any(matches(pattern, text) for pattern in self.unless)


class PluginRule(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A plugin or theme that leaves traces in an export."""

    name: str
    title: str


class Features(msgspec.Struct, kw_only=True):
    """What an export holds, as far as plugins are recognised by it."""

    post_types: set[str] = msgspec.field(default_factory=set)
    taxonomies: set[str] = msgspec.field(default_factory=set)
    meta_keys: set[str] = msgspec.field(default_factory=set)
    """Of entries, media, menu items, terms and comments."""
    block_namespaces: set[str] = msgspec.field(default_factory=set)
    """`jetpack` of `<!-- wp:jetpack/map -->`, without the slash."""
    shortcodes: set[str] = msgspec.field(default_factory=set)
    comment_types: set[str] = msgspec.field(default_factory=set)


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """A mapping, ready for use."""

    fingerprint: str
    """SHA-256 of the merged mapping, in hexadecimal."""
    post_types: Table[PostTypeRule]
    statuses: Table[Visibility]
    taxonomies: Table[TaxonomyRule]
    comment_kinds: Table[CommentKindRule]
    meta: dict[str, Table[MetaRule]]
    """By MetaKind. Those of media, menu items and guest authors hold the rules of entries too."""
    shortcodes: Table[BodyRule]
    blocks: Table[BodyRule]
    """By full name: `core/paragraph`."""
    plugins: dict[str, PluginRule]
    """By name, in the order of the mapping."""
    traces: dict[str, Table[tuple[str, ...]]]
    """By field of `Features`: a name or pattern, and the plugins that it shows."""

    def post_type(self, name: str) -> PostTypeRule:
        """What a post type is; unknown: an entry that is not public."""
        rule = self.post_types.get(name)
        if rule is None:
            return PostTypeRule(name=name, label=name)
        if rule.name:
            return rule
        return msgspec.structs.replace(rule, name=name, label=rule.label or name)

    def knows_type(self, name: str) -> bool:
        """Whether a mapping says anything of a post type."""
        return self.post_types.get(name) is not None

    def visibility(self, status: str) -> Visibility:
        """Who could see an item of this status; unknown: nobody."""
        return self.statuses.get(status) or Visibility.INTERNAL

    def taxonomy(self, name: str) -> TaxonomyRule:
        """What a taxonomy is; unknown: public terms."""
        rule = self.taxonomies.get(name)
        if rule is None:
            return TaxonomyRule(name=name)
        return rule if rule.name else msgspec.structs.replace(rule, name=name)

    def comment_kind(self, type_: str) -> CommentKindRule:
        """What a comment type is; unknown: of its own name, not public."""
        rule = self.comment_kinds.get(type_)
        if rule is None:
            return CommentKindRule(name=type_)
        return rule if rule.name else msgspec.structs.replace(rule, name=type_)

    def meta_rule(self, kind: MetaKind, key: str) -> MetaRule | None:
        """What a meta key means; None when no mapping names it: it is kept as it is."""
        return self.meta[kind].get(key)

    def shortcode(self, name: str) -> BodyRule | None:
        """What a shortcode is; None: `[name]` is text in brackets."""
        return self.shortcodes.get(name)

    def block(self, name: str) -> BodyRule | None:
        """What a block is; None: its saved HTML is all that is known of it."""
        return self.blocks.get(name)

    def plugins_shown_by(self, feature: str, name: str) -> tuple[str, ...]:
        """Names of the plugins that one thing shows. `feature` is a field of `Features`."""
        return tuple(plugin for plugins in self.traces[feature].all(name) for plugin in plugins)

    def recognise(self, features: Features) -> tuple[str, ...]:
        """Names of the plugins that left a trace, sorted."""
        return tuple(
            sorted(
                {
                    plugin
                    for feature in self.traces
                    for name in getattr(features, feature)
                    for plugin in self.plugins_shown_by(feature, name)
                }
            )
        )
