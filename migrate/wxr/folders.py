"""The files of a folder, in natural order, without dotfiles; links to folders are not followed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from migrate.wxr.archives import is_hidden
from migrate.wxr.parts import natural_order, printable, unreadable


def files_in(folder: Path, name: str) -> Iterator[Path]:
    """The files directly in it. Raises UnreadableInputError, about `name`, when the folder cannot be read."""
    try:
        entries = sorted(folder.iterdir(), key=lambda path: natural_order(path.name))
    except OSError as error:
        raise unreadable(name, error) from error
    for path in entries:
        if not is_hidden(path.name) and _is_file(path):
            yield path


def files_below(folder: Path, name: str) -> Iterator[Path]:
    """The files of its subfolders, at any depth. Raises UnreadableInputError when one cannot be read."""

    def refuse(error: OSError) -> NoReturn:
        raise unreadable(printable(error.filename or name), error)

    for place, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted((each for each in folders if not is_hidden(each)), key=natural_order)
        if Path(place) == folder:
            continue
        for file in sorted(files, key=natural_order):
            path = Path(place, file)
            if not is_hidden(file) and _is_file(path):
                yield path


def _is_file(path: Path) -> bool:
    # What cannot be asked about is taken for a file, so that opening it says why.
    try:
        return path.is_file()
    except OSError:
        return True
