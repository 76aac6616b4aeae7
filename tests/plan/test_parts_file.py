"""A file of parts holds exactly the parts that came and those that vanished, whatever came before."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.model.artifact import Group, Part
from migrate.plan.changes import Action, Run
from migrate.plan.files import FolderDestination

PATHS = ("entries.jsonl", "comments.jsonl")
RUN = Run(
    target="jsonl",
    site="example.org",
    version="1",
    export="e",
    mapping="m",
    options={},
    started="2026-01-01T00:00:00Z",
)

parts = st.dictionaries(
    st.tuples(st.sampled_from(PATHS), st.integers(0, 3)), st.sampled_from(["", "x", "yy"]), max_size=5
)
versions = st.lists(st.tuples(st.integers(0, 6), parts), max_size=7, unique_by=lambda record: record[0])


def groups_of(version: list[tuple[int, dict[tuple[str, int], str]]]) -> list[Group]:
    return [
        Group(
            f"entry/{number}",
            [
                Part(f"entry/{number}", path, f"{number}-{key}", f"{number}-{key} {text}\n".encode())
                for (path, key), text in made.items()
            ],
            {},
        )
        for number, made in version
    ]


def convert(folder: Path, groups: list[Group]) -> tuple[set[Action], bool]:
    destination = FolderDestination(folder)
    destination.begin(RUN, write=True)
    plans = destination.hold(groups)
    destination.apply(plans)
    return {change.action for one in plans for change in one.changes}, destination.finish({})


def lines_of(folder: Path, path: str) -> list[str]:
    place = folder / path
    assert not place.exists() or place.stat().st_size
    return place.read_text().splitlines() if place.exists() else []


@settings(max_examples=60, deadline=None)
@given(st.lists(versions, min_size=2, max_size=3))
def test_lines_are_the_new_and_the_vanished(
    history: list[list[tuple[int, dict[tuple[str, int], str]]]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "out"
        expected: dict[str, list[Part]] = {}
        for version in history:
            groups = groups_of(version)
            convert(folder, groups)
            brought = {group.source: [part for part in group.artifacts if isinstance(part, Part)] for group in groups}
            vanished = {source: made for source, made in expected.items() if source not in brought}
            before, expected = expected, brought | vanished
            for path in PATHS:
                new = [part for made in brought.values() for part in made if part.path == path]
                old = [part for made in vanished.values() for part in made if part.path == path]
                lines = lines_of(folder, path)
                assert sorted(lines) == sorted(part.content.decode().strip("\n") for part in new + old)
                if not before:
                    assert lines == [part.content.decode().strip("\n") for part in new]
            actions, written = convert(folder, groups)
            assert actions <= {Action.UNCHANGED} and not written


def test_the_vanished_keep_their_sequence_behind_the_new(tmp_path: Path) -> None:
    first = groups_of([(number, {("entries.jsonl", 0): "x"}) for number in range(6)])
    convert(tmp_path, first)
    second = groups_of([(number, {("entries.jsonl", 0): "yy"}) for number in (7, 4, 2)])
    convert(tmp_path, second)
    numbers = [line.split("-")[0] for line in lines_of(tmp_path, "entries.jsonl")]
    assert numbers == ["7", "4", "2", "0", "1", "3", "5"]


def test_a_part_without_content_makes_an_empty_file(tmp_path: Path) -> None:
    wanted = [Group("a", [Part("a", "x", "head", b"")], {})]
    convert(tmp_path, wanted)
    assert (tmp_path / "x").read_bytes() == b""
    assert convert(tmp_path, wanted) == ({Action.UNCHANGED}, False)
