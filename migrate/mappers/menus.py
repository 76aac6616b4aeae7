"""`nav_menu_item` items → menus as trees. An item's place is in its meta; its label may be its target's title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from migrate.mappers.context import Context
from migrate.mappers.meta import Fields, list_of, read_meta, whole_number
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Menu, MenuItem, Meta, Term
from migrate.wxr.items import RawItem

LOOSE = Menu(key="menu/", slug="", name="")
"""Stands for no menu at all: items that WordPress calls orphaned, or whose menu is missing."""


DEEPEST = 100
"""Levels of a menu; WordPress's own editor stops at eleven."""


class Placed(NamedTuple):
    """A menu item with the key of its menu and the number of the item above it."""

    menu: str
    item: MenuItem
    parent_wp_id: int
    losses: list[Loss]


class MenuRecord(NamedTuple):
    """A menu, ready to be written."""

    menu: Menu
    losses: list[Loss]


def menu_key(slug: str) -> str:
    """Key of the menu with a (decoded) slug."""
    return f"menu/{slug}"


def map_menu_item(raw: RawItem, key: str, root: int, menus: dict[str, str], context: Context) -> list[Placed]:
    """One menu item for each menu that it sits in. `menus`: key of a term → key of the menu."""
    losses: list[Loss] = []
    meta = read_meta(raw.meta, key, losses)
    fields = Fields("menu_item", meta, context.rules)
    base = _base_item(raw, key, root, fields, meta, context, losses)
    places = [
        menus[term]
        for category in raw.categories
        if context.rules.taxonomy(category.domain).kind == "menu"
        and (term := context.lookup.term(category.domain, category.nicename, category.name))
        and term in menus
    ]
    parent = fields.number("parent") or 0
    first, *further = dict.fromkeys(places or [LOOSE.key])
    placed = [Placed(first, base, parent, losses)]
    for menu in further:
        again = msgspec.structs.replace(base, key=f"{key}@{menu.removeprefix('menu/')}")
        placed.append(Placed(menu, again, parent, []))
    return placed


def _base_item(
    raw: RawItem,
    key: str,
    root: int,
    fields: Fields,
    meta: tuple[Meta, ...],
    context: Context,
    losses: list[Loss],
) -> MenuItem:
    lookup = context.lookup
    kinds = {"post_type": "entry", "taxonomy": "term", "post_type_archive": "archive"}
    kind = kinds.get(fields.text("item_type"), "custom")
    number = fields.number("object_id")
    label, url, target = raw.title, fields.text("url"), None
    missing = False
    if kind == "entry" and number:
        known = lookup.item(number, root)
        if known is None:
            missing = True
        else:
            target = known.key or None
            label = label or known.title
            url = url or known.link
    elif kind == "term" and number:
        target = lookup.term_by_id(number)
        missing = target is None
        label = label or (target.rpartition("/")[2] if target else "")
    if missing:
        losses.append(
            Loss(
                kind=LossKind.DANGLING_REFERENCE,
                source=key,
                field="target",
                detail=f"{fields.text('object')} {number} is not in the export",
            )
        )
    classes = [name for found in fields.all("classes") for name in list_of(found)]
    return MenuItem(
        key=key,
        wp_id=whole_number(raw.id),
        label=label,
        url=context.moved(url),
        kind=kind,
        object=fields.text("object"),
        target=target,
        target_wp_id=number if kind != "custom" else None,
        position=whole_number(raw.menu_order) or 0,
        status=raw.status,
        description=raw.content,
        title_attribute=raw.excerpt,
        link_target=fields.text("target"),
        classes=tuple(classes),
        rel=fields.text("xfn"),
        meta=meta,
    )


def build_menus(terms: Iterable[Term], placed: Iterable[Placed]) -> Iterator[MenuRecord]:
    """Menus in the order of their terms, then the loose items as `LOOSE`. Items are ordered by their position."""
    by_menu: dict[str, list[Placed]] = {}
    for one in placed:
        by_menu.setdefault(one.menu, []).append(one)
    for term in terms:
        key = menu_key(term.slug)
        yield _build(Menu(key=key, slug=term.slug, name=term.name, wp_id=term.wp_id), by_menu.pop(key, []))
    if loose := by_menu.pop(LOOSE.key, []):
        yield _build(LOOSE, loose)


def _build(menu: Menu, placed: list[Placed]) -> MenuRecord:
    losses = [loss for one in placed for loss in one.losses]
    ordered = sorted(placed, key=lambda one: (one.item.position, one.item.wp_id or 0, one.item.key))
    by_id: dict[int, Placed] = {}
    for one in ordered:
        if one.item.wp_id is not None:
            by_id.setdefault(one.item.wp_id, one)
    children: dict[str, list[Placed]] = {}
    top: list[Placed] = []
    for one in ordered:
        above = by_id.get(one.parent_wp_id) if one.parent_wp_id else None
        if one.parent_wp_id and (above is None or _is_circular(one, by_id)):
            why = "it is its own ancestor" if above else f"the item above, {one.parent_wp_id}, is not in this menu"
            losses.append(
                Loss(kind=LossKind.REROOTED_MENU_ITEM, source=one.item.key, field="parent", detail=why)
            )
            above = None
        if above is None:
            top.append(one)
        else:
            children.setdefault(above.item.key, []).append(one)
    trees: dict[str, MenuItem] = {}
    order: list[tuple[Placed, str | None]] = []
    stack: list[tuple[Placed, str | None]] = [(one, None) for one in reversed(top)]
    while stack:
        one, parent = stack.pop()
        order.append((one, parent))
        stack += [(child, one.item.key) for child in reversed(children.get(one.item.key, []))]
    for one, parent in reversed(order):
        below = tuple(trees[child.item.key] for child in children.get(one.item.key, []))
        trees[one.item.key] = msgspec.structs.replace(one.item, parent=parent, children=below)
    return MenuRecord(
        msgspec.structs.replace(menu, items=tuple(trees[one.item.key] for one in top)), losses
    )


def _is_circular(start: Placed, by_id: dict[int, Placed]) -> bool:
    """Whether climbing from an item does not reach the top: it is in a circle, below one, or deeper than any menu."""
    seen: set[str] = set()
    above: Placed | None = start
    while above is not None and above.parent_wp_id:
        if above.item.key in seen or len(seen) > DEEPEST:
            return True
        seen.add(above.item.key)
        above = by_id.get(above.parent_wp_id)
    return False
