"""The members of a zip archive, in windows: of a damaged one all that is left, and none swells in memory.

zipfile reads the directory; of members it would throw away what it was reading when it met a fault.
"""

from __future__ import annotations

import bz2
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from migrate.model.errors import UnreadableInputError
from migrate.wxr.parts import Note, NoteCode, unreadable
from migrate.wxr.streams import (
    FREE_OUTPUT,
    RATIO,
    Allowance,
    Inflate,
    Stream,
    bomb,
    decoded,
    windows,
)

MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
FAULTS = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
)
"""What zipfile raises on archives that are damaged, locked, or beyond it."""

_LOCAL_HEADER = struct.Struct("<26xHH")
_SMALL_STEP = 4096
"""zipfile inflates all that it reads of LZMA members at once, so little is read."""
_DAMAGED = Note(NoteCode.DAMAGED_COMPRESSION, "it is damaged inside the zip archive")
_GIVE_FOLDER = "Unpack the archive yourself, and give the folder."


def refusal(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> UnreadableInputError | None:
    """Why a member cannot be read, or None. Raises UnreadableInputError when it declares itself a bomb."""
    if info.flag_bits & 1:
        return UnreadableInputError("it is locked with a password", file=name, hint=_GIVE_FOLDER)
    if info.file_size > max(FREE_OUTPUT, RATIO * info.compress_size):
        raise bomb(name)
    try:
        archive.open(info).close()
    except NotImplementedError:
        return UnreadableInputError(
            "it is compressed in a way that cannot be opened here (Windows does so to very large files)",
            file=name,
            hint=_GIVE_FOLDER,
        )
    except FAULTS:
        message = "it is damaged inside the zip archive"
        return UnreadableInputError(message, file=name, hint="Download the archive again.")
    return None


def member_windows(
    path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowance: Allowance, notes: list[Note]
) -> Iterator[bytes]:
    """The text of a member that has no `refusal`. What is wrong with it is added to `notes` at its end."""
    match info.compress_type:
        case zipfile.ZIP_STORED:
            chunks = _counted(_packed(path, info), allowance)
        case zipfile.ZIP_DEFLATED:
            chunks = decoded(Stream(_packed(path, info)), Inflate(-zlib.MAX_WBITS), allowance, notes)
        case zipfile.ZIP_BZIP2:
            chunks = decoded(Stream(_packed(path, info)), bz2.BZ2Decompressor(), allowance, notes)
        case _:
            chunks = _counted(_through_zipfile(archive, info), allowance)
    checksum = 0
    for chunk in chunks:
        checksum = zlib.crc32(chunk, checksum)
        yield chunk
    if checksum != info.CRC and not notes:
        notes.append(_DAMAGED)


def _packed(path: Path, info: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        file = path.open("rb", buffering=0)
    except OSError as error:
        raise unreadable(str(path), error) from error
    with file:
        file.seek(info.header_offset)
        name_length, extra_length = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
        file.seek(name_length + extra_length, 1)
        left = info.compress_size
        for chunk in windows(file, info.filename):
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0:
                return


def _through_zipfile(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as member:
        while True:
            try:
                chunk = member.read(_SMALL_STEP)
            except FAULTS:
                return
            if not chunk:
                return
            yield chunk


def _counted(chunks: Iterator[bytes], allowance: Allowance) -> Iterator[bytes]:
    for chunk in chunks:
        allowance.take(len(chunk))
        yield chunk
