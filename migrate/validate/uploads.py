"""Names of uploaded files: below the uploads folder, and without the size and edit marks that WordPress adds."""

from __future__ import annotations

import re
from urllib.parse import unquote

_UPLOADS = re.compile(r"/(?:wp-content/uploads|files|wp-content/blogs\.dir/\d+/files)/(?:sites/\d+/)?(.+)")
_MARKS = re.compile(r"(?:-\d{1,5}x\d{1,5}|-scaled|-rotated|-e\d{13})+(?=\.[A-Za-z0-9]{2,5}$)")
SIZED = re.compile(r"-\d{1,5}x\d{1,5}\.(?:jpe?g|png|gif|webp|avif|heic)$", re.IGNORECASE)


def below_uploads(url: str) -> str:
    """`2024/05/boat.jpg` of an address in the uploads folder; else empty."""
    match = _UPLOADS.search(url.partition("?")[0].partition("#")[0])
    return unquote(match[1]) if match else ""


def stem_of_file(url: str) -> str:
    """The same without size and edit marks, in lower case; of other addresses the last part of the path."""
    name = below_uploads(url) or unquote(url.partition("?")[0].partition("#")[0].rpartition("/")[2])
    return _MARKS.sub("", name).lower()
