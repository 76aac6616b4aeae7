"""The contract of every target over real exports: planned, applied, nothing left to plan or write, and all of it read
again and found to say what WordPress showed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from conftest import corpus_folder

from migrate.cli.main import run
from tests.plan.runs import NAMES, Place
from tests.targets.contract import TARGETS, named, snapshot

EXPORTS = sorted(corpus_folder().glob("*.xml"))
FEW = ("isso__wordpress", "polylang__test-import", "wpimporter__wxr-comprehensive")
"""Exports that go to every target; all of them do where WXR_ALL_SITES is set."""
SOME = EXPORTS[::6]
"""Exports that go to one target of each kind."""
VARIANTS = {
    "database": ("--bodies", "html,markdown,text"),
    "jsonl": ("--bodies", "html,markdown,text"),
}
OTHERS = {
    "hugo": ("--embeds", "html", "--links", "keep", "--front-matter", "toml", "--files", "plain"),
    "markdown": ("--files", "plain", "--front-matter", "toml"),
}
CASES = [
    pytest.param(export, target, VARIANTS.get(target, ()), id=f"{export.name}-{target}")
    for export in EXPORTS
    for target in TARGETS
    if (target in NAMES and export in SOME) or export.stem in FEW or os.environ.get("WXR_ALL_SITES")
]
CASES += [
    pytest.param(export, target, options, id=f"{export.name}-{target}-otherwise")
    for export in EXPORTS
    for target, options in OTHERS.items()
    if export.stem in FEW or os.environ.get("WXR_ALL_SITES")
]


@pytest.mark.skipif(not EXPORTS, reason="no corpus; set WXR_CORPUS to a folder of exports")
@pytest.mark.parametrize(("export", "target", "options"), CASES)
def test_planned_applied_and_read_again(export: Path, target: str, options: tuple[str, ...], tmp_path: Path) -> None:
    place = Place(tmp_path, named(target, tmp_path))
    saved = tmp_path / "plan.zip"
    planned = place.plan("--allow-truncated", "--save", str(saved), *options, source=export)
    assert planned.code in (0, 1)
    assert not place.destination.exists()
    assert set(planned.counts) <= {"create"}
    assert run(["-q", "apply", str(saved)]) == planned.code
    place.check_applied(planned, {})
    before = snapshot(place.destination)
    report = tmp_path / "report.json"
    again = place.convert("--allow-truncated", "--report", f"json={report}", *options, source=export)
    told = json.loads(report.read_text("utf-8"))
    assert (again, told["wrote"], told["ledger"]) == (planned.code, False, planned.document["run"]["ledger"])
    assert snapshot(place.destination) == before
    code, found = place.verify(export)
    assert found["entries"] == []
    assert {kind: one for kind, one in found["structure"].items() if one["missing"]} == {}
    assert code == 0
