"""Findings on disk, so that memory does not grow with their number; read back in the order of the files."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from migrate.validate.finding import Finding, Severity

_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(Finding).decode
_BATCH = 256


class Findings:
    """All findings of a run. Also counts those that were too many to keep, and those that a baseline knows."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE; PRAGMA cache_size=-2000;"
            "CREATE TABLE findings (export INTEGER, part INTEGER, offset INTEGER, code TEXT, n INTEGER, record BLOB);"
            "BEGIN"
        )
        self._rows: list[tuple[int, int, int, str, int, bytes]] = []
        self._number = 0
        self._is_sorted = True
        self.exports: list[str] = []
        """Names of the exports, as they were given."""
        self.counts: Counter[str] = Counter()
        """Code → faults, those that were not kept included; without what a baseline knows."""
        self.severities: Counter[Severity] = Counter()
        """Severity → faults, likewise."""
        self.left_out: Counter[str] = Counter()
        """Code → faults that were counted and not kept."""
        self.known = 0
        """Faults that the baseline knows."""

    def close(self) -> None:
        """Close the file; whoever made its folder removes it."""
        self._database.close()

    def begin(self, name: str) -> None:
        """A new export; what is added now belongs to it."""
        self.exports.append(name)

    def count(self, code: str, severity: Severity, times: int) -> None:
        """Count faults, whether they will be kept or not."""
        self.counts[code] += times
        self.severities[severity] += times

    def add(self, finding: Finding, part: int) -> None:
        """Keep a finding."""
        self._number += 1
        row = (len(self.exports), part, finding.offset, finding.code, self._number, _ENCODE(finding))
        self._rows.append(row)
        if len(self._rows) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        self._database.executemany("INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?)", self._rows)
        self._rows.clear()

    def __iter__(self) -> Iterator[Finding]:
        """Findings by export, part, place and code."""
        self._flush()
        order = "SELECT record FROM findings ORDER BY export, part, offset, code, n"
        for (record,) in self._database.execute(order):
            yield _DECODE(record)

    def __len__(self) -> int:
        """How many are kept."""
        return self._number

    def worst(self) -> Severity | None:
        """The worst severity of all, None where there is nothing."""
        return next((severity for severity in Severity if self.severities[severity]), None)
