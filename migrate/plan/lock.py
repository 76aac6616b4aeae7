"""A lock file: one writer, or any number of readers. The system drops it when the process ends in any way.

Where there is no `fcntl` (Windows) the file's existence is the lock, and a killed run leaves it behind.
"""

from __future__ import annotations

import os
from pathlib import Path

from migrate.model.errors import DestinationError

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]


_held: set[int] = set()
"""Descriptors of this process's locks: one made by fork would hold them too, and longer than this one may live."""


def _forget() -> None:
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


class Lock:
    """A lock on the file `path`, in a folder that exists (to write) or may not exist (to read)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None
        self._exclusive = False

    def take(self, *, exclusive: bool) -> None:
        """Raises `DestinationError` when another run holds it. A reader makes no file."""
        self._exclusive = exclusive
        if fcntl is None:
            self._take_by_existence()
            return
        flags = os.O_RDWR | os.O_CREAT if exclusive else os.O_RDONLY
        while self._descriptor is None:
            try:
                descriptor = os.open(self.path, flags, 0o600)
            except (FileNotFoundError, NotADirectoryError):
                if exclusive:
                    raise
                return
            try:
                fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
                if self._is_there(descriptor):
                    self._descriptor = descriptor
                    _held.add(descriptor)
            except BlockingIOError:
                raise self._taken() from None
            finally:
                if self._descriptor is None:
                    os.close(descriptor)

    def release(self, *, remove: bool = False) -> None:
        """Let go, if held; `remove` takes the file away too. Safe to call twice."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        _held.discard(descriptor)
        if fcntl is None:
            os.close(descriptor)
            self.path.unlink(missing_ok=True)
            return
        if self._exclusive and remove:
            self.path.unlink(missing_ok=True)
        os.close(descriptor)

    def _is_there(self, descriptor: int) -> bool:
        """False when the last holder removed the file between our opening and our locking it."""
        try:
            return os.path.samestat(os.fstat(descriptor), self.path.stat())
        except FileNotFoundError:
            return False

    def _take_by_existence(self) -> None:
        hint = f"if no other run is at work, remove {self.path}"
        if not self._exclusive:
            if self.path.exists():
                raise self._taken(hint)
            return
        try:
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise self._taken(hint) from None

    def _taken(self, hint: str | None = None) -> DestinationError:
        return DestinationError(
            "another run is at work at the destination",
            file=str(self.path.parent.parent),
            hint=hint or "wait until it has ended",
        )
