"""Which hosts may be asked for files: the site's own, its files on WordPress.com's network, and those that were named.

Only public addresses are connected to, unless a host was named with its port.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple
from urllib.parse import urlsplit

from migrate.media.reasons import Reason, RefusedError
from migrate.media.urls import NETWORK_FILES, PHOTON, ascii_host, shown_host
from migrate.model.errors import UsageError

_PORTS = {"http": 80, "https": 443}
_NAMED = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^\s/:@?#\[\]]+)(?::(?P<port>\d{1,5}))?")
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")


class Permission(Enum):
    """What may be done with a host and port."""

    PUBLIC = "public"
    """Connect to its public addresses."""
    ANY = "any"
    """Connect to whatever address it has: the user named it with its port."""


class Endpoint(NamedTuple):
    """Where one request goes, checked."""

    scheme: str
    host: str
    """ASCII, without brackets."""
    port: int
    target: str
    """Path and query, as they are sent."""
    permission: Permission

    @property
    def shown(self) -> str:
        """As the header `Host` has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


class AllowedHosts:
    """`homes`: addresses of the site's front page. `uploaded`: hosts that its attachments name. `named`: as the user
    wrote them, `HOST` or `HOST:PORT`. Raises UsageError for one that is neither."""

    def __init__(self, homes: Iterable[str], uploaded: Iterable[str] = (), named: Iterable[str] = ()) -> None:
        self._own = set(own_hosts(homes))
        for host in list(self._own):
            if host.endswith(".wordpress.com"):
                self._own.add(host.removesuffix(".wordpress.com") + NETWORK_FILES)
        self._own |= {host for host in uploaded if host.endswith(NETWORK_FILES)}
        self._any: set[tuple[str, int]] = set()
        for text in named:
            host, port = _parse_named(text)
            if port is None:
                self._own.add(_bare(host))
            else:
                self._any.add((host, port))

    def endpoint(self, url: str) -> Endpoint:
        """Where the request for an address goes. Raises RefusedError for one that is not to be asked."""
        try:
            parts = urlsplit(url)
            host, port = ascii_host(parts.hostname or ""), parts.port
            shown = shown_host(parts)
        except ValueError:
            raise RefusedError(Reason.BAD_ADDRESS, url) from None
        if parts.scheme not in _PORTS or not host or not url.isascii() or "\\" in url:
            raise RefusedError(Reason.BAD_ADDRESS, url)
        port = port or _PORTS[parts.scheme]
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if (host, port) in self._any:
            return Endpoint(parts.scheme, host, port, target, Permission.ANY)
        through = parts.path.lstrip("/").partition("/")[0].lower() if PHOTON.fullmatch(host) else ""
        if _bare(shown) in self._own or (through and _bare(through) in self._own):
            return Endpoint(parts.scheme, host, port, target, Permission.PUBLIC)
        raise RefusedError(Reason.HOST_NOT_NAMED, shown)

    def knows(self, host: str) -> bool:
        """Whether any address on a host (with its port, where that is not the usual one) may be asked for."""
        for scheme in _PORTS:
            try:
                self.endpoint(f"{scheme}://{host}/")
            except RefusedError:
                continue
            return True
        return False


def own_hosts(homes: Iterable[str]) -> frozenset[str]:
    """Hosts of the site, without `www.`, with the port where that is not the usual one."""
    found = set()
    for home in homes:
        try:
            host = shown_host(urlsplit(home.strip() if "//" in home else f"//{home.strip()}"))
        except ValueError:
            continue
        found.add(_bare(host))
    return frozenset(found - {""})


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also where it stands for another (mapped, NAT64, 6to4)."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.teredo is not None or ip in _COMPATIBLE or ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _parse_named(text: str) -> tuple[str, int | None]:
    found = _NAMED.fullmatch(text.strip())
    try:
        if found is None or int(found["port"] or 1) not in range(1, 65536):
            raise ValueError("neither HOST nor HOST:PORT")
        return ascii_host(found["host"].strip("[]")), int(found["port"]) if found["port"] else None
    except ValueError:
        raise UsageError(
            f"{text!r} is not the name of a host", hint="say --media-host cdn.example.com, or with a port: HOST:PORT"
        ) from None
