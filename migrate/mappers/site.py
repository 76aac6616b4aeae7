"""The heads of all parts → one Site, and what the user's choices make of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from itertools import chain

from migrate.mappers.context import Context, References, home_pattern, place_of, split_url
from migrate.mappers.first_pass import Survey
from migrate.mappers.options import Options
from migrate.model.errors import UsageError
from migrate.model.records import Site
from migrate.model.rules import Rules
from migrate.wxr.dates import parse_datetime, parse_rfc822
from migrate.wxr.items import RawHead
from migrate.wxr.zones import zone_named


def map_site(heads: Sequence[RawHead], survey: Survey, options: Options) -> Site:
    """The site: of each value the first that is not empty, over all parts."""

    def first(name: str) -> str:
        return next((value for head in heads if (value := getattr(head, name))), "")

    home = first("base_blog_url") or first("link") or first("base_site_url")
    created = parse_datetime(first("created"))
    exported = parse_rfc822(first("pub_date"))
    if exported is None and created is not None:
        exported = created.replace(tzinfo=UTC)
    # Without an address the title tells two blogs in one database apart, so that neither overwrites the other.
    key = options.site or place_of(home) or first("title").strip() or "site"
    zone = options.time_zone or survey.votes.zone()
    return Site(
        key=key,
        title=first("title"),
        description=first("description"),
        home_url=home,
        site_url=first("base_site_url"),
        language=first("language"),
        generator=first("generator"),
        wxr_version=first("wxr_version"),
        exported=exported,
        time_zone=zone,
        time_zone_source="option" if options.time_zone else "dates" if zone else "",
        languages=tuple(sorted(survey.features.languages)),
        plugins=tuple(sorted(survey.features.plugins)),
    )


def old_homes(site: Site, heads: Sequence[RawHead], options: Options) -> list[str]:
    """Addresses of the site's front page, now and before."""
    named = chain.from_iterable((head.base_blog_url, head.link) for head in heads)
    return list(dict.fromkeys([site.home_url, *named, *options.old_homes]))


def home_path(home: str) -> str:
    """The path of a home, without slash at its end."""
    return split_url(home).path.rstrip("/") if "//" in home else ""


def make_context(
    site: Site, heads: Sequence[RawHead], survey: Survey, rules: Rules, lookup: References, options: Options
) -> Context:
    """What pass 2 hands to every mapper. Raises UsageError for a time zone that does not exist."""
    try:
        zone = zone_named(site.time_zone)
    except ValueError as error:
        raise UsageError(str(error), hint="name a zone such as Europe/Berlin, or an offset such as +05:30") from None
    homes = home_pattern(old_homes(site, heads, options)) if options.new_home else None
    return Context(
        rules=rules,
        lookup=lookup,
        options=options,
        site=site,
        zone=zone,
        homes=homes,
        year_in_links=survey.dated_links > 0,
        rerooted=survey.rerooted,
    )
