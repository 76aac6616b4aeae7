"""Where files lie: at their old path, or beside their entry; only those that were had, and that visitors may see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from media.fetching import table, wanted_file
from migrate.media.places import place_files
from migrate.media.reasons import Reason
from migrate.media.wanted import Cached, MediaWanted, WantedFiles
from migrate.model.files import FileLayout, FilePlace, Owner

UPLOADS = "wp-content/uploads/2021/09"


def places(
    layout: FileLayout, *files: MediaWanted, entries: dict[str, Owner] | None = None, taken: tuple[str, ...] = ()
) -> tuple[list[FilePlace], WantedFiles]:
    wanted = table(*files)
    for file in files:
        if "gone" in file.key:
            wanted.missing(file.key, Reason.NOT_FOUND)
        else:
            wanted.had(file.key, Cached(Path("x"), b"d", 1))
    return list(place_files(wanted, layout, (entries or {}).get, taken.__contains__)), wanted


def file(key: str, path: str, **more: Any) -> MediaWanted:
    return wanted_file("http://blog.example/" + path, key, path=path, **more)


def test_old_addresses_stay() -> None:
    found, _ = places(
        FileLayout("static", "/blog"),
        file("media/1", f"{UPLOADS}/Küste 1.jpg"),
        file("media/gone", f"{UPLOADS}/gone.jpg"),
        file("file/x", "images/logo.png"),
    )
    assert found == [
        FilePlace("media/1", f"static/{UPLOADS}/Küste 1.jpg", f"/blog/{UPLOADS}/K%C3%BCste%201.jpg", "x", b"d", 1),
        FilePlace("file/x", "static/images/logo.png", "/blog/images/logo.png", "x", b"d", 1),
    ]


def test_names_that_differ_in_case_get_numbers() -> None:
    files = file("media/1", f"{UPLOADS}/a.jpg"), file("media/22", f"{UPLOADS}/A.JPG"), file("media/3", f"{UPLOADS}/b")
    found, _ = places(FileLayout("", ""), *files, taken=(f"{UPLOADS}/b",))
    assert [(place.path, place.url) for place in found] == [
        (f"{UPLOADS}/a.jpg", f"/{UPLOADS}/a.jpg"),
        (f"{UPLOADS}/A-22.JPG", f"/{UPLOADS}/A-22.JPG"),
        (f"{UPLOADS}/b-3", f"/{UPLOADS}/b-3"),
    ]


def test_bundles_keep_files_beside_the_post() -> None:
    entries = {
        "entry/1": Owner("content/posts/hi/index.md", "/blog/2021/hi/", public=True),
        "entry/2": Owner("content/posts/plain.md", "/blog/plain/", public=True),
        "entry/3": Owner("content/posts/old/index.md", "/blog/old.html", public=True),
        "entry/4": Owner("content/posts/draft/index.md", "/blog/draft/", public=False),
    }
    files = (
        file("media/1", f"{UPLOADS}/a b.jpg", owner="entry/1"),
        file("media/2", "wp-content/uploads/2022/01/a b.jpg", owner="entry/1"),
        file("media/3", f"{UPLOADS}/c.jpg", owner="entry/2"),
        file("media/4", f"{UPLOADS}/d.jpg", owner="entry/3"),
        file("media/5", f"{UPLOADS}/notes.md", owner="entry/1"),
        file("media/6", f"{UPLOADS}/e.jpg", owner="entry/9"),
        file("media/7", f"{UPLOADS}/f.jpg", owner="entry/4"),
    )
    found, _ = places(FileLayout("static", "/blog", bundles=True), *files, entries=entries)
    assert [(place.path, place.url) for place in found[:2]] == [
        ("content/posts/hi/a b.jpg", "/blog/2021/hi/a%20b.jpg"),
        ("content/posts/hi/a b-2.jpg", "/blog/2021/hi/a%20b-2.jpg"),
    ]
    assert len(found) == 7
    assert all(place.path.startswith(f"static/{UPLOADS}/") for place in found[2:])
    found, _ = places(FileLayout("", "", bundles=True, by_path=True, apart=False), *files, entries=entries)
    assert found[0].url == "/content/posts/hi/a%20b.jpg"
    assert found[3].path == "content/posts/old/d.jpg"


@pytest.mark.parametrize("bundles", [True, False])
@pytest.mark.parametrize("hides", [True, False])
def test_what_visitors_may_not_see_is_hidden_or_left_out(bundles: bool, hides: bool) -> None:
    entries = {"entry/4": Owner("content/posts/draft/index.md", "/draft/", public=False)}
    files = (
        file("media/1", f"{UPLOADS}/a.jpg", owner="entry/4", public=False),
        file("media/2", f"{UPLOADS}/b.jpg", public=False),
    )
    found, wanted = places(FileLayout("static", "", bundles=bundles, hides=hides), *files, entries=entries)
    assert [place.path for place in found] == (["content/posts/draft/a.jpg"] if bundles and hides else [])
    missing = {one.wanted.key: one.reason for one in wanted.every_missing()}
    assert missing == dict.fromkeys(["media/1", "media/2"][bool(found) :], Reason.NOT_PUBLIC)


@pytest.mark.parametrize(
    ("path", "apart", "shared"),
    [
        ("package.json", f"static/{UPLOADS[:18]}/package.json", f"{UPLOADS[:18]}/package.json"),
        ("_redirects", f"static/{UPLOADS[:18]}/_redirects", f"{UPLOADS[:18]}/redirects"),
        ("about/index.html", f"static/{UPLOADS[:18]}/about/index.html", f"{UPLOADS[:18]}/about/index.html"),
        ("robots.txt", f"static/{UPLOADS[:18]}/robots.txt", f"{UPLOADS[:18]}/robots.txt"),
        ("files/2009/a.pdf", "static/files/2009/a.pdf", f"{UPLOADS[:18]}/files/2009/a.pdf"),
        ("../../etc/cron.d/x", f"static/{UPLOADS[:18]}/etc/cron.d/x", f"{UPLOADS[:18]}/etc/cron.d/x"),
        ("wp-content/uploads/.htaccess", f"static/{UPLOADS[:18]}/htaccess", f"{UPLOADS[:18]}/htaccess"),
    ],
)
def test_no_file_takes_the_place_of_a_page_or_of_settings(path: str, apart: str, shared: str) -> None:
    assert [place.path for place in places(FileLayout("static", ""), file("media/1", path))[0]] == [apart]
    layout = FileLayout("", "", hidden="._#~", apart=False)
    assert [place.path for place in places(layout, file("media/1", path))[0]] == [shared]
