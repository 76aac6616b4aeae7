"""What no repair could make readable, kept whole in a file beside the output."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from migrate.model.errors import DestinationError
from migrate.wxr.reader import Unreadable


def write_quarantine(path: Path, unreadable: Sequence[Unreadable]) -> None:
    """Write the bytes of every unreadable piece, each after a comment that says where it stood. For its owner only.

    The file is replaced at once or not at all. Raises DestinationError.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for piece in unreadable:
                place = piece.place
                reason = piece.reason.replace("--", "- -")
                note = f"<!-- {piece.what} of {place.file}, line {place.line}, byte {place.offset}: {reason} -->\n"
                file.write(note.encode("utf-8", "surrogateescape"))
                file.write(piece.data)
                file.write(b"\n")
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise DestinationError(f"the quarantine could not be written: {error.strerror}", file=str(path)) from error
