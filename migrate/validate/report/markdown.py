"""Markdown for a step summary or a merge request: counts, then a table, short enough for GitHub's one megabyte."""

from __future__ import annotations

import re
from typing import TextIO

from migrate.validate.finding import Severity, visible
from migrate.validate.report.record import Report

_MOST = 500
"""Rows of the table; the worst first."""
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~@&:.\-])")


def write(report: Report, out: TextIO) -> None:
    """A heading, the summary, counts by rule, findings."""
    findings = report.findings
    names = ", ".join(_code(name) for name in findings.exports)
    out.write(f"## WordPress export: {report.summary()}\n\n{names}\n\n")
    if not len(findings):
        return
    out.write("| rule | severity | faults |\n|---|---|---:|\n")
    for code, count in sorted(findings.counts.items(), key=lambda one: (report.by_code[one[0]].severity.rank, -one[1])):
        rule = report.by_code[code]
        out.write(f"| {code} {rule.name} | {rule.severity} | {count:,} |\n")
    out.write("\n| place | rule | message | entry |\n|---|---|---|---|\n")
    left = _MOST
    for severity in Severity:
        for finding in findings:
            if finding.severity is severity and left > 0:
                left -= 1
                place = f"{finding.file}:{finding.line}:{finding.column}"
                entry = f"{finding.entry} {finding.title}".strip()
                cells = (_code(place), finding.code, escaped(finding.message), escaped(entry))
                out.write(f"| {' | '.join(cells)} |\n")
    if (more := len(findings) - _MOST) > 0:
        out.write(f"\nand {more:,} more\n")


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: no markup, no HTML, no mention, no link."""
    return _MARKUP.sub(r"\\\1", visible(" ".join(text.split()))).replace("\\@", "&#64;").replace("\\<", "&lt;")


def _code(text: str) -> str:
    return "`" + visible(text).replace("`", "'").replace("|", "\\|") + "`"
