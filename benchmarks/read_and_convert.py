"""Prints what reading and converting cost, as ratios to a bare lxml loop over the same file in the same run.

    python benchmarks/read_and_convert.py EXPORT [SMALLER_EXPORT]

Each step runs in a process of its own, three times, in turn; medians count. With a second export, a tenth as large, the
peak memory of both conversions is compared.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROUNDS = 3


def bare_loop(export: str) -> None:
    """What nobody can be faster than: lxml reads the file and every text is touched."""
    from lxml import etree

    length = 0
    for _, element in etree.iterparse(export, events=("end",), huge_tree=True):
        length += len(element.text or "")
        if element.tag == "item":
            element.clear()


def slice_only(export: str) -> None:
    """Byte ranges of all items."""
    from migrate import Reader, open_source

    with open_source([export]) as source:
        for _ in Reader(source).ranges():
            pass


def records(export: str) -> None:
    """Slicing, strict parsing, and the neutral record of every item."""
    from migrate import Options, Reader, load_rules, open_source
    from migrate.mappers.entries import Place, map_item
    from migrate.mappers.first_pass import FirstPass
    from migrate.mappers.site import make_context, map_site
    from migrate.model.records import Visibility
    from migrate.plan.convert import private_folder
    from migrate.wxr.index import Index

    rules, options = load_rules(), Options()
    with open_source([export]) as source, private_folder() as folder:
        # The index is not part of this figure: it answers as if the export held nothing else.
        reader = Reader(source)
        empty = Index(folder / "index.db")
        survey = FirstPass(Reader(source), empty, rules, Options(limit=0), lambda _: None).survey
        empty.settle()
        site = map_site([], survey, options)
        context = make_context(site, [], survey, rules, empty, options)
        for number, (where, data) in enumerate(reader.ranges()):
            item = reader.parse(where, data)
            map_item(item, Place(f"entry/{number}", 0, Visibility.PUBLIC), context)  # type: ignore[arg-type]


def convert_to_sqlite(export: str) -> None:
    """The whole command."""
    from migrate.cli.main import run

    with tempfile.TemporaryDirectory() as folder:
        code = run(["-q", "convert", export, str(Path(folder, "out.db")), "--bodies", "raw"])
    if code not in (0, 1):
        raise SystemExit(code)


STEPS: tuple[Callable[[str], None], ...] = (bare_loop, slice_only, records, convert_to_sqlite)


def measure(step: Callable[[str], None], export: str) -> tuple[float, float]:
    """CPU seconds and peak megabytes of one step in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            before = resource.getrusage(resource.RUSAGE_SELF)
            step(export)
            after = resource.getrusage(resource.RUSAGE_SELF)
            seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            os.write(writing, f"{seconds} {after.ru_maxrss / 1024}".encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as answer:
        seconds_text, peak = answer.read().split()
    return float(seconds_text), float(peak)


def main(exports: list[str]) -> None:
    """Measure and print."""
    size = Path(exports[0]).stat().st_size / 1e6
    runs: dict[str, list[tuple[float, float]]] = {step.__name__: [] for step in STEPS}
    for _ in range(ROUNDS):
        for step in STEPS:
            runs[step.__name__].append(measure(step, exports[0]))
    bare = statistics.median(seconds for seconds, _ in runs["bare_loop"])
    print(f"{exports[0]}: {size:.0f} MB\n{'':20}{'CPU s':>8}{'MB/s':>8}{'ratio':>8}{'peak MB':>9}")
    for name, values in runs.items():
        seconds = statistics.median(value for value, _ in values)
        peak = statistics.median(value for _, value in values)
        print(f"{name:20}{seconds:8.2f}{size / seconds:8.0f}{seconds / bare:8.2f}{peak:9.1f}")
    if len(exports) > 1:
        large = statistics.median(measure(convert_to_sqlite, exports[0])[1] for _ in range(ROUNDS))
        small = statistics.median(measure(convert_to_sqlite, exports[1])[1] for _ in range(ROUNDS))
        print(f"peak memory of convert_to_sqlite: {large:.1f} MB, {small:.1f} MB for {exports[1]}: {large / small:.2f}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main(sys.argv[1:])
