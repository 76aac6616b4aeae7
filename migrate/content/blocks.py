"""The block grammar: a body → the blocks that WordPress reads in it, also where they are unclosed or misclosed.

Follows what WordPress 7.1 and PHP 8.2 were seen to do; takes time and memory in proportion to the body, never recurses,
never raises.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

import msgspec

MAX_ATTRIBUTE_DEPTH = 511
"""Levels of `{` and `[` in attributes that PHP's `json_decode` reads with its default limit; deeper is invalid."""
MAX_TAILS = 64
"""How many unclosed blocks, counted from the innermost, hold the rest of the body, as in WordPress. Those around them
hold their own text only: a body of nothing but openers would otherwise grow with its square."""

_INT64 = range(-(2**63), 2**63)
# The engine jumps from `<!--` to `<!--`; possessive repeats keep a failed try linear in what it looked at.
_DELIMITER = re.compile(
    r"<!--\s++(?>(/)?)wp:((?>(?:[a-z][a-z0-9_-]*+/)?)[a-z][a-z0-9_-]*+)\s++(?:(\{)|(?>(/)?)-->)", re.ASCII
)
_ATTRIBUTES_END = re.compile(r"\}\s++(?>(/)?)-->", re.ASCII)
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F])|.)", re.DOTALL)
_NESTING = re.compile(r'"[^"\\]*+(?>(?:\\.[^"\\]*+)*)"?|([\[{])|([\]}])', re.DOTALL)
_TO_ESCAPE = re.compile('\\\\\\\\|\\\\"|--|[<>&\u2028\u2029]')
_ESCAPED = {
    "\\\\": "\\u005c",
    '\\"': "\\u0022",
    "--": "\\u002d\\u002d",
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}
_LOST_BACKSLASH = re.compile(r"(?<!\\)u(?:00(?:3c|3e|26|22|5c)|002du002d)")


class Block(msgspec.Struct, frozen=True, gc=False):
    """One block, or (`name` None) a piece of HTML between blocks. Offsets are in characters of the body.

    A tree may be deeper than Python recurses: walk it with a stack of your own, and do not compare deep ones.
    """

    name: str | None
    """With its namespace: "core/paragraph"."""
    attributes: dict[str, Any] | None
    """As JSON means them; {} when there are none; None when they are not valid JSON to PHP."""
    inner_blocks: list[Block]
    inner_html: str
    """The block's own HTML: `inner_content` without the blocks."""
    inner_content: list[str | None]
    """HTML, and None for each inner block, in order."""
    start: int
    inner_start: int
    """Where the opening delimiter ends; `start` of HTML between blocks. A place in `inner_content` is found from here:
    a text moves it by its length, an inner block to that block's `end`."""
    end: int
    """After the closing delimiter; the end of the body for an unclosed block."""
    unclosed: bool = False
    """The body ended before the block did. WordPress then gives every open block the rest of the body as its text,
    raw delimiters included, and none of them is another's inner block: text is shown more than once."""


class _Open:
    """A block whose closing delimiter has not come yet."""

    __slots__ = ("attributes", "before", "blocks", "content", "inner_start", "name", "position", "start")

    def __init__(self, name: str, attributes: dict[str, Any] | None, start: int, inner_start: int, before: int) -> None:
        self.name = name
        self.attributes = attributes
        self.start = start
        self.inner_start = inner_start
        self.before = before
        """Where the HTML between the previous delimiter and this block starts."""
        self.position = inner_start
        """Up to where the block's text is in `content`."""
        self.blocks: list[Block] = []
        self.content: list[str | None] = []

    def add(self, block: Block, html: str) -> None:
        # PHP calls "0" empty: WordPress loses a lone zero here, and before a closing delimiter that ends the outermost.
        if html and html != "0":
            self.content.append(html)
        self.content.append(None)
        self.blocks.append(block)
        self.position = block.end

    def close(self, html: str, end: int, *, keep_empty: bool, unclosed: bool = False) -> Block:
        content = self.content
        if keep_empty or (html and html != "0"):
            content.append(html)
        if self.blocks:
            html = "".join([piece for piece in content if piece])
        elif not content:
            html = ""
        return Block(
            self.name,
            self.attributes,
            self.blocks,
            html,
            content,
            self.start,
            self.inner_start,
            end,
            unclosed,
        )


def has_blocks(body: str) -> bool:
    """Whether WordPress takes the body for one written in blocks (and does not make paragraphs of its lines)."""
    return "<!-- wp:" in body


