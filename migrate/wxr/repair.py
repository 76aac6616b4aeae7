"""The ladder of named repairs for an item that is not well-formed XML.

Each rung takes bytes and says what it would change. It changes only what XML forbids; text that XML allows stays
byte for byte. Causes: control characters are never stripped by WordPress; it did not split `]]>` before 3.4; slugs,
logins and meta were written unescaped before 4.4; attributes of `<category>` still are; 2.6 did not declare `excerpt`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from html.entities import html5
from typing import NamedTuple

from migrate.wxr.leaves import Fault, Leaf, leaves
from migrate.wxr.markup import CDATA_CLOSE, CDATA_OPEN, Occurrences, protected_spans, without


class Edit(NamedTuple):
    """Bytes `start` to `end` of a text are replaced."""

    start: int
    end: int
    replacement: bytes


class Mended(NamedTuple):
    """What a rung did: the bytes, how often, the offset of the first change, and every change in order."""

    data: bytes
    times: int
    first: int
    detail: str
    edits: tuple[Edit, ...] = ()


Rung = Callable[[bytes], Mended]

_SPLIT_MARK = b"]]]]><![CDATA[>"
_FORBIDDEN = re.compile(rb"(?:[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf])+")
_FORBIDDEN_ONE = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_REFERENCE = re.compile(rb"&#(?:x([0-9a-fA-F]+)|([0-9]+));")
_LONGEST_REFERENCE = 8
"""Digits of the longest reference that can name a character, leading zeros left out of account."""
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_BARE_AMPERSAND = re.compile(rb"&(?!#[0-9]+;|#x[0-9a-fA-F]+;|[A-Za-z][A-Za-z0-9]*;)")
_PHP_MESSAGE = re.compile(
    rb"(?:<br />\s*)?<b>(?:Warning|Notice|Deprecated|Fatal error|Parse error|Strict Standards|"
    rb"Recoverable fatal error|Catchable fatal error)</b>:"
    rb"[^<]{0,8000}(?:<(?:a\s[^<>]{0,400}|/a)>[^<]{0,8000}){0,4}"
    rb"<b>[^<]{0,1000}</b> on line <b>\d+</b>(?:<br />)?[ \t]*\n?"
)
_CATEGORY = re.compile(rb"<category(?=\s)")
_SOUND_ATTRIBUTES = re.compile(rb"(?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:\"[^\"<&]*\"|'[^'<&]*'))*\s*")
_DOMAIN_AND_NICENAME = re.compile(rb'(\s+domain=")(.*?)("\s+nicename=")(.*)("\s*)', re.S)
_DOMAIN = re.compile(rb'(\s+domain=")(.*)("\s*)', re.S)
_LONGEST_TAG = 4096
_TAG = re.compile(rb"<[A-Za-z_/][^<>]*>")
_TAG_PREFIX = re.compile(rb"</?([A-Za-z_][\w.-]*):[\w.-]+")
_ATTRIBUTE_PREFIX = re.compile(rb"\s([A-Za-z_][\w.-]*):[\w.-]+\s*=\s*[\"']")
_DECLARED = re.compile(rb"xmlns:([\w.-]+)\s*=")
_OWN_PREFIXES = frozenset({"xml", "xmlns"})
_XML_ENTITIES = {b"amp", b"lt", b"gt", b"quot", b"apos"}


def _unchanged(data: bytes) -> Mended:
    return Mended(data, 0, -1, "")


def apply_edits(data: bytes, edits: list[Edit], *, times: int | None = None, detail: str = "") -> Mended:
    """Carry out edits, which are in order and do not overlap."""
    if not edits:
        return _unchanged(data)
    pieces: list[bytes] = []
    position = 0
    for start, end, replacement in edits:
        pieces += (data[position:start], replacement)
        position = end
    pieces.append(data[position:])
    return Mended(b"".join(pieces), times or len(edits), edits[0].start, detail, tuple(edits))


def offset_before(offset: int, edits: Iterable[Edit]) -> int:
    """Where the byte at `offset` of the edited text stood before."""
    shift = 0
    for start, end, replacement in edits:
        if offset < start + shift:
            break
        if offset < start + shift + len(replacement):
            return start
        shift += len(replacement) - (end - start)
    return offset - shift


def _outside_cdata(data: bytes, pattern: re.Pattern[bytes], replace: Callable[[re.Match[bytes]], bytes]) -> list[Edit]:
    """Substitutions in what is neither CDATA nor a comment."""
    edits: list[Edit] = []
    position = 0
    for start, end in [*protected_spans(data), (len(data), len(data))]:
        for match in pattern.finditer(data, position, start):
            replacement = replace(match)
            if replacement != match.group():
                edits.append(Edit(*match.span(), replacement))
        position = end
    return edits


def remove_php_messages(data: bytes) -> Mended:
    """PHP warnings that `display_errors` printed between or inside elements; one inside CDATA is text."""
    return apply_edits(data, _outside_cdata(data, _PHP_MESSAGE, lambda _: b""))


def remove_control_characters(data: bytes) -> Mended:
    """Characters that XML 1.0 forbids even in CDATA, and references to them. They are deleted, not replaced."""
    found = _FORBIDDEN_ONE.findall(data)
    edits = [Edit(*match.span(), b"") for match in _FORBIDDEN.finditer(data)] if found else []
    references = _outside_cdata(data, _REFERENCE, _allowed_reference)
    detail = " ".join(sorted({code.hex().upper() for code in found})) or "character references"
    edits = sorted(edits + references) if references else edits
    return apply_edits(data, edits, times=len(found) + len(references), detail=detail)


def _allowed_reference(match: re.Match[bytes]) -> bytes:
    digits = (match[1] or match[2]).lstrip(b"0")
    if len(digits) > _LONGEST_REFERENCE:
        return b""
    code = int(digits or b"0", 16 if match[1] else 10)
    allowed = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return match.group() if allowed else b""


def decode_bad_bytes(data: bytes) -> Mended:
    """Bytes that are not UTF-8: paired surrogates (CESU-8) become one character, the rest is read as windows-1252."""
    places: list[tuple[int, int, str]] = []

    def mend(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        start, end = error.start, error.end
        bad = error.object[start : start + 6]
        if len(bad) == 6 and bad[0] == bad[3] == 0xED and bad[1] & 0xF0 == 0xA0 and bad[4] & 0xF0 == 0xB0:
            text = bad.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16")
            end = start + 6
        else:
            text = error.object[start:end].decode("cp1252", "replace")
        places.append((start, end, text))
        return "", end

    codecs.register_error("wxr-repair", mend)
    data.decode("utf-8", "wxr-repair")
    edits: list[Edit] = []
    for start, run in _runs(places):
        edits.append(Edit(start, run[-1][1], "".join(text for _, _, text in run).encode()))
    return apply_edits(data, edits, times=len(places))


def _runs(places: list[tuple[int, int, str]]) -> Iterator[tuple[int, list[tuple[int, int, str]]]]:
    """Places that touch, together."""
    run: list[tuple[int, int, str]] = []
    for place in places:
        if run and run[-1][1] != place[0]:
            yield run[0][0], run
            run = []
        run.append(place)
    if run:
        yield run[0][0], run


def _in_leaves(data: bytes, fault: Fault, mend: Callable[[bytes, Leaf], list[Edit]]) -> Mended:
    return apply_edits(data, [edit for leaf in leaves(data) if leaf.fault is fault for edit in mend(data, leaf)])


def split_cdata(data: bytes) -> Mended:
    """`]]>` inside a CDATA section: the section ends where `]]>` meets its element's end tag."""
    return _in_leaves(data, Fault.UNSPLIT, _split)


