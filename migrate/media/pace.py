"""How fast one host is asked: files at a time, requests a second, and never while it wants us to wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from migrate.media.limits import Limits


class Pace:
    """Of one host. `clock`: seconds, only ever rising."""

    def __init__(self, limits: Limits, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]]) -> None:
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._places = asyncio.Semaphore(limits.per_host)
        self._next = 0.0
        self._failures = 0
        self._given_up = False

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn to ask, and hold the place until the answer is read."""
        async with self._places:
            while (wait := self._next - self._clock()) > 0:
                await self._sleep(wait)
            self._next = self._clock() + self._limits.interval
            yield

    def hold_off(self, seconds: float) -> None:
        """The host asked to be left alone for so long."""
        self._next = max(self._next, self._clock() + seconds)

    def note(self, *, failed: bool) -> None:
        """Whether a file failed for good, because of the host rather than of the file."""
        if not self._given_up:
            self._failures = self._failures + 1 if failed else 0

    def give_up(self) -> None:
        """Ask the host no more in this run."""
        self._given_up = True

    @property
    def given_up(self) -> bool:
        """Whether so many files in a row failed that the host is asked no more."""
        return self._given_up or self._failures >= self._limits.host_failures
