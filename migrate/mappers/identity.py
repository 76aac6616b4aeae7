"""Keys of items whose number is missing or used twice.

The same number with the same content is one item and a duplicate; a menu item may sit in several menus; the same number
with other content keeps both, the later under a key of our own, made from what stays the same in a newer export.
"""

from __future__ import annotations

import hashlib

import msgspec

from migrate.wxr.index import KEPT, Index, IndexedItem
from migrate.wxr.items import RawItem
from migrate.wxr.reader import Reader

DUPLICATE = "duplicate"



def give_keys(index: Index, reader: Reader) -> None:
    """Settle keys and duplicates among the rows of the index."""
    repeated = index.database.execute(
        "SELECT wp_id FROM items WHERE state != 'unreadable' AND wp_id > 0 GROUP BY wp_id HAVING count(*) > 1"
    ).fetchall()
    for (wp_id,) in repeated:
        _settle(list(index.items("wp_id = ? AND state != 'unreadable'", (wp_id,))), index, reader)
    nameless = list(index.items("state != 'unreadable' AND (wp_id IS NULL OR wp_id <= 0)"))
    if nameless:
        by_identity: dict[str, list[IndexedItem]] = {}
        for row in nameless:
            by_identity.setdefault(row.identity, []).append(row)
        for rows in by_identity.values():
            _settle(rows, index, reader)


def own_key(row: IndexedItem, ordinal: int) -> str:
    """`entry/12~` and ten digits of a hash, or `entry/~...` for an item without a number."""
    digest = hashlib.blake2b(row.identity.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
    return f"{row.key}~{digest}" + (f".{ordinal}" if ordinal > 1 else "")


def _settle(rows: list[IndexedItem], index: Index, reader: Reader) -> None:
    """Rows that share a number, or, without one, an identity."""
    distinct: list[tuple[IndexedItem, RawItem | None]] = []
    used: set[str] = set()
    for row in rows:
        item = _comparable(row, reader)
        if any(known == item for _, known in distinct if item is not None):
            index.database.execute(
                "UPDATE items SET state = ? WHERE seq = ?", (DUPLICATE, row.seq)
            )
            continue
        plain = row.wp_id is not None and row.wp_id > 0
        key = row.key if plain and row.key not in used else ""
        if not key and row.key.startswith("menu-item/") and (menu := _menu_of(item, distinct)):
            key = f"{row.key}~{menu}"
        ordinal = 1
        while not key or key in used:
            key = own_key(row, ordinal)
            ordinal += 1
        used.add(key)
        distinct.append((row, item))
        if key != row.key:
            detail = row.detail or ("" if row.state != KEPT else "repeated id" if plain else "")
            index.database.execute("UPDATE items SET key = ?, detail = ? WHERE seq = ?", (key, detail, row.seq))


def _comparable(row: IndexedItem, reader: Reader) -> RawItem | None:
    """The item without its place, so that two can be compared; None when it cannot be read."""
    parsed = reader.parse(row.range)
    if not isinstance(parsed, RawItem):
        return None
    return msgspec.structs.replace(parsed, place=parsed.place._replace(file="", offset=0, length=0, line=0), repairs=())


def _menu_of(item: RawItem | None, distinct: list[tuple[IndexedItem, RawItem | None]]) -> str:
    """The other menu of an item that differs from one before in nothing but its menu."""
    if item is None:
        return ""
    bare = msgspec.structs.replace(item, categories=())
    for _, known in distinct:
        if known is not None and msgspec.structs.replace(known, categories=()) == bare:
            return next((category.nicename for category in item.categories), "")
    return ""
