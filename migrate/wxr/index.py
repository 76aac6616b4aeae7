"""The index: what pass 1 learned about the export, on disk, so that memory does not grow with it.

It is filled once (`add_items`, `add_terms`, ...), settled once (`mappers.first_pass`), and read-only afterwards.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import msgspec

from migrate.model.files import LOOSE, FilePlace, MissingFile
from migrate.model.lookup import Known
from migrate.model.routes import Redirection, Route
from migrate.wxr.index_span import REDIRECTION, NearSpan, near_span, redirection
from migrate.wxr.index_tables import INDEXES, LANGUAGE, SCHEMA, TRANSLATIONS
from migrate.wxr.reader import ItemRange

_ROWS = 256
"""Rows that are hashed at a time."""
KEPT = "kept"
"""State of an item that is part of the run. Others: `duplicate`, `unreadable`, `skipped` (detail: why)."""


class IndexedItem(NamedTuple):
    """One row of the index, in the order of its columns."""

    seq: int
    part: int
    root: int
    start: int
    end: int
    line: int
    closed: int
    state: str
    key: str
    wp_id: int | None
    type: str
    status: str
    visibility: str
    title: str
    link: str
    url: str
    parent: int
    identity: str
    comments: int
    """Number of comments, for the ledger."""
    meta: int
    detail: str
    slug: str
    """As exported."""
    date: str
    """Local time, as exported."""

    @property
    def range(self) -> ItemRange:
        """Its bytes."""
        return ItemRange(self.part, self.root, self.start, self.end, self.line, bool(self.closed))


class IndexShare(NamedTuple):
    """What another process needs to open an index that is filled."""

    path: Path
    author_keys: dict[str, str]
    author_ids: dict[int, str]
    has_repeated_comments: bool

    def open(self) -> Index:
        """The index, read-only."""
        index = Index(self.path, fill=False)
        index.author_keys, index.author_ids = self.author_keys, self.author_ids
        index.has_repeated_comments = self.has_repeated_comments
        return index


class Index:
    """A private SQLite file. `author_keys` is in memory: sites have few authors."""

    def __init__(self, path: Path, *, fill: bool = True) -> None:
        """`fill`: to write, also into one that is there; else it is only read."""
        self.path = path
        if fill:
            is_new = not path.exists()
            self.database = sqlite3.connect(path, isolation_level=None)
            self.database.executescript(
                "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE; PRAGMA cache_size=-4000;"
            )
            if is_new:
                self.database.executescript(SCHEMA)
            self.database.execute("BEGIN")
        else:
            # Immutable: nobody writes while others read, so that no locks are needed.
            address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
            self.database = sqlite3.connect(address, uri=True, isolation_level=None)
            self.database.execute("PRAGMA cache_size=-4000")
        self.author_keys: dict[str, str] = {}
        """login, lower case → key; "" where the author is not part of the run"""
        self.author_ids: dict[int, str] = {}
        self.has_repeated_comments = False
        self.term = lru_cache(maxsize=8192)(self._term)
        self.term_by_id = lru_cache(maxsize=8192)(self._term_by_id)
        self.route = lru_cache(maxsize=1024)(self._route)
        # A number is often asked for several times by one item or two that follow each other: a featured image that
        # the body shows too, the entry that attachments belong to.
        self.item = lru_cache(maxsize=256)(self._item)
        self._near = NearSpan()

    def share(self) -> IndexShare:
        """Have all that was written in the file, so that other processes can read it. What is written from now on they
        do not see."""
        if self.database.in_transaction:
            self.database.execute("COMMIT")
        return IndexShare(self.path, self.author_keys, self.author_ids, self.has_repeated_comments)

    def digest(self) -> str:
        """A hash of all that may be asked of it."""
        digest = blake2b(digest_size=16)
        encode = msgspec.msgpack.Encoder().encode
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'comment_ids' ORDER BY name"
        for (name,) in self.database.execute(tables).fetchall():
            digest.update(name.encode())
            rows = self.database.execute(f"SELECT * FROM {name}")
            while some := rows.fetchmany(_ROWS):
                digest.update(encode(some))
        return digest.hexdigest()

    def close(self) -> None:
        """Close the file; the folder it lies in is removed by whoever made it."""
        self.database.close()

    def add_items(self, items: Iterable[IndexedItem]) -> None:
        """Append rows."""
        self.database.executemany(f"INSERT INTO items VALUES ({','.join('?' * len(IndexedItem._fields))})", items)

    def add_comment_ids(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Append (number of the comment, seq of its item)."""
        self.database.executemany("INSERT INTO comment_ids VALUES (?, ?)", pairs)

    def add_old_slugs(self, pairs: Iterable[tuple[str, int]]) -> None:
        """Append (former slug, seq of its item)."""
        self.database.executemany("INSERT INTO old_slugs VALUES (?, ?)", pairs)

    def add_languages(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """Append (seq of an item, code of its language, what names the group of its translations)."""
        self.database.executemany("INSERT INTO languages VALUES (?, ?, ?)", rows)

    def note_redirecting(self, seq: int) -> None:
        """An item has custom fields that tell of former addresses."""
        self.database.execute("INSERT INTO redirecting VALUES (?)", (seq,))

    def note_split(self, seq: int, pages: int) -> None:
        """An item was shown on several pages."""
        self.database.execute("INSERT INTO split_entries VALUES (?, ?)", (seq, pages))

    def numbers_of(self, key: str) -> list[int]:
        """WordPress's numbers of a term or author."""
        if key.startswith("author/"):
            return [number for number, author in self.author_ids.items() if author == key]
        row = self.database.execute("SELECT wp_id FROM terms WHERE key = ?", (key,)).fetchone()
        return [row[0]] if row and row[0] else []

    def set_addresses(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Once, when keys are settled: (address, key of what stands there, hint); see `mappers.links`."""
        self._begin()
        self.database.executemany("INSERT INTO addresses VALUES (?, ?, ?)", rows)
        self.database.execute("CREATE INDEX addresses_address ON addresses (address)")

    def clear_addresses(self) -> None:
        """Undo `set_addresses`."""
        self.database.execute("DROP INDEX IF EXISTS addresses_address")
        self.database.execute("DELETE FROM addresses")

    def at(self, address: str) -> list[tuple[str, str]]:
        """Keys of what stands at an address, with their hints, in the order of the export: at most a few."""
        found = self.database.execute("SELECT key, hint FROM addresses WHERE address = ? LIMIT 9", (address,))
        return found.fetchall()

    def hosts(self) -> Iterator[str]:
        """The hosts of the addresses that begin with `//`, each once."""
        host = "substr(address, 3, instr(substr(address, 3) || '/', '/') - 1)"
        rows = self.database.execute(f"SELECT DISTINCT {host} FROM addresses WHERE address >= '//' AND address < '/0'")
        return (host for (host,) in rows)

    def set_routes(self, routes: Iterable[Route]) -> None:
        """Replace all routes."""
        self._begin()
        self.database.execute("DELETE FROM routes")
        self.database.executemany("INSERT INTO routes VALUES (?, ?, ?, ?, ?, ?)", routes)
        self.route.cache_clear()
        self._near = NearSpan()

    def come_near(self, first: int, last: int) -> None:
        """Have at hand what will be asked of each of the items from `seq` to `seq`. The index must be settled."""
        self._near = near_span(self.database, first, last)

    def _begin(self) -> None:
        """Be in a transaction: without one every row that is written takes its own."""
        if not self.database.in_transaction:
            self.database.execute("BEGIN")

    def begin_anew(self, unreadable: Iterable[int]) -> None:
        """Forget addresses, which are to be set again, and leave out items by their `seq`."""
        self.clear_addresses()
        self.database.executemany("UPDATE items SET state = 'unreadable' WHERE seq = ?", [(seq,) for seq in unreadable])
        self.item.cache_clear()

    def _route(self, key: str) -> Route | None:
        """See Routes."""
        if key in self._near.keys:
            return self._near.routes.get(key)
        row = self.database.execute("SELECT * FROM routes WHERE key = ?", (key,)).fetchone()
        return Route(*row) if row else None

    def has_path(self, path: str) -> bool:
        """See Routes."""
        return self.database.execute("SELECT 1 FROM routes WHERE path = ?", (path,)).fetchone() is not None

    def redirects_of(self, owner: str) -> list[Redirection]:
        """See Routes."""
        if owner in self._near.keys:
            return self._near.redirects.get(owner, [])
        rows = self.database.execute(f"SELECT {REDIRECTION} FROM redirects WHERE owner = ? ORDER BY rank", (owner,))
        return [redirection(row) for row in rows]

    def redirects(self) -> Iterator[Redirection]:
        """See Routes."""
        rows = self.database.execute(f"SELECT {REDIRECTION} FROM redirects WHERE public ORDER BY rank")
        yield from map(redirection, rows)

    def redirect_losses(self, owner: str) -> list[tuple[str, str]]:
        """Kinds and details of the redirects of a record that lead nowhere."""
        if owner in self._near.keys:
            return self._near.losses.get(owner, [])
        found = self.database.execute("SELECT kind, detail FROM redirect_losses WHERE owner = ?", (owner,))
        return found.fetchall()

    def language(self, key: str) -> str:
        """See Routes."""
        row = self.database.execute(LANGUAGE, (key, key)).fetchone()
        return row[0] if row else ""

    def translations(self, key: str) -> list[tuple[str, Route]]:
        """See Routes."""
        found = self.database.execute(TRANSLATIONS, (key,))
        return [(language, Route(*row)) for language, *row in found]

    def set_files(self, places: Iterable[FilePlace], missing: Iterable[MissingFile]) -> None:
        """Replace what is known of files. All places are taken before it is asked what is missing."""
        self._begin()
        self.database.execute("CREATE INDEX IF NOT EXISTS routes_path ON routes (path)")
        self.database.execute("DELETE FROM files")
        self.database.execute("DELETE FROM missing_files")
        self.database.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", places)
        self.database.executemany("INSERT INTO missing_files VALUES (?, ?, ?)", missing)

    def file(self, key: str) -> FilePlace | None:
        """See Files."""
        row = self.database.execute("SELECT * FROM files WHERE key = ?", (key,)).fetchone()
        return FilePlace(*row) if row else None

    def loose_files(self) -> Iterator[FilePlace]:
        """Places of the files that no attachment brings, sorted by key."""
        for row in self.database.execute("SELECT * FROM files WHERE key LIKE ? ORDER BY key", (f"{LOOSE}%",)):
            yield FilePlace(*row)

    def missing_files(self, source: str) -> list[MissingFile]:
        """Files of a record that could not be had."""
        if source in self._near.keys:
            return self._near.missing.get(source, [])
        rows = self.database.execute("SELECT * FROM missing_files WHERE source = ? ORDER BY rowid", (source,))
        return [MissingFile(*row) for row in rows]

    def build_indexes(self) -> None:
        """Once, after all rows are in."""
        self.database.executescript(INDEXES)

    def settle(self) -> None:
        """Nothing is added any more: find comments whose number an earlier item used, whether it is left out or not."""
        self.database.execute(
            "INSERT INTO repeated_comments SELECT repeated.wp_id, items.key FROM"
            " (SELECT c.wp_id AS wp_id, min(c.seq) AS seq FROM comment_ids c"
            "  JOIN items i ON i.seq = c.seq AND i.state NOT IN ('duplicate', 'unreadable')"
            "  GROUP BY c.wp_id HAVING count(DISTINCT c.seq) > 1)"
            " AS repeated JOIN items ON items.seq = repeated.seq"
        )
        row = self.database.execute("SELECT EXISTS (SELECT 1 FROM repeated_comments)").fetchone()
        self.has_repeated_comments = bool(row[0])
        self.term.cache_clear()
        self.term_by_id.cache_clear()
        self.item.cache_clear()

    def items(self, where: str = "1", parameters: tuple[object, ...] = ()) -> Iterator[IndexedItem]:
        """Rows in the order of the export. `where` is SQL of ours, never of the export's."""
        cursor = self.database.execute(f"SELECT * FROM items WHERE {where} ORDER BY seq", parameters)
        for row in cursor:
            yield IndexedItem(*row)

    def sizes(self, where: str, parameters: tuple[object, ...] = ()) -> Iterator[tuple[int, int]]:
        """`seq` and bytes of the rows that `items` gives."""
        return self.database.execute(f'SELECT seq, "end" - start FROM items WHERE {where} ORDER BY seq', parameters)

    def _item(self, wp_id: int, root: int) -> Known | None:
        """See Lookup."""
        rows = self.database.execute(
            "SELECT root, key, type, title, link, url, visibility, state FROM items"
            " WHERE wp_id = ? AND state != 'duplicate' ORDER BY seq",
            (wp_id,),
        ).fetchall()
        # There is hardly ever more than one, and SQLite takes a third of its time to make ready to sort them otherwise.
        rows.sort(key=lambda row: (row[0] != root, row[-1] != KEPT))
        return _known(rows[0][1:] if rows else None)

    def item_by_key(self, key: str) -> Known | None:
        """See Lookup."""
        row = self.database.execute(
            "SELECT key, type, title, link, url, visibility, state FROM items WHERE key = ?"
            " ORDER BY state != ? LIMIT 1",
            (key, KEPT),
        ).fetchone()
        return _known(row)

    def _term(self, taxonomy: str, slug: str, name: str) -> str | None:
        """See Lookup."""
        if slug:
            row = self.database.execute("SELECT key FROM terms WHERE key = ?", (term_key(taxonomy, slug),)).fetchone()
        else:
            row = self.database.execute(
                "SELECT key FROM terms WHERE taxonomy = ? AND name = ? ORDER BY key LIMIT 1", (taxonomy, name)
            ).fetchone()
        return row[0] if row else None

    def _term_by_id(self, wp_id: int, taxonomy: str = "") -> str | None:
        """See Lookup. Before WordPress 4.2 terms of several taxonomies shared a number: `taxonomy` is preferred."""
        row = self.database.execute(
            "SELECT key FROM terms WHERE wp_id = ? ORDER BY taxonomy != ?, key LIMIT 1", (wp_id, taxonomy)
        ).fetchone()
        return row[0] if row else None

    def term_name(self, key: str) -> str:
        """Name of the term with a key; empty when there is none."""
        row = self.database.execute("SELECT name FROM terms WHERE key = ?", (key,)).fetchone()
        return row[0] if row else ""

    def author(self, login: str) -> str | None:
        """See Lookup."""
        return self.author_keys.get(login.strip().lower()) or None

    def author_by_id(self, wp_id: int) -> str | None:
        """See Lookup."""
        return self.author_ids.get(wp_id)

    def comment_is_repeated(self, wp_id: int, item_key: str) -> bool:
        """See Lookup."""
        if not self.has_repeated_comments:
            return False
        row = self.database.execute("SELECT first_key FROM repeated_comments WHERE wp_id = ?", (wp_id,)).fetchone()
        return row is not None and row[0] != item_key


def _known(row: tuple[str, str, str, str, str, str, str] | None) -> Known | None:
    if row is None:
        return None
    key, *facts, state = row
    return Known(key if state == KEPT else "", *facts)


def term_key(taxonomy: str, slug: str) -> str:
    """Key of a term; slugs are percent-encoded in exports, and compared decoded."""
    return f"term/{taxonomy}/{unquote(slug) if '%' in slug else slug}"
