"""A plan: what a target wants to exist, held against what a destination holds.

Every write goes artifact → `Destination.hold` → `Destination.apply`; a dry run stops before the second step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, Protocol

import msgspec

from migrate.model.artifact import Artifact, Group
from migrate.plan.reports.record import PlannedChange


class Action(StrEnum):
    """What becomes of one artifact."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    DELETE = "delete"
    CONFLICT = "conflict"
    """Somebody else wrote, edited or removed it; it is left as it is."""
    RENAME = "rename"
    """A file of ours moves to another path, with what it is to hold from now on."""


class OnConflict(StrEnum):
    """What becomes of what somebody else edited or removed since we wrote it."""

    KEEP = "keep"
    OVERWRITE = "overwrite"
    """Ours takes its place. What we never wrote is kept even so."""
    BOTH = "both"
    """Theirs stays, ours comes beside it. Files only."""


class Change(msgspec.Struct, frozen=True, gc=False):
    """One artifact's fate. `name` is a path, or a table and a key; `artifact` is None for what is only deleted."""

    action: Action
    source: str
    name: str
    artifact: Artifact | None
    reason: str = ""
    old_name: str = ""
    """The path that a file had, where it moves."""
    before: str = ""
    """Fingerprint of what is there (of the whole file, for a part); empty where nothing is, or for a row that stays."""
    after: str = ""
    """Fingerprint of the file or part that is wanted; empty where none is. That of a row is made of the row."""


class GroupPlan(msgspec.Struct, gc=False):
    """The changes of one group, in the order of its artifacts, then deletions; `state` is the destination's own."""

    source: str
    changes: list[Change]
    state: Any = None
    private: bool = False
    """Whether nobody may read what is in it, so that a manifest that might be published holds no copy of it."""
    address: str = ""
    """Where the record stands on the new site; empty where it has no address."""


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
    on_conflict: OnConflict = OnConflict.KEEP
    prune: bool = False
    """Whether what vanished from the export is deleted."""


class Destination(Protocol):
    """A folder or a database that holds what a target wants. Errors are `DestinationError`."""

    @property
    def shown(self) -> str:
        """Where it is, for messages and reports: never a password."""

    @property
    def bearing(self) -> str:
        """What targets are told of it, once it has begun: for another, entries may be made otherwise."""

    def begin(self, run: Run, *, write: bool) -> None:
        """Lock it, read its manifest, and (to write) make ready. `write=False` leaves no trace, not even a file."""

    def hold(self, groups: Sequence[Group]) -> list[GroupPlan]:
        """Compare, read-only. Each source is given at most once in a run."""

    def planned(self, plan: GroupPlan) -> list[PlannedChange]:
        """What `hold` or `prune` said, with texts and values, for reports. Not after `apply`."""

    def former_addresses(self, source: str) -> list[str]:
        """Addresses that a record had when earlier runs wrote it, oldest first; needs no `hold`."""

    def holds(self, source: str) -> bool:
        """Whether an earlier run wrote anything for a source; needs no `hold`."""

    def apply(self, plans: Sequence[GroupPlan]) -> None:
        """Carry out what `hold` or `prune` said, in the same order."""

    def vanished(self) -> Iterator[str]:
        """Sources in the manifest that this run did not bring."""

    def label(self, source: str) -> str:
        """What people know a vanished record by: its title, or its file; empty where nothing says either."""

    def prune(self) -> Iterator[GroupPlan]:
        """The deletions of what vanished, once all groups are held and before the next is asked for applied."""

    def recorded(self) -> int:
        """How many sources the manifest of the last run holds; may be 0 in a run that prunes nothing."""

    def finish(self, summary: dict[str, Any]) -> bool:
        """Make it last, all at once, with `summary` as the run's record. False when nothing had to be written."""

    def abandon(self) -> None:
        """Undo everything since `begin`; safe to call at any time and twice."""
