"""The Nikola target: Markdown with front matter. Facts about Nikola were seen in the output of Nikola 8.3."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from migrate.targets.site.generator import Generator, Values
from migrate.targets.site.target import SiteTarget

_UNTITLED = "NO TITLE"
"""Of which Nikola shows nothing; without a title it would show the name of the file."""
_NO_DATE = "1970-01-01T00:00:00+00:00"
_NATIVE = (("categories", "category"), ("tags", "tags"), ("authors", "author"))


def _adapted(values: Values) -> Values:
    """The last part of an address is the slug, the others are folders; times are texts, for only so their offsets are
    read; Nikola's own keys name terms and the image besides."""
    adapted: Values = {"title": _UNTITLED, **values}
    if values.get("wp_type") == "post":
        adapted.setdefault("date", _NO_DATE)
    for key in ("date", "updated"):
        if isinstance(moment := values.get(key), date):
            adapted[key] = moment.isoformat()
    address = str(values.get("slug", "")).rstrip("/")
    name = address.rpartition("/")[2]
    if name.lower().endswith(".html"):
        adapted |= {"slug": name[: -len(".html")], "pretty_url": False}
    elif name == "index":
        adapted |= {"slug": name, "pretty_url": True}
    elif name:
        adapted["slug"] = name
    terms = values.get("terms")
    for taxonomy, key in _NATIVE:
        names = terms.get(taxonomy) if isinstance(terms, Mapping) else None
        if isinstance(names, list) and names:
            adapted[key] = names if key == "tags" else names[0]
    image = values.get("featured_image")
    if isinstance(image, Mapping):
        adapted["previewimage"] = image["src"]
    return adapted


class NikolaTarget(SiteTarget):
    """Posts in `posts`, everything else, terms and lists too, in `pages`."""

    name = "nikola"
    generator = Generator(adapt=_adapted)
