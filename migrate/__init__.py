"""Take a WordPress export (WXR) to any other home.

The public API: open an export, read its items, convert it. Names are imported when they are first used.

    from migrate import Reader, open_source

    with open_source(["export.xml"]) as source:
        reader = Reader(source)
        for where, data in reader.ranges():
            print(reader.parse(where, data).title)
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "Job": "migrate.plan.convert",
    "MigrateError": "migrate.model.errors",
    "Options": "migrate.mappers.options",
    "Reader": "migrate.wxr.reader",
    "Report": "migrate.plan.report",
    "convert": "migrate.plan.convert",
    "load_rules": "migrate.mappers.mapping",
    "open_destination": "migrate.plan.opening",
    "open_source": "migrate.wxr.source",
}

__all__ = [
    "Job",
    "MigrateError",
    "Options",
    "Reader",
    "Report",
    "convert",
    "load_rules",
    "open_destination",
    "open_source",
]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'migrate' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
