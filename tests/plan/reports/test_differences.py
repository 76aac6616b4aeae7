"""Differences: whatever the two texts are, one can be made of the other with what is shown."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from migrate.plan.reports import differences
from migrate.plan.reports.differences import (
    LARGEST,
    MOST_LINES,
    changed_ranges,
    changed_words,
    count_lines,
    side_by_side,
    unified,
)

LINES = st.lists(st.sampled_from(["a", "b", "", "a longer line of words", "a longer line of other words"]), max_size=25)


@given(LINES, LINES, st.integers(1, 60))
def test_ranges_turn_one_into_the_other_however_few_steps_are_allowed(
    before: list[str], after: list[str], steps: int
) -> None:
    made: list[str] = []
    at = 0
    for one in changed_ranges(before, after, steps):
        made += before[at : one.start]
        assert len(made) == one.new_start
        made += after[one.new_start : one.new_end]
        at = one.end
    assert made + before[at:] == after


def test_ranges_are_the_fewest() -> None:
    assert changed_ranges("abcabba", "cbabac") == changed_ranges(list("abcabba"), list("cbabac"))
    count = sum(one.end - one.start + one.new_end - one.new_start for one in changed_ranges("abcabba", "cbabac"))
    assert count == 5


@given(LINES, LINES)
def test_a_patch_applies(before: list[str], after: list[str]) -> None:
    old = "".join(f"{line}\n" for line in before)
    new = "".join(f"{line}\n" for line in after)
    assert patched(before, list(unified(old, new))) == after


def patched(lines: list[str], patch: list[str]) -> list[str]:
    made: list[str] = []
    at = 0
    for line in patch:
        head = re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", line)
        if head:
            start = int(head[1]) - (head[2] != "0")
            made += lines[at:start]
            at = start
            assert len(made) == int(head[3]) - (head[4] != "0")
        elif line[0] == "+":
            made.append(line[1:])
        else:
            assert lines[at] == line[1:]
            made += [line[1:]] * (line[0] == " ")
            at += 1
    return made + lines[at:]


@given(LINES, LINES)
def test_side_by_side_holds_both_sides(before: list[str], after: list[str]) -> None:
    old = "".join(f"{line}\n" for line in before)
    new = "".join(f"{line}\n" for line in after)
    left: dict[int, str] = {}
    right: dict[int, str] = {}
    for row in side_by_side(old, new):
        match row:
            case ["=", one, two, text]:
                left[one], right[two] = text, text
            case ["-", one, text]:
                left[one] = text
            case ["+", two, text]:
                right[two] = text
            case ["~", one, two, pieces, others]:
                left[one], right[two] = "".join(pieces), "".join(others)
                assert pieces[::2] == others[::2]
    assert list(left) == sorted(left)
    assert list(right) == sorted(right)
    assert left.items() <= dict(enumerate(before, 1)).items()
    assert right.items() <= dict(enumerate(after, 1)).items()
    changed = changed_ranges(before, after)
    assert all(number + 1 in left for one in changed for number in range(one.start, one.end))
    assert all(number + 1 in right for one in changed for number in range(one.new_start, one.new_end))


def test_unchanged_lines_are_counted() -> None:
    old = [str(number) for number in range(30)]
    new = [*old[:15], "new", *old[15:]]
    rows = side_by_side("\n".join(old), "\n".join(new))
    assert rows[0] == ["…", 12]
    assert rows[-1] == ["…", 12]
    assert [row[0] for row in rows[1:-1]] == ["=", "=", "=", "+", "=", "=", "="]


def test_words_that_changed_are_marked() -> None:
    assert changed_words("The brown fox jumps.", "The red fox jumped.") == (
        ["The ", "brown", " fox ", "jumps", "."],
        ["The ", "red", " fox ", "jumped", "."],
    )
    assert changed_words("nothing here is alike", "some quite other sentence") is None


def test_only_the_newline_at_the_end() -> None:
    assert list(unified("a\n", "a")) == ["\\ No newline at the end of the text after"]
    assert list(unified("a", "a\n")) == ["\\ No newline at the end of the text before"]
    assert side_by_side("a\n", "a") == [["!", "only the newline at the end differs"]]
    assert list(unified("a", "a")) == []
    assert side_by_side("a", "a") == []


def test_what_is_too_large_is_said() -> None:
    text = "x\n" * (LARGEST // 2 + 1)
    sentence = "too large to show: 500,001 lines before, 1 after"
    assert list(unified(text, "y")) == [f"\\ {sentence}"]
    assert side_by_side(text, "y") == [["!", sentence]]
    lines = list(unified(None, "line\n" * (MOST_LINES + 500)))
    assert len(lines) == MOST_LINES + 1
    assert lines[-1] == "\\ 501 more lines of this difference are not shown"
    rows = side_by_side("", "line\n" * (MOST_LINES + 500))
    assert len(rows) == MOST_LINES + 1
    assert rows[-1] == ["!", "500 more lines of this difference are not shown"]


def test_the_work_is_bounded(monkeypatch: object) -> None:
    # Nothing in common and all alike: the two worst cases. They end, and are true.
    alike = changed_ranges(["a", "b"] * 5_000, ["b", "b", "a"] * 4_000)
    assert alike == [differences.Range(0, 10_000, 0, 12_000)] or alike[0].start <= 1
    assert changed_ranges([f"a{n}" for n in range(9_000)], [f"b{n}" for n in range(9_000)]) == [
        differences.Range(0, 9_000, 0, 9_000)
    ]


def test_lines_end_at_line_feeds_only() -> None:
    assert count_lines("a\u2028b\x0cc\r\nd") == 2
    assert [line for line in unified("a\u2028b\n", "a\u2028c\n") if line[0] in "+-"] == ["-a\u2028b", "+a\u2028c"]
