"""GitHub annotations: workflow commands, in which nothing of the export can become a command of its own."""

from __future__ import annotations

from typing import TextIO

from migrate.validate.finding import Finding, Severity, visible
from migrate.validate.report.record import Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_MOST = 10
"""GitHub shows so many annotations of a kind for one step."""


def write(report: Report, out: TextIO) -> None:
    """A command for each of the first findings of every kind, then the summary."""
    room = dict.fromkeys(Severity, _MOST)
    for finding in report.findings:
        if room[finding.severity] > 0:
            room[finding.severity] -= 1
            out.write(_command(report, finding) + "\n")
    out.write(f"wxr-migrate: {report.summary()}\n")


def _command(report: Report, finding: Finding) -> str:
    properties = {
        "title": f"{finding.code} {finding.name}",
        "file": report.path(finding),
        "line": str(finding.line),
        "col": str(finding.column),
    }
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{_message(visible(report.sentence(finding)))}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(visible(text)).replace(":", "%3A").replace(",", "%2C")
