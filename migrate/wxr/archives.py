"""What lies inside an input: every text in it, through gzip, bzip2, xz, zip and tar, also nested.

What a file is, its bytes say, never its name. Names of members are for messages only, links are not followed,
nothing is written but to the spool, and what unpacks to too much is refused.
"""

from __future__ import annotations

import re
import struct
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple, cast

from migrate.model.errors import UnreadableInputError
from migrate.wxr import zips
from migrate.wxr.parts import Note, NoteCode, natural_order, printable, unreadable
from migrate.wxr.sniff import READABLE, Looks, explain, look_into, opens_with_markup
from migrate.wxr.spool import Spool
from migrate.wxr.streams import HEAD, Allowance, Stream, decompressed, is_compressed, windows

MOST_LAYERS = 5
"""A zip of zips of `.tar.gz` has four; deeper is a quine or a trap."""

GLIMPSED_LEAVES = 100
"""Files of an archive that are looked at when nothing is to be read yet."""

_LIKELY_NAME = re.compile(r"\.(?:xml|wxr|rss)(?:\.(?:gz|bz2|xz))?$", re.IGNORECASE)
_TAR_MAGIC_AT = 257
_TAR_MAGIC = b"ustar"
_TAR_STEP = 10240
"""Small, because tarfile throws away the step in which it meets the end."""
_TAR_FAULTS = (tarfile.TarError, ValueError, OverflowError, EOFError, struct.error)


class Leaf(NamedTuple):
    """A text, or something else that is no archive, or an archive that could not be read (see `damaged`)."""

    name: str
    looks: Looks
    path: Path | None = None
    """Its decompressed bytes; None for what is no export."""
    notes: tuple[Note, ...] = ()
    listed: bool = False
    """True for what was found in an archive or a folder; False for what the user named."""
    error: UnreadableInputError | None = None
    """Why it is no export."""
    damaged: bool = False
    """True when it could not be looked into, so that it may have been one."""

    @property
    def likely(self) -> bool:
        """True when its name says that it is a part of an export."""
        return _LIKELY_NAME.search(self.name) is not None


