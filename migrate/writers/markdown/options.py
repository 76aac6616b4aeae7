"""What a Markdown dialect can say, and what a target says in its own way (shortcodes)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from migrate.model.document import CodeBlock, Embed, Figure, FileLink, Gallery, Placeholder, Player
from migrate.model.inlines import Image


class MarkdownOptions(NamedTuple):
    """The dialect to write. The defaults are CommonMark with the tables, strikethrough, task lists and footnotes that
    GitHub, Hugo and most others have.

    The functions return Markdown (one line for `image`, any number for the others), or None for what is written without
    them. What they return is written as it is.
    """

    tables: bool = True
    """`| a | b |`; without it tables are HTML."""
    strikethrough: bool = True
    """`~~a~~`; without it `<del>`."""
    footnotes: bool = True
    """`[^1]`; without it links to a list at the end."""
    task_lists: bool = True
    """`- [x]`; without it boxes are HTML."""
    definition_lists: bool = False
    """`Term` and `:   text` on lines of their own (Markdown Extra, Goldmark); without it `<dl>`."""
    colon_starts: bool = False
    """A line that begins with `:` may be read as a definition, though none is written so: that is prevented."""
    heading_ids: bool = False
    """`# Title {#id}`; without it the id of a heading is left to the reader of the Markdown."""
    paragraph_ids: bool = False
    """`<span id="id"></span>` before the text of a paragraph that has one; without it the id is not written."""
    math: bool = False
    """`$` and `$$` hold formulas as they are; without it they are text that looks the same."""
    alignment: bool = False
    """Aligned paragraphs, headings and quotes are HTML, which can say it; without it they are not aligned."""
    bare_addresses: bool = True
    """`www.example.com` in text may become a link, as GFM does; without it that is prevented by a backslash."""
    more: str = "<!--more-->"
    """What ends the teaser; empty: left out, and said so."""
    page_break: str = "<!--nextpage-->"
    """What parts pages; empty: left out, and said so."""
    embed: Callable[[Embed], str | None] | None = None
    gallery: Callable[[Gallery], str | None] | None = None
    player: Callable[[Player], str | None] | None = None
    placeholder: Callable[[Placeholder], str | None] | None = None
    figure: Callable[[Figure], str | None] | None = None
    """Asked for figures with a caption only: the others are what they show."""
    file: Callable[[FileLink], str | None] | None = None
    image: Callable[[Image], str | None] | None = None
    info: Callable[[CodeBlock], str | None] | None = None
    """The info string of a fence, where it is more than the language."""


DEFAULT = MarkdownOptions()
