"""Lists of items, task items, and definition lists; also where they are nested or closed as editors left them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from migrate.content.captions import CaptionFrame, inlines_or_blocks
from migrate.content.cleaning import alignment_of, classes_of, id_of, style_of
from migrate.content.figures import FigureFrame
from migrate.content.frames import Container, Flow, Frame, InlineFrame, ParagraphFrame, holder
from migrate.content.galleries import GALLERY_CLASSES, columns_of, gallery_of
from migrate.content.html import Element
from migrate.content.raw import open_raw
from migrate.content.reader import FRAME, LEAF, LINE, Opened, Opener, Reader
from migrate.content.simple_lines import simple_line
from migrate.model.document import (
    Block,
    BulletList,
    Definition,
    DefinitionList,
    ListItem,
    OrderedList,
    Paragraph,
)
from migrate.model.inlines import Inline

_INTEGER = re.compile(r"\s*([+-]?\d{1,9})", re.ASCII)
_STRAY_ITEMS = 1000
_STYLES = {
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}


class ListFrame(Container):
    """`<ul>`, `<ol>`. What stands in a list beside its items belongs to the item before, as it looks in browsers."""

    __slots__ = ("columns", "gallery", "items", "loose", "ordered", "reversed", "start", "style")

    def __init__(self, parent: Frame) -> None:
        super().__init__(parent)
        self.items: list[ItemFrame | ListItem] = []
        """Items of nothing but a line are made at once."""
        self.loose = False
        self.ordered = False
        self.start: int | None = None
        self.style = ""
        self.reversed = False
        self.gallery: str | None = None
        """The style, where the list's class says that it is a gallery."""
        self.columns = 0

    def add(self, block: Block) -> None:
        if not self.items:
            self.parent.container.add(block)
            return
        last = self.items[-1]
        if isinstance(last, ListItem):
            frame = ItemFrame(self)
            frame.value = last.value
            frame.blocks.extend(last.blocks)
            self.items[-1] = last = frame
        last.blocks.append(block)

    def close(self, reader: Reader) -> None:
        # Items name their list: it lets them go, or the garbage collector would have to find them.
        members, self.items = self.items, []
        if not members:
            return
        outer = self.parent.container
        if self.gallery is not None:
            blocks = [block for item in members for block in item.blocks]
            gallery = gallery_of(blocks, self.gallery, self.columns)
            for block in (gallery,) if gallery else blocks:
                outer.add(block)
            return
        tight = not self.loose
        for item in members:
            if len(item.blocks) > 1 and _is_spread(item.blocks):
                tight = False
        items = tuple([item if isinstance(item, ListItem) else item.node() for item in members])
        if self.ordered:
            count = len(items)
            start = self.start if self.start is not None else count if self.reversed else 1
            outer.add(OrderedList(items=items, tight=tight, start=start, style=self.style, reversed=self.reversed))
        else:
            outer.add(BulletList(items=items, tight=tight))


def _is_spread(blocks: Sequence[Block]) -> bool:
    return any(isinstance(block, Paragraph) and isinstance(before, Paragraph) for before, block in pairwise(blocks))


class ItemFrame(Container):
    """`<li>`."""

    __slots__ = ("checked", "value")
    embeds = False

    def __init__(self, parent: Frame) -> None:
        super().__init__(parent)
        self.checked: bool | None = None
        self.value: int | None = None

    def has_paragraph(self) -> None:
        outer = self.parent.container
        if isinstance(outer, ListFrame):
            outer.loose = True

    def node(self) -> ListItem:
        """The item."""
        return ListItem(blocks=tuple(self.blocks), checked=self.checked, value=self.value)

    def close(self, reader: Reader) -> None:
        outer = self.parent.container
        if isinstance(outer, ListFrame):
            outer.items.append(self)
            return
        # Outside of any list: it goes on with the list before it. Long ones are cut, as each step copies the items.
        outer = holder(outer)
        before = outer.blocks[-1] if outer.blocks else None
        if isinstance(before, BulletList) and before is reader.stray_list and len(before.items) < _STRAY_ITEMS:
            outer.blocks.pop()
            items = (*before.items, self.node())
        else:
            items = (self.node(),)
        reader.stray_list = BulletList(items=items)
        outer.add(reader.stray_list)


def open_list(reader: Reader, element: Element) -> Opened:
    """`<ul>`, `<ol>`, `<menu>`, `<dir>`."""
    if reader.started or reader.after:
        reader.flush()
    frame = ListFrame(reader.frame)
    frame.ordered = element.tag == "ol"
    if element.attrs:
        classes = classes_of(element)
        if found := classes.names & GALLERY_CLASSES.keys():
            frame.gallery = GALLERY_CLASSES[min(found)]
            frame.columns = columns_of(element)
        if frame.gallery is None:
            reader.anchor(id_of(element))
        style = style_of(element)
        frame.align = alignment_of(element, style, classes) or frame.align
        if frame.ordered:
            kind = element.attr("type") or ""
            named = style.values.get("list-style-type") or style.values.get("list-style", "")
            frame.style = kind if kind in ("a", "A", "i", "I") else _STYLES.get(named, "")
            frame.start = _integer(element.attr("start"))
            frame.reversed = element.attr("reversed") is not None
    reader.frame = frame
    return FRAME


