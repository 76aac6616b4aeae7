"""White space as browsers show it, and the last step from what was gathered of a line to its inlines.

HTML collapses ASCII blanks only: no-break and other Unicode spaces are characters like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import cast

from migrate.model.inlines import Anchor, Code, Emphasis, Inline, LineBreak, Strike, Strong, Text

BLANKS = " \t\n\r\f"

# A reference to a blank that is no space.
_REFERENCE = re.compile(r"&(?:#(?:0*(?:9|1[0-3])|[xX]0*[9a-dA-D])(?![\da-fA-F])|Tab|NewLine)")
_RUNS = re.compile("  +")
# What takes no ink: ASCII blanks, no-break and zero-width spaces, soft hyphen, byte order mark, bidi marks.
_INVISIBLE = re.compile("[ \t\n\r\f\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff]*")
_MANY = 16
"""Items of a line of which it is not certain that they make few texts."""
_MERGING: dict[type, type[Emphasis | Strong | Strike]] = {Emphasis: Emphasis, Strong: Strong, Strike: Strike}

LINE_BREAK = LineBreak()


def collapse(text: str) -> str:
    """Every run of blanks as one space, where the only blanks are spaces and newlines, and none is at an end."""
    if "\n" in text or "  " in text:
        return " ".join(text.split()) if text.isascii() else squeeze(text)
    return text


def squeeze_any(text: str) -> str:
    """Every run of ASCII blanks as one space, also at the ends, for any text."""
    for blank in "\t\r\f":
        if blank in text:
            text = text.replace(blank, " ")
    return squeeze(text)


def squeeze(text: str) -> str:
    """The same where the only blanks are spaces and newlines."""
    if "\n" in text:
        text = text.replace("\n", " ")
    return _RUNS.sub(" ", text) if "  " in text else text


def collapser_for(html: str) -> Callable[[str], str]:
    """The faster of the two that is right for the texts of a fragment."""
    if "\t" in html or "\r" in html or "\f" in html or "\v" in html or ("&" in html and _REFERENCE.search(html)):
        return squeeze_any
    return collapse


def is_invisible(text: str) -> bool:
    """Whether a text by itself shows nothing."""
    return _INVISIBLE.fullmatch(text) is not None


def finish(line: Sequence[str | Inline]) -> tuple[Inline, ...]:
    """Texts and nodes in order → inlines: neighbouring texts are one `Text`, neighbouring equal marks one mark."""
    if len(line) == 1:
        item = line[0]
        return (Text(text=item) if type(item) is str else item,)  # type: ignore[return-value]
    if len(line) > _MANY:
        line = _with_texts_joined(line)
    inlines: list[Inline] = []
    text = ""
    last: type | None = None
    for item in line:
        kind = type(item)
        if kind is str:
            # Adding few pieces up beats a list and a join.
            text = text + item if text else item  # type: ignore[operator, assignment]
            last = None
            continue
        if text:
            inlines.append(Text(text=text))
            text = ""
        if kind is last and (kind in _MERGING or kind is Code):
            return _merged(line)
        inlines.append(item)  # type: ignore[arg-type]
        last = kind
    if text:
        inlines.append(Text(text=text))
    return tuple(inlines)


def _with_texts_joined(line: Sequence[str | Inline]) -> list[str | Inline]:
    """The same line, with neighbouring texts as one, in time linear to their length."""
    joined: list[str | Inline] = []
    for kind, run in groupby(line, key=type):
        items = list(run)
        joined += ["".join(cast("list[str]", items))] if kind is str else items
    return joined


def _merged(line: Sequence[str | Inline]) -> tuple[Inline, ...]:
    """The same where equal marks touch, in time linear to the number of them."""
    runs: list[str | Inline] = []
    run: list[str | Inline] = []
    kind: type | None = None
    for item in (*line, ""):
        if run and type(item) is kind:
            run.append(item)
            continue
        if run:
            runs.append(_one(run))
            run = []
        kind = type(item)
        if kind in _MERGING or kind is Code:
            run.append(item)
        elif item:
            runs.append(item)
    return finish(runs)


def _one(run: list[str | Inline]) -> str | Inline:
    if len(run) == 1:
        return run[0]
    codes: list[str] = []
    children: list[str | Inline] = []
    for node in run:
        if isinstance(node, Code):
            codes.append(node.text)
        elif isinstance(node, (Emphasis, Strong, Strike)):
            children.extend(child.text if type(child) is Text else child for child in node.children)
    if codes:
        return Code(text="".join(codes))
    return _MERGING[type(run[0])](children=finish(children))


def shows_nothing(inlines: Sequence[Inline]) -> bool:
    """Whether the line is empty to a reader: blanks, no-break spaces and breaks, also within marks. Anchors count as
    something."""
    stack: list[Inline] = [*inlines]
    while stack:
        node = stack.pop()
        match node:
            case Text(text=text):
                if not is_invisible(text):
                    return False
            case Emphasis(children=children) | Strong(children=children) | Strike(children=children):
                stack.extend(children)
            case LineBreak():
                pass
            case _:
                return False
    return True


def without_anchors(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """The inlines of one level that are no anchors."""
    return tuple(node for node in inlines if type(node) is not Anchor)
