"""The ladder of named repairs for an item that is not well-formed XML.

Each rung takes the item's bytes and returns them mended, or unchanged where it finds nothing to do. A rung changes
only what XML forbids; text that XML allows stays byte for byte. Causes: control characters are never stripped by
WordPress; it did not split `]]>` before 3.4; slugs, logins and meta were written unescaped before 4.4; attributes of
`<category>` still are; 2.6 did not declare the `excerpt` prefix.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from html.entities import html5
from typing import NamedTuple


class Mended(NamedTuple):
    """What a rung did: the bytes, how often, and the offset of the first change."""

    data: bytes
    times: int
    first: int
    detail: str


Rung = Callable[[bytes], Mended]

_CDATA_OPEN = b"<![CDATA["
_CDATA_CLOSE = b"]]>"
_OUTSIDE_CDATA = re.compile(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.S)
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_REFERENCE = re.compile(rb"&#(?:x([0-9a-fA-F]+)|([0-9]+));")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_BARE_AMPERSAND = re.compile(rb"&(?!#[0-9]+;|#x[0-9a-fA-F]+;|[A-Za-z][A-Za-z0-9]*;)")
_PHP_MESSAGE = re.compile(
    rb"(?:<br />\s*)?<b>(?:Warning|Notice|Deprecated|Fatal error|Parse error|Strict Standards)</b>:.*?"
    rb"on line <b>\d+</b>(?:<br />)?\s*"
    rb"|^(?:PHP )?(?:Warning|Notice|Deprecated): [^\n<]* on line \d+\n",
    re.S | re.M,
)
_LEAF = rb"(?:wp|dc|content|excerpt|wfw):[A-Za-z_]+|title|link|guid|pubDate|description"
_LEAF_WITH_CDATA = re.compile(
    rb"(<(" + _LEAF + rb"|category)(?:\s[^<>]*)?>\s*)(<!\[CDATA\[.*?)\]\]>(\s*</\2\s*>)", re.S
)
_UNCLOSED_CDATA = re.compile(rb"(<(" + _LEAF + rb")(?:\s[^<>]*)?>\s*<!\[CDATA\[)((?:(?!\]\]>).)*?)(</\2\s*>)", re.S)
_CONTAINERS = (b"wp:comment", b"wp:postmeta", b"wp:commentmeta", b"wp:termmeta", b"wp:author", b"wp:category")
_RAW_LEAF = re.compile(rb"(<(" + _LEAF + rb")(?:\s[^<>]*)?>)((?:(?!<!\[CDATA\[).)*?)(</\2\s*>)", re.S)
_CATEGORY = re.compile(rb'<category\s+domain="(.*?)"\s+nicename="(.*?)"\s*>(?=\s*<!\[CDATA\[|[^<>]*</category>)', re.S)
_TAG_LIKE = re.compile(rb"</?([A-Za-z_][\w.-]*):[\w.-]+")
_DECLARED = re.compile(rb"xmlns:([\w.-]+)\s*=")
_XML_ENTITIES = {b"amp", b"lt", b"gt", b"quot", b"apos"}
_UNCHANGED_OFFSET = -1


def _unchanged(data: bytes) -> Mended:
    return Mended(data, 0, _UNCHANGED_OFFSET, "")


def _outside_cdata(data: bytes, pattern: re.Pattern[bytes], replace: Callable[[re.Match[bytes]], bytes]) -> Mended:
    """Substitute in what is neither CDATA nor a comment."""
    pieces: list[bytes] = []
    count, first, position = 0, _UNCHANGED_OFFSET, 0
    protected = [match.span() for match in _OUTSIDE_CDATA.finditer(data)]
    for start, end in [*protected, (len(data), len(data))]:
        cursor = position
        for match in pattern.finditer(data, position, start):
            replacement = replace(match)
            if replacement == match.group():
                continue
            if first < 0:
                first = match.start()
            count += 1
            pieces += (data[cursor : match.start()], replacement)
            cursor = match.end()
        pieces.append(data[cursor:end])
        position = end
    return Mended(b"".join(pieces), count, first, "") if count else _unchanged(data)


def remove_php_messages(data: bytes) -> Mended:
    """PHP warnings that `display_errors` printed between elements."""
    return _outside_cdata(data, _PHP_MESSAGE, lambda _: b"")


def remove_control_characters(data: bytes) -> Mended:
    """Characters that XML 1.0 forbids even in CDATA, and references to them. They are deleted, not replaced."""
    first_match = _FORBIDDEN.search(data)
    codes = sorted({match.hex().upper() for match in _FORBIDDEN.findall(data)})
    cleaned, count = _FORBIDDEN.subn(b"", data) if first_match else (data, 0)
    references = _outside_cdata(cleaned, _REFERENCE, _allowed_reference)
    total = count + references.times
    if not total:
        return _unchanged(data)
    first = first_match.start() if first_match else references.first
    return Mended(references.data, total, first, " ".join(codes) or "character references")


def _allowed_reference(match: re.Match[bytes]) -> bytes:
    code = int(match[1], 16) if match[1] else int(match[2])
    allowed = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return match.group() if allowed else b""


def decode_bad_bytes(data: bytes) -> Mended:
    """Bytes that are not UTF-8: paired surrogates (CESU-8) become one character, the rest is read as windows-1252."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        first = error.start
    else:
        return _unchanged(data)
    count = 0

    def mend(error: UnicodeError) -> tuple[str, int]:
        nonlocal count
        assert isinstance(error, UnicodeDecodeError)
        count += 1
        bad = error.object[error.start : error.start + 6]
        if len(bad) == 6 and bad[0] == bad[3] == 0xED and bad[1] & 0xF0 == 0xA0 and bad[4] & 0xF0 == 0xB0:
            pair = bad.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16")
            return pair, error.start + 6
        run = error.object[error.start : error.end]
        return run.decode("cp1252", "replace"), error.end

    codecs.register_error("wxr-repair", mend)
    text = data.decode("utf-8", "wxr-repair")
    return Mended(text.encode(), count, first, "")


