"""The Astro target. Facts about Astro were seen in the output of Astro 7.3."""

from __future__ import annotations

from migrate.targets.site.target import SiteTarget


class AstroTarget(SiteTarget):
    """Markdown in content collections, of which front matter says the address."""

    name = "astro"
