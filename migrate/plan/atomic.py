"""Files that are there whole or not at all, in places inside one folder; failures are one sentence."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple

from migrate.model.errors import DestinationError

HOME = ".wxr-migrate"
"""The folder inside a destination that is ours: manifest, lock, staged files."""

NO_FILE = b""
"""Fingerprint of what is there and is no file: a folder, a device, or a file where a folder is needed."""

_CHUNK = 1 << 18
_FOLDERS = 1024
"""Folders whose place is remembered: memory stays flat where every page has a folder of its own."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_CAUSES = {
    errno.ENOSPC: "no space is left on the disk",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file is larger than the system allows",
    errno.EACCES: "permission was denied",
    errno.EPERM: "permission was denied",
    errno.EROFS: "the file system is read-only",
    errno.ENOTDIR: "a file is where a folder is needed",
    errno.ENAMETOOLONG: "a name is longer than the file system allows",
}


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what the system or SQLite says about `folder` into a `DestinationError`."""
    try:
        yield
    except OSError as error:
        cause = _CAUSES.get(error.errno or 0) or (error.strerror or str(error)).lower()
        raise DestinationError(
            f"cannot write to the destination: {cause}", file=str(error.filename or folder)
        ) from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_FULL:
            raise DestinationError(
                "cannot write to the destination: no space is left on the disk", file=str(folder)
            ) from error
        raise DestinationError(
            f"the manifest cannot be used: {error}",
            file=str(folder / HOME / "manifest.db"),
            hint=f"move {HOME} away; what an earlier run wrote then counts as somebody else's and is kept",
        ) from error


def place(root: Path, path: str) -> Path:
    """Where `path` (relative, with `/`) lies below `root`, links followed; `root` itself is already resolved.

    Raises `DestinationError` when it is absolute, has an empty, `.` or `..` part, leads outside over a link,
    or is ours. On Windows a drive or a backslash makes other parts than `/` does, and is refused too.
    """
    parts = tuple(path.split("/"))
    odd = any(part in ("", ".", "..") for part in parts) or PurePath(path).parts != parts
    if odd or "\0" in path or not _is_text(path):
        raise DestinationError(f"the path {path!r} is not one inside the destination", file=str(root))
    # realpath, as Path.resolve raises RuntimeError on a loop of links before Python 3.13.
    real = Path(os.path.realpath(root / path))
    if not real.is_relative_to(root) or real == root:
        raise DestinationError(f"the path {path!r} leads outside the destination", file=str(root))
    if real.relative_to(root).parts[0].casefold() == HOME:
        raise DestinationError(f"the path {path!r} is reserved for the manifest", file=str(root))
    return real


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


class _Folder(NamedTuple):
    """A folder below the root, when it was looked at."""

    real: str
    nearest: str
    """Itself, or what is there of the folders above it."""
    has_files: bool
    """Whether to look for files in it: it is there, or a file is in its way."""


class Inside:
    """Answers as `place` does for many paths below one root, and looks at each of their folders once.

    What it answers holds as long as nobody puts links among the folders: use one for each stage of a run.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folder = lru_cache(maxsize=_FOLDERS)(self._look)

    def place(self, path: str) -> str:
        """Where `path` lies. Raises as `place` does."""
        found = self._above(path)
        if found is None:
            return os.fspath(place(self.root, path))
        full = f"{found.real}{os.sep}{path.rpartition('/')[2]}"
        return os.fspath(place(self.root, path)) if found.has_files and os.path.islink(full) else full

    def nearest(self, path: str) -> str:
        """The lowest of the folders of `path` that is there. Raises as `place` does."""
        if (found := self._above(path)) is not None:
            return found.nearest
        return _nearest(os.path.dirname(place(self.root, path)))

    def fingerprint(self, path: str) -> bytes | None:
        """Of what is at `path`: see `fingerprint`."""
        found = self._above(path)
        if found is not None and not found.has_files:
            return None
        return fingerprint(self.place(path))

    def _above(self, path: str) -> _Folder | None:
        """What is known of the folder of a path; None where `place` has to say."""
        folder, slash, name = path.rpartition("/")
        # A name of which the place follows from that of its folder, on every system.
        is_usual = name not in ("", ".", "..") and name.isprintable() and os.name != "nt"
        if not is_usual or (slash and not folder) or (not slash and name.casefold() == HOME):
            return None
        return self._folder(folder)

    def _look(self, folder: str) -> _Folder | None:
        """What is known of a folder; None where `place` has to say."""
        if not folder:
            real = os.fspath(self.root)
            nearest = _nearest(real)
            return _Folder(real, nearest, nearest == real or not os.path.isdir(nearest))
        found = self._above(folder)
        if found is None:
            return None
        real = f"{found.real}{os.sep}{folder.rpartition('/')[2]}"
        if not found.has_files:
            return _Folder(real, found.nearest, False)
        if os.path.islink(real):
            try:
                real = os.fspath(place(self.root, folder))
            except DestinationError:
                return None
        is_there = os.path.lexists(real)
        nearest = real if is_there else found.nearest
        return _Folder(real, nearest, is_there or not os.path.isdir(nearest))


