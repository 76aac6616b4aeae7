"""The cache: shared by no two runs, sound after damage, and told in a sentence where it cannot be used."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from migrate.media.cache import MediaCache, default_cache
from migrate.media.reasons import Reason, RefusedError
from migrate.model.errors import DestinationError, UsageError

ADDRESS = "http://blog.example/a.jpg"


def put(cache: MediaCache, address: str, content: bytes) -> Path:
    with cache.write_part(address, "", start=0) as part:
        part.write(content)
    return cache.keep_part(address, address).file


def test_a_file_that_somebody_removed_or_cut_is_not_there(tmp_path: Path) -> None:
    with MediaCache(tmp_path) as cache:
        first = put(cache, ADDRESS, b"hello")
        assert first.read_bytes() == b"hello"
        first.write_bytes(b"hell")
        assert cache.find(ADDRESS) is None
        first.unlink()
        assert cache.find(ADDRESS) is None
        assert put(cache, ADDRESS, b"hello") == first


def test_what_is_missing_is_remembered_for_a_time(tmp_path: Path) -> None:
    time = [1000.0]
    with MediaCache(tmp_path, now=lambda: time[0]) as cache:
        cache.note_missing(ADDRESS, RefusedError(Reason.NOT_FOUND, "404"))
        known = cache.missing(ADDRESS, 60)
        assert known is not None and (known.reason, known.detail) == (Reason.NOT_FOUND, "404")
        time[0] += 61
        assert cache.missing(ADDRESS, 60) is None
        time[0] = 0
        assert cache.missing(ADDRESS, 60) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_two_runs_do_not_share_it(tmp_path: Path) -> None:
    with MediaCache(tmp_path), pytest.raises(DestinationError, match="another run"), MediaCache(tmp_path):
        pass
    with MediaCache(tmp_path):
        pass


def test_a_damaged_or_impossible_cache_is_told(tmp_path: Path) -> None:
    with MediaCache(tmp_path):
        pass
    (tmp_path / "media" / "cache.db").write_bytes(b"not a database, but long enough to be looked at" * 99)
    with pytest.raises(DestinationError, match="media cache"), MediaCache(tmp_path):
        pass
    (tmp_path / "file").write_text("")
    with pytest.raises(DestinationError, match="media cache"), MediaCache(tmp_path / "file"):
        pass
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "media").symlink_to(tmp_path / "media")
    with pytest.raises(DestinationError, match="somebody else"), MediaCache(tmp_path / "link"):
        pass


def test_the_usual_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache() == tmp_path / "wxr-migrate"
    monkeypatch.delenv("XDG_CACHE_HOME")

    def nowhere() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", nowhere)
    with pytest.raises(UsageError):
        default_cache()
