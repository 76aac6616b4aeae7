"""Inlines that no neighbour can change: code, anchors, marks of footnotes, formulas, HTML."""

from __future__ import annotations

import re

from migrate.model.inlines import Anchor, Code, FootnoteReference, Inline, InlineMath, RawInline
from migrate.writers.dropped import Dropped
from migrate.writers.markdown.draft import Draft
from migrate.writers.markdown.islands import within_line
from migrate.writers.markdown.links import target
from migrate.writers.tags import escape_text, tag

_TICKS = re.compile("`+")


def opaque(node: Inline, draft: Draft, in_cell: bool) -> str | None:
    """A node as Markdown; empty where it is left out, None where a line cannot hold it."""
    match node:
        case Code():
            return code(node.text, in_cell)
        case Anchor():
            return anchor(node.id)
        case FootnoteReference():
            return _footnote_reference(node, draft)
        case InlineMath():
            return f"${node.tex}$" if node.tex and draft.options.math else within_line(node.mathml)
        case RawInline():
            written = within_line(node.html)
            if written and in_cell:
                written = written.replace("\\|", "&#92;&#124;")
            return written
        case _:
            raise TypeError(type(node))


def anchor(name: str) -> str:
    """A place that links may point to."""
    return tag("span", id=name) + "</span>"


def tick_runs(text: str) -> int:
    """How many runs of backticks there are."""
    return len(_TICKS.findall(text))


def code(text: str, in_cell: bool) -> str:
    """A code span, whatever its text."""
    if in_cell and "\\|" in text:
        # Parsers of tables do not agree on which of the two a backslash belongs to.
        return f"<code>{within_line(escape_text(text))}</code>"
    if "`" not in text:
        return f"` {text} `" if text[0] == " " == text[-1] else f"`{text}`"
    runs = {len(run) for run in _TICKS.findall(text)}
    fence = "`" * next(length for length in range(1, len(runs) + 2) if length not in runs)
    padded = f" {text} " if text[0] in " `" or text[-1] in " `" else text
    return fence + padded + fence


def _footnote_reference(node: FootnoteReference, draft: Draft) -> str:
    number = draft.numbers.get(node.id)
    if number is None:
        draft.dropped.append(Dropped("footnote-reference", node.id))
        return ""
    if draft.options.footnotes:
        draft.referred.add(node.id)
        return f"[^{number}]"
    return f"<sup>[{number}]({target('#fn-' + node.id)})</sup>"
