"""What is known while one document is written: the dialect, its footnotes, and what had to be left out."""

from __future__ import annotations

from typing import Any

from migrate.writers.dropped import Dropped
from migrate.writers.html import Numbers, render
from migrate.writers.markdown.islands import island
from migrate.writers.markdown.options import MarkdownOptions


class Draft:
    """The state of one `write_markdown`."""

    __slots__ = ("dropped", "is_usual", "numbers", "options", "referred")

    def __init__(self, options: MarkdownOptions, numbers: Numbers) -> None:
        self.options = options
        self.numbers = numbers
        self.is_usual = options.strikethrough and options.bare_addresses and not options.math
        """Texts need no escapes but those of the usual dialect."""
        self.dropped: list[Dropped] = []
        self.referred: set[str] = set()
        """Ids of the footnotes that have a mark in Markdown: the others are dropped by those who read it."""

    def html(self, *parts: Any) -> str:
        """Nodes as an HTML block: no blank line in it, no newline at its end."""
        return island(render(parts, self.numbers))
