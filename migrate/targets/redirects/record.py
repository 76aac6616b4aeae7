"""What all formats of the map of redirects share: what they are given, what they give, how addresses are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from migrate.model.routes import Redirection
from migrate.targets.site.names import encoded

Rows = Callable[[], Iterator[Redirection]]
"""Goes through the map anew, the most important first."""
QUERY = re.compile(r"(?P<name>p|page_id|attachment_id|cat|tag|author|m|feed)=(?P<value>[\w.~%+-]+)")
"""The queries that WordPress answered to, one variable each."""
NAMES = ("p", "page_id", "attachment_id", "cat", "tag", "author", "m", "feed")
_ENCODED = re.compile(r"%[0-9A-F]{2}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Setting(NamedTuple):
    """What is known of the new site."""

    origin: str
    """Scheme and host of the new site where the old one had another, for files that its server may read; else empty."""
    title: str


class Written(NamedTuple):
    """One format's file."""

    content: bytes
    said: int
    """Former addresses that are in it."""
    left_out: dict[str, tuple[int, str]]
    """Why some are not → how many, and the first of them."""


class Ledger:
    """Counts what is written and what cannot be."""

    def __init__(self) -> None:
        self.said = 0
        self.left_out: dict[str, tuple[int, str]] = {}

    def leave_out(self, why: str, one: Redirection) -> None:
        count, first = self.left_out.get(why, (0, ""))
        self.left_out[why] = count + 1, first or shown(one)

    def written(self, content: str) -> Written:
        return Written(content.encode("utf-8", "replace"), self.said, self.left_out)


def shown(one: Redirection) -> str:
    """A source as people write it."""
    return one.source + (f"?{one.query}" if one.query else "")


def is_sayable(one: Redirection) -> bool:
    """Whether a source holds nothing that no file of lines can: control characters, a query of a plugin's own."""
    return not _CONTROL.search(one.source) and (not one.query or QUERY.fullmatch(one.query) is not None)


def spellings(path: str) -> list[str]:
    """A path percent-encoded: as browsers write it and, where that differs, as WordPress did (`%e3` for `%E3`)."""
    upper = encoded(path)
    lower = _ENCODED.sub(lambda match: match[0].lower(), upper)
    return [upper] if lower == upper else [upper, lower]


def target_of(one: Redirection, setting: Setting) -> str:
    """Where it leads, as a full address where the new site has another host."""
    return setting.origin + one.target if one.target.startswith("/") else one.target


def toggled(path: str) -> str:
    """The path with a slash at its end, or without the one that it has."""
    return path.rstrip("/") if path.endswith("/") else f"{path}/"
