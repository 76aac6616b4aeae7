"""What rules are shown: an item, its texts, rows and comments, a head, the whole export; with cheap look-ups."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from migrate.model.rules import Rules
from migrate.validate.block_marks import BlockMark, block_marks, sound_blocks
from migrate.validate.finding import Spot
from migrate.validate.tables import Tables
from migrate.wxr.dates import parse_datetime
from migrate.wxr.heads import HeadPiece
from migrate.wxr.items import RawHead, RawItem, RawMeta
from migrate.wxr.reader import ItemRange, Reader
from migrate.wxr.source import Part, Source

_IMAGE = re.compile(r"<img\b([^<>]*)>", re.IGNORECASE)
_LINK = re.compile(r"<a\s[^<>]{0,2000}?\bhref\s*=\s*[\"']([^\"'<>\s]+)[\"']", re.IGNORECASE)
_PLAIN_HOST = re.compile(r"https?://(?:www\.)?([a-z0-9.-]*)(?:[/?#]|\Z)")
_PLAIN_PATH = re.compile(r"https?://[a-z0-9.-]+(/[A-Za-z0-9/._-]*)")
"""Addresses as nearly all are, of which the standard library would say the same, ten times slower."""
DRAFTS = frozenset({"draft", "pending", "auto-draft"})


def whole_number(text: str) -> int | None:
    """The number that a text is, None where it is none."""
    if not text.isdecimal() and not text.removeprefix("-").isdecimal():
        return None
    return int(text) if len(text) < 19 and text.isascii() else None


def host_of(url: str) -> str:
    """Host of an address in lower case, without `www.`; empty where there is none."""
    plain = _PLAIN_HOST.match(url)
    return plain[1] if plain is not None else _host_of(url)


@lru_cache(maxsize=4096)
def _host_of(url: str) -> str:
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def path_of(url: str) -> str:
    """Path of an address, decoded, with a slash at both ends; empty where it has none or leads to the home page."""
    if plain := _PLAIN_PATH.fullmatch(url):
        inner = plain[1].strip("/").lower()
        return f"/{inner}/" if inner else ""
    try:
        path = urlsplit(url.strip()).path
    except ValueError:
        return ""
    inner = unquote(path).strip("/").lower()
    return f"/{inner}/" if inner else ""


class Fitness(NamedTuple):
    """What is known of a target: its name, the visibilities besides public that it takes (None: it takes everything),
    and whether bodies are read for it."""

    name: str = ""
    shown: tuple[str, ...] | None = None
    reads_bodies: bool = False


NO_TARGET = Fitness()


@dataclass(slots=True)
class ExportView:
    """The whole export; what is known of it grows while it is read."""

    source: Source
    reader: Reader
    mapping: Rules
    tables: Tables
    media: Path | None = None
    """Folder of the uploads, where there is one to look into."""
    fitness: Fitness = NO_TARGET
    homes: set[str] = field(default_factory=set)
    """Hosts of the site."""
    is_secure: bool = False
    """Its address is https."""
    written: datetime | None = None
    """When it was exported, where it says so."""
    logins: set[str] = field(default_factory=set)
    taxonomies: set[str] = field(default_factory=set)
    """Taxonomies of which the head declares terms."""
    terms: set[str] = field(default_factory=set)
    """Those terms, as `taxonomy/slug`."""

    def learn(self, head: RawHead) -> None:
        """Take in what a head says of the site."""
        for url in (head.base_blog_url, head.link):
            if host := host_of(url):
                self.homes.add(host)
                self.is_secure = self.is_secure or url.startswith("https:")
        self.written = self.written or parse_datetime(head.created)
        self.logins.update(author.login.strip().lower() for author in head.authors)
        self.taxonomies.update(term.taxonomy for term in head.terms)
        self.terms.update(f"{term.taxonomy}/{term.slug}" for term in head.terms)


class ItemView:
    """An item. `raw` is what was parsed of it, `data` its bytes."""

    def __init__(self, export: ExportView, where: ItemRange, data: bytes, raw: RawItem) -> None:
        self.export = export
        self.where = where
        self.data = data
        self.raw = raw
        self.type = raw.type or "post"
        rule = export.mapping.post_type(self.type)
        self.kind = rule.kind
        self.is_public_type = rule.public
        self.is_published = raw.status == "publish"
        self.local = parse_datetime(raw.date)
        """Its local date, where it is one."""
        self.utc = parse_datetime(raw.date_gmt)
        """Its date in UTC, where it is one."""
        self.texts = [
            TextView(self, text, path)
            for text, path in ((raw.content, "content:encoded"), (raw.excerpt, "excerpt:encoded"))
            if text
        ]
        """Its body and excerpt, where there are any."""

    @property
    def key(self) -> str:
        """`entry/12`; empty where the item has no number."""
        prefix = self.kind if self.kind in ("media", "menu-item") else "entry"
        return f"{prefix}/{self.raw.id}" if self.raw.id.isdecimal() else ""

    @property
    def identity(self) -> str:
        """What stays the same of it in a newer export."""
        raw = self.raw
        return raw.guid or raw.id or raw.slug or raw.title


def lowered(text: str) -> bytes:
    """The text as UTF-8, with its Latin letters in lower case; that is several times faster than `str.lower`."""
    data = text.encode("utf-8", "surrogatepass").lower()
    if not text.isascii():
        # The two letters beyond ASCII whose lower case is ASCII: KELVIN SIGN, and I WITH DOT ABOVE.
        data = data.replace(b"\xe2\x84\xaa", b"k").replace(b"\xc4\xb0", b"i\xcc\x87")
    return data


class TextView:
    """A text with markup: a body, an excerpt or the text of a comment."""

    __slots__ = ("_blocks", "_images", "_links", "_lowered", "_sound", "item", "path", "text")

    def __init__(self, item: ItemView, text: str, path: str) -> None:
        self.item = item
        self.text = text
        self.path = path
        self._lowered: bytes | None = None
        self._sound: frozenset[str] | Literal[False] | None = False
        self._blocks: list[BlockMark] | None = None
        self._images: list[re.Match[str]] | None = None
        self._links: list[tuple[str, int]] | None = None

    @property
    def blocks(self) -> list[BlockMark]:
        """The delimiters of its blocks, in order."""
        if self._blocks is None:
            self._blocks = block_marks(self.text)
        return self._blocks

    @property
    def sound_blocks(self) -> frozenset[str] | None:
        """The names of its blocks, where nothing is wrong with any of them; else None."""
        if self._sound is False:
            self._sound = sound_blocks(self.text)
        return self._sound

    @property
    def images(self) -> list[re.Match[str]]:
        """Its `<img>` tags; group 1 is the attributes."""
        if self._images is None:
            self._images = list(_IMAGE.finditer(self.text))
        return self._images

    @property
    def own_links(self) -> list[tuple[str, int]]:
        """The addresses within the site, or with no host at all, of its `<a>` tags, and where they stand."""
        if self._links is None:
            homes = self.item.export.homes
            self._links = [
                (url, match.start(1))
                for match in _LINK.finditer(self.text)
                if (url := match[1])[0] in "/?" or host_of(url) in homes
            ]
        return self._links

    @property
    def lowered(self) -> bytes:
        """The text in lower case as UTF-8, in which searches are several times faster than in text beyond Latin-1."""
        if self._lowered is None:
            self._lowered = lowered(self.text)
        return self._lowered

    @property
    def is_body(self) -> bool:
        """Whether it is the body of the item."""
        return self.path == "content:encoded"

    def spot(self, at: int, length: int = 1) -> Spot:
        """A place in it."""
        return Spot(self.path, at, length)


class MetaView:
    """A row of custom fields."""

    __slots__ = ("item", "key", "path", "row", "value")

    def __init__(self, item: ItemView, row: RawMeta, path: str) -> None:
        self.item = item
        self.row = row
        self.key = row.key
        self.value = row.value
        self.path = path

    def spot(self, at: int = 0, length: int = 1) -> Spot:
        """A place in its value."""
        return Spot(f"{self.path}/wp:meta_value", at, length)


class HeadView:
    """What stands between items, its bytes, and the number of its part. Spots in it are byte offsets of `data`."""

    def __init__(self, export: ExportView, piece: HeadPiece, part: int, data: bytes) -> None:
        self.export = export
        self.piece = piece
        self.head = piece.head
        self.part = part
        self.data = data

    def offset(self, token: str | bytes, start: int = 0) -> int:
        """Where a token stands first; 0 where it does not."""
        return max(self.data.find(token.encode() if isinstance(token, str) else token, start), 0)

    def spot(self, token: str | bytes, start: int = 0) -> Spot:
        """The place of a token."""
        return Spot("", self.offset(token, start))


@dataclass(slots=True, frozen=True)
class DamageView:
    """A repair that was needed, or what could not be repaired. `what`: a repair, or a name of our own."""

    what: str
    detail: str
    times: int
    is_item: bool


@dataclass(slots=True, frozen=True)
class InputView:
    """A part as it was opened."""

    part: Part
    head: bytes
    """Its first bytes."""
