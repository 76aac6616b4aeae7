"""The spool: a private folder for what is decompressed, piped in or transcoded; gone when closed.

The folder is made when it is first needed, mode 0700, its files 0600; their names never come from the input.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable
from pathlib import Path

from migrate.model.errors import UnreadableInputError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def _remove(folder: str, owner: int) -> None:
    # A forked worker inherits the object; only the process that made the folder may remove it.
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


class Spool:
    """Made below `parent`, or where `tempfile` says (`TMPDIR`). Also removed when the process ends."""

    def __init__(self, parent: Path | None = None) -> None:
        self._parent = parent
        self._folder: Path | None = None
        self._removal: weakref.finalize[..., Spool] | None = None
        self._count = 0

    @property
    def folder(self) -> Path | None:
        """None until something has been written."""
        return self._folder

    def write(self, chunks: Iterable[bytes], name: str) -> Path:
        """A new file of the spool that holds `chunks`. `name` is what they come from.

        Raises UnreadableInputError when the disk is full or refuses; errors of `chunks` pass through.
        """
        written = 0
        try:
            folder = self._made_folder()
            self._count += 1
            path = folder / f"{self._count:06d}"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise self._refused(error, name, 0) from error
        try:
            for chunk in chunks:
                rest = memoryview(chunk)
                while rest:
                    try:
                        sent = os.write(descriptor, rest)
                    except OSError as error:
                        raise self._refused(error, name, written) from error
                    written += sent
                    rest = rest[sent:]
        finally:
            os.close(descriptor)
        return path

    def remove(self, path: Path) -> None:
        """Free the room of a file of the spool; a file that is not of the spool is left alone."""
        if self._folder is not None and path.parent == self._folder:
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Remove the folder and all it holds; safe to call twice."""
        if self._removal is not None:
            self._removal()

    def _made_folder(self) -> Path:
        if self._folder is None:
            made = tempfile.mkdtemp(prefix="wxr-migrate-", dir=self._parent)
            self._folder = Path(made).absolute()
            self._removal = weakref.finalize(self, _remove, str(self._folder), os.getpid())
        return self._folder

    def _refused(self, error: OSError, name: str, written: int) -> UnreadableInputError:
        place = self._folder or self._parent or _usual_folder()
        if error.errno in _NO_ROOM:
            return UnreadableInputError(
                f"the folder for temporary files, {place}, has no room for it: it needs more than {written:,} bytes",
                file=name,
                hint="Make room there, or set TMPDIR to a folder on a larger disk.",
            )
        return UnreadableInputError(
            f"the folder for temporary files, {place}, cannot be written: {error.strerror or error}",
            file=name,
            hint="Set TMPDIR to a folder that can be written.",
        )


def _usual_folder() -> str:
    # gettempdir itself fails when no folder at all can be written.
    try:
        return tempfile.gettempdir()
    except OSError:
        return os.environ.get("TMPDIR", "/tmp")
