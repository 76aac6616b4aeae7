"""One HTML page without scripts, fonts or addresses of elsewhere; everything of the export in it is text."""

from __future__ import annotations

from html import escape
from typing import TextIO

from migrate.validate.finding import Finding, Severity, visible
from migrate.validate.report.record import TOOL, Report
from migrate.validate.report.text import excerpt_lines

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1b1b;background:#fff}
table{border-collapse:collapse}td,th{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top}
td.n{text-align:right}pre{background:#f4f4f4;padding:.4rem .6rem;overflow:auto;margin:.2rem 0}
.error{color:#b00020}.warning{color:#8a5a00}.info{color:#00558a}.place{color:#555;font-family:ui-monospace,monospace}
article{border-top:1px solid #ddd;padding:.6rem 0}summary{cursor:pointer}
@media(prefers-color-scheme:dark){body{background:#161616;color:#e6e6e6}pre{background:#242424}.place{color:#aaa}
.error{color:#ff8a80}.warning{color:#ffcc66}.info{color:#80c8ff}article{border-color:#333}}
"""


def write(report: Report, out: TextIO) -> None:
    """The page."""
    findings = report.findings
    title = escape(", ".join(visible(name) for name in findings.exports))
    out.write(
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}: {escape(report.summary())}</title><style>{_STYLE}</style></head>\n<body>\n"
        f"<h1>{title}</h1>\n<p>{escape(report.summary())}</p>\n"
    )
    if len(findings):
        out.write("<table><thead><tr><th>Rule<th>Severity<th>Faults</thead><tbody>\n")
        for code, count in sorted(findings.counts.items()):
            rule = report.by_code[code]
            name = f"{code} {escape(rule.name)}"
            severity = f'<td class="{rule.severity}">{rule.severity}'
            out.write(f'<tr><td title="{escape(rule.summary)}">{name}{severity}<td class="n">{count:,}</tr>\n')
        out.write("</tbody></table>\n")
    for severity in Severity:
        if findings.severities[severity]:
            is_open = "" if severity is Severity.INFO else " open"
            out.write(f'<details{is_open}><summary><b class="{severity}">{severity}</b></summary>\n')
            for finding in findings:
                if finding.severity is severity:
                    out.write(_article(report, finding))
            out.write("</details>\n")
    out.write(f"<p><small>{TOOL} {escape(report.version)}</small></p>\n</body></html>\n")


def _article(report: Report, finding: Finding) -> str:
    place = escape(f"{visible(finding.file)}:{finding.line}:{finding.column}")
    shown = escape("\n".join(excerpt_lines(finding)))
    excerpt = f"<pre>{shown}</pre>" if shown else ""
    message = escape(visible(report.sentence(finding)))
    return f'<article><span class="place">{place}</span> <b>{finding.code}</b> {message}{excerpt}</article>\n'
