"""The plan as JSON, and its published schema; one entry a line, for line tools and readers that stream.

The schema is made from the records themselves: what is written cannot differ from it.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Literal, TextIO

import msgspec

from migrate.model.loss import Loss, LossKind
from migrate.plan.reports.record import (
    Fate,
    FieldChange,
    Format,
    Kind,
    PlanHead,
    PlannedChange,
    PlannedEntry,
    Withheld,
)
from migrate.plan.reports.spool import Plan, Totals
from migrate.targets.schema import DIALECT, descriptions

FORMAT = "wxr-migrate-plan"
VERSION = 1
"""Grows when a field goes or changes its meaning; new fields may come at any time."""


class PlanDocument(msgspec.Struct, kw_only=True):
    """What a migration would change."""

    format: Literal["wxr-migrate-plan"]
    version: Literal[1]
    """Of this format."""
    run: PlanHead
    totals: Totals
    entries: tuple[PlannedEntry, ...]
    """In the order of the export. Fields that are missing have their defaults."""


_CLASSES: tuple[type, ...] = (
    *(PlanDocument, PlanHead, Totals, PlannedEntry, PlannedChange, FieldChange, Withheld, Loss),
    *(Fate, Kind, Format, LossKind),
)


def write_json(plan: Plan, file: TextIO) -> None:
    """Write the whole plan; UTF-8 is the file's business."""
    encoder = msgspec.json.Encoder()

    def text(value: object) -> str:
        return encoder.encode(value).decode()

    file.write(f'{{"format":{text(FORMAT)},"version":{VERSION},"run":{text(plan.head)},\n')
    file.write(f'"totals":{text(plan.totals)},\n"entries":[')
    for number, entry in enumerate(plan.entries):
        file.write(",\n" if number else "\n")
        file.write(text(entry))
    file.write("\n]}\n")


def plan_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `write_json` writes."""
    (_,), components = msgspec.json.schema_components((PlanDocument,), ref_template="#/$defs/{name}")
    for one in _CLASSES:
        component, texts = components[one.__name__], descriptions(one)
        if issubclass(one, Enum):
            values = [f"`{member.value}`: {texts[member.name]}" for member in one if member.name in texts]
            component["description"] = " ".join([component["description"], *values])
            continue
        for name, schema in component["properties"].items():
            if name in texts:
                schema["description"] = texts[name]
    own = components.pop("PlanDocument")
    return {"$schema": DIALECT, "$id": "urn:wxr-migrate:plan", **own, "$defs": dict(sorted(components.items()))}
