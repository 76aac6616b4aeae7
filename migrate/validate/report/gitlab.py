"""GitLab Code Quality: a JSON array; repeated fingerprints get a number, because GitLab shows one of each."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from typing import TextIO

from migrate.validate.finding import Severity
from migrate.validate.report.record import Report

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def write(report: Report, out: TextIO) -> None:
    """The array."""
    seen: Counter[tuple[str, str]] = Counter()
    out.write("[")
    for number, finding in enumerate(report.findings):
        path = report.path(finding)
        seen[path, finding.fingerprint] += 1
        ordinal = seen[path, finding.fingerprint]
        mark = sha256(f"{path}\0{finding.fingerprint}\0{ordinal}".encode()).hexdigest()[:40]
        row = {
            "description": f"{finding.code}: {report.sentence(finding)}",
            "check_name": f"{finding.code} {finding.name}",
            "fingerprint": mark,
            "severity": _SEVERITIES[finding.severity],
            "location": {"path": path, "lines": {"begin": finding.line}},
        }
        out.write((",\n" if number else "\n") + json.dumps(row))
    out.write("\n]\n" if len(report.findings) else "]\n")
