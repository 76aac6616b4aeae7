"""Places never leave their folder, and a staged file knows what it holds."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from migrate.model.errors import DestinationError
from migrate.plan.atomic import NO_FILE, StagedFile, explained, fingerprint, place


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/etc/passwd",
        ".",
        "..",
        "a/..",
        "a/../b",
        "./a",
        "a//b",
        "a/",
        "a\0b",
        "a\ud800",
        ".wxr-migrate",
        "loop/../../x",
    ],
)
def test_a_path_that_is_none_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(DestinationError, match="the path"):
        place(tmp_path, path)


@pytest.mark.parametrize("path", ["a", "a/b.md", "ä/日本.md", "a\\b", "...", "a..b", " ", ".wxr-migrate.md", "C:x"])
def test_odd_names_are_names(tmp_path: Path, path: str) -> None:
    assert place(tmp_path, path) == tmp_path / path


def test_a_loop_of_links_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    assert fingerprint(place(tmp_path, "loop")) == NO_FILE
    assert fingerprint(tmp_path / "loop/below") == NO_FILE


def test_fingerprints(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    assert fingerprint(tmp_path / "file") == hashlib.sha256(b"abc").digest()
    assert fingerprint(tmp_path / "none") is None
    assert fingerprint(tmp_path) == fingerprint(tmp_path / "file/below") == NO_FILE


def test_a_staged_file_copies_ranges(tmp_path: Path) -> None:
    content = bytes(range(256)) * 3000
    (tmp_path / "old").write_bytes(content)
    staged = StagedFile(tmp_path / "new")
    assert staged.write(b"head") == 0
    with (tmp_path / "old").open("rb") as old:
        staged.copy(old, 5, 700_000)
        assert staged.write(b"tail") == 700_004
        with pytest.raises(OSError, match="became shorter"):
            staged.copy(old, len(content) - 1, 2)
    staged.close(sync=True)
    staged.close()
    expected = b"head" + content[5:700_005] + b"tail" + content[-1:]
    assert (tmp_path / "new").read_bytes() == expected
    assert (staged.size, staged.digest) == (len(expected), hashlib.sha256(expected).digest())


def test_a_name_that_is_too_long_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DestinationError, match="a name is longer") as caught, explained(tmp_path):
        (tmp_path / ("x" * 300)).touch()
    assert caught.value.file == str(tmp_path / ("x" * 300))
