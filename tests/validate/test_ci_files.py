"""The files for continuous integration: their commands are run, their options exist, nothing is interpolated."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from migrate.cli.validate import command
from tests.exports import export, item

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = {flag for parameter in command.params for flag in parameter.opts if flag.startswith("--")}


def action() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    return loaded


def test_the_hook() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert hook["entry"] == "wxr-migrate validate"
    assert re.search(hook["files"], "exports/blog.WordPress.2024-05-01.xml")
    assert re.search(hook["files"], "blog.wxr.gz")
    assert not re.search(hook["files"], "pom.xml")


def test_the_action_interpolates_nothing_into_scripts() -> None:
    steps = action()["runs"]["steps"]
    assert action()["runs"]["using"] == "composite"
    for step in steps:
        assert "${{" not in step.get("run", "")
        assert ("run" in step) == ("shell" in step)


def test_options_that_are_named_exist() -> None:
    texts = [(ROOT / name).read_text("utf-8") for name in ("action.yml", "docs/ci.md", ".pre-commit-hooks.yaml")]
    used = {flag for text in texts for flag in re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)}
    assert used - {"--quiet"} <= FLAGS


@pytest.mark.parametrize(("title", "status"), [("Tea", 0), ("Tea\x0b", 1)])
def test_the_script_of_the_action_runs(tmp_path: Path, title: str, status: int) -> None:
    program = tmp_path / "bin" / "wxr-migrate"
    program.parent.mkdir()
    code = (
        "import sys\nfrom migrate.cli import main\n"
        "main._COMMANDS.setdefault('validate', 'migrate.cli.validate')\nmain.main()\n"
    )
    program.write_text(f"#!{sys.executable}\n{code}", "utf-8")
    program.chmod(0o755)
    (tmp_path / "my export.xml").write_text(export(item(7, title=title)), "utf-8")
    (step,) = [step for step in action()["runs"]["steps"] if step.get("id") == "validate"]
    environment = {
        **os.environ,
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "EXPORTS": "my export.xml\n",
        "ARGUMENTS": "--select=X\n",
        "FAIL_ON": "error",
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
    }
    result = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert result.returncode == status, result.stderr
    assert (tmp_path / "summary").read_text("utf-8").startswith("## WordPress export: ")
    assert (tmp_path / "output").read_text("utf-8") == f"sarif-file={tmp_path}/wxr-migrate.sarif\n"
    assert ("::error " in result.stdout) == bool(status)
