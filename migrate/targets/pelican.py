"""The Pelican target: Markdown below lines of `Key: value`. Facts were seen in the output of Pelican 4.12."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from html import escape

import msgspec

from migrate.targets.options import TargetOptions
from migrate.targets.site.front_matter import Value
from migrate.targets.site.generator import Generator, PageBodies, Values
from migrate.targets.site.target import SiteTarget

_UNTITLED = "Untitled"


def _adapted(values: Values) -> Values:
    """Titles are HTML to Pelican, and must be there; it knows one category, and lists as texts with `;`."""
    adapted: Values = {"title": escape(str(values.get("title") or _UNTITLED), quote=False)}
    terms = values.get("terms")
    named = terms if isinstance(terms, Mapping) else {}
    for key, value in values.items():
        match key:
            case "title":
                pass
            case "save_as":
                # The home would have an empty address, which Pelican takes for none.
                adapted |= {"slug": str(value).removesuffix("index.html").strip("/") or "home", "save_as": value}
                adapted.setdefault("url", value)
            case "draft":
                adapted["status"] = "skip"
            case "terms":
                adapted |= dict(_native(named))
                adapted["terms"] = value
            case "translation_key":
                # What has one slug and several languages is one text and its translations to Pelican.
                adapted["slug"] = str(value)
            case _:
                adapted[key] = value
    return adapted


def _native(terms: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """What Pelican's own themes show."""
    for taxonomy, key in (("categories", "category"), ("tags", "tags"), ("authors", "authors")):
        names = terms.get(taxonomy)
        if isinstance(names, list) and names:
            said = [str(name).replace(";", ",") for name in names]
            # One without a semicolon would be parted at its commas.
            yield key, said[0] if key == "category" else "; ".join(said) + (";" if len(said) == 1 else "")


def _page(values: Values, body: list[str], options: TargetOptions) -> list[str]:
    """A line a key, none with a line break in it, then a blank line."""
    lines = [f"{key.capitalize()}: {_said(value)}" for key, value in values.items()]
    return ["\n".join([*lines, "", ""]), *body]


def _read(page: str) -> PageBodies:
    """What stands below the first blank line."""
    return PageBodies(page.partition("\n\n")[2])


def _said(value: Value) -> str:
    match value:
        case str():
            return " ".join(value.split())
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case Mapping() | list() | tuple():
            return json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
        case _:
            return str(value)


class PelicanTarget(SiteTarget):
    """Posts are articles; everything else, terms and lists too, is pages."""

    name = "pelican"
    generator = Generator(adapt=_adapted, page=_page, read=_read)
