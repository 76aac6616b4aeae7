"""A baseline: findings that are known and accepted, by fingerprint, so that only new ones are reported.

A file of JSON, sorted, without lines and file names; mended findings fall out when it is written again.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from migrate.model.errors import DestinationError, UsageError
from migrate.validate.finding import Finding

_VERSION = 1


def read_baseline(path: Path) -> Counter[str]:
    """Fingerprint → how many are known. Raises UsageError."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"the baseline cannot be read: {error.strerror}", file=str(path)) from None
    except (ValueError, RecursionError):
        raise UsageError(
            "the baseline is no JSON", file=str(path), hint="write it anew with --write-baseline"
        ) from None
    known = data.get("findings") if isinstance(data, dict) and data.get("version") == _VERSION else None
    counts: Counter[str] = Counter()
    for mark, row in known.items() if isinstance(known, dict) else ((None, None),):
        count = row.get("count") if isinstance(row, dict) else None
        if not isinstance(count, int):
            raise UsageError("it is no baseline", file=str(path), hint="write one with --write-baseline")
        counts[str(mark)] = count
    return counts


def write_baseline(path: Path, findings: Iterable[Finding]) -> int:
    """Write what is found now; returns how many. Raises DestinationError."""
    rows: dict[str, dict[str, object]] = {}
    total = 0
    for one in findings:
        row = rows.setdefault(one.fingerprint, {"code": one.code, "count": 0})
        row["count"] = int(str(row["count"])) + 1
        total += 1
    data = {"version": _VERSION, "findings": {mark: rows[mark] for mark in sorted(rows)}}
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(json.dumps(data, indent=1) + "\n", "utf-8")
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise DestinationError(f"the baseline cannot be written: {error.strerror}", file=str(path)) from None
    return total
