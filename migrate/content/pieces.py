"""HTML as WordPress's text filters split it: tags, comments and CDATA sections, found without parsing."""

from __future__ import annotations

import re

# What is not closed reaches to the end of the text.
HTML_PIECE = re.compile(r"(?s)<(?:!(?=--).*?(?:-->|\Z)|!\[CDATA\[.*?(?:\]\]>|\Z)|[^>]*>?)")


class Within:
    """A quick test for characters in the pieces of a text, to spare most texts from being split."""

    def __init__(self, characters: str) -> None:
        wanted = re.escape(characters)
        self._in_tag = re.compile(f"<[^<>{wanted}]*[{wanted}]")
        self._wanted = re.compile(f"[{wanted}]")

    def possible(self, text: str) -> bool:
        """False only where no tag, comment or CDATA section of the text holds any of the characters."""
        if self._in_tag.search(text) or "<![CDATA[" in text:
            return True
        start = text.find("<!--")
        while start >= 0:
            end = text.find("-->", start + 2)
            if end < 0 or self._wanted.search(text, start, end):
                return True
            start = text.find("<!--", end)
        return False
