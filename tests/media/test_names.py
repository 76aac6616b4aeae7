"""Paths that every file system takes, whatever an export says."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.media.names import LONGEST_NAME, Taken, encoded, folded, safe_path


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("wp-content/uploads/2021/09/boat.jpg", "wp-content/uploads/2021/09/boat.jpg"),
        ("2021/09/Boat (1) & co.jpg", "2021/09/Boat (1) & co.jpg"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("a/./b//c.jpg", "a/b/c.jpg"),
        ("..\\..\\windows\\a.jpg", "windows/a.jpg"),
        ("C:\\a.jpg", "C-/a.jpg"),
        ("a\x00b\n.jpg", "a-b-.jpg"),
        ("a\u202egpj.exe", "a-gpj.exe"),
        ("CON", "file-CON"),
        ("aux.jpg", "file-aux.jpg"),
        ("com1.tar.gz", "file-com1.tar.gz"),
        (".htaccess", "htaccess"),
        (".wxr-migrate/manifest.db", "wxr-migrate/manifest.db"),
        ("photo.jpg. . ", "photo.jpg"),
        ("cafe\u0301.jpg", "caf\u00e9.jpg"),
        ('a?b*c|d<e>f"g:h.jpg', "a-b-c-d-e-f-g-h.jpg"),
        ("\ud800.jpg", "-.jpg"),
        ("", "file"),
        ("...", "file"),
        ("._/..", "_"),
    ],
)
def test_safe_paths(path: str, safe: str) -> None:
    assert safe_path(path) == safe


def test_a_long_name_keeps_its_extension() -> None:
    name = safe_path("ä" * 300 + ".jpeg")
    assert len(name.encode()) <= LONGEST_NAME
    assert name.endswith("ä.jpeg")


def test_a_generator_may_hide_more() -> None:
    assert safe_path("_drafts/.x/_a.jpg", hidden="._") == "drafts/x/a.jpg"


@given(st.text())
def test_whatever_is_written_stays_inside(path: str) -> None:
    safe = safe_path(path)
    assert unicodedata.is_normalized("NFC", safe)
    assert len(safe.encode()) <= 1000
    for step in safe.split("/"):
        assert step not in ("", ".", "..")
        assert len(step.encode()) <= 255
        assert not step.startswith((".", " ")) and not step.endswith((".", " "))
        assert not set(step) & set('\\:*?"<>|\x00\n')
    assert encoded(safe).isascii()


def test_no_two_names_are_the_same_to_any_file_system() -> None:
    taken = Taken()
    paths = [
        "a/Boat.jpg",
        "a/boat.jpg",
        "a/BOAT.JPG",
        "A/boat.jpg",
        "a/stra\u00dfe.jpg",
        "a/STRASSE.jpg",
        "a/boat.jpg/b.jpg",
    ]
    chosen = [taken.free(path, str(number)) for number, path in enumerate(paths)]
    assert len({folded(path) for path in chosen}) == len(paths)
    assert chosen[:3] == ["a/Boat.jpg", "a/boat-1.jpg", "a/BOAT-2.JPG"]
    assert not chosen[-1].startswith("a/boat.jpg/")
    assert taken.free("a", "9") == "a-9"
