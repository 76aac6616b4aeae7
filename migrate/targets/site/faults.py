"""What is wrong with a mapping file that somebody wrote, before a run fails over it: a sentence each."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from string import Formatter

import msgspec

from migrate.targets.site.mapping import OTHERS, SiteMapping, load_site_mapping, shipped_names
from migrate.targets.site.pages import FIELDS, TAXONOMIES

_NAMES = {"sections": {"name"}, "taxonomies": {"name"}, "comments": {"id"}, "front_matter": {"taxonomy"}}
"""Part of a mapping → what may stand in braces in it."""
_ONE_EACH = ("bundle", "plain", "above", "term")
"""Patterns of which every entry or term makes another path."""


def faults(mapping: SiteMapping) -> Iterator[str]:
    """Everything that no run could go well with. Fields of terms and lists, and what may stand in braces in the names
    of files, are those that some shipped mapping has."""
    shipped = [load_site_mapping(name) for name in shipped_names()]
    yield from _unknown("front_matter", mapping.front_matter, (*FIELDS, TAXONOMIES))
    for part in ("term_front_matter", "list_front_matter"):
        yield from _unknown(part, getattr(mapping, part), {key for one in shipped for key in getattr(one, part)})
    for part in ("sections", "taxonomies"):
        if OTHERS not in getattr(mapping, part):
            yield f'[{part}] needs a line for all others: "{OTHERS}" = "{{name}}"'
        yield from _unreadable(part, getattr(mapping, part), _NAMES[part])
    keys = {field: key for field, key in mapping.front_matter.items() if field == TAXONOMIES}
    yield from _unreadable("front_matter", keys, _NAMES["front_matter"])
    yield from _unreadable("", {"comments": mapping.comments}, _NAMES["comments"])
    if mapping.comments and "{id}" not in mapping.comments:
        yield "comments needs {id}: every entry has a file of its own"
    files = _patterns(mapping)
    patterns = [text for one in shipped for text in _patterns(one).values()]
    known = {name for text in patterns for name in _braces_of(text) or ()}
    yield from _unreadable("files", files, known | {"date", "slug"})
    for name in _ONE_EACH:
        if _braces_of(files[name]) == set():
            yield f"[files] {name} needs {{path}}, or all would be one file"
    for name in ("not_in_addresses", "not_in_files"):
        try:
            re.compile(getattr(mapping, name))
        except re.error as error:
            yield f"{name} is no regular expression: {error}"


def _patterns(mapping: SiteMapping) -> dict[str, str]:
    return {name: text for name, text in msgspec.to_builtins(mapping.files).items() if isinstance(text, str)}


def _unknown(part: str, keys: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    known = sorted(known)
    for key in keys:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            yield f"[{part}] has no field {key!r}: " + (f"did you mean {near[0]}?" if near else ", ".join(known))


def _unreadable(part: str, texts: Mapping[str, str], known: set[str]) -> Iterator[str]:
    for key, text in texts.items():
        where = f"[{part}] {key}" if part else key
        names = _braces_of(text)
        if names is None:
            yield f"{where}: the braces of {text!r} do not match"
            continue
        for name in sorted(names - known):
            there = ", ".join(f"{{{one}}}" for one in sorted(known))
            yield f"{where}: {{{name}}} means nothing here; there is {there}"


def _braces_of(text: str) -> set[str] | None:
    """Names in braces; None where the text cannot be read."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None