def _split(data: bytes, leaf: Leaf) -> list[Edit]:
    edits: list[Edit] = []
    last = data.rfind(CDATA_CLOSE, leaf.start, leaf.end)
    position = data.find(CDATA_OPEN, leaf.start) + len(CDATA_OPEN)
    while (close := data.find(CDATA_CLOSE, position, last)) >= 0:
        position = close + len(CDATA_CLOSE)
        if data[close - 2 : close + len(_SPLIT_MARK) - 2] == _SPLIT_MARK:
            position += len(_SPLIT_MARK) - 5
        else:
            edits.append(Edit(close, position, _SPLIT_MARK))
    return edits


def close_cdata(data: bytes) -> Mended:
    """A CDATA section without its `]]>`: closed before the end tag of its element."""
    return _in_leaves(data, Fault.UNCLOSED, lambda _, leaf: [Edit(leaf.end, leaf.end, CDATA_CLOSE)])


def close_greedy_cdata(data: bytes) -> Mended:
    """The same where the section would run on into a later element of the same name."""

    def mend(data: bytes, leaf: Leaf) -> list[Edit]:
        end = data.find(b"</" + leaf.name, leaf.start)
        return [Edit(end, end, CDATA_CLOSE)]

    return _in_leaves(data, Fault.SWALLOWED, mend)


