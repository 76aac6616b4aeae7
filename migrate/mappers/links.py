"""Which item or term an address of the old site means, in any of the spellings that WordPress answered to.

Addresses are kept in the index by their path below the home, decoded, composed and in lower case, without slash at the
end; those of other hosts (files on a network of servers) with `//` and their host.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urljoin

from migrate.mappers.context import References, home_pattern, place_of, split_url
from migrate.model.files import LOOSE
from migrate.wxr.index import KEPT, Index

HOME = "home"
"""Stands for the front page in place of a key."""
_NUMBERED = frozenset({"p", "page_id", "attachment_id"})
_SLUGS = frozenset({"name", "pagename"})
_TAXONOMIES = {"tag": "post_tag", "category_name": "category"}
"""Variable of a query → taxonomy; others go by their own name."""
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|ref")
_PHP = re.compile(r"/index\.php(?=[/?#]|$)")
_FEED = r"feed(?:/(?:rss2?|rdf|atom))?"
_PAGE = re.compile(rf"(?:/(?:\d{{1,4}}|page/\d{{1,4}}|comment-page-\d{{1,4}}|amp|embed|trackback|{_FEED}))+$")
"""What WordPress hangs on the address of an entry: a page of it, of its comments, its AMP form, its feed."""
_LIST_PAGE = re.compile(rf"(?:/(?:page/\d{{1,5}}|amp|{_FEED}))+$")
"""The same on the address of an archive; `/tag/2009` is the tag."""
_ARCHIVES = re.compile(r"/archives/(\d{1,18})(?:/\d{1,4})?$")
_DATED = re.compile(r"^/(?:[^/]+/)?(\d{4})/(\d{2})(?:/\d{2})?/[^/]+$")
_SIZED = re.compile(r"-\d{1,5}x\d{1,5}(?=\.\w{2,5}$)")
_MADE = re.compile(r"-(?:scaled|rotated|e\d{10,13})(?=\.\w{2,5}$)")
_NETWORK = re.compile(r"^//i\d\.wp\.com/")
"""Photon, WordPress.com's network for images: `i0.wp.com/` and the address without its scheme."""
_BASES = {"category": "category", "tag": "post_tag", "topics": "category"}
"""First part of the path of an archive → taxonomy, as WordPress has them at first; others go by their own name."""
_PROGRAM = re.compile(r"^/(?:wp-(?:admin|content|includes|json)(?:/|$)|wp-[\w-]+\.php|xmlrpc\.php)")
"""Paths of WordPress itself, which are never those of entries."""
_OURS = re.compile(r"^[/?.\w%-]")
_BARE_HOST = re.compile(r"^(?:www\.|(?!index\.php)[\w-]+(?:\.[\w-]+)+/)", re.IGNORECASE)
"""`www.example.org/x`: an address without its scheme, which nobody means as a path."""
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
ABSOLUTE = ("http://", "https://")
"""How an address begins that means the same on every page."""
_HOST = re.compile(r"(?:https?:)?//([^/?#\s\[\]@]+)(?=[/?#]|$)", re.IGNORECASE)
_PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+)(?=[/?#]|\Z)")
"""An absolute address of a host that needs no folding."""
_PLAIN_PATH = re.compile(r"(/(?!/)[!\"$&->@-\x7f]*)(?=[?#]|$)")
"""Of an address below the home: a path that needs no decoding."""


_LATE = 64


class Found(NamedTuple):
    """What an address means."""

    key: str
    """Of the item, term or author; `HOME` for the front page."""
    fragment: str = ""
    """With `#`; empty where there is none."""
    is_file: bool = False
    """Whether it is the address of an attachment's file rather than of its page."""


class Addresses:
    """Answers for one export. `homes`: addresses of its front page, in any spelling."""

    def __init__(self, index: Index, lookup: References, homes: Sequence[str]) -> None:
        named = [home for home in homes if home]
        self._index = index
        self._lookup = lookup
        self._homes = home_pattern(named)
        self._home = named[0] if named else ""
        self._home_hosts = _hosts_of(named)
        self._other_hosts: frozenset[str] | None = None
        self._at = lru_cache(maxsize=4096)(self._look)
        self._is_away = lru_cache(maxsize=4096)(self._host_is_away)
        self._stood: dict[str, list[tuple[str, str]]] = {}
        """What stands at the addresses of late: an image is looked up twice, as a file and as an address."""

    @property
    def has_home(self) -> bool:
        """Whether it is known where the site was."""
        return self._homes is not None

    def is_ours(self, url: str, page: str = "") -> bool:
        """Whether an address is one of the old site's where it stands on `page`."""
        full = self.full(url, page)
        return self._homes is not None and self._homes.match(full) is not None

    def leads_away(self, url: str) -> bool:
        """A quick look, whether an address is one of another site, which nothing of the export stands on. Of most that
        are it says so; of no other."""
        end = url.find("/", len("https://"))
        return self._is_away(url[:end] if end >= 0 else url)

    def _host_is_away(self, beginning: str) -> bool:
        """`leads_away` of an address, up to the path."""
        host = _PLAIN_HOST.match(beginning)
        return (
            host is not None
            and self._home_hosts is not None
            and host[1] not in self._home_hosts
            and host[1] not in self._known_hosts()
        )

    def find(self, url: str, page: str = "", root: int = 0) -> Found | None:
        """What an address means where it stands on `page` (the address of the entry that holds it)."""
        full = self.full(url, page)
        if not full:
            return None
        address, _, fragment = full.partition("#")
        found = self._at(address, root)
        return found and found._replace(fragment=_kept_fragment(fragment))

    def normal(self, url: str) -> str:
        """An address as the index keeps it, without query."""
        below = self._below(url)
        if plain := _PLAIN_PATH.match(below):
            return plain[1].lower().rstrip("/")
        parts = split_url(below)
        path = _folded(parts.path).rstrip("/")
        return f"//{_folded(parts.netloc)}{path}" if parts.netloc else path

    def file(self, url: str) -> tuple[str, str] | None:
        """Key of the attachment whose file an image shows, whole or smaller, and the address of the whole."""
        address = self.normal(url)
        photon = _NETWORK.match(address)
        if photon:
            address = self.normal("//" + address[photon.end() :])
        for original in _originals(address):
            for key, _ in self._standing(original):
                if key.startswith("media/") and (known := self._lookup.item_by_key(key)) is not None:
                    return key, known.url
        return None

    def file_key(self, url: str, page: str = "") -> str:
        """Key of the file that an address leads to where it stands on `page`: of the attachment, which it may show in
        whole or smaller, else `file/` and the address. Empty for what is no address of the web."""
        full = self.full(url, page).partition("#")[0]
        if not full:
            return ""
        if found := self.file(full):
            return found[0]
        address = self.normal(full)
        photon = _NETWORK.match(address)
        return LOOSE + (self.normal("//" + address[photon.end() :]) if photon else address)

    def full(self, url: str, page: str) -> str:
        """The address with scheme (or `//`) and host; empty for what leads to no page of the web, or to its own."""
        url = url.strip()
        if url.startswith(ABSOLUTE):
            return url
        if not url or url.startswith("#"):
            return ""
        if scheme := _SCHEME.match(url):
            return url if scheme[0].lower() in ("http:", "https:") else ""
        if url.startswith("//"):
            return url
        if not _OURS.match(url):
            return ""
        if _BARE_HOST.match(url):
            return f"//{url}"
        try:
            # An entry that only leads elsewhere has its target for its link; its body stood on the site.
            return urljoin(page if self._homes is None or self._homes.match(page) else self._home, url)
        except ValueError:
            return ""

    def _below(self, url: str) -> str:
        """The address from the home on; other hosts' with theirs."""
        match = self._homes.match(url) if self._homes is not None else None
        if match is None:
            return url
        rest = _PHP.sub("", url[match.end() :], count=1) if _PHP.match(url, match.end()) else url[match.end() :]
        return rest if rest.startswith(("/", "?", "#")) else f"/{rest}"

    def _look(self, address: str, root: int) -> Found | None:
        is_ours = self._homes is not None and self._homes.match(address) is not None
        if not is_ours and (host := _HOST.match(address)) and _folded(host[1]) not in self._known_hosts():
            return None
        path = self.normal(address)
        if not is_ours:
            # `///path` has no host at all.
            return self._by_path(path, root) if path.startswith("//") else None
        if _PROGRAM.match(path):
            return self._exactly(path)
        query = dict(parse_qsl(split_url(address).query))
        if query and (found := self._by_query(query, root)):
            return found
        if not path:
            return Found(HOME) if all(map(_TRACKING.fullmatch, query)) else None
        return self._by_path(path, root) or self._by_archive(path) or self._by_slug(path)

    def _standing(self, address: str) -> list[tuple[str, str]]:
        """See `Index.at`."""
        there = self._stood.get(address)
        if there is None:
            if len(self._stood) >= _LATE:
                self._stood.clear()
            there = self._stood[address] = self._index.at(address)
        return there

    def _known_hosts(self) -> frozenset[str]:
        """The hosts besides the home that something of the export stands on."""
        if self._other_hosts is None:
            self._other_hosts = frozenset(self._index.hosts())
        return self._other_hosts

    def _exactly(self, path: str) -> Found | None:
        """What stands at a path: an entry rather than an attachment."""
        there = self._standing(path) if path else []
        if not there:
            return None
        key, hint = next((one for one in there if not one[0].startswith("media/")), there[0])
        return Found(key, is_file=hint == "file")

    def _by_path(self, path: str, root: int) -> Found | None:
        if found := self._exactly(path):
            return found
        if path.startswith("//"):
            return None
        number = _ARCHIVES.search(path)
        return (self._item(int(number[1]), root) if number else None) or self._exactly(_PAGE.sub("", path))

    def _by_query(self, query: Mapping[str, str], root: int) -> Found | None:
        for name, value in query.items():
            number = int(value) if value.isdecimal() and len(value) < 19 else 0
            slug = _folded(value.strip("/")).rpartition("/")[2]
            if name in _NUMBERED:
                return self._item(number, root) if number else None
            if name in _SLUGS:
                return self._by_slug(f"/{slug}")
            if name == "cat":
                key = self._lookup.term_by_id(number, "category") if number else None
            elif name == "author":
                key = self._lookup.author_by_id(number)
            elif name == "author_name":
                key = self._author(slug)
            else:
                key = self._lookup.term(_TAXONOMIES.get(name, _folded(name)), slug, "") if slug else None
            if key:
                return Found(key)
        return None

    def _item(self, number: int, root: int) -> Found | None:
        known = self._lookup.item(number, root)
        if known is None or not known.key or known.key.startswith("menu-item/"):
            return None
        return Found(known.key)

    def _by_archive(self, path: str) -> Found | None:
        """A term's or author's page; `/archives/category/news` and `/blog/tag/tea` are those of sites below a word."""
        parts = _LIST_PAGE.sub("", path).strip("/").split("/")
        for start, base in enumerate(parts[:2]):
            if not (rest := parts[start + 1 :]):
                break
            if base == "author":
                key = self._author(rest[-1])
            elif start == 0 or base in _BASES:
                key = self._lookup.term(_BASES.get(base, base), rest[-1], "") if rest[-1] else None
            else:
                key = None
            if key:
                return Found(key)
        return None

    def _author(self, slug: str) -> str | None:
        if not slug:
            return None
        if known := self._lookup.author(slug):
            return known
        return next((key for login, key in self._index.author_keys.items() if key and nicename(login) == slug), None)

    def _by_slug(self, path: str) -> Found | None:
        """As WordPress guesses where nothing stands at an address: by its last part, and by the month that it names."""
        path = _PAGE.sub("", path)
        slug = path.rpartition("/")[2].removesuffix(".html").removesuffix(".htm")
        if not slug:
            return None
        dated = _DATED.match(path)
        month = f"{dated[1]}-{dated[2]}" if dated else ""
        keys = {key for key, of in self._index.at(f"~{slug}") if not month or not of or of == month}
        return Found(keys.pop()) if len(keys) == 1 else None


def gather_addresses(index: Index, addresses: Addresses) -> Iterator[tuple[str, str, str]]:
    """What `Index.set_addresses` takes: the pages, files (hint `file`) and slugs (hint: the month) of all items."""
    items = "SELECT key, link, url, slug, date FROM items WHERE state = ? AND key NOT LIKE 'menu-item/%' ORDER BY seq"
    for key, link, url, slug, date in index.database.execute(items, (KEPT,)):
        # Page Links To exports where an entry leads as its link: that address is not the entry's.
        is_own = "?" not in link and (addresses.is_ours(link) or not addresses.has_home)
        # The front page is an entry like any other where one is set; its address stays the home.
        if link and is_own and (address := addresses.normal(link)):
            yield address, key, ""
        if url:
            yield addresses.normal(url), key, "file"
        elif slug and not key.startswith("media/"):
            yield f"~{_folded(slug)}", key, date[:7]
    former = (
        "SELECT old_slugs.slug, items.key FROM old_slugs JOIN items USING (seq)"
        " WHERE items.state = ? ORDER BY old_slugs.seq"
    )
    for slug, key in index.database.execute(former, (KEPT,)):
        yield f"~{_folded(slug)}", key, ""


def nicename(login: str) -> str:
    """What stands for a login in addresses, as WordPress makes it (`sanitize_title`)."""
    kept = re.sub(r"[^\w\s.-]", "", login.lower())
    return re.sub(r"[\s.-]+", "-", kept).strip("-")


def _hosts_of(homes: Sequence[str]) -> frozenset[str] | None:
    """The hosts that addresses below the homes have, in lower case; None where case may be more than that of letters
    of ASCII."""
    hosts = {place_of(home).partition("/")[0] for home in homes}
    return frozenset([*hosts, *(f"www.{host}" for host in hosts)]) if all(map(str.isascii, hosts)) else None


def _folded(text: str) -> str:
    """Decoded, in lower case, composed; without lone surrogates, which no database takes."""
    if text.isascii() and "%" not in text:
        return text.lower()
    return unicodedata.normalize("NFC", unquote(text).lower()).encode("utf-8", "replace").decode()


def _originals(address: str) -> list[str]:
    """Addresses of the files that this one may be a smaller or turned copy of, itself first; at most four."""
    originals = [address]
    whole = address
    if "-" in address:
        whole = _SIZED.sub("", address)
        if whole != address:
            originals.append(whole)
    stem, dot, extension = whole.rpartition(".")
    if dot:
        originals.append(f"{stem}-scaled.{extension}")
    if "-" in whole and (made := _MADE.sub("", whole)) != whole:
        originals.append(made)
    return originals


def _kept_fragment(fragment: str) -> str:
    """`#more-12`, which WordPress makes for the rest of a teaser, leads to the entry itself."""
    return "" if not fragment or re.fullmatch(r"more-\d+", fragment) else f"#{fragment}"
