"""When entries were written, as a bar a year, or a month where that is under three years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rich.cells import cell_len

_MONTHS = 36
"""The longest range, in months, that is shown by the month."""
_ROWS = 12
"""Bars one under the other; further ones stand beside them."""
_MOST = 48
"""Years with bars; of more, the earliest are put together."""
_GAP = 3
_EIGHTHS = " ▏▎▍▌▋▊▉"


def bars(by_month: Mapping[str, int], width: int, *, plain: bool) -> list[str]:
    """Lines of bars, at most `width` columns wide. `by_month`: `YYYY-MM` → count; `plain`: ASCII only."""
    rows = _rows(by_month)
    if len(rows) < 2:
        return []
    across = -(-len(rows) // _ROWS)
    down = -(-len(rows) // across)
    label = max(cell_len(name) for name, _ in rows)
    number = max(len(f"{count:,}") for _, count in rows)
    room = max(4, (width - _GAP * (across - 1)) // across - label - number - 2)
    most = max(count for _, count in rows)
    cells = [
        f"{name:<{label}} {count:>{number},} {_bar(count, most, min(room, 60), plain):<{min(room, 60)}}"
        for name, count in rows
    ]
    columns = [cells[start : start + down] for start in range(0, len(cells), down)]
    return [
        (" " * _GAP).join(column[line] for column in columns if line < len(column)).rstrip() for line in range(down)
    ]


def _rows(by_month: Mapping[str, int]) -> list[tuple[str, int]]:
    """Months without a gap, or years; years without entries are left out where there are many."""
    if not by_month:
        return []
    first, last = min(by_month), max(by_month)
    start, end = _month_number(first), _month_number(last)
    if end - start < _MONTHS:
        months = [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]
        return [(month, by_month.get(month, 0)) for month in months]
    years: Counter[str] = Counter()
    for month, count in by_month.items():
        years[month[:4]] += count
    every = [f"{year:04}" for year in range(int(first[:4]), int(last[:4]) + 1)]
    if len(every) > _ROWS * 2:
        every = [year for year in every if years[year]]
    rows = [(year, years[year]) for year in every]
    if len(rows) > _MOST:
        early = rows[: -_MOST + 1]
        rows = [(f"<={early[-1][0]}", sum(count for _, count in early)), *rows[-_MOST + 1 :]]
    return rows


def _month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _bar(count: int, most: int, room: int, plain: bool) -> str:
    eighths = max(1, round(count * room * 8 / most)) if count > 0 else 0
    if plain:
        return "#" * -(-eighths // 8)
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")
