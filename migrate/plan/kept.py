"""What a run keeps so that the same run can go on after it was ended before its time: the index, and what items became.

All is in a folder of the user's own (mode 0700), one for each export with the choices that shape it, and goes when the
run ends well. It is used again by the same program for the same bytes and choices only; what is damaged counts as not
there. Whatever fails here, the run itself does not.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

import migrate
from migrate.mappers.first_pass import Survey
from migrate.mappers.options import Options
from migrate.model.errors import DestinationError
from migrate.model.rules import Rules
from migrate.plan.lock import Lock
from migrate.plan.made import Made, read_checked, write_checked
from migrate.plan.private import DAYS, is_left
from migrate.plan.workers import DyingWorkersError
from migrate.wxr.index import Index
from migrate.wxr.reader import Reader
from migrate.wxr.source import Source

WORTH_KEEPING = 16 << 20
"""Bytes of an export: to go through a smaller one again takes seconds."""
_FIRST, _INDEX, _LOCK = "first", "index.db", "lock"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What pass 1 of the run that was ended found, beside what its reader holds."""

    index: Index
    survey: Survey
    started: datetime
    """Local time."""


class Kept:
    """The folder of one run, which is this process's alone."""

    def __init__(self, folder: Path, shared: dict[str, Any]) -> None:
        """`shared`: what is had without its being kept, by name."""
        self.index_path = folder / "working.db"
        """Where the index of this run is to be."""
        self._folder = folder
        self._shared = shared
        self.index_path.unlink(missing_ok=True)

    def restore(self, reader: Reader) -> Earlier | None:
        """What pass 1 found, as if this run had gone through the export. None without an earlier run."""
        packed = read_checked(self._folder / _FIRST)
        if packed is None:
            return None
        with suppress(OSError):
            shutil.copyfile(self._folder / _INDEX, self.index_path)
            digest = _digest(self.index_path)
            if packed.startswith(digest):
                index = Index(self.index_path)
                known = {**self._shared, "database": index.database}
                state = _Unpickler(io.BytesIO(packed[len(digest) :]), known).load()
                survey, started, reader.found, (index.author_keys, index.author_ids, repeated) = state
                index.has_repeated_comments = repeated
                return Earlier(index, survey, started)
        self.index_path.unlink(missing_ok=True)
        return None

    def keep(self, reader: Reader, index: Index, survey: Survey) -> None:
        """Keep what pass 1 found; the index must be settled, and nothing of it changed since."""
        share = index.share()
        authors = share.author_keys, share.author_ids, share.has_repeated_comments
        packed = io.BytesIO()
        state = survey, datetime.now(), reader.found, authors
        _Pickler(packed, {**self._shared, "database": index.database}).dump(state)
        with suppress(OSError):
            shutil.copyfile(self.index_path, self._folder / _INDEX)
            write_checked(self._folder / _FIRST, _digest(self._folder / _INDEX) + packed.getvalue())

    def made(self, *state: Any) -> Made:
        """Where results are that depend on `state` (JSON values) beside the run's own choices."""
        folder = self._folder / _hash(state)
        with suppress(OSError):
            folder.mkdir(exist_ok=True)
        return Made(folder)


@contextmanager
def kept(
    home: Path, source: Source, rules: Rules, options: Options, say: Callable[[str], None], *, anew: bool = False
) -> Iterator[Kept | None]:
    """The folder of a run, in the user's folder `home`; it goes when the block ends, unless something was in its way
    that may be out of the way the next time. None where it cannot be had, as while the same run is on elsewhere.

    `anew`: what is there goes at once, and nothing is kept.
    """
    parts = [(part.name, part.start, part.size, part.encoding) for part in source.parts]
    folder = home / f"{_hash(_program())}-{_hash([source.fingerprint(), parts, rules.fingerprint, options])}"
    lock = Lock(folder / _LOCK)
    try:
        _make_private(home)
        _clear(home)
        folder.mkdir(mode=0o700, exist_ok=True)
        lock.take(exclusive=True)
    except (OSError, DestinationError):
        yield None
        return
    if anew:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()
        yield None
        return
    goes = True
    try:
        yield Kept(folder, {"rules": rules, "options": options})
    except (KeyboardInterrupt, DestinationError, DyingWorkersError):
        goes = not (folder / _FIRST).exists()
        if not goes:
            say(f"what was made is kept for {DAYS} days: the same command goes on with it")
        raise
    finally:
        if goes:
            shutil.rmtree(folder, ignore_errors=True)
        lock.release()


def _clear(home: Path) -> None:
    """Remove what nobody will go on with."""
    usable = _hash(_program())
    for folder in home.iterdir():
        if folder.name.startswith(usable) and not is_left(folder):
            continue
        lock = Lock(folder / _LOCK)
        with suppress(DestinationError, OSError):
            lock.take(exclusive=True)
            shutil.rmtree(folder, ignore_errors=True)
        lock.release()


def _make_private(folder: Path) -> None:
    """Raises OSError for a folder that is not ours alone, as what is in it is trusted."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if hasattr(os, "getuid"):
        there = folder.lstat()
        if there.st_uid != os.getuid():
            raise PermissionError(f"{folder} is somebody else's")
        folder.chmod(0o700)


@cache
def _program() -> str:
    """What tells this program from any other, also from what it was before somebody edited it."""
    root = Path(migrate.__file__).parent
    files = [path.stat() for path in root.rglob("*") if path.suffix in (".py", ".toml")]
    newest = max(file.st_mtime_ns for file in files)
    return f"{migrate.__version__} {newest} {sum(file.st_size for file in files)} {sys.version}"


def _hash(values: Any) -> str:
    return hashlib.blake2b(msgspec.json.encode(values, order="deterministic"), digest_size=16).hexdigest()


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


class _Pickler(pickle.Pickler):
    """Leaves out what is `known` by name."""

    def __init__(self, file: io.BytesIO, known: dict[str, Any]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._known = known

    def persistent_id(self, value: Any) -> str | None:
        return next((name for name, known in self._known.items() if value is known), None)


class _Unpickler(pickle.Unpickler):
    """Puts in what is `known` by name."""

    def __init__(self, file: io.BytesIO, known: dict[str, Any]) -> None:
        super().__init__(file)
        self._known = known

    def persistent_load(self, name: str) -> Any:
        return self._known[name]
