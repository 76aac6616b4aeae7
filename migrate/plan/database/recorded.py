"""What a database's manifest holds of one source: its rows as they were last written.

Packed, since texts of one record share most of their words (unpacked, a database would be a fourth larger, with bodies
in several forms much more), in base64, which every engine has room for.
"""

from __future__ import annotations

import binascii
import zlib
from collections.abc import Sequence

import msgspec

from migrate.model.errors import DestinationError
from migrate.targets.database import columns

Key = tuple[str | int, ...]
"""Table and id, or table, source and position."""

Values = tuple[object, ...]

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[tuple[str, tuple[str | int | float | bool | None, ...]]]).decode
_LEVEL = 1
"""Of deflate: see `plan.copies`."""


def key_of(table: str, values: Values) -> Key:
    """The key of a row, as the manifest names it."""
    if table in columns.PARTS:
        return (table, values[1], values[2])  # type: ignore[return-value]
    return (table, values[0])  # type: ignore[return-value]


def decode(text: str, shown: str) -> dict[Key, Values]:
    """Key of each row that we wrote → its values, from the manifest's text; an empty text is nothing. `shown`: the
    address for messages. Raises DestinationError."""
    try:
        rows = _decode(zlib.decompress(binascii.a2b_base64(text))) if text else []
    except (binascii.Error, zlib.error, msgspec.DecodeError):
        raise DestinationError(
            "its manifest is damaged, or was written by another version",
            file=shown,
            hint="choose another database, or take the version that wrote it",
        ) from None
    return {key_of(table, values): values for table, values in rows}


def encode(rows: Sequence[tuple[str, Values]]) -> str:
    """The manifest's text for rows, given as table and values; empty where there are none."""
    if not rows:
        return ""
    return str(binascii.b2a_base64(zlib.compress(_encode(rows), _LEVEL), newline=False), "ascii")
