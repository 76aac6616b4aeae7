"""What a database's manifest holds of one source: its rows as they were last written, condensed to digests and what is
short.

A digest tells an edited row or text from one that is as we wrote it, which is all that a run needs; the rest is for
reports. Whole rows, deflated, would take six times as long, and three times the room. In base64, which every engine
has room for.
"""

from __future__ import annotations

import binascii
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import msgspec

from migrate.model.errors import DestinationError
from migrate.targets.database import columns

Key = tuple[str | int, ...]
"""Table and id, or table, source and position."""

Values = tuple[object, ...]

LONGEST = 64
"""Characters of a text that the manifest holds as it is, of those that may be long."""

_DIGESTED = frozenset(("comments", "meta"))
"""Tables of which a row is its key and a digest: most rows are theirs."""
_LONG = columns.words("content_raw content_html content_markdown content_text document excerpt description")
"""Columns of the others whose texts may be long; all else is held as it is."""
_POSITIONS = {
    table: [index for index, name in enumerate(names) if name in _LONG]
    for table, names in columns.COLUMNS.items()
    if not _LONG.isdisjoint(names)
}
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[tuple[str, tuple[Any, ...]]]).decode


def key_of(table: str, values: Values) -> Key:
    """The key of a row, as the manifest names it."""
    if table in columns.PARTS:
        return (table, values[1], values[2])  # type: ignore[return-value]
    return (table, values[0])  # type: ignore[return-value]


def condense(table: str, values: Values) -> Values:
    """The values of a row as the manifest holds them: with a digest, which is bytes, in the place of each long text, or
    one behind the key."""
    if table in _DIGESTED:
        return (*values[:3], _digest(_encode(values)))
    if table not in _POSITIONS:
        return values
    condensed = list(values)
    for index in _POSITIONS[table]:
        text = values[index]
        if isinstance(text, str) and len(text) > LONGEST:
            condensed[index] = _digest(text.encode("utf-8", "surrogatepass"))
    return tuple(condensed)


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=16).digest()


def decode(text: str, shown: str) -> dict[Key, Values]:
    """Key of each row that we wrote → its values, condensed, from the manifest's text; an empty text is nothing.
    `shown`: the address for messages. Raises DestinationError."""
    try:
        rows = _decode(binascii.a2b_base64(text)) if text else []
        return {key_of(table, values): values for table, values in rows}
    except (ValueError, IndexError, msgspec.DecodeError):
        raise DestinationError(
            "its manifest is damaged, or was written by another version",
            file=shown,
            hint="choose another database, or take the version that wrote it",
        ) from None


def encode(rows: Sequence[tuple[str, Values]]) -> str:
    """The manifest's text for rows, given as table and condensed values; empty where there are none."""
    return str(binascii.b2a_base64(_encode(rows), newline=False), "ascii") if rows else ""
