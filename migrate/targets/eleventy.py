"""The Eleventy target. Facts about Eleventy were seen in the output of Eleventy 3.1."""

from __future__ import annotations

from migrate.targets.site.generator import Generator, Values
from migrate.targets.site.target import SiteTarget


def _adapted(values: Values) -> Values:
    """Nothing in a body is a template, and what is hidden has no file and is in no collection."""
    adapted = {**values, "templateEngineOverride": "md"}
    if values.get("draft"):
        adapted |= {"permalink": False, "eleventyExcludeFromCollections": True, "address": values.get("permalink")}
    return adapted


class EleventyTarget(SiteTarget):
    """Markdown below `src`, of which front matter says the address."""

    name = "eleventy"
    generator = Generator(adapt=_adapted)
