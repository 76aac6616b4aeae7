"""A mapping file, read and checked; and how files lie on each other: key by key, `false` removes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from migrate.mappers.mapping.lines import KeyPath, line_of, show_path
from migrate.mappers.mapping.schema import ROOT, Fixed, Leaf, Named, Node
from migrate.mappers.mapping.sources import SourceError, parse_source
from migrate.model.errors import UsageError

_TYPES = {
    "text": "text",
    "flag": "true or false",
    "texts": "a list of text",
    "sources": "text or a list of text",
}
FEW = 12
MANUAL = "docs/mappings.md lists what there is"
_ONE_STAR = "a name holds at most one `*`"


class Layer(NamedTuple):
    """A mapping file whose shape is right."""

    name: str
    """As error messages show it."""
    level: int
    """0 for WordPress itself, 1 for shipped plugins, 2 and above for the user's files."""
    text: str
    data: dict[str, Any]

    def error(self, path: KeyPath, message: str, hint: str | None = None) -> UsageError:
        """The error of one key of this file."""
        return UsageError(f"{show_path(path)}: {message}", file=self.name, line=line_of(self.text, path), hint=hint)

    def holds(self, path: KeyPath) -> bool:
        """Whether this file says something at `path`."""
        table: Any = self.data
        for part in path:
            if not isinstance(table, dict) or part not in table:
                return False
            table = table[part]
        return True


def read_layer(name: str, level: int, content: bytes) -> Layer:
    """Read and check one file. Raises `UsageError` with file and line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError("the mapping is not UTF-8 text", file=name, line=line) from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", str(error))
        message = str(error)[: place.start()] if place else str(error)
        line = int(place[1]) if place and place[1] else len(text.splitlines()) or 1
        raise UsageError(f"the mapping is not TOML: {message}", file=name, line=line) from None
    layer = Layer(name, level, text, data)
    _check(layer, ROOT, data, ())
    return layer


def near(word: str, words: tuple[str, ...]) -> str | None:
    """A hint that names what `word` may have been meant to be."""
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else None


def _one_of(word: str, words: tuple[str, ...]) -> str:
    """The nearest of `words`; all of them where none is near and they are few."""
    return near(word, words) or (f"it is one of {_listed(words)}" if len(words) <= FEW else MANUAL)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _shown(value: object) -> str:
    match value:
        case bool():
            return "`true`" if value else "`false`"
        case dict():
            return "a table"
        case list():
            return "a list"
        case str():
            return f"the text `{value[:60]}`"
        case _:
            return f"`{value}`"


def _check(layer: Layer, node: Node, value: object, path: KeyPath) -> None:
    """Hold a value against its node; `false` is allowed everywhere, since it removes."""
    if isinstance(node, Leaf):
        _check_leaf(layer, node, value, path)
        return
    if value is False:
        return
    if not isinstance(value, dict):
        raise layer.error(path, f"a table is expected, not {_shown(value)}")
    if isinstance(node, Fixed) and node.replaces and not value:
        raise layer.error(path, "the rule says nothing", f"it takes {_listed(tuple(node.keys))}")
    for key, below in value.items():
        if isinstance(node, Named):
            if node.patterns and key.count("*") > 1:
                raise layer.error((*path, key), _ONE_STAR)
            _check(layer, node.each, below, (*path, key))
        elif key in node.keys:
            _check(layer, node.keys[key], below, (*path, key))
        else:
            raise layer.error((*path, key), "there is no such key", _one_of(key, tuple(node.keys)))


def _check_leaf(layer: Layer, leaf: Leaf, value: object, path: KeyPath) -> None:
    match leaf.type, value:
        case (_, False) | ("flag", True):
            return
        case "text", str():
            if leaf.choices and value not in leaf.choices:
                raise layer.error(path, f"there is no `{value}`", _one_of(value, leaf.choices))
        case "texts", list():
            for index, member in enumerate(value):
                if not isinstance(member, str):
                    raise layer.error((*path, index), f"text is expected, not {_shown(member)}")
                if leaf.names and member.count("*") > 1:
                    raise layer.error((*path, index), _ONE_STAR)
                if not member.endswith(leaf.ends):
                    raise layer.error((*path, index), f"`{member}` must end with `{leaf.ends}`")
        case "sources", str():
            _check_source(layer, value, path)
        case "sources", list() if all(isinstance(member, str) for member in value):
            for index, member in enumerate(value):
                _check_source(layer, member, (*path, index))
        case _:
            raise layer.error(path, f"{_TYPES[leaf.type]} is expected, not {_shown(value)}")


def _check_source(layer: Layer, text: str, path: KeyPath) -> None:
    try:
        parse_source(text)
    except SourceError as error:
        raise layer.error(path, error.message, near(error.word, error.words) if error.words else MANUAL) from None


def lay(above: Mapping[str, Any], below: dict[str, Any], node: Node = ROOT) -> dict[str, Any]:
    """Lay one file's data on what lies below, which is changed and given back; `above` is not.

    Keys keep the order in which they came first.
    """
    for key, value in above.items():
        inner = node.each if isinstance(node, Named) else node.keys[key] if isinstance(node, Fixed) else node
        if isinstance(node, Fixed) and value is not False:
            for replaced in node.replaces.get(key, ()):
                if replaced not in above:
                    below.pop(replaced, None)
        if value is False and not (isinstance(inner, Leaf) and inner.type == "flag"):
            below.pop(key, None)
        elif isinstance(value, dict):
            below[key] = lay(value, below.get(key, {}), inner)
        else:
            below[key] = value
    return below
