"""Long texts of the usual shapes, a part at a time, so that few copies of all of a text stand in memory.

A character beyond U+FFFF makes every copy of a text take four bytes a character: of its parts only one is so wide.
"""

from __future__ import annotations

from migrate.content.autop.paragraphs import end_tight
from migrate.content.autop.spacing import double_breaks, unify_newlines
from migrate.content.autop.tags import pattern
from migrate.content.autop.usual import START, TAG, UNUSUAL, add_lines
from migrate.model.limits import LONG

# Behind a block's tag, or between two paragraphs of text.
_CUT = pattern(rf"{TAG.pattern}|[^>\s]\n\n(?=[^<\s])")


def long_paragraphs(texts: list[str]) -> str | None:
    """What the rules make of the long text at the end of a list. It is taken from there, as nobody else is to hold it,
    and put back where the rules have to be run: then this is None."""
    text = texts.pop()
    if _is_one_line(text):
        return f"<p>{text}</p>\n"
    parts = _parts(text)
    del text
    made: list[str] = []
    state: tuple[str, str] | None = "", ""
    last = len(parts) - 1
    for number, original in enumerate(parts):
        part = unify_newlines(double_breaks(original + "\n" if number == last else original))
        if not number:
            part = part.lstrip("\n")
            state = state if START.match(part) else None
        lines: list[str] = []
        if state is None or (state := add_lines(part, lines, *state)) is None:
            texts.append("".join(parts))
            return None
        made.append("\n".join([*lines, ""]))
    del parts, lines, part, original
    return end_tight("".join(made))


def _is_one_line(text: str) -> bool:
    """Whether a text has no newlines, and no tags that the rules look at."""
    if "\n" in text or "\r" in text or "<br" in text or text.rfind("<") > text.rfind(">"):
        return False
    return START.match(text) is not None and not UNUSUAL.search(text) and not TAG.search(text)


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    start = 0
    while len(text) - start > 2 * LONG and (found := _CUT.search(text, start + LONG)):
        parts.append(text[start : found.end()])
        start = found.end()
    parts.append(text[start:])
    return parts
