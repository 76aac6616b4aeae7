"""A saved plan whose carrying out is killed, at every step that touches the destination: done again, all is as planned.

The dying process ends at once, as by `kill -9`: nothing of it is cleaned up, no transaction is ended.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from migrate.cli.main import run

from .runs import NAMES, Place, first_version
from .test_plan_edits import second_version

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

FILES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "shutil.rmtree"}


def die_at(step: int, folder: Path) -> None:
    """Let this process end before its `step`th call that touches files below `folder`, or statement of a database."""
    left = step

    def count() -> None:
        nonlocal left
        if not left:
            os._exit(9)
        left -= 1

    def audit(name: str, arguments: tuple[Any, ...]) -> None:
        if name in FILES and arguments and str(arguments[0]).startswith(str(folder)):
            count()

    sys.addaudithook(audit)
    event.listen(Engine, "before_cursor_execute", lambda *_: count())
    event.listen(Engine, "commit", lambda *_: count())


def apply_and_die(step: int, place: Place, saved: Path) -> bool:
    """Whether the process was killed; False where it came to its end before."""
    child = os.fork()
    if not child:
        code = 1
        try:
            die_at(step, place.destination)
            code = run(["-q", "apply", str(saved), "--yes"])
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, 9)
    return code == 9


def reset(place: Place, kept: Path) -> None:
    """Put the destination back to what it was when the plan was made."""
    if place.target == "database":
        for path in place.folder.glob("out.db*"):
            path.unlink()
        shutil.copy2(kept, place.destination)
    else:
        shutil.rmtree(place.destination)
        shutil.copytree(kept, place.destination)


def own_state(place: Place) -> Any:
    """What is there, and what our manifest says of it; times and tokens of runs aside."""
    if place.target == "database":
        rows = place.rows(own=True)
        return {name: found for name, found in rows.items() if name != "runs"} | {"runs": len(rows["runs"])}
    saved = sqlite3.connect(place.destination / ".wxr-migrate/manifest.db")
    try:
        tables = [
            saved.execute(f"SELECT * FROM {name}").fetchall() for name in ("file", "piece", "copy", "pack", "address")
        ]
    finally:
        saved.close()
    home = sorted(path.name for path in (place.destination / ".wxr-migrate").iterdir())
    return place.files(), tables, home


def prepared(folder: Path, target: str) -> tuple[Place, Path, Path, Any, Any]:
    """A destination with an earlier version, a copy of it, a plan for a later one, and the state before and after."""
    place = Place(folder, target)
    place.write(*first_version())
    assert place.convert() == 0
    place.write(*second_version())
    saved = place.save("--prune")
    kept = folder / "kept"
    before = place.state()
    (shutil.copy2 if target == "database" else shutil.copytree)(place.destination, kept)
    assert run(["-q", "apply", str(saved), "--yes"]) == 0
    return place, kept, saved, before, own_state(place)


STRIDE = 1 if os.environ.get("WXR_ALL_SITES") else 3
"""Every third step is tried, all of them where everything is."""


@pytest.mark.parametrize("target", NAMES)
def test_killed_at_any_step_and_applied_again(target: str, tmp_path: Path) -> None:
    place, kept, saved, before, wanted = prepared(tmp_path, target)
    after = place.state()
    step = 0
    while True:
        reset(place, kept)
        if not apply_and_die(step, place, saved):
            break
        if target == "hugo":
            for path, content in place.files().items():
                assert content in (before.get(path), after.get(path)), f"{path} after {step} steps"
        assert run(["-q", "apply", str(saved), "--yes"]) == 0, f"after {step} steps"
        assert own_state(place) == wanted, f"after {step} steps"
        step += STRIDE
    assert step > 20
    assert own_state(place) == wanted


@pytest.mark.parametrize("target", NAMES)
def test_killed_at_any_time_and_applied_again(target: str, tmp_path: Path) -> None:
    place, kept, saved, _, wanted = prepared(tmp_path, target)
    chance = random.Random(target)
    killed = 0
    for _ in range(8):
        reset(place, kept)
        child = os.fork()
        if not child:
            try:
                run(["-q", "apply", str(saved), "--yes"])
            finally:
                os._exit(0)
        time.sleep(chance.uniform(0.0, 0.25))
        os.kill(child, signal.SIGKILL)
        killed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        assert run(["-q", "apply", str(saved), "--yes"]) == 0
        assert own_state(place) == wanted
    assert killed