def _nearest(path: str) -> str:
    while not os.path.lexists(path):
        path = os.path.dirname(path)
    return path


def fingerprint(path: str | Path) -> bytes | None:
    """SHA-256 of a file's bytes; None where nothing is; `NO_FILE` for anything else."""
    try:
        # Looked at before it is opened: opening a named pipe would wait for ever.
        there = os.stat(path)
        if not stat.S_ISREG(there.st_mode):
            return NO_FILE
        # A buffer of the file's size: the usual one costs more than to read a page.
        with open(path, "rb", buffering=0) as file:
            if there.st_size > _CHUNK:
                return hashlib.file_digest(file, "sha256").digest()
            digest = hashlib.sha256()
            while content := file.read(there.st_size + 1):
                digest.update(content)
            return digest.digest()
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        return NO_FILE
    except OSError as error:
        if error.errno == errno.ELOOP:
            return NO_FILE
        raise


class StagedFile:
    """A new file that is written front to back; knows its size in bytes and its SHA-256 as it grows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._digest = hashlib.sha256()
        self._buffer = bytearray()
        self._descriptor = os.open(path, _NEW, 0o666)

    @property
    def digest(self) -> bytes:
        return self._digest.digest()

    def write(self, content: bytes) -> int:
        """Append; returns the position, in bytes, at which `content` starts."""
        start = self.size
        self.size += len(content)
        self._digest.update(content)
        self._buffer += content
        if len(self._buffer) >= _CHUNK:
            self._flush()
        return start

    def copy(self, source: BinaryIO, start: int, length: int) -> None:
        """Append `length` bytes of `source` from `start`."""
        source.seek(start)
        while length:
            content = source.read(min(length, _CHUNK))
            if not content:
                raise OSError(errno.EIO, "a file became shorter while it was read", source.name)
            self.write(content)
            length -= len(content)

    def close(self, *, sync: bool = False) -> None:
        """Write what is buffered; with `sync`, wait until the disk has it. Safe to call twice."""
        if self._descriptor < 0:
            return
        try:
            self._flush()
            if sync:
                os.fsync(self._descriptor)
        finally:
            self.discard()

    def discard(self) -> None:
        """Close without writing what is buffered."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def _flush(self) -> None:
        _write(self._descriptor, self._buffer)
        self._buffer.clear()


def stage(path: str, content: bytes) -> None:
    """A new file, whole at once. Raises `FileExistsError` where one is."""
    descriptor = os.open(path, _NEW, 0o666)
    try:
        written = os.write(descriptor, content)
        if written < len(content):
            _write(descriptor, content[written:])
    finally:
        os.close(descriptor)


def _write(descriptor: int, content: bytes | bytearray) -> None:
    with memoryview(content) as rest:
        written = 0
        while written < len(rest):
            written += os.write(descriptor, rest[written:])


def publish(staged: str, target: str, *, replaces: bool) -> None:
    """Put a staged file in its place, whose folder is there, in one step; with the mode of the file it `replaces`."""
    if replaces:
        os.chmod(staged, stat.S_IMODE(os.stat(target).st_mode))
    try:
        os.replace(staged, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # A folder inside the destination is another file system: copy next to the target first.
        folder, name = os.path.split(staged)
        beside = os.path.join(os.path.dirname(target), f"{HOME}-{os.path.basename(folder)}-{name}")
        shutil.copy(staged, beside)
        os.replace(beside, target)
        os.unlink(staged)


def remove(target: Path, root: Path) -> None:
    """Remove a file, and the folders up to `root` that are empty without it."""
    target.unlink(missing_ok=True)
    remove_empty(folder for folder in target.parents if folder != root and folder.is_relative_to(root))


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders in the order given, up to the first that cannot be removed."""
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return
