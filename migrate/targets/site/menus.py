"""Menus as a data file: what configuration, which is the user's, need not follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from migrate.model.records import Menu, MenuItem
from migrate.targets.site.pages import plain_text

SWITCHER = "#pll_switcher"
"""Address of the menu item in whose place Polylang shows the languages; templates show those of each page."""
_FIRST = ("main", "primary", "main-menu", "primary-menu", "top", "header", "header-menu")
"""Slugs of the menu that most themes show at the top."""
DEAD_END = "it leads to nothing that the site shows"


def without_dead_ends(menu: Menu, url_of: Callable[[str], str]) -> Menu:
    """The menu without the items that lead to an entry or term that is not there. What stood below one takes its
    place."""

    def kept(items: tuple[MenuItem, ...]) -> Iterator[MenuItem]:
        for item in items:
            children = tuple(kept(item.children))
            if item.kind in ("entry", "term") and not _url(item, url_of):
                yield from children
            else:
                yield msgspec.structs.replace(item, children=children) if item.children else item

    return msgspec.structs.replace(menu, items=tuple(kept(menu.items)))


def first_first(menus: Iterable[Menu]) -> list[Menu]:
    """Menus with a slug, that of the top before the others."""
    return sorted(
        (menu for menu in menus if menu.slug),
        key=lambda menu: _FIRST.index(menu.slug) if menu.slug in _FIRST else len(_FIRST),
    )


def menus_data(menus: Iterable[Menu], url_of: Callable[[str], str], language_of: Callable[[Menu], str]) -> bytes:
    """JSON: `[{"slug", "name", "language", "items": [{"name", "url", "title", "target", "classes", "items"}]}]`; empty
    without any.

    `url_of`: the address of an entry or term by its key, or nothing. The items that are in no menu are not in it.
    `language_of`: code of the language that a menu is for, or nothing, which is left out.
    """
    data = [
        {
            "slug": menu.slug,
            "name": menu.name,
            **({"language": language} if (language := language_of(menu)) else {}),
            "items": [_item(item, url_of) for item in menu.items if item.url != SWITCHER],
        }
        for menu in first_first(menus)
    ]
    return msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n" if data else b""


def _item(item: MenuItem, url_of: Callable[[str], str]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "name": plain_text(item.label),
        "url": _url(item, url_of),
        "title": item.title_attribute,
        "target": item.link_target,
        "classes": list(item.classes),
        "items": [_item(child, url_of) for child in item.children if child.url != SWITCHER],
    }
    return {name: value for name, value in values.items() if value}


def _url(item: MenuItem, url_of: Callable[[str], str]) -> str:
    return (url_of(item.target) if item.target else "") or item.url
