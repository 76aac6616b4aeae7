"""What stands between items, mended: one declaration, one root, one channel, and nothing but its elements."""

from __future__ import annotations

import re

from migrate.validate.locate import top_elements
from migrate.validate.mend.roots import OneRoot, is_tag, with_declarations
from migrate.wxr.heads import HeadPiece
from migrate.wxr.markup import COMMENT_CLOSE, COMMENT_OPEN, protected_spans, without
from migrate.wxr.repair import decode_bad_bytes, remove_control_characters

_DECLARATION = re.compile(rb"<\?xml\b[^<>]*\?>")
_SOUND_DECLARATION = re.compile(
    rb"<\?xml\s+version\s*=\s*[\"']1\.\d[\"'](?:\s+encoding\s*=\s*(?:\"[A-Za-z][\w.-]*\"|'[A-Za-z][\w.-]*'))?"
    rb"(?:\s+standalone\s*=\s*[\"'](?:yes|no)[\"'])?\s*\?>"
)
_ENCODING = re.compile(rb"(encoding\s*=\s*)(\"[^\"]*\"|'[^']*')")
_STRUCTURE = re.compile(rb"<\?xml\b[^<>]*\?>|</?(?:rss|channel)(?=[\s>])[^<>]*>", re.I)
_ROOT = re.compile(rb"<rss(?=[\s>])[^<>]*>", re.I)
_CHANNEL = re.compile(rb"<channel(?=[\s>])[^<>]*>", re.I)
_ROOT_CLOSE = re.compile(rb"</rss\s*>", re.I)
_CHANNEL_CLOSE = re.compile(rb"</channel\s*>", re.I)
_HEADER = frozenset(
    {b"title", b"link", b"description", b"pubDate", b"language", b"generator", b"image", b"wp:wxr_version"}
    | {b"wp:base_site_url", b"wp:base_blog_url", b"cloud", b"atom:link", b"ttl"}
)
"""The site's own fields: of joined exports, the first ones count."""


class Gap:
    """One stretch between items and the pieces that the reader found in it."""

    def __init__(self, data: bytes, start: int, pieces: list[HeadPiece]) -> None:
        self.data = data
        self._start = start
        self._pieces = pieces

    def first(self, root: OneRoot, *, utf8: bool) -> bytes:
        """The beginning of the export, up to its first item."""
        opening, position = self._opening(root, utf8=utf8)
        return opening + self._body(position, is_first=True)

    def only(self, root: OneRoot, *, utf8: bool) -> bytes:
        """The whole export, where there is no item in it, without its closing tags."""
        opening, position = self._opening(root, utf8=utf8)
        masked = without(self.data, protected_spans(self.data), fill=True)
        is_plain = len(_STRUCTURE.findall(masked, position)) <= 2 and all(one.mended is None for one in self._pieces)
        if is_plain and (end := _CHANNEL_CLOSE.search(masked, position)) is not None:
            return opening + _clean(self.data[position : end.start()])
        return opening + self._body(position, is_first=True).rstrip() + b"\n"

    def _opening(self, root: OneRoot, *, utf8: bool) -> tuple[bytes, int]:
        """Declaration, root and channel; and where the channel's content begins."""
        data = self.data
        masked = without(data, protected_spans(data), fill=True)
        rss, channel = _ROOT.search(masked), _CHANNEL.search(masked)
        tags = [tag for tag in (rss, channel) if tag is not None]
        if not tags:
            declaration = b'<?xml version="1.0" encoding="UTF-8"?>\n'
            return declaration + _comments(data) + root.opening + b"<channel>\n", 0
        opening = min(tag.start() for tag in tags)
        position = max(tag.end() for tag in tags)
        tag = with_declarations(rss.group(), root.missing) if rss is not None else b""
        if not is_tag(tag):
            tag = root.opening
        between = data[rss.end() : channel.start()] if rss is not None and channel is not None else b"\n"
        inner = channel.group() if channel is not None and is_tag(channel.group()) else b"<channel>"
        if channel is None:
            between, inner = b"\n", b"<channel>\n"
        head = tag + (_clean(between) if not _masked_words(between) else b"\n" + _comments(between)) + inner
        return _clean(_prologue(data[:opening], masked[:opening], utf8=utf8)) + head, position

    def between(self) -> bytes:
        """Any later stretch, without roots and closings."""
        return self._body(0, is_first=False)

    def last(self) -> tuple[bytes, bool]:
        """The end; and whether it holds its own closing tags."""
        data = self.data
        masked = without(data, protected_spans(data), fill=True)
        channel, root = _CHANNEL_CLOSE.search(masked), _ROOT_CLOSE.search(masked)
        if channel is None or root is None or root.start() < channel.start() or _ROOT.search(masked):
            return self._body(0, is_first=False), False
        before = data[: channel.start()]
        between = data[channel.end() : root.start()]
        after = data[root.end() :]
        if any(piece.mended is not None for piece in self._pieces):
            body = b"".join(piece.mended or b"" for piece in self._pieces)
            before = body.rstrip(b" ") if body.strip() else b"\n"
            between, after = _comments(between) or b"\n", _comments(after) or b"\n"
        closed = data[channel.start() : channel.end()] + _clean(between) + root.group()
        return _clean(before) + closed + _clean(after), True

    def _body(self, position: int, *, is_first: bool) -> bytes:
        """The channel's elements from a byte on."""
        pieces = [piece for piece in self._pieces if _end(piece) > self._start + position]
        data = self.data[position:]
        joins = [piece for piece in pieces if piece.opens_root and not (is_first and piece is pieces[0])]
        is_structured = _STRUCTURE.search(without(data, protected_spans(data))) is not None
        if not is_structured and all(piece.mended is None for piece in pieces):
            return _clean(data)
        if not joins and len(pieces) <= 1:
            piece = pieces[0] if pieces else None
            if piece is None or piece.mended is None:
                return _clean(_without_structure(data))
            return _clean(piece.mended + _quarantined(piece))
        bodies: list[bytes] = []
        for piece in pieces:
            place = piece.head.place
            own = self.data[max(place.offset - self._start, position) : place.offset - self._start + place.length]
            body = piece.mended if piece.mended is not None else _inner(own)
            is_header = is_first and piece is pieces[0]
            bodies.append((body if is_header else _without_header(body)) + _quarantined(piece))
        return _clean(b"".join(bodies) if pieces else _without_structure(data))


