"""Inlines → what stands in a paragraph, a heading, a cell, a term."""

from __future__ import annotations

import re

from migrate.model.inlines import Inline, Text
from migrate.writers.markdown.draft import Draft
from migrate.writers.markdown.escapes import LINE_START, is_troubled
from migrate.writers.markdown.islands import starts_block
from migrate.writers.markdown.lines import Place, line

_PARAGRAPH = Place(begins=1, label=Place(in_label=True))
_ITEM = Place(begins=1, item=True, label=Place(in_label=True))
_TERM = Place(begins=1, one_line=True, label=Place(one_line=True, in_label=True))
_HEADING = Place(one_line=True, label=Place(one_line=True, in_label=True))
_CELL = Place(one_line=True, in_cell=True, label=Place(one_line=True, in_cell=True, in_label=True))

_EDGES = re.compile(r"\A[^\S\n]+|[^\S\n]+\Z")
_CLOSING_HASHES = re.compile(r"(?:^|(?<=\s))#+$")


def is_plain(text: str) -> bool:
    """Whether a text is a paragraph in the usual dialect as it stands, as most are."""
    return not (text[0] in LINE_START or is_troubled(text, False) or text[0].isspace() or text[-1].isspace())


def paragraph(children: tuple[Inline, ...], draft: Draft, item: bool = False) -> str | None:
    """The lines of a paragraph; None where they would begin a block of HTML. `item`: it begins an item of a list."""
    if len(children) == 1 and type(children[0]) is Text and draft.is_usual and is_plain(children[0].text):
        return children[0].text
    written = line(children, draft, _ITEM if item else _PARAGRAPH)
    if written is None or starts_block(written):
        return None
    return _edges(written)


def heading(children: tuple[Inline, ...], draft: Draft) -> str | None:
    """What follows the `#`s; None where HTML has to say it."""
    written = line(children, draft, _HEADING)
    if written is None:
        return None
    if written.endswith("#") and (found := _CLOSING_HASHES.search(written)):
        written = written[: found.start()] + "\\" + written[found.start() :]
    if draft.options.heading_ids and written.endswith("}") and "{" in written:
        # Goldmark wants the one backslash, Astro's reader the other.
        at = written.rindex("{")
        written = f"{written[:at]}\\{written[at:-1]}\\}}"
    return _edges(written)


def term(children: tuple[Inline, ...], draft: Draft) -> str | None:
    """A line of its own that no break may end: a term of a definition list; None where HTML has to say it."""
    written = line(children, draft, _TERM)
    return None if written is None or starts_block(written) else _edges(written)


def cell(children: tuple[Inline, ...], draft: Draft) -> str | None:
    """What stands between two `|`; None where HTML has to say it."""
    written = line(children, draft, _CELL)
    return None if written is None else _edges(written).replace("|", "\\|")


def _edges(written: str) -> str:
    """Hard and other spaces that parsers trim, as entities."""
    if len(written.strip()) == len(written):
        return written
    return _EDGES.sub(_entities, written)


def _entities(spaces: re.Match[str]) -> str:
    return "".join("&nbsp;" if space == "\xa0" else f"&#{ord(space)};" for space in spaces.group())
