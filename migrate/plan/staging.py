"""New files of a run, in a folder next to the manifest, and their way to where they belong.

Files that come where nothing is are staged in a tree as they will stand, which says all there is to know of them: whole
folders of it are moved at once. Every other step is one of the manifest's, and says what has to be at the place still.
A place that somebody changed meanwhile is left alone.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from migrate.model.artifact import Copied, File
from migrate.model.errors import DestinationError
from migrate.plan.atomic import Inside, StagedFile, fingerprint, publish, remove, stage
from migrate.plan.manifest import Pending

_PREFIX = "staged-"
TREE = "tree"
"""Folder of the files that come where nothing is."""
_OTHERS = "others"
"""Folder of those that replace one."""
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

    def put(self, file: File | Copied, *, replaces: bool) -> str:
        """Stage a whole file, in folders such as it will stand in; returns its name.

        Raises DestinationError where there is one for this path already, or bytes to copy are not what they were.
        """
        folder, slash, _ = file.path.rpartition("/")
        tree = _OTHERS if replaces else TREE
        folder = f"{self.folder}{os.sep}{tree}{slash}{folder}"
        if folder not in self._folders:
            _make(folder)
            if len(self._folders) >= _REMEMBERED:
                self._folders.clear()
            self._folders.add(folder)
        name = f"{tree}/{file.path}"
        path = f"{self.folder}{os.sep}{name}"
        try:
            if isinstance(file, File):
                stage(path, file.content)
            else:
                _copy(file, StagedFile(Path(path)))
        except FileExistsError:
            raise DestinationError(f"two records want to be {file.path}", item=file.source) from None
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


def settle(root: Path, staging: Path, steps: Iterator[Pending]) -> None:
    """Put new files into their places, carry out the steps that have not been, then remove `staging`.

    Doing it again does no harm.
    """
    inside, new = Inside(root), os.fspath(staging)
    tree = os.path.join(new, TREE)
    left = list(_move(tree, os.fspath(root), "")) if os.path.isdir(tree) else []
    comes = (Pending(path, f"{TREE}/{path}", None) for path in left)
    made = ""
    for step in chain(comes, steps):
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


def _move(new: str, old: str, path: str) -> Iterator[str]:
    """Put what is in the folder `new` into `old`, whole folders where nothing is.

    Yields the paths of files that stay, as something is in their way that may be a link.
    """
    with os.scandir(new) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        target = f"{old}{os.sep}{entry.name}"
        below = f"{path}{entry.name}"
        try:
            is_folder = stat.S_ISDIR(os.lstat(target).st_mode)
        except FileNotFoundError:
            try:
                os.replace(entry.path, target)
                continue
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                is_folder = False
        if not entry.is_dir():
            yield below
        elif is_folder:
            yield from _move(entry.path, target, f"{below}/")
        else:
            for folder, _, files in os.walk(entry.path):
                inner = os.path.relpath(folder, new).replace(os.sep, "/")
                yield from (f"{path}{inner}/{name}" for name in sorted(files))


def _make(folder: str) -> None:
    try:
        os.mkdir(folder)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)


def check_places(root: Path, staging: Path, steps: Iterator[Pending]) -> None:
    """Raise before anything is moved, where a folder that a step or a new file needs cannot be written to."""
    tree = staging / TREE
    if tree.is_dir():
        _check_tree(os.fspath(tree), os.fspath(root))
    inside = Inside(root)
    checked = ""
    for step in steps:
        folder = inside.nearest(step.path)
        if folder != checked:
            _check(folder)
        checked = folder


def _check_tree(new: str, old: str) -> None:
    """For the folder `old`, which is there, and those below it that `new` has too."""
    is_added_to = False
    with os.scandir(new) as entries:
        for entry in entries:
            target = f"{old}{os.sep}{entry.name}"
            if entry.is_dir() and os.path.isdir(target):
                _check_tree(entry.path, target)
            else:
                is_added_to = True
    if is_added_to:
        _check(old)


def _check(folder: str) -> None:
    if os.path.isdir(folder) and not os.access(folder, os.W_OK | os.X_OK):
        raise DestinationError("cannot write to the destination: permission was denied", file=folder)
