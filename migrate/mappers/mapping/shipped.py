"""The mappings that come with the program: package data once installed, `mappings/` in a checkout."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from migrate.mappers.mapping.layers import near
from migrate.model.errors import MigrateError, UsageError

PLUGINS = "plugins/"
TARGETS = "targets/"


def shipped() -> dict[str, Traversable]:
    """Name → file: `core` first, then `plugins/yoast` and the like, sorted."""
    for folder in (files("migrate") / "_mappings", Path(__file__).parents[3] / "mappings"):
        if folder.is_dir():
            found = dict(sorted(_files(folder, "")))
            return {"core": found["core"]} | found
    raise MigrateError("the program's mappings are missing", hint="install wxr-migrate again")


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.name.endswith(".toml"):
            yield prefix + entry.name.removesuffix(".toml"), entry
        elif entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")


def full_name(name: str, names: dict[str, Traversable]) -> str:
    """What `yoast`, `plugins/yoast`, `yoast.toml` or `hugo` is in `names`. Raises `UsageError` for an unknown one."""
    wanted = name.removesuffix(".toml").removeprefix("mappings/")
    for candidate in (wanted, PLUGINS + wanted, TARGETS + wanted):
        if candidate in names:
            return candidate
    short = tuple(known.rpartition("/")[2] for known in names)
    raise UsageError(f"there is no mapping `{name}`", hint=near(wanted.rpartition("/")[2], short))


def shipped_text(name: str) -> str:
    """The text of a shipped mapping, to print. Raises `UsageError` for an unknown name."""
    names = shipped()
    return names[full_name(name, names)].read_text(encoding="utf-8")
