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


class Made(NamedTuple):
    """A folder of results, one file a span. Nothing else than what was asked for may change them: see `Kept.made`."""

    folder: Path

    def results(self, make: Callable[[Span], Results], span: Span) -> Results:
        """What the items of a span became: as it was made earlier, or made now and kept."""
        path = self.folder / f"{span.first}-{span.last}-{span.number}"
        packed = read_checked(path)
        if packed is not None:
            earlier: Results = pickle.loads(packed)
            return earlier
        results = make(span)
        if not any(isinstance(one, Unread) for one in results):
            with suppress(OSError):
                write_checked(path, pickle.dumps(results, pickle.HIGHEST_PROTOCOL))
        return results

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

    def open(self) -> Callable[[Span], Results]:
        """Ready to begin."""
        return partial(self.made.results, self.setup.open())


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
