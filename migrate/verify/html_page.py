"""HTML → a page: the words that a browser shows, and the structure around them. Never raises; no recursion.

Not shown: scripts, styles, what `hidden` or a style hides, and what players hold for where they cannot play.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from migrate.content.html import Comment, Element, HtmlNode, Text, parse_html
from migrate.verify.elements import OPENERS, Ending, Walk
from migrate.verify.page import GapName, Page
from migrate.verify.seen import BLOCK, Seen

_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_GAP = re.compile(r"wxr-(gap|open|close):(\d{1,9})")


def page_of_html(
    html: str,
    *,
    gaps: Sequence[GapName] = (),
    footnotes: Collection[str] = (),
    link_of: Callable[[str], str] | None = None,
    alternatives: bool = False,
) -> Page:
    """What a browser shows of a fragment.

    `gaps`: names of what stands where comments say `wxr-gap:N`, or from `wxr-open:N` to `wxr-close:N`. `footnotes`: ids
    that a `<sup data-fn>` is a mark of. `link_of`: the address that is to be written for one of the body.
    `alternatives`: images are shown by their alternative texts.
    """
    seen = Seen(gaps, link_of)
    walk = Walk(seen, footnotes, alternatives)
    walk.hiding = "hidden" in html or "display" in html
    root = parse_html(html)
    if 'class="footnotes"' in html:
        walk.footnotes = {*footnotes, *_own_footnotes(root)}
    _read(walk, root)
    return seen.page()


def _own_footnotes(root: Element) -> Iterator[str]:
    """Ids of the footnotes that our own HTML has at its end."""
    for section in root.find_all("section"):
        if section.attr("class") == "footnotes":
            for item in section.find_all("li"):
                if item.attr("value") and (name := item.attr("id") or "").startswith("fn-"):
                    yield f"#{name}"


def _read(walk: Walk, root: Element) -> None:
    seen = walk.seen
    find = OPENERS.get
    stack: list[tuple[Iterator[HtmlNode], Ending | None]] = []
    nodes: Iterator[HtmlNode] = iter(root.children)
    ending: Ending | None = None
    while True:
        for node in nodes:
            kind = type(node)
            if kind is Text:
                seen.pieces.append(node.data)  # type: ignore[attr-defined]
            elif kind is Element:
                element: Element = node  # type: ignore[assignment]
                if walk.hiding and _is_hidden(element):
                    continue
                opener = find(element.tag)
                opened = opener(walk, element) if opener else True
                if opened is not False:
                    stack.append((nodes, ending))
                    nodes = iter(element.children if element.tag != "table" else _rows_in_order(element))
                    ending = None if opened is True else opened
                    break
            elif kind is Comment:
                _take_comment(seen, node.data)  # type: ignore[attr-defined]
        else:
            if ending is not None:
                ending(walk)
            if not stack:
                return
            nodes, ending = stack.pop()


def _rows_in_order(table: Element) -> list[HtmlNode]:
    """A table's children as browsers place them: captions first, the foot last."""
    place = {"caption": 0, "tfoot": 2}
    return sorted(table.children, key=lambda node: place.get(node.tag, 1) if isinstance(node, Element) else 1)


def _is_hidden(element: Element) -> bool:
    if not element.attrs:
        return False
    hidden = element.attr("hidden")
    if hidden is not None and hidden.lower() != "until-found":
        return True
    return _HIDDEN.search(element.attr("style") or "") is not None


def _take_comment(seen: Seen, text: str) -> None:
    if text == "nextpage" or text.startswith("more"):
        seen.end_run(BLOCK)
    elif match := _GAP.fullmatch(text):
        {"gap": seen.point, "open": seen.open_gap, "close": seen.close_gap}[match[1]](int(match[2]))
