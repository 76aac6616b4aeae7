"""Reports: one record list, many formats; each module writes one or two and knows nothing of the others."""

from __future__ import annotations

from importlib import import_module
from typing import TextIO

from migrate.validate.report.record import Report

_PLACES = {
    "concise": "text:write_concise",
    "full": "text:write_full",
    "json": "data:write_json",
    "jsonl": "data:write_jsonl",
    "sarif": "sarif:write",
    "junit": "junit:write",
    "github": "github:write",
    "gitlab": "gitlab:write",
    "checkstyle": "checkstyle:write",
    "rdjson": "rdjson:write",
    "markdown": "markdown:write",
    "html": "html:write",
}
"""Name → module and function, which is imported when it is used."""
FORMATS = tuple(_PLACES)

__all__ = ["FORMATS", "Report", "write_report"]


def write_report(form: str, report: Report, out: TextIO) -> None:
    """Write the report in one of `FORMATS`."""
    module, _, name = _PLACES[form].partition(":")
    getattr(import_module(f"migrate.validate.report.{module}"), name)(report, out)
