"""The walk over a tree of HTML: text into lines, lines into blocks, with the white space of browsers.

Keeps its own stack: takes any depth. Elements are opened by functions of a table (`tree.py`), one concept a module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal

from migrate.content.cleaning import is_hidden
from migrate.content.context import PLACEHOLDER, FragmentContext
from migrate.content.embeds import address_alone
from migrate.content.frames import MAX_DEPTH, Container, Line, marked_line
from migrate.content.html import (
    LINE_ELEMENTS,
    PARSER_DEPTH,
    Comment,
    Element,
    HtmlNode,
    ProcessingInstruction,
    Text,
    source_of,
)
from migrate.content.line_reader import SCHEMES, LineReader
from migrate.content.markers import MarkerReader
from migrate.content.whitespace import shows_nothing
from migrate.model.document import Block, Paragraph, RawBlock
from migrate.model.inlines import Anchor, Attributes, Image, LineBreak, RawInline
from migrate.model.inlines import Text as TextNode

Opened = Literal[0, 1, 2, 3, 4]
"""What opening an element did."""
LEAF: Opened = 0
"""It was read whole; what is in it is not walked."""
INLINE: Opened = 1
"""Nothing: its content is read as if it stood in its parent."""
LINE: Opened = 2
"""A new line began, and ends where the element does."""
FRAME: Opened = 3
"""A frame was opened as `reader.frame`; it ends where the element does."""
PAUSE: Opened = 4
"""Nothing: the piece ends here, and the elements around go on in the next one."""

Opener = Callable[["Reader", Element], Opened]


class Reader(LineReader):
    """Reads one fragment. Openers use `frame`, `text`, `leaf`, `add`, `later`, `anchor`, `context`."""

    __slots__ = (
        "after",
        "careful",
        "context",
        "deep",
        "flattened",
        "hiding",
        "last_tag",
        "left_open",
        "markers",
        "openers",
        "stray_list",
    )

    def __init__(self, openers: Mapping[str, Opener], context: FragmentContext, html: str) -> None:
        super().__init__(html)
        self.openers = openers
        self.context = context
        self.after: list[Block] = []
        """Blocks that show nothing (scripts), to stand after the paragraph that they were found in."""
        self.stray_list: Block | None = None
        """The list of items that stand outside of any list, while more may come."""
        self.last_tag = ""
        """Of the element that ends a piece, where there are any."""
        self.left_open: list[Opened] = []
        """What opening the elements did that go on in the next piece, outermost first."""
        self.markers = MarkerReader(html)
        self.flattened = False
        """Whether nesting beyond the limit has been met, and recorded."""
        self.hiding = "hidden" in html or "display" in html
        """Whether any element may be hidden."""
        self.careful = self.hiding
        """Whether every element must be looked at before it is opened."""
        self.deep = False
        """Whether elements have been met that are nested nearly as deep as the parser goes."""

    def read(self, pieces: Iterable[Element]) -> tuple[Block, ...]:
        """The blocks of a tree, or of a long one's pieces in their order."""
        for piece in pieces:
            self._walk(piece)
        if self.started or self.after:
            self.flush()
        if self.anchors:
            self.root.blocks.append(Paragraph(children=tuple(self.anchors)))
        return tuple(self.root.blocks)

    def _walk(self, root: Element) -> None:
        find = self.openers.get
        unknown = self.openers["*"]
        stack: list[tuple[Iterator[HtmlNode], Opened]] = []
        nodes: Iterator[HtmlNode] = iter(root.children)
        opened: Opened = INLINE
        for again in self.left_open:
            stack.append((nodes, opened))
            opened = again
            nodes = iter(next(nodes).children)
        self.left_open = []
        careful = self.careful or len(stack) >= MAX_DEPTH
        while True:
            for node in nodes:
                kind = type(node)
                if kind is Text:
                    data = node.data  # type: ignore[attr-defined]
                    if self.lines:
                        self.special_text(data)
                    elif self.started or not data.isspace():
                        self.text(data)
                elif kind is Element:
                    element: Element = node  # type: ignore[assignment]
                    if careful:
                        inner = self._open_with_care(element, len(stack))
                    else:
                        inner = find(element.tag, unknown)(self, element)
                    if inner:
                        stack.append((nodes, opened))
                        if inner == PAUSE:
                            self.left_open = [outer for _, outer in stack[1:]]
                            return
                        # No frame is deeper than the elements around it.
                        careful = self.careful or len(stack) >= MAX_DEPTH
                        opened = inner
                        nodes = iter(element.children)
                        break
                else:
                    self._other(node)
            else:
                if opened == FRAME:
                    self.frame.end(self)
                elif opened == LINE and (self.started or self.after):
                    self.flush()
                if not stack:
                    return
                nodes, opened = stack.pop()
                careful = self.careful or len(stack) >= MAX_DEPTH

    def _open_with_care(self, element: Element, depth: int) -> Opened:
        tag = element.tag
        if self.hiding and element.attrs and tag not in _NEVER_TEXT and is_hidden(element):
            if element.text.strip():
                self.context.lose("hidden-text", element.text)
            return LEAF
        if depth >= PARSER_DEPTH - 2:
            self.careful = self.deep = True
        # The parser's own limit shows by an element on its last level: it may be a child that was made a sibling.
        if depth >= PARSER_DEPTH - 1 or (self.frame.depth >= MAX_DEPTH and tag not in _WITHOUT_FRAME):
            if not self.flattened:
                self.flattened = True
                self.context.lose("too-deep", f"<{tag}>")
            if tag not in _WITHOUT_FRAME:
                return LINE if tag in LINE_ELEMENTS else INLINE
        return self.openers.get(tag, self.openers["*"])(self, element)

    # Blocks ----------------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """End the current line: it becomes a block of its container."""
        frame = self.frame
        container = frame.container
        if frame is not container:
            self.close_marks()
        line = container.line
        if self.started and line:
            if self.anchors:
                line.extend(self.anchors)
                self.anchors.clear()
            container.line = []
            self.started = self.space = False
            self.breaks = 0
            container.take(self, line)
            self.broken = False
        self.started = self.space = False
        self.breaks = 0
        self.waiting = bool(self.anchors)
        if self.after:
            after, self.after = self.after, []
            for block in after:
                container.add(block)

    def add(self, block: Block) -> None:
        """A finished block, in the container that is open; text before it is a paragraph of its own."""
        if self.started or self.after:
            self.flush()
        self.frame.container.add(block)

    def later(self, block: Block) -> None:
        """A block that shows nothing: it does not break the paragraph that it stands in."""
        if self.started:
            self.after.append(block)
        else:
            self.frame.container.add(block)

    def put_paragraph(
        self, container: Container, line: Line, align: str, attributes: Attributes, *, embeds: bool = False
    ) -> None:
        """A line as paragraphs of a container: addresses that stand alone are embeds, what shows nothing goes."""
        first = line[0]
        if (embeds or container.embeds) and (self.broken or (type(first) is str and first[:4] in SCHEMES)):
            start = 0
            for place, item in enumerate(line):
                if type(item) is str and item[:4] in SCHEMES and _stands_alone(line, place):
                    block = address_alone(item, self.context.link_of)
                    if block is not None:
                        _put_text(container, _without_breaks(line[start:place]), align, attributes)
                        container.add(block)
                        start = place + 1
            if start:
                line = _without_breaks(line[start:])
        _put_text(container, line, align, attributes)

    # What is neither text nor element --------------------------------------------------------------------------

    def _other(self, node: HtmlNode) -> None:
        if type(node) is Comment:
            if node.data[:1] not in _MEANINGFUL:
                return
            block = self.markers.read(node.data)
            if block is not None:
                self.add(block)
                return
        elif type(node) is not ProcessingInstruction:
            return
        if source := source_of(node):
            self.leaf(RawInline(html=source))


