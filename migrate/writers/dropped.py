"""What a writer leaves out: a record a thing, for the ledger of whoever called it."""

from __future__ import annotations

from typing import NamedTuple


class Dropped(NamedTuple):
    """One thing of a document that is in no way in what was written."""

    what: str
    """`placeholder`, `more`, `more-text`, `page-break`, `footnote-reference`."""
    detail: str = ""
    """Its name or text."""
