"""What stands outside items: XML declarations, the `<rss>` and `<channel>` tags, the channel's fields, authors and terms.

A head that is not well-formed is mended as items are; what stays unreadable is set aside author by author and term by
term, so that one bad term does not cost the others. A document type or entity declaration is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from lxml import etree

from migrate.model.errors import UnreadableInputError
from migrate.wxr import elements
from migrate.wxr.items import Place, RawAuthor, RawHead, RawMeta, RawTerm, Repair
from migrate.wxr.repair import LADDER, undeclared_prefixes

_SKIPPED = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.S)
_ROOT = re.compile(rb"<rss((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*>", re.I)
_CHANNEL = re.compile(rb"<channel((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*>", re.I)
_CHANNEL_CLOSE = re.compile(rb"</channel\s*>", re.I)
_ROOT_CLOSE = re.compile(rb"</rss\s*>", re.I)
_DECLARATION = re.compile(rb"\bxmlns:([\w.-]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_XML_DECLARATION = re.compile(rb"<\?xml\b[^>]*\?>")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)\b", re.I)
_COMMENT_GENERATOR = re.compile(rb"<!--\s*generator=\"([^\"]*)\"(?:\s+created=\"([^\"]*)\")?")
_PIECE = re.compile(rb"<((?:[\w.-]+:)?(?:author|wp_author|category|tag|term))>.*?</\1\s*>", re.S)
_LEAF = re.compile(
    rb"<((?:[\w.-]+:)?(?:title|link|description|pubDate|language|generator|wxr_version|base_site_url|base_blog_url))>"
    rb"(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))</\1\s*>",
    re.S,
)


@dataclass(slots=True)
class Root:
    """One `<rss>` element: what every item in it is wrapped in to be parsed on its own."""

    declarations: dict[str, bytes] = field(default_factory=dict)
    """prefix → quoted namespace"""
    name: str = "rss"
    closed: bool = False
    prefix: bytes = b""
    suffix: bytes = b"</rss>"

    def __post_init__(self) -> None:
        self.prefix = self.with_prefixes([])

    @classmethod
    def bare(cls) -> Root:
        """For items that stand in no root at all; nothing tells whether such a text is whole."""
        return cls(name="", closed=True)

    @property
    def prefixes(self) -> set[str]:
        """Prefixes that the root declares."""
        return set(self.declarations)

    def with_prefixes(self, added: list[str]) -> bytes:
        """The wrapping start tag, with further prefixes declared as everybody declares them."""
        known = {
            prefix: b'"%s"' % elements.KNOWN_NAMESPACES.get(prefix, elements.UNDECLARED + prefix).encode()
            for prefix in added
        }
        attributes = b"".join(
            b" xmlns:%s=%s" % (prefix.encode(), uri) for prefix, uri in {**self.declarations, **known}.items()
        )
        return b"<rss%s>" % attributes


@dataclass(slots=True)
class HeadPiece:
    """What one stretch between items held."""

    head: RawHead
    root: Root
    opens_root: bool
    follows_root: bool
    unreadable: list[tuple[Place, str, bytes, str]]


def read_gap(data: bytes, place: Place, root: Root | None) -> Iterator[HeadPiece]:
    """The heads in a stretch outside items; `root` is the one that is open, None at a part's beginning.

    Raises UnreadableInputError where a document type or an entity is declared.
    """
    masked = _mask(data)
    openings = [match.start() for match in _ROOT.finditer(masked)]
    if root is None and not openings and (channel := _CHANNEL.search(masked)):
        openings = [channel.start()]
    before = openings[0] if openings else len(data)
    if root is None:
        doctype = _DOCTYPE.search(masked, 0, before)
        if doctype:
            raise UnreadableInputError(
                "the file declares a document type or an entity, which no WordPress export does",
                file=place.file,
                line=place.line + data.count(b"\n", 0, doctype.start()),
                hint="remove the declaration; entities are refused because they can be made to exhaust memory",
            )
    elif before:
        yield _read_piece(data[:before], masked[:before], place, root, opens_root=False, follows_root=True)
    starts = [0 if root is None and index == 0 else start for index, start in enumerate(openings)]
    for index, start in enumerate(starts):
        end = starts[index + 1] if index + 1 < len(starts) else len(data)
        here = Place(
            place.file, place.offset + start, end - start, place.line + data.count(b"\n", 0, start)
        )
        follows = index > 0 or root is not None
        yield _read_piece(
            data[start:end], masked[start:end], here, Root(), opens_root=True, follows_root=follows
        )


def _mask(data: bytes) -> bytes:
    """The same bytes with comments and CDATA blanked out, so that tags are found where they are tags."""
    return _SKIPPED.sub(lambda match: b" " * len(match.group()), data)


def _read_piece(
    data: bytes, masked: bytes, place: Place, root: Root, *, opens_root: bool, follows_root: bool
) -> HeadPiece:
    start = 0
    values: dict[str, str] = {}
    if opens_root:
        opening = _ROOT.search(masked)
        channel = _CHANNEL.search(masked)
        tags = b"".join(match[1] for match in (opening, channel) if match)
        root = Root(
            {prefix.decode("ascii", "replace"): uri for prefix, uri in _DECLARATION.findall(tags)},
            name="rss" if opening else "channel",
        )
        start = channel.end() if channel else opening.end() if opening else 0
        if generator := _COMMENT_GENERATOR.search(data, 0, start):
            values["generator"] = generator[1].decode("utf-8", "replace")
            values["created"] = (generator[2] or b"").decode("utf-8", "replace")
    end_match = _CHANNEL_CLOSE.search(masked, start)
    end = end_match.start() if end_match else len(data)
    closing = _ROOT_CLOSE if root.name == "rss" else _CHANNEL_CLOSE
    closed = closing.search(masked, start) is not None
    root.closed = root.closed or closed
    inner_place = place._replace(line=place.line + data.count(b"\n", 0, start), offset=place.offset + start)
    inner = data[start:end]
    content = _parse_channel(inner, inner_place, root)
    repairs = list(content.repairs)
    if not opens_root and not content.values and not content.authors and not content.terms:
        junk = _ROOT_CLOSE.sub(b"", masked[end:] if end_match else masked)
        junk = _XML_DECLARATION.sub(b"", _CHANNEL_CLOSE.sub(b"", junk)).strip()
        if junk:
            repairs.append(Repair("junk-between-items", place.line, 1, junk[:80].decode("utf-8", "replace")))
    head = RawHead(
        **{**content.values, **values},
        authors=tuple(content.authors),
        terms=tuple(content.terms),
        extra=tuple(content.extra),
        place=place,
        repairs=tuple(repairs),
    )
    shown = root if opens_root else Root(closed=closed)
    return HeadPiece(head, shown, opens_root, follows_root, content.unreadable)


@dataclass(slots=True)
class _Content:
    values: dict[str, str] = field(default_factory=dict)
    authors: list[RawAuthor] = field(default_factory=list)
    terms: list[RawTerm] = field(default_factory=list)
    extra: list[RawMeta] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    unreadable: list[tuple[Place, str, bytes, str]] = field(default_factory=list)


def _parse_channel(inner: bytes, place: Place, root: Root) -> _Content:
    """The channel's children, whole if that can be done, else piece by piece."""
    if not inner.strip():
        return _Content()
    content = _Content()
    if _try(inner, place, root, content) is None:
        return content
    mended = inner
    for name, rung in LADDER:
        result = rung(mended)
        if not result.times:
            continue
        line = place.line + mended.count(b"\n", 0, max(result.first, 0))
        mended = result.data
        content.repairs.append(Repair(name, line, result.times, result.detail))
        if _try(mended, place, root, content) is None:
            return content
    return _parse_pieces(inner, place, root)


