"""A TablePress table, which is JSON in the body of an item of its own, as an HTML table."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from itertools import islice, takewhile
from typing import Any

from migrate.model.lookup import Pattern

_SPANS = frozenset({"#colspan#", "#rowspan#", "#span#"})


def render_table(table: Pattern) -> str | None:
    """The table's HTML, cells with their shortcodes; None where the item holds no table."""
    rows = _read(table.body)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows) or not rows:
        return None
    options = _dictionary(table.meta.get("_tablepress_table_options", ""))
    visibility = _dictionary(table.meta.get("_tablepress_table_visibility", ""))
    shown_rows = _shown(rows, visibility.get("rows"))
    width = max(len(row) for row in rows)
    columns = _shown(range(width), visibility.get("columns"))
    cells = [[_text(row[column]) if column < len(row) else "" for column in columns] for row in shown_rows]
    head = _count(options.get("table_head", True))
    foot = _count(options.get("table_foot", False))
    parts = (
        ("thead", cells[:head], "th"),
        ("tbody", cells[head : len(cells) - foot], "td"),
        ("tfoot", cells[len(cells) - foot :] if foot else [], "th"),
    )
    html = "".join(f"<{part}>{_rows(rows, tag)}</{part}>" for part, rows, tag in parts if rows)
    return f"<table>{html}</table>"


def _rows(rows: list[list[str]], tag: str) -> str:
    return "".join(f"<tr>{_cells(rows, place, tag)}</tr>" for place in range(len(rows)))


def _cells(rows: list[list[str]], place: int, tag: str) -> str:
    row = rows[place]
    pieces = []
    for column, text in enumerate(row):
        if text in _SPANS and (place or column):
            continue
        wide = _run(row, column + 1, "#colspan#")
        high = _run((below[column] for below in islice(rows, place + 1, None)), 0, "#rowspan#")
        spans = (f' colspan="{wide + 1}"' if wide else "") + (f' rowspan="{high + 1}"' if high else "")
        pieces.append(f"<{tag}{spans}>{text.replace(chr(10), '<br />')}</{tag}>")
    return "".join(pieces)


def _run(cells: Iterable[str], start: int, mark: str) -> int:
    return sum(1 for _ in takewhile(mark.__eq__, islice(cells, start, None)))


def _shown(members: Iterable[Any], flags: Any) -> list[Any]:
    every = list(members)
    if not isinstance(flags, list) or len(flags) != len(every):
        return every
    return [member for member, flag in zip(every, flags, strict=True) if flag]


def _count(value: Any) -> int:
    return max(0, int(value)) if isinstance(value, (bool, int)) else 0


def _text(value: Any) -> str:
    return value if isinstance(value, str) else escape("" if value is None else str(value))


def _dictionary(text: str) -> dict[str, Any]:
    value = _read(text)
    return value if isinstance(value, dict) else {}


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
