"""Documents → text: Markdown, HTML and plain text. Each writer knows every node and loses none without saying so."""

from __future__ import annotations

from migrate.writers.dropped import Dropped
from migrate.writers.html import write_html
from migrate.writers.markdown import MarkdownOptions, write_markdown, write_texts
from migrate.writers.text import write_text

__all__ = ["Dropped", "MarkdownOptions", "write_html", "write_markdown", "write_text", "write_texts"]
