"""The changes that a folder would see, with texts: what is there, what would be there, and what was last written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from migrate.model.artifact import Copied, File, Part
from migrate.plan.changes import Action, Change, GroupPlan
from migrate.plan.held import Held
from migrate.plan.manifest import Manifest
from migrate.plan.reports.record import TEXT_LIMIT, Fate, Kind, PlannedChange, file_change


class _TooLargeError(Exception):
    """A file that is not read for a report."""


class Texts:
    """Reads what reports show. `located`: where a path's file is at present."""

    def __init__(self, manifest: Manifest, located: Callable[[str], Path | None]) -> None:
        self._manifest = manifest
        self._located = located

    def of(self, plan: GroupPlan) -> list[PlannedChange]:
        """One for each change, in their order."""
        return [self._of(change, held) for change, held in zip(plan.changes, plan.state, strict=True)]

    def _of(self, change: Change, held: Held) -> PlannedChange:
        artifact, action = change.artifact, change.action
        if isinstance(artifact, Copied):
            return self._copied(change, held, artifact)
        after = artifact.content if isinstance(artifact, File | Part) else None
        if action is Action.UNCHANGED and after is not None and held.known is not None:
            return self._made(change, held, after, after, None)
        there = held.gone or held
        try:
            before = self._before(there)
        except _TooLargeError as error:
            found = self._made(change, held, None, after, None)
            return msgspec.structs.replace(
                found, before=None, after=None, no_text="too large", size_before=error.args[0]
            )
        return self._made(change, held, before, after, self._written(there) if action is Action.CONFLICT else None)

    def _copied(self, change: Change, held: Held, artifact: Copied) -> PlannedChange:
        """Of a file that is copied only sizes are shown."""
        path = self._located((held.gone or held).path) if held.before or held.gone else None
        return PlannedChange(
            action=Fate(change.action.value),
            kind=Kind.FILE,
            name=change.name,
            place="files",
            reason=change.reason,
            old_name=change.old_name,
            no_text="unchanged" if change.action is Action.UNCHANGED else "binary",
            size_before=path.stat().st_size if path is not None and path.is_file() else None,
            size_after=artifact.size,
        )

    def _made(
        self, change: Change, held: Held, before: bytes | None, after: bytes | None, written: bytes | None
    ) -> PlannedChange:
        return file_change(
            Fate(change.action.value),
            change.name,
            before=before,
            after=after,
            written=written,
            reason=change.reason,
            old_name=change.old_name,
            part_of=held.path if held.key else "",
        )

    def _before(self, held: Held) -> bytes | None:
        """The bytes that are there; of a part those that the last run wrote, as nobody can say what became of one."""
        if held.key:
            return self._part(held) if held.known else None
        if not held.before:
            return None
        path = self._located(held.path)
        if path is None:
            return None
        size = path.stat().st_size
        if size > TEXT_LIMIT:
            raise _TooLargeError(size)
        return path.read_bytes()

    def _part(self, held: Held) -> bytes | None:
        path, known = self._located(held.path), held.known
        assert known is not None
        written = self._manifest.written(held.path)
        if path is None or written is None or held.before != written.digest:
            return self._written(held)
        with path.open("rb") as file:
            file.seek(known.start)
            return file.read(known.length)

    def _written(self, held: Held) -> bytes | None:
        """From the manifest; None where it keeps no copy."""
        if held.known is None:
            return None
        content = self._manifest.copies(held.known.source).get((held.path, held.key))
        return content if isinstance(content, bytes) else None
