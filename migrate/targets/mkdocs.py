"""The MkDocs target: Markdown with front matter, for Material's blog. Facts about both were seen in the output of
MkDocs 1.6 with Material 9.7 and 9.8."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from migrate.targets.site.generator import Generator, Values
from migrate.targets.site.target import SiteTarget

_NO_DATE = date(1970, 1, 1)
_INDEX = re.compile(r"(?:^|/)(?:index|readme)$", re.IGNORECASE)
"""Ends of addresses that MkDocs takes for those of folders."""


def _adapted(values: Values) -> Values:
    """What is written is CommonMark, and says so. Posts have dates and slugs, which are whole addresses; of pages the
    place is the address. Material's own keys name categories and tags besides."""
    adapted: Values = {**values, "markdown": "commonmark"}
    slug = str(adapted.pop("slug", "")).strip("/")
    if values.get("wp_type") == "post":
        adapted["slug"] = f"{slug}/index" if _INDEX.search(slug) else slug
        dates = values.get("date")
        adapted["date"] = {"created": _NO_DATE, **(dates if isinstance(dates, Mapping) else {})}
    terms = values.get("terms")
    for key in ("categories", "tags"):
        if isinstance(terms, Mapping) and key in terms:
            adapted[key] = terms[key]
    return adapted


class MkdocsTarget(SiteTarget):
    """Posts for Material's blog in `docs/_posts`, everything else at its address below `docs`."""

    name = "mkdocs"
    generator = Generator(adapt=_adapted)
