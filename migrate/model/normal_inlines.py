"""The normal form of a line: white space collapsed, marks merged, emptied and trimmed. No recursion."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from migrate.model.inlines import (
    Anchor,
    Code,
    Emphasis,
    FootnoteReference,
    Image,
    Inline,
    InlineMath,
    LineBreak,
    Link,
    RawInline,
    Span,
    Strike,
    Strong,
    Text,
)

_WHITE = re.compile(r"[ \t\n\r\f]+")
_NEWLINES = re.compile(r"[\r\n]+")
_MARKS = frozenset({Emphasis, Strong, Strike})
_TRIMMED = _MARKS | {Link}
_OPAQUE = frozenset({Image, FootnoteReference, InlineMath})


def normal_inlines(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The inlines of one block in normal form; the same tuple where they are in it already."""
    if _is_normal(children):
        return children
    line = _Line()
    line.read(children)
    return line.finish()


def _is_normal(children: tuple[Inline, ...]) -> bool:
    """Whether this is plainly in normal form; nested marks and rarer nodes are not looked at, but rebuilt."""
    previous: type | None = None
    at_space = True
    for child in children:
        kind = type(child)
        if kind is Text:
            text = child.text  # type: ignore[union-attr]
            if previous is Text or not _is_collapsed(text) or (at_space and text[0] == " "):
                return False
            at_space = text[-1] == " "
        elif kind in _TRIMMED:
            inner = child.children  # type: ignore[union-attr]
            if len(inner) != 1 or type(inner[0]) is not Text or (kind is previous and kind is not Link):
                return False
            text = inner[0].text
            if not _is_collapsed(text) or text[0].isspace() or text[-1].isspace():
                return False
            at_space = False
        elif kind is Code:
            text = child.text  # type: ignore[union-attr]
            if previous is Code or "\n" in text or "\r" in text or not text.strip():
                return False
            at_space = False
        elif kind is Span:
            inner = child.children  # type: ignore[union-attr]
            if len(inner) != 1 or type(inner[0]) is not Text:
                return False
            text = inner[0].text
            if not _is_collapsed(text) or (at_space and text[0] == " "):
                return False
            at_space = text[-1] == " "
        elif kind is LineBreak:
            if at_space:
                return False
            at_space = True
        elif kind in _OPAQUE:
            at_space = False
        else:
            return False
        previous = kind
    # The last child must show something, and a block of nothing but hard spaces is blank.
    return not children or not (at_space or (len(children) == 1 and previous is Text and children[0].text.isspace()))  # type: ignore[union-attr]


def _is_collapsed(text: str) -> bool:
    # Looking for each by itself is several times faster than a pattern.
    return bool(text) and not ("  " in text or "\n" in text or "\t" in text or "\r" in text or "\f" in text)


