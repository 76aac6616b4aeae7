"""Keys: duplicates, numbers used twice, no number at all, and that keys stay when other items come and go."""

from __future__ import annotations

import re
import time

import pytest
from exports import attachment, comment, convert_items, convert_text, export, item, menu_item

from migrate.model.loss import LossKind

OWN = re.compile(r"(entry|media|menu-item)/\d*~[0-9a-f]{16}(\.\d+)?")


def test_the_same_item_twice_is_one_and_a_counted_duplicate() -> None:
    once = item(7, comments=[comment(1)], meta=[("a", "b"), ("a", "b")])
    converted = convert_items(once, item(8), once, once)
    assert set(converted.items) == {"entry/7", "entry/8"}
    ledger = converted.report.ledger
    assert (ledger.duplicates["items"], ledger.duplicates["comments"], ledger.duplicates["meta"]) == (2, 2, 4)
    assert converted.losses == []


def test_parts_of_a_split_export_may_repeat_items() -> None:
    page, photo = item(1, type="page"), attachment(2, parent=1)
    converted = convert_text(export(page), export(page, photo))
    assert set(converted.items) == {"entry/1", "media/2"}
    assert converted.media("media/2").parent == "entry/1"
    assert converted.report.ledger.duplicates["items"] == 1


def test_the_same_number_with_other_content_keeps_both() -> None:
    converted = convert_items(item(7, title="First"), item(7, title="Second", guid="other"))
    first, second = converted.items
    assert (first, bool(OWN.fullmatch(second))) == ("entry/7", True)
    assert converted.items[second].title == "Second"
    assert converted.items[second].wp_id == 7
    assert converted.lost(LossKind.REPEATED_ID) == [(second, "post_id")]


def test_three_versions_of_one_item_differ_in_an_ordinal() -> None:
    versions = [item(7, content=text) for text in ("a", "b", "c")]
    keys = list(convert_items(*versions).items)
    assert keys[0] == "entry/7"
    assert keys[2] == f"{keys[1]}.2"


def test_one_number_for_an_entry_and_an_attachment() -> None:
    converted = convert_items(item(7), attachment(7))
    assert set(converted.items) == {"entry/7", "media/7"}
    assert converted.lost(LossKind.REPEATED_ID) == [("media/7", "post_id")]


@pytest.mark.parametrize("number", [None, "", "0", "-3", "x", "9" * 400])
def test_an_item_without_a_number_gets_a_key_of_its_own(number: str | None) -> None:
    converted = convert_items(item(number, guid="one"), item(number, guid="two"), item(number, guid="two"))
    first, second = converted.items
    assert OWN.fullmatch(first) and OWN.fullmatch(second) and first != second
    assert converted.report.ledger.duplicates["items"] == 1
    said = [("post_id", number[:200])] * 2 if number in ("x", "9" * 400) else []
    assert [(loss.field, loss.detail) for loss in converted.losses] == said


def test_own_keys_stay_when_other_items_are_added() -> None:
    nameless = [item(None, guid=f"guid-{number}", title=f"Title {number}") for number in range(4)]
    twice = [item(5), item(5, guid="elsewhere", content="Another.")]
    before = set(convert_items(*nameless, *twice).items)
    edited = item(None, guid="guid-1", title="A new title")
    after = set(convert_items(item(9), item(None, guid="new"), nameless[0], edited, *nameless[2:], *twice).items)
    assert before < after
    assert len(after) == len(before) + 2


def test_an_item_with_nothing_to_tell_it_by_is_told_by_its_title() -> None:
    keys = [
        set(convert_items(*(item(None, guid="", link="", slug="", title=title) for title in titles)).items)
        for titles in (["a", "b"], ["c", "b", "a"])
    ]
    assert keys[0] < keys[1]


def test_a_menu_item_that_differs_only_in_its_menu_sits_in_both() -> None:
    converted = convert_items(menu_item(3, menu=["main"]), menu_item(3, menu=["footer"]))
    assert [one.key for one in converted.menus["menu/main"].items] == ["menu-item/3"]
    assert [one.key for one in converted.menus["menu/footer"].items] == ["menu-item/3~footer"]
    assert converted.report.ledger.written["items"] == 2


def test_no_slug_of_a_menu_makes_a_key_look_like_a_membership() -> None:
    converted = convert_items(menu_item(3), menu_item(3, menu=["a@b"]), menu_item(3, menu=["a/b"]))
    assert len(converted.menu_items()) == 3
    assert all("@" not in key and key.count("/") == 1 for key in converted.menu_items())


def test_merged_sites_keep_their_own_relations() -> None:
    one = export(item(1, type="page", guid="a1"), item(2, type="page", parent=1, guid="a2"))
    other = export(item(1, type="page", guid="b1"), item(2, type="page", parent=1, guid="b2"))
    converted = convert_text(one + other)
    by_guid = {record.guid: record for record in converted.items.values()}
    assert by_guid["a2"].parent == by_guid["a1"].key == "entry/1"
    assert by_guid["b2"].parent == by_guid["b1"].key != "entry/1"


def test_numbers_of_comments_that_other_items_use_too() -> None:
    converted = convert_items(
        item(1, comments=[comment(5), comment(6, parent=5)]),
        item(2, guid="two", comments=[comment(5), comment(7, parent=5)]),
    )
    comments = converted.comments()
    assert set(comments) == {"comment/5", "comment/6", "comment/5~entry/2", "comment/7"}
    assert comments["comment/7"].parent == "comment/5~entry/2"
    assert converted.lost(LossKind.REPEATED_ID) == [("comment/5~entry/2", "comment_id")]


def test_many_items_of_one_number_or_none_take_no_time() -> None:
    started = time.process_time()
    same = [item(7, content=str(number)) for number in range(1500)]
    nameless = [item(None, guid="", link="", slug="", content=str(number)) for number in range(1500)]
    assert len(convert_items(*same, *nameless).items) == 3000
    assert time.process_time() - started < 20
