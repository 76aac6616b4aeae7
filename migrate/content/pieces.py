"""HTML as WordPress's text filters split it: tags, comments and CDATA sections, found without parsing."""

from __future__ import annotations

import re

# What is not closed reaches to the end of the text.
HTML_PIECE = re.compile(r"(?s)<(?:!(?=--).*?(?:-->|\Z)|!\[CDATA\[.*?(?:\]\]>|\Z)|[^>]*>?)")


def within_piece(characters: str) -> re.Pattern[str]:
    """A quick test that spares most texts from being split: where it finds nothing, no piece of the text holds any of
    the characters. A comment that begins within another counts as a find: to look on would cost the square of the text.
    """
    wanted = re.escape(characters)
    comment = rf"!(?=--)[^-<{wanted}]*+(?>(?:(?:-(?!->)|<(?!!--))[^-<{wanted}]*+)*)(?:[{wanted}]|<!--|\Z)"
    return re.compile(rf"<(?:[^<>{wanted}]*+[{wanted}]|!\[CDATA\[|{comment})")