_MEANINGFUL = frozenset("mn?")
"""How comments begin that mean something."""
_NEVER_TEXT = frozenset({"script", "style", "svg", "iframe", "input", "link", "meta", "object", "embed", PLACEHOLDER})
"""What is kept, hidden or not: it is no text of the page."""
_WITHOUT_FRAME = _NEVER_TEXT | frozenset({"br", "hr", "img", "math", "form", "select", "textarea", "video", "audio"})


def _stands_alone(line: Line, place: int) -> bool:
    return (place == 0 or type(line[place - 1]) is LineBreak) and (
        place == len(line) - 1 or type(line[place + 1]) is LineBreak
    )


def _without_breaks(line: Line) -> Line:
    start, end = 0, len(line)
    while start < end and type(line[start]) is LineBreak:
        start += 1
    while end > start and type(line[end - 1]) is LineBreak:
        end -= 1
    return line[start:end]


def _put_text(container: Container, line: Line, align: str, attributes: Attributes) -> None:
    if not line:
        return
    inlines = marked_line(container, line)
    first = inlines[0]
    kind = type(first)
    if kind is RawInline and len(inlines) == 1:
        container.add(RawBlock(html=first.html))  # type: ignore[union-attr]
    elif kind is not Image and (kind is not TextNode or not first.text[0].isalnum()) and shows_nothing(inlines):  # type: ignore[union-attr]
        if identifier := attributes.get("id"):
            container.add(Paragraph(children=(Anchor(id=identifier),)))
    else:
        container.add(Paragraph(children=inlines, align=align, attributes=attributes))
