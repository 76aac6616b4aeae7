"""What only attachments have: the file, its type and dimensions, smaller copies, the upload behind a scaled copy."""

from __future__ import annotations

import posixpath
import re
from typing import Any
from urllib.parse import unquote

from migrate.mappers.context import Context, split_url
from migrate.mappers.meta import Fields, read_meta, shown_rows, whole_number
from migrate.model.lookup import MediaFile
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Media, MediaSize
from migrate.wxr.items import RawItem

_UPLOADS = re.compile(r"/(?:wp-content/uploads|wp-content/blogs\.dir/\d+/files|files)/(?:sites/\d+/)?(.+)$")
_SAFE_PATH = re.compile(r"(?!/)(?!.*(?:^|/)\.\.?(?:/|$))[^\\:\0]+")
_TYPES = {
    "image/jpeg": "jpg jpeg jpe", "image/gif": "gif", "image/png": "png", "image/bmp": "bmp", "image/tiff": "tiff tif",
    "image/webp": "webp", "image/avif": "avif", "image/x-icon": "ico", "image/heic": "heic", "image/heif": "heif",
    "image/heic-sequence": "heics", "image/heif-sequence": "heifs", "image/svg+xml": "svg svgz",
    "video/x-ms-asf": "asf asx", "video/x-ms-wmv": "wmv", "video/x-ms-wmx": "wmx", "video/x-ms-wm": "wm",
    "video/avi": "avi", "video/divx": "divx", "video/x-flv": "flv", "video/quicktime": "mov qt",
    "video/mpeg": "mpeg mpg mpe", "video/mp4": "mp4 m4v", "video/ogg": "ogv", "video/webm": "webm",
    "video/x-matroska": "mkv", "video/3gpp": "3gp 3gpp", "video/3gpp2": "3g2 3gp2",
    "audio/mpeg": "mp3 m4a m4b", "audio/aac": "aac", "audio/x-realaudio": "ra ram", "audio/wav": "wav x-wav",
    "audio/ogg": "ogg oga", "audio/flac": "flac", "audio/midi": "mid midi", "audio/x-ms-wma": "wma",
    "audio/x-ms-wax": "wax", "audio/x-matroska": "mka",
    "text/plain": "txt asc c cc h srt", "text/csv": "csv", "text/tab-separated-values": "tsv",
    "text/calendar": "ics", "text/richtext": "rtx", "text/css": "css", "text/html": "htm html", "text/vtt": "vtt",
    "application/ttaf+xml": "dfxp", "application/rtf": "rtf", "application/javascript": "js",
    "application/pdf": "pdf", "application/java": "class", "application/x-tar": "tar", "application/zip": "zip",
    "application/x-gzip": "gz gzip", "application/rar": "rar", "application/x-7z-compressed": "7z",
    "application/octet-stream": "psd xcf", "application/json": "json", "application/xml": "xml",
    "application/msword": "doc", "application/vnd.ms-powerpoint": "pot pps ppt", "application/vnd.ms-write": "wri",
    "application/vnd.ms-excel": "xla xls xlt xlw", "application/vnd.ms-access": "mdb",
    "application/vnd.ms-project": "mpp", "application/oxps": "oxps", "application/vnd.ms-xpsdocument": "xps",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt", "application/vnd.oasis.opendocument.presentation": "odp",
    "application/vnd.oasis.opendocument.spreadsheet": "ods", "application/vnd.oasis.opendocument.graphics": "odg",
    "application/vnd.apple.keynote": "key", "application/vnd.apple.numbers": "numbers",
    "application/vnd.apple.pages": "pages", "application/epub+zip": "epub", "font/ttf": "ttf", "font/otf": "otf",
    "font/woff": "woff", "font/woff2": "woff2",
}  # fmt: skip
"""The types that WordPress (`wp_get_mime_types`) has for extensions, and those of some uploads that plugins allow."""
_TYPE_OF = {extension: type_ for type_, extensions in _TYPES.items() for extension in extensions.split()}


