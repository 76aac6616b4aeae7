"""The Hexo target: HTML with front matter. Facts about Hexo were seen in the output of Hexo 8.1."""

from __future__ import annotations

from migrate.targets.site.generator import Generator, Values
from migrate.targets.site.target import SiteTarget


def _adapted(values: Values) -> Values:
    """Nothing in a body is a template. A list of categories would be one path: each stands in a list of its own."""
    adapted = {**values, "disableNunjucks": True}
    categories = values.get("categories")
    if isinstance(categories, list):
        adapted["categories"] = [[name] for name in categories]
    return adapted


class HexoTarget(SiteTarget):
    """Posts in `source/_posts`, everything else, terms and lists too, as pages."""

    name = "hexo"
    generator = Generator(adapt=_adapted)
