"""One file by HTTP: redirects looked at one by one, attempts, and resuming where an attempt was cut off."""

from __future__ import annotations

import asyncio
import email.utils
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import quote, urldefrag, urljoin

import httpx

from migrate.media.cache import MediaCache, PartState
from migrate.media.client import Client
from migrate.media.contents import HEAD, check_contents
from migrate.media.hosts import Endpoint
from migrate.media.limits import Limits
from migrate.media.pace import Pace
from migrate.media.reasons import AgainError, Reason, RefusedError
from migrate.media.wanted import Cached

_MOVED = frozenset({301, 302, 303, 307, 308})
_RANGE = re.compile(r"bytes (\d{1,18})-\d{1,18}/(?:\d{1,18}|\*)")
_STATUSES = {401: Reason.FORBIDDEN, 403: Reason.FORBIDDEN, 404: Reason.NOT_FOUND, 410: Reason.NOT_FOUND}
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_RESUMED_LATER = frozenset({Reason.TOTAL_REACHED, Reason.DISK, Reason.BUSY})


@dataclass(slots=True)
class Transfers:
    """What all transfers of a run share. `clock`: seconds, only ever rising; `now`: seconds since 1970; `chance`: from
    0 to 1."""

    cache: MediaCache
    client: Client
    limits: Limits
    clock: Callable[[], float]
    now: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    chance: Callable[[], float]
    received: int = 0
    """Bytes of this run."""
    _places: asyncio.Semaphore = field(init=False)
    _paces: dict[str, Pace] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.limits.at_once)

    def pace_of(self, endpoint: Endpoint) -> Pace:
        """That of the host."""
        pace = self._paces.get(endpoint.shown)
        if pace is None:
            pace = self._paces[endpoint.shown] = Pace(self.limits, self.clock, self.sleep)
        return pace

    async def fetch(self, address: str, name: str, size: int | None) -> Cached:
        """The file at an address, asked for as often as the limits say. Raises RefusedError.

        `name`: of the file, for its extension; `size`: in bytes, where the export says it.
        """
        count = 0
        while True:
            try:
                cached = await self._attempt(address, name, size)
            except AgainError as again:
                count += 1
                if count >= self.limits.attempts:
                    raise
                wait = self.limits.first_wait * 2 ** (count - 1) * (0.5 + self.chance() / 2)
                await self.sleep(max(wait, again.wait or 0))
            except RefusedError as refused:
                if refused.reason not in _RESUMED_LATER:
                    self.cache.drop_part(address)
                raise
            else:
                return cached

    async def _attempt(self, address: str, name: str, size: int | None) -> Cached:
        url, seen = address, {address}
        for _ in range(self.limits.redirects + 1):
            endpoint = self.client.hosts.endpoint(url)
            pace = self.pace_of(endpoint)
            async with self._places, pace.turn():
                part = self.cache.part(address)
                headers = {"Accept-Encoding": "identity"}
                if _is_resumable(part):
                    headers |= {"Range": f"bytes={part.size}-", "If-Range": part.validator}
                try:
                    async with self.client.get(endpoint, headers) as response:
                        if response.status_code not in _MOVED:
                            await self._take(response, address, name, size, part)
                            return self.cache.keep_part(address, url)
                        url = _next_place(response, url)
                except AgainError as again:
                    if again.wait is not None and again.wait > self.limits.longest_wait:
                        pace.give_up()
                        raise RefusedError(Reason.BUSY, f"{again.wait:.0f} seconds") from again
                    pace.hold_off(again.wait or 0)
                    raise
            if url in seen:
                break
            seen.add(url)
        raise RefusedError(Reason.REDIRECTS, url)

    async def _take(self, response: httpx.Response, address: str, name: str, size: int | None, part: PartState) -> None:
        """Read the body into the part, behind what there is of it where the host continues that."""
        status = response.status_code
        if status == 416 or (status == 206 and not _continues(response, part)):
            self.cache.drop_part(address)
            raise AgainError(Reason.INCOMPLETE, "the part does not fit")
        if status not in (200, 206):
            raise _failure(response, self.now())
        encoding = response.headers.get("content-encoding", "").strip().lower()
        if encoding not in ("", "identity"):
            raise RefusedError(Reason.COMPRESSED, encoding)
        start = part.size if status == 206 else 0
        length = _number(response.headers.get("content-length"))
        if length is not None and start + length > self.limits.file_bytes:
            raise RefusedError(Reason.TOO_LARGE, f"{start + length} bytes")
        with self.cache.write_part(address, _validator(response), start=start) as file:
            written = await self._read(response, file, start, name)
        if length is None and status == 200 and size is not None and written < size:
            # Nothing but the end of the connection said that this was all.
            raise AgainError(Reason.INCOMPLETE, f"{written} of {size} bytes")
        check_contents(self.cache.head_of_part(address, HEAD), name)

    async def _read(self, response: httpx.Response, file: BinaryIO, start: int, name: str) -> int:
        limits, head, written = self.limits, b"", start
        since, before = self.clock(), start
        stream = response.stream
        assert isinstance(stream, httpx.AsyncByteStream)
        async for chunk in stream:
            self.received += len(chunk)
            written += len(chunk)
            if written > limits.file_bytes:
                raise RefusedError(Reason.TOO_LARGE, f"more than {limits.file_bytes} bytes")
            if self.received > limits.total_bytes:
                raise RefusedError(Reason.TOTAL_REACHED)
            if start == 0 and len(head) < HEAD:
                head += chunk[: HEAD - len(head)]
                if len(head) == HEAD:
                    # A page need not be read to its end.
                    check_contents(head, name)
            with self.cache.disk():
                file.write(chunk)
            if (passed := self.clock() - since) >= limits.slow_after:
                if written - before < limits.slowest * passed:
                    raise AgainError(Reason.TOO_SLOW)
                since, before = self.clock(), written
        return written


