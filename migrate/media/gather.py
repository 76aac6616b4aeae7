"""Which files a run wants: every attachment that takes part, and what entries show besides, each once.

Originals are wanted, not the smaller copies that bodies show, where the export proves which is which. What plugins keep
from visitors (paid downloads, forms' uploads) is never wanted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import unescape
from typing import NamedTuple

from migrate.mappers.context import Context
from migrate.mappers.entries import Place, map_item
from migrate.mappers.links import Addresses
from migrate.media.contents import extension
from migrate.media.hosts import own_hosts
from migrate.media.names import MEDIA_NAMES
from migrate.media.reasons import Reason
from migrate.media.urls import NETWORK_FILES, FileAddress, file_address, sibling, site_path, upload_path
from migrate.media.wanted import MediaWanted, WantedFiles
from migrate.model.files import LOOSE
from migrate.model.records import Comment, Entry, Media, MediaSize, Visibility
from migrate.wxr.index import KEPT, Index
from migrate.wxr.items import RawItem
from migrate.wxr.reader import Reader

_OTHERS = "state = ? AND key NOT LIKE 'menu-item/%'"
_QUOTED = re.compile(r"""(?<=["'])\s{0,9}((?:https?:)?/[^"'<>]{3,2000}?)\s{0,9}(?=["'])""")
_BRACKETED = re.compile(r"""(?<=\()((?:https?:)?/[^\s"'<>()]{3,2000})(?=\))""")
_BARE = re.compile(r"""https?://[^\s"'<>\[\]\\]{3,2000}""")
_NUMBERS = re.compile(r"""\b(?:ids|include)["']?\s{0,9}[=:]\s{0,9}["'\[]{0,2}([\d,\s"]{1,5000})""")
"""Of the images of a gallery, in a shortcode or a block."""
_PROGRAM_NAMES = "php php3 php4 php5 php7 php8 phtml phar cgi pl py asp aspx jsp shtml"
_PROGRAMS = frozenset(_PROGRAM_NAMES.split())
"""Extensions of files that some server would run."""
_PROTECTED = re.compile(
    r"(?:^|/)(?:woocommerce_uploads|edd|gravity_forms|wpforms|wpcf7_uploads|ninja-forms|formidable|caldera-forms|"
    r"wp-job-manager-uploads/job_applications|backup[\w-]*|updraft|ai1wm-backups|wc-logs|members|memberpress|pmpro)/",
    re.IGNORECASE,
)
"""Folders below the uploads in which plugins keep what visitors are not to see."""
_LAYOUT = "_elementor_data"
_MOST_OTHERS = 1000


class Gathered(NamedTuple):
    """What was found besides."""

    other_hosts: Counter[str]
    """Hosts that are not the site's and have uploads folders which entries show files of → number of addresses."""


def gather_media(
    reader: Reader,
    index: Index,
    context: Context,
    addresses: Addresses,
    homes: Sequence[str],
    wanted: WantedFiles,
    descriptions: Iterable[tuple[str, str]] = (),
) -> Gathered:
    """Fill `wanted` with the files of the items that take part. The index must have its addresses (`set_addresses`).

    `homes`: addresses that the site's front page has and had. `descriptions`: of authors and terms, with their keys.
    """
    gathering = _Gathering(context, addresses, own_hosts(homes), wanted)
    for row in index.items(_OTHERS, (KEPT,)):
        raw = reader.parse(row.range)
        if isinstance(raw, RawItem):
            record = map_item(raw, Place(row.key, row.root, Visibility(row.visibility)), context).record
            if isinstance(record, Media):
                gathering.take_attachment(record)
            else:
                gathering.take_entry(record, row.root)
    for key, description in descriptions:
        gathering.take_text(description, context.site.home_url, key, public=True)
    wanted.settle_shown()
    return Gathered(gathering.other_hosts)


class _Gathering:
    def __init__(self, context: Context, addresses: Addresses, own: frozenset[str], wanted: WantedFiles) -> None:
        self._home = context.site.home_url
        self._stood = context.stood
        self._lookup = context.lookup
        self._addresses = addresses
        self._own = own
        self._wanted = wanted
        self.other_hosts: Counter[str] = Counter()

    def take_attachment(self, media: Media) -> None:
        address = file_address(media.url, self._home)
        owner = media.parent or ""
        if address is None:
            self._wanted.add(MediaWanted(media.key, media.url, "", media.file, media.file, owner=owner))
            self._wanted.missing(media.key, Reason.BAD_ADDRESS, media.url[:200])
            return
        upload = upload_path(address) or media.file
        wanted = MediaWanted(
            key=media.key,
            url=address.url,
            host=address.host,
            path=site_path(address, self._home),
            upload=upload,
            alternatives=tuple(_alternatives(media, address)),
            owner=owner,
            bytes=media.bytes,
            public=media.visibility is Visibility.PUBLIC,
        )
        if not self._wanted.add(wanted):
            return
        if _PROTECTED.search(upload or address.path):
            self._wanted.missing(media.key, Reason.PROTECTED)
        elif extension(address.path) in _PROGRAMS:
            self._wanted.missing(media.key, Reason.PROGRAM)

    def take_entry(self, entry: Entry, root: int) -> None:
        page = self._stood(entry.link) or self._home
        public = entry.visibility is Visibility.PUBLIC
        for text in _texts(entry, self._stood):
            self.take_text(text, page, entry.key, public=public)
            if public:
                for listed in _NUMBERS.findall(text):
                    self._show(listed, root)
        if public and entry.featured_media:
            self._wanted.show(entry.featured_media)

    def take_text(self, text: str, page: str, owner: str, *, public: bool) -> None:
        """The files that a text names, which stands on `page`."""
        for written in addresses_in(text):
            self._take(written, page, owner, public=public)

    def _show(self, listed: str, root: int) -> None:
        """The images of a gallery are seen by whoever sees the entry."""
        for number in re.findall(r"\d{1,18}", listed):
            known = self._lookup.item(int(number), root)
            if known is not None and known.key.startswith("media/"):
                self._wanted.show(known.key)

    def _take(self, written: str, page: str, owner: str, *, public: bool) -> None:
        address = file_address(written, page)
        if address is None or extension(address.path) not in MEDIA_NAMES:
            return
        key = self._addresses.file_key(address.url)
        if public:
            self._wanted.show(key)
        if not key.startswith(LOOSE):
            return
        if not self._is_own(address):
            if upload_path(address) and (len(self.other_hosts) < _MOST_OTHERS or address.host in self.other_hosts):
                self.other_hosts[address.host] += 1
            return
        path = site_path(address, self._home)
        through = (address.through,) if address.through else ()
        added = self._wanted.add(
            MediaWanted(key, address.url, address.host, path, upload_path(address), through, owner, public=public)
        )
        if added and _PROTECTED.search(path):
            self._wanted.missing(key, Reason.PROTECTED)

    def _is_own(self, address: FileAddress) -> bool:
        """Of the site, or of WordPress.com's store of files, which the hosts' check looks at again."""
        return address.host.removeprefix("www.") in self._own or address.host.endswith(NETWORK_FILES)


def addresses_in(text: str) -> list[str]:
    """Everything in HTML, shortcodes or JSON that may be the address of a file, each once."""
    if "/" not in text:
        return []
    if "\\/" in text:
        text = text.replace("\\/", "/")
    found = [*_QUOTED.findall(text), *_BRACKETED.findall(text), *_BARE.findall(text)]
    return list(dict.fromkeys(map(unescape, found)))


def _texts(entry: Entry, stood: Callable[[str], str]) -> Iterator[str]:
    yield entry.content_raw
    yield entry.excerpt
    named = [enclosure.url for enclosure in entry.enclosures]
    named.append(entry.featured_image_url)
    if entry.seo is not None:
        named += [stood(entry.seo.og_image), stood(entry.seo.twitter_image)]
    yield from (f'"{url}"' for url in named if url)
    for row in entry.meta:
        if not row.key.startswith("_"):
            yield f'"{row.value}"' if row.value.startswith(("http", "/")) else row.value
        elif row.key == _LAYOUT:
            yield row.value
    yield from _comment_texts(entry.comments)


def _comment_texts(comments: tuple[Comment, ...]) -> Iterator[str]:
    for comment in comments:
        if comment.public and "/" in comment.content:
            yield comment.content


def _alternatives(media: Media, address: FileAddress) -> Iterator[str]:
    original = media.original_file.rpartition("/")[2]
    if original:
        yield sibling(address.url, original)
    if address.through:
        yield address.through
    largest = max(media.sizes, key=_area, default=None)
    if largest is not None and largest.file and "/" not in largest.file:
        yield sibling(address.url, largest.file)


def _area(size: MediaSize) -> int:
    return size.width * size.height
