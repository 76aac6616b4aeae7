"""Opens the input of an export: files, archives, folders, standard input → parts, each a file of UTF-8 text.

Guarantees: memory does not grow with the input; nothing outside the private spool is written; an input that
holds no export is refused in one sentence; what a folder or an archive seemed to hold besides is listed.
"""

from __future__ import annotations

import hashlib
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self

from migrate.model.errors import UnreadableInputError
from migrate.wxr.archives import GLIMPSED_LEAVES, Leaf, Unpacker, broken, is_packed
from migrate.wxr.encoding import as_part
from migrate.wxr.folders import files_below, files_in
from migrate.wxr.parts import Note, NoteCode, Part, printable, unreadable
from migrate.wxr.sniff import READABLE, Looks, explain, look_into
from migrate.wxr.spool import Spool
from migrate.wxr.streams import HEAD, Allowance, Stream, windows

__all__ = ["Ignored", "Note", "NoteCode", "Part", "Source", "looks_like_export", "open_source"]

STANDARD_INPUT = "-"


class Ignored(NamedTuple):
    """A file of a folder or an archive that might have belonged to the export, and why it was left out."""

    name: str
    reason: str


class Source:
    """An opened export. A context manager; closing it removes the spool."""

    def __init__(self, spool: Path | None = None) -> None:
        self.parts: tuple[Part, ...] = ()
        self.ignored: tuple[Ignored, ...] = ()
        self._spool = Spool(spool)
        self._inputs: list[tuple[str, Path | str]] = []
        """Name, and the file that is still to be hashed or the digest of what can be read only once."""
        self._fingerprint = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the spool; safe to call twice. In a forked process it does nothing."""
        self._spool.close()

    def fingerprint(self) -> str:
        """SHA-256 in hexadecimal of the input's bytes as given, compressed or not.

        Of one file it is what `sha256sum` says; of several, the digest of their digests, in order. Worked out
        when first asked for. Raises UnreadableInputError when a file has gone.
        """
        if not self._fingerprint:
            digests = [digest if isinstance(digest, str) else _digest(digest, name) for name, digest in self._inputs]
            joined = hashlib.sha256("".join(digests).encode()).hexdigest()
            self._fingerprint = digests[0] if len(digests) == 1 else joined
        return self._fingerprint

    def add(self, given: str | Path, stdin: BinaryIO | None) -> None:
        """Open one input and add its parts. Raises UnreadableInputError."""
        if str(given) == STANDARD_INPUT:
            self._add_stream(_standard_input(stdin), "<stdin>")
            return
        name = printable(given)
        try:
            path = Path(given).absolute()
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            # ValueError: a NUL in the name.
            raise unreadable(name, error if isinstance(error, OSError) else FileNotFoundError()) from error
        if stat.S_ISDIR(mode):
            self._add_folder(path, name)
        elif stat.S_ISREG(mode):
            self._inputs.append((name, path))
            self._choose(self._leaves(path, name), name)
        elif stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
            with _opened(path, name) as file:
                self._add_stream(file, name)
        else:
            raise UnreadableInputError(
                "it is a device, not a file",
                file=name,
                hint="Give a file, a folder, or - for standard input.",
            )

    def _leaves(self, path: Path, name: str, *, listed: bool = False) -> list[Leaf]:
        try:
            allowance = Allowance(name, path.stat().st_size)
        except OSError as error:
            raise unreadable(name, error) from error
        return list(Unpacker(self._spool, allowance).open(path, name, listed=listed))

    def _add_stream(self, file: BinaryIO, name: str) -> None:
        digest = hashlib.sha256()

        def hashed() -> Iterator[bytes]:
            for chunk in windows(file, name):
                digest.update(chunk)
                yield chunk

        stream = Stream(hashed())
        head = stream.peek(HEAD)
        # Refused before it fills the spool, perhaps without end.
        if not is_packed(head) and (looks := look_into(stream)) not in READABLE:
            raise explain(looks, head, name)
        path = self._spool.write(stream, name)
        self._inputs.append((name, digest.hexdigest()))
        self._choose(self._leaves(path, name), name)
        if all(part.path != path for part in self.parts):
            self._spool.remove(path)

    def _add_folder(self, folder: Path, name: str) -> None:
        leaves: list[Leaf] = []
        files: dict[str, tuple[str, Path]] = {}
        for level in (files_in(folder, name), files_below(folder, name)):
            for path in level:
                shown = f"{name.rstrip('/')}/{printable(path.relative_to(folder))}"
                for leaf in self._listed(path, shown):
                    leaves.append(leaf)
                    files[leaf.name] = (shown, path)
            if any(leaf.looks is Looks.EXPORT for leaf in leaves):
                break
        chosen = self._choose(leaves, name)
        self._inputs += dict.fromkeys(files[leaf.name] for leaf in chosen)

    def _listed(self, path: Path, name: str) -> list[Leaf]:
        try:
            _opened(path, name).close()
        except UnreadableInputError as error:
            return [broken(error)]
        return self._leaves(path, name, listed=True)

    def _choose(self, leaves: list[Leaf], name: str) -> list[Leaf]:
        """Make parts of the exports, or where there are none of the feeds; return their leaves."""
        usable = [leaf for leaf in leaves if leaf.error is None]
        exports = [leaf for leaf in usable if leaf.looks is Looks.EXPORT]
        chosen = exports or usable
        if not chosen:
            raise _nothing_in(leaves, name)
        for leaf in leaves:
            if leaf.damaged and leaf.likely and leaf.error is not None:
                raise leaf.error
        for leaf in chosen:
            if leaf.path is not None:
                self.parts += (as_part(leaf.path, leaf.name, self._spool, leaf.notes),)
        others = [leaf for leaf in leaves if leaf.error is not None]
        if exports:
            others += [leaf for leaf in usable if leaf.looks is not Looks.EXPORT]
        for leaf in others:
            if leaf.path is not None:
                self._spool.remove(leaf.path)
        self.ignored += tuple(_ignored(others))
        return chosen


def open_source(inputs: Sequence[str | Path], *, stdin: BinaryIO | None = None, spool: Path | None = None) -> Source:
    """Open files, archives, folders and `-` (standard input, or `stdin` in its place) as one export.

    Parts come in the order of the inputs, in natural order within a folder or an archive. `spool` is where to
    make the private folder, by default where `tempfile` says. Raises UnreadableInputError.
    """
    if not inputs:
        raise UnreadableInputError("no export was given", hint="Give a file, a folder, or - for standard input.")
    if [str(given) for given in inputs].count(STANDARD_INPUT) > 1:
        raise UnreadableInputError("standard input can be read only once", file="<stdin>", hint="Give - once.")
    source = Source(spool)
    try:
        for given in inputs:
            source.add(given, stdin)
    except BaseException:
        source.close()
        raise
    return source


def looks_like_export(path: Path) -> bool:
    """True when the file is an export or holds one, judged by its beginning. Never raises; False for folders.

    Of an archive only the first members are looked at.
    """
    try:
        if not path.is_file():
            return False
        leaves = Unpacker(None, Allowance(str(path), 0)).open(path, str(path), listed=True)
        return any(leaf.error is None for leaf in islice(leaves, GLIMPSED_LEAVES))
    except (UnreadableInputError, OSError, ValueError):
        return False


def _ignored(leaves: Iterable[Leaf]) -> Iterator[Ignored]:
    for leaf in leaves:
        if leaf.error is None:
            yield Ignored(leaf.name, "it is an RSS feed without WordPress's own elements")
        elif leaf.damaged or leaf.likely:
            yield Ignored(leaf.name, leaf.error.message)
        elif leaf.notes:
            yield Ignored(leaf.name, leaf.notes[0].text)


def _nothing_in(leaves: list[Leaf], name: str) -> UnreadableInputError:
    """Why none of the leaves is an export: the one reason there is, or that there are none among so many."""
    if len(leaves) == 1 and leaves[0].error is not None and not leaves[0].listed:
        return leaves[0].error
    damaged = [leaf.error for leaf in leaves if leaf.damaged and leaf.error is not None]
    likely = [leaf.error for leaf in leaves if leaf.likely and leaf.error is not None]
    if damaged or len(likely) == 1:
        return (damaged or likely)[0]
    count = f"among the {len(leaves)} files in it" if len(leaves) > 1 else "in it"
    return UnreadableInputError(
        f"there is no WordPress export {count}" if leaves else "there are no files in it",
        file=name,
        hint="Give the .xml that WordPress's Tools > Export saved, or the folder or archive that it is in.",
    )


def _standard_input(stdin: BinaryIO | None) -> BinaryIO:
    if stdin is None and sys.stdin is not None:
        stdin = sys.stdin.buffer
    if stdin is None or stdin.closed:
        raise UnreadableInputError("standard input is closed", file="<stdin>", hint="Pipe the export in.")
    if stdin.isatty():
        raise UnreadableInputError(
            "standard input is a terminal", file="<stdin>", hint="Pipe the export in, or give its path."
        )
    return stdin


def _opened(path: Path, name: str) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise unreadable(name, error) from error


def _digest(path: Path, name: str) -> str:
    digest = hashlib.sha256()
    with _opened(path, name) as file:
        for chunk in windows(file, name):
            digest.update(chunk)
    return digest.hexdigest()
