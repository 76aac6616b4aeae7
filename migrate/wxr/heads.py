"""What stands outside items: declarations, `<rss>` and `<channel>` tags, the channel's fields, authors, terms, junk.

A head that is not well-formed is mended as items are; what stays unreadable is set aside author by author and term
by term, so that one bad term does not cost the others. A document type or entity declaration is refused.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from migrate.model.errors import UnreadableInputError
from migrate.wxr import elements
from migrate.wxr.items import Place, RawAuthor, RawHead, RawMeta, RawTerm, Repair
from migrate.wxr.ladder import Parsed, parse_damaged
from migrate.wxr.markup import ClosingTags, protected_spans, without
from migrate.wxr.repair import remove_php_messages
from migrate.wxr.roots import Root

__all__ = ["HeadPiece", "Root", "read_gap"]

_ROOT = re.compile(rb"<rss(?=[\s>])([^<>]*)>", re.I)
_CHANNEL = re.compile(rb"<channel(?=[\s>])([^<>]*)>", re.I)
_CHANNEL_CLOSE = re.compile(rb"</channel\s*>", re.I)
_ROOT_CLOSE = re.compile(rb"</rss\s*>", re.I)
_DECLARATION = re.compile(rb"\bxmlns:([\w.-]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_XML_DECLARATION = re.compile(rb"<\?xml\b[^<>]*\?>")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)\b", re.I)
_PAGE_DOCTYPE = re.compile(rb"<!DOCTYPE\s+html\b", re.I)
_COMMENT_GENERATOR = re.compile(rb"<!--\s*generator=\"([^\"]*)\"(?:\s+created=\"([^\"]*)\")?")
_STRUCTURE = re.compile(rb"<\?xml\b[^<>]*\?>|</?(?:rss|channel)(?=[\s>])[^<>]*>", re.I)
_TAG = re.compile(rb"<([A-Za-z_][\w.:-]*)(?=[\s/>])(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>")
_NAME = re.compile(rb"<([A-Za-z_][\w.:-]*)(?=[\s/>])")
_OWN = re.compile(rb"</?(?:wp|dc|content|excerpt):[a-z]")
_RECORD = re.compile(rb"<(?:[\w.-]+:)?(?:author|wp_author|category|tag|term)[\s>]")
_RECORD_OR_END = re.compile(_RECORD.pattern + rb"|</(?:channel|rss)\b", re.I)
_WORDS = re.compile(rb"\S(?:.*\S)?", re.S)
_PAGE_ELEMENTS = frozenset(
    {b"html", b"head", b"body", b"div", b"p", b"br", b"b", b"h1", b"pre", b"table", b"font", b"style", b"script"}
)
"""A web page or an error message between items, not the channel's."""
_SHOWN = 80


@dataclass(slots=True)
class HeadPiece:
    """What one stretch between items held."""

    head: RawHead
    root: Root
    opens_root: bool
    follows_root: bool
    unreadable: list[tuple[Place, str, bytes, str]]
    mended: bytes | None = None
    """What the channel holds here without its own tags, well-formed; None where nothing had to be mended."""
    added: tuple[str, ...] = ()
    """Prefixes that must be declared for it."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing but closing tags, comments and white space stood there."""
        return not self.opens_root and self.head == RawHead(place=self.head.place)


def read_gap(data: bytes, place: Place, root: Root | None) -> Iterator[HeadPiece]:
    """The heads in a stretch outside items; `root` is the one that is open, None at a part's beginning.

    Raises UnreadableInputError where a document type or an entity is declared.
    """
    masked = without(data, protected_spans(data), fill=True)
    _refuse_doctype(masked, place, root)
    openings = [match.start() for match in _ROOT.finditer(masked)]
    if root is None and not openings and (channel := _CHANNEL.search(masked)):
        openings = [channel.start()]
    if root is None and not openings:
        yield _read_piece(data, masked, place, Root.bare(), opens_root=True, follows_root=False)
    elif root is not None and (not openings or openings[0]):
        end = openings[0] if openings else len(data)
        yield _read_piece(data[:end], masked[:end], place, root, opens_root=False, follows_root=True)
    for number, opening in enumerate(openings):
        start = 0 if root is None and number == 0 else opening
        end = openings[number + 1] if number + 1 < len(openings) else len(data)
        here = _within(place, data, start, end)
        follows = number > 0 or root is not None
        tags = [match for pattern in (_ROOT, _CHANNEL) if (match := pattern.search(masked, opening, end))]
        opened = Root(
            {prefix.decode("ascii", "replace"): uri for tag in tags for prefix, uri in _DECLARATION.findall(tag[1])},
            name="rss" if _ROOT.match(masked, opening) else "channel",
        )
        yield _read_piece(data[start:end], masked[start:end], here, opened, opens_root=True, follows_root=follows)


