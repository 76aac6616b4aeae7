"""Golden cases of the command line: `commands.md` holds commands and what they print."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = Path(__file__).with_name("commands.md")
_BLOCK = re.compile(r"^## (?P<name>.+?)\n.*?```console\n(?P<body>.*?)```", re.MULTILINE | re.DOTALL)


def load() -> list[tuple[str, str]]:
    return [(match["name"], match["body"]) for match in _BLOCK.finditer(CASES.read_text("utf-8"))]


def execute(command: str, folder: Path) -> tuple[str, int]:
    """Output (both streams) and exit code of one line; `wxr-migrate` is this checkout's."""
    line = re.sub(r"^wxr-migrate\b", f"{shlex.quote(sys.executable)} -m migrate", command)
    line = re.sub(r"(?<=\| )wxr-migrate\b", f"{shlex.quote(sys.executable)} -m migrate", line)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", "NO_COLOR": "1", "TZ": "UTC"}
    result = subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    text = re.sub(r"in \d+\.\d s:", "in 0.0 s:", result.stdout)
    return text, result.returncode


@pytest.mark.parametrize(("name", "body"), load(), ids=[name for name, _ in load()])
def test_golden_command(name: str, body: str, tmp_path: Path) -> None:
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    steps = re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]
    assert steps
    for step in steps:
        command, _, expected = step.partition("\n")
        code = 0
        if match := re.search(r"^\[exit (\d+)\]\n", expected, re.MULTILINE):
            code = int(match[1])
            expected = expected.replace(match.group(), "")
        output, actual = execute(command, tmp_path)
        assert (output, actual) == (expected, code), f"{name}: {command}"
