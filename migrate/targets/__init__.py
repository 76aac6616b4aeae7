"""What a target is. Each target is a module or package beside this file, named in `registry.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from migrate.model.artifact import Group
from migrate.model.files import FileLayout
from migrate.model.loss import Loss
from migrate.model.records import Author, Entry, Media, Menu, Site, Term, Visibility
from migrate.model.routes import Landing, Routable, RoutableTerm, Route, Routes


class Target(Protocol):
    """Turns records into artifacts. Pure: no file, no clock, no network; the same records give the same artifacts.

    It can be pickled: other processes make entries with a copy, which is given the routes and nothing else, and in no
    certain order.
    """

    name: str
    reads_bodies: bool
    """Whether records are to come with the documents of their bodies."""
    shown: tuple[Visibility, ...] | None
    """Visibilities, besides public, of what a site takes by default, because its normal build hides them from visitors.
    None for a target that is no publication: it takes everything."""
    keeps_links: bool
    """Whether addresses in bodies stay as they were, rather than lead to the places that `routes` gives."""

    takes_files: bool
    """Whether it has a place for files of the old site."""

    @property
    def landing(self) -> Landing | None:
        """Once `routes` is through: where former addresses may lead; None for a target that keeps no map of them."""

    def routes(self, entries: Iterable[Routable], terms: Iterable[RoutableTerm]) -> Iterator[Route]:
        """Where entries and terms will stand, each at a place of its own. Nothing for a target without addresses.
        The terms may be gone through only after the entries."""

    def file_layout(self) -> FileLayout:
        """Where files are to lie. Asked only of a target that takes them."""

    def use_routes(self, routes: Routes) -> None:
        """Called before any record is written, with what `routes` gave."""

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
