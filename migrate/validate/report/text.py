"""Text for people: a line a finding, or with the place and a caret below it; nothing in it steers a terminal."""

from __future__ import annotations

import unicodedata
from typing import TextIO

from migrate.validate.finding import Finding, Fix, Severity, visible
from migrate.validate.report.record import Report

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_LONGEST = 60
"""Carets under one finding."""


def write_concise(report: Report, out: TextIO) -> None:
    """`file:line:column: CODE severity: message (entry "title")`, then the summary."""
    for finding in report.findings:
        out.write(_line(report, finding) + "\n")
    _write_end(report, out)


def write_full(report: Report, out: TextIO) -> None:
    """The same, each with the line it stands in."""
    for finding in report.findings:
        out.write(_line(report, finding) + "\n")
        out.write("".join(f"  {line}\n" for line in excerpt_lines(finding)))
        for other in finding.related:
            out.write(f"  see {visible(other.file)}:{other.line}: {visible(other.message)}\n")
    _write_end(report, out)


def _line(report: Report, finding: Finding) -> str:
    place = f"{visible(finding.file)}:{finding.line}:{finding.column}"
    severity = _styled(report, str(finding.severity), _COLOURS[finding.severity])
    mark = " [*]" if finding.fix is Fix.SAFE else ""
    message = report.sentence(finding)
    return f"{place}: {_styled(report, finding.code, '1')}{mark} {severity} {finding.name}: {visible(message)}"


def _styled(report: Report, text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if report.styled else text


def excerpt_lines(finding: Finding) -> list[str]:
    """The excerpt with control characters made visible, and a line with carets; nothing where there is no excerpt."""
    if not finding.excerpt.strip():
        return []
    before = visible(finding.excerpt[: finding.caret])
    meant = visible(finding.excerpt[finding.caret : finding.caret + finding.length])
    after = visible(finding.excerpt[finding.caret + finding.length :])
    carets = "^" * max(1, min(_width(meant), _LONGEST))
    return [f"| {before}{meant}{after}", f"| {' ' * _width(before)}{carets}"]


def _width(text: str) -> int:
    """Columns of a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in ("W", "F") else 1 for c in text
    )


def _write_end(report: Report, out: TextIO) -> None:
    if report.statistics:
        out.write(statistics(report))
    out.write(report.summary() + "\n")
    if any(report.by_code[code].fix is Fix.SAFE for code in report.findings.counts if code in report.by_code):
        out.write("those with [*] are mended by --fix\n")


def statistics(report: Report) -> str:
    """A line a rule: how often, code, whether it is mended, name; the most frequent first."""
    lines = []
    for code, count in sorted(report.findings.counts.items(), key=lambda one: (-one[1], one[0])):
        rule = report.by_code[code]
        lines.append(
            f"{count:>8,}  {code}  {'[*]' if rule.fix is Fix.SAFE else '   '} {rule.severity:<8} {rule.name}\n"
        )
    return "".join(lines)
