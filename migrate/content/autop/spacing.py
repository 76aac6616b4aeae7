"""Paragraph rules, first part: blocks are set apart by blank lines, and space that means nothing goes."""

from __future__ import annotations

import re

from migrate.content.autop.tags import BLOCK, drop_space_around, pattern
from migrate.content.pieces import HTML_PIECE, within_piece

# What a newline inside a tag is while the rules run. They see its brackets, so its shape matters.
_TAG_NEWLINE = "<!-- wpnl -->"

_TWO_BREAKS = pattern(r"<br\s*/?>\s*<br\s*/?>")
_BLOCK_EDGE = pattern(rf"(<(?:{BLOCK}[\s/>]|/{BLOCK}>))")
RULE = pattern(r"<hr\s*?/?>")


def double_breaks(text: str) -> str:
    """Two `<br>` in a row are a blank line."""
    return _TWO_BREAKS.sub("\n\n", text) if "<br" in text else text


def set_blocks_apart(text: str) -> str:
    """A blank line before each start tag of a block, after each end tag, and after `<hr>`."""
    pieces = _BLOCK_EDGE.split(text)
    pieces[1::2] = [edge + "\n\n" if edge[1] == "/" else "\n\n" + edge for edge in pieces[1::2]]
    text = "".join(pieces)
    return RULE.sub(lambda match: match[0] + "\n\n", text) if "<hr" in text else text


def unify_newlines(text: str) -> str:
    """CRLF and CR become LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


_NEWLINE_WITHIN = within_piece("\n")


def hide_newlines_in_tags(text: str) -> str:
    """Newlines inside tags, comments and CDATA sections are no newlines to the rules that follow."""
    return HTML_PIECE.sub(_without_newlines, text) if _NEWLINE_WITHIN.search(text) else text


def _without_newlines(match: re.Match[str]) -> str:
    return match[0].replace("\n", f" {_TAG_NEWLINE} ")


def show_newlines_in_tags(text: str) -> str:
    """What `hide_newlines_in_tags` hid comes back, less the spaces around it."""
    if _TAG_NEWLINE not in text:
        return text
    return text.replace(f" {_TAG_NEWLINE} ", "\n").replace(_TAG_NEWLINE, "\n")


# Each row: signs of which the text must hold one, and tags with whether the space before and after them goes.
# A tag that never ends matches up to the end of the text (and sets a group): to look for the `>` of each such tag
# would cost the square of the text.
_TIGHT: tuple[tuple[tuple[str, ...], tuple[tuple[str, bool, bool], ...]], ...] = (
    (("<option",), ((r"<option", True, False), (r"</option>", False, True))),
    (
        ("</object>",),
        (
            (r"<object[^>]*(?:>|(\Z))", False, True),
            (r"</object>", True, False),
            (r"</?(?:param|embed)[^>]*(?:>|(\Z))", True, True),
        ),
    ),
    (
        ("<source", "<track"),
        (
            (r"[<\[](?:audio|video)[^>\]]*(?:[>\]]|(\Z))", False, True),
            (r"[<\[]/(?:audio|video)[>\]]", True, False),
            (r"<(?:source|track)[^>]*(?:>|(\Z))", True, True),
        ),
    ),
    (("<figcaption",), ((r"<figcaption[^>]*(?:>|(\Z))", True, False), (r"</figcaption>", False, True))),
)
_TIGHT_RULES = tuple(
    (signs, tuple((pattern(tag), before, after) for tag, before, after in rules)) for signs, rules in _TIGHT
)
# One search for all signs: most texts have none.
_ANY_SIGN = pattern("|".join(sign for signs, _ in _TIGHT for sign in signs))


def tighten(text: str) -> str:
    """White space goes where browsers ignore it and a `<br />` would be in the way: options, objects, media."""
    if not _ANY_SIGN.search(text):
        return text
    for signs, rules in _TIGHT_RULES:
        if any(sign in text for sign in signs):
            for tag, before, after in rules:
                text = drop_space_around(text, tag, before=before, after=after)
    return text