def _try(inner: bytes, place: Place, root: Root, content: _Content) -> str | None:
    """Parse into `content`; the reason when it is not well-formed. A prefix that is missing is declared, and said."""
    added = undeclared_prefixes(inner, root.prefixes)
    try:
        document = elements.parse(root.with_prefixes(added) + b"<channel>" + inner + b"</channel></rss>")
    except etree.XMLSyntaxError as error:
        return error.msg or "not well-formed XML"
    if added:
        content.repairs.append(Repair("undeclared-prefix", place.line, len(added), " ".join(added)))
    values, authors, terms, extra = elements.read_head(document[0], place)
    content.values.update({name: value for name, value in values.items() if value})
    content.authors += authors
    content.terms += terms
    content.extra += extra
    return None


def _parse_pieces(inner: bytes, place: Place, root: Root) -> _Content:
    """Each author, term and field on its own; what cannot be parsed is set aside with its reason."""
    content = _Content()
    content.repairs.append(Repair("damaged-head", place.line, 1, "read piece by piece"))
    for match in _PIECE.finditer(inner):
        here = place._replace(
            line=place.line + inner.count(b"\n", 0, match.start()), offset=place.offset + match.start()
        )
        data = match.group()
        reason = _try(data, here, root, content)
        for _, rung in LADDER if reason else ():
            data = rung(data).data
            reason = _try(data, here, root, content)
            if reason is None:
                break
        if reason is not None:
            what = "author" if b"author" in match[1] else "term"
            content.unreadable.append((here, reason, match.group(), what))
    for leaf in _LEAF.finditer(_PIECE.sub(b"", inner)):
        name = leaf[1].rpartition(b":")[2].decode()
        text = (leaf[2] if leaf[2] is not None else leaf[3]).decode("utf-8", "replace")
        content.values.setdefault("pub_date" if name == "pubDate" else name, unescape(text).strip())
    return content
