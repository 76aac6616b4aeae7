"""Circles are opened at their first member, in memory and on disk, in linear time."""

from __future__ import annotations

import sqlite3
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.mappers.trees import circles_on_disk, depths, open_circles


def on_disk(parents: list[int | None]) -> frozenset[int]:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE given (node, above)")
    database.executemany("INSERT INTO given VALUES (?, ?)", enumerate(parents))
    opened: frozenset[int] = circles_on_disk(database, "SELECT node, above FROM given")
    return opened


@pytest.mark.parametrize(
    ("parents", "opened", "levels"),
    [
        ([], [], []),
        ([None, 0, 1], [], [0, 1, 2]),
        ([1, 2, None], [], [2, 1, 0]),
        ([0], [0], [0]),
        ([1, 0], [0], [0, 1]),
        # 3 hangs below the circle of 1 and 2, and keeps its parent.
        ([None, 2, 1, 2], [1], [0, 0, 1, 2]),
        ([3, 2, 1, 0], [0, 1], [0, 0, 1, 1]),
    ],
)
def test_circles_and_depths(parents: list[int | None], opened: list[int], levels: list[int]) -> None:
    assert on_disk(parents) == frozenset(opened)
    assert open_circles(parents) == opened
    assert depths(parents) == levels


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_both_ways_agree_and_leave_no_circle(data: st.DataObject) -> None:
    size = data.draw(st.integers(0, 12))
    parents = data.draw(st.lists(st.none() | st.integers(0, max(size - 1, 0)), min_size=size, max_size=size))
    before = list(parents)
    stored = on_disk(parents)
    opened = open_circles(parents)
    assert stored == frozenset(opened)
    assert all(parents[index] == above for index, above in enumerate(before) if index not in opened)
    for start in range(size):
        node: int | None = start
        for _ in range(size + 1):
            node = None if node is None else parents[node]
        assert node is None


def test_a_parent_that_is_not_there_is_no_circle() -> None:
    database = sqlite3.connect(":memory:")
    links = "SELECT 'b' AS node, 'a' AS above UNION ALL SELECT 'c', 'b' UNION ALL SELECT 'd', NULL"
    assert circles_on_disk(database, links) == frozenset()
    # The tables it worked with are gone, so it can be asked again.
    assert circles_on_disk(database, "SELECT 'x' AS node, 'x' AS above") == {"x"}


def test_long_chains_and_circles_take_no_time() -> None:
    count = 100_000
    started = time.process_time()
    chain: list[int | None] = [*range(1, count), None]
    assert open_circles(chain) == []
    assert depths(chain)[0] == count - 1
    circle: list[int | None] = [*range(1, count), 0]
    assert open_circles(circle) == [0]
    assert depths(circle)[1] == count - 1
    assert on_disk([*range(1, 20_000), None]) == frozenset()
    assert on_disk([*range(1, 20_000), 0]) == {0}
    assert time.process_time() - started < 10
