"""SARIF 2.1.0 within the limits of GitHub code scanning: what does not fit is left out, the worst first."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, TextIO

from migrate.validate.finding import Finding, Severity
from migrate.validate.reference import page
from migrate.validate.report.record import TOOL, Report
from migrate.validate.rule import Rule

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MOST_RESULTS = 25_000
"""GitHub: "Results per run"; of these it shows 5,000."""
_LONGEST = 1000
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SCORES = {Severity.ERROR: "7.0", Severity.WARNING: "5.0", Severity.INFO: "2.0"}


def write(report: Report, out: TextIO) -> None:
    """One run."""
    numbers = {rule.code: number for number, rule in enumerate(report.rules)}
    driver = {
        "name": TOOL,
        "semanticVersion": report.version,
        "rules": [_descriptor(rule) for rule in report.rules],
    }
    head = {"tool": {"driver": driver}, "automationDetails": {"id": "wxr/"}, "columnKind": "unicodeCodePoints"}
    out.write(f'{{"$schema":"{_SCHEMA}","version":"2.1.0","runs":[')
    out.write(json.dumps(head)[:-1] + ',"results":[')
    seen: Counter[str] = Counter()
    room = _room(report)
    first = True
    for finding in report.findings:
        if room[finding.severity] <= 0:
            continue
        room[finding.severity] -= 1
        seen[finding.fingerprint] += 1
        out.write(("" if first else ",\n") + json.dumps(_result(report, finding, numbers, seen[finding.fingerprint])))
        first = False
    out.write("]}]}\n")


def _room(report: Report) -> dict[Severity, int]:
    """How many findings of each severity there is room for."""
    room: dict[Severity, int] = {}
    left = _MOST_RESULTS
    for severity in Severity:
        room[severity] = left
        left = max(0, left - report.findings.severities[severity])
    return room


def _descriptor(rule: Rule) -> dict[str, Any]:
    properties: dict[str, Any] = {"tags": ["security", "wxr"] if rule.security else ["wxr"], "precision": "high"}
    if rule.security:
        properties["security-severity"] = _SCORES[rule.severity]
    why = rule.sections.get("Why it matters", rule.summary)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary[:_LONGEST]},
        "fullDescription": {"text": f"{rule.summary} {' '.join(why.split())}"[:_LONGEST]},
        "help": {"text": rule.sections.get("How to mend it", rule.summary), "markdown": page(rule, level=2)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": properties,
    }


def _result(report: Report, finding: Finding, numbers: dict[str, int], ordinal: int) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": report.uri(finding)},
            "region": {
                "startLine": finding.line,
                "startColumn": finding.column,
                "endColumn": finding.column + finding.length,
                "byteOffset": finding.offset,
            },
        }
    }
    if finding.entry:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.entry, "kind": "resource"}]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": numbers[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": report.sentence(finding)},
        "locations": [location],
        "partialFingerprints": {"primaryLocationLineHash": f"{finding.fingerprint}:{ordinal}"},
    }
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": other.message or "see here"},
                "physicalLocation": {
                    "artifactLocation": {"uri": report.uri(finding)},
                    "region": {"startLine": other.line},
                },
            }
            for number, other in enumerate(finding.related)
        ]
    return result
