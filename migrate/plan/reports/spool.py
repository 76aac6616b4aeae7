"""The entries of a plan in a private temporary file: written once, read as often as reports need, never all in memory.

Also the sums over them, and `Plan`, which is what the writers are given.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from migrate.plan.reports.record import Fate, PlanHead, PlannedEntry

_FATES = tuple(Fate)
_HEADER = struct.Struct("<IHB")
"""Length of a record in bytes, number of its type, number of its fate: enough to step over it."""
_BUFFER = 1 << 16

_Key = TypeVar("_Key")


class Totals(msgspec.Struct, kw_only=True):
    """Sums over a plan. Counts by fate hold only what occurs."""

    entries: dict[Fate, int] = {}
    """Records by what becomes of them."""
    changes: dict[Fate, int] = {}
    """Files, parts and rows by what becomes of them."""
    types: dict[str, dict[Fate, int]] = {}
    """Type → records by what becomes of them, in the order in which types first come."""
    places: dict[str, dict[Fate, int]] = {}
    """Table, path of a file of parts, or `files` → changes by what becomes of them."""
    losses: dict[str, int] = {}
    """Kind of loss → how many."""
    withheld: dict[str, int] = {}
    """What and why (`comments: not approved`) → how many."""

    def add(self, entry: PlannedEntry) -> None:
        """Count one entry."""
        _count(self.entries, entry.action)
        _count(self.types.setdefault(entry.type, {}), entry.action)
        for change in entry.changes:
            _count(self.changes, change.action)
            _count(self.places.setdefault(change.place, {}), change.action)
        for loss in entry.losses:
            _count(self.losses, str(loss.kind))
        for decision in entry.withheld:
            _count(self.withheld, f"{decision.what}: {decision.reason}", decision.count)

    @property
    def anything(self) -> bool:
        """Whether something would be written, removed, or left in conflict."""
        return any(fate is not Fate.UNCHANGED for fate in self.entries)


class PlanSpool:
    """Entries in the order in which they were added. `folder` must be private: it will hold the export's text."""

    def __init__(self, folder: Path) -> None:
        # The file has no name, or goes when it is closed: nothing is left behind, whatever happens.
        self._file = tempfile.TemporaryFile(dir=folder, buffering=_BUFFER)  # noqa: SIM115
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(PlannedEntry)
        self._types: list[str] = []
        self._end = 0
        self.totals = Totals()

    def add(self, entry: PlannedEntry) -> None:
        """Append one entry and count it."""
        self.totals.add(entry)
        if entry.type not in self._types:
            self._types.append(entry.type)
        payload = self._encoder.encode(entry)
        kind = self._types.index(entry.type)
        self._file.seek(self._end)
        self._file.write(_HEADER.pack(len(payload), kind, _FATES.index(entry.action)))
        self._file.write(payload)
        self._end += _HEADER.size + len(payload)

    def __len__(self) -> int:
        return sum(self.totals.entries.values())

    def __iter__(self) -> Iterator[PlannedEntry]:
        return self.select()

    def select(self, kind: str | None = None, fates: Container[Fate] = _FATES) -> Iterator[PlannedEntry]:
        """Entries of one type, or of all, with one of these fates. Several may be read in turns."""
        position = 0
        while position < self._end:
            self._file.seek(position)
            length, number, fate = _HEADER.unpack(self._file.read(_HEADER.size))
            position += _HEADER.size + length
            if (kind is None or self._types[number] == kind) and _FATES[fate] in fates:
                yield self._decoder.decode(self._file.read(length))

    def close(self) -> None:
        """Remove the file. Safe to call twice."""
        self._file.close()

    def __enter__(self) -> PlanSpool:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as reports read it."""

    head: PlanHead
    entries: PlanSpool

    @property
    def totals(self) -> Totals:
        """Sums over all entries."""
        return self.entries.totals


def _count(counts: dict[_Key, int], key: _Key, by: int = 1) -> None:
    counts[key] = counts.get(key, 0) + by
