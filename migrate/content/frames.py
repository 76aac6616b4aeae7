"""Frames: elements that are being read. A container gathers blocks; an inline frame marks part of a container's line.

Every frame knows how deep in the document it stands, so that no document is deeper than readers of it can recurse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrate.content.marks import Mark, marked
from migrate.content.whitespace import finish
from migrate.model.document import Block
from migrate.model.inlines import Attributes, Inline

if TYPE_CHECKING:
    from migrate.content.reader import Reader

MAX_DEPTH = 100
"""Levels of a document; what is nested deeper stands flat on the last one (a loss). Python recurses 1,000 calls deep,
and writers need several a level."""

Line = list[str | Inline]


class Frame:
    """An element that is open. `line` holds texts and inlines in order, texts with their white space collapsed."""

    __slots__ = ("depth", "line", "parent")

    parent: Frame
    line: Line
    depth: int

    @property
    def container(self) -> Container:
        """The element whose line this frame is a part of; a container's own is itself."""
        raise NotImplementedError

    def end(self, reader: Reader) -> None:
        """The element's end has been reached; `reader.frame` is this frame."""
        raise NotImplementedError


class InlineFrame(Frame):
    """An element within a line. Starting a block within it puts what it holds so far into the line, and empties it."""

    __slots__ = ("_container", "mark")

    def __init__(self, parent: Frame, mark: Mark) -> None:
        self.parent = parent
        self._container = parent.container
        self.depth = parent.depth + 1
        self.line = []
        self.mark = mark

    @property
    def container(self) -> Container:
        return self._container

    def end(self, reader: Reader) -> None:
        reader.frame = parent = self.parent
        if self.line:
            self.mark.put(parent.line, finish(self.line))


class Container(Frame):
    """An element that holds blocks. `marks` come from inline elements around it, `align` is that of text inside."""

    __slots__ = ("align", "blocks", "marks")

    embeds = True
    """Whether an address that stands alone in it, outside any `<p>`, is an embed to WordPress."""

    keeps_lines = False
    """Whether newlines in its text end lines."""

    def __init__(self, parent: Frame) -> None:
        outer = parent.container
        self.parent = parent
        self.depth = parent.depth + 1
        self.line: Line = []
        self.blocks: list[Block] = []
        self.align: str = outer.align
        self.marks: tuple[Mark, ...] = outer.marks if parent is outer else outer.marks + marks_within(parent)

    # No attribute: a frame that names itself would be freed by the garbage collector only.
    @property
    def container(self) -> Container:
        return self

    def add(self, block: Block) -> None:
        """Take a finished block."""
        self.blocks.append(block)

    def take(self, reader: Reader, line: Line) -> None:
        """Take a finished line, never empty."""
        reader.put_paragraph(self, line, self.align, {})

    def end(self, reader: Reader) -> None:
        if reader.started or reader.after:
            reader.flush()
        reader.frame = self.parent
        self.close(reader)

    def close(self, reader: Reader) -> None:
        """Make of the blocks what the element is."""
        raise NotImplementedError

    def has_paragraph(self) -> None:
        """A `<p>` stands directly in this element."""

    def take_line(self) -> None:
        """Take the line at a newline that counts, also an empty one. Only called where `keeps_lines` is true."""


class Root(Container):
    """The fragment itself."""

    __slots__ = ()

    def __init__(self) -> None:
        self.depth = 0
        self.line = []
        self.blocks = []
        self.align = ""
        self.marks = ()

    def close(self, reader: Reader) -> None:
        pass


class Flow(Container):
    """An element that is no node of its own: its blocks are its parent's, its alignment is theirs."""

    __slots__ = ()

    def add(self, block: Block) -> None:
        self.parent.container.add(block)

    def close(self, reader: Reader) -> None:
        pass

    def has_paragraph(self) -> None:
        self.parent.container.has_paragraph()


class ParagraphFrame(Container):
    """`<p>`. What is no line of text is its parent's, after the text before it."""

    __slots__ = ("attributes",)

    def __init__(self, parent: Frame, attributes: Attributes) -> None:
        super().__init__(parent)
        self.attributes = attributes

    def add(self, block: Block) -> None:
        self.parent.container.add(block)

    def take(self, reader: Reader, line: Line) -> None:
        reader.put_paragraph(self, line, self.align, self.attributes, embeds=True)
        if self.attributes:
            self.attributes = {name: value for name, value in self.attributes.items() if name != "id"}

    def close(self, reader: Reader) -> None:
        self.parent.container.has_paragraph()


def holder(frame: Frame) -> Container:
    """The container that blocks added to this frame end up in."""
    container = frame.container
    while isinstance(container, Flow | ParagraphFrame):
        container = container.parent.container
    return container


def marks_within(frame: Frame) -> tuple[Mark, ...]:
    """The marks between a frame and its container, outermost first."""
    marks = []
    while isinstance(frame, InlineFrame):
        marks.append(frame.mark)
        frame = frame.parent
    return tuple(reversed(marks))


def is_marked(frame: Frame, key: str) -> bool:
    """Whether text put into the frame already has a mark of this key."""
    while isinstance(frame, InlineFrame):
        if key in frame.mark.keys:
            return True
        frame = frame.parent
    marks = frame.container.marks
    return bool(marks) and any(key in mark.keys for mark in marks)


def marked_line(container: Container, line: Line) -> tuple[Inline, ...]:
    """A line as inlines, within the marks of its container."""
    inlines = finish(line)
    return marked(container.marks, inlines) if container.marks else inlines
