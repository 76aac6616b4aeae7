"""Documents as Markdown: CommonMark with GFM's tables, strikethrough, task lists and footnotes, as a person types it.

Escaped is what would be read as something else, and nothing more; HTML is only what Markdown cannot say. Proved by
reading it again with a CommonMark parser.
"""

from __future__ import annotations

from migrate.model.document import Document, Footnote
from migrate.model.limits import LONG
from migrate.model.normal import normalise
from migrate.writers.dropped import Dropped
from migrate.writers.html import footnote_section, number_footnotes
from migrate.writers.markdown.blocks import indented, join, write_blocks
from migrate.writers.markdown.draft import Draft
from migrate.writers.markdown.inlines import is_plain
from migrate.writers.markdown.options import DEFAULT, MarkdownOptions

__all__ = ["MarkdownOptions", "is_plain", "write_markdown", "write_texts"]


def write_markdown(
    document: Document, options: MarkdownOptions = DEFAULT, *, normal: bool = False
) -> tuple[str, list[Dropped]]:
    """The document as Markdown, ended by one newline (empty for an empty one), and what is not in it.

    `normal`: the document needs no `normalise`, for it has been through it, or is what a body was read as.
    """
    texts, dropped = write_texts(document, options, normal=normal)
    return "".join(texts), dropped


def write_texts(
    document: Document, options: MarkdownOptions = DEFAULT, *, normal: bool = False
) -> tuple[list[str], list[Dropped]]:
    """The same in texts, one behind the other: those of a long document are those of its blocks, and of all of it no
    copy is made."""
    if not normal:
        document = normalise(document)
    draft = Draft(options, number_footnotes(document) if document.footnotes else {})
    blocks = write_blocks(document.blocks, draft)
    if not document.footnotes and sum([len(block.text) for block in blocks]) > LONG and blocks[-1].text[-1] != "\n":
        return [*[text for block in blocks for text in (block.text, "\n\n")][:-1], "\n"], draft.dropped
    text = join(blocks)
    if document.footnotes:
        text = "\n\n".join([part for part in (text, *_footnotes(document.footnotes, draft)) if part])
    return ([text.rstrip("\n") + "\n"] if text else []), draft.dropped


def _footnotes(footnotes: tuple[Footnote, ...], draft: Draft) -> list[str]:
    """Their texts. Those without a mark in Markdown would not be shown: they are a list of HTML."""
    written = []
    pending = [note for note in footnotes if draft.options.footnotes]
    done: set[str] = set()
    # A text may itself refer to another.
    while ready := [note for note in pending if note.id in draft.referred and note.id not in done]:
        for note in ready:
            done.add(note.id)
            body = join(write_blocks(note.blocks, draft, 1, "^"))
            written.append((draft.numbers[note.id], f"[^{draft.numbers[note.id]}]: {indented(body, 4)}".rstrip(" ")))
    rest = [note for note in footnotes if note.id not in done]
    lines = [text for _, text in sorted(written)]
    return [*lines, draft.html(footnote_section(rest, draft.numbers))] if rest else lines
