"""Which of the chosen rules are called for what: look-ups made once, so that an item costs no more than it must."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from migrate.validate.hints import Hints
from migrate.validate.rule import Found, Rule, Subject
from migrate.validate.views import ItemView, MetaView, TextView, lowered
from migrate.wxr.items import RawComment, RawMeta

_REMEMBERED = 4096
_Results = Iterator[tuple[Rule, Found]]


class Dispatch:
    """The chosen rules by subject."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        texts = self.of(Subject.TEXT)
        self._texts = Hints(texts)
        self._comment_texts = Hints([rule for rule in texts if rule.in_comments])
        self._items = _by_condition(self.of(Subject.ITEM))
        self._comments = self.of(Subject.COMMENTS)
        self._meta = self.of(Subject.META)
        self._by_key: dict[str, list[_Group]] = {}
        self._by_what: dict[str, tuple[Rule, ...]] = {}

    def of(self, subject: Subject) -> tuple[Rule, ...]:
        """The rules of a subject."""
        return tuple(rule for rule in self.rules if rule.subject is subject)

    def damage(self, what: str) -> tuple[Rule, ...]:
        """The rules about a repair."""
        if what not in self._by_what:
            self._by_what[what] = tuple(rule for rule in self.of(Subject.DAMAGE) if what in rule.keys)
        return self._by_what[what]

    def on_item(self, item: ItemView) -> _Results:
        """Everything that the rules find in an item."""
        for condition, rules in self._items:
            if condition is None or condition(item):
                for rule in rules:
                    if found := rule.function(item):
                        yield rule, found
        for text in item.texts:
            for rule in self._texts.wanted(text.lowered):
                if found := rule.function(text):
                    yield rule, found
        if item.raw.meta:
            yield from self._on_meta(item, item.raw.meta, "wp:postmeta")
        if item.raw.comments:
            yield from self._on_comments(item, item.raw.comments)

    def _on_meta(self, item: ItemView, rows: tuple[RawMeta, ...], path: str) -> _Results:
        for nth, row in enumerate(rows):
            groups = self._by_key.get(row.key)
            for condition, rules in self._of_key(row.key) if groups is None else groups:
                if condition is None or condition(row):
                    view = MetaView(item, row, f"{path}[{nth}]")
                    for rule in rules:
                        if found := rule.function(view):
                            yield rule, found

    def _on_comments(self, item: ItemView, comments: tuple[RawComment, ...]) -> _Results:
        for rule in self._comments:
            if found := rule.function(item):
                yield rule, found
        # Nearly all comments are plain text: they are looked at one by one only where something stands in any of them.
        if self._comment_texts.wanted(lowered("\0".join([one.content for one in comments]))):
            for nth, one in enumerate(comments):
                text = TextView(item, one.content, f"wp:comment[{nth}]/wp:comment_content")
                for rule in self._comment_texts.wanted(text.lowered):
                    if found := rule.function(text):
                        yield rule, found
        for nth, one in enumerate(comments):
            if one.meta:
                yield from self._on_meta(item, one.meta, f"wp:comment[{nth}]/wp:commentmeta")

    def _of_key(self, key: str) -> list[_Group]:
        rules = [rule for rule in self._meta if not rule.keys or any(_fits(name, key) for name in rule.keys)]
        if len(self._by_key) >= _REMEMBERED:
            self._by_key.clear()
        self._by_key[key] = _by_condition(rules)
        return self._by_key[key]


_Group = tuple[Callable[[Any], bool] | None, list[Rule]]
"""A condition, and the rules that are called only where it holds."""


def _by_condition(rules: Iterable[Rule]) -> list[_Group]:
    return [(condition, list(group)) for condition, group in groupby(rules, key=lambda rule: rule.when)]


def _fits(pattern: str, key: str) -> bool:
    return key.startswith(pattern[:-1]) if pattern.endswith("*") else key == pattern
