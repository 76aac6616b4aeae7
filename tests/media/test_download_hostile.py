"""Servers that lie, lead astray or never end; each costs its own file and nothing else, and is told without a traceback."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time as real_time
from pathlib import Path

import httpx
import pytest

from media.fetching import JPEG, PAGE, PNG, Time, content, fetch, reasons, wanted_file
from media.loopback import Answer, Loopback, cut, endless, hang, ranged, raw, redirect, reply
from migrate.media.cache import MediaCache

OTHER = "http://203.0.113.7/a.jpg"


def reason_of(folder: Path, *answers: Answer, name: str = "/a.jpg", **more: object) -> str:
    """Why a file that gets these answers is missing, beside one that is had."""
    with Loopback() as server:
        files = [wanted_file(server.on(name, *answers), "k"), wanted_file(server.on("/fine.png", reply(PNG)), "fine")]
        wanted = fetch(folder, files, named=[server.host], **more)
        assert content(wanted, "fine") == PNG
        parts = [path for path in (folder / "media" / "parts").iterdir() if path.stat().st_size > 1 << 20]
        assert parts == []
        return reasons(wanted).get("k", "had")


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data/", "host-not-named"),
        ("http://127.0.0.1:1/", "host-not-named"),
        ("http://localhost/", "host-not-named"),
        ("http://[::1]/", "host-not-named"),
        ("//evil.example/a.jpg", "host-not-named"),
        (OTHER, "host-not-named"),
        ("file:///etc/passwd", "bad-address"),
        ("ftp://127.0.0.1/a.jpg", "bad-address"),
        ("gopher://127.0.0.1/", "bad-address"),
        ("http://[::1/", "bad-address"),
        ("http://a b/", "bad-address"),
        ("http:///a.jpg", "redirects"),
        ("", "odd-status"),
        ("/a.jpg", "redirects"),
        ("?again", "redirects"),
    ],
)
def test_redirects_lead_nowhere_else(tmp_path: Path, place: str, reason: str) -> None:
    if place == "?again":
        assert reason_of(tmp_path, *(redirect(f"?{number}") for number in range(9))) == reason
    else:
        assert reason_of(tmp_path, redirect(place)) == reason


def test_a_circle_of_redirects_is_gone_round_once(tmp_path: Path) -> None:
    with Loopback() as server:
        server.on("/a.jpg", redirect("/b.jpg"))
        server.on("/b.jpg", redirect("/a.jpg"))
        assert reasons(fetch(tmp_path, [wanted_file(server.home + "/a.jpg", "k")], named=[server.host])) == {
            "k": "redirects"
        }
        assert server.targets() == ["/a.jpg", "/b.jpg"]


def test_five_redirects_are_followed_and_names_come_from_the_export(tmp_path: Path) -> None:
    with Loopback() as server:
        for number in range(5):
            server.on(f"/{number}", redirect(f"/{number + 1}", (301, 302, 303, 307, 308)[number]))
        server.on("/5", reply(JPEG, content_disposition='attachment; filename="../../evil.sh"'))
        wanted = fetch(tmp_path, [wanted_file(server.home + "/0", "k", path="boat.jpg")], named=[server.host])
        assert content(wanted, "k") == JPEG
        assert len(server.asked) == 6
    assert not list(tmp_path.rglob("*evil*"))


def test_a_page_is_no_image(tmp_path: Path) -> None:
    assert reason_of(tmp_path, reply(PAGE, content_type="image/jpeg")) == "web-page"


def test_a_page_is_not_read_to_its_end(tmp_path: Path) -> None:
    assert reason_of(tmp_path, endless(PAGE), name="/film.mp4") == "web-page"


@pytest.mark.parametrize(
    ("body", "name", "reason"),
    [
        (b"Not found", "/a.jpg", "other-type"),
        (b"", "/a.jpg", "empty"),
        (b"Error establishing a database connection", "/song.mp3", "other-type"),
        (b"\n<!-- cached --> <html>", "/a.pdf", "web-page"),
        (JPEG, "/a.pdf", "other-type"),
        (JPEG, "/a.zip", "other-type"),
        (JPEG, "/a.png", "had"),
        (PAGE, "/a.html", "had"),
    ],
)
def test_bytes_are_held_against_the_name(tmp_path: Path, body: bytes, name: str, reason: str) -> None:
    assert reason_of(tmp_path, reply(body), name=name) == reason


def test_what_comes_compressed_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(10_000_000))
    assert reason_of(tmp_path, reply(bomb, content_encoding="gzip")) == "compressed"


@pytest.mark.parametrize(
    "answer",
    [
        endless(JPEG),
        reply(JPEG, content_length="999999999999"),
        reply(JPEG + bytes(70_000)),
    ],
)
def test_no_file_is_larger_than_it_may_be(tmp_path: Path, answer: Answer) -> None:
    assert reason_of(tmp_path, answer, file_bytes=50_000) == "too-large"


def test_all_files_together_are_no_larger_than_they_may_be(tmp_path: Path) -> None:
    with Loopback() as server:
        files = [wanted_file(server.on(f"/{number}.jpg", reply(JPEG)), f"{number}") for number in range(9)]
        wanted = fetch(tmp_path, files, named=[server.host], per_host=1, total_bytes=3 * len(JPEG))
        assert list(reasons(wanted).values()) == ["total-reached"] * 6
        assert len(server.asked) == 4


@pytest.mark.parametrize(
    "answer",
    [
        raw(b""),
        raw(b"\x00\xff\x00\xff not HTTP at all\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nhello"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        raw(b"HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n"),
        raw(b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\nContent-Length: 0\r\n\r\n"),
        raw(b"HTTP/1.1 206 Partial\r\nContent-Length: 3\r\n\r\nabc"),
        raw(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000),
        cut(JPEG, 0),
        cut(JPEG, 10),
    ],
)
def test_nonsense_is_told_and_no_more(tmp_path: Path, answer: Answer) -> None:
    assert reason_of(tmp_path, answer) in {"incomplete", "odd-status", "bad-address", "server-error", "no-answer"}


def test_more_than_was_promised_is_not_read(tmp_path: Path) -> None:
    with Loopback() as server:
        url = server.on("/a.jpg", reply(JPEG + b"GET /stolen HTTP/1.1", content_length=str(len(JPEG))))
        files = [wanted_file(url, "k"), wanted_file(server.on("/fine.png", reply(PNG)), "fine")]
        wanted = fetch(tmp_path, files, named=[server.host], per_host=1)
        assert (content(wanted, "k"), content(wanted, "fine")) == (JPEG, PNG)


PRIVATE = ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fe80::1%eth0", "100.64.0.1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_host_of_the_site_with_a_private_address_is_not_asked(tmp_path: Path, address: str) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return [address]

    with Loopback() as server:
        server.on("/a.jpg", reply(JPEG))
        home = f"http://blog.example:{server.port}"
        wanted = fetch(
            tmp_path, [wanted_file(f"{home}/a.jpg", "k")], homes=[home], outside=Time().outside(resolve=resolve)
        )
        assert reasons(wanted) == {"k": "private-address"}
        assert server.asked == []


def test_a_name_is_resolved_once_and_what_was_looked_at_is_connected_to(tmp_path: Path) -> None:
    """A server of names that says something else the second time gets nothing from it."""
    answers = [["93.184.216.34"], ["127.0.0.1"]]
    seen: list[tuple[str, str, object]] = []

    async def resolve(host: str, port: int) -> list[str]:
        return answers.pop(0)

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((request.url.host, request.headers["host"], request.extensions["sni_hostname"]))
        return httpx.Response(200, content=JPEG)

    outside = Time().outside(resolve=resolve, open_transport=lambda: httpx.MockTransport(answer))
    files = [wanted_file(f"https://blog.example/{number}.jpg", f"{number}") for number in range(3)]
    assert fetch(tmp_path, files, homes=["https://blog.example"], outside=outside).count("had") == 3
    assert seen == [("93.184.216.34", "blog.example", "blog.example")] * 3


def test_https_is_not_left(tmp_path: Path) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["93.184.216.34"]

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.scheme == "http":
            return httpx.Response(200, content=JPEG)
        return httpx.Response(301, headers={"location": "http://blog.example/a.jpg"})

    outside = Time().outside(resolve=resolve, open_transport=lambda: httpx.MockTransport(answer))
    wanted = fetch(
        tmp_path, [wanted_file("https://blog.example/a.jpg", "k")], homes=["http://blog.example"], outside=outside
    )
    assert reasons(wanted) == {"k": "downgrade"}


def test_a_host_that_is_not_there(tmp_path: Path) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    files = [wanted_file(f"http://blog.example/{number}.jpg", f"{number}") for number in range(12)]
    found = reasons(
        fetch(tmp_path, files, homes=["http://blog.example"], outside=Time().outside(resolve=resolve), per_host=1)
    )
    assert list(found.values()) == ["no-such-host"] * 8 + ["host-given-up"] * 4


def test_a_port_nobody_listens_on(tmp_path: Path) -> None:
    with Loopback() as server:
        host = server.host
    assert reasons(fetch(tmp_path, [wanted_file(f"http://{host}/a.jpg", "k")], named=[host])) == {"k": "no-answer"}


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate")
def test_a_host_that_cannot_prove_who_it_is(tmp_path: Path) -> None:
    import ssl

    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=elsewhere.example",
        "-days",
        "2",
    ]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Loopback(context) as server:
        url = server.on("/a.jpg", reply(JPEG))
        wanted = fetch(tmp_path, [wanted_file(url, "k")], named=[server.host])
        assert reasons(wanted) == {"k": "bad-certificate"}
        assert server.asked == []


def test_a_disk_that_cannot_be_written_ends_it_at_once(tmp_path: Path) -> None:
    with Loopback() as server:
        files = [wanted_file(server.on(f"/{number}.jpg", reply(JPEG)), f"{number}") for number in range(9)]
        with MediaCache(tmp_path) as cache:
            cache.part(files[0].url).file.mkdir()
        wanted = fetch(tmp_path, files, named=[server.host], per_host=1)
        assert list(reasons(wanted).values()) == ["disk"] * 9
        assert len(server.asked) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_an_interrupt_leaves_what_the_next_run_goes_on_from(tmp_path: Path) -> None:
    program = """
        import sys
        from pathlib import Path
        from media.fetching import fetch, wanted_file
        host = sys.argv[1]
        files = [wanted_file(f"http://{host}/{name}.jpg", name) for name in ("whole", "half")]
        fetch(Path(sys.argv[2]), files, named=[host], per_host=1, read=60)
    """
    with Loopback() as server:
        server.on("/whole.jpg", reply(JPEG))
        server.on("/half.jpg", hang(server, JPEG[:5000], len(JPEG), etag='"v1"'))
        command = [sys.executable, "-c", textwrap.dedent(program), server.host, str(tmp_path)]
        tests = str(Path(__file__).parent.parent)
        path = os.pathsep.join([tests, *sys.path])
        run = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}, stderr=subprocess.PIPE, text=True)
        parts = tmp_path / "media" / "parts"
        deadline = real_time.monotonic() + 60
        while len(server.asked) < 2 and real_time.monotonic() < deadline and run.poll() is None:
            real_time.sleep(0.02)
        real_time.sleep(0.3)
        run.send_signal(signal.SIGINT)
        _, errors = run.communicate(timeout=30)
        assert run.returncode != 0
        assert "KeyboardInterrupt" in errors and "Unclosed" not in errors
        assert [path.stat().st_size for path in parts.iterdir()] == [5000]
        server.on("/half.jpg", ranged(JPEG, etag='"v1"'))
        files = [wanted_file(f"{server.home}/{name}.jpg", name) for name in ("whole", "half")]
        wanted = fetch(tmp_path, files, named=[server.host])
        assert content(wanted, "half") == content(wanted, "whole") == JPEG
        assert server.targets() == ["/whole.jpg", "/half.jpg", "/half.jpg"]
        assert server.asked[-1].headers["range"] == "bytes=5000-"
