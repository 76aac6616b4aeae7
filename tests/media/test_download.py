"""Files from a real server: what is had, how hosts are spared, what an answer that was cut off is good for."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import stat
import sys
from email.utils import formatdate
from pathlib import Path

import pytest

from media.fetching import JPEG, PNG, Time, content, fetch, reasons, wanted_file
from media.loopback import Loopback, cut, hang, ranged, redirect, reply, status, without_length


def test_a_file_is_had_and_a_second_run_asks_for_nothing(tmp_path: Path) -> None:
    with Loopback() as server:
        files = [wanted_file(server.on("/2021/09/boat.jpg", reply(JPEG)), "media/1")]
        first = fetch(tmp_path, files, named=[server.host])
        assert content(first, "media/1") == JPEG
        cached = first.cached("media/1")
        assert cached is not None
        assert (cached.size, cached.digest) == (len(JPEG), hashlib.sha256(JPEG).digest())
        second = fetch(tmp_path, files, named=[server.host])
        assert second.cached("media/1") == cached
        assert len(server.asked) == 1


def test_nothing_that_says_who_asks_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with Loopback() as server:
        server.on("/a.jpg", redirect("/b.jpg"))
        server.on("/b.jpg", reply(JPEG, set_cookie="id=1; Path=/"))
        server.on("/c.jpg", reply(JPEG))
        secret = server.home.replace("//", "//user:word@") + "/a.jpg"
        for url in (secret, server.home + "/c.jpg"):
            assert fetch(tmp_path, [wanted_file(url, "k", host=server.host)], named=[server.host]).cached("k")
        for asked in server.asked:
            assert set(asked.headers) == {"host", "user-agent", "accept", "accept-encoding"}
            assert asked.headers["accept-encoding"] == "identity"
            assert asked.headers["host"] == server.host


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_the_cache_is_the_users_alone(tmp_path: Path) -> None:
    with Loopback() as server:
        fetch(tmp_path, [wanted_file(server.on("/a.jpg", reply(JPEG)))], named=[server.host])
    assert stat.S_IMODE((tmp_path / "media").stat().st_mode) == 0o700


def test_what_fails_once_is_asked_again_later_and_later(tmp_path: Path) -> None:
    time = Time()
    with Loopback() as server:
        url = server.on("/a.jpg", status(500), status(502), status(503), reply(JPEG))
        wanted = fetch(tmp_path, [wanted_file(url, "k")], named=[server.host], time=time)
    assert content(wanted, "k") == JPEG
    assert time.slept == [0.5, 1.0, 2.0]


def test_what_fails_always_is_given_up(tmp_path: Path) -> None:
    with Loopback() as server:
        url = server.on("/a.jpg", status(500))
        assert reasons(fetch(tmp_path, [wanted_file(url, "k")], named=[server.host])) == {"k": "server-error"}
        assert len(server.asked) == 4


def test_a_missing_file_is_asked_for_once_a_day(tmp_path: Path) -> None:
    time = Time()
    with Loopback() as server:
        files = [wanted_file(server.home + "/gone.jpg", "k"), wanted_file(server.on("/a.jpg", reply(JPEG)), "a")]
        for _ in range(2):
            wanted = fetch(tmp_path, files, named=[server.host], time=time)
            assert reasons(wanted) == {"k": "not-found"}
            assert wanted.cached("a")
        assert sorted(server.targets()) == ["/a.jpg", "/gone.jpg"]
        time.passed += 25 * 3600
        server.on("/gone.jpg", reply(PNG))
        assert content(fetch(tmp_path, files, named=[server.host], time=time), "k") == PNG


@pytest.mark.parametrize(("said", "waited"), [("7", 7), (formatdate(1_700_000_042, usegmt=True), 42), ("soon", 0.5)])
def test_a_host_that_asks_to_wait_is_left_alone_so_long(tmp_path: Path, said: str, waited: float) -> None:
    time = Time()
    with Loopback() as server:
        url = server.on("/a.jpg", status(429, retry_after=said), reply(JPEG))
        wanted = fetch(tmp_path, [wanted_file(url, "k")], named=[server.host], time=time)
    assert content(wanted, "k") == JPEG
    assert time.slept == [waited]


def test_while_a_host_wants_us_to_wait_no_other_file_is_asked_for(tmp_path: Path) -> None:
    """Time passes only when both files are waiting: the one that was refused, and the one that comes after it."""
    time = Time()
    waiting: list[float] = []

    async def sleep(seconds: float) -> None:
        waiting.append(seconds)
        for _ in range(200):
            if len(waiting) > 1:
                break
            await asyncio.sleep(0.01)
        time.passed += seconds

    with Loopback() as server:
        files = [
            wanted_file(server.on("/a.jpg", status(429, retry_after="30"), reply(JPEG)), "a"),
            wanted_file(server.on("/b.jpg", reply(JPEG)), "b"),
        ]
        outside = dataclasses.replace(time.outside(), sleep=sleep)
        wanted = fetch(tmp_path, files, named=[server.host], outside=outside, at_once=1, per_host=2)
        assert wanted.count("had") == 2
        assert waiting[:2] == [30, 30]


def test_a_host_that_asks_to_wait_for_an_hour_is_asked_no_more(tmp_path: Path) -> None:
    with Loopback() as server:
        files = [
            wanted_file(server.on(f"/{number}.jpg", status(503, retry_after="3600")), f"{number}")
            for number in range(9)
        ]
        found = reasons(fetch(tmp_path, files, named=[server.host], per_host=1))
        assert found["0"] == "busy"
        assert set(found.values()) == {"busy", "host-given-up"}
        assert len(server.asked) == 1


def test_a_host_that_always_fails_is_given_up(tmp_path: Path) -> None:
    with Loopback() as server, Loopback() as other:
        files = [wanted_file(server.on(f"/{number}.jpg", status(500)), f"{number}") for number in range(30)]
        files.append(wanted_file(other.on("/a.jpg", reply(JPEG)), "fine"))
        wanted = fetch(tmp_path, files, named=[server.host, other.host], per_host=1, host_failures=3, attempts=2)
        assert list(reasons(wanted).values()) == ["server-error"] * 3 + ["host-given-up"] * 27
        assert wanted.cached("fine")
        assert len(server.asked) == 6


def test_a_slow_answer_is_left_and_gone_on_with(tmp_path: Path) -> None:
    with Loopback() as server:
        slow = hang(server, JPEG[:4000], len(JPEG), etag='"v1"')
        url = server.on("/a.jpg", slow, ranged(JPEG, etag='"v1"'))
        wanted = fetch(tmp_path, [wanted_file(url, "k")], named=[server.host], read=0.2)
        assert content(wanted, "k") == JPEG
        assert server.asked[1].headers["range"] == "bytes=4000-"
        assert server.asked[1].headers["if-range"] == '"v1"'


def test_a_host_that_never_answers_is_no_answer(tmp_path: Path) -> None:
    with Loopback() as server:
        url = server.on("/a.jpg", hang(server))
        assert reasons(fetch(tmp_path, [wanted_file(url, "k")], named=[server.host], read=0.05)) == {"k": "no-answer"}


def test_an_answer_that_trickles_is_left(tmp_path: Path) -> None:
    time = Time()

    def clock() -> float:
        time.passed += 20
        return time.passed

    with Loopback() as server:
        url = server.on("/a.jpg", reply(JPEG[:300]))
        outside = dataclasses.replace(time.outside(), clock=clock)
        wanted = fetch(tmp_path, [wanted_file(url, "k")], named=[server.host], slow_after=10, outside=outside)
        assert reasons(wanted) == {"k": "too-slow"}


@pytest.mark.parametrize("version", [{"etag": '"v1"'}, {"last_modified": "Mon, 01 Jan 2024 00:00:00 GMT"}])
def test_what_was_cut_off_is_gone_on_with(tmp_path: Path, version: dict[str, str]) -> None:
    with Loopback() as server:
        url = server.on("/a.jpg", cut(JPEG, 5000, **version), ranged(JPEG, **version))
        wanted = fetch(tmp_path, [wanted_file(url, "k")], named=[server.host])
        assert content(wanted, "k") == JPEG
        assert server.asked[1].headers["range"] == "bytes=5000-"


def test_a_later_run_goes_on_where_an_earlier_one_was_cut_off(tmp_path: Path) -> None:
    with Loopback() as server:
        url = server.on("/a.jpg", cut(JPEG, 5000, etag='"v1"'))
        files = [wanted_file(url, "k")]
        assert reasons(fetch(tmp_path, files, named=[server.host], attempts=1)) == {"k": "incomplete"}
        server.on("/a.jpg", ranged(JPEG, etag='"v1"'))
        assert content(fetch(tmp_path, files, named=[server.host]), "k") == JPEG
        assert server.asked[-1].headers["range"] == "bytes=5000-"


def test_another_version_is_read_from_its_beginning(tmp_path: Path) -> None:
    other = PNG + JPEG
    with Loopback() as server:
        url = server.on("/a.jpg", cut(JPEG, 5000, etag='"v1"'), ranged(other, etag='"v2"'))
        assert content(fetch(tmp_path, [wanted_file(url, "k")], named=[server.host]), "k") == other
        assert server.asked[1].headers["if-range"] == '"v1"'


@pytest.mark.parametrize("version", [{}, {"etag": 'W/"v1"'}])
def test_without_a_version_nothing_is_gone_on_with(tmp_path: Path, version: dict[str, str]) -> None:
    with Loopback() as server:
        url = server.on("/a.jpg", cut(JPEG, 5000, **version), reply(JPEG))
        assert content(fetch(tmp_path, [wanted_file(url, "k")], named=[server.host]), "k") == JPEG
        assert "range" not in server.asked[1].headers


@pytest.mark.parametrize(
    "lie",
    [
        {"content_range": "bytes 0-99/100"},
        {"content_range": "bytes 5000-9/10", "etag": '"v2"'},
        {"content_range": "nonsense"},
        {},
    ],
)
def test_a_part_that_does_not_fit_is_thrown_away(tmp_path: Path, lie: dict[str, str]) -> None:
    with Loopback() as server:
        wrong = reply(b"wrong", code=206, **lie)
        url = server.on("/a.jpg", cut(JPEG, 5000, etag='"v1"'), wrong, reply(JPEG))
        assert content(fetch(tmp_path, [wanted_file(url, "k")], named=[server.host]), "k") == JPEG
        assert "range" not in server.asked[2].headers


def test_a_range_that_is_refused_is_no_end(tmp_path: Path) -> None:
    with Loopback() as server:
        url = server.on("/a.jpg", cut(JPEG, 5000, etag='"v1"'), status(416), reply(JPEG))
        assert content(fetch(tmp_path, [wanted_file(url, "k")], named=[server.host]), "k") == JPEG


def test_without_a_length_the_export_says_what_is_whole(tmp_path: Path) -> None:
    with Loopback() as server:
        url = server.on("/a.jpg", without_length(JPEG[:700]), without_length(JPEG))
        files = [wanted_file(url, "k", bytes=len(JPEG))]
        assert content(fetch(tmp_path, files, named=[server.host]), "k") == JPEG


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    with Loopback() as server:
        files = [wanted_file(server.on(f"/{name}.jpg", reply(JPEG)), name) for name in ("a", "b")]
        wanted = fetch(tmp_path, files, named=[server.host])
    first, second = wanted.cached("a"), wanted.cached("b")
    assert first is not None and second is not None and first.file == second.file
    assert wanted.sizes() == (2 * len(JPEG), len(JPEG))
    assert len([path for path in (tmp_path / "media" / "files").rglob("*") if path.is_file()]) == 1


def test_one_address_of_two_attachments_is_asked_once(tmp_path: Path) -> None:
    with Loopback() as server:
        url = server.on("/a.jpg", reply(JPEG))
        wanted = fetch(tmp_path, [wanted_file(url, f"media/{number}") for number in range(6)], named=[server.host])
        assert all(wanted.cached(f"media/{number}") for number in range(6))
        assert server.targets() == ["/a.jpg"]


def test_alternatives_are_tried_in_their_order(tmp_path: Path) -> None:
    with Loopback() as server:
        others = (server.home + "/original.jpg", server.on("/boat-1024x683.jpg", reply(JPEG)))
        file = wanted_file(server.home + "/boat.jpg", "k", alternatives=others)
        wanted = fetch(tmp_path, [file], named=[server.host])
        cached = wanted.cached("k")
        assert cached is not None and cached.got == others[1]
        assert server.targets() == ["/boat.jpg", "/original.jpg", "/boat-1024x683.jpg"]


def test_a_host_is_asked_for_few_files_at_a_time_and_not_too_often(tmp_path: Path) -> None:
    time = Time()
    with Loopback() as server:
        files = [wanted_file(server.on(f"/{number}.jpg", reply(JPEG))) for number in range(20)]
        wanted = fetch(tmp_path, files, named=[server.host], time=time, per_host=2, interval=0.25)
        assert wanted.count("had") == 20
        assert 1 <= server.most_at_once <= 2
        assert time.passed >= 19 * 0.25


def test_names_with_odd_characters_are_asked_for_as_they_are(tmp_path: Path) -> None:
    with Loopback() as server:
        server.on("/caf%C3%A9%20(1).jpg", reply(JPEG))
        wanted = fetch(tmp_path, [wanted_file(server.home + "/caf%C3%A9%20(1).jpg", "k")], named=[server.host])
        assert content(wanted, "k") == JPEG
