"""What is shipped with a site: configuration, templates, the include of comments. Written once, then the user's.

In shipped files `@@name@@` stands for a value of the site as JSON has it, which TOML, YAML, Python and
JavaScript read too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources.abc import Traversable

from migrate.model.artifact import File
from migrate.model.records import Site
from migrate.targets.site.mapping import SiteMapping, shipped_folder
from migrate.targets.site.pages import plain_text

_PLACEHOLDER = re.compile(rb'"?@@(\w+)@@"?')


def shipped_files(mapping: SiteMapping, site: Site, base: str, taxonomies: Sequence[str]) -> Iterator[File]:
    """Everything where no site is configured yet; what the content itself needs everywhere."""
    values = {name: _as_json(value) for name, value in _values(site, base, taxonomies).items()}
    for path, content in read_shipped(mapping.name):
        needed = path.startswith(mapping.needed) if mapping.needed else False
        if b"@@" in content:
            content = _PLACEHOLDER.sub(lambda match: values[match[1].decode()], content)  # noqa: PLW2901
        yield File("scaffold", path, content, once=True, unless=() if needed else mapping.configurations)


def _values(site: Site, base: str, taxonomies: Sequence[str]) -> dict[str, object]:
    home = site.home_url if "//" in site.home_url else "https://example.org"
    return {
        "title": plain_text(site.title) or "Site",
        "description": plain_text(site.description),
        "home": home.rstrip("/") + "/",
        "origin": home.rstrip("/").removesuffix(base),
        "base": base,
        "language": (site.language or "en").replace("_", "-"),
        "zone": site.time_zone if "/" in site.time_zone else "UTC",
        "taxonomies": list(taxonomies),
    }


def _as_json(value: object) -> bytes:
    # A lone surrogate has no UTF-8; escapes are read alike everywhere, but for characters beyond the first plane.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


@cache
def read_shipped(name: str) -> tuple[tuple[str, bytes], ...]:
    """Path and content of every file that is shipped for a generator; none where there is no folder for it."""
    folder = shipped_folder() / name
    return tuple(sorted(_walk(folder, ""))) if folder.is_dir() else ()


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.read_bytes()
