"""A folder's manifest has a copy of what was last written for each public record, and of nothing else."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.model.artifact import File, Group
from migrate.plan import copies
from migrate.plan.changes import Run
from migrate.plan.copies import unpack_all
from migrate.plan.files import FolderDestination
from migrate.plan.manifest import Manifest

RUN = Run(
    target="hugo",
    site="example.org",
    version="1",
    export="e",
    mapping="m",
    options={},
    started="2026-01-01T00:00:00Z",
)
records = st.tuples(st.sampled_from(["", "one", "two two"]), st.booleans())
versions = st.dictionaries(st.integers(0, 9), records, max_size=10)


def convert(folder: Path, version: dict[int, tuple[str, bool]]) -> None:
    """Records by number: what is in their file, and whether they are private."""
    destination = FolderDestination(folder)
    destination.begin(RUN, write=True)
    for number, (content, private) in version.items():
        source = f"entry/{number}"
        plans = destination.hold([Group(source, [File(source, f"posts/{number}.md", content.encode())], {})])
        plans[0].private = private
        destination.apply(plans)
    destination.finish({})


def stored(folder: Path) -> list[tuple[str, dict[tuple[str, str], bytes]]]:
    """All that is in packs."""
    saved = sqlite3.connect(folder / ".wxr-migrate/manifest.db")
    try:
        packs = saved.execute("SELECT content FROM pack").fetchall()
    finally:
        saved.close()
    return [record for (packed,) in packs for record in unpack_all(packed).items()]


@settings(max_examples=60, deadline=None)
@given(st.lists(versions, min_size=1, max_size=5), st.sampled_from([1, 9, 1000]))
def test_copies_are_of_what_was_written_last(history: list[dict[int, tuple[str, bool]]], size: int) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(copies, "_HELD", size)
        folder = Path(name)
        written: dict[int, tuple[str, bool]] = {}
        hidden: set[int] = set()
        for version in history:
            convert(folder, version)
            written |= version
            hidden |= {number for number, (_, private) in version.items() if private}
            if not (folder / ".wxr-migrate").exists():
                continue
            manifest = Manifest(folder / ".wxr-migrate/manifest.db")
            try:
                for number, (content, private) in written.items():
                    found = manifest.copies(f"entry/{number}")
                    assert manifest.has_copy(f"entry/{number}") == bool(found)
                    # A run in which no file changes is not recorded: what is private by then stays until the next.
                    if not private and (found or number not in hidden):
                        assert found == {(f"posts/{number}.md", ""): content.encode()}
                sources = [source for source, _ in stored(folder)]
                assert len(sources) == len(set(sources))
                assert all(manifest.copies(source) == kept for source, kept in stored(folder))
            finally:
                manifest.close()


def test_what_becomes_private_leaves_the_pack_that_it_shares(tmp_path: Path) -> None:
    convert(tmp_path, {1: ("public", False), 2: ("secret soon", False), 3: ("other", False)})
    assert len(stored(tmp_path)) == 3
    convert(tmp_path, {1: ("public", False), 2: ("secret now", True), 3: ("other", False)})
    assert stored(tmp_path) == [
        ("entry/1", {("posts/1.md", ""): b"public"}),
        ("entry/3", {("posts/3.md", ""): b"other"}),
    ]
    assert b"secret" not in (tmp_path / ".wxr-migrate/manifest.db").read_bytes()


@pytest.mark.parametrize("harm", [lambda pack: pack[:-5], lambda pack: b"", lambda pack: b"x" * 40])
def test_a_damaged_pack_holds_nothing(tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    convert(tmp_path, {1: ("text", False)})
    with closing(sqlite3.connect(tmp_path / ".wxr-migrate/manifest.db")) as saved:
        ((pack,),) = saved.execute("SELECT content FROM pack").fetchall()
    assert unpack_all(pack)
    assert unpack_all(harm(pack)) == {}
