"""One XML text of an export as it lies on disk, and what was noticed while opening it."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import msgspec

from migrate.model.errors import UnreadableInputError


class NoteCode(StrEnum):
    """Everything that opening an input can notice without refusing it."""

    BOM_REMOVED = "bom-removed"
    """Byte order marks before UTF-8 text, or more than one before UTF-16; counted."""
    TRANSCODED = "transcoded"
    """The text was in another encoding and is now UTF-8."""
    ENCODING_MISLABELLED = "encoding-mislabelled"
    """The declaration names an encoding that the bytes are not in."""
    ENCODING_UNKNOWN = "encoding-unknown"
    """The declaration names no encoding that exists; the text is read as UTF-8."""
    UNDECODABLE_BYTES = "undecodable-bytes"
    """Bytes that mean nothing in the declared encoding became U+FFFD; counted."""
    TRUNCATED_COMPRESSION = "truncated-compression"
    """The compressed data stop before their end; what could be decompressed is there."""
    DAMAGED_COMPRESSION = "damaged-compression"
    """The compressed data are corrupt from somewhere on, or fail their checksum; what came before is kept."""
    TRAILING_BYTES = "trailing-bytes"
    """Something that is not compressed data follows the compressed data; it is ignored."""


class Note(msgspec.Struct, frozen=True):
    """One thing noticed. `text` is a clause that fits after "export.xml: "."""

    code: NoteCode
    text: str
    count: int = 1


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One XML text of an export: plain decompressed UTF-8 bytes in a file."""

    name: str
    """For messages: `export.xml`, `export.zip!a/part1.xml`, `<stdin>`. Always printable."""
    path: Path
    """The user's own file where that is plain UTF-8, else a file of the private spool. Absolute."""
    start: int = 0
    """Offset in `path` of the first byte after byte order marks."""
    size: int
    """Bytes of `path`."""
    encoding: str
    """As found: `utf-8`, `utf-16-le`, `windows-1252`, ..."""
    notes: tuple[Note, ...] = ()


def printable(name: str | Path) -> str:
    """A file's name, safe in any terminal: control characters and undecodable bytes become U+FFFD."""
    return "".join(c if c.isprintable() else "\ufffd" for c in str(name))


def natural_order(name: str) -> tuple[tuple[str | tuple[int, str], ...], str]:
    """Sort key by which `part2` comes before `part10`; names of thousands of digits are no trouble."""
    pieces: list[str | tuple[int, str]] = []
    for number, piece in enumerate(re.split(r"([0-9]+)", name.casefold())):
        digits = piece.lstrip("0")
        pieces.append((len(digits), digits) if number % 2 else piece)
    return tuple(pieces), name


def unreadable(name: str, error: OSError) -> UnreadableInputError:
    """The operating system's refusal to open or read an input, as a sentence."""
    match error:
        case FileNotFoundError():
            return UnreadableInputError(
                "there is no such file or folder",
                file=name,
                hint="Check the path, and quote it where it holds spaces.",
            )
        case PermissionError():
            return UnreadableInputError(
                "permission to read it was denied",
                file=name,
                hint="Change its permissions, or run as a user who may read it.",
            )
        case _:
            return UnreadableInputError(
                f"it cannot be read: {error.strerror or error}",
                file=name,
                hint="Copy it to a local disk and try again.",
            )
