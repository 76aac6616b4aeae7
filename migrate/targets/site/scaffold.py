"""What is shipped with a site: configuration, templates, the include of comments. Written once, then the user's.

In shipped files `@@name@@` stands for a value of the site as JSON has it, which TOML, YAML, Python and
JavaScript read too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources.abc import Traversable

import msgspec

from migrate.model.artifact import File
from migrate.model.records import Site
from migrate.targets.site.languages import Language
from migrate.targets.site.mapping import OWN, Existing, SiteMapping, load_site_mapping, shipped_folder, shipped_names
from migrate.targets.site.pages import plain_text

_STYLE = "style.css"
_PLACEHOLDER = re.compile(rb'"?@@(\w+)@@"?')


OURS = "Written once by wxr-migrate"
"""What a shipped configuration begins with, so that it is told from one of the user's."""


def shipped_files(
    mapping: SiteMapping, site: Site, base: str, taxonomies: Sequence[str], languages: Mapping[str, Language]
) -> Iterator[File]:
    """Everything where no site is configured yet; what the content itself needs everywhere."""
    values = {name: _as_json(value) for name, value in _values(site, base, taxonomies, languages).items()}
    for path, content in read_shipped(mapping.name):
        needed = path.startswith(mapping.needed) if mapping.needed else False
        if b"@@" in content:
            content = _PLACEHOLDER.sub(lambda match: values[match[1].decode()], content)  # noqa: PLW2901
        yield File("scaffold", path, content, once=True, unless=() if needed else mapping.configurations)


def _values(site: Site, base: str, taxonomies: Sequence[str], languages: Mapping[str, Language]) -> dict[str, object]:
    home = site.home_url if "//" in site.home_url else "https://example.org"
    language = next(iter(languages), (site.language or "en").replace("_", "-"))
    return {
        "title": plain_text(site.title) or "Site",
        "description": plain_text(site.description),
        "home": home.rstrip("/") + "/",
        "origin": home.rstrip("/").removesuffix(base),
        "base": base,
        "language": language,
        "primary_language": language.partition("-")[0].lower(),
        "zone": site.time_zone if "/" in site.time_zone else "UTC",
        "taxonomies": list(taxonomies),
        "languages": msgspec.to_builtins(dict(languages)),
    }


def _as_json(value: object) -> bytes:
    # A lone surrogate has no UTF-8; escapes are read alike everywhere, but for characters beyond the first plane.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def wanted_files(files: Iterable[File], mapping: SiteMapping, wanted: bool | None) -> Iterator[File]:
    """Of a scaffold what `--scaffold` (True), `--no-scaffold` (False) or neither asks for.

    What the content itself needs is always written. Asked for, the rest is also written into a site that has a
    configuration of its own, as far as it is not there; but for the configuration.
    """
    for file in files:
        is_optional = bool(file.unless)
        if wanted is False and is_optional:
            continue
        if wanted and is_optional and file.path not in mapping.configurations:
            yield msgspec.structs.replace(file, unless=())
        else:
            yield file


def existing_warnings(
    mapping: SiteMapping, read: Callable[[str], str | None], notes: Iterable[Existing] | None = None
) -> list[str]:
    """What to say of a site that has a configuration of its own: the mapping's notes, or others. `read`: the text of
    its file, or None."""
    for file in mapping.configurations:
        text = read(file)
        if text is not None:
            if OURS in text[:300]:
                return []
            known = mapping.existing if notes is None else notes
            needed = [one for one in known if not one.unless or not re.search(one.unless, text)]
            return [one.says.format(file=file) for one in needed]
    return []


@cache
def read_shipped(name: str) -> tuple[tuple[str, bytes], ...]:
    """Path and content of every file that is shipped for a generator; none for one that is not ours."""
    if name.endswith(OWN) or name not in shipped_names():
        return ()
    folder, style = shipped_folder(), load_site_mapping(name).style
    files = list(_walk(folder / name, "")) if (folder / name).is_dir() else []
    if style:
        files.append((style, (folder / _STYLE).read_bytes()))
    return tuple(sorted(files))


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.read_bytes()
