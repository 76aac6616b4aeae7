"""JSON and JSON Lines: every field of every finding; ASCII only, so harmless to a terminal."""

from __future__ import annotations

import json
from typing import Any, TextIO

import msgspec

from migrate.validate.finding import Finding, Severity
from migrate.validate.report.record import TOOL, Report


def write_jsonl(report: Report, out: TextIO) -> None:
    """A finding a line."""
    for finding in report.findings:
        out.write(json.dumps(record(finding)) + "\n")


def write_json(report: Report, out: TextIO) -> None:
    """One object: the tool, the inputs, the counts, the findings."""
    findings = report.findings
    head = {
        "tool": TOOL,
        "version": report.version,
        "inputs": findings.exports,
        "counts": {str(severity): findings.severities[severity] for severity in Severity},
        "rules": dict(sorted(findings.counts.items())),
        "not_shown": dict(sorted(findings.left_out.items())),
        "known": findings.known,
    }
    out.write(json.dumps(head, indent=2)[:-2] + ',\n  "findings": [')
    for number, finding in enumerate(findings):
        out.write(("," if number else "") + "\n    " + json.dumps(record(finding)))
    out.write("\n  ]\n}\n")


def record(finding: Finding) -> dict[str, Any]:
    """A finding as plain values; the caret and the excerpt are for people, and left out."""
    values: dict[str, Any] = msgspec.to_builtins(finding)
    full = {
        "code": finding.code,
        "name": finding.name,
        "severity": str(finding.severity),
        "message": finding.message,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "offset": finding.offset,
        "fix": str(finding.fix) or None,
        "fingerprint": finding.fingerprint,
    }
    optional = ("entry", "post_type", "post_id", "title", "related", "times")
    return full | {name: values[name] for name in optional if name in values}
