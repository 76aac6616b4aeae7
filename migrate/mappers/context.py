"""What every mapper is handed: the mapping, the index's answers, the user's choices. Read-only while items are mapped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo
from urllib.parse import urlsplit

from migrate.mappers.options import Options
from migrate.model.lookup import Lookup
from migrate.model.records import Site
from migrate.model.rules import Rules


@dataclass(frozen=True, slots=True)
class Context:
    """Shared by all items of a run."""

    rules: Rules
    lookup: Lookup
    options: Options
    site: Site
    zone: tzinfo | None
    homes: re.Pattern[str] | None
    """Matches the beginning of an address of the site, in any spelling; None when it keeps its address."""
    year_in_links: bool
    """Whether addresses of posts hold their date, so that a former date is a former address."""

    def moved(self, url: str) -> str:
        """The address with the old home replaced by the new one, where the user named one."""
        if self.homes is None or not url:
            return url
        match = self.homes.match(url)
        if match is None:
            return url
        return self.options.new_home.rstrip("/") + url[match.end() :]


def home_pattern(homes: list[str]) -> re.Pattern[str]:
    """Beginnings of addresses below any of `homes`: either scheme or none, with and without `www.`"""
    places = sorted({place_of(home) for home in homes if place_of(home)}, key=lambda place: (-len(place), place))
    alternatives = "|".join(re.escape(place) for place in places)
    return re.compile(rf"(?:https?:)?//(?:www\.)?(?:{alternatives})(?=[/?#:]|$)", re.IGNORECASE)


def place_of(url: str) -> str:
    """A home URL without scheme, `www.` and final slash: what identifies a site."""
    parts = urlsplit(url.strip() if "//" in url else f"//{url.strip()}")
    host = parts.netloc.lower().removeprefix("www.")
    return (host + parts.path).rstrip("/")
