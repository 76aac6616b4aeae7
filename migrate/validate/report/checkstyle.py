"""Checkstyle XML: findings by file."""

from __future__ import annotations

from typing import TextIO
from xml.sax.saxutils import quoteattr

from migrate.validate.finding import visible
from migrate.validate.report.record import TOOL, Report


def write(report: Report, out: TextIO) -> None:
    """`<checkstyle>`; findings come by file already, and an archive's parts are one file."""
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="8.0">\n')
    current: str | None = None
    for finding in report.findings:
        path = report.path(finding)
        if path != current:
            if current is not None:
                out.write("</file>\n")
            out.write(f"<file name={quoteattr(visible(path))}>\n")
            current = path
        out.write(
            f'<error line="{finding.line}" column="{finding.column}" severity="{finding.severity}"'
            f" message={quoteattr(visible(report.sentence(finding)))}"
            f' source="{TOOL}.{finding.code}.{finding.name}"/>\n'
        )
    if current is not None:
        out.write("</file>\n")
    out.write("</checkstyle>\n")
