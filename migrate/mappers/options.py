"""What the user decided about a run: which items take part, what is private, and what names are changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec

from migrate.model.records import Visibility

_EMAIL = re.compile(r"([^@\s<>\"',;:]+)@[^@\s<>\"',;:/]+\.[^@\s<>\"',;:/]+")


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """All choices that shape records. Empty means: no choice made."""

    types: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    """Logins."""
    categories: tuple[str, ...] = ()
    """Slugs or names."""
    since: datetime | None = None
    """Local time of the site, inclusive."""
    until: datetime | None = None
    """Local time of the site, exclusive."""
    limit: int | None = None
    """Number of items at most."""
    only: tuple[int, ...] = ()
    """WordPress's numbers of items."""
    public_only: bool = False
    also_shown: tuple[Visibility, ...] = ()
    """Visibilities of items that take part although only public things do: the target keeps them from visitors."""
    strip_emails: bool = False
    time_zone: str = ""
    """IANA name or offset, instead of the one worked out from dates."""
    site: str = ""
    """Key of the site, instead of its home URL."""
    author_map: Mapping[str, Mapping[str, str]] = {}
    """login → fields of the author to use instead (`login`, `display_name`, `email`, ...)."""
    old_homes: tuple[str, ...] = ()
    """Further addresses that the site had."""
    new_home: str = ""
    """Address that the site moves to: addresses of the old one are changed to it; raw bodies stay as exported."""

    media: Literal["none", "link", "copy", "download"] = "link"
    """Whether attachments take part (all but `none`), and whether their files do (`copy`, `download`)."""
    media_hosts: tuple[str, ...] = ()
    """`HOST` or `HOST:PORT` besides the site's own whose files are the site's."""
    media_largest: int | None = None
    """Bytes that a file may have."""

    @property
    def takes_files(self) -> bool:
        """Whether files of the old site come along."""
        return self.media in ("copy", "download")

    @property
    def filters(self) -> bool:
        """Whether some items are left out by choice, so that what is missing has not vanished from the site."""
        return bool(
            self.types
            or self.statuses
            or self.authors
            or self.categories
            or self.since
            or self.until
            or self.limit is not None
            or self.only
            or self.media == "none"
        )

    def shows(self, visibility: Visibility) -> bool:
        """Whether items of this visibility take part."""
        return not self.public_only or visibility is Visibility.PUBLIC or visibility in self.also_shown

    @property
    def hidden(self) -> tuple[Visibility, ...]:
        """The visibilities of items that do not take part."""
        return tuple(visibility for visibility in Visibility if not self.shows(visibility))

    @property
    def hides_emails(self) -> bool:
        """Whether no e-mail address of a person may come out."""
        return self.public_only or self.strip_emails

    def shown_name(self, name: str) -> str:
        """A name as it may be shown: where addresses are hidden, of one the part before the `@`."""
        match = _EMAIL.fullmatch(name.strip()) if "@" in name and self.hides_emails else None
        return match[1] if match else name

    def recorded(self) -> dict[str, Any]:
        """The choices made, as JSON values, for the manifest."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        empty = msgspec.to_builtins(Options())
        return {name: value for name, value in built.items() if value != empty[name]}


def is_email(text: str) -> bool:
    """Whether a text is one e-mail address and nothing else."""
    return "@" in text and _EMAIL.fullmatch(text.strip()) is not None
