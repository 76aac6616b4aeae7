"""What each command imports of what takes time to import: nothing that it does not use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

WATCHED = (
    "asyncio", "http.client", "httpx", "importlib.metadata", "lxml", "markdown_it", "mdit_py_plugins",
    "msgspec", "multiprocessing", "psycopg", "pymysql", "rich", "sqlalchemy", "sqlite3", "ssl", "turbohtml", "yaml",
)  # fmt: skip
EXPORT = ROOT / "fixtures/page-tree.xml"
READS = {"lxml", "msgspec", "sqlite3"}
BODIES = READS | {"multiprocessing", "turbohtml"}
DATABASE = BODIES | {"asyncio", "importlib.metadata", "sqlalchemy", "ssl"}
"""SQLAlchemy brings its own."""
CASES = {
    "--help": set[str](),
    "convert --help": set[str](),
    "rules": READS,
    "mappings": {"msgspec"},
    "schema": {"msgspec"},
    "inspect EXPORT": READS | {"rich"},
    "validate EXPORT": READS,
    "convert EXPORT site --to hugo": BODIES,
    "plan EXPORT site --to hugo": BODIES,
    "convert EXPORT lines --to jsonl": BODIES,
    "convert EXPORT out.db": DATABASE,
    "convert EXPORT out.db --bodies raw": DATABASE - {"turbohtml"},
}


@pytest.mark.parametrize("command", CASES)
def test_a_command_imports_what_it_uses(command: str, tmp_path: Path) -> None:
    arguments = ["-q", *command.replace("EXPORT", str(EXPORT)).split()]
    code = (
        "import sys\n"
        "from migrate.cli.main import run\n"
        "try:\n"
        f"    run({arguments!r})\n"
        "except SystemExit:\n"
        "    pass\n"
        f"print(*[name for name in {WATCHED!r} if name in sys.modules], file=sys.stderr)"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert set(said.stderr.splitlines()[-1].split()) == CASES[command]
