"""What a file's first bytes look like: an export, or one of the things that people take for one.

A look, not a verdict: a file with text before its XML is still an export; what it holds, the reader says.
"""

from __future__ import annotations

import re
from enum import StrEnum

from migrate.model.errors import UnreadableInputError
from migrate.wxr.encoding import unicode_form
from migrate.wxr.streams import HEAD, Stream

FAR = 1 << 20
"""Bytes within which an export must begin: PHP warnings can fill kilobytes before it."""


class Looks(StrEnum):
    """What the beginning of a file looks like."""

    EXPORT = "export"
    """RSS with WordPress's own elements or namespace."""
    FEED = "feed"
    """RSS elements without them."""
    XML = "xml"
    HTML = "html"
    JSON = "json"
    SQL = "sql"
    PHP = "php"
    EMPTY = "empty"
    BLANK = "blank"
    TEXT = "text"
    BINARY = "binary"


READABLE = {Looks.EXPORT, Looks.FEED, Looks.XML}
"""What is read when the user names it; in folders and archives, XML that is no RSS is left alone."""

_EXPORT_AGAIN = "In WordPress, choose Tools > Export > All content, and save the file that it sends."

_SAID: dict[Looks, tuple[str, str]] = {
    Looks.XML: ("it is XML, but no RSS, so it is no WordPress export", _EXPORT_AGAIN),
    Looks.FEED: ("it is an RSS feed without WordPress's own elements, so it is no export", _EXPORT_AGAIN),
    Looks.HTML: (
        "it is a web page, probably a login or error page that was saved in place of the export",
        "Log in to WordPress again, choose Tools > Export, and check that what is saved begins with <?xml.",
    ),
    Looks.JSON: ("it looks like JSON; this is not an XML export", _EXPORT_AGAIN),
    Looks.SQL: (
        "it is an SQL dump of a database; this is not an XML export",
        "Load it into a WordPress site, and choose Tools > Export there.",
    ),
    Looks.PHP: (
        "it is PHP source code, not an export; perhaps the server sent a script in place of running it",
        _EXPORT_AGAIN,
    ),
    Looks.EMPTY: ("it is empty", f"{_EXPORT_AGAIN} If it stays empty, the site's error log says why."),
    Looks.BLANK: (
        "there is nothing in it but white space",
        f"{_EXPORT_AGAIN} If it stays blank, the site's error log says why.",
    ),
    Looks.TEXT: (
        "it is text in which no export begins: there is no <rss>, <channel> or <item>",
        _EXPORT_AGAIN,
    ),
    Looks.BINARY: ("it holds binary data, not an XML export", _EXPORT_AGAIN),
}

_KNOWN_FORMATS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", _EXPORT_AGAIN),
    (b"\x89PNG", "an image", _EXPORT_AGAIN),
    (b"\xff\xd8\xff", "an image", _EXPORT_AGAIN),
    (b"GIF8", "an image", _EXPORT_AGAIN),
    (b"\xd0\xcf\x11\xe0", "an office document", _EXPORT_AGAIN),
    (b"SQLite format 3\0", "an SQLite database", "Give the export first; the database is the destination."),
    (
        b"package.json\0",
        "a backup by All-in-One WP Migration",
        "Restore it, and choose Tools > Export there.",
    ),
    (b"Rar!", "a RAR archive, which cannot be opened here", "Unpack it, and give the folder."),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive, which cannot be opened here", "Unpack it, and give the folder."),
    (
        b"\x28\xb5\x2f\xfd",
        "compressed by zstd, which cannot be opened here",
        "Run unzstd, and give the result.",
    ),
)

_OWN = re.compile(r"wordpress\.org/export/\d|<wp:[a-z]", re.IGNORECASE)
_ROOT = re.compile(r"<rss[\s>]", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss|channel|item)[\s>]", re.IGNORECASE)
# The group is atomic: the dozen comments at an export's head could be divided in too many ways.
_PAGE = re.compile(
    r"(?:<\?xml[^>]*>\s*)?(?>(?:(?><!--.*?-->)\s*)*)<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)
_PAGE_PIECE = re.compile(r"<(?:html|head|body)[\s>]", re.IGNORECASE)
_JSON = re.compile(r'[\[{]\s*(?:["\[{\]}]|$)')
_SQL = re.compile(
    r"^(?:--\s+(?:MySQL|MariaDB|phpMyAdmin|Adminer|PostgreSQL)|/\*!\d{5} SET|"
    r"(?:CREATE TABLE|DROP TABLE|INSERT INTO|SET SQL_MODE)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_SETTLED = {Looks.EXPORT, Looks.PHP, Looks.SQL, Looks.JSON, Looks.EMPTY, Looks.BINARY}


def sniff(head: bytes) -> Looks:
    """What these first bytes of a file, in any encoding, look like."""
    if not head:
        return Looks.EMPTY
    text = _text(head)
    if not text:
        return Looks.BLANK
    if text.startswith(("<?php", "<?=", "#!/")):
        return Looks.PHP
    if not text.startswith("<"):
        # Feeds that WordPress caches stand in dumps of its database, so these come before the look for <rss>.
        if _JSON.match(text):
            return Looks.JSON
        if _SQL.search(text, 0, 4096):
            return Looks.SQL
    if _PAGE.match(text) and not _ROOT.search(text):
        return Looks.HTML
    if _FEED.search(text):
        if _OWN.search(text):
            return Looks.EXPORT
        return Looks.BINARY if _is_binary(text) else Looks.FEED
    if _is_binary(text):
        return Looks.BINARY
    if text.startswith("<?xml"):
        return Looks.XML
    return Looks.HTML if _PAGE_PIECE.search(text) else Looks.TEXT


def look_into(stream: Stream) -> Looks:
    """`sniff` of a stream, which stays untouched; as much of it is read as is needed, at most `FAR` bytes."""
    looks = sniff(stream.peek(HEAD))
    return looks if looks in _SETTLED else sniff(stream.peek(FAR))


def opens_with_markup(head: bytes) -> bool:
    """True when the first character that is not white space is `<`."""
    return _text(head[:HEAD]).startswith("<")


def explain(looks: Looks, head: bytes, name: str) -> UnreadableInputError:
    """Why a file with these first bytes cannot be an export, and what to do about it."""
    for magic, what, hint in _KNOWN_FORMATS:
        if head.startswith(magic):
            return UnreadableInputError(f"it is {what}, not an XML export", file=name, hint=hint)
    message, hint = _SAID[looks]
    return UnreadableInputError(message, file=name, hint=hint)


def _text(head: bytes) -> str:
    codec, marks = unicode_form(head)
    return head[marks:].decode(codec, "replace").lstrip("\ufeff\0 \t\r\n\f\v")


def _is_binary(text: str) -> bool:
    sample = text[:4096]
    return len(_UNPRINTABLE.findall(sample)) * 20 > len(sample)
