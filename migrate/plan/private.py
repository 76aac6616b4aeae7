"""Folders for one run's own use, mode 0700; what runs that were killed left behind goes after a week."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

DAYS = 7
_PREFIX = "wxr-migrate-"


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """A folder for this run only, removed at the end."""
    with contextlib.suppress(OSError):
        _clear(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_left(folder: Path) -> bool:
    """Whether a folder is ours and nobody has put anything into it for long. Raises OSError."""
    there = folder.lstat()
    is_ours = not hasattr(os, "getuid") or there.st_uid == os.getuid()
    return is_ours and not folder.is_symlink() and time.time() - there.st_mtime > DAYS * 86_400


def _clear(home: str) -> None:
    with os.scandir(home) as entries:
        left = [Path(entry.path) for entry in entries if entry.name.startswith(_PREFIX)]
    for folder in left:
        if is_left(folder):
            shutil.rmtree(folder, ignore_errors=True)
