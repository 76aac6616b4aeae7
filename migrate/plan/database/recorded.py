"""What a database's manifest holds of one source: fingerprints of its rows, and their values as they were last written.

One text: a line of JSON, then a pack of the values (see `plan.copies`) in base64, which is read only for a conflict.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from migrate.plan.copies import pack, unpack

Key = tuple[str | int, ...]
"""Table and id, or table, source and position."""

Values = tuple[object, ...]

_TEXT = msgspec.json.Encoder()
_ENTRIES = msgspec.json.Decoder(list[list[str | int]])


class Recorded(NamedTuple):
    """What was written for a source, as far as the manifest knows."""

    text: str
    rows: dict[Key, str]
    """Key of each row that we wrote → fingerprint of its values."""
    packed: str

    def copies(self) -> dict[Key, Values]:
        """Values of rows as they were last written."""
        try:
            return {key: tuple(values) for key, values in unpack(base64.b64decode(self.packed)).items()}
        except (binascii.Error, TypeError):
            return {}


def decode(text: str) -> Recorded:
    """What the manifest says, from its text; an empty text is nothing."""
    entries, _, packed = text.partition("\n")
    found = _ENTRIES.decode(entries) if entries else []
    return Recorded(text, {tuple(entry[:-1]): str(entry[-1]) for entry in found}, packed)


def encode_entries(written: Mapping[Key, str], copies: Mapping[Key, Values | msgspec.Raw]) -> str:
    """The text for the manifest; empty where there is nothing. Copies may be packed already (MessagePack)."""
    if not written:
        return ""
    entries = _TEXT.encode([(*key, digest) for key, digest in written.items()]).decode()
    return f"{entries}\n{str(binascii.b2a_base64(pack(copies), newline=False), 'ascii')}"
