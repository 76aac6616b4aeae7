"""What items became, on disk, span by span: made once, and read again by a run that goes on."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from migrate.plan.items import Derived, Setup, Span, Unread

_DIGEST = 32
Results = list[Derived | Unread]


class _Packed:
    """Results that are pickled already. To pickle them costs no more than a copy; unpickled, they are the results."""

    def __init__(self, packed: bytes) -> None:
        self._packed = packed

    def __reduce__(self) -> tuple[Callable[[bytes], Results], tuple[bytes]]:
        return pickle.loads, (self._packed,)


class Made(NamedTuple):
    """A folder of results, one file a span. Nothing else than what was asked for may change them: see `Kept.made`."""

    folder: Path

    def results(self, make: Callable[[Span], Results], span: Span) -> Results:
        """What the items of a span became: as it was made earlier, or made now and kept."""
        packed = self._earlier(span)
        if packed is not None:
            earlier: Results = pickle.loads(packed)
            return earlier
        results = make(span)
        self._keep(span, results)
        return results

    def packed(self, make: Callable[[Span], Results], span: Span) -> Results | _Packed:
        """The same, to be sent to another process, where it is what it was."""
        packed = self._earlier(span)
        if packed is None:
            results = make(span)
            packed = self._keep(span, results)
            if packed is None:
                return results
        return _Packed(packed)

    def _earlier(self, span: Span) -> bytes | None:
        return read_checked(self._path(span))

    def _keep(self, span: Span, results: Results) -> bytes | None:
        if any(isinstance(one, Unread) for one in results):
            return None
        packed = pickle.dumps(results, pickle.HIGHEST_PROTOCOL)
        with suppress(OSError):
            write_checked(self._path(span), packed)
        return packed

    def _path(self, span: Span) -> Path:
        return self.folder / f"{span.first}-{span.last}-{span.number}"

    def items(self) -> int:
        """How many items are made."""
        with suppress(OSError):
            names = (entry.name for entry in os.scandir(self.folder))
            return sum(int(name.rpartition("-")[2]) for name in names if not name.startswith("."))
        return 0


class MadeSetup(NamedTuple):
    """The same as `Setup`, for results that are kept."""

    setup: Setup
    made: Made

    def open(self) -> Callable[[Span], Results | _Packed]:
        """Ready to begin."""
        return partial(self.made.packed, self.setup.open())


def read_checked(path: Path) -> bytes | None:
    """What `write_checked` wrote; None where that is not what is there."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, packed = content[:_DIGEST], content[_DIGEST:]
    return packed if hashlib.blake2b(packed, digest_size=_DIGEST).digest() == digest else None


def write_checked(path: Path, packed: bytes) -> None:
    """Make a file that is there whole or not at all, and shows when it is damaged. Raises OSError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(hashlib.blake2b(packed, digest_size=_DIGEST).digest())
            file.write(packed)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
