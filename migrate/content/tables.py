"""Tables: head, body and foot, spans, alignment, captions; a table of one cell is layout, and its content stays."""

from __future__ import annotations

import re
from typing import NamedTuple

from migrate.content.captions import CaptionFrame, inlines_or_blocks
from migrate.content.cleaning import ALIGNMENTS, alignment_of, classes_of, id_of, style_of
from migrate.content.frames import Container, Frame
from migrate.content.html import Element
from migrate.content.reader import FRAME, LEAF, LINE, Opened, Opener, Reader
from migrate.content.simple_lines import simple_line
from migrate.content.whitespace import LINE_BREAK, finish
from migrate.model.document import Block, Cell, Paragraph, Row, Table
from migrate.model.inlines import Inline

_NUMBER = re.compile(r"\s*(\d{1,5})", re.ASCII)


class TableFrame(Container):
    """`<table>`. What stands beside rows comes before the table, as browsers put it."""

    __slots__ = ("body", "caption", "foot", "head")

    def __init__(self, parent: Frame) -> None:
        super().__init__(parent)
        self.align = ""
        self.head: list[Row] = []
        self.body: list[Row] = []
        self.foot: list[Row] = []
        self.caption: tuple[Inline, ...] = ()

    def add(self, block: Block) -> None:
        self.parent.container.add(block)

    def title(self, blocks: list[Block]) -> None:
        """The caption has been read."""
        inlines, rest = inlines_or_blocks(blocks)
        self.caption = (
            finish((*self.caption, LINE_BREAK, *inlines)) if self.caption and inlines else inlines or self.caption
        )
        for block in rest:
            self.add(block)

    def close(self, reader: Reader) -> None:
        outer = self.parent.container
        rows = self.head + self.body + self.foot
        if not rows:
            if self.caption:
                outer.add(Paragraph(children=self.caption))
            return
        if len(rows) == 1 and len(rows[0].cells) == 1 and not rows[0].cells[0].header and not self.caption:
            for block in rows[0].cells[0].blocks:
                outer.add(block)
            return
        head, body = self.head, self.body
        if not head and len(body) > 1 and _is_header(body[0]) and not _is_header(body[1]):
            head, body = body[:1], body[1:]
        outer.add(Table(head=tuple(head), body=tuple(body), foot=tuple(self.foot), caption=self.caption))


def _is_header(row: Row) -> bool:
    return bool(row.cells) and all(cell.header for cell in row.cells)


class RowsFrame(Container):
    """`<thead>`, `<tbody>`, `<tfoot>`."""

    __slots__ = ("rows",)

    def __init__(self, parent: Frame, rows: list[Row]) -> None:
        super().__init__(parent)
        self.rows = rows

    def add(self, block: Block) -> None:
        self.parent.container.add(block)

    def close(self, reader: Reader) -> None:
        pass


class RowFrame(Container):
    """`<tr>`."""

    __slots__ = ("cells", "rows")

    def __init__(self, parent: Frame, rows: list[Row]) -> None:
        super().__init__(parent)
        self.cells: list[Cell] = []
        self.rows = rows

    def add(self, block: Block) -> None:
        self.parent.container.add(block)

    def close(self, reader: Reader) -> None:
        if self.cells:
            self.rows.append(Row(cells=tuple(self.cells)))


class CellFrame(Container):
    """`<td>`, `<th>`."""

    __slots__ = ("_says",)
    embeds = False

    def __init__(self, parent: Frame, says: _Says) -> None:
        super().__init__(parent)
        self._says = says

    def close(self, reader: Reader) -> None:
        row = self.parent
        if isinstance(row, RowFrame):
            row.cells.append(_cell(tuple(self.blocks), self._says))


class _Says(NamedTuple):
    """What the tag of a cell says."""

    header: bool
    columns: int = 1
    rows: int = 1
    align: str = ""


_PLAIN = {"td": _Says(False), "th": _Says(True)}


def _said(element: Element) -> _Says:
    style, classes = style_of(element), classes_of(element)
    said = (element.attr("data-align") or "").lower()
    return _Says(
        element.tag == "th",
        _number(element.attr("colspan"), 1000) or 1,
        _number(element.attr("rowspan"), 65534) or 1,
        said if said in ALIGNMENTS else alignment_of(element, style, classes),
    )


def _cell(blocks: tuple[Block, ...], says: _Says) -> Cell:
    return Cell(blocks=blocks, header=says.header, columns=says.columns, rows=says.rows, align=says.align)


def _number(text: str | None, highest: int) -> int:
    match = _NUMBER.match(text) if text else None
    return min(int(match[1]), highest) if match else 1


def open_table(reader: Reader, element: Element) -> Opened:
    """`<table>`."""
    if reader.started or reader.after:
        reader.flush()
    if element.attrs:
        reader.anchor(id_of(element))
    reader.frame = TableFrame(reader.frame)
    return FRAME


def open_rows(reader: Reader, element: Element) -> Opened:
    """`<thead>`, `<tbody>`, `<tfoot>`. Of several heads, only the first is one."""
    table = reader.frame
    if not isinstance(table, TableFrame):
        return LINE
    rows = table.body
    if element.tag == "tfoot":
        rows = table.foot
    elif element.tag == "thead" and not table.head and not table.body:
        rows = table.head
    reader.frame = RowsFrame(table, rows)
    return FRAME


def open_row(reader: Reader, element: Element) -> Opened:
    """`<tr>`."""
    frame = reader.frame
    if not isinstance(frame, RowsFrame):
        return LINE
    if element.attrs:
        reader.anchor(id_of(element))
    reader.frame = RowFrame(frame, frame.rows)
    return FRAME


def open_cell(reader: Reader, element: Element) -> Opened:
    """`<td>`, `<th>`."""
    frame = reader.frame
    if not isinstance(frame, RowFrame):
        return LINE
    says = _PLAIN[element.tag]
    if element.attrs:
        reader.anchor(id_of(element))
        says = _said(element)
    if line := simple_line(reader, element):
        frame.cells.append(_cell((Paragraph(children=line),), says))
        return LEAF
    reader.frame = CellFrame(frame, says)
    return FRAME


def open_title(reader: Reader, element: Element) -> Opened:
    """`<caption>`."""
    table = reader.frame
    if not isinstance(table, TableFrame):
        return LINE
    reader.frame = CaptionFrame(table, table.title)
    return FRAME


OPENERS: dict[str, Opener] = {
    "caption": open_title,
    "table": open_table,
    "tbody": open_rows,
    "td": open_cell,
    "tfoot": open_rows,
    "th": open_cell,
    "thead": open_rows,
    "tr": open_row,
}
