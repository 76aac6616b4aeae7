"""Tables: `| a | b |` where GFM can say it (a header row, cells of one line, no spans), else HTML."""

from __future__ import annotations

from migrate.model.document import Cell, Paragraph, Row, Table
from migrate.writers.markdown.draft import Draft
from migrate.writers.markdown.inlines import cell as write_cell

_RULES = {"": "---", "left": ":---", "center": ":---:", "right": "---:"}


def table(node: Table, draft: Draft) -> str:
    """The lines of a table. Rows of its foot are rows like others where it is not HTML."""
    lines = _lines(node, draft) if draft.options.tables and not node.caption else None
    return draft.html(node) if lines is None else "\n".join(lines)


def _lines(node: Table, draft: Draft) -> list[str] | None:
    head, body = node.head, node.body
    if not head and body and all(cell.header for cell in body[0].cells):
        head, body = body[:1], body[1:]
    if len(head) != 1 or not head[0].cells:
        return None
    rows = (head[0], *body, *node.foot)
    width = len(head[0].cells)
    written = []
    for row in rows:
        cells = _cells(row, width, draft)
        if cells is None:
            return None
        written.append("| " + " | ".join(cells) + " |")
    rules = [_RULES.get(_alignment(rows, column), "---") for column in range(width)]
    return [written[0], "| " + " | ".join(rules) + " |", *written[1:]]


def _cells(row: Row, width: int, draft: Draft) -> list[str] | None:
    if len(row.cells) != width:
        return None
    out = []
    for cell in row.cells:
        if cell.columns != 1 or cell.rows != 1 or not _is_line(cell):
            return None
        block = cell.blocks[0] if cell.blocks else None
        written = write_cell(block.children, draft) if isinstance(block, Paragraph) else ""
        if written is None:
            return None
        out.append(written)
    return out


def _is_line(cell: Cell) -> bool:
    return not cell.blocks or (len(cell.blocks) == 1 and isinstance(cell.blocks[0], Paragraph))


def _alignment(rows: tuple[Row, ...], column: int) -> str:
    """That of the header cell, else the one that all cells below share."""
    head = _align(rows[0].cells[column])
    below = {_align(row.cells[column]) for row in rows[1:]}
    return head or (below.pop() if len(below) == 1 else "")


def _align(cell: Cell) -> str:
    block = cell.blocks[0] if cell.blocks else None
    return cell.align or (block.align if isinstance(block, Paragraph) else "")
