"""What every mapper is handed: the mapping, the index's answers, the user's choices. Read-only while mappers run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from migrate.mappers.options import Options
from migrate.model.lookup import Lookup
from migrate.model.records import Site
from migrate.model.rules import Rules

_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?((?:/[A-Za-z0-9_~-]+)*/?)")


class References(Lookup, Protocol):
    """What mappers ask beyond what any reader of the index may."""

    def term_name(self, key: str) -> str:
        """Name of the term with a key; empty when there is none."""

    def term_by_id(self, wp_id: int, taxonomy: str = "") -> str | None:
        """Key of the term with a number, if there are several (WordPress before 4.2) preferably of that taxonomy."""


_OLD_TAXONOMIES = {"": "category", "tag": "post_tag"}


@dataclass(frozen=True, slots=True)
class Context:
    """Shared by all items of a run."""

    rules: Rules
    lookup: References
    options: Options
    site: Site
    zone: tzinfo | None
    homes: re.Pattern[str] | None
    """Matches the beginning of an address of the site, in any spelling; None when it keeps its address."""
    year_in_links: bool
    """Whether addresses of posts hold their date, so that a former date is a former address."""
    rerooted: frozenset[str] = frozenset()
    """Keys of items that lose their parent, because they are their own ancestors."""

    def moved(self, url: str) -> str:
        """The address with the old home replaced by the new one, where the user named one."""
        if self.homes is None or not url:
            return url
        match = self.homes.match(url)
        if match is None:
            return url
        return self.options.new_home.rstrip("/") + url[match.end() :]

    def stood(self, url: str) -> str:
        """The old address of what `moved` has changed: where the links of a body are read from."""
        new = self.options.new_home.rstrip("/")
        return self.site.home_url.rstrip("/") + url[len(new) :] if new and url.startswith(new) else url


def home_pattern(homes: list[str]) -> re.Pattern[str] | None:
    """Beginnings of addresses below any of `homes`: either scheme or none, with and without `www.`"""
    places = sorted({place_of(home) for home in homes} - {""}, key=lambda place: (-len(place), place))
    if not places:
        return None
    alternatives = "|".join(re.escape(place) for place in places)
    return re.compile(rf"(?:https?:)?//(?:www\.)?(?:{alternatives})(?=[/?#]|$)", re.IGNORECASE)


def place_of(url: str) -> str:
    """A home URL without scheme, `www.` and final slash: what identifies a site. Empty for what is no address."""
    parts = split_url(url.strip() if "//" in url else f"//{url.strip()}")
    host = parts.netloc.lower().removeprefix("www.")
    if host.endswith(":"):
        return ""  # `http:`, which some exporters write for no address at all
    return (host + parts.path).rstrip("/")


def plain_path(url: str) -> str | None:
    """The path of an address that is written as nearly all permalinks are; None for one that `split_url` has to read.

    There is nothing in it but the scheme, a host, and parts of letters, digits, `-`, `_` and `~`.
    """
    return match[1] if (match := _PLAIN.fullmatch(url)) else None


def split_url(url: str) -> SplitResult:
    """`urlsplit`, which raises for `http://[`; such text has no parts at all."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def record_taxonomy(domain: str, rules: Rules) -> str:
    """What records call the taxonomy of a `<category>` or a `<wp:term>`."""
    return rules.taxonomy(taxonomy_name(domain)).name


def taxonomy_name(domain: str) -> str:
    """Taxonomy of a `<category>`: WXR before 1.1 says `tag` for tags, 2.1 and 2.2 say nothing for categories."""
    return _OLD_TAXONOMIES.get(domain, domain)