def _refuse_doctype(masked: bytes, place: Place, root: Root | None) -> None:
    for doctype in _DOCTYPE.finditer(masked):
        # An error page that was appended to an export begins so; its document type is never parsed.
        if root is None or not _PAGE_DOCTYPE.match(masked, doctype.start()):
            raise UnreadableInputError(
                "it declares a document type or an entity, which no WordPress export does",
                file=place.file,
                line=place.line + masked.count(b"\n", 0, doctype.start()),
                hint="Remove the declaration; entities are refused because they can be made to exhaust memory.",
            )


def _within(place: Place, data: bytes, start: int, end: int) -> Place:
    return Place(place.file, place.offset + start, end - start, place.line + data.count(b"\n", 0, start))


def _read_piece(
    data: bytes, masked: bytes, place: Place, root: Root, *, opens_root: bool, follows_root: bool
) -> HeadPiece:
    content = _Content()
    start = 0
    if opens_root and root.name:
        opening = (_ROOT if root.name == "rss" else _CHANNEL).search(masked)
        channel = _CHANNEL.search(masked)
        tag = channel or opening
        start = tag.end() if tag else 0
        content.note_text_before(data, masked[: opening.start() if opening else 0], place)
        if generator := _COMMENT_GENERATOR.search(data, 0, start):
            content.values["generator"] = generator[1].decode("utf-8", "replace")
            content.values["created"] = (generator[2] or b"").decode("utf-8", "replace")
    closing = _ROOT_CLOSE if root.name == "rss" else _CHANNEL_CLOSE
    root.closed = root.closed or closing.search(masked, start) is not None
    content.read(data[start:], masked[start:], _within(place, data, start, len(data)), root)
    head = RawHead(
        **content.values,
        authors=tuple(content.authors),
        terms=tuple(content.terms),
        extra=tuple(content.extra),
        place=place,
        repairs=tuple(content.repairs),
    )
    mended, added = content.mended, tuple(sorted(content.added))
    return HeadPiece(head, root, opens_root, follows_root, content.unreadable, mended, added)


class _Piece(NamedTuple):
    """An element of the channel, or a stretch of text between elements (then `name` is empty)."""

    name: bytes
    start: int
    end: int

    @property
    def is_junk(self) -> bool:
        return self.name.lower() in _PAGE_ELEMENTS


def _pieces(masked: bytes) -> Iterator[_Piece]:
    """What stands side by side in a channel, judged by tags alone; white space and the channel's own tags left out."""
    closing = ClosingTags(masked)
    openings: dict[bytes, list[int]] = {}
    for match in _NAME.finditer(masked):
        openings.setdefault(match[1], []).append(match.start())
    position = text_from = 0
    while tag := _TAG.search(masked, position):
        position = tag.end()
        is_empty = tag.group().endswith(b"/>")
        ends = [] if is_empty else closing.after(tag[1], position)
        # One that is not closed before the next of its name begins must not swallow that.
        same = openings[tag[1]]
        following = bisect_left(same, position)
        is_again = bool(ends) and following < len(same) and same[following] < ends[0][0]
        if is_empty or (ends and not is_again):
            yield from _texts(masked, text_from, tag.start())
            text_from = position = position if is_empty else ends[0][1]
            yield _Piece(tag[1], tag.start(), position)
        elif _RECORD.match(tag.group()):
            # What belongs to an author or term that is not closed stays together.
            end = _RECORD_OR_END.search(masked, position)
            yield from _texts(masked, text_from, tag.start())
            yield from _texts(masked, tag.start(), end.start() if end else len(masked))
            text_from = position = end.start() if end else len(masked)
    yield from _texts(masked, text_from, len(masked))


def _texts(masked: bytes, start: int, end: int) -> Iterator[_Piece]:
    for structure in [*_STRUCTURE.finditer(masked, start, end), None]:
        if words := _WORDS.search(masked, start, structure.start() if structure else end):
            yield _Piece(b"", words.start(), words.end())
        start = structure.end() if structure else end


