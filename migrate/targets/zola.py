"""The Zola target. Facts about Zola were read in its source and seen in the output of Zola 0.22."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from migrate.model.artifact import File
from migrate.targets.site.front_matter import Value, write_front_matter
from migrate.targets.site.generator import Generator, Scaffolding, Values, usual_scaffold
from migrate.targets.site.languages import Language
from migrate.targets.site.places import term_folder
from migrate.targets.site.target import SiteTarget

BRACE = "{{ wp_brace() }}"
"""A shortcode that is shipped, and shows `{`: right in code too, and within what would be no whole shortcode."""

_OPENS = re.compile(r"\{(?=[{%](?:/\*)?\s*(?:[A-Za-z_][A-Za-z0-9_]*\s*\(|end\s*(?:\*/)?%\}))")
"""What Zola may take for the beginning of a shortcode, or for the end of one, which fails by itself."""
_SECTION = frozenset({"title", "description", "template", "aliases", "extra"})
"""Keys of a page that a section has too."""
_LISTED = 50
"""Entries on a page of a list."""
_NO_DATE = date(1970, 1, 1)
_LIST = "list.html"
_CONFIGURATION = "config.toml"


def protect(markdown: str) -> str:
    """The finished text of a page, nothing in which is a shortcode."""
    return _OPENS.sub(BRACE, markdown) if "{" in markdown else markdown


def show_braces(markdown: str) -> str:
    """The same with the braces that the shortcode stands for."""
    return markdown.replace(BRACE, "{") if BRACE in markdown else markdown


def _adapted(values: Values) -> Values:
    """A page has a path, and a section none: it stands where its file does, and an unknown key fails."""
    extra: dict[str, Any] = dict(_table(values, "extra"))
    weight = values.get("weight")
    if isinstance(weight, int) and weight < 0:
        # Zola's are unsigned.
        extra["menu_order"] = weight
        values = {key: value for key, value in values.items() if key != "weight"}
    terms = {
        taxonomy: [f"{taxonomy}/{term_folder(str(name))}.md" for name in names]
        for taxonomy, names in _table(values, "taxonomies").items()
        if isinstance(names, list)
    }
    if terms:
        extra["terms"] = terms
    if "path" in values:
        if "date" not in values and "draft" not in values and extra.get("type", "page") != "page":
            # Zola leaves out of a list what has none.
            return {**values, "date": _NO_DATE, "extra": {**extra, "undated": True}}
        return {**values, "extra": extra}
    if values.get("template") == _LIST:
        return {**values, **_list(extra), "extra": extra}
    return _home(values, extra)


def _list(extra: Mapping[str, Value]) -> Values:
    """How the pages of a list are ordered; nothing of a list whose address is an entry's is shown."""
    types = extra.get("types")
    said: Values = {"sort_by": "title"}
    if isinstance(types, list):
        said = {"sort_by": "date", "paginate_by": _LISTED}
    return {**said, "render": False} if extra.get("displaced") else said


def _home(values: Values, extra: Mapping[str, Value]) -> Values:
    """The uppermost section; of a page that is the home, all that sections have not is in `extra`."""
    known = {key: value for key, value in values.items() if key in _SECTION}
    others = {key: value for key, value in values.items() if key not in _SECTION and key != "draft"}
    # A draft of the uppermost section would leave everything out.
    hidden: Values = {"render": False} if values.get("draft") else {}
    return {**known, **hidden, "extra": {**others, **extra}}


def _table(values: Values, key: str) -> Mapping[str, Value]:
    value = values.get(key)
    return value if isinstance(value, Mapping) else {}


def _scaffold(scaffolding: Scaffolding) -> Iterator[File]:
    """What is shipped; every taxonomy is named in the configuration, for Zola fails of one that it does not know."""
    tables = "".join(
        [
            *(_tables("[extra.languages.{}]", code, msgspec.to_builtins(one)) for code, one in _languages(scaffolding)),
            *(_tables("[[taxonomies]]", "", {"name": name, "render": False}) for name in scaffolding.taxonomies),
        ]
    ).encode()
    for file in usual_scaffold(scaffolding):
        is_configuration = file.path == _CONFIGURATION
        yield msgspec.structs.replace(file, content=file.content + tables) if is_configuration else file


def _languages(scaffolding: Scaffolding) -> list[tuple[str, Language]]:
    return [(json.dumps(code), one) for code, one in scaffolding.languages.items()]


def _tables(head: str, name: str, values: Values) -> str:
    """A table of TOML below its head."""
    lines = write_front_matter(values, "toml").splitlines()[1:-1]
    return "\n".join(["", head.format(name), *lines, ""])


class ZolaTarget(SiteTarget):
    """Pages of Markdown, of which front matter says the address; sections are lists."""

    name = "zola"
    generator = Generator(protect=protect, protects_blocks=False, shows=show_braces, adapt=_adapted, scaffold=_scaffold)
