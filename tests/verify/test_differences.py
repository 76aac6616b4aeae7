"""The diff is right for any words, finds what is the same around anchors, and ends on any input."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.verify.differences import Hunk, differences

WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=30)


def check(one: list[str], other: list[str]) -> list[Hunk]:
    """What is not in a difference is the same, in order."""
    hunks = differences(one, other)
    at = other_at = 0
    for start, end, other_start, other_end in hunks:
        assert (start, other_start) >= (at, other_at)
        assert start < end or other_start < other_end
        assert one[at:start] == other[other_at:other_start]
        at, other_at = end, other_end
    assert one[at:] == other[other_at:]
    return hunks


@settings(deadline=None)
@given(WORDS, WORDS)
def test_any_words(one: list[str], other: list[str]) -> None:
    check(one, other)


@settings(deadline=None)
@given(WORDS, st.data())
def test_few_edits_are_found_as_they_are(one: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(one)))
    assert check(one, [*one[:at], "X", *one[at:]]) == [Hunk(at, at, at, at + 1)]
    if at < len(one):
        (hunk,) = check(one, [*one[:at], *one[at + 1 :]])
        assert (hunk.end - hunk.start, hunk.other_end - hunk.other_start) == (1, 0)


def test_a_moved_paragraph_is_one_removed_and_one_added() -> None:
    one = [f"w{number}" for number in range(300)]
    assert check(one, one[:50] + one[100:] + one[50:100]) == [Hunk(50, 100, 50, 50), Hunk(300, 300, 250, 300)]


def test_repeated_words_are_found_by_runs() -> None:
    words = [random.Random(1).choice("abcdefghijklmnop") for _ in range(4000)]
    words = [f"{word}{number % 7}" for number, word in enumerate(words)]
    changed = ["X" if number % 400 == 200 else word for number, word in enumerate(words)]
    assert check(words, changed) == [Hunk(at, at + 1, at, at + 1) for at in range(200, 4000, 400)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (list("abcd") * 5000, list("abdc") * 5000),
        (["a"] * 20000, ["b"] * 20000),
        (["a", "b"] * 10000, ["b", "a"] * 9000),
        ([str(number) for number in range(20000)], [str(number) for number in range(20000, 0, -1)]),
    ],
)
def test_nothing_takes_for_ever(one: list[str], other: list[str]) -> None:
    check(one, other)
