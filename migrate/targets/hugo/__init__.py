"""The Hugo target. Facts about Hugo in this package were seen in the output of Hugo 0.168."""

from __future__ import annotations

from migrate.targets.hugo.config import site_warnings
from migrate.targets.hugo.scaffold import scaffold
from migrate.targets.hugo.shortcodes import markdown_options, protect
from migrate.targets.hugo.shown import show_shortcodes
from migrate.targets.site.generator import Generator
from migrate.targets.site.target import SiteTarget

__all__ = ["HugoTarget"]


class HugoTarget(SiteTarget):
    """Bundles or files of Markdown, terms, authors and lists as pages, comments and menus as data."""

    name = "hugo"
    generator = Generator(
        dialect=lambda mapping, options: markdown_options(options),
        protect=protect,
        shows=show_shortcodes,
        scaffold=scaffold,
        warnings=site_warnings,
    )
