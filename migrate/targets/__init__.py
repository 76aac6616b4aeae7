"""What a target is. Each target is a module or package beside this file, named in `registry.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from migrate.model.artifact import Group
from migrate.model.loss import Loss
from migrate.model.records import Author, Entry, Media, Menu, Site, Term


class Target(Protocol):
    """Turns records into artifacts. Pure: no file, no clock, no network; the same records give the same artifacts."""

    name: str

    def entry(self, record: Entry | Media, losses: Sequence[Loss]) -> Group:
        """All that one entry or attachment becomes, with its comments, meta and redirects."""

    def site(
        self,
        site: Site,
        authors: Iterable[tuple[Author, Sequence[Loss]]],
        terms: Iterable[tuple[Term, Sequence[Loss]]],
        menus: Iterable[tuple[Menu, Sequence[Loss]]],
    ) -> Iterator[Group]:
        """What belongs to no entry. A menu with the key `menu/` holds the menu items that are in no menu."""
