"""What targets are told of all entries and terms of a run before they say where each will stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from migrate.mappers.links import nicename
from migrate.model.records import Author
from migrate.model.routes import Routable, RoutableTerm
from migrate.model.rules import Rules
from migrate.wxr.index import Index

_ABOVE = (
    "(SELECT above.key FROM items AS above WHERE above.wp_id = child.parent AND above.state = 'kept'"
    " AND above.key LIKE 'entry/%' AND above.type = child.type AND {} LIMIT 1)"
)
_ENTRIES = (
    "SELECT child.key, child.wp_id, child.type, child.title, child.slug, child.link, child.date,"
    f" CASE WHEN child.parent > 0 THEN coalesce({_ABOVE.format('above.root = child.root')},"
    f" {_ABOVE.format('1')}, '') ELSE '' END,"
    " EXISTS (SELECT 1 FROM items AS lower WHERE lower.parent = child.wp_id AND lower.state = 'kept'"
    "  AND lower.type = child.type),"
    " coalesce((SELECT language FROM languages WHERE languages.seq = child.seq), '')"
    " FROM items AS child WHERE child.state = 'kept' AND child.key LIKE 'entry/%' ORDER BY child.seq"
)
_TERMS = (
    "SELECT key, terms.taxonomy, slug, name, above, coalesce(language, '') FROM terms"
    " LEFT JOIN term_parents USING (key) LEFT JOIN term_languages USING (key) ORDER BY key"
)
_TERM_ABOVE = "SELECT slug, above FROM terms LEFT JOIN term_parents USING (key) WHERE key = ?"


_ARCHIVES = {"category": "category", "post_tag": "tag", "author": "author"}
"""Taxonomy → first part of the old address of its archives, as WordPress has it unless told otherwise."""


def archive_of(term: RoutableTerm) -> str:
    """Path of a term's old archive below the home: below those of the terms above it."""
    slugs = [slug.replace("?", "-").replace("#", "-") for slug in (*term.above, term.slug)]
    return "/".join(["", _ARCHIVES.get(term.taxonomy, term.taxonomy), *slugs, ""])


def routables(index: Index) -> Iterator[Routable]:
    """The entries of the run, in the order of the export. Above one stand only entries of its type."""
    for entry in map(Routable._make, index.database.execute(_ENTRIES)):
        yield entry._replace(slug=unquote(entry.slug)) if "%" in entry.slug else entry


def routable_authors(authors: Iterable[Author]) -> Iterator[RoutableTerm]:
    """Authors as terms of a taxonomy `author`."""
    for author in authors:
        slug = nicename(author.login) or author.login
        yield RoutableTerm(author.key, "author", slug, author.display_name or author.login)


def routable_terms(index: Index, rules: Rules) -> Iterator[RoutableTerm]:
    """The terms of the run that were pages of their own, sorted by key."""
    for key, taxonomy, slug, name, above, language in index.database.execute(_TERMS):
        rule = rules.taxonomy(taxonomy)
        if rule.public and rule.kind == "term":
            yield RoutableTerm(key, taxonomy, slug, name, _slugs_above(index, key, above), language)


def _slugs_above(index: Index, key: str, above: str | None) -> tuple[str, ...]:
    slugs: list[str] = []
    seen = {key}
    while above and above not in seen:
        seen.add(above)
        slug, above = index.database.execute(_TERM_ABOVE, (above,)).fetchone()
        slugs.append(slug)
    return tuple(reversed(slugs))
