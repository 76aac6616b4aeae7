"""Terms of all taxonomies: declared ones merged by taxonomy and slug, those that only items name, and their hierarchy.

They live in the index while they are collected, so that a shop with a hundred thousand tags costs no memory.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

import msgspec

from migrate.mappers.meta import is_hidden, read_meta, whole_number
from migrate.mappers.options import Options
from migrate.mappers.trees import circles_on_disk
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Term
from migrate.model.rules import Rules, TaxonomyRule
from migrate.wxr.index import Index, term_key
from migrate.wxr.items import RawCategory, RawMeta, RawTerm

_MENTIONS = 4096
"""Mentions that are held back before they are written, so that each term is written about once."""
_TABLES = """
CREATE TABLE bare_terms (taxonomy TEXT, name TEXT, PRIMARY KEY (taxonomy, name)) WITHOUT ROWID;
CREATE TABLE term_parents (key TEXT PRIMARY KEY, taxonomy TEXT, text TEXT, slug_key TEXT, by_name INTEGER, above TEXT)
    WITHOUT ROWID;
"""
_BY_SLUG = "(SELECT key FROM terms WHERE key = slug_key)"
_BY_NAME = (
    "(SELECT named.key FROM terms AS named WHERE named.taxonomy = term_parents.taxonomy AND named.name = text"
    " AND named.key != term_parents.key ORDER BY named.declared DESC, named.key LIMIT 1)"
)


class Stored(msgspec.Struct, array_like=True):
    """A term in the index, before its parent is known."""

    kind: str
    term: Term
    losses: list[Loss]


_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(Stored).decode


class TermRecord(NamedTuple):
    """A term, ready to be written."""

    term: Term
    losses: list[Loss]


class Terms:
    """Collects terms into the index, then gives them back with their parents."""

    def __init__(self, index: Index, rules: Rules, options: Options | None = None) -> None:
        self._database: sqlite3.Connection = index.database
        self._rules = rules
        self._options = options or Options()
        self._mentioned: dict[tuple[str, str, str, str], None] = {}
        self._bare: set[tuple[str, str]] = set()
        self._circular: frozenset[str] = frozenset()
        self.declared = 0
        self.repeated = 0
        self.hidden = 0
        """Custom fields that `records` left out, because only public things are written."""
        for statement in _TABLES.split(";"):
            self._database.execute(statement)

    def mention(self, taxonomy: str, category: RawCategory) -> None:
        """An item's category. One without a slug (before 2.5) is looked up by its name, at the end.

        `taxonomy` is the name that the export has for it.
        """
        rule = self._rules.taxonomy(taxonomy)
        if not category.nicename:
            if category.name:
                self._bare.add((rule.name, category.name))
                if len(self._bare) >= _MENTIONS:
                    self._write_bare()
            return
        mention = (rule.name, rule.kind, category.nicename, category.name)
        if mention not in self._mentioned:
            self._mentioned[mention] = None
            if len(self._mentioned) >= _MENTIONS:
                self._write_mentions()

    def _write_bare(self) -> None:
        self._database.executemany("INSERT OR IGNORE INTO bare_terms VALUES (?, ?)", self._bare)
        self._bare.clear()

    def _write_mentions(self) -> None:
        self._database.executemany(
            "INSERT OR IGNORE INTO terms VALUES (?, ?, ?, ?, NULL, 0, ?)",
            (_undeclared(*mention) for mention in self._mentioned),
        )
        self._mentioned.clear()

    def declare(self, raws: Iterable[RawTerm], *, by_name: bool = False) -> None:
        """`<wp:category>`, `<wp:tag>` and `<wp:term>`, after all items; a repeated one only fills in what was missing.

        `by_name`: the part is WXR 1.0, which names parents by name instead of slug.
        """
        self._write_mentions()
        for raw in raws:
            self.declared += 1
            rule = self._rules.taxonomy(raw.taxonomy or "category")
            stored = self._read(raw, rule)
            term = stored.term
            before = self._get(term.key)
            if before is not None and before.term.declared:
                self.repeated += 1
                stored = _merged(before, stored)
            self._database.execute(
                "INSERT OR REPLACE INTO terms VALUES (?, ?, ?, ?, ?, 1, ?)",
                (term.key, rule.name, term.slug, stored.term.name, stored.term.wp_id, _ENCODE(stored)),
            )
            if raw.parent not in ("", "0"):
                self._database.execute(
                    "INSERT OR IGNORE INTO term_parents VALUES (?, ?, ?, ?, ?, NULL)",
                    (term.key, rule.name, raw.parent, term_key(rule.name, raw.parent), by_name),
                )

    def _read(self, raw: RawTerm, rule: TaxonomyRule) -> Stored:
        slug = raw.slug or (_slug_of(raw.name) if raw.name else raw.id or "unnamed")
        key = term_key(rule.name, slug)
        losses: list[Loss] = []
        term = Term(
            key=key,
            taxonomy=rule.name,
            slug=unquote(slug),
            name=raw.name or unquote(slug),
            wp_id=whole_number(raw.id),
            description=raw.description,
            meta=read_meta(raw.meta, key, losses),
        )
        return Stored(rule.kind, term, losses)

    def resolve_bare(self) -> None:
        """Names without slugs, which no declared term carries, become terms."""
        self._write_bare()
        last: dict[tuple[str, str], int] = {}
        for taxonomy, name in self._database.execute(
            "SELECT taxonomy, name FROM bare_terms AS bare WHERE NOT EXISTS"
            " (SELECT 1 FROM terms WHERE terms.taxonomy = bare.taxonomy AND terms.name = bare.name)"
            " ORDER BY taxonomy, name"
        ):
            slug = _slug_of(name)
            number = last.get((taxonomy, slug), 1)
            # `C` and `C++` have one slug between them; WordPress numbers the second.
            while self._get(term_key(taxonomy, slug if number == 1 else f"{slug}-{number}")) is not None:
                number += 1
            if number > 1:
                last[(taxonomy, slug)] = number
                slug = f"{slug}-{number}"
            self._database.execute(
                "INSERT INTO terms VALUES (?, ?, ?, ?, NULL, 0, ?)",
                _undeclared(taxonomy, self._rules.taxonomy(taxonomy).kind, slug, name),
            )

    def settle(self) -> None:
        """All terms are known: find their parents, circles among them, and their languages."""
        self.resolve_bare()
        self._database.execute(
            f"UPDATE term_parents SET above = CASE WHEN by_name THEN coalesce({_BY_NAME}, {_BY_SLUG})"
            f" ELSE coalesce({_BY_SLUG}, {_BY_NAME}) END"
        )
        self._circular = circles_on_disk(self._database, "SELECT key AS node, above FROM term_parents")
        self._read_languages()

    def _read_languages(self) -> None:
        """Polylang keeps which terms translate each other as `{language: number of the term}`, in a description."""
        for stored in list(self._of_kind("term-translations")):
            rows = read_meta([RawMeta("", stored.term.description)], "", [])
            numbers = rows[0].decoded
            for language, number in numbers.items() if isinstance(numbers, dict) else ():
                if not isinstance(number, (int, str)) or whole_number(str(number)) is None:
                    continue
                self._set_language(whole_number(str(number)), language)

    def _set_language(self, wp_id: int | None, language: str) -> None:
        for key, blob in self._database.execute("SELECT key, record FROM terms WHERE wp_id = ?", (wp_id,)).fetchall():
            stored = _DECODE(blob)
            if stored.kind == "term" and not stored.term.language:
                stored.term = msgspec.structs.replace(stored.term, language=language)
                self._database.execute("UPDATE terms SET record = ? WHERE key = ?", (_ENCODE(stored), key))
                self._database.execute("INSERT OR IGNORE INTO term_languages VALUES (?, ?)", (key, language))

    def _get(self, key: str) -> Stored | None:
        row = self._database.execute("SELECT record FROM terms WHERE key = ?", (key,)).fetchone()
        return _DECODE(row[0]) if row else None

    def _of_kind(self, *kinds: str) -> Iterator[Stored]:
        """Terms of taxonomies that mean something of their own, sorted by key."""
        taxonomies = [name for (name,) in self._database.execute("SELECT DISTINCT taxonomy FROM terms ORDER BY 1")]
        for taxonomy in taxonomies:
            for (blob,) in self._database.execute(
                "SELECT record FROM terms WHERE taxonomy = ? ORDER BY key", (taxonomy,)
            ):
                stored = _DECODE(blob)
                if stored.kind not in kinds:
                    break
                yield stored

    def count(self) -> int:
        """Number of distinct terms."""
        count: int = self._database.execute("SELECT count(*) FROM terms").fetchone()[0]
        return count

    def records(self) -> Iterator[TermRecord]:
        """All terms, menus among them, sorted by key, with their parents."""
        self.hidden = 0
        for blob, text, above in self._database.execute(
            "SELECT record, text, above FROM terms LEFT JOIN term_parents USING (key) ORDER BY key"
        ):
            yield self._with_parent(_DECODE(blob), text or "", above)

    def menus(self) -> Iterator[Term]:
        """Terms that are menus, sorted by key."""
        for stored in self._of_kind("menu"):
            yield stored.term

    def authors(self) -> Iterator[Term]:
        """Terms that stand for authors, sorted by key."""
        for stored in self._of_kind("author", "byline"):
            yield stored.term

    def _with_parent(self, stored: Stored, text: str, above: str | None) -> TermRecord:
        term = self._shown(stored)
        losses = stored.losses
        if self._options.public_only:
            named = {row.key for row in term.meta}
            losses = [loss for loss in losses if loss.field in named]
        if text and (above is None or term.key in self._circular):
            why = "it is its own ancestor" if above else f"its parent, {text!r}, is not in the export"
            losses = [*losses, Loss(kind=LossKind.REROOTED_TERM, source=term.key, field="parent", detail=why[:200])]
        elif above is not None:
            term = msgspec.structs.replace(term, parent=above)
        self.hidden += len(stored.term.meta) - len(term.meta)
        return TermRecord(term, losses)

    def _shown(self, stored: Stored) -> Term:
        """The term without what the user wants hidden. Co-Authors Plus writes e-mail addresses into descriptions."""
        options, term = self._options, stored.term
        if not options.hides_emails:
            return term
        meta = tuple(row for row in term.meta if not is_hidden(row.key, row.value, "term", self._rules, options))
        changes: dict[str, Any] = {"meta": meta}
        if stored.kind in ("author", "byline"):
            changes |= {"description": "", "name": options.shown_name(term.name)}
        return msgspec.structs.replace(term, **changes)


def _undeclared(taxonomy: str, kind: str, nicename: str, name: str) -> tuple[object, ...]:
    """Columns of a term that only items name."""
    slug = unquote(nicename)
    key = term_key(taxonomy, nicename)
    term = Term(key=key, taxonomy=taxonomy, slug=slug, name=name or slug, declared=False)
    return (key, taxonomy, slug, term.name, _ENCODE(Stored(kind, term, [])))


def _merged(before: Stored, after: Stored) -> Stored:
    changes = {
        name: getattr(after.term, name)
        for name in ("name", "wp_id", "description", "meta")
        if not getattr(before.term, name) and getattr(after.term, name)
    }
    return Stored(before.kind, msgspec.structs.replace(before.term, **changes), before.losses or after.losses)


def _slug_of(name: str) -> str:
    """A slug for a name that has none, in the manner of WordPress."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-") or "unnamed"
