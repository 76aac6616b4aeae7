"""What a folder's last run wrote, and what this one will have written; both on disk, so memory stays flat.

The saved manifest is only ever replaced whole. This run's side is a private temporary database of SQLite, so
a run that changes nothing, or only looks, leaves no trace. Saved are hashes, paths, keys and addresses, and a packed
copy of what was written for each source, but for what is private.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

from migrate.model.errors import DestinationError
from migrate.plan import manifest_tables as tables
from migrate.plan.changes import Run
from migrate.plan.copies import Copies, NewCopies, unpack_all

FORMAT = 3
"""Of the saved database, as its `user_version`."""


class Piece(NamedTuple):
    """A file, or one part of a file, as the last run wrote it."""

    source: str
    digest: bytes
    start: int
    """Byte position in the file."""
    length: int
    """In bytes."""
    once: bool
    """The user's, once it was written."""


class Written(NamedTuple):
    """A whole file as the last run wrote it."""

    parts: bool
    digest: bytes


class Whole(NamedTuple):
    """A whole file of this run, as it is or comes."""

    path: str
    source: str
    digest: bytes
    length: int
    """In bytes."""
    once: bool


class Pending(NamedTuple):
    """A step of the last run that a kill may have kept from happening."""

    path: str
    staged: str | None
    """Path of the staged file that goes there, in the folder of staged files; None to remove what is there."""
    before: bytes | None
    """Fingerprint of what has to be there still."""


