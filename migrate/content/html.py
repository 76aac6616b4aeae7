"""HTML text → a tree, as the WHATWG rules build it. The only module that knows turbohtml.

Never raises on input; text is never lost: beyond 512 levels the parser makes siblings of children, and says so here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property

from turbohtml import Comment, Element, ProcessingInstruction, Text, parse_fragment
from turbohtml import Node as HtmlNode

__all__ = [
    "LINE_ELEMENTS",
    "PARSER_DEPTH",
    "PIECE",
    "Comment",
    "Element",
    "HtmlNode",
    "ProcessingInstruction",
    "Text",
    "is_descendant_free",
    "is_long",
    "names",
    "outer_html",
    "parse_html",
    "parse_pieces",
    "shows_something",
    "source_of",
    "unused_tag",
    "verbatim_text",
]

PARSER_DEPTH = 512
"""Elements nested deeper become siblings in turbohtml, silently (in its 1.15)."""


PIECE = 1 << 20
"""Characters that are parsed at once of a long fragment, at least."""


def names(text: str) -> frozenset[str]:
    """Tag or class names, written with blanks between."""
    return frozenset(text.split())


LINE_ELEMENTS = names(
    "address article aside blockquote caption center dd details dir div dl dt fieldset figcaption figure footer h1 h2"
    " h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary table tbody td tfoot th"
    " thead tr ul"
)
"""Elements that a browser begins a new line with."""

_SHOWING = names("audio button canvas embed iframe img input math object select svg textarea video wxr-node")
_NOT_TEXT = frozenset({"script", "style", "template"})
_SKIPPED_LINE = re.compile(r"\n\s*\Z")


def parse_html(html: str) -> Element:
    """The fragment as the content of a `div`: its children are what stands in the body. Scripts do not run, so the
    content of `noscript` is parsed."""
    return parse_fragment(html, positions=False)


def is_long(html: str) -> bool:
    """Whether a fragment is to be parsed in pieces."""
    return len(html) > 2 * PIECE


def unused_tag(html: str) -> str:
    """The name of an element that the text does not hold."""
    tag = "wxr-last"
    while tag in html:
        tag += "-"
    return tag


def parse_pieces(html: str, last_tag: str, goes_on: Callable[[Element], bool]) -> Iterator[Element]:
    """The same, in pieces one after the other, so that the tree of all of a long fragment never stands in memory.

    A piece ends where nothing is open but elements that may go on, which the next one begins with again: there an
    element `last_tag` that comes last, which is left in the tree, is seen to be no other element's child, which it
    would be after an unclosed element, in a comment, or where an unclosed `<b>` of before is taken up again; and a form
    is not ignored, as it is as long as the parser knows of an unclosed one.

    `goes_on`: whether nothing of how an element is read depends on all that it holds.
    """
    last = f"<{last_tag}></{last_tag}>"
    rest = _Rest(html)
    start, size = 0, PIECE
    cuts = [*_CUTS]
    left_open: list[str] = []
    while len(html) - start > 2 * size:
        again = "".join([f"<{tag}>" for tag in left_open])
        for cut in cuts:
            found = cut.search(html, start + size, start + 2 * size)
            end = found.end() if found else 0
            # It holds the text that it was found in.
            del found
            if not end:
                continue
            text = again + html[start:end]
            piece = parse_html(f"{text}{last}<form></form>")
            opened = _left_open(piece, last_tag, goes_on)
            may_end = opened is not None and rest.may_go_on(opened, end)
            if may_end and opened and "table" in opened and "table" not in left_open:
                # A cell hides what is open before its table.
                outside = _left_open(parse_html(f"{text}</table>{last}<form></form>"), last_tag, goes_on)
                may_end = outside == opened[: opened.index("table")]
            if opened is None or not may_end:
                del piece
                continue
            yield piece
            del piece
            left_open, start, size = opened, end, PIECE
            # What is long is mostly more of the same.
            cuts.remove(cut)
            cuts.insert(0, cut)
            break
        else:
            size *= 2
    text = "".join([f"<{tag}>" for tag in left_open]) + html[start:] if start else html
    # What the pieces become is joined while the last is read: then nobody is to hold all of the fragment.
    del html, rest
    yield parse_html(text)


class _Rest:
    """What is to be known of all of a long fragment, looked for once."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._text_ends = 0

    @cached_property
    def _tables_hold(self) -> bool:
        return _MOVES_OUT.search(self._html) is None

    def may_go_on(self, opened: list[str], end: int) -> bool:
        """Whether nothing behind `end` forbids that elements go on there."""
        if "pre" in opened:
            if self._text_ends < end:
                self._text_ends = self._html.find("<", end)
            if self._text_ends < end or not self._html.startswith(_END_OF_PRE[opened[-1]], self._text_ends):
                return False
        return "table" not in opened or self._tables_hold


