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
from migrate.plan.atomic import StagedFile, fingerprint, place, publish, remove
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

    def discard(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def settle(root: Path, staging: Path, steps: Iterator[Pending]) -> None:
    """Carry out the steps that have not been, then remove `staging`. Doing it again does no harm."""
    for step in steps:
        target = place(root, step.path)
        staged = staging / step.staged if step.staged else None
        if staged and not staged.exists():
            continue
        untouched = fingerprint(target) == step.before
        if staged is None:
            if untouched and step.before is not None:
                remove(target, root)
        elif untouched:
            publish(staged, target)
    shutil.rmtree(staging)


def check_places(root: Path, steps: Iterator[Pending]) -> None:
    """Raise before anything is moved, where a folder that a step needs cannot be written to."""
    for step in steps:
        folder = place(root, step.path).parent
        while not folder.exists():
            folder = folder.parent
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
            raise DestinationError("cannot write to the destination: permission was denied", file=str(folder))
