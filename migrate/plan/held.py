"""What is wanted held against a folder: what becomes of each file and part, and why. Changes nothing there.

A file is ours when the manifest says so. What somebody else wrote is never touched; what somebody edited or removed
since is a conflict, unless the run is told to overwrite.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import msgspec

from migrate.model.artifact import Artifact, Copied, File, Group, Part
from migrate.plan.atomic import NO_FILE, place
from migrate.plan.changes import Action, Change, GroupPlan, OnConflict
from migrate.plan.manifest import Manifest, Piece, Written
from migrate.plan.parts_file import PartsFile
from migrate.plan.renames import pair_renamed

NOT_OURS = "not written by us"
EDITED = "edited since it was written"
DELETED = "deleted since it was written"
THE_USERS = "written once, and the user's since"
NO_LONGER = "no longer part of its record"
VANISHED = "no longer in the export"
TAKEN = "there is something else in its new place"
BESIDE = ".wxr-new"
"""Ending of our version of a file, beside somebody else's."""

_LONGEST_NAME = 255
"""Bytes of a file's name."""


class Held(NamedTuple):
    """What was learnt for one change, to apply it."""

    path: str
    key: str
    """Empty for a whole file."""
    digest: bytes
    """Of what is wanted; empty for a deletion."""
    known: Piece | None
    """What the last run wrote."""
    before: bytes | None
    """Fingerprint that the whole file has."""
    gone: Held | None = None
    """The file that this one was, where it moves."""

    @property
    def name(self) -> str:
        """For reports."""
        return f"{self.path}#{self.key}" if self.key else self.path


class Comparison:
    """The folder `root` and its manifest, as one run sees them. `present`: the fingerprint of what is at a path."""

    def __init__(
        self, root: Path, manifest: Manifest, policy: OnConflict, present: Callable[[str], bytes | None]
    ) -> None:
        self._root = root
        self._manifest = manifest
        self._policy = policy
        self._present = present
        self.parts_files: dict[str, PartsFile] = {}

    def hold(self, group: Group) -> GroupPlan:
        """What becomes of everything that one record wants, and of what it had and no longer wants."""
        changes: list[Change] = []
        state: list[Held] = []

        def note(artifact: Artifact | None, held: Held, action: Action, reason: str) -> None:
            changes.append(_change(group.source, artifact, held, action, reason))
            state.append(held)

        for artifact in group.artifacts:
            if not isinstance(artifact, File | Copied | Part):
                raise TypeError("a folder takes files and parts of files, no rows")
            held, action, reason = self._compare(artifact)
            if held.known is not None and held.known.source not in ("", group.source):
                self._manifest.take(held.path, held.key)
            note(artifact, held, action, reason)
            if action is Action.CONFLICT and self._policy is OnConflict.BOTH:
                beside = _beside(artifact, held, reason)
                if beside is not None:
                    note(beside, *self._compare(beside))
        if written := self._manifest.pieces_of(group.source):
            brought = {(held.path, held.key) for held in state}
            for path, key in written:
                if (path, key) not in brought and (gone := self._compare_gone(path, key, NO_LONGER)) is not None:
                    note(None, *gone)
            _join_renamed(group.source, changes, state)
        return GroupPlan(group.source, changes, state)

    def hold_vanished(self, source: str) -> GroupPlan:
        """The deletion of all that was written for a record that is no longer in the export."""
        changes: list[Change] = []
        state: list[Held] = []
        for path, key in self._manifest.pieces_of(source):
            if self._manifest.is_taken(path, key):
                continue
            gone = self._compare_gone(path, key, VANISHED)
            if gone is not None:
                changes.append(_change(source, None, *gone))
                state.append(gone[0])
        kept = [index for index, change in enumerate(changes) if change.action is Action.CONFLICT]
        if kept:
            # Of what somebody works on nothing goes.
            changes, state = [changes[index] for index in kept], [state[index] for index in kept]
        return GroupPlan(source, changes, state)

    def _compare(self, artifact: File | Copied | Part) -> tuple[Held, Action, str]:
        manifest, path = self._manifest, artifact.path
        digest = artifact.digest if isinstance(artifact, Copied) else hashlib.sha256(artifact.content).digest()
        if isinstance(artifact, File) and artifact.once:
            return self._compare_once(artifact, digest)
        if isinstance(artifact, Part):
            parts_file = self._parts_file(path)
            known = manifest.piece(path, artifact.key)
            held = Held(path, artifact.key, digest, known, parts_file.before)
            conflict, rebuilt = parts_file.conflict, parts_file.rebuilt
            unchanged = known is not None and known.digest == digest and not rebuilt
        else:
            written, present = manifest.written(path), self._present(path)
            known = manifest.piece(path, "")
            if known is None and written:
                known = Piece("", b"", 0, 0, False)
            held = Held(path, "", digest, known, present)
            # An edit that made it what is wanted now is no conflict.
            unchanged = written is not None and present == digest
            conflict, rebuilt = ("", "") if unchanged else self._overrule(_conflict(written, present), present)
        if conflict:
            return held, Action.CONFLICT, conflict
        if unchanged:
            return held, Action.UNCHANGED, ""
        there = held.before is not None and known is not None
        return (held, Action.UPDATE, rebuilt or "content") if there else (held, Action.CREATE, rebuilt)

    def _compare_once(self, file: File, digest: bytes) -> tuple[Held, Action, str]:
        manifest = self._manifest
        known = manifest.piece(file.path, "")
        present = self._present(file.path)
        held = Held(file.path, "", known.digest if known else digest, known, present)
        if known or present is not None:
            return held, Action.UNCHANGED, THE_USERS
        for other in file.unless:
            if manifest.written(other) is None and os.path.lexists(place(self._root, other)):
                return held, Action.UNCHANGED, f"{other} is there"
        return held, Action.CREATE, ""

    def _compare_gone(self, path: str, key: str, why: str) -> tuple[Held, Action, str] | None:
        """None for what is the user's, and for what another record has now."""
        known = self._manifest.piece(path, key)
        if known is not None and known.once:
            return None
        written = self._manifest.written(path)
        if written is None or written.parts:
            parts_file = self._parts_file(path)
            held, conflict = Held(path, key, b"", known, parts_file.before), parts_file.conflict
        else:
            present = self._present(path)
            held = Held(path, key, b"", known, present)
            conflict = _conflict(written, present) if present is not None else ""
            conflict, _ = self._overrule(conflict, present)
        return (held, Action.CONFLICT, conflict) if conflict else (held, Action.DELETE, why)

    def _parts_file(self, path: str) -> PartsFile:
        found = self.parts_files.get(path)
        if found is None:
            written, present = self._manifest.written(path), self._present(path)
            conflict, rebuilt = self._overrule(_conflict(written, present), present)
            found = PartsFile(path, written, conflict, present, rebuilt)
            self.parts_files[path] = found
        return found

    def _overrule(self, conflict: str, present: bytes | None) -> tuple[str, str]:
        """The conflict that is left, and the one that this run is told to overwrite. A folder is never overwritten."""
        if self._policy is OnConflict.OVERWRITE and conflict in (EDITED, DELETED) and present != NO_FILE:
            return "", conflict
        return conflict, ""


