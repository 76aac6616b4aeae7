"""The Jekyll target: HTML with front matter. Facts about Jekyll were seen in the output of Jekyll 4.3."""

from __future__ import annotations

import re

from migrate.targets.site.generator import Generator, Values
from migrate.targets.site.target import SiteTarget

_OPENS = re.compile(r"\{(?=[{%])")


_OPENING = '{{ "{" }}'


def protect(html: str) -> str:
    """The text with every brace that would open a tag of Liquid printed by Liquid itself: right in any place, cut off
    too, and in Jekyll 3."""
    return _OPENS.sub(_OPENING, html)


def shows(html: str) -> str:
    """What Liquid makes of it."""
    return html.replace(_OPENING, "{")


def _adapted(values: Values) -> Values:
    if "draft" not in values:
        return values
    return {**{key: value for key, value in values.items() if key != "draft"}, "published": False}


class JekyllTarget(SiteTarget):
    """Posts in `_posts`, everything else, terms and lists too, as pages."""

    name = "jekyll"
    generator = Generator(adapt=_adapted, protect=protect, shows=shows)
