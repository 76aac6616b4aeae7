"""All files that a run wants, from their hosts: several at a time, each settled as had or missing.

A host that fails, lies or hangs costs its own files and no others. An interrupt leaves a cache that the next run goes
on from.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from migrate.media.cache import MediaCache
from migrate.media.client import Client, resolve
from migrate.media.hosts import AllowedHosts
from migrate.media.limits import Limits
from migrate.media.reasons import LASTING, Reason, RefusedError
from migrate.media.transfer import Transfers
from migrate.media.wanted import OPEN, Cached, MediaWanted, WantedFiles

_HOST_FAILED = frozenset(
    {Reason.NO_ANSWER, Reason.NO_SUCH_HOST, Reason.SERVER_ERROR, Reason.BUSY, Reason.TOO_SLOW, Reason.INCOMPLETE}
)
_ALL_OVER = frozenset({Reason.TOTAL_REACHED, Reason.DISK})


@dataclass(frozen=True, slots=True)
class Outside:
    """The world as a download sees it."""

    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random
    resolve: Callable[[str, int], Awaitable[list[str]]] = resolve
    open_transport: Callable[[], httpx.AsyncBaseTransport] | None = None


def download_media(
    wanted: WantedFiles,
    cache: MediaCache,
    hosts: AllowedHosts,
    limits: Limits,
    progress: Callable[[int, int], None],
    outside: Outside | None = None,
) -> None:
    """Settle all of `wanted`. `progress` is told how many files are settled, and of how many.

    Raises DestinationError where the cache cannot be used at all; whatever hosts do is no error.
    """
    asyncio.run(_Download(wanted, cache, hosts, limits, progress, outside or Outside()).run())


class _Download:
    def __init__(
        self,
        wanted: WantedFiles,
        cache: MediaCache,
        hosts: AllowedHosts,
        limits: Limits,
        progress: Callable[[int, int], None],
        outside: Outside,
    ) -> None:
        self._wanted = wanted
        self._cache = cache
        self._hosts = hosts
        self._limits = limits
        self._progress = progress
        self._client = Client(hosts, limits, outside.resolve, outside.open_transport)
        self._transfers = Transfers(
            cache, self._client, limits, outside.clock, outside.now, outside.sleep, outside.chance
        )
        self._at_work: dict[str, asyncio.Event] = {}
        self._over: RefusedError | None = None
        self._total = wanted.count(OPEN)
        self._done = 0

    async def run(self) -> None:
        tasks = []
        for host in self._wanted.hosts():
            if self._hosts.knows(host):
                place = _Place()
                tasks += [asyncio.create_task(self._work(host, place)) for _ in range(self._limits.per_host)]
            else:
                self._wanted.missing_on(host, Reason.HOST_NOT_NAMED, host)
        self._done = self._total - self._wanted.count(OPEN)
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._client.close()

    async def _work(self, host: str, place: _Place) -> None:
        """One of several that take the files of a host in turn."""
        while (found := self._wanted.next_open(place.number, host)) is not None:
            place.number, wanted = found
            try:
                cached = await self._had(wanted)
            except RefusedError as refused:
                self._wanted.missing(wanted.key, refused.reason, refused.detail)
            else:
                self._wanted.had(wanted.key, cached)
            self._done += 1
            self._progress(self._done, self._total)

    async def _had(self, wanted: MediaWanted) -> Cached:
        """From the first address that gives it; of refusals the first says most."""
        first: RefusedError | None = None
        for address in (wanted.url, *wanted.alternatives):
            try:
                return await self._had_from(address, wanted)
            except RefusedError as refused:
                first = first or refused
        assert first is not None
        raise first

    async def _had_from(self, address: str, wanted: MediaWanted) -> Cached:
        endpoint = self._hosts.endpoint(address)
        async with self._alone(address):
            if (cached := self._cache.find(address)) is not None:
                return cached
            if (known := self._cache.missing(address, self._limits.remember_missing)) is not None:
                raise known
            if self._over is not None:
                raise self._over
            pace = self._transfers.pace_of(endpoint)
            if pace.given_up:
                raise RefusedError(Reason.HOST_GIVEN_UP, endpoint.shown)
            try:
                cached = await self._transfers.fetch(address, wanted.path, wanted.bytes)
            except RefusedError as refused:
                pace.note(failed=refused.reason in _HOST_FAILED)
                if refused.reason in LASTING:
                    self._cache.note_missing(address, refused)
                if refused.reason in _ALL_OVER:
                    self._over = refused
                raise
            pace.note(failed=False)
            return cached

    @asynccontextmanager
    async def _alone(self, address: str) -> AsyncIterator[None]:
        """Two attachments may name one file: who comes second finds it in the cache."""
        while (other := self._at_work.get(address)) is not None:
            await other.wait()
        self._at_work[address] = done = asyncio.Event()
        try:
            yield
        finally:
            del self._at_work[address]
            done.set()


class _Place:
    """How far the files of a host have been taken."""

    def __init__(self) -> None:
        self.number = 0
