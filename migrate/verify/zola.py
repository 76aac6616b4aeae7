"""The one shortcode that we write for Zola, in Markdown → the text that it shows."""

from __future__ import annotations

from migrate.targets.zola import BRACE


def show_braces(markdown: str) -> str:
    """For `Dialect.shortcodes`: Markdown with the braces that shortcodes stand for."""
    return markdown.replace(BRACE, "{") if BRACE in markdown else markdown
