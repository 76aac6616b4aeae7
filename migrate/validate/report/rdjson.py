"""reviewdog's Diagnostic Format as JSON (rdjson); its columns count bytes."""

from __future__ import annotations

import json
from typing import Any, TextIO

from migrate.validate.finding import Finding, Severity
from migrate.validate.report.record import TOOL, Report

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def write(report: Report, out: TextIO) -> None:
    """A DiagnosticResult."""
    out.write('{"source":' + json.dumps({"name": TOOL}) + ',"diagnostics":[')
    for number, finding in enumerate(report.findings):
        out.write((",\n" if number else "") + json.dumps(_diagnostic(report, finding)))
    out.write("]}\n")


def _diagnostic(report: Report, finding: Finding) -> dict[str, Any]:
    start = {"line": finding.line, "column": finding.byte_column}
    return {
        "message": report.sentence(finding),
        "location": {"path": report.path(finding), "range": {"start": start}},
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.code},
    }