def media_fields(raw: RawItem, fields: Fields, key: str, losses: list[Loss]) -> dict[str, Any]:
    """The fields of Media beyond those of every item."""
    metadata = fields.decoded("metadata")
    if not isinstance(metadata, dict):
        metadata = {}
    url = raw.attachment_url or (raw.guid if _extension(raw.guid) else "")
    named = fields.text("file") or _text(metadata.get("file"))
    file = _below_uploads(named) or _below_uploads(url)
    if not url:
        losses.append(Loss(kind=LossKind.DANGLING_REFERENCE, source=key, field="url", detail="the address is missing"))
    original = _text(metadata.get("original_image")) or _before_edit(fields.decoded("originals"))
    return {
        "url": url,
        "file": file,
        "mime_type": _text(metadata.get("mime_type")) or _mime_type(file or url),
        "width": _number(metadata.get("width")),
        "height": _number(metadata.get("height")),
        "bytes": _number(metadata.get("filesize")),
        "original_file": posixpath.join(posixpath.dirname(file), posixpath.basename(original)) if original else "",
        "alt": fields.text("alt"),
        "caption": raw.excerpt,
        "description": raw.content,
        "sizes": _sizes(metadata.get("sizes")),
        "image_meta": metadata.get("image_meta"),
    }


def media_file(raw: RawItem, key: str, context: Context) -> MediaFile:
    """An attachment as bodies show it: what its record says, without the rest of the record."""
    rows = shown_rows(raw.meta, "media", context.rules, context.options)
    fields = media_fields(raw, Fields("media", read_meta(rows, key, []), context.rules), key, [])
    return MediaFile(
        key=key,
        wp_id=whole_number(raw.id) or 0,
        url=fields["url"],
        mime_type=fields["mime_type"],
        title=raw.title,
        alt=fields["alt"],
        caption=fields["caption"],
        link=context.moved(raw.link),
        width=fields["width"] or 0,
        height=fields["height"] or 0,
        sizes=fields["sizes"],
    )


def shown_file(record: Media) -> MediaFile:
    """The same of an attachment's record."""
    return MediaFile(
        key=record.key,
        wp_id=record.wp_id or 0,
        url=record.url,
        mime_type=record.mime_type,
        title=record.title,
        alt=record.alt,
        caption=record.caption,
        link=record.link,
        width=record.width or 0,
        height=record.height or 0,
        sizes=record.sizes,
    )


def _before_edit(backups: Any) -> str:
    """Name of the file as it was uploaded, before it was edited in WordPress."""
    upload = backups.get("full-orig") if isinstance(backups, dict) else None
    return _text(upload.get("file")) if isinstance(upload, dict) else ""


def _sizes(value: Any) -> tuple[MediaSize, ...]:
    if not isinstance(value, dict):
        return ()
    return tuple(
        MediaSize(
            name=name,
            file=posixpath.basename(_text(size.get("file"))),
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
    """A size: whole and not negative."""
    number: int | None = None
    if isinstance(value, str):
        number = whole_number(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value if value < 1 << 63 else None
    elif isinstance(value, float) and abs(value) < 1e15:
        number = int(value)
    return number if number is not None and number >= 0 else None


def _extension(url: str) -> str:
    """Of a path or an address; lower case, without the dot."""
    return posixpath.splitext(split_url(url).path if "//" in url else url)[1][1:].lower()


def _mime_type(path: str) -> str:
    return _TYPE_OF.get(_extension(path), "")


def _below_uploads(path: str) -> str:
    """A path below the uploads folder, never out of it. Broken sites keep an address or an absolute path instead."""
    if not path:
        return ""
    if "//" in path or path.startswith("/"):
        match = _UPLOADS.search(unquote(split_url(path).path) if "//" in path else path)
        path = match[1] if match else ""
    return path if _SAFE_PATH.fullmatch(path) else ""
