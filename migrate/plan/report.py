"""What a run found and did: filled while it goes, shown or written as JSON at its end. Lists are bounded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import msgspec

from migrate.model.artifact import REDIRECTS
from migrate.model.loss import Ledger
from migrate.model.records import Site
from migrate.plan.changes import Action, Change
from migrate.plan.media import MediaSummary
from migrate.wxr.items import Place, Repair
from migrate.wxr.reader import Truncation, Unreadable

_ACTIONS = tuple(Action)
LISTED = 200
"""Examples of each kind that are kept for the report."""


class Note(msgspec.Struct, frozen=True):
    """One thing worth saying, with its place."""

    kind: str
    """`repair`, `input`, `conflict`, `quarantine`, `truncated`."""
    place: str
    text: str


@dataclass(slots=True)
class Report:
    """The result of one run."""

    target: str = ""
    destination: str = ""
    site: Site | None = None
    ledger: Ledger = field(default_factory=Ledger)
    actions: Counter[Action] = field(default_factory=Counter)
    wrote: bool = False
    planned_only: bool = False
    """A dry run: what would have been written is in `actions`."""
    conflicts: int = 0
    vanished: int = 0
    """Records that are no longer in the export."""
    pruned: bool = False
    """Whether what vanished was deleted, or would be."""
    recorded: int = 0
    """Records that earlier runs wrote; counted only where what vanished is to be deleted."""
    vanished_keys: list[str] = field(default_factory=list)
    """Of the first of them."""
    vanished_names: dict[str, str] = field(default_factory=dict)
    """Key → title or file, where anything says it."""
    truncation: Truncation | None = None
    quarantine: str = ""
    quarantined: int = 0
    notes: list[Note] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    media: MediaSummary | None = None
    """What became of the files of the old site, where they were to be had."""
    redirects: list[str] = field(default_factory=list)
    """Files of redirects for servers, as they are called at the destination."""
    told: int = 0
    """How many of the warnings were told before the run."""
    seconds: float = 0.0

    def note(self, kind: str, place: str, text: str) -> None:
        """Keep an example, as long as there is room for its kind."""
        if sum(note.kind == kind for note in self.notes) < LISTED:
            self.notes.append(Note(kind, place, text))

    def repaired(self, place: Place, repairs: tuple[Repair, ...], what: str) -> None:
        """Count the repairs of one item or head."""
        for repair in repairs:
            self.ledger.repaired[repair.name] += 1
            if self.ledger.repaired[repair.name] <= LISTED:
                detail = f" ({repair.detail})" if repair.detail else ""
                times = "once" if repair.times == 1 else f"{repair.times:,} times"
                self.note("repair", f"{place.file}:{repair.line}", f"{what}: {repair.name}, {times}{detail}")

    def unreadable(self, pieces: list[Unreadable]) -> None:
        """Say what goes to quarantine."""
        self.quarantined = len(pieces)
        for piece in pieces:
            self.note("quarantine", f"{piece.place.file}:{piece.place.line}", f"{piece.what}: {piece.reason}")

    def take(self, changes: list[Change]) -> None:
        """Count the changes of one group."""
        if changes and changes[0].source.startswith(REDIRECTS):
            self.redirects += [change.name for change in changes if change.action is not Action.DELETE]
        actions = [change.action for change in changes]
        for action in _ACTIONS:
            if count := actions.count(action):
                self.actions[action] += count
        if conflicts := actions.count(Action.CONFLICT):
            self.conflicts += conflicts
            for change in changes:
                if change.action is Action.CONFLICT:
                    self.note("conflict", change.name, change.reason)

    @property
    def needs_attention(self) -> bool:
        """Whether something is left for a person to look at."""
        return bool(self.quarantined or self.conflicts)

    def vanished_shown(self, most: int) -> str:
        """The first of what vanished, for people: `entry/12 (content/posts/a/index.md), entry/13, ...`."""
        keys = self.vanished_keys[:most]
        named = [f"{key} ({name})" if (name := self.vanished_names.get(key)) else key for key in keys]
        return ", ".join([*named, *(["..."] if self.vanished > len(keys) else [])])

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON values."""
        return {
            "target": self.target,
            "destination": self.destination,
            "site": msgspec.to_builtins(self.site),
            "wrote": self.wrote,
            "dry_run": self.planned_only,
            "actions": {action.value: self.actions[action] for action in Action},
            "ledger": self.ledger.as_dict(),
            "vanished": {
                "count": self.vanished,
                "deleted": self.pruned,
                "keys": self.vanished_keys,
                "names": {key: name for key, name in self.vanished_names.items() if name},
            },
            "truncated": self.truncation._asdict() if self.truncation else None,
            "quarantine": {"count": self.quarantined, "file": self.quarantine},
            "media": self.media.as_dict() if self.media else None,
            "redirects": self.redirects,
            "warnings": self.warnings,
            "notes": [msgspec.to_builtins(note) for note in self.notes],
            "seconds": round(self.seconds, 3),
        }
