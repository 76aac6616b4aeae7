"""Attachments as files: their type by name, and their size where WordPress's metadata tells it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from functools import lru_cache

from migrate.mappers.context import split_url
from migrate.mappers.media import _mime_type as mime_type_of
from migrate.mappers.media import media_fields
from migrate.mappers.meta import Fields, read_meta
from migrate.model.rules import Rules
from migrate.wxr.items import RawItem
from migrate.wxr.outline import Outline

_SIZE = re.compile(rb's:8:"filesize";i:(\d{1,18});')
_COPIES = b's:5:"sizes";'
_LONGEST_EXTENSION = 10


def file_type(outline: Outline) -> str:
    """MIME type, else the extension with its dot, else nothing."""
    path = _path(outline.attachment_url) or _path(outline.guid)
    return _type_of(posixpath.splitext(path)[1][: _LONGEST_EXTENSION + 1].lower())


def _path(url: str) -> str:
    """The path of an address, where that names a file."""
    path = split_url(url).path
    return path if posixpath.splitext(path)[1] else ""


@lru_cache(maxsize=512)
def _type_of(extension: str) -> str:
    return mime_type_of(f"file{extension}") or extension


def file_size(data: bytes, item: Callable[[], RawItem], rules: Rules) -> int | None:
    """Bytes of the file. WordPress writes its size before those of copies, so as a rule one look will do."""
    if b"filesize" not in data:
        return None
    found = _SIZE.search(data)
    copies = data.find(_COPIES)
    if found is not None and data.count(_COPIES) <= 1 and (copies < 0 or found.start() < copies):
        return int(found[1])
    raw = item()
    size: int | None = media_fields(raw, Fields("media", read_meta(raw.meta, "", []), rules), "", [])["bytes"]
    return size
