"""Every export to every target: a plan on an empty destination, carried out; then there is nothing left to plan."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import corpus_folder

from migrate.cli.main import run

from .runs import NAMES, Place

EXPORTS = sorted(corpus_folder().glob("*.xml"))


@pytest.mark.skipif(not EXPORTS, reason="no corpus; set WXR_CORPUS to a folder of exports")
@pytest.mark.parametrize("target", NAMES)
@pytest.mark.parametrize("export", EXPORTS, ids=lambda path: path.name)
def test_what_is_applied_is_what_was_planned(export: Path, target: str, tmp_path: Path) -> None:
    place = Place(tmp_path, target)
    saved = tmp_path / "plan.zip"
    planned = place.plan("--allow-truncated", "--save", str(saved), source=export)
    assert planned.code in (0, 1)
    assert not place.destination.exists()
    assert set(planned.counts) <= {"create"}
    assert run(["-q", "apply", str(saved)]) == planned.code
    place.check_applied(planned, {})
    again = place.plan("--allow-truncated", "--exit-code", source=export)
    assert again.code == planned.code
    assert again.counts == {}
    assert again.document["run"]["ledger"] == planned.document["run"]["ledger"]
