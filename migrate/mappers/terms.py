"""Terms of all taxonomies: declared ones merged by taxonomy and slug, those that only items name, and their hierarchy.

They live in the index while they are collected, so that a shop with a hundred thousand tags costs no memory.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

import msgspec

from migrate.mappers.meta import Fields, read_meta, whole_number
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Term
from migrate.model.rules import Rules
from migrate.wxr.index import Index, term_key
from migrate.wxr.items import RawCategory, RawTerm

_MENTIONS = 4096
"""Mentions that are held back before they are written, so that each term is written about once."""


class Stored(msgspec.Struct, array_like=True):
    """A term in the index, before its parent is known."""

    raw_parent: str
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

    def __init__(self, index: Index, rules: Rules) -> None:
        self._database: sqlite3.Connection = index.database
        self._rules = rules
        self._mentioned: dict[tuple[str, str, str], None] = {}
        self._bare: set[tuple[str, str]] = set()
        self.declared = 0
        self.repeated = 0

    def mention(self, taxonomy: str, category: RawCategory) -> None:
        """An item's category. One without a slug (before 2.5) is looked up by its name, at the end."""
        if not category.nicename:
            if category.name:
                self._bare.add((taxonomy, category.name))
            return
        mention = (taxonomy, category.nicename, category.name)
        if mention not in self._mentioned:
            self._mentioned[mention] = None
            if len(self._mentioned) >= _MENTIONS:
                self._write_mentions()

    def _write_mentions(self) -> None:
        self._database.executemany(
            "INSERT OR IGNORE INTO terms VALUES (?, ?, ?, ?, NULL, 0, ?)",
            (self._undeclared(taxonomy, slug, name) for taxonomy, slug, name in self._mentioned),
        )
        self._mentioned.clear()

    def _undeclared(self, taxonomy: str, nicename: str, name: str) -> tuple[object, ...]:
        slug = unquote(nicename)
        key = term_key(taxonomy, nicename)
        term = Term(key=key, taxonomy=taxonomy, slug=slug, name=name or slug, declared=False)
        return (key, taxonomy, slug, term.name, _ENCODE(Stored("", term, [])))

    def declare(self, raws: Iterable[RawTerm]) -> None:
        """`<wp:category>`, `<wp:tag>` and `<wp:term>`, after all items; a repeated one only fills in what was missing."""
        self._write_mentions()
        for raw in raws:
            self.declared += 1
            taxonomy = raw.taxonomy or "category"
            slug = raw.slug or _slug_of(raw.name)
            key = term_key(taxonomy, slug)
            losses: list[Loss] = []
            term = Term(
                key=key,
                taxonomy=taxonomy,
                slug=unquote(slug),
                name=raw.name or unquote(slug),
                wp_id=whole_number(raw.id),
                description=raw.description,
                meta=read_meta(raw.meta, key, losses),
            )
            language = Fields("term", term.meta, self._rules).text("language") if term.meta else ""
            if language:
                term = msgspec.structs.replace(term, language=language)
            stored = Stored(raw.parent, term, losses)
            before = self._get(key)
            if before is not None and before.term.declared:
                self.repeated += 1
                stored = _merged(before, stored)
            self._database.execute(
                "INSERT OR REPLACE INTO terms VALUES (?, ?, ?, ?, ?, 1, ?)",
                (key, taxonomy, term.slug, stored.term.name, stored.term.wp_id, _ENCODE(stored)),
            )

    def resolve_bare(self) -> None:
        """Names without slugs, which no declared term carries, become terms."""
        for taxonomy, name in sorted(self._bare):
            known = self._database.execute(
                "SELECT 1 FROM terms WHERE taxonomy = ? AND name = ?", (taxonomy, name)
            ).fetchone()
            if known is None:
                self._mentioned[(taxonomy, _slug_of(name), name)] = None
        self._write_mentions()

    def _get(self, key: str) -> Stored | None:
        row = self._database.execute("SELECT record FROM terms WHERE key = ?", (key,)).fetchone()
        return _DECODE(row[0]) if row else None

    def count(self) -> int:
        """Number of distinct terms."""
        count: int = self._database.execute("SELECT count(*) FROM terms").fetchone()[0]
        return count

    def records(self) -> Iterator[TermRecord]:
        """All terms, menus among them, sorted by key, with their parents."""
        for (blob,) in self._database.execute("SELECT record FROM terms ORDER BY key"):
            yield self._with_parent(_DECODE(blob))

    def menus(self) -> Iterator[Term]:
        """Terms that are menus, sorted by key."""
        for taxonomy, blob in self._database.execute("SELECT taxonomy, record FROM terms ORDER BY key"):
            if self._rules.taxonomy(taxonomy).kind == "menu":
                yield _DECODE(blob).term

    def _with_parent(self, stored: Stored) -> TermRecord:
        term = stored.term
        if not stored.raw_parent or stored.raw_parent == "0":
            return TermRecord(term, stored.losses)
        parent = self._parent_key(term.taxonomy, stored.raw_parent)
        if parent is None:
            why = f"its parent, {stored.raw_parent!r}, is not in the export"
        elif self._leads_back(parent, term.key):
            why = "it is its own ancestor"
        else:
            return TermRecord(msgspec.structs.replace(term, parent=parent), stored.losses)
        loss = Loss(kind=LossKind.REROOTED_TERM, source=term.key, field="parent", detail=why[:200])
        return TermRecord(term, [*stored.losses, loss])

    def _parent_key(self, taxonomy: str, text: str) -> str | None:
        """WXR 1.1 and later name a parent by slug, 1.0 by name."""
        key = term_key(taxonomy, text)
        row = self._database.execute("SELECT key FROM terms WHERE key = ?", (key,)).fetchone()
        if row is None:
            row = self._database.execute(
                "SELECT key FROM terms WHERE taxonomy = ? AND name = ? ORDER BY declared DESC, key LIMIT 1",
                (taxonomy, text),
            ).fetchone()
        return row[0] if row else None

    def _leads_back(self, above: str | None, key: str) -> bool:
        seen: set[str] = set()
        while above is not None and above not in seen:
            if above == key:
                return True
            seen.add(above)
            stored = self._get(above)
            if stored is None or not stored.raw_parent:
                return False
            above = self._parent_key(stored.term.taxonomy, stored.raw_parent)
        return False


def _merged(before: Stored, after: Stored) -> Stored:
    changes = {
        name: getattr(after.term, name)
        for name in ("name", "wp_id", "description", "language", "meta")
        if not getattr(before.term, name) and getattr(after.term, name)
    }
    return Stored(
        before.raw_parent or after.raw_parent,
        msgspec.structs.replace(before.term, **changes),
        before.losses or after.losses,
    )


def _slug_of(name: str) -> str:
    """A slug for a name that has none, in the manner of WordPress."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-") or "unnamed"
