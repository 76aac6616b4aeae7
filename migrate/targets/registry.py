"""Every target by name, without importing it. Others add theirs by entry points in the group `wxr_migrate.targets`."""

from __future__ import annotations

import difflib
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from migrate.model.errors import UsageError

GROUP = "wxr_migrate.targets"


class Entry(NamedTuple):
    """How a target is found. `place`: `module:class`; `kind`: what it writes to, `database` or `folder`."""

    name: str
    kind: str
    place: str
    summary: str


_OURS = (
    Entry("astro", "folder", "migrate.targets.astro:AstroTarget", "a site for Astro"),
    Entry(
        "database",
        "database",
        "migrate.targets.database.target:DatabaseTarget",
        "tables in SQLite, PostgreSQL, MariaDB or MySQL",
    ),
    Entry("eleventy", "folder", "migrate.targets.eleventy:EleventyTarget", "a site for Eleventy"),
    Entry("hexo", "folder", "migrate.targets.hexo:HexoTarget", "a site for Hexo"),
    Entry("html", "folder", "migrate.targets.html:HtmlTarget", "plain HTML pages, to be opened in a browser"),
    Entry("hugo", "folder", "migrate.targets.hugo:HugoTarget", "a site for Hugo"),
    Entry("jekyll", "folder", "migrate.targets.jekyll:JekyllTarget", "a site for Jekyll"),
    Entry(
        "jsonl",
        "folder",
        "migrate.targets.jsonl:JsonlTarget",
        "the neutral schema as JSON Lines, one file a record type",
    ),
    Entry("markdown", "folder", "migrate.targets.markdown:MarkdownTarget", "a folder of Markdown files"),
    Entry("mkdocs", "folder", "migrate.targets.mkdocs:MkdocsTarget", "a site for MkDocs, with Material and its blog"),
    Entry("nikola", "folder", "migrate.targets.nikola:NikolaTarget", "a site for Nikola"),
    Entry("pelican", "folder", "migrate.targets.pelican:PelicanTarget", "a site for Pelican"),
    Entry("zola", "folder", "migrate.targets.zola:ZolaTarget", "a site for Zola"),
)


_BY_NAME = {entry.name: entry for entry in _OURS}


@cache
def targets() -> dict[str, Entry]:
    """All targets, ours first. An entry point may not take one of our names."""
    from importlib.metadata import entry_points

    found = dict(_BY_NAME)
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        if point.name not in found:
            found[point.name] = Entry(point.name, "folder", point.value, f"by {point.dist.name}" if point.dist else "")
    return found


def find_target(name: str) -> Entry:
    """The target with a name, or of a mapping file by its path (`mine.toml`).

    Raises UsageError, with near matches, where there is none.
    """
    if name.endswith(".toml"):
        return Entry(name, "folder", "migrate.targets.site.own:own_target", "a site, by a mapping file of one's own")
    if name in _BY_NAME:
        return _BY_NAME[name]
    known = targets()
    if name in known:
        return known[name]
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(known)}"
    raise UsageError(f"there is no target named {name!r}", hint=hint)


def load_target(entry: Entry) -> Any:
    """The class of a target."""
    module, _, attribute = entry.place.partition(":")
    found = getattr(import_module(module), attribute)
    return found(entry.name) if entry.name.endswith(".toml") else found
