"""What is no longer in the export is named as people know it: by its file, or by its title."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.cli.main import run
from tests.exports import comment, export, item


@pytest.mark.parametrize(
    ("destination", "target", "name"),
    [
        ("site", "hugo", "content/posts/gone/index.md"),
        ("blog.db", "database", "The lost post"),
        ("lines", "jsonl", ""),
    ],
)
def test_plans_and_runs_name_what_vanished(
    destination: str, target: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, source, place = item(1), tmp_path / "export.xml", str(tmp_path / destination)
    gone = item(2, slug="gone", title="The lost post", comments=[comment(1)])
    source.write_text(export(kept, gone), "utf-8")
    assert run(["-q", "convert", str(source), place, "--to", target]) == 0
    source.write_text(export(kept), "utf-8")
    capsys.readouterr()
    said = f"entry/2 ({name})" if name else "entry/2"

    assert run(["plan", str(source), place, "--to", target]) == 0
    assert said in capsys.readouterr().out
    assert run(["convert", str(source), place, "--to", target, "--format", "json"]) == 0
    names = json.loads(capsys.readouterr().out)["vanished"]["names"]
    assert names.get("entry/2", "") == name
    # Where it is to be deleted it has a line of its own.
    report = tmp_path / "plan.json"
    assert run(["-q", "plan", str(source), place, "--to", target, "--prune", "--report", f"json={report}"]) == 0
    assert (name or "entry/2") in report.read_text("utf-8")
