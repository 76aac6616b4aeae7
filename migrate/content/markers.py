"""Comments that mean something in a body: `<!--more-->`, `<!--noteaser-->`, `<!--nextpage-->`."""

from __future__ import annotations

from migrate.model.document import Block, More, PageBreak

_PAGE_BREAK = PageBreak()


class MarkerReader:
    """Reads the comments of one fragment in order. As in WordPress only the first `more` of each page counts."""

    __slots__ = ("_has_more", "_no_teaser")

    def __init__(self, html: str) -> None:
        self._no_teaser = "<!--noteaser-->" in html
        self._has_more = False

    def read(self, comment: str) -> Block | None:
        """The block that a comment's text means; None for any other comment."""
        if comment == "nextpage":
            self._has_more = False
            return _PAGE_BREAK
        if comment.startswith("more") and not self._has_more:
            self._has_more = True
            return More(text=comment[4:].strip(), no_teaser=self._no_teaser)
        return None