@dataclass(slots=True)
class _Content:
    values: dict[str, str] = field(default_factory=dict)
    authors: list[RawAuthor] = field(default_factory=list)
    terms: list[RawTerm] = field(default_factory=list)
    extra: list[RawMeta] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    unreadable: list[tuple[Place, str, bytes, str]] = field(default_factory=list)
    mended: bytes | None = None
    added: set[str] = field(default_factory=set)

    def note_text_before(self, data: bytes, before: bytes, place: Place) -> None:
        """Say what stood before the root; even white space is damage where an XML declaration follows it."""
        texts = list(_texts(before, 0, len(before)))
        if texts:
            self._note("text-before-root", data, texts, place)
        elif (declaration := _XML_DECLARATION.search(before)) and before[: declaration.start()]:
            self.repairs.append(Repair("text-before-root", place.line, 1, "white space"))

    def _note(self, name: str, data: bytes, pieces: list[_Piece], place: Place) -> None:
        first = pieces[0]
        shown = " ".join(data[first.start : first.end][:_SHOWN].decode("utf-8", "replace").split())
        line = place.line + data.count(b"\n", 0, first.start)
        self.repairs.append(Repair(name, line, len(pieces), shown))

    def read(self, data: bytes, masked: bytes, place: Place, root: Root) -> None:
        """The channel's children: whole if that can be done, else piece by piece."""
        messages = [(edit.start, edit.end) for edit in remove_php_messages(data).edits]
        pieces = list(_pieces(without(masked, messages, fill=True)))
        # Text with an author's or term's tags in it is one of them, broken.
        broken = {one for one in pieces if not one.name and _OWN.search(data, one.start, one.end)}
        junk = [one for one in pieces if one not in broken and (one.is_junk or not one.name)]
        ours = [one for one in pieces if one in broken or (one.name and not one.is_junk)]
        if junk:
            self._note("junk-between-items", data, junk, place)
            self.mended = b""
        if not ours and not messages:
            return
        inner = without(data, [(piece.start, piece.end) for piece in junk], fill=True)
        inner = _STRUCTURE.sub(lambda tag: b" " * len(tag.group()), inner)
        parsed = parse_damaged(inner, place, root, wrapper=(b"<channel>", b"</channel>"))
        if parsed.element is not None:
            self.repairs += parsed.repairs
            self._mend(parsed, is_changed=bool(junk or parsed.repairs))
            self._take(parsed.element[0], place)
            return
        self.repairs.append(
            Repair("damaged-head", place.line + data.count(b"\n", 0, pieces[0].start), 1, "read piece by piece")
        )
        self._read_pieces(data, ours, place, root)

    def _mend(self, parsed: Parsed, *, is_changed: bool) -> None:
        if is_changed:
            self.mended = (self.mended or b"") + parsed.data
            self.added.update(parsed.added)

    def _read_pieces(self, data: bytes, pieces: list[_Piece], place: Place, root: Root) -> None:
        """Each on its own; what cannot be parsed is set aside."""
        self.mended = b""
        line, counted = place.line, 0
        for piece in pieces:
            line += data.count(b"\n", counted, piece.start)
            counted = piece.start
            here = Place(place.file, place.offset + piece.start, piece.end - piece.start, line)
            text = data[piece.start : piece.end]
            if not piece.name:
                self.unreadable.append((here, "it is not closed", text, _kind(text)))
                continue
            parsed = parse_damaged(text, here, root, wrapper=(b"<channel>", b"</channel>"))
            if parsed.element is None:
                self.unreadable.append((here, parsed.reason, text, _kind(text)))
            else:
                self.repairs += parsed.repairs
                self._mend(parsed, is_changed=True)
                self._take(parsed.element[0], here)

    def _take(self, channel: Any, place: Place) -> None:
        values, authors, terms, extra = elements.read_head(channel, place)
        for name, value in values.items():
            if value and not self.values.get(name):
                self.values[name] = value
        self.authors += authors
        self.terms += terms
        self.extra += extra


def _kind(data: bytes) -> str:
    name = _NAME.match(data)
    local = name[1].rpartition(b":")[2] if name else b""
    if local in (b"author", b"wp_author"):
        return "author"
    return "term" if local in (b"category", b"tag", b"term") else "head"
