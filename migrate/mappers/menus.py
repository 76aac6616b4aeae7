"""`nav_menu_item` items → menus as trees. An item's place is in its meta; its label may be its target's title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from migrate.mappers.context import Context, record_taxonomy
from migrate.mappers.meta import Fields, is_hidden, list_of, read_meta, whole_number
from migrate.mappers.trees import depths, open_circles
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Menu, MenuItem, Meta, Term, Visibility
from migrate.wxr.items import RawItem, RawMeta

LOOSE = Menu(key="menu/", slug="", name="")
"""Stands for no menu at all: items that WordPress calls orphaned, or whose menu is missing."""


DEEPEST = 100
"""Levels of a menu; WordPress's own editor stops at eleven."""

_KINDS = {"post_type": "entry", "taxonomy": "term", "post_type_archive": "archive"}


class Placed(NamedTuple):
    """A menu item with the key of its menu and the number of the item above it."""

    menu: str
    item: MenuItem
    parent_wp_id: int
    losses: list[Loss]
    root: int = 0
    """Number of the `<rss>` that it stands in: merged exports may use one number for two items."""


class MenuRecord(NamedTuple):
    """A menu, ready to be written."""

    menu: Menu
    losses: list[Loss]


class _Target(NamedTuple):
    """What a menu item leads to."""

    key: str | None = None
    label: str = ""
    url: str = ""
    lost: str = ""
    """Why there is no key, if there should be one."""


def menu_key(slug: str) -> str:
    """Key of the menu with a (decoded) slug."""
    return f"menu/{slug}"


def map_menu_item(raw: RawItem, key: str, root: int, menus: dict[str, str], context: Context) -> list[Placed]:
    """One menu item for each menu that it sits in. `menus`: key of a term → key of the menu."""
    losses: list[Loss] = []
    meta = read_meta(_shown(raw.meta, context), key, losses)
    fields = Fields("menu_item", meta, context.rules)
    base = _base_item(raw, key, root, fields, meta, context, losses)
    places = [
        menus[term]
        for category in raw.categories
        if (taxonomy := record_taxonomy(category.domain, context.rules))
        and (term := context.lookup.term(taxonomy, category.nicename, category.name))
        and term in menus
    ]
    parent = fields.number("parent") or 0
    first, *further = dict.fromkeys(places or [LOOSE.key])
    placed = [Placed(first, base, parent, losses, root)]
    for menu in further:
        again = msgspec.structs.replace(base, key=f"{key}@{menu.removeprefix('menu/')}")
        placed.append(Placed(menu, again, parent, [], root))
    return placed


def _shown(rows: tuple[RawMeta, ...], context: Context) -> tuple[RawMeta, ...]:
    """The rows, without the value of what must not come out: nobody counts rows that are left out of a menu item."""
    rules, options = context.rules, context.options
    if not options.hides_emails:
        return rows
    return tuple(
        RawMeta(row.key, "") if is_hidden(row.key, row.value, "menu_item", rules, options) else row for row in rows
    )


def _base_item(
    raw: RawItem,
    key: str,
    root: int,
    fields: Fields,
    meta: tuple[Meta, ...],
    context: Context,
    losses: list[Loss],
) -> MenuItem:
    kind = _KINDS.get(fields.text("item_type"), "custom")
    number = fields.number("object_id")
    target = _target(kind, number, fields.text("object"), root, context)
    if target.lost:
        losses.append(Loss(kind=LossKind.DANGLING_REFERENCE, source=key, field="target", detail=target.lost[:200]))
    classes = [name for found in fields.all("classes") for name in list_of(found)]
    return MenuItem(
        key=key,
        wp_id=whole_number(raw.id),
        label=raw.title if raw.title.strip() else target.label,
        url=context.moved(fields.text("url") or target.url),
        kind=kind,
        object=fields.text("object"),
        target=target.key,
        target_wp_id=number if kind in ("entry", "term") else None,
        position=whole_number(raw.menu_order) or 0,
        status=raw.status,
        description=raw.content,
        title_attribute=raw.excerpt,
        link_target=fields.text("target"),
        classes=tuple(classes),
        rel=fields.text("xfn"),
        meta=meta,
    )


def _target(kind: str, number: int | None, what: str, root: int, context: Context) -> _Target:
    if kind not in ("entry", "term"):
        return _Target()
    missing = _Target(lost=f"{what} {'' if number is None else number} is not in the export")
    if not number:
        return missing
    if kind == "term":
        term = context.lookup.term_by_id(number, record_taxonomy(what, context.rules))
        return _Target(term, context.lookup.term_name(term)) if term else missing
    known = context.lookup.item(number, root)
    if known is None or known.key.startswith("menu-item/"):
        return missing
    if known.key and not (context.options.public_only and known.visibility != Visibility.PUBLIC):
        return _Target(known.key, known.title, known.link)
    if known.key:
        return _Target(lost=f"{what} {number} is not public")
    if context.options.public_only:
        return _Target(lost=f"{what} {number} is not part of this run")
    return _Target(None, known.title, known.link, f"{what} {number} is not part of this run")


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
    parents = _parents(ordered, losses)
    children: dict[int | None, list[int]] = {}
    for index, parent in enumerate(parents):
        children.setdefault(parent, []).append(index)
    trees: dict[int, MenuItem] = {}
    depth = depths(parents)
    for index in sorted(range(len(ordered)), key=depth.__getitem__, reverse=True):
        above = parents[index]
        trees[index] = msgspec.structs.replace(
            ordered[index].item,
            parent=None if above is None else ordered[above].item.key,
            children=tuple(trees.pop(child) for child in children.get(index, ())),
        )
    items = tuple(trees[index] for index in children.get(None, ()))
    return MenuRecord(msgspec.structs.replace(menu, items=items), losses)


def _parents(ordered: list[Placed], losses: list[Loss]) -> list[int | None]:
    """Index of the item above each item of one menu, without circles and no deeper than `DEEPEST` levels."""
    by_root: dict[tuple[int, int | None], int] = {}
    by_id: dict[int | None, int] = {}
    for index, one in enumerate(ordered):
        by_root.setdefault((one.root, one.item.wp_id), index)
        by_id.setdefault(one.item.wp_id, index)
    parents = [
        by_root.get((one.root, one.parent_wp_id), by_id.get(one.parent_wp_id)) if one.parent_wp_id else None
        for one in ordered
    ]

    def lose(index: int, why: str) -> None:
        source = ordered[index].item.key
        losses.append(Loss(kind=LossKind.REROOTED_MENU_ITEM, source=source, field="parent", detail=why))

    for index, one in enumerate(ordered):
        if one.parent_wp_id and parents[index] is None:
            lose(index, f"the item above, {one.parent_wp_id}, is not in this menu")
    for index in open_circles(parents):
        lose(index, "it is its own ancestor")
    for index, depth in enumerate(depths(parents)):
        if depth and depth % DEEPEST == 0:
            parents[index] = None
            lose(index, f"it is more than {DEEPEST} levels deep")
    return parents
