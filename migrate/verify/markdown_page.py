"""Markdown → a page, by way of markdown-it-py: what a CommonMark parser makes of what was written."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from migrate.verify.html_page import page_of_html
from migrate.verify.page import Page

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

_HEADING_ID = re.compile(r"\s*\{#[^{}\s]+\}\s*\Z")
_NESTING = 250
"""Levels that are read: markdown-it-py calls itself for each."""


class Dialect(NamedTuple):
    """What the reader of the Markdown knows beyond CommonMark, raw HTML included. Fields are those of
    `MarkdownOptions`."""

    tables: bool = True
    strikethrough: bool = True
    footnotes: bool = True
    task_lists: bool = True
    definition_lists: bool = False
    heading_ids: bool = False
    math: bool = False


def page_of_markdown(
    text: str,
    dialect: Dialect = Dialect(),  # noqa: B008
    *,
    link_of: Callable[[str], str] | None = None,
) -> Page:
    """What a reader of this dialect shows of Markdown (without front matter). `link_of`: as in `page_of_html`."""
    return page_of_html(_parser(dialect).render(text), link_of=link_of)


@lru_cache(16)
def _parser(dialect: Dialect) -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _NESTING})
    parser.enable([name for name in ("table", "strikethrough") if getattr(dialect, name.replace("table", "tables"))])
    if dialect.footnotes:
        from mdit_py_plugins.footnote import footnote_plugin

        parser.use(footnote_plugin, inline=False)
    if dialect.task_lists:
        from mdit_py_plugins.tasklists import tasklists_plugin

        parser.use(tasklists_plugin)
    if dialect.definition_lists:
        from mdit_py_plugins.deflist import deflist_plugin

        parser.use(deflist_plugin)
    if dialect.math:
        from mdit_py_plugins.dollarmath import dollarmath_plugin

        parser.use(dollarmath_plugin)
    if dialect.heading_ids:
        parser.core.ruler.before("inline", "heading_ids", _take_heading_ids)
    # Addresses as they are written: which of them a reader refuses is no matter of their words.
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def _take_heading_ids(state: StateCore) -> None:
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "heading_open":
            inline.content = _HEADING_ID.sub("", inline.content)
