"""Builds a site with a real Hugo."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.targets.built_site import CONTENT, Built, BuiltPage, Dead

__all__ = ["CONTENT", "Built", "BuiltPage", "Dead", "build"]

_CONFIGURATIONS = ("hugo.toml", "config.toml", "config/_default/hugo.toml")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class HugoBuilt(Built):
    """What Hugo published, and said."""

    @property
    def warnings(self) -> list[str]:
        """Lines of warnings, deprecations of Hugo's among them, also those that are only notes yet."""
        return [line for line in self.output.splitlines() if line.startswith("WARN") or "deprecated" in line]

    @property
    def errors(self) -> list[str]:
        return [line for line in self.output.splitlines() if line.startswith(("ERROR", "Error", "panic"))]


def build(site: Path, *arguments: str, destination: Path | None = None) -> HugoBuilt:
    """What Hugo makes of a site, beside it unless `destination` says where; the site itself is left as it is.

    Skips without Hugo, unless `REQUIRE_SERVICES` is set. `arguments`: further ones, such as `--buildDrafts`.
    """
    folder = destination or site.parent / f"{site.name}-published"
    if folder.exists():
        shutil.rmtree(folder)
    places = ["--source", str(site), "--destination", str(folder.resolve()), "--noBuildLock"]
    talk = ["--logLevel", "info", "--printPathWarnings", "--printI18nWarnings", "--panicOnWarning=false"]
    said = subprocess.run(
        [_hugo(), *places, *talk, *arguments],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=600,
    )
    output = _COLOUR.sub("", said.stdout + said.stderr)
    return HugoBuilt(folder, _base(site, arguments), said.returncode, output)


def _hugo() -> str:
    beside = Path(sys.executable).parent / "hugo"
    found = str(beside) if beside.is_file() else shutil.which("hugo")
    if found is None:
        reason = "no hugo beside Python or on PATH; install the package `hugo`"
        if os.environ.get("REQUIRE_SERVICES"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def _base(site: Path, arguments: tuple[str, ...]) -> str:
    for option, value in itertools.pairwise(arguments):
        if option in ("-b", "--baseURL"):
            return value.rstrip("/") + "/"
    for name in _CONFIGURATIONS:
        if (site / name).is_file():
            values = tomllib.loads((site / name).read_text(encoding="utf-8"))
            address = next((value for key, value in values.items() if key.lower() == "baseurl"), "")
            return str(address).rstrip("/") + "/"
    return "/"
