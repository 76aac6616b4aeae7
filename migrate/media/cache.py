"""Files that were had, by the hash of their bytes, so that a second run fetches nothing; and those cut off half-way.

The folder is the user's alone (mode 0700). What is in it may be removed at any time.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple

from migrate.media.reasons import Reason, RefusedError
from migrate.media.wanted import Cached
from migrate.model.errors import DestinationError, UsageError
from migrate.plan.cache_folder import cache_folder

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (address TEXT PRIMARY KEY, digest BLOB, size INTEGER, got TEXT);
CREATE TABLE IF NOT EXISTS missing (address TEXT PRIMARY KEY, reason TEXT, detail TEXT, time REAL);
CREATE TABLE IF NOT EXISTS parts (address TEXT PRIMARY KEY, validator TEXT);
CREATE TABLE IF NOT EXISTS local (path TEXT PRIMARY KEY, size INTEGER, modified INTEGER, digest BLOB);
"""
_HINT = "remove it, or name another folder with --media-cache"


class PartState(NamedTuple):
    """The beginning of a file that is not whole yet."""

    file: Path
    size: int
    validator: str
    """What the host called this version of it (`ETag`, `Last-Modified`); empty when it said nothing."""


def default_cache() -> Path:
    """Where a user's programs keep what they can get again. Raises UsageError for a user without a home."""
    try:
        return cache_folder()
    except RuntimeError:
        raise UsageError("you have no home folder for the media cache", hint="name a folder: --media-cache") from None


class MediaCache:
    """One folder, open for one run at a time. Raises DestinationError where it cannot be used."""

    def __init__(self, folder: Path, *, now: Callable[[], float] = time.time) -> None:
        self.folder = folder / "media"
        self._now = now
        self._lock: int | None = None
        self._database: sqlite3.Connection | None = None

    def __enter__(self) -> MediaCache:
        try:
            self._open()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> None:
        with self._explained():
            self.folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.folder.mkdir(exist_ok=True, mode=0o700)
            if self.folder.is_symlink() or (hasattr(os, "getuid") and self.folder.stat().st_uid != os.getuid()):
                raise DestinationError("the media cache belongs to somebody else", file=str(self.folder), hint=_HINT)
            self.folder.chmod(0o700)
            (self.folder / "parts").mkdir(exist_ok=True)
            self._lock = self._locked()
            self._database = sqlite3.connect(self.folder / "cache.db", isolation_level=None)
            self._database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _SCHEMA)

    def close(self) -> None:
        """Let go of it. Safe to call twice."""
        if self._database is not None:
            self._database.close()
            self._database = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def find(self, address: str) -> Cached | None:
        """The file that was had from an address; None also where somebody removed it since."""
        row = self._one("SELECT digest, size, got FROM files WHERE address = ?", address)
        if row is None:
            return None
        digest, size, got = row
        file = self._object(digest)
        try:
            there = file.stat().st_size == size
        except OSError:
            there = False
        return Cached(file, digest, size, got) if there else None

    def missing(self, address: str, within: float) -> RefusedError | None:
        """Why a host did not have it, where it was asked less than so many seconds ago."""
        row = self._one("SELECT reason, detail, time FROM missing WHERE address = ?", address)
        if row is None or not 0 <= self._now() - row[2] < within:
            return None
        return RefusedError(Reason(row[0]), row[1])

    def note_missing(self, address: str, refused: RefusedError) -> None:
        """Remember what a host lacks."""
        self._write(
            "INSERT OR REPLACE INTO missing VALUES (?, ?, ?, ?)",
            (address, refused.reason.value, refused.detail, self._now()),
        )

    def part(self, address: str) -> PartState:
        """What there is of a file so far, if only its place."""
        file = self.folder / "parts" / f"{hashlib.sha256(address.encode()).hexdigest()[:32]}.part"
        row = self._one("SELECT validator FROM parts WHERE address = ?", address)
        try:
            size = file.stat().st_size if row else 0
        except OSError:
            size = 0
        return PartState(file, size, row[0] if row else "")

    @contextmanager
    def write_part(self, address: str, validator: str, *, start: int) -> Iterator[BinaryIO]:
        """The part, open to be written on from `start`, where it is cut off. What is written stays when this fails."""
        part = self.part(address)
        self._write("INSERT OR REPLACE INTO parts VALUES (?, ?)", (address, validator))
        flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        with self.disk(), os.fdopen(os.open(part.file, flags, 0o600), "wb") as file:
            file.truncate(start)
            file.seek(start)
            yield file

    def head_of_part(self, address: str, size: int) -> bytes:
        """The first so many bytes of what there is of a file."""
        with self.disk(), self.part(address).file.open("rb") as file:
            return file.read(size)

    def drop_part(self, address: str) -> None:
        """Forget what there is of a file."""
        with self.disk():
            self.part(address).file.unlink(missing_ok=True)
        self._write("DELETE FROM parts WHERE address = ?", (address,))

    def keep_part(self, address: str, got: str) -> Cached:
        """The part is whole: a file like any other, the same as others with its bytes."""
        with self.disk():
            part = self.part(address).file
            with part.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").digest()
            size = part.stat().st_size
            target = self._object(digest)
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists() and target.stat().st_size == size:
                part.unlink()
            else:
                part.replace(target)
        self._write("DELETE FROM parts WHERE address = ?", (address,))
        self._write("DELETE FROM missing WHERE address = ?", (address,))
        self._write("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", (address, digest, size, got))
        return Cached(target, digest, size, got)

    def digest_of(self, path: Path, size: int, modified: int) -> bytes | None:
        """SHA-256 of a file outside, as it was when it had this size and time (nanoseconds)."""
        row = self._one("SELECT size, modified, digest FROM local WHERE path = ?", str(path))
        return row[2] if row and (row[0], row[1]) == (size, modified) else None

    def note_digest(self, path: Path, size: int, modified: int, digest: bytes) -> None:
        """Remember a hash."""
        self._write("INSERT OR REPLACE INTO local VALUES (?, ?, ?, ?)", (str(path), size, modified, digest))

    @contextmanager
    def disk(self) -> Iterator[None]:
        """Turn what the system says of the cache's files into a RefusedError."""
        try:
            yield
        except OSError as error:
            raise RefusedError(Reason.DISK, error.strerror or str(error)) from error

    def _object(self, digest: bytes) -> Path:
        name = digest.hex()
        return self.folder / "files" / name[:2] / name[2:]

    def _one(self, query: str, value: str) -> Any:
        with self._explained():
            return self._opened().execute(query, (value,)).fetchone()

    def _write(self, query: str, values: tuple[object, ...]) -> None:
        with self._explained():
            self._opened().execute(query, values)

    def _opened(self) -> sqlite3.Connection:
        if self._database is None:
            raise RuntimeError("the media cache is not open")
        return self._database

    def _locked(self) -> int:
        """Two runs would write one part. The system drops the lock when the process ends in any way."""
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        if fcntl is not None:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                raise DestinationError(
                    "another run is at work in the media cache",
                    file=str(self.folder),
                    hint="wait until it has ended, or name another folder with --media-cache",
                ) from None
        return descriptor

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            cause = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise DestinationError(
                f"the media cache cannot be used: {cause.lower()}", file=str(self.folder), hint=_HINT
            ) from error
