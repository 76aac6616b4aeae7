"""`wxr-migrate.toml`: every option of every command, as a file beside the work.

    [convert]
    public-only = true
    mapping = ["ours.toml"]

The same tables may stand in `pyproject.toml`, as `[tool.wxr-migrate.convert]`.

A key that no option has is refused, with its line; the command line outdoes the file.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any

import click

from migrate.model.errors import UsageError

FILE = "wxr-migrate.toml"
PROJECT = "pyproject.toml"
_TABLE = "tool.wxr-migrate"


def settings_file() -> Path | None:
    """The current folder's settings: `wxr-migrate.toml`, else `pyproject.toml` where it holds any; None without."""
    if Path(FILE).is_file():
        return Path(FILE)
    try:
        found = _TABLE in Path(PROJECT).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return Path(PROJECT) if found else None


def load_settings(group: click.Group, path: Path | None) -> dict[str, dict[str, Any]]:
    """What the file says, as click's `default_map`. Without `path`, the current folder's file, if there is one."""
    if path is None:
        path = settings_file()
        if path is None:
            return {}
    import tomllib

    try:
        text = path.read_text("utf-8")
        settings = tomllib.loads(text)
    except OSError as error:
        raise UsageError(f"the settings cannot be read: {error.strerror}", file=str(path)) from None
    except UnicodeDecodeError:
        raise UsageError("the settings are not UTF-8 text", file=str(path)) from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"the settings are not TOML: {error}", file=str(path)) from None
    if path.name == PROJECT:
        settings = settings.get("tool", {}).get("wxr-migrate", {})
    return {name: _section(group, name, section, path, text) for name, section in settings.items()}


def _section(group: click.Group, name: str, section: object, path: Path, text: str) -> dict[str, Any]:
    command = group.commands.get(name)
    if command is None or not isinstance(section, dict):
        raise _unknown(name, sorted(group.commands), "command", path, text)
    options = {
        option: parameter
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in (flag.lstrip("-") for flag in parameter.opts if flag.startswith("--"))
    }
    values: dict[str, Any] = {}
    for key, value in section.items():
        parameter = options.get(key.replace("_", "-"))
        if parameter is None or parameter.name is None:
            raise _unknown(key, sorted(options), f"option of {name}", path, text)
        if isinstance(value, (dict, list)) and not (parameter.multiple and isinstance(value, list)):
            raise UsageError(f"{key} takes one value", file=str(path), line=_line_of(key, text))
        values[parameter.name] = [value] if parameter.multiple and not isinstance(value, list) else value
    return values


def _unknown(key: str, known: list[str], what: str, path: Path, text: str) -> UsageError:
    close = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(known)}"
    return UsageError(f"there is no {what} named {key!r}", file=str(path), line=_line_of(key, text), hint=hint)


def _line_of(key: str, text: str) -> int | None:
    match = re.search(rf"^\s*\[?\s*[\"']?{re.escape(key)}[\"']?\s*[\]=]", text, re.MULTILINE)
    return text.count("\n", 0, match.start() + len(match.group()) - len(match.group().lstrip())) + 1 if match else None
