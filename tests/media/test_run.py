"""Conversions that bring files along: links lead to them, a second run fetches and writes nothing, plans hold."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exports import attachment, item

from media.fetching import JPEG, PNG
from media.loopback import Loopback, reply
from media.old_site import FILES, PUBLIC, UPLOADS, serve, write_export
from media.runs import Runs
from migrate.cli.main import run
from migrate.media.stage import MediaStage
from migrate.wxr.items import Place
from migrate.wxr.reader import Reader, Unreadable


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with Loopback() as server:
        serve(server)
        write_export(tmp_path / "export.xml", server.home)
        yield Runs(tmp_path, server)


def pictures(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if path.endswith((".jpg", ".JPG", ".png", ".mp3", ".pdf"))}


def test_links_of_every_kind_lead_to_the_files(runs: Runs) -> None:
    runs.target = "hugo"
    report = runs("convert")
    here = "content/posts/hello"
    assert set(pictures(runs.files())) == {
        *(f"{here}/{name}" for name in ("boat.jpg", "one.jpg", "two.jpg", "Café No 1.JPG")),
        *(f"{here}/{name}" for name in ("cv.pdf", "loose.png", "shared.png", "talk.mp3")),
        "content/about/tea.jpg",
        "content/posts/draft/secret.jpg",
        "static/wp-content/uploads/2024/05/head.jpg",
    }
    hello = runs.text(f"{here}/index.md")
    for line in (
        '{{< figure src="/hello/boat.jpg" alt="A boat" caption="The boat" >}}',
        "See [the boat](/hello/boat.jpg), [the CV](/hello/cv.pdf), ![loose](/hello/loose.png)",
        f"![page]({runs.server.home}{UPLOADS}/page.jpg) and [its page](/hello/boat.jpg)",
        '{{< wp-image src="/hello/one.jpg" link="/hello/one.jpg" >}}Caption one{{< /wp-image >}}',
        '{{< wp-audio src="/hello/talk.mp3" />}}',
        "![Cafe](/hello/Caf%C3%A9%20No%201.JPG)",
        'src: "/wp-content/uploads/2024/05/head.jpg"\n    alt: Head alt',
        'url: "/hello/talk.mp3"\n      type: audio/mpeg',
        'images:\n  - "/hello/shared.png"',
        'photo: "/hello/loose.png"',
        'enclosure: "/hello/talk.mp3\\n253\\naudio/mpeg"',
    ):
        assert line in hello
    second = runs.text("content/posts/second/index.md")
    assert f"![b](/hello/boat.jpg), ![g]({runs.server.home}{UPLOADS}/gone.jpg), ![t](/about/tea.jpg)" in second
    assert r"<a href=\"/hello/boat.jpg\">" in runs.text("data/comments/2.json")
    assert report["media"]["missing"] == {"not-found": 1, "web-page": 1}
    assert report["ledger"]["lost"]["missing-file"] == 2
    assert report["ledger"]["kinds"]["media"]["written"] == 7


def test_files_lie_where_they_were_without_bundles(runs: Runs) -> None:
    runs.target, runs.more = "hugo", ("--files", "plain")
    runs("convert")
    found = pictures(runs.files())
    assert {f"/{path.removeprefix('static/')}".replace("é", "%C3%A9").replace(" ", "%20"): content
            for path, content in found.items()} == PUBLIC  # fmt: skip
    hello = runs.text("content/posts/hello.md")
    assert "[the CV](/files/cv.pdf)" in hello and f'src="{UPLOADS}/boat.jpg"' in hello


def test_a_new_home_below_a_folder(runs: Runs) -> None:
    runs.target, runs.more = "jekyll", ("--new-home", "https://new.example/blog")
    runs("convert")
    hello = runs.text(next(path for path in runs.files() if path.endswith("-hello.html")))
    assert f'src="/blog{UPLOADS}/boat.jpg"' in hello
    assert 'images:\n  - "/blog/wp-content/uploads/2024/05/shared.png"' in hello
    assert len(pictures(runs.files())) == len(PUBLIC)


def test_kept_links_stay_and_files_are_where_they_lead(runs: Runs) -> None:
    runs.target, runs.more = "hugo", ("--links", "keep")
    runs("convert")
    assert f"![b]({runs.server.home}{UPLOADS}/boat.jpg)" in runs.text("content/posts/second/index.md")
    assert "static/wp-content/uploads/2024/05/boat.jpg" in runs.files()


@pytest.mark.parametrize("target", ["hugo", "jekyll", "html", "markdown"])
def test_a_second_run_fetches_nothing_and_writes_nothing(runs: Runs, target: str) -> None:
    runs.target = target
    first = runs("convert")
    asked, files = len(runs.server.asked), runs.files()
    assert len(set(runs.server.targets())) == asked
    second = runs("convert")
    assert len(runs.server.asked) == asked
    assert runs.files() == files
    assert (first["wrote"], second["wrote"]) == (True, False)
    assert first["media"] == second["media"]
    assert set(second["actions"]) - {name for name, count in second["actions"].items() if not count} == {"unchanged"}
    shutil.rmtree(runs.cache)
    assert runs("convert", "--media-offline", "--dry-run")["run"]["ledger"]["lost"]["missing-file"] > 2
    assert len(runs.server.asked) == asked


@pytest.mark.parametrize("target", ["hugo", "markdown"])
def test_any_number_of_processes_writes_the_same(runs: Runs, target: str) -> None:
    runs.target = target
    runs("convert", "--jobs", "1")
    alone = runs.files()
    assert runs("convert", "--jobs", "2")["wrote"] is False
    shutil.rmtree(runs.site)
    first = runs("convert", "--jobs", "2")
    assert runs.files() == alone
    assert first["ledger"]["lost"]["missing-file"] == 2 + (target == "markdown")


@pytest.mark.parametrize("target", ["jekyll", "html", "hugo"])
def test_what_visitors_did_not_see_is_not_published(runs: Runs, target: str) -> None:
    runs.target = target
    for more in ((), ("--include-private",)):
        runs("convert", *more)
        secret = [path for path in runs.files() if "secret" in path]
        assert secret == (["content/posts/draft/secret.jpg"] if target == "hugo" else [])


def test_a_plan_fetches_first_and_is_carried_out_from_the_cache(runs: Runs) -> None:
    plan = runs.folder / "plan.zip"
    planned = runs("plan", "--save", str(plan))
    assert not runs.site.exists()
    asked = len(runs.server.asked)
    change = next(
        change for entry in planned["entries"] if entry["source"] == "media/50" for change in entry["changes"]
    )
    assert (change["action"], change["size_after"], change["no_text"]) == ("create", len(JPEG) + 4, "binary")
    assert planned["run"]["options"] == {"--media": "download", "--media-host": [runs.server.host]}
    runs.server.on(f"{UPLOADS}/gone.jpg", reply(JPEG))
    assert run(["-q", "apply", str(plan)]) == 0
    assert len(runs.server.asked) == asked
    assert len(pictures(runs.files())) == len(PUBLIC)
    assert run(["-q", "apply", str(plan)]) == 0


def test_a_plan_whose_files_are_gone_from_the_cache_is_stale(runs: Runs, capsys: pytest.CaptureFixture[str]) -> None:
    plan = runs.folder / "plan.zip"
    runs("plan", "--save", str(plan))
    shutil.rmtree(runs.cache)
    assert run(["-q", "apply", str(plan)]) == 5
    assert "the plan is stale" in capsys.readouterr().err
    assert not runs.site.exists()


def test_edited_and_removed_files_are_kept(runs: Runs) -> None:
    runs("convert")
    boat, tea = (runs.site / UPLOADS[1:] / name for name in ("boat.jpg", "tea.jpg"))
    boat.write_bytes(b"mine")
    tea.unlink()
    report = runs("convert", code=1)
    assert report["actions"]["conflict"] == 2
    assert boat.read_bytes() == b"mine" and not tea.exists()
    assert run(["-q", "verify", str(runs.export), str(runs.site)]) == 1
    runs("convert", "--on-conflict", "both", code=1)
    assert boat.with_name("boat.jpg.wxr-new").read_bytes() == FILES[f"{UPLOADS}/boat.jpg"]
    runs("convert", "--on-conflict", "overwrite")
    assert boat.read_bytes() == FILES[f"{UPLOADS}/boat.jpg"] and tea.exists()


@pytest.mark.parametrize("target", ["hugo", "jekyll"])
def test_what_was_written_is_verified_without_host_and_cache(runs: Runs, target: str) -> None:
    runs.target = target
    runs("convert")
    shutil.rmtree(runs.cache)
    asked = len(runs.server.asked)
    verify = ["verify", str(runs.export), str(runs.site)]
    assert run(["-q", *verify]) == 0
    assert len(runs.server.asked) == asked
    picture = next(path for path in runs.site.rglob("loose.png"))
    picture.write_bytes(PNG + b"x")
    assert run(["-q", *verify]) == 1


def test_a_newer_export_renames_updates_and_prunes(runs: Runs) -> None:
    runs("convert")
    other = attachment(56, url=f"{runs.server.home}{UPLOADS}/loose.png", parent=2, slug="gone", title="gone")
    write_export(runs.export, runs.server.home, other, drop=(2, 56))
    report = runs("convert", "--prune", "--yes")
    assert report["vanished"]["deleted"]
    assert f"{UPLOADS[1:]}/loose.png" in runs.files()
    shown = item(9, slug="nine", link=f"{runs.server.home}/nine/", content=f'<img src="{UPLOADS}/boat.jpg">')
    write_export(runs.export, runs.server.home, shown, drop=(1, 2, 56))
    runs("convert", "--prune", "--yes")
    assert set(pictures(runs.files())) == {f"{UPLOADS[1:]}/{name}.jpg" for name in ("boat", "tea", "head")} | {
        f"{UPLOADS[1:]}/{name}" for name in ("one.jpg", "two.jpg", "Café No 1.JPG")
    }


def test_from_bundles_to_plain_files_they_move(runs: Runs) -> None:
    runs.target = "hugo"
    runs("convert")
    report = runs("convert", "--files", "plain")
    assert report["actions"]["rename"] >= 7
    assert {path.split("/")[0] for path in pictures(runs.files())} == {"static"}
    # Nothing would hide it there.
    assert not any("secret" in path for path in runs.files())


@pytest.mark.parametrize("kind", ["folder", "zip", "site"])
def test_copying_asks_nobody(runs: Runs, kind: str) -> None:
    source = runs.folder / "backup"
    for path, content in FILES.items():
        file = source / ("site" if kind == "site" else "") / path[1:].replace("%C3%A9", "é").replace("%20", " ")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    (source / "link.jpg").symlink_to("/etc/passwd")
    if kind == "zip":
        with zipfile.ZipFile(runs.folder / "backup.zip", "w") as archive:
            for file in source.rglob("*"):
                archive.write(file, file.relative_to(source))
        source = runs.folder / "backup.zip"
    arguments = [str(runs.export), str(runs.site), "--to", "html", "--media", "copy", "--media-source", str(source)]
    arguments += ["--media-cache", str(runs.cache), "--media-host", runs.server.host]
    for _ in range(2):
        assert run(["-q", "convert", *arguments]) == 0
    found = pictures(runs.files())
    assert sorted(found.values()) == sorted(PUBLIC.values())
    assert runs.server.asked == []
    # What lies there now does not depend on what it was copied from.
    boat = runs.site / UPLOADS[1:] / "boat.jpg"
    assert boat.stat().st_nlink == 1 and not boat.is_symlink()


def test_a_private_host_is_not_asked_unless_it_is_named(runs: Runs) -> None:
    arguments = ["convert", str(runs.export), str(runs.site), "--to", "html", "--media", "download"]
    file = runs.folder / "r.json"
    cache = ["--media-cache", str(runs.cache), "--report", f"json={file}"]
    assert run(["-q", *arguments, *cache]) == 0
    assert runs.server.asked == []
    assert json.loads(file.read_text())["media"]["missing"] == {"private-address": len(PUBLIC) + 2}
    assert pictures(runs.files()) == {}


def test_an_attachment_that_becomes_unreadable_takes_its_links_along(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, prepare = Reader.parse, MediaStage.prepare
    prepared: list[bool] = []

    def parse(reader: Reader, where: Any, data: bytes | None = None) -> Any:
        found = whole(reader, where, data)
        if prepared and getattr(found, "id", "") == "51":
            return Unreadable(Place("export.xml", where.start, 7, where.line), "made unreadable", b"<item/>")
        return found

    def then(stage: MediaStage, *given: Any) -> None:
        prepare(stage, *given)
        prepared.append(True)

    monkeypatch.setattr(Reader, "parse", parse)
    monkeypatch.setattr(MediaStage, "prepare", then)
    runs.target = "jekyll"
    runs("convert", code=1)
    assert not any(path.endswith("tea.jpg") for path in runs.files())
    assert f"{runs.server.home}{UPLOADS}/tea.jpg" in runs.text("about/index.html")


def test_none_leaves_attachments_out_and_link_changes_nothing(runs: Runs, tmp_path: Path) -> None:
    base = [str(runs.export), str(tmp_path / "out"), "--to", "jsonl"]
    for mode, count in (("link", 8), ("none", 0)):
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        assert run(["-q", "convert", *base, "--media", mode]) == 0
        file = tmp_path / "out" / "media.jsonl"
        assert (len(file.read_text().splitlines()) if file.exists() else 0) == count
    assert runs.server.asked == []


def test_linking_loads_nothing_of_it(runs: Runs) -> None:
    loaded = set(sys.modules)
    assert run(["-q", "convert", str(runs.export), str(runs.site), "--to", "html"]) == 0
    assert not {"httpx", "migrate.media.download"} & (set(sys.modules) - loaded)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--media", "copy"], "--media copy does not know from where"),
        (["--media", "download", "--media-source", "."], "--media-source does nothing with --media download"),
        (["--media-source", "."], "--media-source does nothing with --media link"),
        (["--media-offline"], "--media-offline does nothing with --media link"),
        (["--media", "none", "--media-host", "cdn.example"], "--media-host does nothing with --media none"),
        (["--media-largest", "1MB"], "--media-largest does nothing with --media link"),
        (["--media", "download", "--media-largest", "huge"], "--media-largest huge is no size"),
        (["--media", "download", "--media-host", "http://x"], "'http://x' is not the name of a host"),
        (["--media", "download", "--media-cache", "out/cache"], "would be published with the destination"),
        (["--media", "download", "--to", "jsonl"], "jsonl holds records, and has no place for files"),
        (["--media", "copy", "--media-source", ".", "--to", "jsonl"], "--media copy does not go with it"),
        (["--media", "download", "--media", "none", "--prune"], "--prune would delete what filters"),
    ],
)
def test_options_that_do_not_go_together(
    options: list[str], said: str, runs: Runs, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(runs.folder)
    assert run(["convert", "export.xml", "out", "--to", "html", *options]) == 64
    assert said in capsys.readouterr().err
    assert not (runs.folder / "out").exists()


def test_a_site_of_ones_own_is_told_what_its_configuration_lacks(
    runs: Runs, capsys: pytest.CaptureFixture[str]
) -> None:
    runs.site.mkdir()
    (runs.site / "eleventy.config.js").write_text("export default {}\n")
    runs.target = "eleventy"
    runs("convert")
    assert "does not publish the folder static" in capsys.readouterr().err
