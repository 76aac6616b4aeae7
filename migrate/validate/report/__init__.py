"""Reports: one record list, many formats; each module writes one or two and knows nothing of the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from migrate.validate.report import checkstyle, data, github, gitlab, html, junit, markdown, rdjson, sarif, text
from migrate.validate.report.record import Report

Writer = Callable[[Report, TextIO], None]

FORMATS: dict[str, Writer] = {
    "concise": text.write_concise,
    "full": text.write_full,
    "json": data.write_json,
    "jsonl": data.write_jsonl,
    "sarif": sarif.write,
    "junit": junit.write,
    "github": github.write,
    "gitlab": gitlab.write,
    "checkstyle": checkstyle.write,
    "rdjson": rdjson.write,
    "markdown": markdown.write,
    "html": html.write,
}
"""Name → writer."""

__all__ = ["FORMATS", "Report", "Writer"]
