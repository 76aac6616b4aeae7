"""Bytes in windows: reading, looking ahead, decompressing, in flat memory, with a cap on what comes out."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

from migrate.model.errors import UnreadableInputError
from migrate.wxr.parts import Note, NoteCode, unreadable

WINDOW = 1 << 18
"""Bytes read or decompressed at a time: so few that their memory is used again, and lies near."""
HEAD = 1 << 16
"""Bytes looked at first: enough for nearly every export."""
FREE_OUTPUT = 64 << 20
"""Bytes that any input may unpack to, however small it is."""
RATIO = 200
"""Beyond that, an input may unpack to this many times its size. Exports compress 5:1 to 20:1, xz 50:1."""
LARGEST_OUTPUT = 64 << 30
"""Bytes that no input may unpack to."""

_PACKED_WINDOW = 1 << 16
_XZ_MEMORY = 256 << 20


class Allowance:
    """Counts what one input of `packed` bytes unpacks to, all layers together, and refuses a bomb."""

    def __init__(self, name: str, packed: int, most: int = LARGEST_OUTPUT) -> None:
        self.name = name
        self.limit = min(max(FREE_OUTPUT, RATIO * packed), most)
        self.taken = 0

    def take(self, count: int) -> None:
        """Raises UnreadableInputError when `count` bytes more are too many."""
        self.taken += count
        if self.taken > self.limit:
            raise bomb(self.name)


def bomb(name: str) -> UnreadableInputError:
    """What is said of an archive that unpacks to far more than an export would."""
    return UnreadableInputError(
        f"it unpacks to more than {RATIO} times its size, as no export does; it may be a decompression bomb",
        file=name,
        hint="If you trust it, unpack it yourself and give the unpacked file.",
    )


class Stream:
    """Bytes that come once, in chunks, and can be looked at before they are taken."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = b""
        self._at = 0

    def peek(self, count: int) -> bytes:
        """The next `count` bytes, fewer only at the end; they stay."""
        pieces = [self._held[self._at :]]
        have = len(pieces[0])
        while have < count and (chunk := next(self._chunks, None)) is not None:
            pieces.append(chunk)
            have += len(chunk)
        self._held, self._at = b"".join(pieces), 0
        return self._held[:count]

    def read(self, count: int) -> bytes:
        """At most `count` bytes; none only at the end."""
        while self._at == len(self._held):
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._held, self._at = chunk, 0
        taken = self._held[self._at : self._at + count]
        self._at += len(taken)
        return taken

    def give_back(self, data: bytes) -> None:
        """Put bytes back in front."""
        self._held, self._at = data + self._held[self._at :], 0

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self.read(WINDOW):
            yield chunk


def windows(file: BinaryIO, name: str) -> Iterator[bytes]:
    """A file in windows, a small one first. Raises UnreadableInputError when reading fails."""
    size = HEAD
    while True:
        try:
            chunk = file.read(size)
        except OSError as error:
            raise unreadable(name, error) from error
        if not chunk:
            return
        yield chunk
        size = WINDOW


class Decoder(Protocol):
    """What bz2 and lzma offer, and `Inflate` adds to zlib."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class Inflate:
    """One deflated stream; `bits` as zlib's `wbits`. Unlike zlib, it gives all that stands before a fault."""

    def __init__(self, bits: int) -> None:
        self._state = zlib.decompressobj(wbits=bits)
        self._tail = b""
        self._more = False
        self._corrupt = False

    @property
    def eof(self) -> bool:
        return self._state.eof

    @property
    def needs_input(self) -> bool:
        return not (self._tail or self._more or self._corrupt)

    @property
    def unused_data(self) -> bytes:
        return self._state.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        if self._corrupt:
            raise zlib.error("corrupt data")
        data = self._tail + data
        before = self._state.copy()
        try:
            text = self._state.decompress(data, max_length)
        except zlib.error:
            self._corrupt = True
            return _bytewise(before, data)
        self._tail = self._state.unconsumed_tail
        self._more = len(text) == max_length
        return text


def _bytewise(state: zlib._Decompress, data: bytes) -> bytes:
    pieces = []
    try:
        for at in range(len(data)):
            pieces.append(state.decompress(data[at : at + 1]))
    except zlib.error:
        pass
    return b"".join(pieces)


COMPRESSIONS: tuple[tuple[bytes, Callable[[], Decoder]], ...] = (
    (b"\x1f\x8b\x08", lambda: Inflate(16 + zlib.MAX_WBITS)),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)),
)
"""First bytes → what decompresses them."""

_FAULTS = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)
"""What decoders raise on corrupt data (bz2: OSError)."""


def is_compressed(head: bytes) -> bool:
    """True for gzip, bzip2 and xz, by their first bytes."""
    return any(head.startswith(magic) for magic, _ in COMPRESSIONS)


def decompressed(stream: Stream, allowance: Allowance, notes: list[Note]) -> Iterator[bytes]:
    """The text of a gzip, bzip2 or xz stream, of all its members, in windows.

    What cuts it short is added to `notes` once the stream ends. Raises UnreadableInputError on a bomb.
    """
    magic, start = next(pair for pair in COMPRESSIONS if stream.peek(8).startswith(pair[0]))
    while True:
        yield from decoded(stream, start(), allowance, notes)
        if notes or not _reaches_member(stream, magic, notes):
            return


def decoded(stream: Stream, decoder: Decoder, allowance: Allowance, notes: list[Note]) -> Iterator[bytes]:
    """The text of one compressed member, as `decompressed`; what follows it stays in the stream."""
    while not decoder.eof:
        data = stream.read(_PACKED_WINDOW) if decoder.needs_input else b""
        if not data and decoder.needs_input:
            notes.append(Note(NoteCode.TRUNCATED_COMPRESSION, "the compressed data stop before their end"))
            return
        try:
            text = decoder.decompress(data, WINDOW)
        except _FAULTS:
            notes.append(Note(NoteCode.DAMAGED_COMPRESSION, "the compressed data are damaged"))
            return
        if text:
            allowance.take(len(text))
            yield text
    stream.give_back(decoder.unused_data)


def _reaches_member(stream: Stream, magic: bytes, notes: list[Note]) -> bool:
    # tar and tape tools pad gzip and xz files with zeros.
    while (ahead := stream.peek(HEAD)) and not ahead.strip(b"\0"):
        stream.read(len(ahead))
    padding = len(ahead) - len(ahead.lstrip(b"\0"))
    if padding:
        stream.read(padding)
    if stream.peek(len(magic)) == magic:
        return True
    if ahead:
        notes.append(Note(NoteCode.TRAILING_BYTES, "other bytes follow the compressed data and were ignored"))
    return False
