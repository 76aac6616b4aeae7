"""The contract of every target, the whole way: a new one is tried by being registered.

Also `test_contract_properties.py` (whatever an export says) and `test_contract_corpus.py` (real exports).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from migrate.cli.main import run
from migrate.targets.registry import find_target, load_target
from tests.plan.runs import Place
from tests.targets.contract import PRIVATE, TARGETS, check_paths, named, secretive, snapshot

KINDS = ("items", "comments", "authors", "terms", "media", "meta")


@pytest.fixture(params=TARGETS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A target, its export, and its destination, which is not there yet."""
    made = Place(tmp_path, named(request.param, tmp_path))
    made.export.write_text(secretive(), "utf-8")
    return made


def test_the_plan_is_the_run_and_the_second_run_writes_nothing(place: Place, tmp_path: Path) -> None:
    saved = tmp_path / "plan.zip"
    planned = place.plan("--save", str(saved))
    assert (planned.code, set(planned.counts)) == (0, {"create"})
    assert not place.destination.exists(), "a plan leaves no trace"
    assert run(["-q", "apply", str(saved)]) == 0
    place.check_applied(planned, {})
    before = snapshot(place.destination)
    again = place.plan("--exit-code")
    assert (again.code, again.counts) == (0, {})
    assert again.document["run"]["ledger"] == planned.document["run"]["ledger"]
    assert place.convert() == 0
    assert snapshot(place.destination) == before
    other = Place(tmp_path / "other", place.target)
    other.folder.mkdir()
    assert other.convert(source=place.export) == 0
    assert other.state() == place.state(), "the same export gives the same bytes"


def test_what_is_written_says_what_wordpress_showed(place: Place) -> None:
    for name in ("contest-2009", "page-tree", "links"):
        source = ROOT / f"fixtures/{name}.xml"
        there = Place(place.folder / name, place.target)
        there.folder.mkdir()
        assert there.convert(source=source) == 0
        code, report = there.verify(source)
        assert (code, report["entries"]) == (0, [])
        assert report["checked"]


def test_what_is_private_stays_private(place: Place) -> None:
    is_publication = load_target(find_target(place.target)).shown is not None
    for options in ((), ("--public-only",)):
        there = Place(place.folder / f"with{''.join(options)}", place.target)
        there.folder.mkdir()
        assert there.convert(*options, source=place.export) == 0
        found = {
            name: match[0]
            for name, (_, content) in snapshot(there.folder).items()
            if (match := PRIVATE.search(f"{name}\n{content.decode('utf-8', 'replace')}"))
        }
        if is_publication or options:
            assert found == {}
        else:
            assert found, "databases keep everything"


@pytest.mark.parametrize("options", [(), ("--include-private",), ("--public-only",), ("--type", "post")])
def test_everything_read_is_accounted_for(place: Place, options: tuple[str, ...]) -> None:
    ledger: dict[str, dict[str, Any]] = place.plan(*options).document["run"]["ledger"]["kinds"]
    assert set(ledger) == set(KINDS)
    assert {kind: ledger[kind]["read"] for kind in ("items", "comments", "media")} == {
        "items": 14,
        "comments": 8,
        "media": 2,
    }
    for kind, counts in ledger.items():
        skipped = sum(counts["skipped"].values())
        assert counts["read"] == counts["written"] + counts["duplicates"] + counts["quarantined"] + skipped, kind


def test_nothing_is_written_outside_or_twice(place: Place) -> None:
    assert place.convert(source=ROOT / "fixtures/page-tree.xml") == 0
    beside = {path.name for path in place.folder.iterdir()}
    assert beside <= {place.destination.name, "export.xml", "mine.toml"}
    assert not [path for path in place.folder.rglob("*") if path.is_symlink()]
    if place.destination.is_dir():
        check_paths(sorted(place.files()))


@pytest.mark.parametrize("failure", [RuntimeError("a fault"), KeyboardInterrupt()], ids=["fault", "interrupt"])
def test_a_failure_leaves_everything_as_it_was(
    place: Place, failure: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = load_target(find_target(place.target))
    whole = made.entry

    def fail(self: Any, record: Any, losses: Any) -> Any:
        if record.key == "media/51":
            raise failure
        return whole(self, record, losses)

    with monkeypatch.context() as patch:
        patch.setattr(made, "entry", fail)
        assert place.convert() in (70, 130)
    assert snapshot(place.destination) == {}
    assert place.convert() == 0
    before = snapshot(place.destination)
    place.export.write_text(secretive().replace("Shown", "Said"), "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(made, "entry", fail)
        assert place.convert() in (70, 130)
    assert snapshot(place.destination) == before
    assert place.convert() == 0
    assert place.plan().counts == {}
