"""Text into lines: white space as browsers collapse it, breaks and anchors where they show, marks around it all."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from migrate.content.frames import Frame, InlineFrame, Root
from migrate.content.html import Element, Text
from migrate.content.marks import Mark
from migrate.content.whitespace import BLANKS, LINE_BREAK, collapser_for, finish
from migrate.model.inlines import Anchor, Inline
from migrate.model.inlines import Text as TextNode

SCHEMES = frozenset({"http", "HTTP", "Http"})
"""How an address begins."""

_CODE_BREAK = re.compile(r"[ \t]*[\n\r][ \t\n\r]*")


class LineReader:
    """The line that is being read, as part of the frame that is open."""

    __slots__ = (
        "anchors",
        "breaks",
        "broken",
        "collapse",
        "frame",
        "lines",
        "root",
        "space",
        "started",
        "waiting",
    )

    def __init__(self, html: str) -> None:
        self.root = Root()
        self.frame: Frame = self.root
        self.started = False
        """Whether the current line shows anything yet: blanks and breaks before that are dropped."""
        self.waiting = False
        """Whether a space, breaks or anchors are to be put before what comes next in the line."""
        self.space = False
        self.breaks = 0
        self.broken = False
        """Whether the current line has breaks."""
        self.anchors: list[Anchor] = []
        self.lines: Literal["", "code", "verbatim", "whole"] = ""
        """How text is read: collapsed, as code, line by line, or as it is."""
        self.collapse: Callable[[str], str] = collapser_for(html)

    def text(self, data: str) -> None:
        """Characters within a line."""
        body = self.collapse(data.strip(BLANKS))
        if not body:
            if self.started and data:
                self.space = self.waiting = True
            return
        frame = self.frame
        if self.waiting:
            self._lead(data[0] in BLANKS)
        elif self.started and data[0] in BLANKS:
            if frame.line:
                body = " " + body
            else:
                self._lead(True)
        self.started = True
        frame.line.append(body)
        if data[-1] in BLANKS:
            self.space = self.waiting = True

    def mark_text(self, element: Element, mark: Mark) -> bool:
        """Read an element that holds nothing but text, and put a mark around it; false where it holds more or less."""
        children = element.children
        if len(children) != 1 or self.lines:
            return False
        node = children[0]
        if type(node) is not Text:
            return False
        data = node.data
        body = self.collapse(data.strip(BLANKS))
        if not body:
            return False
        if self.waiting or (data[0] in BLANKS and self.started):
            self._lead(data[0] in BLANKS)
        self.started = True
        mark.put(self.frame.line, (TextNode(text=body),))
        if data[-1] in BLANKS:
            self.space = self.waiting = True
        return True

    def leaf(self, node: Inline) -> None:
        """A node within a line."""
        if self.waiting:
            self._lead(False)
        self.started = True
        self.frame.line.append(node)

    def line_break(self) -> None:
        """`<br>`. At a line's start and before a block's end it shows nothing, and is dropped."""
        if self.lines == "verbatim":
            self._new_line()
        elif self.started:
            self.breaks += 1
            self.waiting = True

    def anchor(self, identifier: str) -> None:
        """A place to link to: it is put before what comes next."""
        if identifier:
            self.anchors.append(Anchor(id=identifier))
            self.waiting = True

    def _lead(self, space: bool) -> None:
        # Blanks go outside of the marks that begin or end with them: writers cannot say them inside.
        target = self.frame
        while isinstance(target, InlineFrame) and not target.line:
            target = target.parent
        if self.started:
            if self.breaks:
                target.line.extend([LINE_BREAK] * self.breaks)
                self.broken = True
            elif space or self.space:
                target.line.append(" ")
        if self.anchors:
            target.line.extend(self.anchors)
            self.anchors.clear()
        self.space = self.waiting = False
        self.breaks = 0

    def special_text(self, data: str) -> None:
        if self.lines == "code":
            data = _CODE_BREAK.sub(" ", data)
            if data.strip(BLANKS):
                self._append(data)
            elif self.started:
                self.space = self.waiting = True
            return
        if self.lines == "whole":
            self.frame.line.append(data)
            return
        append = self._append if self.frame.container.keeps_lines else self.text
        for place, piece in enumerate(data.split("\n")):
            if place:
                self._new_line()
            if piece:
                append(piece)

    def _append(self, text: str) -> None:
        if self.waiting:
            self._lead(False)
        self.started = True
        self.frame.line.append(text)

    def _new_line(self) -> None:
        container = self.frame.container
        if container.keeps_lines:
            self.close_marks()
            container.take_line()
            self.started = False
        elif self.started:
            self.breaks += 1
            self.waiting = True

    def close_marks(self) -> None:
        """Put what the open marks hold into the line of their container; they stay open, empty."""
        frame = self.frame
        while isinstance(frame, InlineFrame):
            if frame.line:
                line, frame.line = frame.line, []
                frame.mark.put(frame.parent.line, finish(line))
            frame = frame.parent
