"""Which old file of a record became which new one; and the copies that manifests hold."""

from __future__ import annotations

import pytest

from migrate.plan.copies import pack, unpack
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


def test_copies_come_back() -> None:
    copies = {("posts/a.md", ""): b"\x00text", ("entries.jsonl", "entry/1"): b"{}\n" * 1000}
    packed = pack(copies)
    assert unpack(packed) == copies
    assert len(packed) < 200


@pytest.mark.parametrize("harm", [lambda packed: packed[:-5], lambda packed: b"", lambda packed: b"x" * 40])
def test_a_damaged_copy_is_none(harm: object) -> None:
    assert unpack(harm(pack({("a", ""): b"text"}))) == {}  # type: ignore[operator]
