"""Measures every command on exports of three sizes, against bare loops over the same bytes in the same run.

    python benchmarks/run.py [--posts 1000,10000,50000] [--rounds 3] [--folder FOLDER] [--postgresql URL] [--markdown]

Each figure is a process of its own, start-up included, with its children; medians of the rounds count. CPU is user and
system time together, peak memory that of the largest process. The exports are made by `exports.py`, once a folder.
Into PostgreSQL only where its address is given: the database is emptied before each round. `--markdown` prints the
tables as they stand in docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from exports import write_export

LXML = """
import sys
from lxml import etree
length = 0
for _, element in etree.iterparse(sys.argv[1], events=("end",), huge_tree=True):
    length += len(element.text or "")
    if element.tag == "item":
        element.clear()
"""
EXPAT = """
import sys
from xml.parsers import expat
parser = expat.ParserCreate()
parser.buffer_text = True
texts = []
parser.CharacterDataHandler = lambda text: texts.append(len(text))
with open(sys.argv[1], "rb") as file:
    parser.ParseFile(file)
"""
READ = """
import sys
from migrate import Reader, open_source
with open_source([sys.argv[1]]) as source:
    reader = Reader(source)
    for where, data in reader.ranges():
        reader.parse(where, data)
"""
SMALL = Path(__file__).resolve().parent.parent / "fixtures/contest-2009.xml"


class Cost(NamedTuple):
    """Of one process and its children."""

    cpu: float
    """Seconds, user and system."""
    wall: float
    """Seconds."""
    peak: float
    """Megabytes of the largest process."""


class Step(NamedTuple):
    """Something to measure."""

    name: str
    command: Callable[[Path, Path], Sequence[str]]
    """The export and an empty folder → what to run."""
    prepare: Callable[[Path, Path], None] = lambda export, folder: None
    """What has to be there before, not measured."""


def program(*arguments: str) -> list[str]:
    """Our own command, quiet."""
    return [sys.executable, "-c", "from migrate.cli.main import main; main()", "-q", *arguments]


def convert(target: str, name: str, *options: str) -> Callable[[Path, Path], Sequence[str]]:
    """A conversion to a place in the empty folder."""
    return lambda export, folder: program("convert", str(export), str(folder / name), "--to", target, *options)


def steps(postgresql: str) -> list[Step]:
    """All of them, the bare loops first."""

    def script(text: str) -> Callable[[Path, Path], Sequence[str]]:
        return lambda export, folder: [sys.executable, "-c", text, str(export)]

    found = [
        Step("bare lxml loop", script(LXML)),
        Step("bare expat loop", script(EXPAT)),
        Step("read", script(READ)),
        Step("inspect", lambda export, folder: program("inspect", str(export))),
        Step("validate", lambda export, folder: program("validate", str(export))),
        Step("convert to Hugo, --jobs 1", convert("hugo", "site", "--jobs", "1")),
        Step("convert to Hugo", convert("hugo", "site")),
        Step(
            "plan for Hugo, nothing to change",
            lambda export, folder: program("plan", str(export), str(folder / "site"), "--to", "hugo", "--jobs", "1"),
            lambda export, folder: must_run(convert("hugo", "site")(export, folder)),
        ),
        Step("convert to SQLite, raw bodies", convert("database", "out.db", "--bodies", "raw", "--jobs", "1")),
        Step("convert to SQLite", convert("database", "out.db", "--jobs", "1")),
    ]
    if postgresql:
        found.append(
            Step(
                "convert to PostgreSQL, raw bodies",
                lambda export, folder: program("convert", str(export), postgresql, "--bodies", "raw", "--jobs", "1"),
                lambda export, folder: empty(postgresql),
            )
        )
    return found


def empty(url: str) -> None:
    """Drop what is in a database of PostgreSQL."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def must_run(command: Sequence[str], within: Path | None = None) -> Cost:
    """What a command costs that runs in the folder `within`. Raises SystemExit where it fails: 1 is no failure."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as said, subprocess.Popen(command, stdout=said, stderr=said, cwd=within) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{said.read().decode(errors='replace')}")
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - begun, usage.ru_maxrss / 1024)


def measure(step: Step, export: Path) -> Cost:
    """One round."""
    folder = Path(tempfile.mkdtemp(prefix="wxr-benchmark-", dir=export.parent))
    try:
        step.prepare(export, folder)
        return must_run(step.command(export, folder))
    finally:
        remove(folder)


def remove(folder: Path) -> None:
    """A folder, for good: writing right after a large removal would cost seconds of the system's."""
    shutil.rmtree(folder, ignore_errors=True)
    if hasattr(os, "sync"):
        os.sync()


