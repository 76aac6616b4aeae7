"""Where files lie: at their old path, or beside their entry; only those that were had."""

from __future__ import annotations

from pathlib import Path

from media.fetching import table, wanted_file
from migrate.media.places import FileLayout, place_files
from migrate.media.reasons import Reason
from migrate.media.wanted import Cached, MediaWanted
from migrate.model.routes import Route

UPLOADS = "wp-content/uploads/2021/09"


def places(layout: FileLayout, *files: MediaWanted, entries: dict[str, Route] | None = None) -> list[Route]:
    wanted = table(*files)
    for file in files:
        if "gone" in file.key:
            wanted.missing(file.key, Reason.NOT_FOUND)
        else:
            wanted.had(file.key, Cached(Path("x"), b"d", 1))
    return list(place_files(wanted, layout, (entries or {}).get))


def file(key: str, path: str, **more: str) -> MediaWanted:
    return wanted_file("http://blog.example/" + path, key, path=path, **more)


def test_old_addresses_stay() -> None:
    found = places(
        FileLayout("static", "/blog"),
        file("media/1", f"{UPLOADS}/Küste 1.jpg"),
        file("media/gone", f"{UPLOADS}/gone.jpg"),
        file("file/x", "images/logo.png"),
    )
    assert found == [
        Route(
            "media/1", f"static/{UPLOADS}/Küste 1.jpg", f"/blog/{UPLOADS}/K%C3%BCste%201.jpg", f"/{UPLOADS}/Küste 1.jpg"
        ),
        Route("file/x", "static/images/logo.png", "/blog/images/logo.png", "/images/logo.png"),
    ]


def test_names_that_differ_in_case_get_numbers() -> None:
    found = places(FileLayout("", ""), file("media/1", f"{UPLOADS}/a.jpg"), file("media/22", f"{UPLOADS}/A.JPG"))
    assert [(route.path, route.url) for route in found] == [
        (f"{UPLOADS}/a.jpg", f"/{UPLOADS}/a.jpg"),
        (f"{UPLOADS}/A-22.JPG", f"/{UPLOADS}/A-22.JPG"),
    ]


def test_bundles_keep_files_beside_the_post() -> None:
    entries = {
        "entry/1": Route("entry/1", "content/posts/hi/index.md", "/blog/2021/hi/", "/2021/hi/"),
        "entry/2": Route("entry/2", "content/posts/plain.md", "/blog/plain/", "/plain/"),
        "entry/3": Route("entry/3", "content/posts/old/index.md", "/blog/old.html", "/old.html"),
    }
    found = places(
        FileLayout("static", "/blog", bundles=True),
        file("media/1", f"{UPLOADS}/a b.jpg", owner="entry/1"),
        file("media/2", "wp-content/uploads/2022/01/a b.jpg", owner="entry/1"),
        file("media/3", f"{UPLOADS}/c.jpg", owner="entry/2"),
        file("media/4", f"{UPLOADS}/d.jpg", owner="entry/3"),
        file("media/5", f"{UPLOADS}/notes.md", owner="entry/1"),
        file("media/6", f"{UPLOADS}/e.jpg", owner="entry/9"),
        entries=entries,
    )
    assert found[:2] == [
        Route("media/1", "content/posts/hi/a b.jpg", "/blog/2021/hi/a%20b.jpg", "/2021/hi/a b.jpg"),
        Route("media/2", "content/posts/hi/a b-2.jpg", "/blog/2021/hi/a%20b-2.jpg", "/2021/hi/a b-2.jpg"),
    ]
    assert all(route.path.startswith(f"static/{UPLOADS}/") for route in found[2:])