def parse_blocks(body: str) -> list[Block]:
    """The outermost blocks and the HTML between them, in order; [] for an empty body.

    As in WordPress: a closing delimiter closes the innermost open block whatever its name; with none open, it and all
    that follows is HTML; `/-->` makes any delimiter, also a closing one, a block without content; attributes reach up
    to the first `}` that ends a delimiter, over other delimiters if need be.
    """
    output: list[Block] = []
    stack: list[_Open] = []
    size = len(body)
    position = look_from = 0
    attributes_can_end = True
    find = _DELIMITER.search
    while match := find(body, look_from):
        closer, name, brace, void = match.groups()
        start = match.start()
        end = match.end()
        attributes: dict[str, Any] | None = {}
        if brace:
            ending = _ATTRIBUTES_END.search(body, end) if attributes_can_end else None
            if ending is None:
                # Later openers have no end either: looking once keeps a body full of them linear.
                attributes_can_end = False
                look_from = end
                continue
            void = ending[1]
            if void or not closer:
                attributes = decode_attributes(body[end - 1 : ending.start() + 1 + _blanks(body, ending)])
            end = ending.end()
        if "/" not in name:
            name = "core/" + name
        if void:
            block = Block(name, attributes, [], "", [], start, end, end)
            if stack:
                parent = stack[-1]
                parent.add(block, body[parent.position : start])
            else:
                if start > position:
                    output.append(_html(body, position, start))
                output.append(block)
        elif not closer:
            stack.append(_Open(name, attributes, start, end, position))
        elif not stack:
            break
        else:
            opened = stack.pop()
            html = body[opened.position : start]
            if stack:
                parent = stack[-1]
                block = opened.close(html, end, keep_empty=True)
                parent.add(block, body[parent.position : opened.start])
            else:
                if opened.start > opened.before:
                    output.append(_html(body, opened.before, opened.start))
                output.append(opened.close(html, end, keep_empty=False))
        position = look_from = end
    if stack:
        _close_all(body, stack, output)
    elif size > position:
        output.append(_html(body, position, size))
    return output


def serialize_attributes(attributes: Mapping[str, Any]) -> str:
    """The JSON that WordPress (6.9 and later) writes into a delimiter: it holds no `--`, `<`, `>`, `&` and no `\\"`.

    Raises ValueError for NaN and infinities, TypeError for what is not JSON.
    """
    text = json.dumps(attributes, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _TO_ESCAPE.sub(lambda match: _ESCAPED[match[0]], text)


def attributes_lost_backslashes(text: str) -> bool:
    """Whether the attributes (their JSON, or a delimiter with them) hold `u003c` where `\\u003c` was written.

    Importers that unslash once too often do that to the escapes of `serialize_attributes`. `u002d` counts in pairs
    only, as WordPress writes it: less is more likely to be a word or a number.
    """
    return "u00" in text and _LOST_BACKSLASH.search(text) is not None


def _html(body: str, start: int, end: int) -> Block:
    html = body[start:end]
    return Block(None, {}, [], html, [html], start, start, end)


def _close_all(body: str, stack: list[_Open], output: list[Block]) -> None:
    size = len(body)
    tails = len(stack) - MAX_TAILS
    next_start = size
    for depth in range(len(stack) - 1, -1, -1):
        opened = stack[depth]
        if opened.start > opened.before:
            output.append(_html(body, opened.before, opened.start))
        html = body[opened.position : size if depth >= tails else next_start]
        output.append(opened.close(html, size, keep_empty=False, unclosed=True))
        next_start = opened.start


def _blanks(body: str, ending: re.Match[str]) -> int:
    """How many of the characters that end attributes belong to the JSON text: PHP refuses a form feed there."""
    return ending.end() - ending.start() - len("}-->") - (ending[1] is not None)


def _integer(digits: str) -> int | float:
    """What does not fit 64 bits is a float to PHP (and Python refuses to read thousands of digits)."""
    if len(digits) <= 18:
        return int(digits)
    if len(digits) <= 20 and (value := int(digits)) in _INT64:
        return value
    return float(digits)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


_read_json = json.JSONDecoder(parse_int=_integer, parse_constant=_refuse).decode


def decode_attributes(text: str) -> dict[str, Any] | None:
    """The attributes of a block; None where their JSON is not valid to PHP."""
    if _SURROGATE_ESCAPE.search(text) and any(escape[1] for escape in _ESCAPE.finditer(text)):
        return None
    if text.count("{") + text.count("[") > MAX_ATTRIBUTE_DEPTH and _depth(text) > MAX_ATTRIBUTE_DEPTH:
        return None
    try:
        attributes = _read_json(text)
    except ValueError:
        return None
    return attributes if isinstance(attributes, dict) else None


def _depth(text: str) -> int:
    depth = deepest = 0
    for match in _NESTING.finditer(text):
        opening, closing = match.groups()
        if opening:
            depth += 1
            deepest = max(deepest, depth)
        elif closing:
            depth -= 1
    return deepest
