"""New files of a run, in a folder next to the manifest, and their way to where they belong.

Each step says what has to be at the place still; a place that somebody changed meanwhile is left alone.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from migrate.model.artifact import Copied, File
from migrate.model.errors import DestinationError
from migrate.plan.atomic import Inside, StagedFile, fingerprint, publish, remove, stage
from migrate.plan.manifest import Pending

_PREFIX = "staged-"
_TREE = "tree"
"""Folder of the files that are whole as they come."""
_REMEMBERED = 4096
_CHUNK = 1 << 18


def staging_folder(home: Path, token: str) -> Path:
    """Where the run that `token` names keeps its staged files."""
    return home / f"{_PREFIX}{token}"


def clear_staged(home: Path) -> None:
    """Remove what runs that were killed had staged and not promised."""
    for leftover in home.glob(f"{_PREFIX}*"):
        shutil.rmtree(leftover)


class Staging:
    """The staged files of one run, named by a `token` of its own; the folder is made with the first."""

    def __init__(self, home: Path) -> None:
        self.token = secrets.token_hex(6)
        self.folder = staging_folder(home, self.token)
        self._count = 0
        self._folders: set[str] = set()

    def new_path(self) -> Path:
        self._count += 1
        self.folder.mkdir(exist_ok=True)
        return self.folder / str(self._count)

    def new(self) -> StagedFile:
        return StagedFile(self.new_path())

    def put(self, file: File | Copied) -> str:
        """Stage a whole file, in folders such as it will stand in; returns its name.

        Raises DestinationError where bytes to copy are not what they were.
        """
        folder, slash, _ = file.path.rpartition("/")
        folder = f"{self.folder}{os.sep}{_TREE}{slash}{folder}"
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            if len(self._folders) >= _REMEMBERED:
                self._folders.clear()
            self._folders.add(folder)
        name = f"{_TREE}/{file.path}"
        path = f"{self.folder}{os.sep}{name}"
        if isinstance(file, File):
            stage(path, file.content)
        else:
            _copy(file, StagedFile(Path(path)))
        return name

    def discard(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _copy(copied: Copied, staged: StagedFile) -> None:
    try:
        for chunk in _chunks(copied):
            staged.write(chunk)
        staged.close()
    finally:
        staged.discard()
    if staged.digest != copied.digest:
        raise _changed(copied)


def _chunks(copied: Copied) -> Iterator[bytes]:
    try:
        with Path(copied.cached).open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise _changed(copied) from error


def _changed(copied: Copied) -> DestinationError:
    return DestinationError(
        f"this file is no longer what it was a moment ago, and was to be {copied.path}",
        file=copied.cached,
        hint="run again; a file of the media cache that is damaged may be removed, and is fetched again",
    )


def settle(root: Path, staging: Path, steps: Iterator[Pending], *, adds: bool = False) -> None:
    """Carry out the steps that have not been, then remove `staging`. Doing it again does no harm.

    `adds`: nothing that is there is replaced or removed, so that whole folders may come at once.
    """
    if adds and _move_folders(root, staging):
        steps = iter(())
    inside, new = Inside(root), os.fspath(staging)
    made = ""
    for step in steps:
        target = inside.place(step.path)
        staged = f"{new}{os.sep}{step.staged}" if step.staged else ""
        if staged and not os.path.exists(staged):
            continue
        untouched = fingerprint(target) == step.before
        if not staged:
            if untouched and step.before is not None:
                remove(Path(target), root)
        elif untouched:
            # Steps come by path: most have the folder of the one before.
            folder = os.path.dirname(target)
            if folder != made:
                _make(folder)
                made = folder
            publish(staged, target, replaces=step.before is not None)
    shutil.rmtree(staging)


def _move_folders(root: Path, staging: Path) -> bool:
    """Put whole folders into their places where nothing is; whether all is in its place then."""
    tree = staging / _TREE
    if not tree.is_dir():
        return False
    for folder in sorted(tree.iterdir()):
        target = root / folder.name
        if folder.is_dir() and not os.path.lexists(target):
            folder.replace(target)
    return not os.listdir(tree) and os.listdir(staging) == [_TREE]


def _make(folder: str) -> None:
    try:
        os.mkdir(folder)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)


def check_places(root: Path, steps: Iterator[Pending]) -> None:
    """Raise before anything is moved, where a folder that a step needs cannot be written to."""
    inside = Inside(root)
    checked = ""
    for step in steps:
        folder = inside.nearest(step.path)
        if folder != checked and os.path.isdir(folder) and not os.access(folder, os.W_OK | os.X_OK):
            raise DestinationError("cannot write to the destination: permission was denied", file=folder)
        checked = folder
