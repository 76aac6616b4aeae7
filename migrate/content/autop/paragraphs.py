"""Paragraph rules, second part: what stands between blank lines becomes a `<p>`, and `<p>` around blocks go."""

from __future__ import annotations

from migrate.content.autop.tags import BLOCK_TAG, drop_after_blocks, first_group, pattern

_NEWLINE = "\n"
BLANK_LINES = pattern(r"\n\s*\n")


def wrap_paragraphs(text: str) -> str:
    """Each piece between blank lines becomes a line of its own in `<p>` and `</p>`."""
    return "".join([f"<p>{piece.strip(_NEWLINE)}</p>\n" for piece in BLANK_LINES.split(text) if piece])


_EMPTY = pattern(r"<p>\s*</p>")
_CLOSING = pattern(r"</(?:div|address|form)>")
_LEFT_OPEN = pattern(rf"<p>([^<]++)({_CLOSING.pattern})")
_LONE_BLOCK = pattern(rf"<p>\s*({BLOCK_TAG})\s*</p>")
_QUOTE = pattern(r"<[pP]><(?i:blockquote)([^>]*)>")
_BLOCK_FIRST = pattern(rf"<p>\s*({BLOCK_TAG})")


def drop_empty(text: str) -> str:
    """Paragraphs of white space go."""
    return _EMPTY.sub("", text)


def close_before_ends(text: str) -> str:
    """A paragraph without tags in it ends before the `</div>`, `</address>` or `</form>` that follows."""
    if _CLOSING.search(text):
        return _LEFT_OPEN.sub(lambda match: f"<p>{match[1]}</p>{match[2]}", text)
    return text


def unwrap_lone_blocks(text: str) -> str:
    """A block's tag alone in a paragraph loses it."""
    return _LONE_BLOCK.sub(first_group, text)


def unwrap_items(text: str) -> str:
    """`<p><li...</p>` on one line loses its paragraph; at least one character follows the `<li`."""
    opening, closing = "<p><li", "</p>"
    if opening not in text:
        return text
    pieces: list[str] = []
    position = searched = 0
    end = newline = -1
    while (start := text.find(opening, searched)) >= 0:
        inner = searched = start + len(opening)
        if end <= inner:
            end = text.find(closing, inner + 1)
            if end < 0:
                break
        if newline < inner:
            newline = text.find("\n", inner)
        if 0 <= newline < end:
            continue
        pieces += (text[position:start], text[start + 3 : end])
        position = searched = end + len(closing)
    pieces.append(text[position:])
    return "".join(pieces)


def move_into_quotes(text: str) -> str:
    """A paragraph begins inside a quotation, not around it, and ends there too."""
    text = _QUOTE.sub(lambda match: f"<blockquote{match[1]}><p>", text)
    return text.replace("</blockquote></p>", "</p></blockquote>")


def open_no_paragraph_before_blocks(text: str) -> str:
    """No `<p>` right before a block's tag, of either kind."""
    return _BLOCK_FIRST.sub(first_group, text)


def close_no_paragraph_after_blocks(text: str) -> str:
    """No `</p>` right after a block's tag, of either kind."""
    return drop_after_blocks(text, "</p>")


def end_tight(text: str) -> str:
    """No newline before the last `</p>`."""
    return text.removesuffix("\n</p>\n") + "</p>\n" if text.endswith("\n</p>\n") else text
