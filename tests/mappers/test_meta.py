"""Custom fields: order, duplicates, decoding, and the fields that a mapping sends them to."""

from __future__ import annotations

import pytest
from exports import convert_items, item, rules

from migrate.mappers.meta import Fields, list_of, read_meta, shown_rows, url_of, whole_number
from migrate.mappers.options import Options, is_email
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Meta
from migrate.wxr.items import RawMeta


def read(value: str) -> tuple[Meta, list[Loss]]:
    losses: list[Loss] = []
    (row,) = read_meta([RawMeta("key", value)], "entry/1", losses)
    return row, losses


def test_rows_stay_in_order_with_duplicates_and_white_space() -> None:
    rows = [("b", "1"), ("a", " 2\n"), ("b", "1"), ("", "no key")]
    assert [(row.key, row.value) for row in convert_items(item(1, meta=rows)).entry().meta] == rows


@pytest.mark.parametrize(
    ("value", "format_", "decoded"),
    [
        ("text", "text", None),
        ("", "text", None),
        ("5", "text", None),
        ("[gallery ids=1]", "text", None),
        ('a:1:{s:1:"k";i:5;}', "php", {"k": 5}),
        ("b:0;", "php", False),
        ('{"a": [1, null]}', "json", {"a": [1, None]}),
        ("[1,2", "text", None),
        ("[" * 100_000 + "]" * 100_000, "text", None),
    ],
)
def test_values_are_decoded_where_they_can_be(value: str, format_: str, decoded: object) -> None:
    row, losses = read(value)
    assert (row.value, row.format, row.decoded) == (value, format_, decoded)
    assert losses == []


def test_what_cannot_be_decoded_is_kept_and_said() -> None:
    row, losses = read('a:2:{i:0;s:9:"cut off')
    assert (row.format, losses) == ("text", [])
    row, losses = read("a:5:{i:0;}")
    assert (row.format, row.value, row.decoded) == ("damaged", "a:5:{i:0;}", None)
    assert [(loss.kind, loss.source, loss.field) for loss in losses] == [(LossKind.DAMAGED_VALUE, "entry/1", "key")]
    row, losses = read('a:1:{i:0;s:3:"four";}')
    assert (row.format, row.decoded) == ("php", ["four"])
    assert [loss.kind for loss in losses] == [LossKind.REPAIRED_VALUE]
    row, losses = read("a:1:{" + "x" * 5000 + "}")
    assert all(len(loss.detail) <= 200 for loss in losses)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5),
        (" -5\n", -5),
        ("+5", 5),
        ("007", 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("9" * 400, None),
        ("", None),
        ("-", None),
        ("5.0", None),
        ("0x5", None),
        ("٥", None),
        ("²", None),
        ("1_000", None),
    ],
)
def test_whole_numbers(text: str, number: int | None) -> None:
    assert whole_number(text) == number


def fields(*rows: tuple[str, str], kind: str = "entry") -> Fields:
    return Fields(kind, read_meta([RawMeta(*row) for row in rows], "entry/1", []), rules())  # type: ignore[arg-type]


def test_the_first_row_that_says_something_counts() -> None:
    found = fields(("_wp_page_template", " "), ("_wp_page_template", "wide.php"), ("_wp_page_template", "x.php"))
    assert found.text("template") == "wide.php"
    assert "template" in found and "sticky" not in found
    assert fields().text("template") == ""
    assert not fields(("unknown", "x"))


def test_flags_and_numbers() -> None:
    noindex = "_yoast_wpseo_meta-robots-noindex"
    assert fields((noindex, "1")).flag("seo.noindex") is True
    assert fields((noindex, "2")).flag("seo.noindex") is False
    assert fields((noindex, "0")).flag("seo.noindex") is None
    assert (
        fields(("_menu_item_object_id", "x"), ("_menu_item_object_id", "7"), kind="menu_item").number("object_id") == 7
    )


def test_a_rule_may_depend_on_another_row() -> None:
    value = ("_seopress_redirections_value", "https://x.example/")
    assert fields(value).text("redirect_url") == ""
    assert fields(value, ("_seopress_redirections_enabled", "yes")).text("redirect_url") == "https://x.example/"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a, b,,c ", ["a", "b", "c"]),
        ('a:2:{i:0;s:1:"a";i:1;s:0:"";}', ["a"]),
        ('[{"keyword":"a","score":5},{"value":"b"},null,3]', ["a", "b", "3"]),
        ('{"x":"a","y":"b"}', ["a", "b"]),
        ('s:3:"abc";', ["abc"]),
        ("", []),
    ],
)
def test_lists(value: str, words: list[str]) -> None:
    (found,) = fields(("_yoast_wpseo_focuskw", value)).all("seo.keywords")
    assert list_of(found) == words


@pytest.mark.parametrize(
    ("value", "url"),
    [(" https://x.example/ ", "https://x.example/"), ('a:1:{s:3:"url";s:3:"/a/";}', "/a/"), ("i:5;", "")],
)
def test_addresses(value: str, url: str) -> None:
    (found,) = fields(("_yoast_wpseo_canonical", value)).all("seo.canonical")
    assert url_of(found) == url


def test_rows_that_must_not_come_out() -> None:
    rows = (RawMeta("_billing_phone", "1"), RawMeta("mail", " a@b.example "), RawMeta("a", "write to a@b.example"))
    assert shown_rows(rows, "entry", rules(), Options()) == rows
    assert shown_rows(rows, "entry", rules(), Options(strip_emails=True)) == (rows[0], rows[2])
    assert shown_rows(rows, "entry", rules(), Options(public_only=True)) == (rows[2],)


@pytest.mark.parametrize("text", ["a@b.example", "A.B+c@mail.b.example", "é@b.example"])
def test_what_is_an_address(text: str) -> None:
    assert is_email(text)
    assert Options(strip_emails=True).shown_name(text) == text.partition("@")[0]
    assert Options().shown_name(text) == text


@pytest.mark.parametrize(
    "text", ["", "@b.example", "a@b", "a b@c.example", "a@b.example, c@d.example", "http://a@b.example/x"]
)
def test_what_is_no_address(text: str) -> None:
    assert not is_email(text)
    assert Options(strip_emails=True).shown_name(text) == text


@pytest.mark.parametrize("value", ['{"a": [1, null]}', 'a:1:{s:1:"k";i:5;}', "12345"])
def test_what_is_larger_than_anybody_keeps_stays_text(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrate.mappers.meta.LARGEST_DECODED", 4)
    row, losses = read(value)
    assert (row.value, row.format, row.decoded) == (value, "text", None)
    assert [loss.kind for loss in losses] == [LossKind.TOO_LARGE] * (value != "12345")
    assert all(value in loss.detail for loss in losses)
