"""Records → rows: every field has its column, ids come from keys, and what does not fit is a named loss."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.model.artifact import Group, Row
from migrate.model.loss import Loss, LossKind
from migrate.model.records import (
    Author,
    Comment,
    CommentStatus,
    Enclosure,
    Entry,
    Media,
    MediaSize,
    Menu,
    MenuItem,
    Meta,
    Moment,
    Redirect,
    Seo,
    Site,
    Term,
    Visibility,
)
from migrate.targets.database import Capabilities, DatabaseTarget
from migrate.targets.database.columns import COLUMNS, OWN_COLUMNS
from migrate.targets.database.fit import fit
from migrate.targets.database.keys import LIMIT, SITES, first_id, identify, shorten
from migrate.targets.database.rows import document, time_text
from migrate.targets.database.tables import METADATA

SITE = Site(key="example.org")
RENAMED = {"status_code": "status", "exported_utc": "exported"}
"""Column → field, where they differ."""


def rows_of(group: Group, table: str) -> list[dict[str, Any]]:
    return [
        dict(zip(COLUMNS[table], row.values, strict=True))
        for row in group.artifacts
        if isinstance(row, Row) and row.table == table
    ]


def filled(record: type[Any], /, **fields: Any) -> Any:
    """A record whose fields all have values of their own, so that no two columns can be mistaken."""
    values: dict[str, Any] = {}
    for number, info in enumerate(msgspec.structs.fields(record), 1000):
        if info.type in (str, "str"):
            values[info.name] = f"the {info.name}"
        elif info.type in (int, int | None):
            values[info.name] = number
    return record(**{**values, **fields})


@pytest.mark.parametrize("table", COLUMNS)
def test_every_field_of_a_record_stands_in_the_column_of_its_name(table: str) -> None:
    target = DatabaseTarget(SITE)
    site = filled(Site, key="example.org", languages=("de",), plugins=("Yoast",))
    author = filled(Author, key="author/a", declared=False, guest=True)
    term = filled(Term, key="term/category/t", parent="term/category/p", declared=False)
    item = filled(MenuItem, key="menu-item/6", target="entry/1", parent="menu-item/5", classes=("c",))
    menu = filled(Menu, key="menu/m", items=(item,))
    meta = filled(Meta, format="json", decoded={"a": 1})
    comment = filled(Comment, key="comment/3", parent=None, author="author/a", status=CommentStatus.TRASHED)
    redirect = filled(Redirect, key="redirect/1", target="entry/1", regex=True)
    shared = {
        "authors": ("author/a",),
        "terms": ("term/category/t",),
        "meta": (meta,),
        "comments": (comment,),
    }
    moment = Moment(utc=datetime(2009, 5, 3, 8, tzinfo=UTC), local=datetime(2009, 5, 3, 10), guessed=True)
    other = Moment(utc=datetime(2010, 5, 3, 8, tzinfo=UTC), local=datetime(2010, 5, 3, 10))
    shared.update(visibility=Visibility.PROTECTED, seo=Seo(title="t"), date=moment, modified=other, parent="entry/2")
    entry = filled(
        Entry,
        **shared,
        key="entry/1",
        sticky=True,
        featured_media="media/1",
        redirects=(redirect,),
        enclosures=(Enclosure(url="u"),),
    )
    media = filled(Media, **shared, key="media/1", sizes=(MediaSize(name="n", file="f"),), image_meta={"a": 1})
    loss = filled(Loss, kind=LossKind.TOO_LARGE)
    groups = {
        group.source: group
        for group in [
            *target.site(site, [(author, ())], [(term, ())], [(menu, ())]),
            target.entry(entry, [loss]),
            target.entry(media, ()),
        ]
    }
    source, record = {
        "site": ("site", site),
        "authors": ("author/a", author),
        "terms": ("term/category/t", term),
        "menus": ("menu/m", menu),
        "menu_items": ("menu/m", item),
        "entries": ("entry/1", entry),
        "comments": ("entry/1", comment),
        "redirects": ("entry/1", redirect),
        "meta": ("entry/1", meta),
        "losses": ("entry/1", loss),
        "entry_terms": ("entry/1", None),
        "entry_authors": ("entry/1", None),
        "media": ("media/1", media),
    }[table]
    found = rows_of(groups[source], table)
    row = found[1] if table == "meta" and found[0]["comment_id"] else found[0]
    references = {
        "terms": {"parent_id": identify(1, "term/category/p")},
        "menu_items": {"menu_id": identify(1, "menu/m"), "parent_id": 5, "entry_id": 1},
        "entries": {"parent_id": 2, "parent_media_id": None, "featured_media_id": 1},
        "media": {"parent_entry_id": 2, "parent_media_id": None},
        "comments": {"entry_id": 1, "media_id": None, "author_id": identify(1, "author/a")},
        "meta": {"entry_id": 1, "media_id": None, "source": "entry/1", "position": 0},
        "entry_terms": {"entry_id": 1, "term_id": identify(1, "term/category/t"), "position": 0},
        "entry_authors": {"entry_id": 1, "author_id": identify(1, "author/a"), "position": 0},
    }.get(table, {})
    for column, value in references.items():
        assert row[column] == value, column
    for column, value in row.items():
        field = RENAMED.get(column, column)
        if record is None or not hasattr(record, field) or column == "source":
            continue
        expected = getattr(record, field)
        if isinstance(value, str) and not isinstance(expected, str):
            assert json.loads(value) == msgspec.to_builtins(msgspec.json.decode(msgspec.json.encode(expected)))
        else:
            assert value == expected, column
    if "date_utc" in row and table != "comments":
        assert row["date_utc"] == "2009-05-03 08:00:00"
        assert row["date_local"] == "2009-05-03 10:00:00"
        assert (row["modified_utc"], row["date_guessed"]) == ("2010-05-03 08:00:00", True)


def test_the_tables_have_the_columns_that_rows_are_made_for() -> None:
    for name, columns in {**COLUMNS, **OWN_COLUMNS}.items():
        assert tuple(METADATA.tables[name].columns.keys()) == columns
        assert name in ("site",) or "site_id" in columns


def test_the_target_works_without_sqlalchemy_and_in_other_processes() -> None:
    script = "import sys, migrate.targets.database; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
    target = pickle.loads(pickle.dumps(DatabaseTarget(SITE, number=7)))
    assert rows_of(target.entry(Entry(key="entry/5"), ()), "entries")[0]["id"] == 6 * 2**53 + 5


def test_ids_are_wordpress_own_for_the_first_site_and_far_away_otherwise() -> None:
    for key in ("entry/12", "media/12", "comment/12", "menu-item/12"):
        assert identify(1, key) == 12
        assert identify(2, key) == 2**53 + 12
    made = {identify(1, key) for key in ("entry/012", "entry/0", "entry/12~ab", "menu-item/7@x", "term/12", "entry/²")}
    assert len(made) == 6
    assert min(made) >= 2**52
    assert identify(1, "entry/" + "9" * 30) >= 2**52


@given(st.text(), st.integers(1, SITES))
def test_an_id_lies_in_the_range_of_its_site(key: str, number: int) -> None:
    assert first_id(number) <= identify(number, "author/" + key) < first_id(number + 1) <= 2**63
    assert identify(number, key) == identify(number, shorten(key))


@given(st.text(min_size=LIMIT - 3, max_size=LIMIT + 40), st.text(min_size=LIMIT - 3, max_size=LIMIT + 40))
def test_long_keys_stay_different_and_fit(one: str, other: str) -> None:
    assert len(shorten(one)) <= LIMIT
    assert (shorten(one) == shorten(other)) == (one == other)
    assert shorten(one + " ")[-1] != " "


@given(st.datetimes(timezones=st.just(UTC)))
def test_times_are_text_that_sorts(moment: datetime) -> None:
    assert time_text(moment) == moment.replace(microsecond=0, tzinfo=None).isoformat(" ")
    assert time_text(moment.replace(tzinfo=None)) == time_text(moment)


def test_equal_documents_have_equal_texts() -> None:
    assert document({"b": 1, "a": [None, 1.5, "é"]}) == document({"a": [None, 1.5, "é"], "b": 1})
    assert document({"b": 1, "a": "é"}) == '{"a":"é","b":1}'


def test_loose_menu_items_have_rows_and_no_menu() -> None:
    child = MenuItem(key="menu-item/2", parent="menu-item/1", meta=(Meta(key="k", value="v"),))
    again = MenuItem(key="menu-item/7@x", meta=(Meta(key="k", value="v"),))
    menu = Menu(key="menu/", slug="", name="", items=(MenuItem(key="menu-item/1", children=(child,)), again))
    group = list(DatabaseTarget(SITE).site(SITE, [], [], [(menu, ())]))[-1]
    assert rows_of(group, "menus") == []
    assert [(row["id"], row["menu_id"], row["parent_id"]) for row in rows_of(group, "menu_items")][:2] == [
        (1, None, None),
        (2, None, 1),
    ]
    assert group.carried == {"items": 2, "meta": 1}


def test_losses_are_counted_by_the_record_they_belong_to() -> None:
    losses = [Loss(kind=LossKind.GUESSED_DATE, source=key) for key in ("entry/1", "comment/2", "entry/1")]
    rows = rows_of(DatabaseTarget(SITE).entry(Entry(key="entry/1"), losses), "losses")
    assert [(row["source"], row["position"]) for row in rows] == [
        ("entry/1", 0),
        ("comment/2", 0),
        ("entry/1", 1),
    ]


def test_what_no_engine_takes_is_a_loss() -> None:
    entry = Entry(
        key="entry/1",
        type="t" * 300,
        wp_id=2**63,
        title="half \ud83d",
        meta=(Meta(key="k" * 300, value="v", format="json", decoded={"a": "\udc00"}),),
    )
    group = DatabaseTarget(SITE).entry(entry, ())
    row, meta = rows_of(group, "entries")[0], rows_of(group, "meta")[0]
    assert (row["wp_id"], row["type"], row["title"]) == (None, shorten("t" * 300), "half \ufffd")
    assert (len(meta["key"]), json.loads(meta["decoded"])) == (LIMIT, {"a": "\ufffd"})
    assert sorted((row["kind"], row["field"][:5]) for row in rows_of(group, "losses")) == [
        ("forbidden-character", "kkkkk"),
        ("forbidden-character", "title"),
        ("too-large", "key"),
        ("too-large", "type"),
        ("too-large", "wp_id"),
    ]


def menu_item_row(**fields: Any) -> Row:
    return Row("x", "menu_items", tuple(fields.get(name, 0) for name in COLUMNS["menu_items"]))


@pytest.mark.parametrize(
    ("text", "depth"), [("[[1]]", 2), ('["[[["]', 1), (r'["\"[[["]', 1), ('{"a":[{}]}', 3), ("1", 0)]
)
def test_nesting_is_counted_outside_of_strings(text: str, depth: int) -> None:
    row = menu_item_row(classes=text)
    kept, losses = fit([row], Capabilities(max_json_depth=depth))
    assert (kept, losses) == ([row], [])
    if depth:
        _, losses = fit([row], Capabilities(max_json_depth=depth - 1))
        assert [loss.kind for loss in losses] == [LossKind.TOO_LARGE]


def test_only_as_much_is_left_out_of_a_row_as_must_be() -> None:
    row = menu_item_row(label="é" * 400, description="d" * 900, url="'" * 300)
    plain, escaped = Capabilities(max_row_bytes=2600), Capabilities(max_row_bytes=2600, escapes=True)
    assert fit([row], plain) == ([row], [])
    (kept,), losses = fit([row], escaped)
    assert [loss.field for loss in losses] == ["description"]
    assert losses[0].detail.startswith("900 bytes")
    values = dict(zip(COLUMNS["menu_items"], kept.values, strict=True))
    assert (values["label"], values["description"], values["url"]) == ("é" * 400, "", "'" * 300)
