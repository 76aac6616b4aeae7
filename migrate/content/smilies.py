"""Smilies: the text codes that WordPress shows as emoji, and their characters. Changes nothing else in a text."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

SMILIES: Final = {
    ":twisted:": "😈",
    ":neutral:": "😐",
    ":mrgreen:": ":mrgreen:",
    ":arrow:": "➡",
    ":shock:": "😯",
    ":smile:": "🙂",
    ":cool:": "😎",
    ":evil:": "👿",
    ":grin:": "😀",
    ":idea:": "💡",
    ":oops:": "😳",
    ":razz:": "😛",
    ":roll:": "🙄",
    ":wink:": "😉",
    ":???:": "😕",
    ":cry:": "😥",
    ":eek:": "😮",
    ":lol:": "😆",
    ":mad:": "😡",
    ":sad:": "🙁",
    "8-)": "😎",
    "8-O": "😯",
    ":-(": "🙁",
    ":-)": "🙂",
    ":-?": "😕",
    ":-D": "😀",
    ":-P": "😛",
    ":-o": "😮",
    ":-x": "😡",
    ":-|": "😐",
    ";-)": "😉",
    ":!:": "❗",
    ":?:": "❓",
    "8O": "😯",
    ":(": "🙁",
    ":)": "🙂",
    ":?": "😕",
    ":D": "😀",
    ":P": "😛",
    ":o": "😮",
    ":x": "😡",
    ":|": "😐",
    ";)": "😉",
}
"""Every code of WordPress's own table. `:mrgreen:` is a picture there, of which Unicode has none: it stays text."""

# The blanks are WordPress's own list (`&nbsp;` is U+00A0 in decoded text): no form feed, no wide blanks. What a code
# touches is looked at, not consumed: two codes may share one blank. A pattern that begins with the few first
# characters, and looks behind them only then, is searched several times as fast.
_BLANK = r"\r\n\t \u00a0"
_FIRST = ":;8"
_REST = "|".join(
    f"(?<={first})(?:{'|'.join(re.escape(code[1:]) for code in SMILIES if code[0] == first)})" for first in _FIRST
)
_EDGES = "\r\n\t \u00a0>;"
"""What stands before a code in HTML: a blank, or the end of a tag or of `&nbsp;`."""
_SECONDS = {first: frozenset(code[1] for code in SMILIES if code[0] == first) for first in _FIRST}
_SMILEY = re.compile(rf"[{_FIRST}](?<![^{_BLANK}].)(?:{_REST})(?![^{_BLANK}])")


# As WordPress has it: no tag goes over the end of a line, and what begins with `<` is never text.
_TAG = re.compile(r"(<.*?>)")
_VERBATIM = re.compile(r"<(code|pre|style|script|textarea)[^>]*>")


def show_smilies(html: str) -> str:
    """HTML with the codes in its text as characters, but for code, as WordPress shows them."""
    if not any(_may_hold_codes(first, html) for first in _FIRST):
        return html
    pieces = _TAG.split(html)
    verbatim = ""
    for place, piece in enumerate(pieces):
        if place % 2:
            if not verbatim and (opening := _VERBATIM.match(piece)):
                verbatim = f"</{opening[1]}>"
            elif piece == verbatim:
                verbatim = ""
        elif piece and not verbatim and piece[0] != "<":
            pieces[place] = convert_smilies(piece.replace("&nbsp;", "\u00a0"))
    return "".join(pieces)


def _may_hold_codes(first: str, html: str) -> bool:
    """A quick look, which few texts without codes pass: most colons are of addresses, most eights of numbers."""
    seconds = _SECONDS[first]
    return any(after[:1] in seconds and before[-1:] in _EDGES for before, after in pairwise(html.split(first)))


def convert_smilies(text: str) -> str:
    """The text with codes that stand alone between blanks or at an end of it replaced, as `convert_smilies` does.

    `text` is one text node, entities decoded: WordPress cuts its HTML at every tag and comment, and takes each piece
    for itself, so that the ends of a node count as blanks. Only where the old site showed smilies (the option
    `use_smilies`, on by default).
    """
    return _SMILEY.sub(lambda match: SMILIES[match[0]], text)
