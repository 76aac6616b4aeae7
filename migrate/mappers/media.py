"""What only attachments have: the file, its type and dimensions, smaller copies, the upload behind a scaled copy."""

from __future__ import annotations

import mimetypes
import posixpath
import re
from typing import Any
from urllib.parse import unquote, urlsplit

from migrate.mappers.meta import Fields, whole_number
from migrate.model.loss import Loss, LossKind
from migrate.model.records import MediaSize
from migrate.wxr.items import RawItem

_UPLOADS = re.compile(r"/(?:wp-content/uploads|wp-content/blogs\.dir/\d+/files|files)/(?:sites/\d+/)?(.+)$")
_MIME = mimetypes.MimeTypes()
for _extension, _type in {
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".heic": "image/heic",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".flac": "audio/flac",
    ".webm": "video/webm",
    ".ogv": "video/ogg",
    ".woff2": "font/woff2",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}.items():
    _MIME.add_type(_type, _extension)


def media_fields(raw: RawItem, fields: Fields, key: str, losses: list[Loss]) -> dict[str, Any]:
    """The fields of Media beyond those of every item."""
    metadata = fields.decoded("metadata")
    if not isinstance(metadata, dict):
        metadata = {}
    url = raw.attachment_url or (raw.guid if _has_extension(raw.guid) else "")
    file = fields.text("file") or _text(metadata.get("file")) or _below_uploads(url)
    if not url:
        losses.append(Loss(kind=LossKind.DANGLING_REFERENCE, source=key, field="url", detail="the address is missing"))
    folder = posixpath.dirname(file)
    original = _text(metadata.get("original_image"))
    if not original:
        backups = fields.decoded("originals")
        upload = backups.get("full-orig") if isinstance(backups, dict) else None
        original = _text(upload.get("file")) if isinstance(upload, dict) else ""
    return {
        "url": url,
        "file": file,
        "mime_type": _text(metadata.get("mime_type")) or _mime_type(file or url),
        "width": _number(metadata.get("width")),
        "height": _number(metadata.get("height")),
        "bytes": _number(metadata.get("filesize")),
        "original_file": posixpath.join(folder, original) if original else "",
        "alt": fields.text("alt"),
        "caption": raw.excerpt,
        "description": raw.content,
        "sizes": _sizes(metadata.get("sizes")),
        "image_meta": metadata.get("image_meta"),
    }


def _sizes(value: Any) -> tuple[MediaSize, ...]:
    if not isinstance(value, dict):
        return ()
    return tuple(
        MediaSize(
            name=name,
            file=_text(size.get("file")),
            width=_number(size.get("width")) or 0,
            height=_number(size.get("height")) or 0,
            mime_type=_text(size.get("mime-type")),
            bytes=_number(size.get("filesize")),
        )
        for name, size in value.items()
        if isinstance(size, dict)
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < 1 << 63 else None
    if isinstance(value, float):
        return int(value) if abs(value) < 1e15 else None
    return whole_number(value) if isinstance(value, str) else None


def _has_extension(url: str) -> bool:
    return bool(posixpath.splitext(urlsplit(url).path)[1])


def _below_uploads(url: str) -> str:
    match = _UPLOADS.search(unquote(urlsplit(url).path)) if url else None
    return match[1] if match else ""


def _mime_type(path: str) -> str:
    extension = posixpath.splitext(urlsplit(path).path if "//" in path else path)[1].lower()
    return _MIME.types_map[True].get(extension) or _MIME.types_map[False].get(extension) or ""
