"""What several rules need: conditions that rules share, so that all of them are passed over where one does not hold."""

from __future__ import annotations

from migrate.validate.views import ItemView
from migrate.wxr.items import RawMeta
from migrate.wxr.php import looks_serialized

_PAGES = frozenset({"post", "page"})
_LARGE = 1_000_000


def is_media(item: ItemView) -> bool:
    """An attachment."""
    return item.kind == "media"


def is_published(item: ItemView) -> bool:
    """Of status `publish`."""
    return item.is_published


def is_published_page(item: ItemView) -> bool:
    """A published post or page: it has an address and an author."""
    return item.is_published and item.type in _PAGES


def has_parent(item: ItemView) -> bool:
    """Below something, whether that is there or not."""
    return item.raw.parent not in ("", "0")


def has_terms(item: ItemView) -> bool:
    """In a category, tag or other term."""
    return bool(item.raw.categories)


def has_fields(item: ItemView) -> bool:
    """With custom fields."""
    return bool(item.raw.meta)


def has_others(item: ItemView) -> bool:
    """With elements that have no place of their own in the record."""
    return bool(item.raw.extra)


def has_markup_in_title(item: ItemView) -> bool:
    """With what may be a tag in its title."""
    return "<" in item.raw.title


def looks_serialised(row: RawMeta) -> bool:
    """A custom field with a value of PHP."""
    return looks_serialized(row.value)


def names_classes(row: RawMeta) -> bool:
    """A custom field that may hold an object of PHP."""
    return ':"' in row.value and ("O:" in row.value or "C:" in row.value)


def is_large(row: RawMeta) -> bool:
    """A custom field larger than a megabyte."""
    return len(row.value) > _LARGE
