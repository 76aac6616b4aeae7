"""From an export to files in their places, as a conversion asks for it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from exports import attachment, export, item

from media.fetching import JPEG, PAGE, PNG, limits
from media.loopback import Loopback, reply
from media.opened import opened
from migrate.media.stage import MediaOptions, MediaStage
from migrate.model.errors import UsageError
from migrate.model.files import FileLayout


def write_export(path: Path, home: str) -> Path:
    """An entry that shows an attachment, a smaller copy of it, and a file that is none; one attachment is gone."""
    uploads = f"{home}/wp-content/uploads/2024/05"
    body = f'<img src="{uploads}/boat-300x200.jpg"><img src="{uploads}/loose.png"><img src="{uploads}/page.jpg">'
    items = [
        item(1, content=body, link=f"{home}/hello/"),
        attachment(50, url=f"{uploads}/boat.jpg", parent=1),
        attachment(51, url=f"{uploads}/gone.jpg", parent=1),
    ]
    path.write_text(export(*items, home=home), "utf-8")
    return path


def test_a_run_a_second_one_and_one_without_the_network(tmp_path: Path) -> None:
    with Loopback() as server:
        uploads = "/wp-content/uploads/2024/05"
        server.on(f"{uploads}/boat.jpg", reply(JPEG))
        server.on(f"{uploads}/loose.png", reply(PNG))
        server.on(f"{uploads}/page.jpg", reply(PAGE))
        path = write_export(tmp_path / "export.xml", server.home)
        reports = []
        for offline in (False, False, True):
            options = MediaOptions(cache=tmp_path / "cache", hosts=(server.host,), offline=offline, limits=limits())
            told: list[tuple[int, int]] = []
            stage = MediaStage(options, lambda done, total, told=told: told.append((done, total)))
            folder = tmp_path / f"run{len(reports)}"
            folder.mkdir()
            with opened(folder, path) as export_:
                stage.prepare(*export_)
                reports.append(stage.report())
                places = stage.places(FileLayout("static", ""), lambda key: None, lambda path: False)
                routes = {place.key: place for place in places}
                assert {route.path for route in routes.values()} == {
                    f"static{uploads}/boat.jpg",
                    f"static{uploads}/loose.png",
                }
                assert routes["media/50"].url == f"{uploads}/boat.jpg"
                assert Path(routes["media/50"].cached).read_bytes() == JPEG
                assert "media/51" not in routes
                assert {one.source for one in stage.missing()} == {"media/51", "entry/1"}
                assert told == [] if offline else told[-1] == (4, 4)
        assert len(server.asked) == 4
        first, second, third = reports
        assert (first.wanted, first.had, first.reasons) == (4, 2, {"not-found": 1, "web-page": 1})
        assert first == second == third
        assert any("web page" in sentence for sentence in first.sentences())
        assert first.as_dict()["bytes"] == len(JPEG) + len(PNG)


def test_the_sites_own_host_on_loopback_is_not_asked_unless_it_is_named(tmp_path: Path) -> None:
    with Loopback() as server:
        path = write_export(tmp_path / "export.xml", server.home)
        stage = MediaStage(MediaOptions(cache=tmp_path / "cache", limits=limits()), lambda done, total: None)
        with opened(tmp_path, path) as export_:
            stage.prepare(*export_)
            assert stage.report().reasons == {"private-address": 4}
        assert server.asked == []


def test_a_copy_from_a_folder_needs_no_network(tmp_path: Path) -> None:
    source = tmp_path / "uploads" / "2024" / "05"
    source.mkdir(parents=True)
    (source / "boat.jpg").write_bytes(JPEG)
    path = write_export(tmp_path / "export.xml", "https://blog.example")
    loaded = set(sys.modules)
    stage = MediaStage(MediaOptions(cache=tmp_path / "cache", source=tmp_path / "uploads"), lambda done, total: None)
    with opened(tmp_path, path) as export_:
        stage.prepare(*export_)
        report = stage.report()
    assert (report.had, report.reasons) == (1, {"not-there": 3})
    assert not {"httpx"} & (set(sys.modules) - loaded)


def test_a_host_that_is_none_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        MediaStage(MediaOptions(cache=tmp_path, hosts=("http://x",)), lambda done, total: None)
