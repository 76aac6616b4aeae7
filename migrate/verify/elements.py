"""What each element of HTML is to a page: a block, a mark, something that is counted, or nothing that is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from migrate.content.html import LINE_ELEMENTS, Element, Text, names
from migrate.content.smilies import convert_smilies
from migrate.verify.page import SAMPLE, Kind, image_key, link_key
from migrate.verify.seen import BLOCK, LINE, Seen

_PLAIN = {
    "strong": re.compile(r"font-weight\s*:\s*+(?!bold|[6-9]\d\d)", re.IGNORECASE),
    "emphasis": re.compile(r"font-style\s*:\s*+(?!italic|oblique)", re.IGNORECASE),
}
"""Styles that take a mark away: Google Docs wraps whole posts in `<b>` so."""
_BACKGROUND = re.compile(r"background-image\s*:\s*url\(\s*['\"]?([^'\")]+)", re.IGNORECASE)
_SMILEYS = frozenset({"wp-smiley", "emoji"})
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-orig-file", "data-large-file", "data-full-url")
_PLAYING = ("src", "data", "data-src")
_SAID = ("src", "data", "data-src", "href", "cite", "poster", "value", "data-href")
_NOT_CODE = names("h1 h2 h3 h4 h5 h6 table ul ol dl blockquote figure script style")
"""What cannot stand in code: a `<pre>` that holds one ends before it."""
_QUOTED = names(
    "bluesky-embed fb-post fb-video imgur-embed-pub instagram-media mastodon-embed reddit-card reddit-embed-bq"
    " text-post-media tiktok-embed tumblr-post twitter-tweet twitter-video wp-embedded-content"
)
"""Classes of quotations that a script of the service replaces by an embed."""


class Walk:
    """One page that is being walked."""

    def __init__(self, seen: Seen, footnotes: Collection[str], alternatives: bool) -> None:
        self.seen = seen
        self.footnotes = footnotes
        """Ids of footnotes: marks that point to them are no words."""
        self.alternatives = alternatives
        self.hiding = False
        self.preformatted = 0
        """How many `<pre>` are open."""


Ending = Callable[[Walk], None]
Opener = Callable[[Walk, Element], "Ending | bool"]
"""Opens an element: what to do where it ends; or whether what is in it is to be read at all."""


def _end_block(walk: Walk) -> None:
    walk.seen.end_run(BLOCK)


def _open_block(walk: Walk, element: Element) -> Ending | bool:
    walk.seen.end_run(BLOCK)
    if element.tag in ("div", "blockquote") and element.attrs:
        classes = (element.attr("class") or "").split()
        if not _QUOTED.isdisjoint(classes):
            return _in_gap(walk, "embed", _end_block)
        if "wp-block-cover" in classes and (match := _BACKGROUND.search(element.attr("style") or "")):
            _count_image(walk, match[1])
    return _end_block


def _in_gap(walk: Walk, name: str, end: Ending) -> Ending:
    number = walk.seen.new_gap(name)
    walk.seen.open_gap(number)

    def end_gap(walk: Walk) -> None:
        end(walk)
        walk.seen.close_gap(number)

    return end_gap


def _counted(kind: Kind) -> Opener:
    """A block that is known by its first words."""

    def open_counted(walk: Walk, element: Element) -> Ending | bool:
        opened = _open_block(walk, element)
        if "blocks-gallery-item" in (element.attr("class") or ""):
            return opened
        first, unsure = len(walk.seen.words), walk.seen.unsure

        def end(walk: Walk) -> None:
            walk.seen.end_run(BLOCK)
            if unsure == walk.seen.unsure:
                walk.seen.count(kind, " ".join(walk.seen.words[first : first + SAMPLE]))
            if opened is not _end_block and not isinstance(opened, bool):
                opened(walk)

        return end

    return open_counted


def _open_heading(walk: Walk, element: Element) -> Ending | bool:
    walk.seen.end_run(BLOCK)
    first, unsure = len(walk.seen.words), walk.seen.unsure
    level = element.tag[1]

    def end(walk: Walk) -> None:
        walk.seen.end_run(BLOCK)
        if unsure == walk.seen.unsure and (text := " ".join(walk.seen.words[first:])):
            walk.seen.count("headings", f"{level} {text}")

    return end


def _marked(kind: Kind) -> Opener:
    plain = _PLAIN.get(kind)

    def end(walk: Walk) -> None:
        walk.seen.close_mark(kind)

    def open_marked(walk: Walk, element: Element) -> Ending | bool:
        if plain and element.attrs and plain.search(element.attr("style") or ""):
            return True
        # What marks there are in code is a matter of its colours.
        if walk.preformatted:
            return True
        walk.seen.open_mark(kind)
        return end

    return open_marked


def _open_preformatted(walk: Walk, element: Element) -> Ending | bool:
    walk.seen.end_run(BLOCK)
    if not walk.preformatted:
        walk.seen.count("code", _verbatim(element))
    walk.preformatted += 1

    def end(walk: Walk) -> None:
        walk.preformatted -= 1
        walk.seen.end_run(BLOCK)

    return end


def _verbatim(element: Element) -> str:
    """The text of a `<pre>`, without blanks at the ends of lines and empty lines at its own ends."""
    pieces = []
    stack = [*reversed(element.children)]
    while stack:
        node = stack.pop()
        if type(node) is Text:
            pieces.append(node.data)
        elif type(node) is Element:
            if node.tag == "br":
                pieces.append("\n")
            elif node.tag not in _NOT_CODE:
                stack.extend(reversed(node.children))
    return "\n".join([line.rstrip() for line in "".join(pieces).split("\n")]).strip("\n")


def _open_link(walk: Walk, element: Element) -> Ending | bool:
    seen = walk.seen
    url = (element.attr("href") or "").strip()
    if not url or "footnote-backref" in (element.attr("class") or ""):
        return not url
    url = seen.moved(url)
    if "wp-block-file__button" in (element.attr("class") or ""):
        seen.pieces.append(" ")
    words, shown, things, piece = len(seen.words), len(seen.shown), seen.things, len(seen.pieces)

    def end(walk: Walk) -> None:
        # Around nothing it is no link to a reader.
        if (
            any(text.strip() for text in seen.pieces[piece if words == len(seen.words) else 0 :])
            or words < len(seen.words)
            or shown < len(seen.shown)
            or things < seen.things
        ):
            seen.count("links", link_key(url))
            seen.addresses.add(url)

    return end


def _open_image(walk: Walk, element: Element) -> Ending | bool:
    seen = walk.seen
    alternative = element.attr("alt") or ""
    if alternative and not _SMILEYS.isdisjoint((element.attr("class") or "").split()):
        seen.pieces.append(convert_smilies(alternative))
        return False
    url = (element.attr("src") or "").strip()
    if not url or url.startswith("data:"):
        url = next((found for name in _LAZY if (found := (element.attr(name) or "").strip())), url)
    if url:
        _count_image(walk, url)
        if alternative := " ".join(alternative.split()):
            seen.count("alternatives", alternative)
        if walk.alternatives:
            seen.pieces.append(alternative)
    return False


def _count_image(walk: Walk, url: str) -> None:
    walk.seen.things += 1
    url = walk.seen.moved(url)
    walk.seen.count("images", image_key(url))
    walk.seen.addresses.add(url)


def _open_player(walk: Walk, element: Element) -> Ending | bool:
    """A frame, player or plug-in: a line of its own, or no text at all; what is in it is shown where it cannot play."""
    seen = walk.seen
    seen.end_run(LINE)
    seen.things += 1
    for part in (element, *element.find_all(["source", "embed"])):
        if url := next((found for name in _PLAYING if (found := (part.attr(name) or "").strip())), ""):
            seen.count("players", seen.moved(url))
            break
    for part in (element, *element.find_all(["source", "embed", "param", "a", "track"])):
        seen.addresses.update(seen.moved(url) for name in _SAID if (url := (part.attr(name) or "").strip()))
    return False


def _open_break(walk: Walk, element: Element) -> Ending | bool:
    if walk.preformatted:
        walk.seen.pieces.append("\n")
    else:
        walk.seen.end_run(LINE)
    return False


def _open_raised(walk: Walk, element: Element) -> Ending | bool:
    """`<sup>`, which may be the mark of a footnote."""
    if not element.attrs and not walk.footnotes:
        return True
    link = next((child for child in element.children if type(child) is Element and child.tag == "a"), None)
    if (
        "footnote-ref" in (element.attr("class") or "")
        or (element.attr("data-fn") or "") in walk.footnotes
        or (link is not None and (link.attr("href") or "") in walk.footnotes)
    ):
        walk.seen.footnote()
        return False
    return True


def _open_formula(walk: Walk, element: Element) -> Ending | bool:
    return _in_gap(walk, "math", lambda walk: None)


def _open_thing(walk: Walk, element: Element) -> Ending | bool:
    walk.seen.things += 1
    return True


def _end_button(walk: Walk) -> None:
    walk.seen.pieces.append(" ")


def _open_button(walk: Walk, element: Element) -> Ending | bool:
    """A box of its own within the line."""
    walk.seen.things += 1
    walk.seen.pieces.append(" ")
    return _end_button


def _skip(walk: Walk, element: Element) -> Ending | bool:
    return False


OPENERS: dict[str, Opener] = {
    **dict.fromkeys((*LINE_ELEMENTS, "form", "optgroup", "xmp", "listing"), _open_block),
    **dict.fromkeys(names("h1 h2 h3 h4 h5 h6"), _open_heading),
    **dict.fromkeys(names("script style template title noframes noembed"), _skip),
    **dict.fromkeys(names("iframe audio video object embed"), _open_player),
    **dict.fromkeys(names("canvas input svg"), _open_thing),
    **dict.fromkeys(names("td th"), _counted("cells")),
    **dict.fromkeys(names("em i"), _marked("emphasis")),
    **dict.fromkeys(names("strong b"), _marked("strong")),
    **dict.fromkeys(names("s strike del"), _marked("strike")),
    **dict.fromkeys(names("code tt"), _marked("inline code")),
    **dict.fromkeys(names("button select textarea"), _open_button),
    "li": _counted("items"),
    "blockquote": _counted("quotes"),
    "pre": _open_preformatted,
    "a": _open_link,
    "img": _open_image,
    "br": _open_break,
    "sup": _open_raised,
    "math": _open_formula,
}
