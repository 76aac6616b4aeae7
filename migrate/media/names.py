"""Paths for files that every file system and web server takes, as near to the old ones as can be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from hashlib import blake2b
from urllib.parse import quote

LONGEST_NAME = 200
"""Bytes: 255 are allowed, and a number may have to be added."""
LONGEST_PATH = 700

_MEDIA_NAMES = (
    "jpg jpeg jpe gif png bmp tiff tif webp avif ico heic heif svg svgz "
    "mp3 m4a m4b aac wav ogg oga opus flac mid midi wma mka ra ram "
    "mp4 m4v mov qt avi divx flv wmv asf mpeg mpg ogv webm mkv 3gp 3g2 srt vtt "
    "pdf doc docx docm dotx xls xlsx xlsm ppt pptx pps ppsx odt ods odp odg rtf csv txt ics epub mobi key numbers "
    "pages zip gz tgz tar bz2 xz rar 7z psd ai eps xcf gpx kml kmz stl torrent apk dmg"
)
MEDIA_NAMES = frozenset(_MEDIA_NAMES.split())
"""Extensions of files that entries show and that are no attachments. Pages, scripts and styles are none of these."""

_UNSAFE = re.compile('[<>:"|?*%#\\\\\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]+')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)


def safe_path(path: str, *, hidden: str = ".") -> str:
    """A relative path with `/`, from one that anybody wrote: NFC, no `..`, no device of Windows, nothing overlong.

    `hidden`: what a name may not begin with, because the generator would leave the file out.
    """
    path = path.encode("utf-8", "replace").decode("utf-8").replace("\\", "/")
    steps = [step for step in path.split("/") if step.strip(" .")]
    kept = [_safe_name(step, hidden) for step in steps] or ["file"]
    whole = "/".join(kept)
    if len(whole.encode()) > LONGEST_PATH:
        return f"{blake2b(whole.encode(), digest_size=8).hexdigest()}/{kept[-1]}"
    return whole


def _safe_name(name: str, hidden: str) -> str:
    name = _UNSAFE.sub("-", unicodedata.normalize("NFC", name))
    name = name.lstrip(" " + hidden).rstrip(" .") or "file"
    if _DEVICE.match(name):
        name = f"file-{name}"
    return shortened(name)


def shortened(name: str, longest: int = LONGEST_NAME) -> str:
    """The name cut to so many bytes of UTF-8, its extension kept."""
    if len(name.encode()) <= longest:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension.encode()) > 20:
        stem, dot, extension = name, "", ""
    room = longest - len((dot + extension).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .") + dot + extension


def folded(path: str) -> str:
    """What two paths have in common that some file system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def encoded(path: str) -> str:
    """A path as it stands in a link."""
    return quote(path, safe="/~!$&'()*+,;=@-._")


class Taken:
    """Paths given out so far; kept as hashes, which are a fifth of their size. `is_other`: whether somebody else has a
    path."""

    def __init__(self, is_other: Callable[[str], bool] = lambda path: False) -> None:
        self._is_other = is_other
        self._files: set[int] = set()
        self._folders: set[int] = set()

    def free(self, path: str, number: str) -> str:
        """The path, or, where it is taken as a file or a folder, one with a number before its extension."""
        folder, slash, name = path.rpartition("/")
        stem, dot, extension = name.rpartition(".")
        if not stem:
            stem, dot, extension = name, "", ""
        chosen, count = path, 1
        while not self._take(chosen):
            suffix = f"-{number}" if count == 1 and number else f"-{count + 1}"
            if self._is_below_file(path):
                chosen = f"{folder.replace('/', '-')}{suffix}/{name}"
            else:
                chosen = f"{folder}{slash}{stem}{suffix}{dot}{extension}"
            count += 1
        return chosen

    def _is_below_file(self, path: str) -> bool:
        return not self._files.isdisjoint(_above(folded(path)))

    def _take(self, path: str) -> bool:
        above, own = _above(folded(path)), _hash(folded(path))
        if own in self._files or own in self._folders or self._is_other(path) or not self._files.isdisjoint(above):
            return False
        self._files.add(own)
        self._folders.update(above)
        return True


def _above(path: str) -> list[int]:
    """Of the folders that a path lies in."""
    steps = path.split("/")
    return [_hash("/".join(steps[:count])) for count in range(1, len(steps))]


def _hash(path: str) -> int:
    return int.from_bytes(blake2b(path.encode("utf-8", "replace"), digest_size=8).digest())
