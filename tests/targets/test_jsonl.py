"""What lines the JSON Lines target makes of records, and what it counts as carried."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import msgspec

from migrate.model.artifact import Group, Part
from migrate.model.loss import Loss, LossKind
from migrate.model.records import (
    Author,
    Comment,
    Entry,
    Media,
    Menu,
    MenuItem,
    Meta,
    Moment,
    Redirect,
    Site,
    Term,
)
from migrate.targets import Target
from migrate.targets.jsonl import JsonlTarget

SITE = Site(key="example.org", title="A blog")
TARGET = JsonlTarget(SITE)

ENTRY = Entry(
    key="entry/1",
    title="Caf\u00e9 \u2028 \U0001f600",
    date=Moment(utc=datetime(2009, 5, 4, 3, 2, 1, tzinfo=UTC), local=datetime(2009, 5, 4, 5, 2, 1)),
    content_raw="one\ntwo",
    meta=(Meta(key="a", value="b"), Meta(key="a", value="c")),
    comments=(
        Comment(key="comment/1", content="hello", meta=(Meta(key="rating", value="5"),)),
        Comment(key="comment/2", parent="comment/1", depth=1, kind="pingback"),
    ),
    redirects=(Redirect(key="redirect/entry/1/old", source_url="/old", target="entry/1", reason="old-slug"),),
)
MEDIA = Media(key="media/2", url="https://example.org/x.jpg", comments=(Comment(key="comment/9"),))


def lines(group: Group) -> list[tuple[str, str, Any]]:
    found = []
    for part in group.artifacts:
        assert isinstance(part, Part)
        assert part.source == group.source
        assert part.content.endswith(b"\n") and part.content.count(b"\n") == 1
        found.append((part.path, part.key, json.loads(part.content)))
    return found


def test_it_is_a_target() -> None:
    target: Target = TARGET
    assert target.name == "jsonl"
    assert TARGET.site_key == "example.org"


def test_an_entry_and_its_comments_are_lines_of_their_own() -> None:
    group = TARGET.entry(ENTRY, ())
    assert [(path, key) for path, key, _ in lines(group)] == [
        ("entries.jsonl", "entry/1"),
        ("comments.jsonl", "comment/1"),
        ("comments.jsonl", "comment/2"),
        ("redirects.jsonl", "redirect/entry/1/old"),
    ]
    (_, _, entry), (_, _, first), (_, _, second), (_, _, redirect) = lines(group)
    assert list(entry) == ["key", "title", "date", "meta", "content_raw"]
    assert entry["date"] == {"utc": "2009-05-04T03:02:01Z", "local": "2009-05-04T05:02:01"}
    assert first == {
        "entry": "entry/1",
        "key": "comment/1",
        "content": "hello",
        "meta": [{"key": "rating", "value": "5"}],
    }
    assert list(second) == ["entry", "key", "kind", "parent", "depth"]
    assert redirect["target"] == "entry/1"
    assert group.carried == {"items": 1, "comments": 2, "meta": 3}


def test_nothing_of_a_record_is_lost() -> None:
    (_, _, line), *rest = lines(TARGET.entry(ENTRY, ()))
    comments = tuple(msgspec.convert(one, Comment) for path, _, one in rest if path == "comments.jsonl")
    redirects = tuple(msgspec.convert(one, Redirect) for path, _, one in rest if path == "redirects.jsonl")
    entry = msgspec.convert(line, Entry)
    assert msgspec.structs.replace(entry, comments=comments, redirects=redirects) == ENTRY


def test_comments_of_media_name_it() -> None:
    group = TARGET.entry(MEDIA, ())
    (path, _, media), (_, _, comment) = lines(group)
    assert (path, media) == ("media.jsonl", {"key": "media/2", "url": "https://example.org/x.jpg"})
    assert comment == {"media": "media/2", "key": "comment/9"}
    assert group.carried == {"items": 1, "media": 1, "comments": 1}


def test_losses_are_numbered_lines() -> None:
    losses = [
        Loss(kind=LossKind.GUESSED_DATE, source="comment/1"),
        Loss(kind=LossKind.TOO_LARGE, source="entry/1"),
    ]
    found = [one for one in lines(TARGET.entry(ENTRY, losses)) if one[0] == "losses.jsonl"]
    assert [(key, loss["kind"], loss["source"]) for _, key, loss in found] == [
        ("entry/1#1", "guessed-date", "comment/1"),
        ("entry/1#2", "too-large", "entry/1"),
    ]


def test_half_a_surrogate_pair_is_a_loss_and_no_failure() -> None:
    entry = Entry(key="entry/3", title="t", meta=(Meta(key="a", value="v", decoded={"x": "1\ud800\n"}),))
    (_, _, line), (path, key, loss) = lines(TARGET.entry(entry, ()))
    assert line == {
        "key": "entry/3",
        "title": "t",
        "meta": [{"key": "a", "value": "v", "decoded": {"x": "1\ufffd\n"}}],
    }
    assert (path, key, loss["kind"]) == ("losses.jsonl", "entry/3#1", "forbidden-character")


def test_the_site_comes_first_and_every_record_is_a_group() -> None:
    menu = Menu(
        key="menu/top",
        slug="top",
        name="Top",
        items=(
            MenuItem(
                key="menu-item/1",
                meta=(Meta(key="a", value="b"),),
                children=(MenuItem(key="menu-item/2", children=(MenuItem(key="menu-item/3"),)),),
            ),
            MenuItem(key="menu-item/4@top", meta=(Meta(key="a", value="b"),)),
        ),
    )
    loose = Menu(key="menu/", slug="", name="", items=(MenuItem(key="menu-item/5"),))
    groups = list(
        TARGET.site(
            SITE,
            [(Author(key="author/ada", login="ada", meta=(Meta(key="a", value="b"),)), ())],
            [
                (
                    Term(key="term/category/x", taxonomy="category", slug="x", name="X"),
                    [Loss(kind=LossKind.REROOTED_TERM, source="term/category/x", field="parent")],
                )
            ],
            [(menu, ()), (loose, ())],
        )
    )
    assert [(group.source, [(path, key) for path, key, _ in lines(group)], group.carried) for group in groups] == [
        ("site", [("site.jsonl", "example.org")], {}),
        ("author/ada", [("authors.jsonl", "author/ada")], {"authors": 1, "meta": 1}),
        (
            "term/category/x",
            [("terms.jsonl", "term/category/x"), ("losses.jsonl", "term/category/x#1")],
            {"terms": 1},
        ),
        ("menu/top", [("menus.jsonl", "menu/top")], {"items": 3, "meta": 1}),
        ("menu/", [("menus.jsonl", "menu/")], {"items": 1}),
    ]
    tree = lines(groups[3])[0][2]
    assert tree["items"][0]["children"][0]["children"] == [{"key": "menu-item/3"}]
