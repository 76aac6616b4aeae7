"""Former addresses as a site has them: aliases in front matter, pages that lead on, files for hosts and servers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from html import escape
from posixpath import relpath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from migrate.mappers.links import HOME
from migrate.model.artifact import REDIRECTS, File, Group
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Site
from migrate.model.routes import Landing, Redirection, Route, Routes
from migrate.targets.options import TargetOptions
from migrate.targets.redirects import WRITERS, Setting
from migrate.targets.redirects.forms import ALIASES, SAYS_QUERIES
from migrate.targets.site.mapping import SiteMapping
from migrate.targets.site.names import below, encoded, folded, index_file

_PROGRAMS_ALONE = frozenset({"comment-feed", "file"})
"""Reasons of which no page is made: feed readers could not read it, and it would be no image."""
_PLAIN = re.compile(r"(?:/[A-Za-z0-9_-]{1,200})+/?")
"""A path that is a safe one as it stands, but for the slash at its end."""
_AT_ROOT = {"netlify": "_redirects", "cloudflare": "_redirects"}
"""Format → file at the root of the built site."""
_AT_HOME = {"vercel": "vercel.json"}
"""Format → file at the root of the site's own folder."""
_FOR_SERVERS = {"nginx": "nginx.conf", "apache": "apache.conf", "caddy": "caddy.conf", "csv": "redirects.csv"}


class Aliases(NamedTuple):
    """What leads to one record."""

    named: tuple[str, ...] = ()
    """Addresses below the home, for its front matter."""
    pages: tuple[File, ...] = ()
    """Pages that lead on, where the front matter cannot."""


def landing_of(
    mapping: SiteMapping, base: str, route_of: Callable[[str], Route | None], forms: Collection[str]
) -> Landing:
    """What a site says of where former addresses may lead. `forms`: those that they are written in."""
    section = mapping.section("post")
    listed = route_of(f"list/{section}") if mapping.files.list and section else None
    # Of a list whose address is an entry's, a generator that is told so shows nothing.
    is_shown = listed is not None and ("displaced" not in mapping.list_front_matter or listed.address == f"/{section}/")
    dates = listed.key if listed is not None and is_shown else HOME
    redirects = mapping.redirects
    return Landing(
        base,
        mapping.generated,
        redirects.feed,
        redirects.term_feed,
        dates,
        redirects.archives,
        queries=not SAYS_QUERIES.isdisjoint(forms),
        feeds=any(form != ALIASES for form in forms),
    )


def stub(to: str) -> bytes:
    """A page that leads on."""
    to = escape(to)
    return (
        f'<!doctype html>\n<meta charset="utf-8">\n<title>Moved</title>\n<link rel="canonical" href="{to}">\n'
        f'<meta name="robots" content="noindex">\n<meta http-equiv="refresh" content="0; url={to}">\n'
        f'<a href="{to}">Moved</a>\n'
    ).encode("utf-8", "replace")


class SiteRedirects:
    """The redirects of one site."""

    def __init__(self, mapping: SiteMapping, options: TargetOptions, base: str, site: Site) -> None:
        self._mapping = mapping
        self._options = options
        self._base = unquote(base)
        old, new = urlsplit(site.home_url), urlsplit(options.home)
        moves = bool(options.home) and old.netloc.lower() != new.netloc.lower()
        self._setting = Setting(f"{new.scheme}://{new.netloc}" if moves else "", site.title)
        self._has_aliases = ALIASES in options.redirects

    def of(self, key: str, route: Route | None, routes: Routes, *, named: bool) -> Aliases:
        """Those of a record. `named`: whether its front matter can name them."""
        if not self._has_aliases:
            return Aliases()
        names: list[str] = []
        pages: list[File] = []
        for one in routes.redirects_of(key):
            address = self._address(one)
            if not address:
                continue
            if named and route is not None and one.target == route.url:
                names.append(address)
            elif one.public and (page := self._page(key, address, one.target, routes)):
                pages.append(page)
        return Aliases(tuple(names), tuple(pages))

    def groups(self, routes: Routes) -> Iterator[Group]:
        """What is of no record: pages that lead on from the site's former addresses, and the files of the formats."""
        if self._has_aliases:
            for one in routes.redirects_of(""):
                address = self._address(one)
                if address and (page := self._page(f"redirect{address}", address, one.target, routes)):
                    yield Group(page.source, [page], {})
            if lost := self._unsaid(routes):
                yield Group(f"{REDIRECTS}aliases", [], {}, [lost])
        for name in self._options.redirects:
            if name != ALIASES:
                yield self._file(name, routes)

    def _unsaid(self, routes: Routes) -> Loss | None:
        """What no file can stand for, where nothing else that was asked for says it. Queries are what no alias has."""
        if SAYS_QUERIES.intersection(self._options.redirects):
            return None
        unsaid = [
            one.source
            for one in routes.redirects()
            if not one.query and one.reason not in _PROGRAMS_ALONE and not self._address(one)
        ]
        if not unsaid:
            return None
        why = f"{len(unsaid):,} that no file of the site can stand for, the first of them {unsaid[0]}"
        return Loss(kind=LossKind.REDIRECT_LEFT_OUT, source="redirects", field=ALIASES, detail=why[:200])

    def _address(self, one: Redirection) -> str:
        """Below the home, where a file can stand there; empty where none can."""
        if one.query or one.reason in _PROGRAMS_ALONE or not one.source.startswith(f"{self._base}/"):
            return ""
        path = one.source[len(self._base) :]
        if _PLAIN.fullmatch(path):
            return path if path[-1] == "/" else path + "/"
        safe = below(encoded(path), "") or ""
        # A folder that ends in a dot is none on Windows.
        can_be = "./" not in safe and folded(safe).rstrip("/") == folded(path).rstrip("/")
        return safe if can_be else ""

    def _page(self, source: str, address: str, target: str, routes: Routes) -> File | None:
        """A page that leads on; None where there is no folder for it, or an entry has its file there."""
        static = self._mapping.redirects.static
        path = index_file(address)
        file = f"{static}/{path}".lstrip("/")
        if static is None or routes.has_path(file):
            return None
        if self._mapping.links == "files" and target.startswith("/"):
            target = encoded(relpath(unquote(target).lstrip("/") or ".", path.rpartition("/")[0] or "."))
        return File(source, file, stub(target))

    def _file(self, name: str, routes: Routes) -> Group:
        written = WRITERS[name](routes.redirects, self._setting)
        losses = [
            Loss(
                kind=LossKind.REDIRECT_LEFT_OUT,
                source="redirects",
                field=name,
                detail=f"{count:,} {why}, the first of them {first}"[:200],
            )
            for why, (count, first) in written.left_out.items()
            # Where another of the files says them, nothing is lost.
            if not (name not in SAYS_QUERIES and "query" in why and SAYS_QUERIES.intersection(self._options.redirects))
        ]
        source = f"{REDIRECTS}{name}"
        return Group(source, [File(source, self._path(name), written.content)], {}, losses)

    def _path(self, name: str) -> str:
        redirects = self._mapping.redirects
        if name in _AT_HOME:
            return _AT_HOME[name]
        if name in _AT_ROOT and redirects.static is not None:
            return f"{redirects.static}/{_AT_ROOT[name]}".lstrip("/")
        return f"{redirects.servers}/{_AT_ROOT.get(name) or _FOR_SERVERS[name]}"