_CUTS = (
    re.compile(r"\n(?=<)"),
    re.compile(r"(?=<[a-zA-Z])"),
    re.compile(r"\w (?=\w)"),
    re.compile(r"\w[^\w\s&<>#;](?=\w)|\w\n(?=\w)"),
    re.compile(r">(?=\w)"),
)
"""Where to try to end a piece: between blocks, before an element of a line, between words, at the start of a cell."""
_END_OF_PRE = {"pre": "</pre>", "code": "</code></pre>"}
_MOVES_OUT = re.compile(
    r"<(?:/t[dh]|/?tr|/?t(?:body|head|foot)|table)(?=[\s/>])[^<>]*>\s*+"
    r"(?!</?(?:t[dhr]|tbody|thead|tfoot)[\s>]|</table>)",
    re.IGNORECASE | re.ASCII,
)
"""What stands in a table outside of its cells comes before all of it, also before what went into an earlier piece."""


def _left_open(piece: Element, last_tag: str, goes_on: Callable[[Element], bool]) -> list[str] | None:
    """The elements that are open at the end of a piece, outermost first; None where it must not end."""
    left_open: list[str] = []
    node = piece
    has_form = False
    while True:
        nodes: list[HtmlNode | None] = [None, *node.children]
        last = nodes.pop()
        # A form ends a paragraph.
        if type(last) is Element and last.tag == "form" and not (has_form or last.children):
            last.extract()
            has_form, last = True, nodes.pop()
        if type(last) is not Element:
            return None
        if last.tag == last_tag:
            before = nodes.pop()
            # How a `<pre>` is read depends on the elements in it: a long one is nothing but text.
            if "pre" in left_open and not (type(before) is Text and nodes == [None]):
                return None
            # Whether hard spaces show depends on the text that they are one with.
            hard = type(before) is Text and before.data.strip(" \t\n\r\f").isspace()
            return left_open if has_form and not hard else None
        in_pre = "pre" in left_open
        if (last.tag == "code") != in_pre or (in_pre and not (left_open[-1] == "pre" and nodes == [None])):
            return None
        if not goes_on(last):
            return None
        left_open.append(last.tag)
        node = last


def outer_html(node: HtmlNode) -> str:
    """The node with its content as balanced HTML."""
    return node.html


def source_of(node: HtmlNode) -> str:
    """What was written for a PHP leftover; empty for other comments and instructions."""
    if type(node) is ProcessingInstruction:
        return f"<?{node.target} {node.data}?>" if node.target.startswith("php") else ""
    if type(node) is Comment and node.data.startswith("?="):
        return f"<{node.data}>"
    return ""


def shows_something(element: Element) -> bool:
    """Whether there is text inside, or an element that shows something without any."""
    return bool(element.text.strip()) or not is_descendant_free(element, _SHOWING)


def is_descendant_free(element: Element, tags: frozenset[str]) -> bool:
    """Whether no element inside has one of the tags."""
    return not any(type(node) is Element and node.tag in tags for node in element.descendants)


def verbatim_text(element: Element) -> str:
    """The text inside with its white space; `<br>` and the ends of lines that are elements become newlines."""
    children = element.children
    if len(children) == 1 and type(children[0]) is Text:
        return children[0].data
    pieces: list[str] = []
    stack: list[HtmlNode | str] = [*reversed(children)]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            if pieces and not pieces[-1].endswith("\n"):
                pieces.append(node)
        elif type(node) is Text:
            if node.data:
                pieces.append(node.data)
        elif type(node) is not Element:
            pieces.append(source_of(node))
        elif node.tag == "br":
            pieces.append("\n")
        elif node.tag == "img":
            pieces.append(node.attr("alt") or "")
        elif node.tag not in _NOT_TEXT:
            if node.tag in LINE_ELEMENTS:
                if pieces and not _SKIPPED_LINE.search(pieces[-1]):
                    pieces.append("\n")
                stack.append("\n")
            stack.extend(reversed(node.children))
    return "".join(pieces)
