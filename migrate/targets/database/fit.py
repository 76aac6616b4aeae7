"""What an engine cannot hold: each such value is taken out of its row, and a loss says what it was.

The only place where rows differ between engines; `Capabilities` says how.
"""

from __future__ import annotations

import re

import msgspec

from migrate.model.artifact import Row
from migrate.model.loss import Loss, LossKind
from migrate.targets.database import columns
from migrate.targets.database.keys import LIMIT, shorten

_TEXT = msgspec.json.Encoder()
_PACK = msgspec.msgpack.Encoder()
_ESCAPE = re.compile(r"\\(u0000|.)", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile("[\0\n\r\x1a\"'\\\\]")
"""What PyMySQL writes as two bytes."""
_DOCUMENTS = {
    table: tuple(index for index, name in enumerate(names) if name in columns.JSON)
    for table, names in columns.COLUMNS.items()
}
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]')


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """What a database takes; a destination reads it from the server. The defaults are SQLite's."""

    max_row_bytes: int = 1_000_000_000
    """All values of a row together."""
    escapes: bool = False
    """True where values are part of the statement's text, so that quotes and line ends count twice."""
    accepts_nul: bool = True
    """False where U+0000 cannot stand in a text."""
    max_json_depth: int | None = None
    """How deep JSON may be nested (31 in MariaDB 10.11); None where that is deeper than any value of ours."""


def fit(rows: list[Row], capabilities: Capabilities) -> tuple[list[Row], list[Loss]]:
    """The rows with what the engine does not take replaced or removed, and a loss for each such value."""
    if _fits(rows, capabilities):
        return rows, []
    losses: list[Loss] = []
    return [_fit_row(row, capabilities, losses) for row in rows], losses


def fit_name(text: str, source: str, field: str, losses: list[Loss]) -> str:
    """A text that is indexed whole: cut to `LIMIT` characters, which WordPress itself never exceeds, with a
    loss."""
    if len(text) <= LIMIT:
        return text
    losses.append(Loss(kind=LossKind.TOO_LARGE, source=source, field=field, detail=text[:200]))
    return shorten(text)


def fit_number(number: int | None, source: str, field: str, losses: list[Loss]) -> int | None:
    """The number, or None and a loss where it does not fit into 64 bits."""
    if number is None or -(2**63) <= number < 2**63:
        return number
    losses.append(Loss(kind=LossKind.TOO_LARGE, source=source, field=field, detail=str(number)[:200]))
    return None


def _fits(rows: list[Row], capabilities: Capabilities) -> bool:
    """Whether nothing needs a closer look: one pass in C over all rows of a record instead of one over every
    value. Where NUL has to be found, texts are written as JSON, which shows it however it is written."""
    try:
        encoded = (_PACK if capabilities.accepts_nul else _TEXT).encode(rows)
    except UnicodeEncodeError:
        return False
    if 2 * len(encoded) > capabilities.max_row_bytes:
        return False
    if not capabilities.accepts_nul and b"u0000" in encoded:
        return False
    depth = capabilities.max_json_depth
    return depth is None or all(
        text.count("[") + text.count("{") <= depth
        for row in rows
        for text in map(row.values.__getitem__, _DOCUMENTS[row.table])
        if isinstance(text, str)
    )


def _fit_row(row: Row, capabilities: Capabilities, losses: list[Loss]) -> Row:
    names = columns.COLUMNS[row.table]
    values = list(row.values)
    for index, name in enumerate(names):
        value = values[index]
        if isinstance(value, str):
            values[index], problem = _fit_text(value, name in columns.JSON, capabilities)
            if problem is not None:
                kind, detail = problem
                losses.append(Loss(kind=kind, source=row.source, field=_field(row, name), detail=detail))
    sizes = [_size(value, capabilities) if isinstance(value, str) else 24 for value in values]
    while sum(sizes) > capabilities.max_row_bytes:
        index = max(range(len(sizes)), key=sizes.__getitem__)
        size = len(str(values[index]).encode())
        losses.append(
            Loss(
                kind=LossKind.TOO_LARGE,
                source=row.source,
                field=_field(row, names[index]),
                detail=f"{size} bytes of {names[index]} left out",
            )
        )
        values[index] = None if names[index] in columns.JSON else ""
        sizes[index] = 0
    return Row(row.source, row.table, tuple(values))


def _fit_text(text: str, json: bool, capabilities: Capabilities) -> tuple[str | None, tuple[LossKind, str] | None]:
    problem = None
    if not text.isascii() and _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", text)
        problem = (LossKind.FORBIDDEN_CHARACTER, "half of a surrogate pair")
    if not capabilities.accepts_nul:
        # JSON writes NUL as an escape; PostgreSQL stores that but fails any query that looks inside.
        without = _ESCAPE.sub(_drop_nul, text) if json else text.replace("\0", "")
        if len(without) < len(text):
            text, problem = without, (LossKind.FORBIDDEN_CHARACTER, "NUL")
    depth = capabilities.max_json_depth
    if json and depth is not None and _depth(text) > depth:
        return None, (LossKind.TOO_LARGE, f"JSON nested more than {depth} deep")
    return text, problem


def _drop_nul(match: re.Match[str]) -> str:
    return "" if match[1] == "u0000" else match[0]


def _depth(text: str) -> int:
    depth = deepest = 0
    for match in _BRACKETS.finditer(text):
        if match[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif match[0] in "]}":
            depth -= 1
    return deepest


def _size(text: str, capabilities: Capabilities) -> int:
    size = len(text.encode())
    return size + len(_ESCAPED.findall(text)) + 2 if capabilities.escapes else size


def _field(row: Row, name: str) -> str:
    """The field or meta key that a loss names."""
    if row.table != "meta":
        return name
    return str(row.values[columns.COLUMNS["meta"].index("key")])
