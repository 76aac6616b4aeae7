"""Proof that what is written says what the export says: pages of words and structure, made of both sides, compared."""

from __future__ import annotations

from migrate.verify.accounts import Account, accounts_of
from migrate.verify.compare import compare
from migrate.verify.comparison import Comparison
from migrate.verify.html_page import page_of_html
from migrate.verify.markdown_page import Dialect, page_of_markdown
from migrate.verify.page import Page
from migrate.verify.report import Report, Verification
from migrate.verify.source import page_of_body, page_of_comment
from migrate.verify.text_page import page_of_text

__all__ = [
    "Account",
    "Comparison",
    "Dialect",
    "Page",
    "Report",
    "Verification",
    "accounts_of",
    "compare",
    "page_of_body",
    "page_of_comment",
    "page_of_html",
    "page_of_markdown",
    "page_of_text",
]
