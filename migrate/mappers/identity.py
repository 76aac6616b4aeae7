"""Keys of items whose number is missing or used twice.

The same number with the same content is one item and a duplicate; a menu item may sit in several menus; the same number
with other content keeps both, the later under a key of our own, made from what stays the same in a newer export.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from hashlib import blake2b
from itertools import groupby
from urllib.parse import unquote

import msgspec

from migrate.model.rules import Rules
from migrate.wxr.index import KEPT, Index, IndexedItem
from migrate.wxr.items import RawItem
from migrate.wxr.outline import Outline
from migrate.wxr.reader import Reader

DUPLICATE = "duplicate"
REPEATED = "repeated id"
"""Detail of a kept item whose number an earlier one has too."""
_PLAIN_SLUG = re.compile(r"[\w-]{1,100}")
_NUMBERED = (
    "state != 'unreadable' AND wp_id > 0 AND wp_id IN"
    " (SELECT wp_id FROM items WHERE state != 'unreadable' AND wp_id > 0 GROUP BY wp_id HAVING count(*) > 1)"
)
_NAMELESS = "state != 'unreadable' AND (wp_id IS NULL OR wp_id <= 0)"
_encode = msgspec.msgpack.Encoder().encode


def identity_of(outline: Outline) -> str:
    """What stays the same of an item, as far as one can tell, when a newer export says something else about it."""
    where = outline.guid or outline.link
    title = "" if where or outline.slug else outline.title
    return "|".join((outline.type, where, outline.slug, title, outline.date))


def own_key(row: IndexedItem, ordinal: int) -> str:
    """`entry/12~` and 16 digits of a hash, or `entry/~...` for an item without a number."""
    digest = blake2b(row.identity.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{row.key}~{digest}" + (f".{ordinal}" if ordinal > 1 else "")


def give_keys(index: Index, reader: Reader, rules: Rules) -> None:
    """Settle keys and duplicates among the rows of the index. Memory does not grow with their number."""
    execute = index.database.execute
    execute("CREATE TEMP TABLE contents (number, digest BLOB, PRIMARY KEY (number, digest)) WITHOUT ROWID")
    execute("CREATE TEMP TABLE settled (seq INTEGER PRIMARY KEY, state TEXT, key TEXT, detail TEXT)")
    settle = _Settler(index.database, reader, rules)
    for where, order in ((_NUMBERED, "wp_id, seq"), (_NAMELESS, "identity, seq")):
        rows = map(IndexedItem._make, execute(f"SELECT * FROM items WHERE {where} ORDER BY {order}"))
        for number, (_, group) in enumerate(groupby(rows, key=_shared)):
            settle.begin(number)
            for row in group:
                settle.take(row)
        execute("DELETE FROM temp.contents")
    for column in ("state", "key", "detail"):
        execute(
            f"UPDATE items SET {column} = (SELECT {column} FROM temp.settled WHERE settled.seq = items.seq)"
            " WHERE seq IN (SELECT seq FROM temp.settled)"
        )
    execute("DROP TABLE temp.contents")
    execute("DROP TABLE temp.settled")


def _has_number(row: IndexedItem) -> bool:
    return row.wp_id is not None and row.wp_id > 0


def _shared(row: IndexedItem) -> int | str | None:
    """What the rows of a group have in common."""
    return row.wp_id if _has_number(row) else row.identity


class _Settler:
    """Goes through groups of rows that share a number, or, without one, an identity."""

    def __init__(self, database: sqlite3.Connection, reader: Reader, rules: Rules) -> None:
        self._database = database
        self._reader = reader
        self._rules = rules
        self._number = 0
        self._first = True
        self._used: Counter[str] = Counter()
        """Key without its ordinal → how many rows have it."""

    def begin(self, number: int) -> None:
        """A new group."""
        self._number = number
        self._first = True
        self._used.clear()

    def take(self, row: IndexedItem) -> None:
        """The next row of the group."""
        item = self._comparable(row)
        state, key, detail = row.state, row.key, row.detail
        if item is not None and not self._is_new(item):
            state = DUPLICATE
        else:
            menu = self._other_menu(row, item)
            key = self._key(row, menu)
            if not self._first and _has_number(row) and not menu:
                detail = detail or (REPEATED if state == KEPT else "")
            self._first = False
        if (state, key, detail) != (row.state, row.key, row.detail):
            self._database.execute("INSERT INTO temp.settled VALUES (?, ?, ?, ?)", (row.seq, state, key, detail))

    def _key(self, row: IndexedItem, menu: str) -> str:
        if _has_number(row) and not self._used[row.key]:
            self._used[row.key] += 1
            return row.key
        if menu and not self._used[in_menu := f"{row.key}~{menu}"]:
            self._used[in_menu] += 1
            return in_menu
        plain = own_key(row, 1)
        self._used[plain] += 1
        return own_key(row, self._used[plain])

    def _is_new(self, item: RawItem) -> bool:
        return self._note(_digest(item))

    def _note(self, digest: bytes) -> bool:
        """Remember a digest; whether the group has not had it."""
        insert = "INSERT OR IGNORE INTO temp.contents VALUES (?, ?)"
        return self._database.execute(insert, (self._number, digest)).rowcount > 0

    def _other_menu(self, row: IndexedItem, item: RawItem | None) -> str:
        """The menu of an item that differs from one before in nothing but its menu."""
        if item is None or not row.key.startswith("menu-item/"):
            return ""
        if self._note(b"but its menu:" + _digest(msgspec.structs.replace(item, categories=()))):
            return ""
        menus = (one.nicename for one in item.categories if self._rules.taxonomy(one.domain).kind == "menu")
        slug = unquote(next(menus, ""))
        # Targets tell further memberships by an `@` in the key, so none may come out of a slug.
        return slug if _PLAIN_SLUG.fullmatch(slug) else blake2b(slug.encode(), digest_size=8).hexdigest()

    def _comparable(self, row: IndexedItem) -> RawItem | None:
        """The item without its place, so that two can be compared; None when it cannot be read."""
        parsed = self._reader.parse(row.range)
        if not isinstance(parsed, RawItem):
            return None
        place = parsed.place._replace(file="", offset=0, length=0, line=0)
        return msgspec.structs.replace(parsed, place=place, repairs=())


def _digest(item: RawItem) -> bytes:
    return blake2b(_encode(item), digest_size=16).digest()
