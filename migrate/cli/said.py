"""The choices that shaped a run, as they are written on the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from migrate.model.records import Visibility

_NAMES = {
    "types": "--type",
    "statuses": "--status",
    "categories": "--category",
    "author_map": "--authors",
    "authors": "--author",
    "time_zone": "--timezone",
    "old_homes": "--old-home",
    "media_hosts": "--media-host",
}
"""Field → option, where it is not the field with hyphens."""
_ALSO = ("home", "public_only", "also_shown")
"""Fields that say again, or with others, what an option is."""


def said_options(recorded: Mapping[str, Any], shown: Sequence[Visibility] | None) -> dict[str, Any]:
    """Option → value, of the fields that the manifest records. `shown`: see `Target`."""
    said: dict[str, Any] = {}
    if recorded.get("public_only"):
        also = recorded.get("also_shown", [])
        if not also and shown != ():
            said["--public-only"] = True
        elif shown is not None and len(also) > len(shown):
            said["--include-private"] = True
    for name, value in recorded.items():
        if name == "scaffold":
            said["--scaffold" if value else "--no-scaffold"] = True
        elif name not in _ALSO:
            said[_NAMES.get(name, f"--{name.replace('_', '-')}")] = value
    return said
