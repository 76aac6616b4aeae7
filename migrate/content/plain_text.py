"""Texts without markup, as most comments are: their paragraphs, known without the rules and without a parser of HTML.

What comes out is what `autop` and the walk over its HTML would give.
"""

from __future__ import annotations

import re
from html import unescape

from migrate.content.line_reader import SCHEMES
from migrate.content.whitespace import LINE_BREAK, is_invisible, squeeze
from migrate.model.document import Block, Paragraph
from migrate.model.inlines import Inline, Text

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_BLANK_LINES = re.compile(r"\n[ \n]*\n")
_REFERENCE = re.compile(r"&(?:amp|lt|gt|quot|hellip|nbsp|#0?39|#82\d\d);")
"""References that mean one character in HTML of any age."""


def plain_paragraphs(text: str) -> tuple[Block, ...] | None:
    """The paragraphs of a text, single newlines as breaks; None where it has to be looked at as HTML."""
    has_lines = "\n" in text
    # A quick look is enough for most.
    if "<" in text or (
        not (text.replace("\n", "") if has_lines else text).isprintable() and _CONTROL.search(text) is not None
    ):
        return None
    has_references = "&" in text
    if has_references and text.count("&") != len(_REFERENCE.findall(text)):
        return None
    if not has_lines:
        shown = _shown(text, has_references)
        return None if shown is None else (Paragraph(children=(Text(text=shown),)),)
    blocks: list[Block] = []
    for piece in _BLANK_LINES.split(text.strip(" \n")):
        inlines: list[Inline] = []
        for line in piece.split("\n"):
            shown = _shown(line, has_references)
            if shown is None:
                return None
            if inlines:
                inlines.append(LINE_BREAK)
            inlines.append(Text(text=shown))
        blocks.append(Paragraph(children=tuple(inlines)))
    return tuple(blocks)


def _shown(line: str, has_references: bool) -> str | None:
    """What a line shows; None where it may be an embed, as an address may, or nothing."""
    shown = unescape(line) if has_references else line
    shown = (squeeze(shown) if "  " in shown else shown).strip(" ")
    if shown[:4] in SCHEMES or not (shown[:1].isalnum() or (shown and not _is_blank(shown))):
        return None
    return shown


def _is_blank(text: str) -> bool:
    return text.isspace() or is_invisible(text)
