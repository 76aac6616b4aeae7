"""Parents without circles: in memory for the comments of one item and the items of one menu, on disk for all else.

A circle is opened at its first member, which goes to the top; every other member keeps its parent. Time is linear, and
nothing recurses, however deep or damaged a hierarchy is.
"""

from __future__ import annotations

import sqlite3
from typing import Any

_REACHED = """
DELETE FROM temp.links WHERE node IN (
    WITH RECURSIVE reached (node) AS (
        SELECT node FROM temp.links AS top
        WHERE NOT EXISTS (SELECT 1 FROM temp.links AS other WHERE other.node = top.above)
        UNION ALL
        SELECT below.node FROM reached JOIN temp.links AS below ON below.above = reached.node
    )
    SELECT node FROM reached
)
"""


def open_circles(parents: list[int | None]) -> list[int]:
    """Take the parent from the first member of every circle, in place. Returns these members, ascending.

    `parents[i]` is the index of the parent of `i`, or None at the top.
    """
    settled = bytearray(len(parents))
    opened: list[int] = []
    for start in range(len(parents)):
        way: list[int] = []
        node: int | None = start
        while node is not None and not settled[node]:
            settled[node] = 1
            way.append(node)
            node = parents[node]
        if node is not None and settled[node] == 1:
            first = min(way[way.index(node) :])
            parents[first] = None
            opened.append(first)
        for node in way:
            settled[node] = 2
    return sorted(opened)


def depths(parents: list[int | None]) -> list[int]:
    """How many ancestors each index has. There must be no circle."""
    known = [-1] * len(parents)
    for start in range(len(parents)):
        way: list[int] = []
        node: int | None = start
        while node is not None and known[node] < 0:
            way.append(node)
            node = parents[node]
        depth = -1 if node is None else known[node]
        for below in reversed(way):
            depth += 1
            known[below] = depth
    return known


def circles_on_disk(database: sqlite3.Connection, links: str) -> frozenset[Any]:
    """The first member (by its natural order) of every circle among `links`, SQL that gives unique `node` and `above`.

    Memory grows with the number of circles alone, which only damaged exports have.
    """
    execute = database.execute
    execute("CREATE TEMP TABLE links (node PRIMARY KEY, above, walk INTEGER DEFAULT 0) WITHOUT ROWID")
    execute(f"INSERT INTO temp.links (node, above) SELECT node, above FROM ({links}) WHERE above IS NOT NULL")
    execute("CREATE INDEX temp.links_above ON links (above)")
    execute(_REACHED)
    opened = set()
    walk = 0
    start = execute("SELECT min(node) FROM temp.links").fetchone()[0]
    while start is not None:
        walk += 1
        node = start
        while (step := _step(database, node))[1] == 0:
            execute("UPDATE temp.links SET walk = ? WHERE node = ?", (walk, node))
            node = step[0]
        if step[1] == walk:
            opened.add(_first_of_circle(database, node))
        row = execute("SELECT node FROM temp.links WHERE node > ? ORDER BY node LIMIT 1", (start,)).fetchone()
        start = row[0] if row else None
    execute("DROP TABLE temp.links")
    return frozenset(opened)


def _step(database: sqlite3.Connection, node: Any) -> tuple[Any, int]:
    above, walk = database.execute("SELECT above, walk FROM temp.links WHERE node = ?", (node,)).fetchone()
    return above, walk


def _first_of_circle(database: sqlite3.Connection, node: Any) -> Any:
    first, above = node, _step(database, node)[0]
    while above != node:
        first = min(first, above)
        above = _step(database, above)[0]
    return first
