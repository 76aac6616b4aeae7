"""Saved plans: a zip of `plan.json`, what a plan binds, and `actions.jsonl`, a line for each change with its hashes.

No content is in it. To carry it out everything is derived from the export anew and held against the actions: what is
neither as it was nor as planned makes the plan stale.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from migrate.model.artifact import Row, fingerprint
from migrate.model.errors import DestinationError, UnreadableInputError
from migrate.plan.changes import Action, Change, GroupPlan, Run
from migrate.plan.reports.record import PlannedEntry

FORMAT = "wxr-migrate-saved-plan"
VERSION = 1

_HEAD, _ACTIONS = "plan.json", "actions.jsonl"
_TIME = (1980, 1, 1, 0, 0, 0)
_LARGEST_HEAD = 10_000_000
_DONE = (Action.CREATE, Action.UPDATE, Action.RENAME)
_encode = msgspec.json.Encoder().encode


class StalePlanError(DestinationError):
    """Something that a saved plan is bound to is no longer what it was."""


class SavedPlan(msgspec.Struct, kw_only=True):
    """The head of a saved plan."""

    format: str = FORMAT
    version: int = VERSION
    run: Run
    """What the plan was made with; its export, mapping, options and program must be the same again."""
    destination: str
    """As shown: without passwords."""
    work: dict[str, Any]
    """What the command line was asked to do."""
    actions: int
    """Number of lines of the other file."""


class _Line(NamedTuple):
    """One change that is not `unchanged`."""

    source: str
    name: str
    action: str
    old_name: str
    before: str
    after: str


class Saving:
    """Collects the actions of a plan in a file in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _ACTIONS
        self._file = self._path.open("wb")
        self.count = 0

    def begin(self) -> None:
        """Start with nothing."""
        self._file.seek(0)
        self._file.truncate()
        self.count = 0

    def take(self, plan: GroupPlan, describe: Callable[[], PlannedEntry]) -> None:
        """Note what changes."""
        for change in plan.changes:
            if change.action is not Action.UNCHANGED:
                self._file.write(_encode(_line(change)) + b"\n")
                self.count += 1

    def end(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Stop collecting. Safe to call twice."""
        self._file.close()

    def save(self, path: Path, head: SavedPlan) -> None:
        """Write the zip, for its owner only, whole or not at all. Raises DestinationError."""
        self._file.close()
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(_entry(_HEAD), msgspec.json.format(_encode(head)))
                with archive.open(_entry(_ACTIONS), "w") as lines, self._path.open("rb") as actions:
                    while chunk := actions.read(1 << 18):
                        lines.write(chunk)
            temporary.replace(path)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise DestinationError(f"the plan could not be saved: {reason}", file=str(path)) from error
        finally:
            temporary.unlink(missing_ok=True)


class Checking:
    """Holds a run against the saved plan at `path`, on disk, so that memory stays flat."""

    def __init__(self, path: Path) -> None:
        self._name = str(path)
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute(
            "CREATE TABLE line (source TEXT, name TEXT, action TEXT, old_name TEXT, before TEXT, after TEXT, seen,"
            " PRIMARY KEY (source, name)) WITHOUT ROWID"
        )
        self._database.execute("BEGIN")
        self._database.executemany("INSERT OR REPLACE INTO line VALUES (?, ?, ?, ?, ?, ?, 0)", _lines(path))

    def begin(self) -> None:
        """Nothing is held yet."""
        self._database.execute("UPDATE line SET seen = 0")

    def take(self, plan: GroupPlan, describe: Callable[[], PlannedEntry]) -> None:
        """Every change must be as it was planned, or done already. Raises StalePlanError."""
        for change in plan.changes:
            found = self._database.execute(
                "SELECT source, name, action, old_name, before, after FROM line WHERE source = ? AND name = ?",
                (change.source, change.name),
            ).fetchone()
            planned = _Line(*found) if found else None
            if change.action is Action.UNCHANGED:
                if planned and not (planned.action in _DONE and planned.after == _after(change)):
                    raise self._stale(change.name)
            elif planned != _line(change):
                raise self._stale(change.name)
            if planned:
                key = (change.source, change.name)
                self._database.execute("UPDATE line SET seen = 1 WHERE source = ? AND name = ?", key)

    def end(self) -> None:
        """What was planned and has not come up can only have been deleted already. Raises StalePlanError."""
        found = self._database.execute(
            "SELECT name FROM line WHERE NOT seen AND action <> ? LIMIT 1", (Action.DELETE.value,)
        ).fetchone()
        if found:
            raise self._stale(found[0])

    def close(self) -> None:
        """Remove what is on disk."""
        self._database.close()

    def _stale(self, name: str) -> StalePlanError:
        return StalePlanError(
            f"the plan is stale: {name} at the destination is no longer what it was when the plan was made",
            file=self._name,
            hint="make a new plan",
        )


def read_saved(path: Path) -> SavedPlan:
    """The head of a saved plan. Raises UnreadableInputError."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(_HEAD).file_size > _LARGEST_HEAD:
                raise ValueError("it is too large")
            text = archive.read(_HEAD)
        kind = msgspec.json.decode(text, type=dict[str, Any])
        if kind.get("format") != FORMAT:
            raise ValueError("it is something else")
        if kind.get("version") != VERSION:
            raise UnreadableInputError("the plan was saved by another version of wxr-migrate", file=str(path))
        return msgspec.json.decode(text, type=SavedPlan)
    except OSError as error:
        raise UnreadableInputError(f"the plan cannot be read: {error.strerror}", file=str(path)) from error
    except (zipfile.BadZipFile, KeyError, ValueError, RuntimeError, NotImplementedError) as error:
        raise UnreadableInputError(
            "it is not a saved plan", file=str(path), hint="wxr-migrate plan EXPORT DESTINATION --save FILE makes one"
        ) from error


def check_bound(saved: SavedPlan, run: Run, path: Path) -> None:
    """Raise StalePlanError, naming what has changed, where a run is not the one that was planned."""
    was = saved.run
    reasons = (
        (was.version != run.version, f"it was made by wxr-migrate {was.version}, and this is {run.version}"),
        (was.export != run.export, "the export has changed since"),
        (was.mapping != run.mapping, "the mapping has changed since"),
        (was.site != run.site, f"it is for the site {was.site}, not {run.site}"),
        (was.target != run.target, f"it is for {was.target}, not {run.target}"),
        (_chosen(was) != _chosen(run), "the options have changed since"),
    )
    for differs, reason in reasons:
        if differs:
            raise StalePlanError(f"the plan is stale: {reason}", file=str(path), hint="make a new plan")


def _entry(name: str) -> zipfile.ZipInfo:
    """With a time that is always the same, so that a plan is too."""
    info = zipfile.ZipInfo(name, _TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _chosen(run: Run) -> tuple[Any, ...]:
    return _encode(run.options), run.complete, run.on_conflict, run.prune


def _line(change: Change) -> _Line:
    return _Line(change.source, change.name, change.action.value, change.old_name, change.before, _after(change))


def _after(change: Change) -> str:
    """Fingerprint of what is wanted: of rows nobody else asks for it."""
    return fingerprint(change.artifact.values) if isinstance(change.artifact, Row) else change.after


def _lines(path: Path) -> Iterator[_Line]:
    decoder = msgspec.json.Decoder(_Line)
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_ACTIONS) as file:
            for line in file:
                yield decoder.decode(line)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise UnreadableInputError("the plan is damaged", file=str(path)) from error
