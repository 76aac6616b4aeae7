"""Names that are given away. They are kept in a temporary database, so that memory does not grow with their number."""

from __future__ import annotations

import sqlite3
from hashlib import blake2b

from migrate.targets.site.names import folded


class Taken:
    """A set of names of which two are the same where some file system or server takes them for one."""

    def __init__(self) -> None:
        # SQLite's name for a file of its own that is gone when it is closed.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-1000;"
            "CREATE TABLE taken (digest INTEGER PRIMARY KEY); BEGIN;"
        )

    def add(self, name: str) -> bool:
        """Take a path or address; False where it is taken already."""
        digest = blake2b(folded(name.rstrip("/")).encode(), digest_size=8).digest()
        number = int.from_bytes(digest, signed=True)
        return self._database.execute("INSERT OR IGNORE INTO taken VALUES (?)", (number,)).rowcount == 1
