"""Names of files and paths of addresses that every file system, web server and generator takes.

A name is NFC, at most 200 bytes of UTF-8, no dot, no reserved name of Windows, and nothing that a generator hides
(`_draft`, `.git`) or takes for its own (`index`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import unescape
from urllib.parse import quote, unquote, urlsplit

from migrate.mappers.context import plain_path

LONGEST = 200
"""Bytes: 255 are allowed, and a number may have to be added."""

_UNSAFE = re.compile(r'[\s<>:"/\\|?*#%{}\[\]`^\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff.]+')
_HIDDEN = re.compile(r"^[-_.]+|[-_. ]+$")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|index|_index)", re.IGNORECASE)
_USUAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?<![-_])")
"""A slug that is a name as it is, unless it is reserved."""
_NOT_WORDS = re.compile(r"[\W_]+")
_UNSAFE_IN_URL = re.compile(r'(?:[\s<>:"/\\|?*#%{}\[\]`^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffd]|\.\.+)+')
_IS_FILE = re.compile(r"\.html?$", re.IGNORECASE)
_INDEX = frozenset({"index.html", "index.htm", "index.php"})


def file_name(text: str, otherwise: str) -> str:
    """A name for a file or folder, from a slug; `otherwise` where nothing of it is left."""
    if len(text) <= LONGEST and _USUAL.fullmatch(text):
        return f"{text}-page" if _RESERVED.fullmatch(text) else text
    name = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    name = _HIDDEN.sub("", _UNSAFE.sub("-", name))
    name = _HIDDEN.sub("", shortened(name))
    if not name:
        return otherwise
    return f"{name}-page" if _RESERVED.fullmatch(name) else name


def slug_of(title: str) -> str:
    """A slug for an entry that has none, from its title (HTML)."""
    words = _NOT_WORDS.sub("-", unescape(re.sub(r"<[^>]*>", "", title)).lower()).strip("-")
    return shortened(words, 80)


def shortened(text: str, longest: int = LONGEST) -> str:
    """The text cut to so many bytes of UTF-8, between characters."""
    data = text.encode("utf-8", "replace")
    return text if len(data) <= longest else data[:longest].decode("utf-8", "ignore")


def folded(text: str) -> str:
    """What two names have in common that some file system or server takes for one."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def below(link: str, base: str) -> str | None:
    """The path of a permalink below the site's base path, decoded, with a slash at both ends (or ending in `.html`).

    None where the address says nothing: `/?p=12`, or the front page itself. Every segment can be a folder, being no
    longer than `LONGEST`.
    """
    plain = plain_path(link)
    if plain is None:
        try:
            parts = urlsplit(link)
        except ValueError:
            return None
        if parts.query or parts.fragment:
            return None
    path = parts.path if plain is None else plain
    if base and (path == base or path.startswith(base + "/")):
        path = path[len(base) :]
    if plain is not None and len(path) <= LONGEST:
        return f"{path.rstrip('/')}/" if path.strip("/") else None
    segments = [_url_segment(segment) for segment in path.split("/") if segment not in (".", "..")]
    kept = [segment for segment in segments if segment]
    if kept and kept[-1].lower() in _INDEX:
        kept.pop()
    if not kept:
        return None
    path = "/" + "/".join(kept)
    return path if _IS_FILE.search(path) and not link.endswith("/") else path + "/"


@lru_cache(maxsize=4096)
def _url_segment(segment: str) -> str:
    text = unquote(segment) if "%" in segment else segment
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if _UNSAFE_IN_URL.search(text):
        text = _UNSAFE_IN_URL.sub("-", text)
    # What begins with a dot is hidden.
    return shortened(text).lstrip(".")


def index_file(address: str) -> str:
    """The file in which a server finds an address below the home: `/a/b/` is `a/b/index.html`."""
    return address.lstrip("/") if _IS_FILE.search(address) else f"{address.strip('/')}/index.html".lstrip("/")


def encoded(path: str) -> str:
    """A path as it stands in a link."""
    return quote(path, safe="/~!$&'()*+,;=@-._")
