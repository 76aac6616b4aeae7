"""What mappers and readers of bodies may ask about the rest of the export while they look at one item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from migrate.model.records import MediaSize


class Known(NamedTuple):
    """An item that the index knows. `key` is empty when it is not part of this run (filtered, private, unreadable)."""

    key: str
    type: str
    title: str
    link: str
    url: str
    """Address of the file, for an attachment."""
    visibility: str = ""
    """Of `records.Visibility`; empty where nobody asked."""


class Lookup(Protocol):
    """Answers from the index; read-only, cheap, and the same in every process.

    `root` is the number of the `<rss>` element that asks: where two merged exports use one number for two items, the
    one of the same root is meant.
    """

    def item(self, wp_id: int, root: int) -> Known | None:
        """The item with a number; None when the export has no such item."""

    def item_by_key(self, key: str) -> Known | None:
        """The item with a key."""

    def term(self, taxonomy: str, slug: str, name: str) -> str | None:
        """Key of a term by its slug as exported; by name where the slug is empty."""

    def term_by_id(self, wp_id: int) -> str | None:
        """Key of the term with a number."""

    def author(self, login: str) -> str | None:
        """Key of the author with a login (or, in WXR 1.0, a display name)."""

    def author_by_id(self, wp_id: int) -> str | None:
        """Key of the author with a number."""

    def comment_is_repeated(self, wp_id: int, item_key: str) -> bool:
        """Whether an earlier item holds a comment of the same number."""


class MediaFile(NamedTuple):
    """An attachment, as bodies show it."""

    key: str
    wp_id: int
    url: str
    """Address of the file."""
    mime_type: str = ""
    title: str = ""
    alt: str = ""
    """Plain text."""
    caption: str = ""
    """HTML."""
    link: str = ""
    """Address of its own page."""
    width: int = 0
    """Pixels; 0 when it is not known."""
    height: int = 0
    sizes: tuple[MediaSize, ...] = ()


class Pattern(NamedTuple):
    """An item whose body stands in other bodies: a reusable block, a template."""

    key: str
    type: str
    """Post type: `wp_block`, `elementor_library`, `tablepress_table`."""
    status: str
    """WordPress's own word: only `publish` was shown."""
    protected: bool
    """Behind a password: WordPress showed nothing."""
    body: str
    """`post_content` as exported."""
    meta: Mapping[str, str]
    """First value of each custom field."""


class BodyLookup(Protocol):
    """What the reader of bodies asks about the rest of the export. As `Lookup`, read-only and cheap."""

    def media(self, wp_id: int, root: int) -> MediaFile | None:
        """The attachment with a number; None when the export has no such attachment."""

    def attachments(self, key: str) -> Sequence[MediaFile]:
        """The attachments of an item, by menu order and number."""

    def pattern(self, wp_id: int, root: int) -> Pattern | None:
        """The item with a number, of a type whose bodies stand in others."""

    def table(self, table_id: str, root: int) -> Pattern | None:
        """The TablePress table with an id, which is not its number."""
