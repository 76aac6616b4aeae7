"""Which file of a record became which, where some of its files go and others come. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath


def pair_renamed(gone: Sequence[str], come: Sequence[str]) -> list[tuple[str, str]]:
    """Old and new paths of one record's files: those of one name in order, and what is then left alone of an ending."""
    pairs: list[tuple[str, str]] = []
    left, right = list(gone), list(come)
    for old in gone:
        name = PurePosixPath(old).name
        new = next((path for path in right if PurePosixPath(path).name == name), None)
        if new is not None:
            pairs.append((old, new))
            left.remove(old)
            right.remove(new)
    if len(left) == len(right) == 1 and PurePosixPath(left[0]).suffix == PurePosixPath(right[0]).suffix:
        pairs.append((left[0], right[0]))
    return pairs
