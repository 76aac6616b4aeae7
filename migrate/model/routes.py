"""Where everything stands at a destination: decided for the whole export before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from migrate.model.files import FilePlace


class Route(NamedTuple):
    """The place of one entry or term."""

    key: str
    path: str
    """Of its file, relative to the destination, with `/`; empty for what has an address and no file."""
    url: str
    """Address on the new site: a path from the root of its host, percent-encoded, or a full address."""
    address: str = ""
    """The same as its file says it: below the site's home, not encoded."""
    name: str = ""
    """What entries call a term."""
    taxonomy: str = ""
    """What the site calls the taxonomy of a term."""


class Routable(NamedTuple):
    """What the index knows of an entry, for the decision."""

    key: str
    wp_id: int | None
    type: str
    title: str
    slug: str
    """Percent-decoded; empty for most drafts."""
    link: str
    """The address it had."""
    date: str
    """Local time as exported; empty where it has none."""
    parent: str
    """Key of the entry above it, if that is part of the run."""
    is_above: bool
    """Whether another entry of its type has it as its parent."""
    language: str = ""
    """Code of the language that it is written in; empty where the export says none."""


class RoutableTerm(NamedTuple):
    """The same of a term."""

    key: str
    taxonomy: str
    slug: str
    name: str
    above: tuple[str, ...] = ()
    """Slugs of the terms above it, the highest first."""
    language: str = ""
    """Code of its language; empty where it has none."""


class Landing(NamedTuple):
    """What a site says of where former addresses may lead, once it has given out its places."""

    base: str
    """Path of its home, without slash at the end."""
    taken: tuple[str, ...]
    """Addresses below the home that its generator makes by itself."""
    feed: str
    """Address of its feed, below the home; empty where it has none."""
    term_feed: str
    """The same of a term's, below the term's own address."""
    dates: str
    """Key of the route that archives by date lead to."""
    has_archives: bool = False
    """Whether those of years and months are where they were."""
    queries: bool = True
    """Whether anything that is to be written can lead on an address with a query: `/?p=12`."""
    feeds: bool = True
    """Likewise the feeds of the comments of entries, which no page can stand for."""


class Redirection(NamedTuple):
    """One former address, and where it leads: to a page or file, never to another former address."""

    owner: str
    """Key of the record that it is of; empty for what is the site's."""
    source: str
    """Path from the root of the host, not encoded, as the old site wrote it."""
    query: str
    """`p=12`; mostly empty."""
    target: str
    """A path from the root of the host, percent-encoded, or a full address."""
    status: int
    """301 or 302."""
    reason: str
    """See `mappers.redirect_map.REASONS`."""
    public: bool
    """Whether what it leads to is shown to visitors."""


class Routes(Protocol):
    """Answers from the index; read-only, cheap, and the same in every process."""

    def route(self, key: str) -> Route | None:
        """The place of an entry or term; None for what has none."""

    def language(self, key: str) -> str:
        """Code of the language of an entry or term; empty where it has none."""

    def translations(self, key: str) -> list[tuple[str, Route]]:
        """The public translations of an entry, itself not among them: code of the language and place, by code; of
        several in one language the first."""

    def file(self, key: str) -> FilePlace | None:
        """The place of an attachment's file, or of a loose one; None for what is not at the destination."""

    def has_path(self, path: str) -> bool:
        """Whether an entry or term has its file there."""

    def redirects_of(self, owner: str) -> list[Redirection]:
        """Former addresses of a record, the most important first; of the site itself for an empty key."""

    def redirects(self) -> Iterator[Redirection]:
        """All former addresses that lead to something public, the most important first."""
