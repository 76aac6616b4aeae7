"""What is shipped with a Hugo site: layouts, the partial of comments, shortcodes. Written once, then the user's."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model.artifact import File
from migrate.targets.hugo.config import CONFIGURATIONS, site_configuration
from migrate.targets.site.generator import Scaffolding
from migrate.targets.site.scaffold import read_shipped

_NEEDED = ("layouts/shortcodes/", "layouts/partials/wordpress/")
"""Where that lies which the content itself uses, also in a site that has a theme of its own."""


def scaffold(scaffolding: Scaffolding) -> Iterator[File]:
    """Configuration and layouts where no site is configured yet; shortcodes everywhere."""
    site, mapping, _, taxonomies, menus, place_of = scaffolding
    configuration = site_configuration(site, mapping, taxonomies, list(menus), place_of)
    yield File("scaffold", "hugo.toml", configuration, once=True, unless=CONFIGURATIONS)
    for path, content in read_shipped("hugo"):
        needed = path.startswith(_NEEDED)
        yield File("scaffold", path, content, once=True, unless=() if needed else CONFIGURATIONS)