def split_cdata(data: bytes) -> Mended:
    """`]]>` inside a CDATA section, and sections opened inside one: a section ends where `]]>` meets its end tag."""
    count, first = 0, _UNCHANGED_OFFSET

    def mend(match: re.Match[bytes]) -> bytes:
        nonlocal count, first
        section = match[3]
        inner = section[len(_CDATA_OPEN) :]
        text = inner.replace(b"]]]]><![CDATA[>", _CDATA_CLOSE).replace(b"]]><![CDATA[", b"")
        rebuilt = _CDATA_OPEN + text.replace(_CDATA_CLOSE, b"]]]]><![CDATA[>")
        if rebuilt != section and _CDATA_CLOSE in text:
            count += text.count(_CDATA_CLOSE)
            if first < 0:
                first = match.start(3) + max(0, section.find(_CDATA_CLOSE))
        return match[1] + rebuilt + _CDATA_CLOSE + match[4]

    mended = _LEAF_WITH_CDATA.sub(mend, data)
    return Mended(mended, count, first, "") if count else _unchanged(data)


def close_cdata(data: bytes) -> Mended:
    """A CDATA section without its `]]>`: closed before the end tag of its element."""
    count, first = 0, _UNCHANGED_OFFSET

    def mend(match: re.Match[bytes]) -> bytes:
        nonlocal count, first
        count += 1
        if first < 0:
            first = match.start(4)
        return match[1] + match[3] + _CDATA_CLOSE + match[4]

    mended = _UNCLOSED_CDATA.sub(mend, data)
    return Mended(mended, count, first, "") if count else _unchanged(data)


def escape_attributes(data: bytes) -> Mended:
    """Quotes, `&` and `<` in the attributes of `<category>`, which WordPress prints unescaped."""

    def mend(match: re.Match[bytes]) -> bytes:
        domain, nicename = (_escape_attribute(value) for value in match.groups())
        return b'<category domain="' + domain + b'" nicename="' + nicename + b'">'

    return _outside_cdata(data, _CATEGORY, mend)


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

    return _outside_cdata(data, _NAMED, mend)


def escape_ampersands(data: bytes) -> Mended:
    """`&` that begins no reference."""
    return _outside_cdata(data, _BARE_AMPERSAND, lambda _: b"&amp;")


def escape_text(data: bytes) -> Mended:
    """`<` in the text of an element that holds only text (unescaped meta values before 3.0, slugs, titles)."""
    count, first = 0, _UNCHANGED_OFFSET

    def mend(match: re.Match[bytes]) -> bytes:
        nonlocal count, first
        text = match[3]
        if match[2] in _CONTAINERS or b"<" not in text:
            return match.group()
        count += 1
        if first < 0:
            first = match.start(3)
        return match[1] + text.replace(b"<", b"&lt;").replace(_CDATA_CLOSE, b"]]&gt;") + match[4]

    mended = _RAW_LEAF.sub(mend, data)
    return Mended(mended, count, first, "") if count else _unchanged(data)


def close_item(data: bytes) -> Mended:
    """An item whose own end tag is missing. Nothing else is closed: a cut inside a value loses text."""
    stripped = data.rstrip()
    if stripped.endswith(b"</item>"):
        return _unchanged(data)
    return Mended(stripped + b"</item>", 1, len(stripped), "")


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
)
"""Name and function of every rung, in the order they are tried."""


def undeclared_prefixes(data: bytes, declared: set[str]) -> list[str]:
    """Namespace prefixes that tags outside CDATA use, and nobody declares, sorted."""
    bare = _OUTSIDE_CDATA.sub(b"", data)
    used = {match.decode("ascii", "replace") for match in _TAG_LIKE.findall(bare)}
    inner = {match.decode("ascii", "replace") for match in _DECLARED.findall(bare)}
    return sorted(used - declared - inner)