def median(costs: Sequence[Cost]) -> Cost:
    """Field by field."""
    return Cost(*map(statistics.median, zip(*costs, strict=True)))


def tabulate(export: Path, title: str, rounds: int, chosen: Sequence[Step], markdown: bool) -> dict[str, Cost]:
    """Measure all steps in turn, and print a table."""
    size = export.stat().st_size / 1e6
    runs: dict[str, list[Cost]] = {step.name: [] for step in chosen}
    for _ in range(rounds):
        for step in chosen:
            runs[step.name].append(measure(step, export))
    found = {name: median(costs) for name, costs in runs.items()}
    bare, expat = found[chosen[0].name].cpu, found[chosen[1].name].cpu
    heads = ("", "CPU s", "wall s", "MB/s", "peak MB", "x lxml", "x expat")
    rows = [
        (
            name,
            f"{cost.cpu:.2f}",
            f"{cost.wall:.2f}",
            f"{size / cost.wall:.0f}",
            f"{cost.peak:.0f}",
            f"{cost.cpu / bare:.2f}",
            f"{cost.cpu / expat:.2f}",
        )
        for name, cost in found.items()
    ]
    print(f"\n{'### ' if markdown else ''}{title} ({size:.0f} MB)\n")
    if markdown:
        print("|" + "|".join(f" {head} " for head in heads) + "|\n|---|" + "---:|" * (len(heads) - 1))
        for row in rows:
            print("| " + " | ".join(row) + " |")
    else:
        print(f"{heads[0]:36}" + "".join(f"{head:>9}" for head in heads[1:]))
        for row in rows:
            print(f"{row[0]:36}" + "".join(f"{value:>9}" for value in row[1:]))
    sys.stdout.flush()
    return found


def machine() -> str:
    """What it ran on."""
    cpu = next(
        (line.partition(": ")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor() or platform.machine(),
    )
    return f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores of {cpu}"


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def main() -> None:
    """Make the exports, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", default="1000,10000,50000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir(), "wxr-benchmarks"))
    parser.add_argument("--postgresql", default="", help="URL of a database that may be emptied")
    parser.add_argument("--only", default="", help="a part of the names of the steps to measure, bare loops besides")
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    every = steps(options.postgresql)
    chosen = [*every[:2], *(step for step in every[2:] if options.only in step.name)]
    start = must_run(program("inspect", str(SMALL))).peak
    print(f"{machine()}; medians of {options.rounds}. The interpreter with the imports of `inspect`: {start:.0f} MB.")
    costs: dict[int, dict[str, Cost]] = {}
    for posts in map(int, options.posts.split(",")):
        export = options.folder / f"{posts}-posts.xml"
        if not export.exists():
            write_export(posts, export)
        costs[posts] = tabulate(export, f"{posts:,} posts", options.rounds, chosen, options.markdown)
    fewest, most = min(costs), max(costs)
    if fewest < most:
        print(f"\nCPU for each post at {most:,} posts, against {fewest:,}:")
        for name, cost in costs[most].items():
            print(f"  {name}: {cost.cpu / most / (costs[fewest][name].cpu / fewest):.2f}")


if __name__ == "__main__":
    main()
