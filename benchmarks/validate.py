"""Prints what validating costs, as a ratio to reading the same file into records in the same run.

    python benchmarks/validate.py EXPORT...

Reading is that of `read_and_convert.py`. Each step runs in a process of its own, in turn, several times; medians count.
All modules are loaded beforehand, since start-up would flatter the ratio. `validate` is all rules over the whole
export, findings placed and kept; `command` is the whole command, quiet.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from read_and_convert import measure, records

ROUNDS = 7
SMALL = Path(__file__).resolve().parent.parent / "fixtures/rules/C001-bad.xml"


def validate(export: str) -> None:
    """All rules that need no target; findings are placed and kept."""
    from migrate import load_rules, open_source
    from migrate.validate.engine import Choice, examine
    from migrate.validate.registry import Selection, choose
    from migrate.validate.store import Findings

    choice = Choice(choose(Selection()), load_rules(), Counter())
    with tempfile.TemporaryDirectory() as folder, open_source([export]) as source:
        store = Findings(Path(folder, "findings.db"))
        store.begin(export)
        examine(source, choice, store, Path(folder), lambda done, total: None)
        store.close()


def command(export: str) -> None:
    """The whole command, quiet."""
    from migrate.cli.main import run

    code = run(["-q", "validate", export])
    if code not in (0, 1):
        raise SystemExit(code)


STEPS: tuple[Callable[[str], None], ...] = (records, validate, command)


def main(exports: list[str]) -> None:
    """Measure and print."""
    for step in STEPS:
        step(str(SMALL))
    for export in exports:
        runs: dict[str, list[tuple[float, float]]] = {step.__name__: [] for step in STEPS}
        for _ in range(ROUNDS):
            for step in STEPS:
                runs[step.__name__].append(measure(step, export))
        seconds = {name: statistics.median(value for value, _ in values) for name, values in runs.items()}
        print(f"{export}: {Path(export).stat().st_size / 1e6:.1f} MB\n{'':12}{'CPU s':>8}{'ratio':>8}{'peak MB':>9}")
        for name, values in runs.items():
            peak = statistics.median(value for _, value in values)
            print(f"{name:12}{seconds[name]:8.2f}{seconds[name] / seconds['records']:8.2f}{peak:9.1f}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main(sys.argv[1:])
