"""What is shipped with a Hugo site: layouts, the partial of comments, shortcodes. Written once, then the user's."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model.artifact import File
from migrate.targets.hugo.config import site_configuration
from migrate.targets.site.generator import Scaffolding, usual_scaffold


def scaffold(scaffolding: Scaffolding) -> Iterator[File]:
    """Configuration and layouts where no site is configured yet; shortcodes everywhere."""
    configuration = site_configuration(scaffolding)
    yield File("scaffold", "hugo.toml", configuration, once=True, unless=scaffolding.mapping.configurations)
    yield from usual_scaffold(scaffolding)
