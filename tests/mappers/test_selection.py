"""Filters: what takes part, and the reason in the ledger for what does not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from exports import attachment, comment, convert_items, item, menu_item

NEWS = ("category", "news", "News")
ITEMS = (
    item(1, categories=[NEWS], comments=[comment(1)], meta=[("a", "b")]),
    item(2, type="page", creator="Bob", date="2023-06-01 00:00:00", gmt="2023-05-31 22:00:00"),
    item(3, status="draft", date="2024-05-01 12:00:00", gmt="0000-00-00 00:00:00", slug=""),
    attachment(4, parent=1),
    item(5, categories=[("author", "cap-guest", "guest")], creator="", date="2022-01-01 00:00:00"),
    item(6, type=None, status=None, date="0000-00-00 00:00:00", gmt="0000-00-00 00:00:00"),
)


@pytest.mark.parametrize(
    ("options", "kept", "reasons"),
    [
        ({"types": ("page",)}, {"entry/2"}, {"filter: type": 5}),
        ({"types": ("post",)}, {"entry/1", "entry/3", "entry/5", "entry/6"}, {"filter: type": 2}),
        ({"statuses": ("draft", "inherit")}, {"entry/3", "media/4"}, {"filter: status": 4}),
        ({"authors": ("BOB",)}, {"entry/2"}, {"filter: author": 5}),
        ({"authors": ("guest",)}, {"entry/5"}, {"filter: author": 5}),
        ({"categories": ("News",)}, {"entry/1"}, {"filter: category": 5}),
        ({"only": (2, 4)}, {"entry/2", "media/4"}, {"filter: only": 4}),
        ({"since": datetime(2024, 1, 2, 10)}, {"entry/1", "entry/3", "media/4"}, {"filter: date": 3}),
        ({"until": datetime(2024, 1, 2, 10)}, {"entry/2", "entry/5"}, {"filter: date": 4}),
        ({"limit": 2}, {"entry/1", "entry/2"}, {"filter: limit": 4}),
        ({"limit": 0}, set(), {"filter: limit": 6}),
        ({"limit": 99}, {"entry/1", "entry/2", "entry/3", "media/4", "entry/5", "entry/6"}, {}),
        ({"types": ("post",), "limit": 1}, {"entry/1"}, {"filter: type": 2, "filter: limit": 3}),
    ],
)
def test_filters_leave_out_with_a_reason(options: dict[str, Any], kept: set[str], reasons: dict[str, int]) -> None:
    converted = convert_items(*ITEMS, **options)
    assert set(converted.items) == kept
    assert converted.skipped() == reasons
    ledger = converted.report.ledger
    assert ledger.written["items"] == len(kept)
    if "entry/1" not in kept:
        reason = next(iter(ledger.skipped["comments"]))
        assert ledger.skipped["comments"] == {reason: 1}
        assert ledger.skipped["meta"] == {reason: 1}


def test_a_category_is_named_by_its_slug_as_people_write_it() -> None:
    slugged = item(1, categories=[("category", "%e6%97%a5%e6%9c%ac", "Japan")])
    tagged = item(2, categories=[("post_tag", "japan", "Japan")])
    assert set(convert_items(slugged, tagged, categories=("日本",)).items) == {"entry/1"}


def test_the_limit_counts_what_is_left_after_all_else() -> None:
    secret = item(1, status="private")
    hidden = attachment(2, parent=1)
    twice = item(3)
    converted = convert_items(secret, hidden, twice, twice, item(4), item(5), public_only=True, limit=2)
    assert set(converted.items) == {"entry/3", "entry/4"}
    assert converted.skipped() == {"privacy: private": 2, "filter: limit": 1}
    assert converted.report.ledger.duplicates["items"] == 1


def test_menu_items_are_filtered_too() -> None:
    converted = convert_items(item(1), menu_item(2), types=("nav_menu_item",))
    assert converted.items == {}
    assert set(converted.menu_items()) == {"menu-item/2"}


def test_references_to_what_is_left_out_are_said_to_dangle() -> None:
    converted = convert_items(
        item(1, type="page"),
        item(2, type="page", parent=1, meta=[("_thumbnail_id", "3")]),
        attachment(3),
        only=(2,),
    )
    entry = converted.entry("entry/2")
    assert (entry.parent, entry.parent_wp_id) == (None, 1)
    assert (entry.featured_media, entry.featured_media_wp_id) == (None, 3)
    assert {loss.detail for loss in converted.losses} == {"1 is not part of this run", "3 is not part of this run"}


def test_keys_do_not_depend_on_what_is_left_out() -> None:
    pieces = (item(1, comments=[comment(7)]), item(2, title="Other", comments=[comment(7)]))
    everything = convert_items(*pieces)
    assert set(everything.comments()) == {"comment/7", "comment/7~entry/2"}
    assert set(convert_items(*pieces, only=(2,)).comments()) == {"comment/7~entry/2"}


def test_an_item_is_left_out_for_one_reason_only() -> None:
    converted = convert_items(item(1, type="page", status="draft"), types=("post",), statuses=("publish",))
    assert converted.skipped() == {"filter: type": 1}
