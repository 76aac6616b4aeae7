"""The files that a run wants, and what became of each: a table beside the index, so that memory does not grow."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from migrate.media.names import folded
from migrate.media.reasons import Reason

HAD = "had"
OPEN = "open"

_SCHEMA = """
CREATE TABLE wanted (
    number INTEGER PRIMARY KEY, key TEXT UNIQUE, url TEXT, host TEXT, path TEXT, upload TEXT, alternatives TEXT,
    owner TEXT, bytes INTEGER, public INTEGER, folded TEXT,
    state TEXT, detail TEXT, file TEXT, digest BLOB, size INTEGER, got TEXT
);
CREATE TABLE shown_files (key TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_INDEXES = (
    "CREATE INDEX wanted_host ON wanted (host, state, number); CREATE INDEX wanted_folded ON wanted (folded);"
    " CREATE INDEX wanted_path ON wanted (path);"
)
_FIELDS = "key, url, host, path, upload, alternatives, owner, bytes, public"


class MediaWanted(NamedTuple):
    """A file that the export names."""

    key: str
    """Of the attachment (`media/12`), or `file/` and the address as the index keeps it."""
    url: str
    """Where the original was: absolute, without query; empty where the export does not say."""
    host: str
    path: str
    """Below the site's home (`wp-content/uploads/2021/09/photo.jpg`), as the export writes it: not to be trusted."""
    upload: str
    """Below the uploads folder (`2021/09/photo.jpg`); empty for what is no upload. Never leads out of it."""
    alternatives: tuple[str, ...] = ()
    """Other addresses to try, best first: the upload behind an edited image, its largest copy, Photon's."""
    owner: str = ""
    """Key of the entry that it was uploaded to, or that shows it first."""
    bytes: int | None = None
    """Its size, where the export says it."""
    public: bool = True
    """Whether visitors of the old site saw it: it belongs to an entry that is public, or one shows it."""


class Cached(NamedTuple):
    """A file that was had, as it lies on this machine."""

    file: Path
    digest: bytes
    """SHA-256."""
    size: int
    got: str = ""
    """The address or path that it came from."""


class Missing(NamedTuple):
    """A file that could not be had."""

    wanted: MediaWanted
    reason: Reason
    detail: str


class WantedFiles:
    """The table. `database` may be the index's; it has no table of the name."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        # One by one: a script would end the transaction that the index is filled in.
        for statement in f"DROP TABLE IF EXISTS wanted; DROP TABLE IF EXISTS shown_files;{_SCHEMA}{_INDEXES}".split(
            ";"
        ):
            self._database.execute(statement)

    def add(self, wanted: MediaWanted) -> bool:
        """Note a file; False where one with this key is noted already."""
        row = (
            *(*wanted[:5], "\n".join(wanted.alternatives), *wanted[6:]),
            *(folded(wanted.upload), OPEN),
        )
        cursor = self._database.execute(
            f"INSERT OR IGNORE INTO wanted ({_FIELDS}, folded, state) VALUES (?,?,?,?,?,?,?,?,?,?,?)", row
        )
        return cursor.rowcount > 0

    def show(self, key: str) -> None:
        """Note that visitors see a file, which may be noted later."""
        self._database.execute("INSERT OR IGNORE INTO shown_files VALUES (?)", (key,))

    def settle_shown(self) -> None:
        """All are noted: those that visitors see are public."""
        self._database.execute("UPDATE wanted SET public = 1 WHERE key IN (SELECT key FROM shown_files)")

    def count(self, state: str | None = None) -> int:
        """How many there are, in a state."""
        where, values = ("1", ()) if state is None else ("state = ?", (state,))
        found: int = self._database.execute(f"SELECT count(*) FROM wanted WHERE {where}", values).fetchone()[0]
        return found

    def hosts(self) -> list[str]:
        """Hosts of files that are still to be had, in the order of the export."""
        rows = self._database.execute("SELECT host FROM wanted WHERE state = 'open' GROUP BY host ORDER BY min(number)")
        return [host for (host,) in rows]

    def uploaded_to(self) -> list[str]:
        """Hosts that attachments themselves name."""
        rows = self._database.execute("SELECT DISTINCT host FROM wanted WHERE key LIKE 'media/%' ORDER BY host")
        return [host for (host,) in rows]

    def next_open(self, after: int, host: str | None = None) -> tuple[int, MediaWanted] | None:
        """The first file that is still to be had, of a host, with a number above `after`; and its number."""
        where, values = ("", (after,)) if host is None else (" AND host = ?", (after, host))
        row = self._database.execute(
            f"SELECT number, {_FIELDS} FROM wanted WHERE state = 'open' AND number > ?{where} ORDER BY number LIMIT 1",
            values,
        ).fetchone()
        return (row[0], _wanted(row[1:])) if row else None

    def every_open(self) -> Iterator[MediaWanted]:
        """All that are still to be had; each may be settled before the next is asked for."""
        number = 0
        while (found := self.next_open(number)) is not None:
            number, wanted = found
            yield wanted

    def by_upload(self, upload: str) -> list[MediaWanted]:
        """Files still to be had with this path below the uploads folder, the same in case before others."""
        rows = self._database.execute(
            f"SELECT {_FIELDS} FROM wanted WHERE folded = ? AND state = 'open' ORDER BY upload != ?, number",
            (folded(upload), upload),
        )
        return [_wanted(row) for row in rows.fetchall()]

    def by_path(self, path: str) -> list[MediaWanted]:
        """Files still to be had with this path below the site's home."""
        rows = self._database.execute(
            f"SELECT {_FIELDS} FROM wanted WHERE path = ? AND state = 'open' ORDER BY number", (path,)
        )
        return [_wanted(row) for row in rows.fetchall()]

    def had(self, key: str, cached: Cached) -> None:
        """A file was had."""
        self._database.execute(
            "UPDATE wanted SET state = 'had', detail = '', file = ?, digest = ?, size = ?, got = ? WHERE key = ?",
            (str(cached.file), cached.digest, cached.size, cached.got, key),
        )

    def missing(self, key: str, reason: Reason, detail: str = "") -> None:
        """A file cannot be had."""
        self._database.execute("UPDATE wanted SET state = ?, detail = ? WHERE key = ?", (reason.value, detail, key))

    def missing_on(self, host: str, reason: Reason, detail: str = "") -> None:
        """None of what is still to be had from a host can be."""
        self._database.execute(
            "UPDATE wanted SET state = ?, detail = ? WHERE host = ? AND state = 'open'", (reason.value, detail, host)
        )

    def cached(self, key: str) -> Cached | None:
        """The file with a key; None for what was not had."""
        row = self._database.execute(
            "SELECT file, digest, size, got FROM wanted WHERE key = ? AND state = 'had'", (key,)
        ).fetchone()
        return Cached(Path(row[0]), row[1], row[2], row[3]) if row else None

    def every_had(self) -> Iterator[MediaWanted]:
        """All that were had, in the order of the export."""
        for row in self._database.execute(f"SELECT {_FIELDS} FROM wanted WHERE state = 'had' ORDER BY number"):
            yield _wanted(row)

    def every_missing(self) -> Iterator[Missing]:
        """All that could not be had, in the order of the export."""
        for row in self._database.execute(
            f"SELECT {_FIELDS}, state, detail FROM wanted WHERE state NOT IN ('had', 'open') ORDER BY number"
        ):
            yield Missing(_wanted(row[:-2]), Reason(row[-2]), row[-1])

    def sizes(self) -> tuple[int, int]:
        """Bytes of all files that were had, and of those that differ from each other."""
        every = "SELECT coalesce(sum(size), 0) FROM wanted WHERE state = 'had'"
        once = "SELECT coalesce(sum(size), 0) FROM (SELECT DISTINCT digest, size FROM wanted WHERE state = 'had')"
        return self._database.execute(every).fetchone()[0], self._database.execute(once).fetchone()[0]


def _wanted(row: tuple[str, str, str, str, str, str, str, int | None, int]) -> MediaWanted:
    key, url, host, path, upload, alternatives, owner, size, public = row
    others = tuple(filter(None, alternatives.split("\n")))
    return MediaWanted(key, url, host, path, upload, others, owner, size, bool(public))
