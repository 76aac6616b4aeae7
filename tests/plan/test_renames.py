"""Which old file of a record became which new one."""

from __future__ import annotations

import pytest

from migrate.plan.renames import pair_renamed


@pytest.mark.parametrize(
    ("gone", "come", "pairs"),
    [
        (["a/index.md"], ["b/index.md"], [("a/index.md", "b/index.md")]),
        (["a.md"], ["b.md"], [("a.md", "b.md")]),
        (["a.md"], ["a/index.md"], [("a.md", "a/index.md")]),
        (["a.md"], ["b.json"], []),
        (["a.md", "b.md"], ["c.md"], []),
        (["a.md"], [], []),
        (
            ["a/index.md", "a/boat.jpg"],
            ["b/boat.jpg", "b/index.md"],
            [("a/index.md", "b/index.md"), ("a/boat.jpg", "b/boat.jpg")],
        ),
        (["a/index.md", "x.json"], ["b/index.md", "y.json"], [("a/index.md", "b/index.md"), ("x.json", "y.json")]),
    ],
)
def test_pairs(gone: list[str], come: list[str], pairs: list[tuple[str, str]]) -> None:
    assert pair_renamed(gone, come) == pairs