class _Line:
    """A line that is being rebuilt: `frames` are the open nodes, the first of them the block itself."""

    def __init__(self) -> None:
        self.frames: list[tuple[Inline | None, list[Inline]]] = [(None, [])]
        self.at_space = True
        self.started = False

    def read(self, children: tuple[Inline, ...]) -> None:
        work: list[tuple[Iterator[Inline], bool]] = [(iter(children), False)]
        while work:
            source, framed = work[-1]
            for node in source:
                if isinstance(node, (Emphasis, Strong, Strike, Link, Span)):
                    framed = not self._is_open(type(node))
                    if framed:
                        self.frames.append((node, []))
                    work.append((iter(node.children), framed))
                    break
                self._leaf(node)
            else:
                work.pop()
                if framed:
                    self._close()

    def finish(self) -> tuple[Inline, ...]:
        out = self.frames[0][1]
        _cut_trailing(out, " ")
        return tuple(out)

    def _is_open(self, kind: type) -> bool:
        """A mark within itself says nothing more; a link within a link is not possible."""
        return kind is not Span and any(type(node) is kind for node, _ in self.frames)

    def _leaf(self, node: Inline) -> None:
        match node:
            case Text():
                self._text(node.text)
            case LineBreak():
                self._break()
            case Code() if not node.text.strip():
                self._text(" " if node.text else "")
            case RawInline() if not node.html:
                pass
            case Anchor():
                # It shows nothing, so white space goes on collapsing over it.
                self.frames[-1][1].append(node)
            case _:
                if isinstance(node, Code):
                    node = Code(text=_NEWLINES.sub(" ", node.text))
                _add(self.frames[-1][1], node)
                self.at_space, self.started = False, True

    def _text(self, text: str) -> None:
        text = _WHITE.sub(" ", text)
        if self.at_space:
            text = text.removeprefix(" ")
        if not text:
            return
        self.at_space, self.started = text[-1] == " ", True
        rest = text.lstrip()
        lead = text[: len(text) - len(rest)]
        if lead:
            _add(self._outermost_fresh(), Text(text=lead))
        if rest:
            _add(self.frames[-1][1], Text(text=rest))

    def _break(self) -> None:
        if not self.started:
            return
        out = self._outermost_fresh()
        _cut_space(out)
        out.append(LineBreak())
        self.at_space = True

    def _outermost_fresh(self) -> list[Inline]:
        """Where white space goes: before every mark that has nothing in it yet."""
        index = len(self.frames) - 1
        while type(self.frames[index][0]) in _TRIMMED and not self.frames[index][1]:
            index -= 1
        return self.frames[index][1]

    def _close(self) -> None:
        node, out = self.frames.pop()
        assert isinstance(node, (Emphasis, Strong, Strike, Link, Span))
        parent = self.frames[-1][1]
        after = _cut_trailing(out) if type(node) in _TRIMMED else []
        if out:
            _add(parent, msgspec.structs.replace(node, children=tuple(out)))
        elif isinstance(node, (Link, Span)) and node.attributes.get("id"):
            parent.append(Anchor(id=node.attributes["id"]))
        for white in after:
            if isinstance(white, LineBreak):
                if parent or len(self.frames) > 1:
                    _cut_space(parent)
                    parent.append(white)
            else:
                _add(parent, white)


def _add(out: list[Inline], node: Inline) -> None:
    """Append a node, as one with the last where the two are parts of the same."""
    last = out[-1] if out else None
    if isinstance(node, Text) and isinstance(last, Text):
        out[-1] = Text(text=last.text + node.text)
    elif isinstance(node, Code) and isinstance(last, Code):
        out[-1] = Code(text=last.text + node.text)
    elif isinstance(node, Emphasis) and isinstance(last, Emphasis):
        out[-1] = Emphasis(children=_joined(last.children, node.children))
    elif isinstance(node, Strong) and isinstance(last, Strong):
        out[-1] = Strong(children=_joined(last.children, node.children))
    elif isinstance(node, Strike) and isinstance(last, Strike):
        out[-1] = Strike(children=_joined(last.children, node.children))
    else:
        out.append(node)


def _joined(before: tuple[Inline, ...], after: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Two parts of one mark. Its seam may join marks in turn, each kind once: no mark is within itself."""
    joined = list(before)
    _add(joined, after[0])
    return (*joined, *after[1:])


def _cut_space(out: list[Inline]) -> None:
    if out and isinstance(out[-1], Text):
        text = out[-1].text.removesuffix(" ")
        if text:
            out[-1] = Text(text=text)
        else:
            out.pop()


def _cut_trailing(out: list[Inline], characters: str | None = None) -> list[Inline]:
    """Take white space (these characters, or any) and breaks off the end; they are returned in their order."""
    taken: list[Inline] = []
    while out:
        last = out[-1]
        if isinstance(last, LineBreak):
            taken.append(out.pop())
            continue
        if not isinstance(last, Text):
            break
        text = last.text.rstrip(characters)
        if text == last.text:
            break
        taken.append(Text(text=last.text[len(text) :]))
        if text:
            out[-1] = Text(text=text)
            break
        out.pop()
    return taken[::-1]
