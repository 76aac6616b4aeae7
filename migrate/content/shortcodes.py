"""WordPress's shortcode grammar: which brackets of a body are shortcodes, and what they say.

Only known names are shortcodes; all other text comes out as it stands, so that the pieces, joined, are the
text. The time is linear in the text, whatever it holds.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Container, Iterator
from typing import NamedTuple

from migrate.content.pieces import HTML_PIECE, within_piece

Names = Container[str] | Callable[[str], bool]


class Shortcode(NamedTuple):
    """One shortcode of a text.

    `attributes` holds those with a name (in lower case), `positional` the values without one. `content` is what
    stands before the closing tag, None without one. An `escaped` one (`[[tag]]`) means its own text less one
    bracket at either end. `start` and `end` are offsets into the text, the brackets of an escape included.
    """

    name: str
    attributes: dict[str, str]
    positional: tuple[str, ...]
    content: str | None
    escaped: bool
    self_closing: bool
    start: int
    end: int
    inside_tag: bool = False


NAME = r"[^<>&/\[\]\x00-\x20=]+"
_OPENING = re.compile(rf"\[(\[?)({NAME})")
_RUN = re.compile(rf"\[({NAME})")
_CLOSING = re.compile(rf"\[/({NAME})\]")
_WORD = re.compile(r"[\w-]+", re.ASCII)

_ATTRIBUTE = re.compile(
    r"""
      (?P<name>[\w-]+) \s*=\s* (?: "(?P<double>[^"]*)" | '(?P<single>[^']*)' | (?P<bare>[^\s'"]+) ) (?:\s|$)
    | (?: "(?P<double_alone>[^"]*)" | '(?P<single_alone>[^']*)' | (?P<alone>\S+) ) (?:\s|$)
    """,
    re.ASCII | re.VERBOSE,
)
_WIDE_SPACES = re.compile("[\u00a0\u200b]+")
_WHOLE_TAGS = re.compile(r"[^<]*+(?>(?:<[^>]*+>[^<]*+)*)")
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,18}")
_LARGEST_INTEGER = 2**63 - 1

_ESCAPE = re.compile(rb"(?s)\\(?:x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|(.))")
_ESCAPED_LETTERS = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}

_MARK = '(?:["“”„″′]|&(?:quot|[lrb]dquo|[pP]rime|#0*(?:34|822[012]|824[23])|#[xX]0*(?:22|201[cCdDeE]|203[23]));)'
_MARKED = re.compile(
    rf"(?s)\s*+=?\s*+(?P<before>(?>{_MARK}*))(?P<value>(?>(?:(?!{_MARK}).)*))(?P<after>(?>{_MARK}*))\s*"
)

# WordPress looks for shortcodes in a start tag attribute by attribute, and only where all are well-formed.
_START_TAG = re.compile(r"<\s*[A-Za-z0-9]+\s*([^>]*)>?", re.ASCII)
_TAG_ATTRIBUTE = re.compile(
    r"""
    (?: [_a-zA-Z][-_a-zA-Z0-9:.]* | \[\[?[^\[\]]+\]\]? )
    (?: \s*=\s* (?: "[^"]*" | '[^']*' | [^\s"']+ (?:\s|\Z) ) | (?:\s|\Z) )
    \s*
    """,
    re.ASCII | re.VERBOSE,
)
_BRACKETED_TAG = re.compile(r"<\s*\[\[?[^\[\]]+\]", re.ASCII)
_SPACES = " \t\n\r\f\v"
_BRACKET_WITHIN = within_piece("[]")
_NEUTRAL = str.maketrans("[]", "\x01\x01")


def parse_attributes(text: str) -> dict[str, str]:
    """The attributes in the head of a shortcode, under the keys that WordPress gives them, in its order.

    Values without a name are numbered "0", "1"...; after a name that is a number they go on from there, as
    PHP's arrays do. A value in which a `<` is not closed is emptied. Follows `shortcode_parse_atts`; never raises.
    """
    attributes: dict[str, str] = {}
    following = 0
    for match in _ATTRIBUTE.finditer(_WIDE_SPACES.sub(" ", text)):
        name, value = match["name"], _unescape(match[match.lastgroup or 0])
        if name is None:
            if following > _LARGEST_INTEGER:
                continue
            name = str(following)
        elif name == "0":  # PHP's empty("0") is true: WordPress loses this one.
            continue
        else:
            name = name.lower()
        if _INTEGER.fullmatch(name) and int(name) <= _LARGEST_INTEGER:
            following = max(following, int(name) + 1)
        attributes[name] = value if "<" not in value or _WHOLE_TAGS.fullmatch(value) else ""
    return attributes


def clean_value(value: str) -> str:
    """An attribute's value without the marks that pasting and typography left around it.

    Drops the `=` of `[youtube=URL]` and quotation marks at the edges (straight, curly, primes; also entities),
    unless more of them stand inside; a mark that only follows a digit may be inches or minutes, and stays.
    """
    if not value or value.isalnum() or not (match := _MARKED.fullmatch(value)):
        return value
    if match["after"] and not match["before"] and match["value"][-1:].isdigit():
        return match["value"] + match["after"]
    return match["value"].strip()


def find_shortcodes(text: str, names: Names) -> Iterator[Shortcode | str]:
    """The shortcodes of known name at the top level of `text`, and the text between them, in order.

    `names` is a container, or a function that says whether a name is known (WordPress's are case-sensitive).
    Content reaches to the first closing tag of the name: a name does not nest in itself, so that a caller who
    reads contents in turn gets no deeper than there are names. Brackets in comments and CDATA are text; those
    in attributes of tags may be shortcodes (`inside_tag`), but neither open nor close one outside.
    """
    return split_at(text, names_present(text, names))


def split_at(text: str, present: frozenset[str]) -> Iterator[Shortcode | str]:
    """The same where it is known which names are `present`."""
    if not present:
        if text:
            yield text
        return
    masked, found = _mask_tags(text, present)
    found.extend(_scan(text, masked, 0, len(text), present, inside_tag=False))
    found.sort(key=lambda shortcode: shortcode.start)
    position = 0
    for shortcode in found:
        if shortcode.start < position:
            continue
        if shortcode.start > position:
            yield text[position : shortcode.start]
        yield shortcode
        position = shortcode.end
    if position < len(text):
        yield text[position:]


def predicate(names: Names) -> Callable[[str], bool]:
    """The function that says whether a name is known."""
    return names if callable(names) else names.__contains__


class Closings:
    """Where the closing tags of each name stand in a text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._places: dict[str, list[int]] = {}
        for match in _CLOSING.finditer(text, start, end):
            self._places.setdefault(match[1], []).append(match.start())

    def first(self, name: str, start: int) -> int:
        """The offset of the first `[/name]` at or after `start`, or -1."""
        places = self._places.get(name, [])
        index = bisect_left(places, start)
        return places[index] if index < len(places) else -1


def read_name(run: str, known: Callable[[str], bool]) -> str | None:
    """The known name that the characters after a bracket begin with, or None.

    A name ends where no letter, digit, `_` or `-` follows: `[video: x]` is a video where `video` is known.
    """
    if known(run):
        return run
    word = _WORD.match(run)
    return word[0] if word and known(word[0]) else None


def names_present(text: str, names: Names) -> frozenset[str]:
    """The known names that brackets of the text may begin a shortcode with."""
    known = predicate(names)
    return frozenset(filter(known, set(_RUN.findall(text))))


def _scan(
    text: str, masked: str, start: int, end: int, present: frozenset[str], *, inside_tag: bool
) -> Iterator[Shortcode]:
    """Shortcodes between `start` and `end`, by the brackets that `masked` still shows."""
    closings: Closings | None = None
    position = start
    while opening := _OPENING.search(masked, position, end):
        position = opening.end()
        name = read_name(opening[2], present.__contains__)
        if name is None:
            continue
        inner = opening.start(2) + len(name)
        bracket = masked.find("]", inner, end)
        if bracket < 0:
            return
        self_closing = bracket > inner and masked[bracket - 1] == "/"
        content, stop = None, bracket + 1
        if not self_closing:
            closings = closings or Closings(masked, start, end)
            closing = closings.first(name, stop)
            if closing >= 0:
                content, stop = text[stop:closing], closing + len(name) + 3
        escaped = opening[1] == "[" and masked.startswith("]", stop, end)
        attributes = parse_attributes(text[inner : bracket - self_closing])
        yield Shortcode(
            name=name,
            attributes={key: value for key, value in attributes.items() if not _INTEGER.fullmatch(key)},
            positional=tuple(value for key, value in attributes.items() if _INTEGER.fullmatch(key)),
            content=content,
            escaped=escaped,
            self_closing=self_closing,
            start=opening.start() if escaped else opening.start(2) - 1,
            end=stop + escaped,
            inside_tag=inside_tag,
        )
        position = stop


def _mask_tags(text: str, present: frozenset[str]) -> tuple[str, list[Shortcode]]:
    """The text with the brackets in tags made neutral (offsets stay), and the shortcodes in those tags."""
    pieces: list[str] = []
    found: list[Shortcode] = []
    # Of tags, only one that begins right before the first bracket may hold it; comments may hold other tags.
    first = text.find("[")
    if not _BRACKET_WITHIN.search(text, 0 if "<!" in text else max(text.rfind("<", 0, first), 0)):
        return text, found
    position = 0
    for match in HTML_PIECE.finditer(text):
        tag = match[0]
        if "[" not in tag and "]" not in tag:
            continue
        pieces += (text[position : match.start()], tag.translate(_NEUTRAL))
        position = match.end()
        if not tag.startswith(("<!--", "<![CDATA[")):
            for start, end in _attribute_spans(text, match.start(), match.end()):
                found.extend(_scan(text, text, start, end, present, inside_tag=True))
    pieces.append(text[position:])
    return "".join(pieces), found


def _attribute_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where in a tag WordPress looks for shortcodes: nowhere, if the tag's attributes are not sound."""
    spans: list[tuple[int, int]] = []
    tag = _START_TAG.fullmatch(text, start, end)
    if tag:
        position, stop = tag.span(1)
        inside = text[position:stop].rstrip(_SPACES)
        if inside.endswith("/"):
            stop = position + len(inside[:-1].rstrip(_SPACES))
        while position < stop and (attribute := _TAG_ATTRIBUTE.match(text, position, stop)):
            spans.append(attribute.span())
            position = attribute.end()
        if spans and position == stop:
            return spans
    return [(start, end)] if _BRACKETED_TAG.match(text, start, end) else []


def _unescape(value: str) -> str:
    r"""C's escapes (`\n`, `\x41`, `\101`, `\"`) resolved as PHP's `stripcslashes` does, byte by byte."""
    if "\\" not in value:
        return value
    data = _ESCAPE.sub(_escaped_bytes, value.encode("utf-8", "surrogatepass"))
    return data.decode("utf-8", "replace")


def _escaped_bytes(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return bytes([int(match[1], 16)])
    if match[2]:
        return bytes([int(match[2], 8) & 0xFF])
    return _ESCAPED_LETTERS.get(match[3], match[3])