class Manifest:
    """The manifest saved at `path`, which may not exist, and the one that is in the making.

    `new_path`: asked, when there is something to save, for the path of a file that does not exist.
    """

    def __init__(self, path: Path, new_path: Callable[[], Path] | None = None) -> None:
        self.token: str | None = None
        """Names the folder of the last run's staged files."""
        self.last: dict[str, str] = {}
        """Target, site, version, mapping and options (as JSON) of the last run; empty without one."""
        self._copies = NewCopies(new_path)
        self._unpacked: tuple[int, dict[str, Copies]] = (0, {})
        """Of the last run's packs the one that was asked for last: records are asked for in much the same order."""
        self._connection = sqlite3.connect("", uri=True, isolation_level=None)
        try:
            self._open(path)
        except BaseException:
            self._connection.close()
            raise

    def _open(self, path: Path) -> None:
        run = self._connection.execute
        run("PRAGMA journal_mode = OFF")
        run("PRAGMA synchronous = OFF")
        self.exists = path.exists()
        if self.exists:
            # Saved manifests are replaced and never written to: SQLite may skip locks and its journal.
            run("ATTACH ? AS old", (path.absolute().as_uri() + "?immutable=1",))
            if run("PRAGMA old.user_version").fetchone()[0] != FORMAT:
                raise DestinationError(
                    "the manifest was written by another version",
                    file=str(path),
                    hint="choose another folder, or move it away: what is there then counts as somebody else's",
                )
            row = run("SELECT target, site, version, mapping, options, token FROM old.run").fetchone()
            if row is None:
                raise DestinationError("the manifest is empty", file=str(path))
            *values, self.token = row
            self.last = dict(zip(("target", "site", "version", "mapping", "options"), values, strict=True))
            last_pack = run("SELECT max(number) FROM old.pack").fetchone()[0]
            self._copies.number = last_pack or 0
        else:
            run("ATTACH ':memory:' AS old")
            self._connection.executescript(tables.SAVED.format(side="old"))
            self._connection.executescript(tables.COPIES.format(side="old"))
        self._connection.executescript(tables.NEW)
        # KiB; the default of 2 MB a database shows in the peak of a small run.
        run("PRAGMA main.cache_size = -512")
        run("PRAGMA old.cache_size = -512")
        run("BEGIN")

    def close(self) -> None:
        self._connection.close()
        self._copies.close()

    # The last run

    def made_alike(self, run: Run) -> bool:
        """Whether the last run was made by the same program, with the same mapping and options."""
        return self.last == {
            "target": run.target,
            "site": run.site,
            "version": run.version,
            "mapping": run.mapping,
            "options": _json(run.options),
        }

    def written(self, path: str) -> Written | None:
        if not self.exists:
            return None
        row = self._one("SELECT parts, hash FROM old.file WHERE path = ?", path)
        return Written(bool(row[0]), row[1]) if row else None

    def piece(self, path: str, key: str) -> Piece | None:
        if not self.exists:
            return None
        row = self._one("SELECT source, hash, start, length, once FROM old.piece WHERE path = ? AND key = ?", path, key)
        return Piece(*row) if row else None

    def pieces_of(self, source: str) -> list[tuple[str, str]]:
        """Path and key of everything that the last run wrote for a source."""
        if not self.exists:
            return []
        return self._connection.execute(
            "SELECT path, key FROM old.piece WHERE source = ? ORDER BY path, start", (source,)
        ).fetchall()

    def copies(self, source: str) -> Copies:
        """What the last run wrote for a source, by path and key; nothing where no copy is kept."""
        row = self._one("SELECT pack FROM old.copy WHERE source = ?", source)
        if row is None:
            return {}
        if row[0] != self._unpacked[0]:
            found = self._connection.execute("SELECT content FROM old.pack WHERE number = ?", row).fetchone()
            self._unpacked = row[0], unpack_all(found[0]) if found else {}
        return self._unpacked[1].get(source, {})

    def has_copy(self, source: str) -> bool:
        return self.exists and self._one("SELECT 1 FROM old.copy WHERE source = ?", source) is not None

    def addresses(self, source: str) -> list[str]:
        """Addresses of a record up to the last run, oldest first."""
        if not self.exists:
            return []
        rows = self._connection.execute("SELECT url FROM old.address WHERE source = ? ORDER BY turn", (source,))
        return [url for (url,) in rows]

    def count_sources(self) -> int:
        """How many sources the last run left."""
        row = self._one("SELECT count(DISTINCT source) FROM old.piece")
        return int(row[0]) if row else 0

    def left_behind(self, path: str) -> list[tuple[str, Piece]]:
        """Keys and pieces of a file that this run neither has nor removes."""
        rows = self._connection.execute(
            "SELECT key, source, hash, start, length, once FROM old.piece AS was WHERE path = ?"
            " AND NOT EXISTS (SELECT 1 FROM main.piece AS now WHERE now.path = was.path AND now.key = was.key)"
            " AND NOT EXISTS (SELECT 1 FROM gone WHERE gone.path = was.path AND gone.key = was.key) ORDER BY start",
            (path,),
        )
        return [(row[0], Piece(*row[1:])) for row in rows]

    def vanished(self) -> Iterator[str]:
        """Sources of the last run that this one has not brought, sorted."""
        # In pages: a cursor that somebody leaves half-read would keep the saved manifest open.
        last = ""
        while page := self._connection.execute(
            "SELECT DISTINCT source FROM old.piece WHERE source > ?"
            " AND source NOT IN (SELECT source FROM brought) ORDER BY source LIMIT 500",
            (last,),
        ).fetchall():
            for (last,) in page:
                yield last

    def files_of(self, source: str) -> list[str]:
        """Paths of the whole files that the last run wrote for a source."""
        rows = self._connection.execute(
            "SELECT path FROM old.piece JOIN old.file USING (path) WHERE source = ? AND NOT parts", (source,)
        )
        return [path for (path,) in rows]

    def pending(self, side: Literal["old", "main"]) -> Iterator[Pending]:
        """Steps of the last run, or of this one: files that come, by path, then files that go."""
        rows = self._connection.execute(
            f"SELECT path, staged, before FROM {side}.pending ORDER BY staged IS NULL, path"
        )
        return (Pending(*row) for row in rows)

    def pending_at(self, path: str) -> Pending | None:
        row = self._one("SELECT path, staged, before FROM old.pending WHERE path = ?", path)
        return Pending(*row) if row else None

    # This run

    def bring(self, sources: Sequence[str]) -> None:
        """Note sources that this run has."""
        before = self._connection.total_changes
        try:
            self._connection.executemany("INSERT INTO brought VALUES (?)", [(source,) for source in sources])
        except sqlite3.IntegrityError:
            source = sources[self._connection.total_changes - before]
            raise DestinationError("one record came twice", item=source) from None

    def take(self, path: str, key: str) -> None:
        """Note that this run has, for one source, what the last one wrote for another."""
        self._connection.execute("INSERT OR IGNORE INTO taken VALUES (?, ?)", (path, key))

    def is_taken(self, path: str, key: str) -> bool:
        return self._one("SELECT 1 FROM taken WHERE path = ? AND key = ?", path, key) is not None

    def keep_copies(self, copies: Sequence[tuple[str, Copies]]) -> None:
        """What is written for sources, each of which comes once; nothing where there is to be no copy."""
        for source, content in copies:
            if content:
                self._copies.add(source, content)
        if self.exists:
            self._connection.executemany("INSERT INTO recopied VALUES (?)", [(source,) for source, _ in copies])

    def note_addresses(self, addresses: Iterable[tuple[str, str]]) -> None:
        """Sources, each at most once, and where they stand."""
        self._connection.executemany("INSERT INTO address VALUES (?, ?)", addresses)

    def add_whole(self, files: Iterable[Whole]) -> None:
        """Whole files that this run has, in any order."""
        self._connection.executemany("INSERT INTO whole VALUES (?, ?, ?, ?, ?)", files)

    def end_whole(self) -> None:
        """All whole files are added. Raises DestinationError where two records have the same one."""
        try:
            self._connection.execute(tables.ALL_WHOLE)
        except sqlite3.IntegrityError:
            path, source = self._connection.execute(tables.TWICE).fetchone()
            raise DestinationError(f"two records want to be {path}", item=source) from None

    def add_piece(
        self,
        path: str,
        key: str,
        source: str,
        digest: bytes,
        start: int,
        length: int,
        *,
        fresh: bool,
    ) -> None:
        """Part of a file; `start` counts in the staged file when `fresh`, else in the file as it is."""
        try:
            self._connection.execute(
                "INSERT INTO piece (path, key, source, hash, start, length, once, fresh)"
                " VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
                (path, key, source, digest, start, length, fresh),
            )
        except sqlite3.IntegrityError:
            raise DestinationError(f"two records want to be {path}#{key}", item=source) from None

    def add_file(self, path: str, digest: bytes, *, rewritten: bool = False) -> None:
        """A file of parts. `rewritten`: they lie where `layout` puts them, no longer where they were."""
        self._connection.execute("INSERT OR REPLACE INTO file VALUES (?, 1, ?, ?)", (path, digest, rewritten))

    def drop(self, path: str, key: str) -> None:
        self._connection.execute("INSERT OR IGNORE INTO gone VALUES (?, ?)", (path, key))

    def stage(self, path: str, staged: str | None, before: bytes | None) -> None:
        """Note a step that `save` promises; a file that comes overrules one that leaves the same path.

        Of files that come where nothing is nothing need be noted: what is staged says it.
        """
        verb = "INSERT OR IGNORE" if staged is None else "INSERT OR REPLACE"
        self._connection.execute(f"{verb} INTO pending VALUES (?, ?, ?)", (path, staged, before))

    def carry(self) -> None:
        """Take over what the last run wrote and this one neither wrote nor removed, behind what is new."""
        self._connection.execute(tables.CARRY)

    def layout(self, path: str) -> Iterator[tuple[bool, int, int]]:
        """Ranges of a file of parts: whether staged (else in the file as it is), start, length in bytes."""
        rows = self._connection.execute(
            "SELECT fresh, start, length FROM piece WHERE path = ? AND length > 0 ORDER BY turn",
            (path,),
        )
        held: tuple[bool, int, int] | None = None
        for fresh, start, length in rows:
            if held and held[0] == bool(fresh) and held[1] + held[2] == start:
                held = (held[0], held[1], held[2] + length)
                continue
            if held:
                yield held
            held = (bool(fresh), start, length)
        if held:
            yield held

    def has_pieces(self, path: str) -> bool:
        return self._one("SELECT 1 FROM piece WHERE path = ? LIMIT 1", path) is not None

    def is_whole(self, path: str) -> bool:
        """Whether this run has a whole file, not parts, at `path`; once all are added."""
        return self._one("SELECT 1 FROM whole WHERE path = ?", path) is not None

    def save(self, run: Run, summary: dict[str, Any], token: str) -> Path:
        """Write the new manifest, on the disk when this returns; where it is."""
        execute = self._connection.execute
        if self.exists:
            execute(tables.CARRY_FILES)
        # What one record left, another may have taken: then nothing is removed.
        execute("DELETE FROM pending WHERE staged IS NULL AND path IN (SELECT path FROM owned)")
        execute("COMMIT")
        self._carry_copies()
        path = self._copies.end()
        execute("ATTACH ? AS next", (path.absolute().as_uri(),))
        execute("PRAGMA next.journal_mode = OFF")
        execute("PRAGMA next.synchronous = OFF")
        execute(f"PRAGMA next.user_version = {FORMAT}")
        self._connection.executescript(tables.SAVED.format(side="next"))
        execute("BEGIN")
        execute(
            "INSERT INTO next.run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(run.target, run.site, run.version, run.export, run.mapping, _json(run.options)),
                *(run.started, run.complete, _json(summary), token),
            ),
        )
        for statement in tables.SAVE:
            execute(statement)
        execute("COMMIT")
        execute("DETACH next")
        with path.open("rb+") as file:
            os.fsync(file.fileno())
        return path

    def _carry_copies(self) -> None:
        """Find the copies of the last run that stay, and pack those anew whose pack does not stay whole."""
        self._connection.executescript(tables.CARRY_COPIES)
        for number, content in self._connection.execute(tables.BROKEN):
            records = unpack_all(content)
            for (source,) in self._connection.execute(tables.LIVING, (number,)):
                if source in records:
                    self._copies.add(source, records[source])

    def let_go(self) -> None:
        """Close the saved manifest, which then may be replaced, on Windows too."""
        self._connection.execute("DETACH old")

    def _one(self, statement: str, *values: str) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._connection.execute(statement, values).fetchone()
        return row


def _json(value: Any) -> str:
    return msgspec.json.encode(value, order="sorted").decode()
