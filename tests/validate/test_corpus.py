"""Every export of the corpus: damaged ones get the errors that name their damage, sound ones none; all can be mended."""

from __future__ import annotations

import tempfile
from pathlib import Path

import msgspec
import pytest
from conftest import corpus_folder

from migrate.validate.mend.check import check_whole
from migrate.validate.mend.mender import Mender
from migrate.wxr.items import Place, RawItem
from migrate.wxr.reader import Reader
from migrate.wxr.source import open_source
from tests.validate.running import errors_in, findings_in

FILES = sorted(path.name for path in corpus_folder().glob("*.xml"))
DAMAGED = {
    "phptoolkit__crazy-cdata.xml": [("X103", 17)],
    "remark42__wordpress_test.xml": [("X112", 2)],
    "tg__estore-free.broken.xml": [("X111", 10986)],
    "woo-japan__dummy-data.xml": [("X112", 7)],
    "wpimporter__malformed-simple.xml": [("X003", 13), ("X111", 13)],
    "wptrt__themeunittestdata.wordpress.old1.xml": [("X114", 10350), ("X116", 10371)],
}
"""File → code and line of its errors; all others are sound."""
ROOT = Path(__file__).resolve().parent.parent.parent
NOWHERE = Place("", 0, 0, 0)


@pytest.fixture(scope="module", params=FILES or [pytest.param("", marks=pytest.mark.skip(reason="no corpus"))])
def path(request: pytest.FixtureRequest, corpus: Path) -> Path:
    found: Path = corpus / request.param
    return found


def test_errors_are_those_of_the_damage(path: Path) -> None:
    assert errors_in(findings_in(path)) == DAMAGED.get(path.name, [])


def items_of(path: Path) -> tuple[list[RawItem], list[str], list[str]]:
    """Items without their places, logins, and terms."""
    with open_source([path]) as source:
        reader = Reader(source)
        found = [reader.parse(where, data) for where, data in reader.ranges()]
        reader.close()
    items = [msgspec.structs.replace(one, place=NOWHERE, repairs=()) for one in found if isinstance(one, RawItem)]
    logins = [author.login for head in reader.heads for author in head.authors]
    return items, logins, [f"{term.taxonomy}/{term.slug}" for head in reader.heads for term in head.terms]


def mended(path: Path, folder: Path) -> Path:
    """A mended copy."""
    out = folder / "mended.xml"
    with open_source([path]) as source:
        mender = Mender(source, None)
        with out.open("wb") as file:
            for piece in mender.pieces():
                file.write(piece.after)
        mender.close()
    return out


def check_mending(path: Path, folder: Path, *, is_damaged: bool) -> None:
    out = mended(path, folder)
    check_whole(out, out.name)
    assert items_of(out) == items_of(path)
    assert [code for code, _ in errors_in(findings_in(out)) if code.startswith("X")] == []
    if not is_damaged:
        assert out.read_bytes() == path.read_bytes()


def test_it_is_mended_to_the_same_items(path: Path, tmp_path: Path) -> None:
    check_mending(path, tmp_path, is_damaged=path.name in DAMAGED)


REFUSED = {"damage-doctype.xml", "X001-bad.xml", "X002-bad.xml"}


@pytest.mark.parametrize(
    "fixture",
    sorted(one for one in (ROOT / "fixtures").glob("*.xml") if one.name not in REFUSED)
    + sorted(one for one in (ROOT / "fixtures/rules").glob("X*") if one.name not in REFUSED),
    ids=lambda path: path.name,
)
def test_every_damage_is_mended_to_the_same_items(fixture: Path) -> None:
    is_sound = fixture.name.endswith("-good.xml")
    with tempfile.TemporaryDirectory() as folder:
        check_mending(fixture, Path(folder), is_damaged=not is_sound)
