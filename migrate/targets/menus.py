"""What menus hold, for the ledger."""

from __future__ import annotations

from collections import Counter

from migrate.model.records import Menu, MenuItem


def carried_by_menu(menu: Menu) -> Counter[str]:
    """Items and their custom fields, in the ledger's kinds."""
    carried: Counter[str] = Counter()
    waiting: list[MenuItem] = list(menu.items)
    while waiting:
        item = waiting.pop()
        waiting.extend(item.children)
        # `menu-item/7@footer` is a further membership of an item that another menu counts.
        if "@" not in item.key:
            carried["items"] += 1
            carried["meta"] += len(item.meta)
    return carried