def escape_attributes(data: bytes) -> Mended:
    """Quotes, `&` and `<` in the attributes of `<category>`, which WordPress prints unescaped."""
    edits: list[Edit] = []
    closings = Occurrences(data, b"</category")
    position = 0
    for start, end in [*protected_spans(data), (len(data), len(data))]:
        for match in _CATEGORY.finditer(data, position, start):
            tag_end = _end_of_category_tag(data, match.end(), start, closings)
            attributes = data[match.end() : max(tag_end, match.end())]
            if not attributes or b'">' in attributes or _SOUND_ATTRIBUTES.fullmatch(attributes):
                continue
            if parts := _DOMAIN_AND_NICENAME.fullmatch(attributes) or _DOMAIN.fullmatch(attributes):
                values = [_escape_attribute(part) if n % 2 else part for n, part in enumerate(parts.groups())]
                edits.append(Edit(match.end(), tag_end, b"".join(values)))
        position = end
    return apply_edits(data, edits)


def _end_of_category_tag(data: bytes, start: int, section: int, closings: Occurrences) -> int:
    """Index of the `>` that ends a `<category` tag, whatever its attributes hold; -1 where none does."""
    closing = closings.after(start)
    if 0 <= closing < section:
        return data.find(b'">', start, closing) + 1 or -1
    end = data.rfind(b">", max(start, section - _LONGEST_TAG), section)
    is_before = end >= 0 and data.startswith(CDATA_OPEN, section) and not data[end + 1 : section].strip()
    return end if is_before and section - start < _LONGEST_TAG else -1


def _escape_attribute(value: bytes) -> bytes:
    return _BARE_AMPERSAND.sub(b"&amp;", value).replace(b"<", b"&lt;").replace(b'"', b"&quot;")


def name_entities(data: bytes) -> Mended:
    """`&nbsp;` and HTML's other names, which XML does not know; names that HTML does not know either are text."""

    def mend(match: re.Match[bytes]) -> bytes:
        if match[1] in _XML_ENTITIES:
            return match.group()
        characters = html5.get(match[1].decode() + ";")
        if characters is None:
            return b"&amp;" + match[1] + b";"
        return b"".join(b"&#%d;" % ord(character) for character in characters)

    return apply_edits(data, _outside_cdata(data, _NAMED, mend))


def escape_ampersands(data: bytes) -> Mended:
    """`&` that begins no reference."""
    return apply_edits(data, _outside_cdata(data, _BARE_AMPERSAND, lambda _: b"&amp;"))


def escape_text(data: bytes) -> Mended:
    """`<` and `]]>` in the text of an element that holds only text (meta values before 3.0, slugs, titles)."""
    return _in_leaves(data, Fault.MARKUP, _escape)


def _escape(data: bytes, leaf: Leaf) -> list[Edit]:
    text = data[leaf.start : leaf.end]
    masked = without(text, protected_spans(text), fill=True)
    escapes = {b"<": b"&lt;", CDATA_CLOSE: b"]]&gt;"}
    return [
        Edit(leaf.start + match.start(), leaf.start + match.end(), escapes[match.group()])
        for match in re.finditer(rb"<|\]\]>", masked)
    ]


def close_item(data: bytes) -> Mended:
    """An item whose own end tag is missing. Nothing else is closed: a cut inside a value loses text."""
    stripped = data.rstrip()
    return apply_edits(data, [Edit(len(stripped), len(data), b"</item>")])


LADDER: tuple[tuple[str, Rung], ...] = (
    ("control-characters", remove_control_characters),
    ("invalid-utf-8", decode_bad_bytes),
    ("unsplit-cdata", split_cdata),
    ("unclosed-cdata", close_cdata),
    ("php-messages", remove_php_messages),
    ("unescaped-attributes", escape_attributes),
    ("bare-ampersands", escape_ampersands),
    ("named-entities", name_entities),
    ("unescaped-text", escape_text),
    ("unclosed-cdata", close_greedy_cdata),
)
"""Name and function of every rung, in the order they are tried."""


def undeclared_prefixes(data: bytes, declared: set[str], *, inner: bool = False) -> list[str]:
    """Namespace prefixes that markup outside CDATA uses, and nobody declares, sorted.

    `inner`: those that are declared somewhere inside count as undeclared too, since they may be used elsewhere.
    """
    used: set[bytes] = set()
    inside: set[bytes] = set()
    for tag in _TAG.findall(without(data, protected_spans(data))):
        used.update(_TAG_PREFIX.findall(tag), _ATTRIBUTE_PREFIX.findall(tag))
        inside.update(_DECLARED.findall(tag))
    wanted = {prefix.decode("ascii", "replace") for prefix in (used if inner else used - inside)}
    return sorted(wanted - declared - _OWN_PREFIXES)
