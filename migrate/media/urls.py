"""Addresses of files: absolute, without query, and the path that the file has below a site's home or its uploads.

Photon (`i0.wp.com/host/path`, WordPress.com's network for images) counts as the address that it stands for.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

UPLOADS = "wp-content/uploads"
PHOTON = re.compile(r"i[0-3]\.wp\.com")
NETWORK_FILES = ".files.wordpress.com"

_BELOW_UPLOADS = re.compile(r"(?:^|/)(?:wp-content/uploads|wp-content/blogs\.dir/\d+/files|files)/(?:sites/\d+/)?(.+)$")
_SAFE_PATH = re.compile(r"(?!/)(?!.*(?:^|/)\.\.?(?:/|$))[^\\:\x00-\x1f]+")
_ODD_HOST = re.compile(r"[\s\x00-\x20\x7f<>\"\\^`{|}%/?#@]")
_KEPT_AS_IT_IS = "/%:@!$&'()*+,;=~-._"
_LONGEST = 2000


class FileAddress(NamedTuple):
    """Where a file was."""

    url: str
    """Absolute, http or https, percent-encoded, without query and fragment."""
    host: str
    """Lower case, ASCII; with `:` and the port where that is not the usual one."""
    path: str
    """Percent-decoded, without slash at the beginning."""
    through: str = ""
    """The address as written, where that is Photon's."""


def file_address(text: str, page: str) -> FileAddress | None:
    """An address as it stands on `page`, or in a custom field; None for what is no address of a file."""
    if not text or len(text) > _LONGEST:
        return None
    try:
        parts = urlsplit(urljoin(page, text.strip()))
        host = shown_host(parts)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    if PHOTON.fullmatch(host):
        origin, _, rest = parts.path.lstrip("/").partition("/")
        if not rest or "." not in origin or PHOTON.fullmatch(origin):
            return None
        scheme = "https" if "ssl=1" in parts.query.split("&") else "http"
        found = file_address(f"{scheme}://{origin}/{rest}", "")
        secure = "?ssl=1" if scheme == "https" else ""
        return found and found._replace(through=f"https://{host}{_encoded(parts.path)}{secure}")
    path = unquote(parts.path).lstrip("/")
    if not path or path.endswith("/"):
        return None
    return FileAddress(f"{parts.scheme}://{host}{_encoded(parts.path)}", host, path)


def shown_host(parts: SplitResult) -> str:
    """Host of an address, with the port where it is not the usual one; empty for none. Raises ValueError."""
    host = ascii_host(parts.hostname or "")
    if not host:
        return ""
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    return host if port is None or port == {"http": 80, "https": 443}.get(parts.scheme) else f"{host}:{port}"


def ascii_host(host: str) -> str:
    """A host name as DNS has it: lower case, IDNA, no dot at its end. Raises ValueError for what is none."""
    host = host.lower().rstrip(".")
    if _ODD_HOST.search(host) or len(host) > 253:
        raise ValueError("not the name of a host")
    return host if host.isascii() else host.encode("idna").decode("ascii")


def site_path(address: FileAddress, home: str) -> str:
    """Path of the file below the site's home, so that its address can stay; below the uploads folder for other hosts.

    `home`: address of the front page.
    """
    try:
        parts = urlsplit(home)
        own = shown_host(parts).removeprefix("www.")
    except ValueError:
        return address.path
    if address.host.removeprefix("www.") == own:
        below = unquote(parts.path).strip("/")
        if not below:
            return address.path
        if address.path.startswith(f"{below}/"):
            return address.path[len(below) + 1 :]
    upload = upload_path(address)
    return f"{UPLOADS}/{upload}" if upload else address.path


def upload_path(address: FileAddress) -> str:
    """Path of the file below the uploads folder; empty where it lies elsewhere, or would lead out of it."""
    if address.host.endswith(NETWORK_FILES):
        path = address.path
    else:
        found = _BELOW_UPLOADS.search(address.path)
        path = found[1] if found else ""
    return path if _SAFE_PATH.fullmatch(path) else ""


def is_safe(path: str) -> bool:
    """Whether a relative path stays below the folder that it is relative to."""
    return _SAFE_PATH.fullmatch(path) is not None


def sibling(address: str, name: str) -> str:
    """Address of another file in the folder of a file."""
    return f"{address.rpartition('/')[0]}/{quote(name, safe=_KEPT_AS_IT_IS)}"


def _encoded(path: str) -> str:
    return quote(path if path.startswith("/") else f"/{path}", safe=_KEPT_AS_IT_IS)
