"""What mappers may ask about the rest of the export while they look at one item."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Known(NamedTuple):
    """An item that the index knows. `key` is empty when it is not part of this run (filtered, private, unreadable)."""

    key: str
    type: str
    title: str
    link: str
    url: str
    """Address of the file, for an attachment."""


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