def _masked_words(data: bytes) -> bytes:
    """What stands there besides comments."""
    return without(data, protected_spans(data)).strip()


def _end(piece: HeadPiece) -> int:
    return piece.head.place.offset + piece.head.place.length


def _prologue(data: bytes, masked: bytes, *, utf8: bool) -> bytes:
    """Declaration and comments before the root; the declaration names UTF-8 unless it tells the truth."""
    found = _DECLARATION.findall(masked)
    is_sound = not _DECLARATION.sub(b"", masked).strip() and (
        not found or (len(found) == 1 and masked.startswith(found[0]))
    )
    if found and not _SOUND_DECLARATION.fullmatch(found[0]):
        is_sound, found = False, [b'<?xml version="1.0" encoding="UTF-8"?>']
    if not is_sound:
        data = (found[0] + b"\n" if found else b"") + _comments(data)
    if not utf8 and found:
        data = _ENCODING.sub(rb'\1"UTF-8"', found[0]) + data[len(found[0]) :]
    return data


def _comments(data: bytes) -> bytes:
    """The comments in a text, a line each."""
    spans = [data[start:end] for start, end in protected_spans(data) if data.startswith(COMMENT_OPEN, start)]
    return b"".join(span + b"\n" for span in spans)


def _inner(data: bytes) -> bytes:
    """What stands behind the last opening tag of a root, without structure."""
    masked = without(data, protected_spans(data), fill=True)
    ends = [tag.end() for pattern in (_ROOT, _CHANNEL) for tag in pattern.finditer(masked)]
    return _without_structure(data[max(ends, default=0) :])


def _without_structure(data: bytes) -> bytes:
    masked = without(data, protected_spans(data), fill=True)
    pieces: list[bytes] = []
    position = 0
    for match in _STRUCTURE.finditer(masked):
        pieces.append(data[position : match.start()])
        position = match.end()
    return b"".join(pieces) + data[position:]


def _without_header(data: bytes) -> bytes:
    """The channel's elements less the site's own fields."""
    pieces: list[bytes] = []
    position = 0
    for tag, start, end in top_elements(data):
        if tag in _HEADER:
            pieces.append(data[position:start])
            position = end
    return b"".join(pieces) + data[position:]


def _quarantined(piece: HeadPiece) -> bytes:
    """A comment for every author or term that could not be read."""
    return b"".join(comment(what, place.line, reason) for place, reason, _, what in piece.unreadable)


def comment(what: str, line: int, reason: str) -> bytes:
    """What stands in the place of what is in quarantine."""
    said = "".join(c if c.isprintable() else " " for c in reason).replace("--", "- -").rstrip("-")
    return f"<!-- wxr-migrate: {what} of line {line} could not be read and is in quarantine: {said} -->\n".encode()


def _clean(data: bytes) -> bytes:
    """Without what XML forbids anywhere, in comments too."""
    data = decode_bad_bytes(remove_control_characters(data).data).data
    spans = [span for span in protected_spans(data) if data.startswith(COMMENT_OPEN, span[0])]
    pieces: list[bytes] = []
    position = 0
    for start, end in spans:
        inner = data[start + len(COMMENT_OPEN) : end - len(COMMENT_CLOSE)]
        if b"--" in inner or inner.endswith(b"-"):
            pieces += (data[position : start + len(COMMENT_OPEN)], re.sub(rb"-(?=-)|-\Z", b"- ", inner), COMMENT_CLOSE)
            position = end
    return b"".join(pieces) + data[position:]
