"""Paragraph rules, last part: single newlines. Each becomes a `<br />`, save in code and beside blocks."""

from __future__ import annotations

from migrate.content.autop.tags import SPACES, any_beginning, drop_after_blocks, first_group, pattern

NO_BREAK_BEFORE = ("p", "li", "div", "dl", "dd", "dt", "th", "pre", "td", "ul", "ol")
_KEPT_NEWLINE = "<WPPreserveNewline />"

_LITERAL = pattern(r"<(script|style|svg|math)")
_BREAK_BEFORE = pattern(rf"<br />(\s*</?{any_beginning(NO_BREAK_BEFORE)}[^>]*>)")


def keep_newlines_of_code(text: str) -> str:
    """Newlines from `<script>`, `<style>`, `<svg>` or `<math>` to its end tag hide until the breaks are made."""
    pieces: list[str] = []
    position = 0
    unclosed: set[str] = set()
    searched = 0
    while match := _LITERAL.search(text, searched):
        searched = match.end()
        if match[1] in unclosed:
            continue
        closing = f"</{match[1]}>"
        end = text.find(closing, searched)
        if end < 0:
            unclosed.add(match[1])
            continue
        searched = end + len(closing)
        pieces += (
            text[position : match.start()],
            text[match.start() : searched].replace("\n", _KEPT_NEWLINE),
        )
        position = searched
    if not pieces:
        return text
    pieces.append(text[position:])
    return "".join(pieces)


def spell_breaks_alike(text: str) -> str:
    """`<br>` and `<br/>` become `<br />`; breaks with attributes stay."""
    return text.replace("<br>", "<br />").replace("<br/>", "<br />")


def break_lines(text: str) -> str:
    """Every newline, with the white space before it, becomes a break and a newline.

    WordPress passes over the character right after a `<br />`: a newline there stays one, and after a space
    there the newline becomes a second break.
    """
    first, *lines = text.split("\n")
    if not lines:
        return text
    *middle, last = lines
    if "<br />" not in text:
        ends = [line for line in [line.rstrip(SPACES) for line in middle] if line]
        return "<br />\n".join([first.rstrip(SPACES), *ends, last])
    pieces: list[str] = []
    pending = first.rstrip(SPACES)
    gap = first[len(pending) : len(pending) + 1]
    blank = False
    for line in middle:
        stripped = line.rstrip(SPACES)
        if not stripped:
            blank = True
            continue
        pieces += (pending, _line_end(pending, gap, blank=blank))
        pending, gap, blank = stripped, line[len(stripped) : len(stripped) + 1], False
    pieces += (pending, _line_end(pending, gap, blank=blank), last)
    return "".join(pieces)


def _line_end(line: str, gap: str, *, blank: bool) -> str:
    if not line.endswith("<br />"):
        return "<br />\n"
    if gap:
        return gap + "<br />\n"
    return "\n<br />\n" if blank else "\n"


def release_newlines_of_code(text: str) -> str:
    """What `keep_newlines_of_code` hid comes back."""
    return text.replace(_KEPT_NEWLINE, "\n")


def break_not_after_blocks(text: str) -> str:
    """No `<br />` right after a block's tag, of either kind."""
    return drop_after_blocks(text, "<br />")


def break_not_before_blocks(text: str) -> str:
    """No `<br />` right before the tags of paragraphs, items and cells."""
    return _BREAK_BEFORE.sub(first_group, text)