def _integer(text: str | None) -> int | None:
    match = _INTEGER.match(text) if text else None
    return int(match[1]) if match else None


def open_item(reader: Reader, element: Element) -> Opened:
    """`<li>`."""
    if reader.started or reader.after:
        reader.flush()
    outer = reader.frame
    align = outer.container.align
    value = None
    if element.attrs:
        reader.anchor(id_of(element))
        align = alignment_of(element, style_of(element), classes_of(element)) or align
        value = _integer(element.attr("value"))
    line = simple_line(reader, element)
    if line and type(outer) is ListFrame:
        # By far the most.
        outer.items.append(ListItem(blocks=(Paragraph(children=line, align=align),), value=value))
        return LEAF
    frame = ItemFrame(outer)
    frame.align = align
    frame.value = value
    if line:
        frame.blocks.append(Paragraph(children=line, align=align))
        frame.close(reader)
        return LEAF
    reader.frame = frame
    return FRAME


def open_input(reader: Reader, element: Element) -> Opened:
    """`<input>`: a box at the start of an item makes it a task."""
    if (element.attr("type") or "").lower() == "checkbox" and not reader.started:
        frame = reader.frame
        while isinstance(frame, InlineFrame | ParagraphFrame | Flow):
            frame = frame.parent
        if isinstance(frame, ItemFrame) and not frame.blocks and frame.checked is None:
            frame.checked = element.attr("checked") is not None
            return LEAF
    return open_raw(reader, element)


class DefinitionsFrame(Container):
    """`<dl>`. What stands beside its terms and descriptions is a description."""

    __slots__ = ("_descriptions", "_items", "_terms")

    def __init__(self, parent: Frame) -> None:
        super().__init__(parent)
        self._items: list[Definition] = []
        self._terms: list[tuple[Inline, ...]] = []
        self._descriptions: list[tuple[Block, ...]] = []

    def add(self, block: Block) -> None:
        self.describe([block])

    def name(self, blocks: list[Block]) -> None:
        """A term has been read."""
        inlines, rest = inlines_or_blocks(blocks)
        if self._descriptions:
            self._end_group()
        if inlines or not rest:
            self._terms.append(inlines)
        if rest:
            self.describe(list(rest))

    def describe(self, blocks: list[Block]) -> None:
        """A description has been read."""
        self._descriptions.append(tuple(blocks))

    def _end_group(self) -> None:
        if self._terms or self._descriptions:
            self._items.append(Definition(terms=tuple(self._terms), descriptions=tuple(self._descriptions)))
            self._terms, self._descriptions = [], []

    def close(self, reader: Reader) -> None:
        self._end_group()
        if self._items:
            self.parent.container.add(DefinitionList(items=tuple(self._items)))


def open_definitions(reader: Reader, element: Element) -> Opened:
    """`<dl>`, which WordPress also made galleries and captioned images of."""
    if reader.started or reader.after:
        reader.flush()
    classes = classes_of(element)
    if "gallery-item" in classes.names or "wp-caption" in classes.names:
        reader.frame = FigureFrame(reader.frame, element, classes)
        return FRAME
    reader.anchor(id_of(element))
    reader.frame = DefinitionsFrame(reader.frame)
    return FRAME


def open_term(reader: Reader, element: Element) -> Opened:
    """`<dt>`."""
    if reader.started or reader.after:
        reader.flush()
    frame = reader.frame
    if not isinstance(frame, DefinitionsFrame):
        return LINE
    reader.anchor(id_of(element))
    reader.frame = CaptionFrame(frame, frame.name)
    return FRAME


def open_description(reader: Reader, element: Element) -> Opened:
    """`<dd>`."""
    if reader.started or reader.after:
        reader.flush()
    frame = reader.frame
    if isinstance(frame, FigureFrame):
        reader.frame = CaptionFrame(frame, frame.caption)
        return FRAME
    if not isinstance(frame, DefinitionsFrame):
        return LINE
    reader.anchor(id_of(element))
    reader.frame = CaptionFrame(frame, frame.describe)
    return FRAME


OPENERS: dict[str, Opener] = {
    "dd": open_description,
    "dir": open_list,
    "dl": open_definitions,
    "dt": open_term,
    "input": open_input,
    "li": open_item,
    "menu": open_list,
    "ol": open_list,
    "ul": open_list,
}
