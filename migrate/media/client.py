"""Requests to hosts that were checked: each name is resolved once, its addresses looked at, and those connected to.

No cookies, no credentials, no proxy, no redirect followed, nothing unpacked.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from migrate.media.hosts import AllowedHosts, Endpoint, Permission, is_public
from migrate.media.limits import Limits
from migrate.media.reasons import AgainError, Reason, RefusedError

AGENT = "wxr-migrate (media of a WordPress export)"
_MOST_ADDRESSES = 4


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system knows them. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(slots=True)
class Client:
    """All connections of one run. `open_transport`: for tests; None for the network."""

    hosts: AllowedHosts
    limits: Limits
    resolve: Callable[[str, int], Awaitable[list[str]]] = resolve
    open_transport: Callable[[], httpx.AsyncBaseTransport] | None = None
    _addresses: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    _transports: dict[tuple[str, str, int], httpx.AsyncBaseTransport] = field(default_factory=dict)
    _resolving: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def get(self, endpoint: Endpoint, headers: dict[str, str]) -> AsyncIterator[httpx.Response]:
        """The answer to one GET, its body not read yet. Raises RefusedError, or AgainError for what may pass."""
        try:
            response = await self._send(endpoint, headers)
            try:
                yield response
            finally:
                await response.aclose()
        except httpx.TimeoutException as error:
            raise AgainError(Reason.NO_ANSWER, "in time") from error
        except httpx.RemoteProtocolError as error:
            raise AgainError(Reason.INCOMPLETE, str(error)) from error
        except httpx.TransportError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise RefusedError(Reason.BAD_CERTIFICATE, endpoint.host) from error
            raise AgainError(Reason.NO_ANSWER, str(error)) from error
        except (httpx.InvalidURL, httpx.StreamError, UnicodeError, ValueError) as error:
            raise RefusedError(Reason.BAD_ADDRESS, str(error)) from error

    async def close(self) -> None:
        """Close all connections."""
        for transport in self._transports.values():
            await transport.aclose()
        self._transports.clear()

    async def _send(self, endpoint: Endpoint, headers: dict[str, str]) -> httpx.Response:
        limits = self.limits
        timeouts = {"connect": limits.connect, "read": limits.read, "write": limits.read, "pool": None}
        failure: httpx.TransportError | None = None
        for address in await self._checked(endpoint):
            host = f"[{address}]" if ":" in address else address
            request = httpx.Request(
                "GET",
                f"{endpoint.scheme}://{host}:{endpoint.port}{endpoint.target}",
                headers={"Host": endpoint.shown, "User-Agent": AGENT, "Accept": "*/*", **headers},
                # The certificate is held against the name, not against the address that is connected to.
                extensions={"timeout": timeouts, "sni_hostname": endpoint.host},
            )
            try:
                return await self._transport(endpoint).handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
        assert failure is not None
        raise failure

    async def _checked(self, endpoint: Endpoint) -> list[str]:
        """Addresses of the host that may be connected to: the same for the whole run."""
        at = endpoint.host, endpoint.port
        async with self._resolving:
            if at not in self._addresses:
                try:
                    self._addresses[at] = await self.resolve(*at)
                except (OSError, UnicodeError) as error:
                    raise AgainError(Reason.NO_SUCH_HOST, endpoint.host) from error
        addresses = self._addresses[at]
        if endpoint.permission is Permission.PUBLIC:
            addresses = [address for address in addresses if is_public(address)]
            if not addresses:
                raise RefusedError(Reason.PRIVATE_ADDRESS, endpoint.host)
        return addresses[:_MOST_ADDRESSES]

    def _transport(self, endpoint: Endpoint) -> httpx.AsyncBaseTransport:
        """One a host: two names of one address must not share a connection, whose certificate names one of them."""
        at = endpoint.scheme, endpoint.host, endpoint.port
        transport = self._transports.get(at)
        if transport is None:
            if self.open_transport is not None:
                transport = self.open_transport()
            else:
                most = self.limits.per_host
                pool = httpx.Limits(max_connections=most, max_keepalive_connections=most)
                transport = httpx.AsyncHTTPTransport(trust_env=False, limits=pool)
            self._transports[at] = transport
        return transport
