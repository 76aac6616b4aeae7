"""What a target wants to exist at a destination: files, copies of files, parts of a large file, and rows; each names
its source."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from migrate.model.loss import Loss

Scalar = str | int | float | bool | None
_pack = msgspec.msgpack.Encoder().encode


class File(msgspec.Struct, frozen=True, gc=False):
    """A whole file. `path` is relative, with `/`, and never leaves the destination."""

    source: str
    path: str
    content: bytes
    once: bool = False
    """Written only where nothing is, and the user's from then on: never an update, a conflict or a deletion."""
    unless: tuple[str, ...] = ()
    """With `once`: other paths, any of which stands for this one (a site configured by a file of another name)."""


class Copied(msgspec.Struct, frozen=True, gc=False):
    """A whole file whose bytes are in another on this machine, which is read, and never moved or linked to."""

    source: str
    path: str
    cached: str
    """The other file."""
    digest: bytes
    """SHA-256 that its bytes must have still."""
    size: int
    """Bytes."""


class Part(msgspec.Struct, frozen=True, gc=False):
    """One piece of a large file; the pieces of a path are written in ascending `order` as they are yielded."""

    source: str
    path: str
    key: str
    """Unique within the path."""
    content: bytes
    """For JSON Lines: one line with its newline."""


class Row(msgspec.Struct, frozen=True, gc=False):
    """One row of a table. `values` are in the order of the table's columns, the primary key among them."""

    source: str
    """Key of the record that the row belongs to or is part of ("item/12")."""
    table: str
    values: tuple[object, ...]


def fingerprint(values: tuple[object, ...]) -> str:
    """A hash of a row's values."""
    return blake2b(_pack(values), digest_size=8).hexdigest()


Artifact = File | Copied | Part | Row

REDIRECTS = "redirects/"
"""Beginning of the source of a file of redirects, which is made of all records at once."""


class Group(msgspec.Struct, gc=False):
    """The artifacts of one source record, which are planned and written together."""

    source: str
    """Key of the record ("entry/12"); the manifest's key."""
    artifacts: list[Artifact]
    carried: dict[str, int]
    """What of the source these artifacts hold, in the ledger's kinds: `{"items": 1, "comments": 4}`."""
    losses: Sequence[Loss] = ()
    """Whatever of the source they do not hold as it was, the target's own limits among the reasons."""
    skipped: dict[str, dict[str, int]] = {}
    """What of the source the target leaves out whole: kind of the ledger → reason → count."""
