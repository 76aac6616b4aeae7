"""A folder as a destination: files and parts of large files, which appear at the end of a run or not at all.

All is staged in the folder `.wxr-migrate`. The new manifest goes into place first and names each step that is
left, so that a run which is killed among them is completed by the next one. What somebody else wrote, edited
or deleted is a conflict and stays as it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from migrate.model.artifact import Copied, File, Group, Part
from migrate.model.errors import DestinationError
from migrate.plan.atomic import HOME, Inside, explained, fingerprint, remove_empty
from migrate.plan.changes import Action, Change, GroupPlan, Run
from migrate.plan.copies import Copies
from migrate.plan.held import DELETED, EDITED, NOT_OURS, Comparison, Held
from migrate.plan.lock import Lock
from migrate.plan.manifest import Manifest, Pending, Whole
from migrate.plan.parts_file import PartsFile
from migrate.plan.reports.record import PlannedChange
from migrate.plan.staging import TREE, Staging, check_places, clear_staged, settle, staging_folder
from migrate.plan.texts import Texts

__all__ = ["DELETED", "EDITED", "NOT_OURS", "FolderDestination"]


class FolderDestination:
    """A folder that one site goes to (see `Destination`); takes `File`, `Copied` and `Part` artifacts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shown = str(path)
        """For messages and reports."""
        self.bearing = ""
        self._root = Path(os.path.realpath(path))
        self._inside = Inside(self._root)
        self._home = self._root / HOME
        self._saved = self._home / "manifest.db"
        self._lock = Lock(self._home / "lock")
        self._staging = Staging(self._home)
        self._made: list[Path] = []
        self._manifest: Manifest | None = None
        self._comparison: Comparison | None = None
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
        self._inside = Inside(self._root)
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
            self._opened().bring([group.source for group in groups])
            return [self._compared().hold(group) for group in groups]

    def planned(self, plan: GroupPlan) -> list[PlannedChange]:
        """What `hold` or `prune` said, with texts."""
        with explained(self.path):
            return Texts(self._opened(), self._located).of(plan)

    def former_addresses(self, source: str) -> list[str]:
        """Addresses that a record had when earlier runs wrote it, oldest first."""
        manifest = self._opened()
        if not manifest.exists:
            return []
        with explained(self.path):
            return manifest.addresses(source)

    def holds(self, source: str) -> bool:
        """Whether an earlier run wrote anything for a source."""
        with explained(self.path):
            return bool(self._opened().pieces_of(source))

    def apply(self, plans: Sequence[GroupPlan]) -> None:
        """Stage what `hold` said; needs unchanged parts too, as the place of a part follows from them."""
        with explained(self.path):
            manifest = self._opened()
            whole: list[Whole] = []
            copies: list[tuple[str, Copies]] = []
            for plan in plans:
                for change, held in zip(plan.changes, plan.state, strict=True):
                    if change.action is not Action.CONFLICT:
                        self._apply(change, held, whole)
                self._keep_copy(plan, copies)
            manifest.add_whole(whole)
            manifest.keep_copies(copies)
            manifest.note_addresses((plan.source, plan.address) for plan in plans if plan.address)

    def vanished(self) -> Iterator[str]:
        """Sources of the manifest that this run did not bring, sorted; those that filters left out, too."""
        with explained(self.path):
            yield from self._opened().vanished()

    def label(self, source: str) -> str:
        """The file that was written for it, of several the one that is not data; empty for lines of a large file."""
        with explained(self.path):
            paths = self._opened().files_of(source)
        return min(paths, key=lambda path: (path.endswith(".json"), path), default="")

    def prune(self) -> Iterator[GroupPlan]:
        """The deletion of what vanished: one plan a source."""
        for source in self.vanished():
            with explained(self.path):
                plan = self._compared().hold_vanished(source)
            if plan.changes:
                yield plan

    def recorded(self) -> int:
        """How many sources the manifest of the last run holds."""
        with explained(self.path):
            return self._opened().count_sources()

    def finish(self, summary: dict[str, Any]) -> bool:
        """Put everything into place. False when nothing, not even the manifest, had to be written."""
        manifest, run = self._opened(), self._run
        assert run is not None
        if not self._write or not (self._changed or (manifest.exists and not manifest.made_alike(run))):
            self.abandon()
            return False
        with explained(self.path):
            manifest.end_whole()
            parts_files = list(self._compared().parts_files.values())
            for parts_file in parts_files:
                if parts_file.rebuilt:
                    self._restore(parts_file)
                parts_file.register(manifest)
            manifest.carry()
            for parts_file in parts_files:
                parts_file.assemble(self._root, manifest, self._staging)
            check_places(self._root, self._staging.folder, manifest.pending("main"))
            saved = manifest.save(run, summary, self._staging.token)
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
                manifest = self._manifest
                settle(self._root, self._staging.folder, manifest.pending("main"))
            self._close()
            return
        for parts_file in self._comparison.parts_files.values() if self._comparison else ():
            parts_file.close()
        if self._manifest:
            self._manifest.close()
        self._staging.discard()
        self._close()

    def _close(self) -> None:
        if self._manifest:
            self._manifest.close()
            self._manifest = None
        self._comparison = None
        made = [] if self._committed else self._made
        self._lock.release(remove=self._home in made)
        remove_empty(reversed(made))
        self._made = []

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
        manifest = self._manifest = Manifest(self._saved, self._staging.new_path)
        self._check(manifest, run)
        unfinished = staging_folder(self._home, manifest.token) if manifest.token else None
        if unfinished and unfinished.is_dir():
            if self._write:
                settle(self._root, unfinished, manifest.pending("old"))
            else:
                self._unfinished = unfinished
        if self._write:
            clear_staged(self._home)
        self._comparison = Comparison(self._root, manifest, run.on_conflict, self._present)

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

    def _compared(self) -> Comparison:
        if self._comparison is None:
            raise RuntimeError("the destination has not begun, or is closed")
        return self._comparison

    def _located(self, path: str) -> Path | None:
        """Where the file at `path` is, or will be once the step is done that a killed run left; None for nothing."""
        target = Path(self._inside.place(path))
        if self._unfinished:
            step = self._opened().pending_at(path) or Pending(path, f"{TREE}/{path}", None)
            if step.before == fingerprint(target):
                staged = self._unfinished / step.staged if step.staged else None
                if staged is None:
                    return None
                if staged.exists():
                    return staged
        return target

    def _present(self, path: str) -> bytes | None:
        """Fingerprint of what is at `path`, or will be once the step is done that a killed run left."""
        if not self._unfinished:
            return self._inside.fingerprint(path)
        located = self._located(path)
        return None if located is None else fingerprint(located)

    def _apply(self, change: Change, held: Held, whole: list[Whole]) -> None:
        """Carry out one change; what is to be known of a whole file is added to `whole`."""
        manifest, artifact, known = self._opened(), change.artifact, held.known
        unchanged = change.action is Action.UNCHANGED
        if isinstance(artifact, File) and artifact.once and unchanged and known is None:
            return
        if not unchanged or known is None or (known.source, known.digest) != (change.source, held.digest):
            self._changed = True
        if isinstance(artifact, Part):
            piece = known if unchanged else None
            self._compared().parts_files[held.path].add(artifact, held.digest, piece, manifest, self._staging)
        elif isinstance(artifact, File | Copied):
            if isinstance(artifact, File):
                size, once = len(artifact.content), artifact.once
            else:
                size, once = artifact.size, False
            whole.append(Whole(held.path, change.source, held.digest, size, once))
            if not unchanged:
                staged = self._staging.put(artifact, replaces=held.before is not None)
                if held.before is not None:
                    manifest.stage(held.path, staged, held.before)
            if held.gone is not None:
                self._remove(held.gone)
        else:
            self._remove(held)

    def _remove(self, held: Held) -> None:
        manifest = self._opened()
        manifest.drop(held.path, held.key)
        parts_file = self._compared().parts_files.get(held.path)
        if parts_file:
            parts_file.dirty = True
        else:
            manifest.stage(held.path, None, held.before)

    def _keep_copy(self, plan: GroupPlan, kept_copies: list[tuple[str, Copies]]) -> None:
        """Add what the record has written now; of what is kept in a conflict, what was last written."""
        manifest = self._opened()
        if plan.private:
            kept_copies.append((plan.source, {}))
            return
        if all(change.action is Action.UNCHANGED for change in plan.changes) and manifest.has_copy(plan.source):
            return
        copies: Copies = {}
        for change, held in zip(plan.changes, plan.state, strict=True):
            artifact = change.artifact
            if change.action is Action.CONFLICT:
                for kept in filter(None, (held, held.gone)):
                    last = manifest.copies(kept.known.source).get((kept.path, kept.key)) if kept.known else None
                    if last is not None:
                        copies[kept.path, kept.key] = last
            elif isinstance(artifact, File | Part) and not (isinstance(artifact, File) and artifact.once):
                copies[held.path, held.key] = artifact.content
        kept_copies.append((plan.source, copies))

    def _restore(self, parts_file: PartsFile) -> None:
        """Write anew the parts that this run did not bring, where the file can no longer be used."""
        manifest = self._opened()
        for key, known in manifest.left_behind(parts_file.path):
            content = manifest.copies(known.source).get((parts_file.path, key))
            if not isinstance(content, bytes):
                raise DestinationError(
                    f"{parts_file.path} was edited and cannot be made anew: no copy is kept of {key}",
                    file=str(self.path),
                    hint="run again without --on-conflict overwrite",
                )
            part = Part(known.source, parts_file.path, key, content)
            parts_file.add(part, known.digest, None, manifest, self._staging)
