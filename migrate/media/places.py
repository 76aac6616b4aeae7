"""Where files lie in a site: at their old path below the home, or beside the entry that they were uploaded to.

No two are the same on file systems that ignore case or Unicode's forms; what was not had gets no place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from migrate.media.contents import extension
from migrate.media.names import Taken, encoded, safe_path
from migrate.media.wanted import MediaWanted, WantedFiles
from migrate.model.routes import Route

_INDEXES = ("index.md", "_index.md")
_PAGES = frozenset({"md", "markdown", "mdown", "html", "htm", "org", "adoc", "rst", "pandoc"})
"""Extensions of files that a generator would take for pages beside a page."""


class FileLayout(NamedTuple):
    """What a target wants of files."""

    folder: str
    """Whose content is published as it is (`static`); empty for the root of the destination."""
    base: str
    """Path of the site's home in its host, without slash at the end."""
    bundles: bool = False
    """Whether files lie beside the entry they belong to, where that has a folder of its own."""
    hidden: str = "."
    """What names of files may not begin with: the generator would leave them out."""


def place_files(wanted: WantedFiles, layout: FileLayout, route: Callable[[str], Route | None]) -> Iterator[Route]:
    """The place of every file that was had, in the order of the export. `route`: of an entry, by its key."""
    taken = Taken()
    for one in wanted.every_had():
        path = safe_path(one.path, hidden=layout.hidden)
        entry = _beside(one, route) if layout.bundles else None
        if entry is None:
            folder, url, address = layout.folder, f"{layout.base}/", "/"
        else:
            folder, url, address = entry.path.rpartition("/")[0], entry.url, entry.address or "/"
            path = path.rpartition("/")[2]
        chosen = taken.free(f"{folder}/{path}" if folder else path, _number(one))
        below = chosen[len(folder) + 1 :] if folder else chosen
        yield Route(one.key, chosen, url + encoded(below), address + below)


def _beside(one: MediaWanted, route: Callable[[str], Route | None]) -> Route | None:
    """The entry that a file lies beside, where that has a folder of its own."""
    entry = route(one.owner) if one.owner and extension(one.path) not in _PAGES else None
    if entry is None or not entry.url.endswith("/"):
        return None
    folder, _, name = entry.path.rpartition("/")
    return entry if folder and name in _INDEXES else None


def _number(one: MediaWanted) -> str:
    """What tells it from another file of its name."""
    number = one.key.removeprefix("media/")
    return number if number.isdecimal() else ""
