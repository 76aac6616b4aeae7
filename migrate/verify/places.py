"""Where a link leads, by the file that it stands in: two spellings of one place are the same."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath
from urllib.parse import quote

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|[#?]|\Z", re.IGNORECASE)
_PATH = re.compile(r"[^?#]*")


def led_from(file: str, url: str) -> str:
    """The address from the root of the folder that a link in a file (`posts/a/index.md`) leads to, without slash at its
    end. What names a host, or a place on the same page, stays as it is."""
    if _ELSEWHERE.match(url):
        return url
    path = _PATH.match(url)
    assert path is not None
    return normpath(join("/", quote(dirname(file)), path[0])) + url[path.end() :]
