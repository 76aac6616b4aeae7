"""How much, how fast and how long: what a run may take from hosts and put on the disk."""

from __future__ import annotations

from dataclasses import dataclass

GIBIBYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes and seconds, unless said otherwise."""

    file_bytes: int = 2 * GIBIBYTE
    total_bytes: int = 100 * GIBIBYTE
    """Of all that one run fetches, or unpacks from an archive."""
    redirects: int = 5
    attempts: int = 4
    """How many times a file is asked for where a host fails."""
    at_once: int = 8
    per_host: int = 4
    """Files at a time."""
    interval: float = 0.05
    """Between two requests to one host."""
    first_wait: float = 0.5
    """Before the second attempt; doubled with each, less a random part."""
    longest_wait: float = 120
    """What a host may ask for (`Retry-After`)."""
    connect: float = 10
    read: float = 30
    slowest: int = 256
    """Bytes a second, over `slow_after` seconds."""
    slow_after: float = 60
    host_failures: int = 8
    """Files in a row that a host fails before it is asked no more."""
    remember_missing: float = 24 * 3600
    """For how long what a host lacks is not asked for again."""
