"""Shipped mappings and the user's files → Rules: the user's files lie on top, in the order given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from migrate.mappers.mapping.compile import compile_rules
from migrate.mappers.mapping.layers import Layer, read_layer
from migrate.mappers.mapping.shipped import PLUGINS, full_name, shipped
from migrate.model.errors import UsageError
from migrate.model.rules import Rules


def load_rules(files: Sequence[Path] = (), *, plugins: Iterable[str] | None = None) -> Rules:
    """What WordPress's names mean: `core`, the shipped plugins (all, or those named), and `files` on top.

    Raises `UsageError` with file, line and hint for a file that cannot be read or does not follow the schema,
    and for an unknown plugin.
    """
    names = shipped()
    if plugins is None:
        chosen = [name for name in names if name.startswith(PLUGINS)]
    else:
        chosen = sorted({full_name(name, names) for name in plugins} - {"core"})
    layers = [read_layer("core", 0, names["core"].read_bytes())]
    layers += [read_layer(name, 1, names[name].read_bytes()) for name in chosen]
    layers += [_read_file(file, level) for level, file in enumerate(files, start=2)]
    return compile_rules(layers)


def _read_file(file: Path, level: int) -> Layer:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"the mapping cannot be read: {error.strerror}", file=str(file)) from None
    return read_layer(str(file), level, content)
