"""Seeded mutations of a sound export: each class is caught by its rule, none breaks anything, repair always holds."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from random import Random

import pytest

from migrate.model.errors import UnreadableInputError
from migrate.validate.finding import Severity
from migrate.validate.mend.check import check_whole
from migrate.validate.mend.mender import Mender
from migrate.wxr.source import open_source
from tests.validate.mutations import HARMLESS, MEANT, SENSELESS, sound
from tests.validate.running import codes_of, errors_in, findings_in_text

SOUND = sound()
SEEDS = int(os.environ.get("WXR_MUTATIONS") or (250 if os.environ.get("WXR_ALL_SITES") else 100))
"""Senseless mutations of each kind."""
MEANT_SEEDS = 5


def _mend(data: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder, "in.xml"), Path(folder, "out.xml")
        path.write_bytes(data)
        with open_source([path]) as source:
            mender = Mender(source, None)
            out.write_bytes(b"".join(piece.after for piece in mender.pieces()))
            mender.close()
        check_whole(out, "out.xml")
        return out.read_bytes()


def test_the_export_is_sound() -> None:
    assert [one for one in findings_in_text(SOUND) if one.severity is not Severity.INFO] == []
    assert _mend(SOUND) == SOUND


@pytest.mark.parametrize("name", MEANT)
def test_each_class_is_caught_by_its_rule(name: str) -> None:
    code, mutate = MEANT[name]
    assert code not in codes_of(findings_in_text(SOUND))
    for seed in range(MEANT_SEEDS):
        mutated = mutate(SOUND, Random(seed))
        assert mutated != SOUND
        assert code in codes_of(findings_in_text(mutated)), f"seed {seed}"


@pytest.mark.parametrize("name", MEANT)
def test_what_is_mended_is_well_formed(name: str) -> None:
    if MEANT[name][0] == "X002":
        return
    mended = _mend(MEANT[name][1](SOUND, Random(7)))
    left = [code for code, _ in errors_in(findings_in_text(mended)) if code.startswith("X")]
    assert left == []


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_changes_are_no_faults(name: str) -> None:
    for seed in range(MEANT_SEEDS):
        found = findings_in_text(HARMLESS[name](SOUND, Random(seed)))
        assert [one for one in found if one.severity is not Severity.INFO] == []


@pytest.mark.parametrize("name", SENSELESS)
def test_nothing_breaks(name: str) -> None:
    for seed in range(SEEDS):
        mutated = SENSELESS[name](SOUND, Random(f"{name} {seed}"))
        found = findings_in_text(mutated)
        for one in found:
            assert 1 <= one.line <= mutated.count(b"\n") + 2
            assert one.column >= 1
        if seed % 5 == 0:
            try:
                _mend(mutated)
            except UnreadableInputError:
                assert {"X001", "X002"} & codes_of(found)
