"""The map of redirects of a run: what the export, the target's places and earlier runs at the destination say of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from urllib.parse import unquote

from migrate.mappers.context import Context
from migrate.mappers.first_pass import Survey
from migrate.mappers.former import OldSite, former_addresses
from migrate.mappers.links import Addresses
from migrate.mappers.redirect_map import build_redirects
from migrate.mappers.redirect_rules import redirect_rules
from migrate.mappers.routables import routable_authors, routable_terms
from migrate.mappers.site import home_path
from migrate.model.loss import Loss, LossKind
from migrate.model.routes import Landing
from migrate.plan.changes import Destination
from migrate.wxr.index import Index, IndexedItem
from migrate.wxr.items import RawItem


def map_redirects(
    index: Index,
    context: Context,
    survey: Survey,
    homes: Sequence[str],
    landing: Landing,
    destination: Destination,
    parse: Callable[[IndexedItem], RawItem],
    *,
    has_files: bool = False,
) -> None:
    """Decide where every former address leads. Routes, files and addresses must be settled.

    `homes`: of the old site. `has_files`: whether its files come along.
    """

    def file_of(key: str, url: str) -> str:
        place = index.file(key)
        if place is not None:
            return place.url
        # A file that could not be had is at its old address.
        return url if has_files else context.moved(url)

    addresses = Addresses(index, context.lookup, homes)
    old = OldSite(index, addresses, landing, unquote(home_path(context.site.home_url)), file_of)
    terms = chain(routable_terms(index, context.rules), routable_authors(survey.authors.records()))
    former = partial(former_addresses, old, terms, destination.former_addresses)
    build_redirects(index, landing, former, redirect_rules(old, context, parse))


def redirect_losses(index: Index, owner: str) -> list[Loss]:
    """What became of the redirects of an item (of those whose item is left out, for none) that lead nowhere."""
    found = index.redirect_losses(owner)
    return [Loss(kind=LossKind(kind), source=owner or "redirects", detail=detail) for kind, detail in found]
