"""Sites with files, built by the real programs: every image, gallery, player and link to a file of the old site leads to
the bytes that were there, and nothing that was hidden is published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from media.loopback import Loopback
from media.old_site import PUBLIC, UPLOADS, serve, write_export
from media.runs import Runs

from tests.targets.built_site import Built
from tests.targets.clients import CLIENTS, build
from tests.targets.hugo_site import build as build_hugo

CASES = [
    *(pytest.param(client, marks=getattr(pytest.mark, f"client_{client.name}"), id=client.name) for client in CLIENTS),
    pytest.param(None, id="hugo"),
]


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with Loopback() as server:
        serve(server)
        write_export(tmp_path / "export.xml", server.home)
        yield Runs(tmp_path, server)


def name_of(path: str) -> str:
    return unquote(urlsplit(path).path).rpartition("/")[2]


def shown(built: Built, page: str) -> dict[str, bytes]:
    """Name of each file that a page leads to → its bytes, as a browser would get them."""
    found: dict[str, bytes] = {}
    wanted = {name_of(path) for path in PUBLIC}
    for link in built.pages[page].links:
        address = urljoin(built.base + page.lstrip("/"), link)
        if (name := name_of(address)) in wanted:
            assert address.startswith(built.base), f"{link} leads to the old site"
            below = unquote(urlsplit(address).path).removeprefix(unquote(urlsplit(built.base).path))
            found[name] = (built.folder / below).read_bytes()
    return found


@pytest.mark.parametrize("home", ["/", "/blog"])
@pytest.mark.parametrize("client", CASES)
def test_the_built_site_shows_the_files(client: object, home: str, runs: Runs) -> None:
    runs.target = getattr(client, "name", "hugo")
    new_home = "https://new.example" + home.rstrip("/")
    runs.more = ("--new-home", new_home)
    runs("convert")
    built: Built = build_hugo(runs.site) if client is None else build(client, runs.site, new_home)  # type: ignore[arg-type]
    assert built.returncode == 0, built.output
    content = {name_of(path): content for path, content in PUBLIC.items()}
    hello = shown(built, "/hello/")
    assert hello == {name: content[name] for name in hello}
    expected = {"boat.jpg", "cv.pdf", "loose.png", "one.jpg", "two.jpg", "talk.mp3", "Café No 1.JPG", "head.jpg"}
    assert set(hello) - {"shared.png"} == expected
    assert shown(built, "/second/") == {name: content[name] for name in ("boat.jpg", "tea.jpg")}
    assert f"{runs.server.home}{UPLOADS}/gone.jpg" in built.pages["/second/"].links
    assert shown(built, "/about/") == {"tea.jpg": content["tea.jpg"]}
    assert not [file for file in built.files if "secret" in file and ".wxr-migrate" not in file]
