"""Peak memory of one large item: of a few times its size, whatever it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import exports
import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems count memory otherwise")

SIZE = 6_000_000
ROOM = 24
"""MB beside those of the item: what is parsed at a time, and what is left between blocks in use."""
TIMES = 10
COMMAND = """
import re, sys
from pathlib import Path
from migrate.cli.main import run
assert run(sys.argv[1:]) == 0
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""
PARAGRAPH = "some words of a text that goes on and on, and then on again.\n"


def _of(part: str, before: str = "", after: str = "", wide: str = "") -> str:
    half = part * (SIZE // len(part) // 2)
    return f"{before}{half}{wide}{half}{after}"


BODIES = {
    "line": _of("word "),
    "line with a wide character": _of("word ", wide="\U0001f680 "),
    "paragraphs with a wide character": _of(PARAGRAPH + "\n", wide="\U0001f680 "),
    "code": _of(PARAGRAPH, "<!-- wp:code -->\n<pre><code>", "</code></pre>\n<!-- /wp:code -->"),
    "code with a wide character": _of(PARAGRAPH, "<pre>", "</pre>", "\U0001f680 "),
    "list": _of(f"<li>{PARAGRAPH}</li>\n", "<ul>", "</ul>"),
    "table": _of(f"<tr><td>{PARAGRAPH}</td><td>a</td></tr>", "<!-- wp:table --><table>", "</table><!-- /wp:table -->"),
    "quotation": _of(PARAGRAPH + "\n", "<blockquote>", "</blockquote>"),
    "script": _of(PARAGRAPH, "<!-- wp:html --><script>", "</script><!-- /wp:html -->"),
}


def _peak(folder: Path, item: str) -> float:
    """MB of a conversion."""
    export = folder / "export.xml"
    export.write_text(exports.export(item), "utf-8")
    options = ["-q", "convert", str(export), str(folder / "site"), "--to", "hugo", "--jobs", "1"]
    command = [sys.executable, "-c", COMMAND, *options]
    # What the system says of a process that has ended counts what it was forked from.
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True)
    return int(done.stdout.splitlines()[-1]) / 1024


@pytest.fixture(scope="module")
def least(tmp_path_factory: pytest.TempPathFactory) -> float:
    """MB for a small item."""
    return _peak(tmp_path_factory.mktemp("small"), exports.item())


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_a_large_body_takes_a_few_times_its_size(kind: str, least: float, tmp_path: Path) -> None:
    assert _peak(tmp_path, exports.item(content=BODIES[kind])) - least < ROOM + TIMES * SIZE / 2**20


def test_a_large_field_takes_a_few_times_its_size(least: float, tmp_path: Path) -> None:
    item = exports.item(meta=[("subtitle", _of("word ", wide="\U0001f680 "))])
    assert _peak(tmp_path, item) - least < ROOM + TIMES * SIZE / 2**20
