"""The rules of the house that a machine can check: who imports whom, how long files are, what the project speaks of."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "migrate"

LAYERS = (
    {"model"},
    {"wxr", "content", "writers"},
    {"mappers"},
    {"targets"},
    {"plan"},
    {"media", "validate", "verify"},
    {"cli"},
)
"""Each layer may import those before it; packages of one layer do not import each other."""
MODULES = sorted(PACKAGE.rglob("*.py"))
CHECKOUT = (ROOT / ".git").exists()


def package_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def layer_of(package: str) -> int:
    return next(number for number, layer in enumerate(LAYERS) if package in layer)


def imported_packages(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("migrate.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    package = package_of(path)
    if not package:
        return
    for other in imported_packages(path) - {package}:
        assert layer_of(other) < layer_of(package), f"{path} imports migrate.{other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_one_concept(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 400
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), f"{path} does not say what it is"


def test_only_the_command_line_imports_rich() -> None:
    for path in MODULES:
        if package_of(path) != "cli":
            assert not re.search(r"^\s*(from|import) rich\b", path.read_text("utf-8"), re.MULTILINE), path


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom migrate.cli.main import run\nrun(['--help'])\n"
        "heavy = {'lxml', 'sqlalchemy', 'rich', 'msgspec', 'turbohtml', 'httpx', 'yaml', 'psycopg', 'pymysql'}\n"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Usage" in result.stdout
    assert result.stderr.strip() == "[]"


@pytest.mark.skipif(not CHECKOUT, reason="not a checkout")
def test_the_project_speaks_of_itself_alone() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    me = Path(__file__).name
    forbidden = re.compile(
        r"(?<![\w.])/(?:work|root|farm)/|\bissue #?\d|\bpypi\.org|registry\.npmjs|deb\.debian|farm-bench"
        r"|[\w.+-]+@(?:gmail|outlook|hotmail|yahoo|gmx|web)\.\w+"
    )
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.name == me or not path.is_file():
            continue
        text = path.read_text("utf-8", "replace")
        match = forbidden.search(text)
        assert match is None, f"{name} speaks of {match.group()!r}" if match else ""
        if name not in ("tests/conftest.py",):
            assert "../shared" not in text, name


@pytest.mark.parametrize("path", sorted((ROOT / "fixtures").rglob("*.*")), ids=lambda path: path.name)
def test_every_fixture_says_what_it_shows(path: Path) -> None:
    head = path.read_bytes()[:2000].decode("utf-8", "replace").replace("\0", "")
    assert re.search(r"[Ss]hows", head), f"{path} does not say what it shows"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_pattern_takes_groups_possessively(path: Path) -> None:
    """Python 3.11 before 3.11.5 matches them wrongly where something inside may give way (python/cpython#106052): it
    reads `(?:ab|c)*+` otherwise than `(?>(?:ab|c)*)`, which means the same."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
            without_classes = re.sub(r"\[\^?\]?[^\]]*\]", "c", re.sub(r"\\.", "e", text))
            assert not re.search(r"(?<!\()\)([*+?]|\{[\d,]+\})\+", without_classes), text
