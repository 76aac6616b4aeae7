"""Menus: trees, labels and addresses from targets, items in several menus or none, and damaged hierarchies."""

from __future__ import annotations

import time

import pytest
from exports import Converted, attachment, category, convert_items, convert_text, export, item, menu_item, term

from migrate.mappers.menus import DEEPEST
from migrate.model.loss import LossKind
from migrate.model.records import Menu, MenuItem

MAIN = term("nav_menu", "main", "Main menu", id=30)
Shape = list[tuple[int | None, "Shape"]]


def shape(items: tuple[MenuItem, ...]) -> Shape:
    return [(one.wp_id, shape(one.children)) for one in items]


def only_menu(converted: Converted) -> Menu:
    (menu,) = converted.menus.values()
    return menu


def test_a_menu_is_a_tree_in_the_order_of_positions() -> None:
    menu = only_menu(
        convert_items(
            MAIN,
            menu_item(14, order=4, above=12),
            menu_item(13, order=3, above=12),
            menu_item(12, order=2),
            menu_item(15, order=5, above=13),
            menu_item(11, order=1),
        )
    )
    assert (menu.key, menu.slug, menu.name, menu.wp_id) == ("menu/main", "main", "Main menu", 30)
    assert shape(menu.items) == [(11, []), (12, [(13, [(15, [])]), (14, [])])]
    below = menu.items[1].children[0]
    assert (below.parent, below.position, below.key) == ("menu-item/12", 3, "menu-item/13")


def test_what_a_custom_link_says() -> None:
    (one,) = only_menu(
        convert_items(
            menu_item(
                1,
                title="Shop &amp; more",
                url="#top",
                classes='a:2:{i:0;s:3:"big";i:1;s:3:"red";}',
                content="Described",
                excerpt="Tip",
                target=1,
                meta=[("_menu_item_icon", "x")],
            )
        )
    ).items
    assert (one.label, one.url, one.kind, one.target, one.target_wp_id) == (
        "Shop &amp; more",
        "#top",
        "custom",
        None,
        None,
    )
    assert (one.classes, one.description, one.title_attribute) == (("big", "red"), "Described", "Tip")
    assert one.meta[-1].key == "_menu_item_icon"


def test_labels_and_addresses_come_from_targets() -> None:
    converted = convert_items(
        MAIN,
        category("news", "News &amp; views", id=9),
        item(5, type="page", title="About us", link="https://blog.example/about/"),
        attachment(6, title="A boat"),
        menu_item(11, "post_type", object="page", target=5, order=1),
        menu_item(12, "post_type", object="page", target=5, order=2, title="Own label"),
        menu_item(13, "taxonomy", object="category", target=9, order=3),
        menu_item(14, "post_type", object="attachment", target=6, order=4),
        menu_item(15, "post_type_archive", object="product", order=5, title="Shop"),
        new_home="https://new.example",
    )
    entry, own, news, boat, shop = only_menu(converted).items
    assert (entry.kind, entry.label, entry.target) == ("entry", "About us", "entry/5")
    assert (entry.url, entry.target_wp_id) == ("https://new.example/about/", 5)
    assert own.label == "Own label"
    assert (news.kind, news.label, news.target) == ("term", "News &amp; views", "term/category/news")
    assert (boat.target, boat.label) == ("media/6", "A boat")
    assert (shop.kind, shop.object, shop.target) == ("archive", "product", None)
    assert converted.losses == []


def test_terms_that_share_a_number_are_told_apart_by_taxonomy() -> None:
    converted = convert_items(
        category("a", id=9), term("genre", "b", id=9), menu_item(1, "taxonomy", object="genre", target=9)
    )
    assert only_menu(converted).items[0].target == "term/genre/b"


@pytest.mark.parametrize("target", ["99", "", "x", "-5"])
@pytest.mark.parametrize("kind", ["post_type", "taxonomy"])
def test_missing_targets_are_losses(kind: str, target: str) -> None:
    converted = convert_items(menu_item(1, kind, object="page", target=target, title="Gone"))
    (one,) = converted.menu_items().values()
    assert (one.label, one.target) == ("Gone", None)
    assert converted.lost() == [("menu-item/1", "target")]


