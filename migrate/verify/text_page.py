"""Plain text → a page: its words, and which of them may be marks of the layout only."""

from __future__ import annotations

import re

from migrate.verify.page import Page, has_special_words, is_address, shows

_LABELS = re.compile(r"\s*(?:(?:-|\d+\.|\[\d+\]|\[[x ]\])(?:\s+|\Z))+")
_RULE = "* * *"


def page_of_text(text: str) -> Page:
    """What `write_text` wrote. Plain text has no structure."""
    words: list[str] = []
    blocks: set[int] = set()
    layout: set[int] = set()
    shown: list[str] = []
    begins = True
    for line in text.split("\n"):
        found = line.split()
        if not found:
            begins = True
            continue
        labels = len(match[0].split()) if (match := _LABELS.match(line)) else 0
        if line.strip() == _RULE:
            labels = len(found)
        special = has_special_words(line)
        for number, word in enumerate(found):
            if special and is_address(word):
                shown.append(word)
                continue
            if special and not shows(word):
                continue
            if begins:
                blocks.add(len(words))
                begins = False
            if number < labels or word == "|":
                layout.add(len(words))
            words.append(word)
    return Page(words, blocks, frozenset(), {}, shown, set(shown), layout=layout)
