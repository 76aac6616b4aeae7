"""Comments that mean something in a body: `<!--more-->`, `<!--noteaser-->`, `<!--nextpage-->`."""

from __future__ import annotations

from migrate.model.document import Block, More, PageBreak

_PAGE_BREAK = PageBreak()
_NO_TEASER = "<!--noteaser-->"


class MarkerReader:
    """Reads the comments of one fragment in order. As in WordPress only the first `more` of each page counts."""

    __slots__ = ("_has_more", "_html")

    def __init__(self, html: str) -> None:
        self._html = html
        self._has_more = False

    def forget(self) -> None:
        """Hold of a long fragment no more than is asked for."""
        self._html = _NO_TEASER if _NO_TEASER in self._html else ""

    def read(self, comment: str) -> Block | None:
        """The block that a comment's text means; None for any other comment."""
        if comment == "nextpage":
            self._has_more = False
            return _PAGE_BREAK
        if comment.startswith("more") and not self._has_more:
            self._has_more = True
            return More(text=comment[4:].strip(), no_teaser=_NO_TEASER in self._html)
        return None
