"""JUnit XML: a suite an export, a case a rule; a case fails by errors and warnings, infos are its output."""

from __future__ import annotations

from collections import defaultdict
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from migrate.validate.finding import Finding, Severity, visible
from migrate.validate.report.record import TOOL, Report

_SHOWN = 100
"""Findings that one case lists."""


def write(report: Report, out: TextIO) -> None:
    """`<testsuites>`."""
    failing: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        if len(failing[finding.code]) < _SHOWN:
            failing[finding.code].append(finding)
    failures = sum(1 for found in failing.values() if found[0].severity is not Severity.INFO)
    counts = f'tests="{len(report.rules)}" failures="{failures}" errors="0" skipped="0" time="0"'
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(f'<testsuites name="{TOOL}" {counts}>\n')
    name = ", ".join(report.findings.exports) or TOOL
    out.write(f"<testsuite name={_attribute(name)} {counts}>\n")
    for rule in report.rules:
        found = failing.get(rule.code, [])
        case = f'<testcase classname="{TOOL}.{rule.family}" name="{rule.code} {rule.name}" time="0"'
        if not found:
            out.write(f"{case}/>\n")
            continue
        listed = "\n".join(_line(report, finding) for finding in found)
        if (more := report.findings.counts[rule.code] - len(found)) > 0:
            listed += f"\nand {more:,} more"
        file = f' file={_attribute(report.path(found[0]))} line="{found[0].line}"'
        out.write(f"{case}{file}>\n")
        if rule.severity is Severity.INFO:
            out.write(f"<system-out>{_text(listed)}</system-out>\n")
        else:
            message = _attribute(report.sentence(found[0]))
            out.write(f'<failure message={message} type="{rule.severity}">{_text(listed)}</failure>\n')
        out.write("</testcase>\n")
    out.write("</testsuite>\n</testsuites>\n")


def _line(report: Report, finding: Finding) -> str:
    return f"{visible(finding.file)}:{finding.line}:{finding.column}: {visible(report.sentence(finding))}"


def _attribute(text: str) -> str:
    return quoteattr(visible(text))


def _text(text: str) -> str:
    return escape(text)
