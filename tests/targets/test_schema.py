"""The published schema accepts every line that the target makes, refuses others, and explains its fields."""

from __future__ import annotations

import inspect
import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from migrate.model import records
from migrate.model.artifact import Part
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Author, Comment, Entry, Media, Menu, MenuItem, Redirect, Seo, Site, Term
from migrate.targets.jsonl import JsonlTarget
from migrate.targets.schema import INSTANTS, RECORDS, descriptions, schemas

SCHEMAS = schemas()
VALIDATORS = {path: Draft202012Validator(schema) for path, schema in SCHEMAS.items()}

texts = st.text(st.characters(codec="utf-8"), max_size=5)
numbers = st.none() | st.integers()
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=4,
)
metas = st.lists(
    st.builds(records.Meta, key=texts, value=texts, format=st.sampled_from(["text", "php"]), decoded=values),
    max_size=2,
).map(tuple)
moments = st.builds(
    records.Moment,
    utc=st.none() | st.datetimes(min_value=datetime(1, 1, 1), timezones=st.just(UTC)),
    local=st.none() | st.datetimes(),
    guessed=st.booleans(),
)
comments = st.lists(
    st.builds(Comment, key=texts, parent=st.none() | texts, wp_id=numbers, date=moments, rating=numbers, meta=metas),
    max_size=2,
).map(tuple)
redirects = st.lists(st.builds(Redirect, key=texts, source_url=texts, target=st.none() | texts), max_size=1).map(tuple)
shared: dict[str, Any] = {
    "key": texts,
    "wp_id": numbers,
    "visibility": st.sampled_from(records.Visibility),
    "date": moments,
    "terms": st.lists(texts, max_size=2).map(tuple),
    "seo": st.none() | st.builds(Seo, title=texts, noindex=st.none() | st.booleans()),
    "meta": metas,
    "comments": comments,
    "redirects": redirects,
}
entries = st.builds(
    Entry,
    **shared,
    featured_media=st.none() | texts,
    enclosures=st.lists(st.builds(records.Enclosure, url=texts), max_size=1).map(tuple),
)
media = st.builds(
    Media,
    **shared,
    sizes=st.lists(st.builds(records.MediaSize, name=texts, file=texts), max_size=1).map(tuple),
    image_meta=values,
)
losses = st.lists(st.builds(Loss, kind=st.sampled_from(LossKind), source=texts, detail=texts), max_size=2)


def check(parts: list[Any]) -> set[str]:
    for part in parts:
        assert isinstance(part, Part)
        VALIDATORS[part.path].validate(json.loads(part.content))
    return {part.path for part in parts}


@settings(max_examples=60, deadline=None)
@given(entries | media, losses)
def test_every_line_is_valid(record: Entry | Media, found: list[Loss]) -> None:
    paths = check(JsonlTarget(Site(key="x")).entry(record, found).artifacts)
    assert ("comments.jsonl" in paths) == bool(record.comments)
    assert ("losses.jsonl" in paths) == bool(found)


def test_every_line_about_the_site_is_valid() -> None:
    site = Site(key="x", exported=datetime(2026, 1, 2, tzinfo=UTC), languages=("en",))
    items = (MenuItem(key="menu-item/1", children=(MenuItem(key="menu-item/2", classes=("a",)),)),)
    groups = JsonlTarget(site).site(
        site,
        [(Author(key="author/a", login="a", wp_id=1), ())],
        [(Term(key="term/tag/x", taxonomy="tag", slug="x", name="X", parent="term/tag/y"), ())],
        [(Menu(key="menu/top", slug="top", name="Top", items=items), ())],
    )
    parts = [part for group in groups for part in group.artifacts]
    assert check(parts) == {"site.jsonl", "authors.jsonl", "terms.jsonl", "menus.jsonl"}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("entries.jsonl", {}),
        ("entries.jsonl", {"key": 1}),
        ("entries.jsonl", {"key": "entry/1", "visibility": "hidden"}),
        ("comments.jsonl", {"key": "comment/1"}),
        ("comments.jsonl", {"key": "comment/1", "entry": "entry/1", "media": "media/1"}),
        ("menus.jsonl", {"key": "menu/", "slug": "", "name": "", "items": [{"children": []}]}),
        ("losses.jsonl", {"kind": "stolen", "source": "entry/1"}),
    ],
)
def test_what_no_record_is_is_refused(path: str, line: dict[str, Any]) -> None:
    assert not VALIDATORS[path].is_valid(line)


@pytest.mark.parametrize("path", list(SCHEMAS))
def test_each_schema_is_one_and_complete(path: str) -> None:
    schema = SCHEMAS[path]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:wxr-migrate:{path}"
    assert schema["description"]
    text = json.dumps(schema)
    for name in schema["$defs"]:
        assert f'"#/$defs/{name}"' in text, "nothing is defined that is not used"


def test_the_same_program_gives_the_same_text() -> None:
    assert json.dumps(schemas()) == json.dumps(SCHEMAS)


def test_docstrings_of_fields_are_descriptions() -> None:
    described = 0
    for path, record in RECORDS.items():
        schema = SCHEMAS[path]
        for field, text in descriptions(record).items():
            if field not in ("comments", "redirects"):
                assert schema["properties"][field]["description"] == text
                described += 1
    assert described > 40
    assert SCHEMAS["media.jsonl"]["properties"]["slug"]["description"] == "Percent-decoded.", "of a base class"
    assert SCHEMAS["entries.jsonl"]["$defs"]["Moment"]["properties"]["utc"]["description"].startswith("With time zone")
    assert (
        "`protected`: Published behind a password, or to be."
        in SCHEMAS["entries.jsonl"]["$defs"]["Visibility"]["description"]
    )


def test_no_docstring_of_a_record_is_overlooked() -> None:
    """Every string literal that stands alone in the module, below a field, is found."""
    literals = [line for line in inspect.getsource(records).splitlines() if line.startswith('    """')]
    classes = [one for one in vars(records).values() if inspect.isclass(one) and one.__module__ == records.__name__]
    own = sum(
        len(set(descriptions(one)) - set().union(*(descriptions(base) for base in one.__bases__))) for one in classes
    )
    assert own + len(classes) == len(literals)


def test_every_loss_is_explained() -> None:
    assert set(descriptions(LossKind)) == {kind.name for kind in LossKind}


def test_times_with_a_zone_are_date_times() -> None:
    for name, field in INSTANTS:
        owner = getattr(records, name)
        assert field in owner.__struct_fields__
    assert SCHEMAS["site.jsonl"]["properties"]["exported"]["format"] == "date-time"
    moment = SCHEMAS["entries.jsonl"]["$defs"]["Moment"]["properties"]
    assert moment["utc"]["format"] == "date-time" and "format" not in moment["local"]


def test_every_type_of_record_is_published() -> None:
    assert {record.__name__ for record in RECORDS.values()} >= {
        "Site",
        "Author",
        "Term",
        "Entry",
        "Media",
        "Comment",
        "Menu",
        "Redirect",
        "Loss",
    }
    assert all(issubclass(record, msgspec.Struct) for record in RECORDS.values())
