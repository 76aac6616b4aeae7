"""Who is told of a run's plan as it comes into being: reports, saved plans, and what checks a run against one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

from migrate.plan.changes import GroupPlan
from migrate.plan.reports.record import PlannedEntry, Withheld
from migrate.plan.reports.spool import PlanSpool


class Subject(NamedTuple):
    """What reports say of a record beside its changes."""

    title: str = ""
    type: str = ""
    """Post type, or `media`, `term`, `author`, `menu`, `site`."""
    status: str = ""
    """Who could see it (`Visibility`); empty for what has none."""
    withheld: tuple[Withheld, ...] = ()


class Watcher(Protocol):
    """Told of every plan, in order, before it is carried out."""

    def begin(self) -> None:
        """A run begins; or it begins anew, and what was told before is void."""

    def take(self, plan: GroupPlan, describe: Callable[[], PlannedEntry]) -> None:
        """One record's plan; `describe` reads what reports show of it, which takes time."""

    def end(self) -> None:
        """All has been told. Raising here leaves the destination as it was."""


class Spooling:
    """Keeps all entries for reports; `folder` must be private."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.entries = PlanSpool(folder)

    def begin(self) -> None:
        """Start with nothing."""
        self.entries.close()
        self.entries = PlanSpool(self._folder)

    def take(self, plan: GroupPlan, describe: Callable[[], PlannedEntry]) -> None:
        """Keep one entry; one of which nothing is to be written and nothing lost is not worth a line."""
        entry = describe()
        if entry.changes or entry.losses or entry.withheld:
            self.entries.add(entry)

    def end(self) -> None:
        """Nothing to do."""
