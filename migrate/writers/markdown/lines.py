"""Inlines → one line of Markdown (more where it has breaks). No recursion but for the label of a link.

Most lines have nothing that could be misread, and are joined as they come. In the others nodes are laid out as atoms;
then texts are escaped and delimiters chosen with the whole line in view.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from migrate.model.inlines import (
    Code,
    Emphasis,
    FootnoteReference,
    Image,
    Inline,
    InlineMath,
    LineBreak,
    Link,
    Span,
    Strike,
    Strong,
    Text,
)
from migrate.writers.markdown.delimiters import Atom, Closing, Opening, settle
from migrate.writers.markdown.draft import Draft
from migrate.writers.markdown.escapes import LINE_START, Context, escape, is_troubled
from migrate.writers.markdown.links import autolink, target
from migrate.writers.markdown.opaque import anchor, code, opaque, tick_runs
from migrate.writers.tags import tag


class Place(NamedTuple):
    """Where a line stands."""

    begins: int = 0
    """1: its beginning could begin a block."""
    item: bool = False
    """It begins an item of a list."""
    one_line: bool = False
    """It can have no breaks but `<br>`."""
    in_cell: bool = False
    in_label: bool = False
    """It is within the brackets of a link or image."""
    label: Place | None = None
    """The place of a label in this line."""


_IMAGE = Place(in_label=True)
_BREAK = "\\\n"
_BREAK_AFTER_BACKSLASH = "  \n"
"""Goldmark does not see that a third backslash is a break."""
_BREAKS = (_BREAK, _BREAK_AFTER_BACKSLASH)
_MARKS = {Emphasis: "*", Strong: "**", Strike: "~~"}
_BEFORE = frozenset(" \n([\"'“‘«/—–-)`>.,;:!?")
"""Characters after which a delimiter can only open, if a letter follows."""
_AFTER = frozenset(" \n\\)]\"'”’».,;:!?/—–-")
"""Characters before which it can only close, if a letter stands before it."""
_INNER = frozenset("()\"'“”‘’«»„.,;:!?/—–-…$%[]<>`")
"""Punctuation inside of a mark, at whose other side is white space: there too."""
_NEWLINES = re.compile(r"[\r\n\t]+")


def line(children: tuple[Inline, ...], draft: Draft, place: Place) -> str | None:
    """The line; None where only HTML can say it."""
    plain = False
    if draft.is_usual and len(children) == 1 and type(children[0]) is Text:
        text = children[0].text
        if not (place.begins and text[0] in LINE_START) and not is_troubled(text, place.in_label):
            return text
        plain = True
    elif draft.is_usual:
        written = _plain(children, draft, place, place.begins > 0)
        if type(written) is str:
            return written
        plain = written is True
    layout = _Layout(draft, place)
    if not layout.read(children):
        return None
    return settle(_escaped(layout), layout.kinds, draft.options.strikethrough, place.in_label, plain)


def _plain(
    children: tuple[Inline, ...], draft: Draft, place: Place, at_start: bool, in_mark: bool = False
) -> str | bool:
    """The line if nothing in it could be misread: no text needs an escape, and every delimiter can only open or only
    close. True if only texts may need escapes; False if that is not plain to see. `at_start`: it begins a line of a
    block; `in_mark`: it stands between two delimiters."""
    in_label = place.in_label
    out: list[str] = []
    texts: list[str] = []
    troubled = False
    # What must follow the mark that has just ended: 1 white space or punctuation, 2 white space.
    closed = 0
    for node in children:
        kind = type(node)
        if kind is Text:
            text = node.text  # type: ignore[union-attr]
            if at_start and text[0] in LINE_START:
                troubled = True
            if closed and text[0] != " " and (closed == 2 or text[0] not in _AFTER):
                return False
            texts.append(text)
            out.append(text)
            closed = 0
        elif kind in _MARKS:
            inner = node.children  # type: ignore[union-attr]
            if closed or (in_mark and not out):
                return False
            if len(inner) == 1 and type(inner[0]) is Text:
                text = inner[0].text
                texts.append(text)
            elif in_mark or type(text := _plain(inner, draft, place, False, True)) is not str:
                return False
            before = out[-1][-1] if out else "[" if in_label else " "
            if not (text[0].isalnum() and before in _BEFORE) and not (text[0] in _INNER and before in " \n"):
                return False
            closed = 1 if text[-1].isalnum() else 2
            if closed == 2 and text[-1] not in _INNER:
                return False
            mark = _MARKS[kind]
            out.append(f"{mark}{text}{mark}")
        elif kind is LineBreak:
            # A backslash follows, which is punctuation, or spaces behind one.
            if closed == 2:
                return False
            out.append("<br>" if place.one_line else _BREAK)
            at_start, closed = not place.one_line, 0
            continue
        elif closed == 2:
            return False
        elif kind is Link or kind is Image:
            written = _link(node, draft, place) if kind is Link else _image(node, draft)  # type: ignore[arg-type]
            if not written:
                return False
            # It would make the link an image.
            troubled = troubled or bool(out and out[-1][-1] == "!")
            out.append(written)
            closed = 0
        elif kind is Code:
            out.append(code(node.text, place.in_cell))  # type: ignore[union-attr]
            closed = 0
        elif kind is Span:
            inner = node.children  # type: ignore[union-attr]
            if len(inner) != 1 or type(inner[0]) is not Text:
                return False
            texts.append(inner[0].text)
            name = node.tag  # type: ignore[union-attr]
            out.append(f"{tag(name, node.attributes)}{inner[0].text}</{name}>")  # type: ignore[union-attr]
            closed = 0
        else:
            return False
        at_start = False
    if closed == 2 and in_label:
        return False
    if troubled or is_troubled("\n".join(texts), in_label):
        return True
    return "".join(out)


def _link(node: Link, draft: Draft, place: Place) -> str | None:
    written = None if place.in_label else autolink(node.url, node.children)
    if written is None:
        label = line(node.children, draft, place.label or _IMAGE)
        if label is None:
            return None
        written = f"[{label}]({target(node.url, node.title)})"
    if node.attributes and node.attributes.get("id"):
        return anchor(node.attributes["id"]) + written
    return written


def _image(node: Image, draft: Draft) -> str:
    if draft.options.image and (written := draft.options.image(node)) is not None:
        return written
    label = line((Text(text=_NEWLINES.sub(" ", node.alt)),), draft, _IMAGE) if node.alt else ""
    return f"![{label}]({target(node.url, node.title)})"


class _Layout:
    """Atoms of one line, and what is known of them."""

    __slots__ = ("atoms", "draft", "kinds", "notes", "place", "troubled")

    def __init__(self, draft: Draft, place: Place) -> None:
        self.draft = draft
        self.place = place
        self.atoms: list[Atom] = []
        self.kinds: list[type] = []
        """Type of each mark."""
        self.troubled: set[int] = set()
        """Indexes of the texts that may need escapes."""
        self.notes: set[int] = set()
        """Indexes of the marks of footnotes."""

    def read(self, children: tuple[Inline, ...]) -> bool:
        """Lay the nodes out; False where a line cannot hold one."""
        atoms, kinds = self.atoms, self.kinds
        at_start = self.place.begins > 0
        work: list[tuple[Iterator[Inline], str | Closing | None]] = [(iter(children), None)]
        while work:
            nodes, closing = work[-1]
            for node in nodes:
                kind = type(node)
                begins, at_start = at_start, False
                if kind is Text:
                    self._text(node.text, begins)  # type: ignore[union-attr]
                elif kind in _MARKS:
                    atoms.append(Opening(len(kinds)))
                    work.append((iter(node.children), Closing(len(kinds))))  # type: ignore[union-attr]
                    kinds.append(kind)
                    break
                elif kind is LineBreak:
                    before = atoms[-1] if atoms else ""
                    escaped = type(before) is str and before.endswith("\\")
                    written = _BREAK_AFTER_BACKSLASH if escaped else _BREAK
                    atoms.append("<br>" if self.place.one_line else written)
                    at_start = not self.place.one_line
                elif isinstance(node, Span):
                    atoms.append(tag(node.tag, node.attributes))
                    work.append((iter(node.children), f"</{node.tag}>"))
                    break
                elif isinstance(node, InlineMath) and not self.draft.options.math and not node.mathml:
                    self._text(f"${node.tex}$", begins)
                elif not self._other(node):
                    return False
            else:
                work.pop()
                if closing is not None:
                    atoms.append(closing)
        return True

    def _text(self, text: str, begins: bool) -> None:
        options = self.draft.options
        if (
            is_troubled(text, self.place.in_label)
            or (begins and text[0] in LINE_START)
            or (text[0] == ":" and self.notes)
            or (options.math and "$" in text)
            or (not options.bare_addresses and ("@" in text or "://" in text or "www." in text))
        ):
            self.troubled.add(len(self.atoms))
        self.atoms.append(text)

    def _other(self, node: Inline) -> bool:
        if isinstance(node, Link):
            written = _link(node, self.draft, self.place)
        elif isinstance(node, Image):
            written = _image(node, self.draft)
        else:
            written = opaque(node, self.draft, self.place.in_cell)
        if written is None:
            return False
        if written:
            if isinstance(node, FootnoteReference):
                self.notes.add(len(self.atoms))
            before = self.atoms[-1] if self.atoms else None
            if written[0] == "[" and type(before) is str and before.endswith("!"):
                self.troubled.add(len(self.atoms) - 1)
            self.atoms.append(written)
        return True


def _last(atoms: list[Atom], is_meant: Callable[[Atom], bool]) -> int:
    """The place of the last such atom, or -1."""
    return next((place for place in range(len(atoms) - 1, -1, -1) if is_meant(atoms[place])), -1)


def _escaped(layout: _Layout) -> list[Atom]:
    """The atoms, with every text that may need it escaped."""
    options, place = layout.draft.options, layout.place
    atoms = layout.atoms
    out: list[Atom] = []
    if not layout.troubled:
        return atoms
    ticks = sum([tick_runs(atom) for atom in atoms if type(atom) is str and "`" in atom])
    last = len(atoms) - 1
    # Few texts may begin a tag or a definition, which it then depends on whether there is an end to it.
    texts = "".join([str(atoms[index]) for index in layout.troubled])
    # Marks may yet become tags.
    last_end = _last(atoms, lambda atom: type(atom) is not str or ">" in atom) if "<" in texts else -1
    last_definition = _last(atoms, lambda atom: type(atom) is str and "]:" in atom) if "[" in texts else -1
    done = 0
    for index in sorted(layout.troubled):
        out += atoms[done:index]
        done = index + 1
        atom = atoms[index]
        assert isinstance(atom, str)
        before = atoms[index - 1] if index else None
        after = atoms[index + 1] if index < last else None
        context = Context(
            begins=place.begins if index == 0 else 2 if before in _BREAKS else 0,
            ends=after is None or after in _BREAKS,
            in_label=place.in_label,
            ticks=ticks > 1,
            closes_tag=last_end > index,
            defines=last_definition >= index,
            item=place.item and index == 0,
            tasks=options.task_lists,
            before_label=type(after) is str and after[:1] == "[",
            after_note=index - 1 in layout.notes,
            strike=options.strikethrough,
            footnotes=options.footnotes and bool(layout.draft.numbers),
            definitions=options.definition_lists or options.colon_starts,
            math=options.math,
            bare_addresses=options.bare_addresses,
        )
        out += escape(atom, context)
    return out + atoms[done:]
