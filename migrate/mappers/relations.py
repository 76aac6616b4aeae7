"""What items are to each other, settled in the index once all are known: media follow their parents, circles are found.

All of it is SQL over the index: memory does not grow with the number of items.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from migrate.wxr.index import KEPT

_ABOVE = "(SELECT min(parent.seq) FROM items AS parent WHERE parent.wp_id = child.parent AND {})"
_CHOICES = (
    "parent.root = child.root AND parent.state = 'kept'",
    "parent.root = child.root AND parent.state != 'duplicate'",
    "parent.state = 'kept'",
    "parent.state != 'duplicate'",
)
"""The same that `Index.item` makes, the first first."""
_LINKS = (
    f"INSERT INTO temp.parents SELECT child.seq, coalesce({', '.join(map(_ABOVE.format, _CHOICES))})"
    " FROM items AS child WHERE child.parent != 0 AND child.state NOT IN ('duplicate', 'unreadable')"
    " AND child.key NOT LIKE 'menu-item/%'"
)

# Parts that WordPress itself puts into pages (patterns, templates) are internal, but their images are not.
_FOLLOW = r"""
INSERT INTO temp.followers
    WITH RECURSIVE hidden (seq, visibility) AS (
        SELECT seq, visibility FROM items
        WHERE visibility != 'public' AND NOT (visibility = 'internal' AND type LIKE 'wp\_%' ESCAPE '\')
            AND state NOT IN ('duplicate', 'unreadable')
        UNION ALL
        SELECT child.seq, hidden.visibility
        FROM hidden JOIN temp.parents ON parents.above = hidden.seq JOIN items AS child ON child.seq = parents.seq
        WHERE child.status IN ('inherit', '') AND child.visibility = 'public' AND child.key LIKE 'media/%'
    )
    SELECT hidden.seq, hidden.visibility FROM hidden JOIN items USING (seq) WHERE items.visibility = 'public'
"""


def link_parents(database: sqlite3.Connection) -> None:
    """Note the parent of every item that has one in the export. Keys and duplicates must be settled."""
    database.execute("CREATE TEMP TABLE parents (seq INTEGER PRIMARY KEY, above INTEGER)")
    database.execute(_LINKS)
    database.execute("CREATE INDEX temp.parents_above ON parents (above)")


def let_media_follow(database: sqlite3.Connection, hidden: Iterable[str]) -> None:
    """An attachment without a status of its own is as visible as what it was uploaded to, over any number of steps.

    `hidden`: the visibilities that keep it out of the run.
    """
    database.execute("CREATE TEMP TABLE followers (seq INTEGER PRIMARY KEY, visibility TEXT)")
    database.execute(_FOLLOW)
    database.execute(
        "UPDATE items SET visibility = (SELECT visibility FROM temp.followers WHERE followers.seq = items.seq)"
        " WHERE seq IN (SELECT seq FROM temp.followers)"
    )
    database.execute("DROP TABLE temp.followers")
    for visibility in hidden:
        database.execute(
            "UPDATE items SET state = 'skipped', detail = 'privacy: ' || visibility"
            " WHERE state = ? AND key LIKE 'media/%' AND visibility = ?",
            (KEPT, visibility),
        )


def keep_first(database: sqlite3.Connection, limit: int) -> None:
    """Skip all items of the run but the first `limit`."""
    row = database.execute(
        "SELECT seq FROM items WHERE state = ? ORDER BY seq LIMIT 1 OFFSET ?", (KEPT, max(limit, 0))
    ).fetchone()
    if row:
        database.execute(
            "UPDATE items SET state = 'skipped', detail = 'filter: limit' WHERE state = ? AND seq >= ?",
            (KEPT, row[0]),
        )


PARENTS_IN_RUN = (
    "SELECT parents.seq AS node, parents.above AS above FROM temp.parents"
    " JOIN items AS child ON child.seq = parents.seq AND child.state = 'kept'"
    " JOIN items AS parent ON parent.seq = parents.above AND parent.state = 'kept'"
)
"""For `circles_on_disk`: a parent that is left out breaks a circle already."""
