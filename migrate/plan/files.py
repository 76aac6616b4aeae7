"""A folder as a destination: files and parts of large files, which appear at the end of a run or not at all.

All is staged in the folder `.wxr-migrate`. The new manifest goes into place first and names each step that is
left, so that a run which is killed among them is completed by the next one. What somebody else wrote, edited
or deleted is a conflict and stays as it is.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from migrate.model.artifact import File, Group, Part
from migrate.model.errors import DestinationError
from migrate.plan.atomic import HOME, explained, fingerprint, place, remove_empty
from migrate.plan.changes import Action, Change, GroupPlan, Run
from migrate.plan.lock import Lock
from migrate.plan.manifest import Manifest, Piece, Written
from migrate.plan.parts_file import PartsFile
from migrate.plan.staging import Staging, check_places, clear_staged, settle, staging_folder

NOT_OURS = "not written by us"
EDITED = "edited since it was written"
DELETED = "deleted since it was written"
NO_LONGER = "no longer part of its record"


class _Held(NamedTuple):
    """What `hold` learnt for one change, for `apply`."""

    path: str
    key: str
    """Empty for a whole file."""
    digest: bytes
    """Of what is wanted; empty for a deletion."""
    known: Piece | None
    before: bytes | None
    """Fingerprint that the whole file has, as the last run left it."""


class FolderDestination:
    """A folder that one site goes to (see `Destination`); takes `File` and `Part` artifacts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shown = str(path)
        """For messages and reports."""
        self._root = Path(os.path.realpath(path))
        self._home = self._root / HOME
        self._saved = self._home / "manifest.db"
        self._lock = Lock(self._home / "lock")
        self._staging = Staging(self._home)
        self._made: list[Path] = []
        self._parts_files: dict[str, PartsFile] = {}
        self._manifest: Manifest | None = None
        self._run: Run | None = None
        self._unfinished: Path | None = None
        """Staged files of a run that was killed, where this run only looks."""
        self._write = self._changed = self._committed = False

    def begin(self, run: Run, *, write: bool) -> None:
        """Lock the folder and read its manifest; to write, make it and complete what a killed run left.

        Raises `DestinationError` where it cannot be used, is in use, or is another target's or site's.
        """
        self._run, self._write = run, write
        self._staging, self._unfinished = Staging(self._home), None
        self._changed = self._committed = False
        try:
            with explained(self.path):
                self._open(run)
        except BaseException:
            self.abandon()
            raise

    def hold(self, groups: Sequence[Group]) -> list[GroupPlan]:
        """Compare with the files as they are and as the last run wrote them."""
        with explained(self.path):
            return [self._hold(group) for group in groups]

    def apply(self, plans: Sequence[GroupPlan]) -> None:
        """Stage what `hold` said; needs unchanged parts too, as the place of a part follows from them."""
        with explained(self.path):
            for plan in plans:
                for change, held in zip(plan.changes, plan.state, strict=True):
                    if change.action is not Action.CONFLICT:
                        self._apply(change, held)

    def vanished(self) -> Iterator[str]:
        """Sources of the manifest that this run did not bring, sorted; those that filters left out, too."""
        with explained(self.path):
            yield from self._opened().vanished()

    def finish(self, summary: dict[str, Any]) -> bool:
        """Put everything into place. False when nothing, not even the manifest, had to be written."""
        manifest, run = self._opened(), self._run
        assert run is not None
        if not self._write or not (self._changed or (manifest.exists and not manifest.made_alike(run))):
            self.abandon()
            return False
        with explained(self.path):
            for parts_file in self._parts_files.values():
                parts_file.register(manifest)
            manifest.carry()
            for parts_file in self._parts_files.values():
                parts_file.assemble(self._root, manifest, self._staging)
            check_places(self._root, manifest.pending("main"))
            saved = self._staging.new_path()
            manifest.save(saved, run, summary, self._staging.token)
            with saved.open("rb+") as file:
                os.fsync(file.fileno())
            manifest.let_go()
            saved.replace(self._saved)
            self._committed = True
            settle(self._root, self._staging.folder, manifest.pending("main"))
        self._close()
        return True

    def abandon(self) -> None:
        """Leave the folder as it was. Once `finish` has put the manifest into place, completes it instead."""
        if self._manifest and self._committed:
            # What fails here failed in finish, too; the next run tries again.
            with suppress(DestinationError), explained(self.path):
                settle(self._root, self._staging.folder, self._manifest.pending("main"))
            self._close()
            return
        for parts_file in self._parts_files.values():
            parts_file.close()
        self._staging.discard()
        self._close()

    def _close(self) -> None:
        if self._manifest:
            self._manifest.close()
            self._manifest = None
        made = [] if self._committed else self._made
        self._lock.release(remove=self._home in made)
        remove_empty(reversed(made))
        self._made = []
        self._parts_files = {}

    def _open(self, run: Run) -> None:
        if self._root.exists() and not self._root.is_dir():
            raise DestinationError("the destination is a file, not a folder", file=str(self.path))
        if self._home.is_symlink() or (self._home.exists() and not self._home.is_dir()):
            raise DestinationError(f"{HOME} is not a folder", file=str(self._home), hint="move it away")
        if self._write:
            for folder in [*reversed([self._root, *self._root.parents]), self._home]:
                if not folder.exists():
                    folder.mkdir(mode=0o700 if folder == self._home else 0o777, exist_ok=True)
                    self._made.append(folder)
        self._lock.take(exclusive=self._write)
        manifest = self._manifest = Manifest(self._saved)
        self._check(manifest, run)
        unfinished = staging_folder(self._home, manifest.token) if manifest.token else None
        if unfinished and unfinished.is_dir():
            if self._write:
                settle(self._root, unfinished, manifest.pending("old"))
            else:
                self._unfinished = unfinished
        if self._write:
            clear_staged(self._home)

    def _check(self, manifest: Manifest, run: Run) -> None:
        target, site = manifest.last.get("target", run.target), manifest.last.get("site", run.site)
        if target != run.target:
            raise DestinationError(
                f"the destination holds what an earlier run wrote for {target}, not {run.target}",
                file=str(self.path),
                hint="choose another folder",
            )
        if site != run.site:
            raise DestinationError(
                f"the destination holds the site {site}, not {run.site}",
                file=str(self.path),
                hint=f"choose another folder, or, if it is the same site, give --site {site}",
            )

    def _opened(self) -> Manifest:
        if self._manifest is None:
            raise RuntimeError("the destination has not begun, or is closed")
        return self._manifest

    def _hold(self, group: Group) -> GroupPlan:
        manifest = self._opened()
        manifest.bring(group.source)
        changes: list[Change] = []
        state: list[_Held] = []
        for artifact in group.artifacts:
            if not isinstance(artifact, File | Part):
                raise TypeError("a folder takes files and parts of files, no rows")
            held, action, reason = self._compare(artifact)
            changes.append(Change(action, group.source, _name(held), artifact, reason))
            state.append(held)
        brought = {(held.path, held.key) for held in state}
        for path, key in manifest.pieces_of(group.source):
            if (path, key) not in brought:
                held, action, reason = self._compare_gone(path, key)
                changes.append(Change(action, group.source, _name(held), None, reason))
                state.append(held)
        return GroupPlan(group.source, changes, state)

    def _compare(self, artifact: File | Part) -> tuple[_Held, Action, str]:
        manifest, path = self._opened(), artifact.path
        digest = hashlib.sha256(artifact.content).digest()
        if isinstance(artifact, Part):
            parts_file = self._parts_file(path)
            known = manifest.piece(path, artifact.key)
            held = _Held(path, artifact.key, digest, known, None)
            conflict, unchanged = parts_file.conflict, known is not None and known.digest == digest
        else:
            written, present = manifest.written(path), self._present(path)
            known = manifest.piece(path, "")
            held = _Held(path, "", digest, known, present)
            # An edit that made it what is wanted now is no conflict.
            unchanged = written is not None and present == digest
            conflict = "" if unchanged else _conflict(written, present)
            known = known or (Piece("", b"", 0) if written else None)
        if conflict:
            return held, Action.CONFLICT, conflict
        if unchanged:
            return held, Action.UNCHANGED, ""
        return (held, Action.UPDATE, "content") if known else (held, Action.CREATE, "")

    def _compare_gone(self, path: str, key: str) -> tuple[_Held, Action, str]:
        written = self._opened().written(path)
        if written is None or written.parts:
            held, conflict = _Held(path, key, b"", None, None), self._parts_file(path).conflict
        else:
            present = self._present(path)
            held = _Held(path, key, b"", None, present)
            conflict = _conflict(written, present) if present is not None else ""
        return (held, Action.CONFLICT, conflict) if conflict else (held, Action.DELETE, NO_LONGER)

    def _parts_file(self, path: str) -> PartsFile:
        found = self._parts_files.get(path)
        if found is None:
            written = self._opened().written(path)
            found = PartsFile(path, written, _conflict(written, self._present(path)))
            self._parts_files[path] = found
        return found

    def _present(self, path: str) -> bytes | None:
        """Fingerprint of what is at `path`, or will be once the step is done that a killed run left."""
        target = place(self._root, path)
        present = fingerprint(target)
        if self._unfinished:
            step = self._opened().pending_at(path)
            if step and step.before == present:
                staged = self._unfinished / step.staged if step.staged else None
                if staged is None:
                    return None
                return fingerprint(staged) or present
        return present

    def _apply(self, change: Change, held: _Held) -> None:
        manifest, artifact, known = self._opened(), change.artifact, held.known
        unchanged = change.action is Action.UNCHANGED
        if not unchanged or known is None or (known.source, known.digest) != (change.source, held.digest):
            self._changed = True
        if isinstance(artifact, Part):
            piece = known if unchanged else None
            self._parts_file(held.path).add(artifact, held.digest, piece, manifest, self._staging)
        elif isinstance(artifact, File):
            manifest.add_piece(held.path, "", change.source, held.digest, 0, len(artifact.content), fresh=False)
            manifest.add_file(held.path, parts=False, digest=held.digest)
            if not unchanged:
                staged = self._staging.new()
                staged.write(artifact.content)
                staged.close()
                manifest.stage(held.path, staged.path.name, held.before)
        else:
            manifest.drop(held.path, held.key)
            if held.path in self._parts_files:
                self._parts_files[held.path].dirty = True
            else:
                manifest.stage(held.path, None, held.before)


def _conflict(written: Written | None, present: bytes | None) -> str:
    """Why a file may not be written, from what the last run wrote and what is there; empty when it may."""
    if written is None:
        return NOT_OURS if present is not None else ""
    if present is None:
        return DELETED
    return EDITED if present != written.digest else ""


def _name(held: _Held) -> str:
    return f"{held.path}#{held.key}" if held.key else held.path
