"""Where a link leads, by the file that it stands in: two spellings of one place are the same."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath
from urllib.parse import quote

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|[#?]|\Z", re.IGNORECASE)
_PATH = re.compile(r"[^?#]*")


def place_of(url: str, file: str) -> str:
    """The path below the folder that a link leads to, from its root or from a file (`posts/a/index.md`), without slash
    at its end. What names a host, or a place on the same page, stays as it is."""
    if _ELSEWHERE.match(url):
        return url
    path = _PATH.match(url)
    assert path is not None
    return normpath(join("/", quote(dirname(file)), path[0])).lstrip("/") + url[path.end() :]


def written_place(url: str, file: str) -> str:
    """The same of a link as it is written, which is to be relative: from the root of the folder it would lead astray
    wherever the folder is not the root of a host."""
    return url if url.startswith("/") else place_of(url, file)