def _is_resumable(part: PartState) -> bool:
    return part.size > 0 and part.validator != ""


def _continues(response: httpx.Response, part: PartState) -> bool:
    """Whether the answer begins where the part ends, and is of the same version."""
    found = _RANGE.fullmatch(response.headers.get("content-range", "").strip())
    if not _is_resumable(part) or found is None or int(found[1]) != part.size:
        return False
    return not part.validator.startswith('"') or response.headers.get("etag", part.validator) == part.validator


def _validator(response: httpx.Response) -> str:
    """What `If-Range` may name: a strong `ETag`, else the time."""
    tag: str = response.headers.get("etag", "").strip()
    if tag.startswith('"') and tag.isascii():
        return tag
    modified: str = response.headers.get("last-modified", "").strip()
    return modified if modified.isascii() and modified.isprintable() else ""


def _next_place(response: httpx.Response, url: str) -> str:
    location = response.headers.get("location", "").strip()
    if not location:
        raise RefusedError(Reason.ODD_STATUS, f"{response.status_code} without a place")
    try:
        place = urldefrag(urljoin(url, quote(location, safe="/%:?&=#@!$'()*+,;~[]-._"))).url
    except ValueError:
        raise RefusedError(Reason.BAD_ADDRESS, location) from None
    if url.startswith("https:") and place.startswith("http:"):
        raise RefusedError(Reason.DOWNGRADE, place)
    return place


def _failure(response: httpx.Response, now: float) -> RefusedError:
    status = response.status_code
    if status in _PASSING:
        reason = Reason.BUSY if status == 429 else Reason.SERVER_ERROR
        return AgainError(reason, str(status), _retry_after(response.headers.get("retry-after"), now))
    return RefusedError(_STATUSES.get(status, Reason.SERVER_ERROR if status >= 500 else Reason.ODD_STATUS), str(status))


def _retry_after(text: str | None, now: float) -> float | None:
    """Seconds, or a date; None for neither."""
    if not text:
        return None
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 19 else None
