"""A target for any other generator, by a mapping file of the user's alone."""

from __future__ import annotations

from functools import cache

from migrate.model.errors import UsageError
from migrate.model.records import Visibility
from migrate.targets.site.faults import faults
from migrate.targets.site.mapping import load_site_mapping
from migrate.targets.site.target import SiteTarget


@cache
def own_target(path: str) -> type[SiteTarget]:
    """The class of the target that a mapping file says. Raises UsageError for one that is none.

    Drafts and scheduled entries are taken only where the mapping says how a normal build leaves them out.
    """
    mapping = load_site_mapping(path)
    for fault in faults(mapping):
        raise UsageError(fault, file=path)
    hides = bool(mapping.files.hidden) or "draft" in mapping.front_matter
    shown = (Visibility.DRAFT, Visibility.SCHEDULED) if hides else ()
    return type("OwnTarget", (SiteTarget,), {"name": path, "shown": shown})
