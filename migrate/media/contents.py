"""Whether bytes are what the name of a file says, by how they begin.

Strict with images, PDF and archives; of other files only what is a page or a message of a server is refused.
"""

from __future__ import annotations

import re

from migrate.media.reasons import Reason, RefusedError

HEAD = 1024
"""Bytes that are looked at."""

_IMAGES: tuple[bytes, ...] = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*",
    b"II+\0", b"MM\0+", b"\0\0\1\0", b"\0\0\2\0", b"\0\0\0\x0cJXL ", b"\xff\x0a", b"\0\0\0\x0cjP  ")  # fmt: skip
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ZIPPED = "zip docx docm dotx xlsx xlsm pptx ppsx odt ods odp odg epub apk"
_STARTS: dict[str, tuple[bytes, ...]] = {
    **dict.fromkeys(_ZIPPED.split(), _ZIP),
    "gz": (b"\x1f\x8b",),
    "tgz": (b"\x1f\x8b",),
    "bz2": (b"BZh",),
    "xz": (b"\xfd7zXZ\0",),
    "7z": (b"7z\xbc\xaf\x27\x1c",),
    "rar": (b"Rar!\x1a\x07",),
    "psd": (b"8BPS",),
}
"""Extension → how such a file begins. Microsoft's older formats are missing: they hold anything."""
_IMAGE = "jpg jpeg jpe gif png bmp tiff tif webp avif ico heic heif"
_IMAGE_NAMES = frozenset(_IMAGE.split())
_PLAYED = "mp3 m4a m4b aac wav ogg oga opus flac wma mka mp4 m4v mov qt avi flv wmv asf mpeg mpg ogv webm mkv 3gp 3g2"
_BINARY_NAMES = frozenset(_PLAYED.split())
_PAGE_NAMES = frozenset({"htm", "html", "xhtml", "mht", "txt", "md"})
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_SVG = re.compile(rb"<(?:\w+:)?svg\b", re.IGNORECASE)


def extension(path: str) -> str:
    """Of a path; lower case, without the dot."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def check_contents(head: bytes, name: str) -> None:
    """Raises RefusedError when `head`, the first `HEAD` bytes of a file or all of it, is not what `name` says."""
    kind = extension(name)
    if not head:
        raise RefusedError(Reason.EMPTY)
    if kind not in _PAGE_NAMES and _PAGE.match(head):
        raise RefusedError(Reason.WEB_PAGE)
    if kind in _IMAGE_NAMES:
        # Browsers go by the bytes too, so that a PNG which is called photo.jpg is shown.
        fits = head.startswith(_IMAGES) or _is_boxed(head) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        fits = fits or (_SVG.search(head) is not None)
    elif kind == "pdf":
        fits = b"%PDF" in head
    elif kind == "svg":
        fits = _SVG.search(head) is not None or head.startswith(b"<?xml") or len(head) == HEAD
    elif kind in _BINARY_NAMES:
        fits = not _is_text(head)
    else:
        fits = kind not in _STARTS or head.startswith(_STARTS[kind])
    if not fits:
        raise RefusedError(Reason.OTHER_TYPE, f"not {kind}")


def _is_boxed(head: bytes) -> bool:
    """AVIF and HEIC: `ftyp` behind a length, and a brand of images."""
    return head[4:8] == b"ftyp" and head[8:12] in (b"avif", b"avis", b"heic", b"heix", b"hevc", b"mif1", b"msf1")


def _is_text(head: bytes) -> bool:
    return not any(byte < 9 or 13 < byte < 32 for byte in head) and head[:3] != b"ID3" and _decodes(head)


def _decodes(head: bytes) -> bool:
    try:
        head[: HEAD - 4].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
