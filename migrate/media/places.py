"""Where files lie in a site: at their old path below the home, or beside the entry that they were uploaded to.

No two are the same on file systems that ignore case or Unicode's forms. What was not had, and what no visitor may see
and nothing would hide, gets no place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from migrate.media.contents import extension
from migrate.media.names import MEDIA_NAMES, Taken, encoded, safe_path
from migrate.media.reasons import Reason
from migrate.media.urls import UPLOADS
from migrate.media.wanted import MediaWanted, WantedFiles
from migrate.model.files import FileLayout, FilePlace, Owner

_INDEXES = ("index.md", "_index.md")
_PAGES = frozenset({"", "md", "markdown", "mdown", "html", "htm", "org", "adoc", "rst", "pandoc"})
"""Extensions of files that a generator would take for pages beside a page, or that have the name of a folder."""
_OUR_FOLDER = "wp-content/"
_ANYWHERE = MEDIA_NAMES - {"txt"}
"""Extensions of files that keep any path: no generator and no server takes one for its own (`robots.txt`)."""


def place_files(
    wanted: WantedFiles,
    layout: FileLayout,
    owner: Callable[[str], Owner | None],
    is_taken: Callable[[str], bool] = lambda path: False,
) -> Iterator[FilePlace]:
    """The place of every file that was had, in the order of the export. What is kept from visitors is missing after it.

    `owner`: the entry with a key. `is_taken`: whether the file of an entry or term has a path.
    """
    taken = Taken(is_taken)
    hidden: list[str] = []
    for one in wanted.every_had():
        entry = owner(one.owner) if layout.bundles and one.owner else None
        if entry is not None and not _has_folder(entry, one, layout):
            entry = None
        if not one.public and not (entry is not None and layout.hides and not entry.public):
            hidden.append(one.key)
            continue
        if one.public and entry is not None and not entry.public:
            # Shown by another entry too, which visitors see.
            entry = None
        cached = wanted.cached(one.key)
        assert cached is not None
        if entry is None:
            folder, url, path = layout.folder, f"{layout.base}/", _path_below_home(one, layout)
        else:
            folder, url = entry.path.rpartition("/")[0], entry.url
            path = safe_path(one.path, hidden=layout.hidden).rpartition("/")[2]
        chosen = taken.free(f"{folder}/{path}" if folder else path, _number(one))
        below = chosen[len(folder) + 1 :] if folder else chosen
        address = f"/{encoded(chosen)}" if layout.by_path else url + encoded(below)
        yield FilePlace(one.key, chosen, address, str(cached.file), cached.digest, cached.size)
    for key in hidden:
        wanted.missing(key, Reason.NOT_PUBLIC)


def _path_below_home(one: MediaWanted, layout: FileLayout) -> str:
    """The old path, so that the old address stays; below the uploads for what a generator or server might mean."""
    path = safe_path(one.path, hidden=layout.hidden)
    if path.startswith(_OUR_FOLDER) or (layout.apart and extension(path) in _ANYWHERE):
        return path
    return f"{UPLOADS}/{path}"


def _has_folder(entry: Owner, one: MediaWanted, layout: FileLayout) -> bool:
    """Whether an entry has a folder of its own, and the file may lie in it."""
    if extension(one.path) in _PAGES or not (layout.by_path or entry.url.endswith("/")):
        return False
    folder, _, name = entry.path.rpartition("/")
    return bool(folder) and name in _INDEXES


def _number(one: MediaWanted) -> str:
    """What tells it from another file of its name."""
    number = one.key.removeprefix("media/")
    return number if number.isdecimal() else ""
