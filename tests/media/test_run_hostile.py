"""Conversions whose old host fails, lies, hangs or is hostile: they end, say why, and write nothing amiss; an interrupt
leaves a cache that goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from exports import attachment, export, item
from hypothesis import given
from hypothesis import strategies as st

from media.fetching import JPEG, PAGE, table, wanted_file
from media.loopback import Loopback, cut, endless, hang, ranged, raw, redirect, reply, status
from media.runs import Runs, make_impatient
from migrate.cli.main import run
from migrate.media.places import place_files
from migrate.media.wanted import Cached
from migrate.model.files import FileLayout, Owner
from migrate.plan.atomic import place
from migrate.targets.site.names import folded

UP = "/wp-content/uploads"


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runs]:
    make_impatient(monkeypatch)
    with Loopback() as server:
        yield Runs(tmp_path, server)


def test_every_kind_of_bad_answer_costs_its_own_file(runs: Runs) -> None:
    server = runs.server
    with Loopback() as other:
        other.on("/metadata.jpg", reply(JPEG))
        tag = {"etag": '"1"'}
        answers = {
            "good": reply(JPEG),
            "moved": redirect(f"{UP}/good.jpg", 301),
            "private": redirect(f"http://169.254.169.254{UP}/x.jpg"),
            "elsewhere": redirect(f"{other.home}/metadata.jpg"),
            "file": redirect("file:///etc/passwd"),
            "round": redirect(f"{UP}/round.jpg"),
            "page": reply(PAGE),
            "html-as-jpeg": reply(PAGE, content_type="image/jpeg"),
            "empty": reply(b""),
            "gone": status(410),
            "closed": status(403),
            "failing": status(500),
            "wait": status(503, retry_after="86400"),
            "cut": cut(JPEG, 3000),
            "resumed": [cut(JPEG, 3000, **tag), ranged(JPEG, **tag)],
            "zipped": reply(JPEG, content_encoding="gzip"),
            "endless": endless(JPEG[:100]),
            "large": reply(JPEG + bytes(60_000)),
            "slow": hang(server, JPEG[:100], len(JPEG)),
            "silent": hang(server),
            "nonsense": raw(b"220 smtp.example ESMTP\r\n"),
            "headers": raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000 + b"\r\n\r\n"),
        }  # fmt: skip
        for name, answer in answers.items():
            server.on(f"{UP}/{name}.jpg", *(answer if isinstance(answer, list) else [answer]))
        body = "".join(f'<img src="{UP}/{name}.jpg" alt="{name}">' for name in answers)
        # The host that asks to wait is asked no more: it comes last.
        order = sorted(answers, key=lambda name: (name == "wait", list(answers).index(name)))
        files = [attachment(100 + number, url=f"{server.home}{UP}/{name}.jpg", slug=name, title=name)
                 for number, name in enumerate(order)]  # fmt: skip
        runs.export.write_text(export(item(1, link=f"{server.home}/hi/", content=body), *files, home=server.home))
        report = runs("convert", "--media-largest", "50kB")
        assert other.asked == []
    found = {path.rpartition("/")[2].removesuffix(".jpg") for path in runs.files() if path.endswith(".jpg")}
    assert found >= {"good", "moved"}
    assert found <= {"good", "moved", "resumed"}
    html = runs.text("hi/index.html")
    for name in answers:
        led = f'src="../{UP[1:]}/{name}.jpg"' in html
        assert led == (name in found), name
        assert led or f'src="{server.home}{UP}/{name}.jpg"' in html
    examples = {one["url"].rpartition("/")[2]: one["reason"] for one in report["media"]["examples"]}
    assert set(examples) == {f"{name}.jpg" for name in set(answers) - found}
    for name, reason in {"private": "host-not-named", "elsewhere": "host-not-named", "round": "redirects",
                         "page": "web-page", "html-as-jpeg": "web-page", "empty": "empty", "gone": "not-found",
                         "closed": "forbidden"}.items():  # fmt: skip
        assert examples[f"{name}.jpg"] == reason


def test_a_host_that_wants_us_to_wait_is_left_alone(runs: Runs) -> None:
    server = runs.server
    for name in "abc":
        server.on(f"{UP}/{name}.jpg", status(429, retry_after="86400"))
    body = "".join(f'<img src="{UP}/{name}.jpg">' for name in "abc")
    runs.export.write_text(export(item(1, link=f"{server.home}/hi/", content=body), home=server.home))
    report = runs("convert")
    assert set(report["media"]["missing"]) <= {"busy", "host-given-up"}
    assert report["ledger"]["lost"]["missing-file"] == 3
    assert runs("convert", "--fail-on-loss", code=1)


def test_a_host_that_is_not_there(runs: Runs) -> None:
    home = "http://127.0.0.1:9"
    body = f'<img src="{UP}/a.jpg">'
    runs.export.write_text(export(item(1, link=f"{home}/hi/", content=body), home=home))
    report = runs("convert", "--media-host", "127.0.0.1:9")
    assert report["media"]["missing"] == {"no-answer": 1}


def test_hostile_names_stay_within_the_destination(runs: Runs) -> None:
    server = runs.server
    names = [
        "..%2f..%2f..%2fescaped.jpg", "%2e%2e/%2e%2e/%2e%2e/escaped.jpg", "a" * 300 + ".jpg", "con.jpg", "nul", "._x.jpg",
        ".htaccess", "x%00y.jpg", "x%0ay.jpg", "C:%5cwindows%5cx.jpg", "%e2%80%aegpj.jpg", "shell.php", "sp%20ace .jpg",
        "A.jpg", "a.jpg", "dir.jpg", "dir.jpg/inner.jpg", "Caf%C3%A9.jpg", "Cafe%CC%81.jpg", "%ff%fe.jpg", "index.html",
    ]  # fmt: skip
    items = [item(1, link=f"{server.home}/hi/", content="<p>Hi</p>")]
    for number, name in enumerate(names):
        server.on(f"{UP}/{name}".replace(" ", "%20"), reply(JPEG))
        items.append(attachment(10 + number, url=f"{server.home}{UP}/{name}", slug=f"n{number}"))
    items.append(attachment(90, url=f"{server.home}/wp-content/uploads/../../../../escaped.jpg", slug="up"))
    items.append(attachment(91, url=f"{server.home}/_config.yml", slug="config"))
    server.on("/_config.yml", reply(b"plugins: [evil]"))
    runs.export.write_text(export(*items, home=server.home))
    for runs.target in ("jekyll", "hugo", "html"):
        runs("convert")
        files = runs.files()
        assert not list(runs.folder.rglob("escaped.jpg"))[1:] or all(
            path.is_relative_to(runs.site) for path in runs.folder.rglob("escaped.jpg")
        )
        assert len({folded(path) for path in files}) == len(files)
        assert not any(path.endswith(".php") or "/." in path for path in files)
        assert b"evil" not in files.get("_config.yml", b"")
        assert max(len(step.encode()) for path in files for step in path.split("/")) <= 255
        assert sum(content == JPEG for content in files.values()) >= 15
        run(["-q", "convert", str(runs.export), str(runs.folder / "clean"), "--to", "html"])
        __import__("shutil").rmtree(runs.site)


names = st.text(st.characters(blacklist_categories=()), min_size=0, max_size=40)
layouts = st.builds(
    FileLayout,
    st.sampled_from(["", "static", "content/static"]),
    st.sampled_from(["", "/blog"]),
    bundles=st.booleans(),
    hidden=st.sampled_from([".", "._#~"]),
    apart=st.booleans(),
    by_path=st.booleans(),
)


@given(st.lists(st.lists(names, min_size=1, max_size=6).map("/".join), max_size=8), layouts)
def test_no_path_leaves_the_destination_and_no_two_are_one(paths: list[str], layout: FileLayout) -> None:
    files = [wanted_file("http://x/", f"media/{n}", path=path, owner="entry/1") for n, path in enumerate(paths)]
    wanted = table()
    for file in files:
        # The table holds what can be encoded: names come from addresses.
        wanted.add(file._replace(path=file.path.encode("utf-8", "replace").decode(), upload=""))
        wanted.had(file.key, Cached(Path("x"), b"d", 1))
    owner = Owner("content/posts/hi/index.md", "/hi/", public=True)
    found = [one.path for one in place_files(wanted, layout, lambda key: owner)]
    root = Path("/nonexistent")
    assert all(place(root, path).is_relative_to(root) for path in found)
    assert len({folded(path) for path in found}) == len(files)
    below = {folded(path) for path in found}
    assert not any(
        folded("/".join(path.split("/")[:n])) in below for path in found for n in range(1, path.count("/") + 1)
    )


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT")
def test_an_interrupt_leaves_nothing_but_a_cache_that_goes_on(runs: Runs) -> None:
    server, tag = runs.server, {"etag": '"v1"'}
    whole = JPEG * 30
    server.on(f"{UP}/done.jpg", reply(JPEG))
    server.on(f"{UP}/half.jpg", hang(server, whole[:200_000], len(whole), **tag), ranged(whole, **tag))
    body = f'<img src="{UP}/done.jpg"><img src="{UP}/half.jpg">'
    runs.export.write_text(export(item(1, link=f"{server.home}/hi/", content=body), home=server.home))
    command = [sys.executable, "-m", "migrate", *runs.arguments("convert")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ))
    parts = runs.cache / "media" / "parts"
    until = time.monotonic() + 60
    while time.monotonic() < until and not any(part.stat().st_size >= 190_000 for part in parts.glob("*.part")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert b"Traceback" not in said
    assert not runs.site.exists()
    assert sorted(path.name for path in runs.folder.iterdir()) == ["cache", "export.xml"]
    runs("convert")
    assert [one.headers.get("range", "") for one in server.asked if one.target.endswith("half.jpg")][1].startswith(
        "bytes="
    )
    assert server.targets().count(f"{UP}/done.jpg") == 1
    assert (runs.site / UP[1:] / "half.jpg").read_bytes() == whole