def test_one_item_in_several_menus() -> None:
    converted = convert_items(
        menu_item(1, menu=["main", "footer"], order=1), menu_item(2, menu=["footer"], above=1, order=2)
    )
    assert [one.key for one in converted.menus["menu/main"].items] == ["menu-item/1"]
    (again,) = converted.menus["menu/footer"].items
    assert again.key == "menu-item/1@footer"
    assert [one.parent for one in again.children] == ["menu-item/1@footer"]
    assert converted.report.ledger.written["items"] == 2


def test_items_in_no_menu_are_kept_apart() -> None:
    converted = convert_items(menu_item(1, menu=[], meta=[("_menu_item_orphaned", "1577836800")]), item(2))
    assert set(converted.menus) == {"menu/"}
    assert shape(converted.menus["menu/"].items) == [(1, [])]


def test_an_empty_menu_is_a_menu() -> None:
    assert only_menu(convert_items(MAIN, item(1))).items == ()


def test_drafts_are_kept_but_not_where_only_public_things_are() -> None:
    items = (menu_item(1), menu_item(2, status="draft"))
    assert [one.status for one in only_menu(convert_items(*items)).items] == ["publish", "draft"]
    public = convert_items(*items, public_only=True)
    assert set(public.menu_items()) == {"menu-item/1"}
    assert public.skipped() == {"privacy: draft": 1}


def test_missing_parents_and_circles() -> None:
    converted = convert_items(
        menu_item(1, above=99, order=1),
        menu_item(2, above=3, order=2),
        menu_item(3, above=2, order=3),
        menu_item(4, above=4, order=4),
        menu_item(5, above=3, order=5),
    )
    assert shape(only_menu(converted).items) == [(1, []), (2, [(3, [(5, [])])]), (4, [])]
    assert converted.lost(LossKind.REROOTED_MENU_ITEM) == [
        ("menu-item/1", "parent"),
        ("menu-item/2", "parent"),
        ("menu-item/4", "parent"),
    ]


def test_no_menu_is_deeper_than_any_reader_can_follow() -> None:
    started = time.process_time()
    converted = convert_items(*(menu_item(number, above=number - 1) for number in range(1, 2001)))
    menu = only_menu(converted)
    assert len(menu.items) == 2000 / DEEPEST
    assert len(converted.menu_items()) == 2000
    deepest = menu.items[0]
    for _ in range(DEEPEST - 1):
        (deepest,) = deepest.children
    assert deepest.children == ()
    assert len(converted.lost(LossKind.REROOTED_MENU_ITEM)) == 2000 / DEEPEST - 1
    assert time.process_time() - started < 20


def test_merged_sites_keep_their_own_parents() -> None:
    one = export(menu_item(1, title="A1", guid="a1"), menu_item(2, title="A2", guid="a2", above=1))
    other = export(menu_item(1, title="B1", guid="b1"), menu_item(2, title="B2", guid="b2", above=1))
    items = only_menu(convert_text(one + other)).items
    assert [(one.label, [below.label for below in one.children]) for one in items] == [("A1", ["A2"]), ("B1", ["B2"])]


def test_parts_share_their_menus() -> None:
    converted = convert_text(export(menu_item(1)), export(menu_item(2, above=1)))
    assert shape(only_menu(converted).items) == [(1, [(2, [])])]


def test_a_private_target_gives_away_neither_its_title_nor_its_address() -> None:
    converted = convert_items(
        item(5, type="page", status="private", title="Secret plan", slug="secret-plan"),
        item(6, type="page", title="Open", slug="open"),
        menu_item(11, "post_type", object="page", target=5),
        menu_item(12, "post_type", object="page", target=6),
        menu_item(13, title="Mail", meta=[("contact", "ann@mail.example")]),
        public_only=True,
    )
    assert "ecret" not in converted.text()
    assert "@mail" not in converted.text()
    items = converted.menu_items()
    assert (items["menu-item/11"].label, items["menu-item/11"].target) == ("", None)
    assert items["menu-item/12"].label == "Open"
    # A filter is no secret: the label that the old site showed is kept.
    filtered = convert_items(
        item(5, type="page", title="Elsewhere"),
        menu_item(11, "post_type", object="page", target=5),
        types=("nav_menu_item",),
    )
    (one,) = filtered.menu_items().values()
    assert (one.label, one.target) == ("Elsewhere", None)
