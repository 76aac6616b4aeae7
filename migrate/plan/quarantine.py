"""What no repair could make readable, kept whole in a file beside the output."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from migrate.model.errors import DestinationError
from migrate.wxr.reader import Unreadable


@contextmanager
def quarantined(path: Path, pieces: Sequence[Unreadable]) -> Iterator[None]:
    """Have the bytes of every piece at `path` when the block ends well, and nothing new there when it does not.

    Each piece stands after a comment that says where it was. For its owner only. Raises DestinationError.
    """
    if not pieces:
        yield
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with _told(path):
            _write(temporary, pieces)
        yield
        with _told(path):
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _write(path: Path, pieces: Sequence[Unreadable]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            place = piece.place
            reason = piece.reason.replace("--", "- -")
            note = f"<!-- {piece.what} of {place.file}, line {place.line}, byte {place.offset}: {reason} -->\n"
            file.write(note.encode("utf-8", "surrogateescape"))
            file.write(piece.data)
            file.write(b"\n")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DestinationError(f"the quarantine could not be written: {error.strerror}", file=str(path)) from error