def _change(source: str, artifact: Artifact | None, held: Held, action: Action, reason: str) -> Change:
    is_part = held.key and held.known and reason not in (EDITED, DELETED)
    there = held.known.digest if is_part and held.known else held.before
    before = there.hex() or "no file" if there is not None else ""
    return Change(action, source, held.name, artifact, reason, before=before, after=held.digest.hex())


def _conflict(written: Written | None, present: bytes | None) -> str:
    """Why a file may not be written, from what the last run wrote and what is there; empty when it may."""
    if written is None:
        return NOT_OURS if present is not None else ""
    if present is None:
        return DELETED
    return EDITED if present != written.digest else ""


def _beside(artifact: File | Copied | Part, held: Held, reason: str) -> File | Copied | Part | None:
    """Ours under another name; None where nothing is in its place, or the name would be too long."""
    path = artifact.path + BESIDE
    if reason == DELETED or held.before is None or len(PurePosixPath(path).name.encode()) > _LONGEST_NAME:
        return None
    return msgspec.structs.replace(artifact, path=path)


def _join_renamed(source: str, changes: list[Change], state: list[Held]) -> None:
    """Make one change of a file that goes and the one that it becomes, also where a conflict keeps it from moving."""
    come = {
        held.path: change
        for change, held in zip(changes, state, strict=True)
        if (isinstance(change.artifact, Copied) or (isinstance(change.artifact, File) and not change.artifact.once))
        and not held.path.endswith(BESIDE)
        and (change.action is Action.CREATE or change.reason == NOT_OURS)
    }
    gone = {
        held.path: (change, held)
        for change, held in zip(changes, state, strict=True)
        if change.artifact is None and not held.key and held.before is not None
    }
    if not come or not gone:
        return
    for old, new in pair_renamed(list(gone), list(come)):
        (leaving, held), coming = gone[old], come[new]
        if leaving.action is Action.CONFLICT and coming.action is Action.CONFLICT:
            continue
        if leaving.action is Action.CONFLICT:
            action, reason = Action.CONFLICT, leaving.reason
        elif coming.action is Action.CONFLICT:
            action, reason = Action.CONFLICT, TAKEN
        else:
            action, reason = Action.RENAME, ""
        index = changes.index(coming)
        moved = state[index]._replace(gone=held)
        changes[index] = msgspec.structs.replace(
            coming, action=action, reason=reason, old_name=old, before=leaving.before
        )
        state[index] = moved
        index = changes.index(leaving)
        del changes[index], state[index]
