"""What is remembered of an export until all is read: items, references, terms, comments; on disk, flat in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from migrate.wxr.reader import ItemRange

_SCHEMA = """
CREATE TABLE items (
    seq INTEGER PRIMARY KEY, part INTEGER, root INTEGER, start INTEGER, "end" INTEGER, line INTEGER, closed INTEGER,
    wp_id INTEGER, type TEXT, status TEXT, slug TEXT, parent INTEGER, title TEXT, guid TEXT, path TEXT, file TEXT,
    digest INTEGER, mended INTEGER
);
CREATE TABLE refs (
    code TEXT, seq INTEGER, n INTEGER, space TEXT, target, message TEXT, path TEXT, at INTEGER, length INTEGER
);
CREATE TABLE comments (wp_id INTEGER, seq INTEGER, nth INTEGER);
CREATE TABLE terms (slug TEXT PRIMARY KEY, wp_id INTEGER, parent TEXT) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX items_wp_id ON items (wp_id);
CREATE INDEX items_path ON items (path);
CREATE INDEX items_file ON items (file);
CREATE INDEX items_slug ON items (slug);
CREATE INDEX comments_wp_id ON comments (wp_id);
"""
_BATCH = 1024


class ItemRow(NamedTuple):
    """One item, in the order of the table's columns."""

    seq: int
    part: int
    root: int
    start: int
    end: int
    line: int
    closed: int
    wp_id: int | None
    type: str
    status: str
    slug: str
    parent: int
    title: str
    guid: str
    path: str
    """Path of its address on the site, with a slash at both ends; empty where it has none of its own."""
    file: str
    """Of an attachment: its file below the uploads folder, without a size in its name."""
    digest: int
    """Of its bytes."""
    mended: int
    """Whether it needed repairs."""

    @property
    def range(self) -> ItemRange:
        """Its bytes."""
        return ItemRange(self.part, self.root, self.start, self.end, self.line, bool(self.closed))


class ReferenceRow(NamedTuple):
    """One reference, in the order of the table's columns."""

    code: str
    seq: int
    n: int
    space: str
    target: int | str
    message: str
    path: str
    at: int
    length: int


class Tables:
    """A private SQLite file: filled item by item, then asked."""

    def __init__(self, path: Path) -> None:
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE; PRAGMA cache_size=-4000;"
        )
        self.database.executescript(_SCHEMA)
        self.database.execute("BEGIN")
        self._items: list[ItemRow] = []
        self._refs: list[ReferenceRow] = []
        self._comments: list[tuple[int, int, int]] = []

    def close(self) -> None:
        """Close the file; whoever made its folder removes it."""
        self.database.close()

    def add(self, row: ItemRow, refs: list[ReferenceRow], comments: list[tuple[int, int, int]]) -> None:
        """One item with what it names, and the numbers of its comments."""
        self._items.append(row)
        self._refs += refs
        self._comments += comments
        if len(self._items) >= _BATCH or len(self._refs) >= _BATCH * 4 or len(self._comments) >= _BATCH * 4:
            self._flush()

    def add_refs(self, refs: list[ReferenceRow]) -> None:
        """References of what is no item."""
        self._refs += refs

    def add_terms(self, rows: Iterable[tuple[str, int | None, str]]) -> None:
        """`taxonomy/slug`, number, slug of the parent; a repeated one is kept as it was first."""
        self.database.executemany("INSERT OR IGNORE INTO terms VALUES (?, ?, ?)", rows)

    def _flush(self) -> None:
        places = {name: ",".join("?" * len(shape._fields)) for name, shape in (("i", ItemRow), ("r", ReferenceRow))}
        self.database.executemany(f"INSERT INTO items VALUES ({places['i']})", self._items)
        self.database.executemany(f"INSERT INTO refs VALUES ({places['r']})", self._refs)
        self.database.executemany("INSERT INTO comments VALUES (?, ?, ?)", self._comments)
        self._items.clear()
        self._refs.clear()
        self._comments.clear()

    def settle(self) -> None:
        """All is in."""
        self._flush()
        self.database.executescript(_INDEXES)

    def item(self, seq: int) -> ItemRow:
        """The item with a number of ours."""
        return ItemRow(*self.database.execute("SELECT * FROM items WHERE seq = ?", (seq,)).fetchone())

    def items(self, where: str, parameters: tuple[object, ...] = ()) -> Iterator[ItemRow]:
        """Items in order. `where` is SQL of ours, never of the export's."""
        for row in self.database.execute(f"SELECT * FROM items WHERE {where} ORDER BY seq", parameters):
            yield ItemRow(*row)

    def has_item(self, wp_id: int) -> bool:
        """Whether an item has this number."""
        return self.database.execute("SELECT 1 FROM items WHERE wp_id = ?", (wp_id,)).fetchone() is not None

    def dangling(self) -> Iterator[ReferenceRow]:
        """References to what is not in the export, in the order of the items."""
        for row in self.database.execute(_DANGLING):
            yield ReferenceRow(*row)


_MISSING = {
    "item": "NOT EXISTS (SELECT 1 FROM items i WHERE i.wp_id = r.target)",
    "menu": "NOT EXISTS (SELECT 1 FROM items i WHERE i.wp_id = r.target AND i.type = 'nav_menu_item')",
    "media": "EXISTS (SELECT 1 FROM items i WHERE i.wp_id = r.target)"
    " AND NOT EXISTS (SELECT 1 FROM items i WHERE i.wp_id = r.target AND i.type = 'attachment')",
    "path": "NOT EXISTS (SELECT 1 FROM items i WHERE i.path = r.target)",
    "file": "NOT EXISTS (SELECT 1 FROM items i WHERE i.file = r.target)"
    " AND EXISTS (SELECT 1 FROM items i WHERE i.type = 'attachment')",
    "term": "NOT EXISTS (SELECT 1 FROM terms t WHERE t.slug = r.target)",
    "author": "NOT EXISTS (SELECT 1 FROM temp.logins l WHERE l.login = r.target)",
}
"""Space → when a reference has no target."""
_DANGLING = (
    "SELECT * FROM refs r WHERE CASE r.space "
    + " ".join(f"WHEN '{space}' THEN {condition}" for space, condition in _MISSING.items())
    + " END ORDER BY seq, n"
)
