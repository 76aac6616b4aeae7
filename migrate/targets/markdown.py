"""A folder of Markdown files with YAML front matter, for whatever reads such files."""

from __future__ import annotations

from migrate.targets.site.target import SiteTarget


class MarkdownTarget(SiteTarget):
    """All of it is in `mappings/targets/markdown.toml`."""

    name = "markdown"
