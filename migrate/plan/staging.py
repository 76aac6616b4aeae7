"""New files of a run, in a folder next to the manifest, and their way to where they belong.

Each step says what has to be at the place still; a place that somebody changed meanwhile is left alone.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from migrate.model.errors import DestinationError
from migrate.plan.atomic import Inside, StagedFile, fingerprint, publish, remove, stage
from migrate.plan.manifest import Pending

_PREFIX = "staged-"


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

    def new_path(self) -> Path:
        self._count += 1
        if self._count == 1:
            self.folder.mkdir()
        return self.folder / str(self._count)

    def new(self) -> StagedFile:
        return StagedFile(self.new_path())

    def put(self, content: bytes) -> str:
        """Stage a whole file; returns its name."""
        path = self.new_path()
        stage(os.fspath(path), content)
        return path.name

    def discard(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def settle(root: Path, staging: Path, steps: Iterator[Pending]) -> None:
    """Carry out the steps that have not been, then remove `staging`. Doing it again does no harm."""
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
