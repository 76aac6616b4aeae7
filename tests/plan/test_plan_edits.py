"""Two versions of an export: the plan names exactly the edits, and carrying it out does exactly them."""

from __future__ import annotations

from pathlib import Path

import pytest
from exports import author, comment, item

from .runs import NAMES, Place, first_version, post


def second_version() -> list[str]:
    """Edited, re-dated, renamed and removed posts, a new one, and comments that changed, came and went."""
    return [
        author("jane", name="Jane"),
        post(
            1,
            "Boats",
            comments=[comment(11, content="Aye, aye."), comment(13, content="New.", gmt="2024-01-03 09:45:00")],
        ),
        post(2, "Tea", content="About green tea."),
        post(3, "Rain", date="2024-02-09 10:00:00", gmt="2024-02-09 09:00:00", comments=[comment(31, content="Wet.")]),
        post(4, "Wind", slug="storm"),
        post(6, "Snow", meta=[("mood", "warm")]),
        item(7, type="page", title="About", slug="about", link="https://blog.example/about/", content="Us."),
        post(8, "Sun"),
    ]


EDITS = {
    "hugo": [
        ("entry/1", "update", "data/comments/1.json"),
        ("entry/2", "update", "content/post/tea/index.md"),
        ("entry/3", "update", "content/post/rain/index.md"),
        ("entry/4", "rename", "content/post/storm/index.md"),
        ("entry/6", "update", "content/post/snow/index.md"),
        ("entry/8", "create", "content/post/sun/index.md"),
        # Where the archives of its month and day were.
        ("redirect/2024/02/", "create", "static/2024/02/index.html"),
        ("redirect/2024/02/09/", "create", "static/2024/02/09/index.html"),
    ],
    "jsonl": [
        ("entry/1", "create", "comments.jsonl#comment/13"),
        ("entry/1", "delete", "comments.jsonl#comment/12"),
        ("entry/1", "update", "comments.jsonl#comment/11"),
        ("entry/2", "update", "entries.jsonl#entry/2"),
        ("entry/3", "update", "entries.jsonl#entry/3"),
        ("entry/4", "update", "entries.jsonl#entry/4"),
        ("entry/6", "update", "entries.jsonl#entry/6"),
        ("entry/8", "create", "entries.jsonl#entry/8"),
    ],
    "database": [
        ("entry/1", "create", "comments 13"),
        ("entry/1", "update", "comments 11"),
        ("entry/2", "update", "entries 2"),
        ("entry/3", "update", "entries 3"),
        ("entry/4", "update", "entries 4"),
        ("entry/6", "update", "meta entry/6 0"),
        ("entry/8", "create", "entries 8"),
        ("entry/8", "create", "entry_authors entry/8 0"),
    ],
}
GONE = {
    "hugo": [
        ("entry/5", "delete", "content/post/fog/index.md"),
        ("entry/5", "delete", "data/comments/5.json"),
    ],
    "jsonl": [
        ("entry/5", "delete", "comments.jsonl#comment/51"),
        ("entry/5", "delete", "entries.jsonl#entry/5"),
    ],
    "database": [
        ("entry/1", "delete", "comments 12"),
        ("entry/5", "delete", "comments 51"),
        ("entry/5", "delete", "entries 5"),
        ("entry/5", "delete", "entry_authors entry/5 0"),
    ],
}


def named(actions: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Without the folders of posts, which the target's mapping names."""
    return [(source, action, name.replace("content/posts/", "content/post/")) for source, action, name in actions]


@pytest.fixture(params=NAMES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A destination that holds the first version, with the second beside it as the export."""
    made = Place(tmp_path, request.param)
    made.write(*first_version())
    assert made.convert() == 0
    made.write(*second_version())
    return made


@pytest.mark.parametrize("prune", [False, True])
def test_the_plan_is_the_edits(place: Place, prune: bool) -> None:
    options = ("--prune", "--yes") if prune else ()
    before = place.state()
    planned = place.plan(*options[:1])
    expected = [*EDITS[place.target], *(GONE[place.target] if prune else [])]
    assert named(planned.actions()) == sorted(expected)
    assert place.state() == before
    assert any("--prune deletes" in warning for warning in planned.warnings) != prune
    assert place.convert(*options) == 0
    place.check_applied(planned, before)
    again = place.plan(*options[:1])
    assert again.counts == {}


def test_what_was_edited_is_shown(place: Place) -> None:
    planned = place.plan()
    changes = {(entry["source"], change["name"]): change for entry, change in planned.changes()}
    if place.target == "database":
        tea = changes["entry/2", "entries 2"]
        fields = {field["name"]: (field.get("before"), field.get("after")) for field in tea["fields"]}
        assert fields == {
            "content_raw": ("About Tea.", "About green tea."),
            "content_markdown": ("About Tea.\n", "About green tea.\n"),
        }
        snow = changes["entry/6", "meta entry/6 0"]
        assert [(field["before"], field["after"]) for field in snow["fields"]] == [("cold", "warm")]
        return
    tea = next(change for (source, _), change in changes.items() if source == "entry/2")
    assert "About Tea." in tea["before"] and "About green tea." in tea["after"]
    if place.target == "hugo":
        moved = next(change for (source, _), change in changes.items() if source == "entry/4")
        assert moved["old_name"].endswith("/wind/index.md")
        assert "About Wind." in moved["before"]


def test_a_small_share_is_pruned_without_asking_and_more_is_refused(place: Place) -> None:
    before = place.state()
    kept = second_version()
    place.write(*kept[:1], *kept[5:])
    assert any("needs --yes" in warning for warning in place.plan("--prune").warnings)
    assert place.convert("--prune") == 64
    assert place.state() == before
    many = [post(number, f"Post {number}") for number in range(100, 130)]
    place.write(*first_version(), *many)
    assert place.convert() == 0
    place.write(*second_version(), *many)
    assert place.convert("--prune") == 0
    assert place.plan("--prune").counts == {}


def test_prune_is_not_for_parts_of_an_export(place: Place) -> None:
    before = place.state()
    for option in (["--type", "post"], ["--allow-truncated"], ["--limit", "3"]):
        assert place.convert("--prune", "--yes", *option) == 64
    assert place.state() == before


def test_nothing_is_pruned_when_something_cannot_be_read(place: Place) -> None:
    broken = "<item><title>x</title><wp:post_id>5</wp:post_id><a b=></item>"
    place.write(*second_version(), broken)
    planned = place.plan("--prune")
    assert planned.code == 1
    assert not [action for _, action, name in planned.actions() if action == "delete" and "12" not in name]
    assert any("could not be read" in warning for warning in planned.warnings)
