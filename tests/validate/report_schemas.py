"""What the readers of report formats demand, as JSON Schema: the parts of the official schemas that we write."""

from __future__ import annotations

from typing import Any

_TEXT = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 1, "maxLength": 1024}},
}
_LONG = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
_REGION = {
    "type": "object",
    "required": ["startLine"],
    "properties": {
        "startLine": {"type": "integer", "minimum": 1},
        "startColumn": {"type": "integer", "minimum": 1},
        "endColumn": {"type": "integer", "minimum": 1},
        "byteOffset": {"type": "integer", "minimum": 0},
    },
    "additionalProperties": False,
}
_PHYSICAL = {
    "type": "object",
    "required": ["artifactLocation", "region"],
    "properties": {
        "artifactLocation": {
            "type": "object",
            "required": ["uri"],
            "properties": {"uri": {"type": "string", "pattern": r"^(?!/)[A-Za-z0-9%._~/-]+$"}},
        },
        "region": _REGION,
    },
}
_LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {"physicalLocation": _PHYSICAL, "id": {"type": "integer"}, "message": _TEXT},
}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}

SARIF: dict[str, Any] = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "maxItems": 20,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name", "rules", "semanticVersion"],
                                "properties": {
                                    "name": {"type": "string", "minLength": 1},
                                    "semanticVersion": {"type": "string", "pattern": r"^\d+\.\d+"},
                                    "rules": {
                                        "type": "array",
                                        "items": {
                                            "type": "object",
                                            "required": ["id", "shortDescription", "fullDescription", "help"],
                                            "properties": {
                                                "id": {"type": "string", "minLength": 1},
                                                "name": {"type": "string", "maxLength": 255},
                                                "shortDescription": _TEXT,
                                                "fullDescription": _TEXT,
                                                "help": _LONG,
                                                "defaultConfiguration": {"properties": {"level": _LEVEL}},
                                                "properties": {
                                                    "properties": {
                                                        "tags": {"type": "array", "maxItems": 10},
                                                        "security-severity": {"type": "string", "pattern": r"^\d\.\d$"},
                                                    }
                                                },
                                            },
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "maxItems": 25_000,
                        "items": {
                            "type": "object",
                            "required": ["ruleId", "message", "locations", "partialFingerprints", "level"],
                            "properties": {
                                "level": _LEVEL,
                                "message": _LONG,
                                "locations": {"type": "array", "minItems": 1, "items": _LOCATION},
                                "relatedLocations": {"type": "array", "items": _LOCATION},
                            },
                        },
                    },
                },
            },
        },
    },
}
"""SARIF 2.1.0 as GitHub code scanning takes it."""

GITLAB: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "fingerprint": {"type": "string", "minLength": 32},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    }
                },
            },
        },
    },
}
"""GitLab's Code Quality report."""

RDJSON: dict[str, Any] = {
    "type": "object",
    "required": ["source", "diagnostics"],
    "properties": {
        "source": {"type": "object", "required": ["name"]},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message", "location", "severity"],
                "properties": {
                    "severity": {"enum": ["ERROR", "WARNING", "INFO", "UNKNOWN_SEVERITY"]},
                    "location": {
                        "type": "object",
                        "required": ["path", "range"],
                        "properties": {
                            "range": {
                                "properties": {
                                    "start": {
                                        "required": ["line", "column"],
                                        "properties": {
                                            "line": {"type": "integer", "minimum": 1},
                                            "column": {"type": "integer", "minimum": 1},
                                        },
                                    }
                                }
                            }
                        },
                    },
                    "code": {"type": "object", "required": ["value"]},
                },
            },
        },
    },
}
"""reviewdog's Diagnostic Format (proto/rdf/jsonschema)."""