class Unpacker:
    """Opens one input. Without a spool nothing is written: then leaves only say what they look like."""

    def __init__(self, spool: Spool | None, allowance: Allowance) -> None:
        self._spool = spool
        self._allowance = allowance

    def open(self, path: Path, name: str, *, listed: bool = False) -> Iterator[Leaf]:
        """Every leaf of the file at `path`, in natural order within an archive.

        Raises UnreadableInputError when the file cannot be opened, is a bomb, or the spool is full.
        """
        try:
            file = path.open("rb", buffering=0)
        except OSError as error:
            raise unreadable(name, error) from error
        with file:
            yield from self._leaves(Stream(windows(file, name)), name, path, 0, listed)

    def _leaves(self, stream: Stream, name: str, path: Path | None, layers: int, listed: bool) -> Iterator[Leaf]:
        head = stream.peek(HEAD)
        if layers == MOST_LAYERS and is_packed(head):
            message = "it is packed too many times over"
            yield broken(UnreadableInputError(message, file=name, hint="Unpack it, and give the result."))
        elif is_compressed(head):
            notes: list[Note] = []
            inside = Stream(decompressed(stream, self._allowance, notes))
            yield from _noted(self._leaves(inside, name, None, layers + 1, listed), notes)
        elif head.startswith(zips.MAGIC):
            yield from self._zip(stream, name, path, layers)
        elif _is_tar(head):
            yield from self._tar(stream, name, layers)
        else:
            yield self._leaf(stream, name, path, listed)

    def _leaf(self, stream: Stream, name: str, path: Path | None, listed: bool) -> Leaf:
        looks = look_into(stream)
        head = stream.peek(HEAD)
        wanted = READABLE - {Looks.XML} if listed else READABLE
        if listed and looks in wanted and not (_LIKELY_NAME.search(name) or opens_with_markup(head)):
            # A text about exports, such as a read-me, that nobody named as one.
            looks = Looks.TEXT
        if looks not in wanted:
            return Leaf(name, looks, listed=listed, error=explain(looks, head, name))
        if path is None and self._spool is not None:
            path = self._spool.write(stream, name)
        return Leaf(name, looks, path, listed=listed)

    def _zip(self, stream: Stream, name: str, path: Path | None, layers: int) -> Iterator[Leaf]:
        copy = None
        if path is None:
            if self._spool is None:
                return
            path = copy = self._spool.write(stream, name)
        try:
            try:
                archive = zipfile.ZipFile(path)
            except zips.FAULTS:
                message = "the zip archive is damaged, or was not downloaded to its end"
                hint = "Download it again; or repair it (zip -FF), unpack it, and give the folder."
                yield broken(UnreadableInputError(message, file=name, hint=hint))
                return
            with archive:
                members = [info for info in archive.infolist() if not info.is_dir()]
                for info in sorted(members, key=lambda info: natural_order(info.filename)):
                    if not is_hidden(info.filename):
                        yield from self._zip_member(path, archive, info, name, layers)
        finally:
            if copy is not None and self._spool is not None:
                self._spool.remove(copy)

    def _zip_member(
        self, path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, outer: str, layers: int
    ) -> Iterator[Leaf]:
        name = f"{outer}!{printable(info.filename)}"
        error = zips.refusal(archive, info, name)
        if error is not None:
            yield broken(error)
            return
        notes: list[Note] = []
        inside = Stream(zips.member_windows(path, archive, info, self._allowance, notes))
        yield from _noted(self._leaves(inside, name, None, layers + 1, True), notes)

    def _tar(self, stream: Stream, outer: str, layers: int) -> Iterator[Leaf]:
        found: list[Leaf] = []
        notes: list[Note] = []
        try:
            with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|") as archive:
                while (info := archive.next()) is not None and not self._seen_enough(found):
                    # tarfile keeps them all for extracting links; a media archive has many.
                    archive.members.clear()  # type: ignore[attr-defined]
                    member = archive.extractfile(info) if info.isreg() else None
                    if member is None or is_hidden(info.name):
                        continue
                    inside = Stream(self._tar_windows(member, notes))
                    found += self._leaves(inside, f"{outer}!{printable(info.name)}", None, layers + 1, True)
        except _TAR_FAULTS:
            notes.append(_CUT_TAR)
        found.sort(key=lambda leaf: natural_order(leaf.name))
        if notes and not found:
            message = "the tar archive is damaged, or was not downloaded to its end"
            yield broken(UnreadableInputError(message, file=outer, hint="Download it again."))
        # What is missing at the end may have been another part, so the last export that is left says so.
        yield from _noted(found, notes[:1])

    def _seen_enough(self, found: list[Leaf]) -> bool:
        return self._spool is None and len(found) >= GLIMPSED_LEAVES

    def _tar_windows(self, member: IO[bytes], notes: list[Note]) -> Iterator[bytes]:
        while True:
            try:
                chunk = member.read(_TAR_STEP)
            except _TAR_FAULTS:
                notes.append(_CUT_TAR)
                return
            if not chunk:
                return
            # Counted again after decompression: a sparse file swells by itself.
            self._allowance.take(len(chunk))
            yield chunk


_CUT_TAR = Note(NoteCode.TRUNCATED_COMPRESSION, "the tar archive stops before its end, or is damaged")


def broken(error: UnreadableInputError) -> Leaf:
    """A leaf for what cannot be looked into."""
    return Leaf(error.file or "", Looks.BINARY, listed=True, error=error, damaged=True)


def _noted(leaves: Iterable[Leaf], notes: list[Note]) -> Iterator[Leaf]:
    """The same leaves; the notes, which are complete only when all have been read, go to the last export."""
    read = list(leaves)
    readable = [number for number, leaf in enumerate(read) if leaf.error is None]
    last = readable[-1] if readable else len(read) - 1
    for number, leaf in enumerate(read):
        if number != last or not notes:
            yield leaf
            continue
        noted = leaf._replace(notes=leaf.notes + tuple(notes))
        cut = notes[0].code is not NoteCode.TRAILING_BYTES
        if cut and leaf.looks in {Looks.EMPTY, Looks.BLANK, Looks.TEXT}:
            message = f"{notes[0].text}, before an export begins"
            error = UnreadableInputError(message, file=leaf.name, hint="Download it again.")
            noted = noted._replace(error=error, damaged=True)
        yield noted


def is_packed(head: bytes) -> bool:
    """True for compressed data and archives that are opened here, by their first bytes."""
    return is_compressed(head) or head.startswith(zips.MAGIC) or _is_tar(head)


def is_hidden(name: str) -> bool:
    """True for dotfiles and for what macOS puts into archives, anywhere on the path."""
    steps = name.replace("\\", "/").split("/")
    return any(step == "__MACOSX" or (step.startswith(".") and step not in {".", ".."}) for step in steps)


def _is_tar(head: bytes) -> bool:
    return head[_TAR_MAGIC_AT : _TAR_MAGIC_AT + len(_TAR_MAGIC)] == _TAR_MAGIC
