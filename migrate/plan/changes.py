"""A plan: what a target wants to exist, held against what a destination holds.

Every write goes artifact → `Destination.hold` → `Destination.apply`; a dry run stops before the second step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, Protocol

import msgspec

from migrate.model.artifact import Artifact, Group


class Action(StrEnum):
    """What becomes of one artifact."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    DELETE = "delete"
    CONFLICT = "conflict"
    """Somebody else wrote, edited or removed it; it is left as it is."""


class Change(msgspec.Struct, frozen=True, gc=False):
    """One artifact's fate. `name` is a path, or a table and a key; `artifact` is None for what is only deleted."""

    action: Action
    source: str
    name: str
    artifact: Artifact | None
    reason: str = ""


class GroupPlan(msgspec.Struct, gc=False):
    """The changes of one group, in the order of its artifacts, then deletions; `state` is the destination's own."""

    source: str
    changes: list[Change]
    state: Any = None


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What a run is: recorded in the manifest, so that the next run can tell what has changed."""

    target: str
    site: str
    """Key of the site: one destination may hold several."""
    version: str
    """Of this program."""
    export: str
    """Fingerprint of the export's bytes."""
    mapping: str
    """Fingerprint of the mapping."""
    options: dict[str, Any]
    """What shapes the output. Never a password."""
    started: str
    """UTC, ISO 8601."""
    complete: bool = True
    """False when filters leave items out: then nothing can be said to have vanished."""


class Destination(Protocol):
    """A folder or a database that holds what a target wants. Errors are `DestinationError`."""

    @property
    def shown(self) -> str:
        """Where it is, for messages and reports: never a password."""

    def begin(self, run: Run, *, write: bool) -> None:
        """Lock it, read its manifest, and (to write) make ready. `write=False` leaves no trace, not even a file."""

    def hold(self, groups: Sequence[Group]) -> list[GroupPlan]:
        """Compare, read-only. Each source is given at most once in a run."""

    def apply(self, plans: Sequence[GroupPlan]) -> None:
        """Carry out what `hold` said, in the same order."""

    def vanished(self) -> Iterator[str]:
        """Sources in the manifest that this run did not bring."""

    def finish(self, summary: dict[str, Any]) -> bool:
        """Make it last, all at once, with `summary` as the run's record. False when nothing had to be written."""

    def abandon(self) -> None:
        """Undo everything since `begin`; safe to call at any time and twice."""
