"""What tests of downloads share: small files, a table of what is wanted, and a world whose time passes by itself."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from migrate.media.cache import MediaCache
from migrate.media.download import Outside, download_media
from migrate.media.hosts import AllowedHosts
from migrate.media.limits import Limits
from migrate.media.wanted import MediaWanted, WantedFiles

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(2000)
PAGE = b"<!DOCTYPE html><html><head><title>Not here</title></head><body>" + b"<p>Sorry</p>" * 200


def wanted_file(url: str, key: str = "", **more: Any) -> MediaWanted:
    """A file as `gather_media` would want it."""
    parts = urlsplit(url)
    path = unquote(parts.path).lstrip("/")
    return MediaWanted(
        **{"key": key or f"file/{url}", "url": url, "host": parts.netloc, "path": path, "upload": path, **more}
    )


def table(*files: MediaWanted) -> WantedFiles:
    wanted = WantedFiles(sqlite3.connect(":memory:", isolation_level=None))
    for file in files:
        wanted.add(file)
    return wanted


class Time:
    """Passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.passed += seconds
        await asyncio.sleep(0)

    def outside(self, **more: Any) -> Outside:
        return Outside(
            clock=lambda: self.passed,
            now=lambda: 1_700_000_000 + self.passed,
            sleep=self.sleep,
            chance=lambda: 1.0,
            **more,
        )


def limits(**more: Any) -> Limits:
    return Limits(**{"interval": 0, "connect": 2, "read": 5, **more})


def fetch(
    folder: Path,
    files: Iterable[MediaWanted],
    *,
    named: Iterable[str] = (),
    homes: Iterable[str] = (),
    time: Time | None = None,
    outside: Outside | None = None,
    **more: Any,
) -> WantedFiles:
    """Download into a cache in `folder`. `more`: fields of Limits."""
    wanted = table(*files)
    time = time or Time()
    with MediaCache(folder, now=lambda: 1_700_000_000 + time.passed) as cache:
        download_media(
            wanted,
            cache,
            AllowedHosts(homes, wanted.uploaded_to(), named),
            limits(**more),
            lambda done, total: None,
            outside or time.outside(),
        )
    assert wanted.count("open") == 0
    return wanted


def content(wanted: WantedFiles, key: str) -> bytes:
    cached = wanted.cached(key)
    assert cached is not None, [(one.wanted.key, one.reason.value, one.detail) for one in wanted.every_missing()]
    return cached.file.read_bytes()


def reasons(wanted: WantedFiles) -> dict[str, str]:
    """Key → why it is missing."""
    return {one.wanted.key: one.reason.value for one in wanted.every_missing()}
