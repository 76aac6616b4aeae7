"""What is asked of the index for every item of a span, had with a few questions for all of them."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple, TypeVar

from migrate.model.files import MissingFile
from migrate.model.routes import Redirection, Route

REDIRECTION = ", ".join(Redirection._fields)
_OF_SPAN = "items.seq BETWEEN ? AND ? AND items.state = 'kept'"
_KEYS = f"SELECT key FROM items WHERE {_OF_SPAN}"
_ROUTES = f"SELECT routes.* FROM items JOIN routes USING (key) WHERE {_OF_SPAN}"
# CROSS JOIN: from the few items to what they own, whatever SQLite thinks of the tables' sizes.
_REDIRECTS = (
    f"SELECT {', '.join(f'redirects.{name}' for name in Redirection._fields)} FROM items"
    f" CROSS JOIN redirects ON redirects.owner = items.key WHERE {_OF_SPAN} ORDER BY redirects.rank"
)
_LOSSES = (
    "SELECT lost.owner, lost.kind, lost.detail FROM items CROSS JOIN redirect_losses AS lost ON lost.owner = items.key"
    f" WHERE {_OF_SPAN} ORDER BY lost.rowid"
)
_MISSING = (
    "SELECT missing.* FROM items CROSS JOIN missing_files AS missing ON missing.source = items.key"
    f" WHERE {_OF_SPAN} ORDER BY missing.rowid"
)
_T = TypeVar("_T")


class NearSpan(NamedTuple):
    """Keys of the items that are part of the run, and what belongs to them: a key without any has no entry."""

    keys: frozenset[str] = frozenset()
    routes: dict[str, Route] = {}
    redirects: dict[str, list[Redirection]] = {}
    losses: dict[str, list[tuple[str, str]]] = {}
    """Kinds and details of redirects that lead nowhere."""
    missing: dict[str, list[MissingFile]] = {}


def near_span(database: sqlite3.Connection, first: int, last: int) -> NearSpan:
    """Of the items from `seq` to `seq`."""
    span = (first, last)
    return NearSpan(
        frozenset(key for (key,) in database.execute(_KEYS, span)),
        {row[0]: Route._make(row) for row in database.execute(_ROUTES, span)},
        _grouped([(row[0], redirection(row)) for row in database.execute(_REDIRECTS, span)]),
        _grouped([(owner, (kind, detail)) for owner, kind, detail in database.execute(_LOSSES, span)]),
        _grouped([(row[0], MissingFile._make(row)) for row in database.execute(_MISSING, span)]),
    )


def redirection(row: tuple[str, str, str, str, int, str, int]) -> Redirection:
    """A row of `REDIRECTION`."""
    owner, source, query, target, status, reason, public = row
    return Redirection(owner, source, query, target, status, reason, bool(public))


def _grouped(pairs: list[tuple[str, _T]]) -> dict[str, list[_T]]:
    groups: dict[str, list[_T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
