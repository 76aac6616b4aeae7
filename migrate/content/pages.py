"""The markers in a body: `<!--nextpage-->` cuts it into pages, `<!--more-->` ends the teaser of each.

Pages and teasers are slices of the body, so that places in them are places in it.
"""

from __future__ import annotations

import re

import msgspec

# The delimiters of the block go with the marker, else the pages would begin and end in half a block.
_NEXT_PAGE = re.compile(
    r"<!-- wp:nextpage (?:\{[^<>]*\} )?-->\s*<!--nextpage-->\s*<!-- /wp:nextpage -->"
    r"|\n{1,2}<!--nextpage-->\n{1,2}|\n?<!--nextpage-->\n?",
    re.ASCII,
)
_MORE_OPENER = re.compile(r"<!-- wp:more (?:\{[^<>]*\} )?-->\s*", re.ASCII)
_MORE_CLOSER = re.compile(r"\s*(?:<!--noteaser-->\s*)?<!-- /wp:more -->", re.ASCII)
_TAG = re.compile(r"<[^<>]*>")
_MARKER = "<!--more"
_NO_TEASER = "<!--noteaser-->"
_PHP_BLANK = " \t\n\r\0\v"


class More(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The marker that ends a teaser. Offsets are in characters of the page's text."""

    start: int
    end: int
    """Around the marker, and around its block where it is one: `text[:start]` and `text[end:]` hold none of it."""
    label: str
    """What the link to the rest says instead of the theme's "Read more"; empty when the author wrote nothing."""
    hides_teaser: bool
    """The page on its own shows the rest only (`<!--noteaser-->`); the teaser still stands in lists."""


class Page(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One page of a body."""

    text: str
    start: int
    """Where `text` starts in the body, in characters."""
    more: More | None
    """The first marker; WordPress takes further ones for comments."""

    @property
    def teaser(self) -> str | None:
        """The HTML before the marker; None where there is no marker."""
        return None if self.more is None else self.text[: self.more.start]

    @property
    def rest(self) -> str:
        """The HTML after the marker; all of the page where there is none."""
        return self.text if self.more is None else self.text[self.more.end :]


def split_pages(body: str) -> list[Page]:
    """The pages of a body, at least one. Page n (from 1) had the permalink followed by `/n/`.

    As in WordPress: a newline on either side of a marker goes with it (two, where both sides have one), a marker at
    the very start is ignored, other pages may be empty, and only the first page's teaser can be hidden.
    """
    bounds: list[tuple[int, int]] = []
    start = 0
    if "<!--nextpage-->" in body:
        for match in _NEXT_PAGE.finditer(body):
            if match.start() > 0:
                bounds.append((start, match.start()))
            start = match.end()
    bounds.append((start, len(body)))
    no_teaser = _NO_TEASER in body
    pages = []
    for number, (start, end) in enumerate(bounds):
        text = body[start:end]
        more = _find_more(text, hides_teaser=no_teaser and number == 0)
        pages.append(Page(text=text, start=start, more=more))
    return pages


def _find_more(text: str, *, hides_teaser: bool) -> More | None:
    start, end = text.find(_MARKER), -1
    while start >= 0:
        inside = start + len(_MARKER)
        if end < inside:
            end = text.find("-->", inside)
        if end < 0:
            return None
        newline = text.find("\n", inside, end)
        if newline < 0:
            break
        # The label is of one line; a marker before the newline would run into it too.
        start = text.find(_MARKER, newline)
    else:
        return None
    label = _TAG.sub("", text[inside:end].strip(_PHP_BLANK).replace("\0", ""))
    end += len("-->")
    opener = text.rfind("<!-- wp:more ", 0, start)
    if opener >= 0 and _MORE_OPENER.fullmatch(text, opener, start) and (closer := _MORE_CLOSER.match(text, end)):
        start, end = opener, closer.end()
    return More(start=start, end=end, label=label, hides_teaser=hides_teaser)
