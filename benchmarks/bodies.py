"""Prints what bodies cost: reading, step by step, and writing, as ratios to a bare HTML parse in the same run.

    python benchmarks/bodies.py EXPORT

CPU time, the median of several rounds over the same bodies; classic bodies and bodies in blocks apart.
"""

from __future__ import annotations

import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator
from time import process_time

from migrate import Reader, load_rules, open_source
from migrate.content.blocks import has_blocks
from migrate.content.context import FragmentContext
from migrate.content.html import parse_html
from migrate.content.read import STEPS, Subject, read_body, rewrite
from migrate.content.reading import Reading, unmask
from migrate.content.tree import read_fragment
from migrate.model.rules import Rules
from migrate.writers import write_html, write_markdown, write_text
from migrate.wxr.items import RawItem

ROUNDS = 7
BODIES = 300
"""Of each kind; the first that are longer than `SHORT`."""
SHORT = 1000
PARSE = "HTML parse"


class NothingElse:
    """An export of one body."""

    def media(self, wp_id: int, root: int) -> None:
        """No attachment."""

    def attachments(self, key: str) -> tuple[()]:
        """None attached."""
        return ()

    def pattern(self, wp_id: int, root: int) -> None:
        """No pattern."""

    def table(self, table_id: str, root: int) -> None:
        """No table."""


def bodies(export: str) -> dict[str, list[str]]:
    """The bodies to measure, by kind."""
    found: dict[str, list[str]] = {"classic": [], "blocks": []}
    with open_source([export]) as source:
        reader = Reader(source)
        for where, data in reader.ranges():
            item = reader.parse(where, data)
            if isinstance(item, RawItem) and len(item.content) > SHORT:
                found["blocks" if has_blocks(item.content) else "classic"].append(item.content)
    return {kind: texts[:BODIES] for kind, texts in found.items() if texts}


def steps(body: str, rules: Rules) -> Iterator[str]:
    """Does the work, and names each step once it is done. The first is the preparation, which is not measured."""
    subject, nothing = Subject(), NothingElse()
    reading = Reading(subject, rules, nothing, FragmentContext(), STEPS)
    yield ""
    html = rewrite(reading, body)
    yield "paragraphs or blocks"
    html = unmask(reading.expand(html))
    yield "shortcodes"
    parse_html(html)
    yield PARSE
    read_fragment(html, reading.context)
    yield "HTML parse and tree"
    document = read_body(body, subject, rules, nothing).document
    yield "read_body"
    write_markdown(document, normal=True)
    yield "write_markdown"
    write_html(document, normal=True)
    yield "write_html"
    write_text(document, normal=True)
    yield "write_text"


def measure(texts: list[str], rules: Rules) -> dict[str, float]:
    """Seconds of each step over all bodies."""
    spent: dict[str, float] = defaultdict(float)
    for body in texts:
        start = process_time()
        for name in steps(body, rules):
            spent[name] += process_time() - start
            start = process_time()
    del spent[""]
    return spent


def main(export: str) -> None:
    """Measure and print."""
    rules = load_rules()
    for kind, texts in bodies(export).items():
        rounds = [measure(texts, rules) for _ in range(ROUNDS)]
        seconds = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
        kilobytes = sum(len(body.encode()) for body in texts) / 1000
        print(f"{kind}: {len(texts)} bodies of {kilobytes / len(texts):.1f} kB")
        print(f"{'':22}{'µs':>8}{'µs/kB':>8}{'ratio':>8}")
        for name, value in seconds.items():
            each, rate = value / len(texts) * 1e6, value / kilobytes * 1e6
            print(f"{name:22}{each:8.0f}{rate:8.0f}{value / seconds[PARSE]:8.1f}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
