"""Which tags the paragraph rules take for blocks, and the edits around tags that the rules are made of.

Every edit takes time linear in the text, also where tags never end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

BLOCKS = (
    *("table", "thead", "tfoot", "caption", "col", "colgroup", "tbody", "tr", "td", "th"),
    *("div", "dl", "dd", "dt", "ul", "ol", "li", "pre", "form", "map", "area", "blockquote", "address"),
    *("style", "p", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "fieldset", "legend"),
    *("section", "article", "aside", "hgroup", "header", "footer", "nav"),
    *("figure", "figcaption", "details", "menu", "summary"),
)

# PHP's \s; Python's own is wider.
SPACES = " \t\n\r\f\v"


def any_of(names: Iterable[str]) -> str:
    """A pattern for one of the names, by first letter: alternatives cost time at every tag."""
    by_letter: dict[str, list[str]] = {}
    for name in names:
        by_letter.setdefault(name[0], []).append(name[1:])
    branches = (f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items())
    return f"(?:{'|'.join(branches)})"


def any_beginning(names: Sequence[str]) -> str:
    """A pattern for what begins with one of the names: WordPress takes `<param>` for a `p` in most rules."""
    return any_of(name for name in names if not any(name != o and name.startswith(o) for o in names))


def pattern(text: str) -> re.Pattern[str]:
    """A compiled pattern in which `\\s` and `\\w` mean what they mean to PHP."""
    return re.compile(text, re.ASCII)


BLOCK = any_of(BLOCKS)
BLOCK_START = pattern(f"</?{any_beginning(BLOCKS)}")
BLOCK_TAG = f"{BLOCK_START.pattern}[^>]*>"


def drop_space_around(text: str, tag: re.Pattern[str], *, before: bool, after: bool) -> str:
    """Drop white space before and after what `tag` matches; not before a match that has set a group."""
    pieces: list[str] = []
    position = 0
    strip_left = False
    for match in tag.finditer(text):
        between = text[position : match.start()]
        if strip_left:
            between = between.lstrip(SPACES)
        if before and not match.lastindex:
            between = between.rstrip(SPACES)
        pieces += (between, match[0])
        position, strip_left = match.end(), after
    rest = text[position:]
    pieces.append(rest.lstrip(SPACES) if strip_left else rest)
    return "".join(pieces)


def first_group(match: re.Match[str]) -> str:
    """The first group of a match, for `sub`: quicker than the template `\\1` on Python 3.11."""
    return match[1]


def drop_after_blocks(text: str, follower: str) -> str:
    """Drop each `follower`, a tag, and the white space before it, where it comes right after a block's tag.

    Looks back from the follower: block tags are many, followers few.
    """
    pieces: list[str] = []
    position = 0
    found = text.find(follower)
    while found >= 0:
        end = found - 1
        while end > position and text[end] in SPACES:
            end -= 1
        after = found + len(follower)
        if end > position and text[end] == ">" and _ends_block(text, position, end):
            pieces.append(text[position : end + 1])
            position = after
        found = text.find(follower, after)
    if not pieces:
        return text
    pieces.append(text[position:])
    return "".join(pieces)


def _ends_block(text: str, lowest: int, end: int) -> bool:
    """Whether the `>` at `end` ends a block's tag that begins at or after `lowest`."""
    if text.startswith("</p", max(end - 3, lowest), end):  # by far the most common
        return True
    start = text.rfind(">", lowest, end) + 1 or lowest
    return BLOCK_START.search(text, start, end) is not None
