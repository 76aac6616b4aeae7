"""Menus as a data file: what configuration, which is the user's, need not follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from migrate.model.records import Menu, MenuItem
from migrate.targets.site.pages import plain_text


def menus_data(menus: Iterable[Menu], url_of: Callable[[str], str]) -> bytes:
    """JSON: `[{"slug", "name", "items": [{"name", "url", "title", "target", "classes", "items"}]}]`; empty without any.

    `url_of`: the address of an entry or term by its key, or nothing. The items that are in no menu are not in it.
    """
    data = [
        {"slug": menu.slug, "name": menu.name, "items": [_item(item, url_of) for item in menu.items]}
        for menu in menus
        if menu.slug
    ]
    return msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n" if data else b""


def _item(item: MenuItem, url_of: Callable[[str], str]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "name": plain_text(item.label),
        "url": (url_of(item.target) if item.target else "") or item.url,
        "title": item.title_attribute,
        "target": item.link_target,
        "classes": list(item.classes),
        "items": [_item(child, url_of) for child in item.children],
    }
    return {name: value for name, value in values.items() if value}
