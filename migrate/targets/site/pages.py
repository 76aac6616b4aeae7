"""The front matter of an entry or term: every field that a theme may want, under the keys that the mapping says.

Fields that hold nothing are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from html import unescape
from posixpath import dirname, relpath
from typing import Any

import msgspec

from migrate.mappers.options import is_email
from migrate.model.records import Author, Entry, Meta, Moment, Seo, Term, Visibility
from migrate.model.routes import Route, Routes
from migrate.targets.site.front_matter import Value
from migrate.targets.site.mapping import SiteMapping
from migrate.targets.site.names import index_file

_MARKUP = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--.*?--)>", re.DOTALL)
_BLOCK = re.compile(r"<(?:br|/?(?:p|div|li|ul|ol|h[1-6]|blockquote|tr|td))\b[^<>]*>", re.IGNORECASE)
_HIDDEN = frozenset(Visibility) - {Visibility.PUBLIC, Visibility.SCHEDULED}
"""Visibilities of which a normal build is to show nothing."""
_SHOWN_OTHERWISE = (Visibility.PUBLIC, Visibility.DRAFT, Visibility.SCHEDULED)
"""Visibilities that other fields say."""
_LONGEST_DIFFERENCE = timedelta(hours=15)
_EPOCH, _UTC_EPOCH = datetime(1970, 1, 1), datetime(1970, 1, 1, tzinfo=UTC)
_NO_SEO = Seo()
TAXONOMIES = "taxonomies"
"""The field that has a key for each taxonomy."""
CUSTOM_FIELDS = "custom_fields"


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """An entry, with what its front matter needs besides."""

    entry: Entry
    route: Route
    post_type: str
    """The type to name, where the folder does not say it."""
    comments_file: str
    """What its comments' data file is named by; empty where it has none."""
    aliases: tuple[str, ...] = ()
    """Former addresses below the site's home, that the generator is to lead here."""
    layout: str = ""
    """The template that shows it."""
    hides_future: bool = True
    """Whether a normal build leaves out what has a date to come."""
    translated: Sequence[Mapping[str, str]] = ()
    """Its translations: `language`, `url`."""
    is_below_language: bool = False
    """Whether the generator puts former addresses below the code of its language, unless they are relative."""


def front_matter(page: Page, mapping: SiteMapping, routes: Routes) -> dict[str, Value]:
    """The values of an entry, in the order of the mapping."""
    values: dict[str, Value] = {}
    for field, key in mapping.front_matter.items():
        if field == TAXONOMIES:
            for taxonomy, names in _taxonomies(page.entry, mapping, routes).items():
                _set(values, key.format(taxonomy=taxonomy), names)
            continue
        value = FIELDS[field](page)
        # Most fields are empty in most entries. A number may be zero.
        if value or type(value) is int:
            _set(values, key, value)
    return values


def term_front_matter(
    term: Term, route: Route, mapping: SiteMapping, routes: Routes, aliases: Sequence[str] = ()
) -> dict[str, Value]:
    """The values of a term. `aliases`: see `Page`."""
    parent = routes.route(term.parent) if term.parent else None
    fields: dict[str, Value] = {
        "title": plain_text(term.name),
        **_term_fields(route, mapping, aliases),
        "parent": parent.name if parent else None,
        "language": term.language,
    }
    return _named(fields, mapping.term_front_matter)


def author_front_matter(
    author: Author, route: Route, mapping: SiteMapping, aliases: Sequence[str] = ()
) -> dict[str, Value]:
    """The values of an author, who is a term of a taxonomy too."""
    title = plain_text(author.display_name or author.login)
    fields: dict[str, Value] = {"title": title, **_term_fields(route, mapping, aliases), "website": author.website}
    return _named(fields, mapping.term_front_matter)


def list_front_matter(
    route: Route,
    kind: str,
    types: list[str],
    mapping: SiteMapping,
    language: str = "",
    homes: Sequence[Mapping[str, str]] = (),
) -> dict[str, Value]:
    """The values of a list: of the entries of some post types, in one language if any is named, else of the terms of
    the taxonomy that its key names. `homes`: of a home, those in other languages, as `Page.translated` has them. A list
    is displaced where it has no address."""
    fields: dict[str, Value] = {
        "title": route.name,
        **_addresses(route.address),
        "layout": mapping.layout(kind),
        "types": list(types),
        "taxonomy": "" if types else route.key.partition("/")[2],
        "language": language,
        "translations": "home" if homes else "",
        "translated": list(homes),
        "displaced": not route.address,
    }
    return _named(fields, mapping.list_front_matter)


def _term_fields(route: Route, mapping: SiteMapping, aliases: Sequence[str]) -> dict[str, Value]:
    layout = mapping.layout("term")
    fields = _addresses(route.address)
    return {**fields, "aliases": list(aliases), "layout": layout, "taxonomy": route.taxonomy, "term": route.name}


def _named(fields: Mapping[str, Value], keys: Mapping[str, str]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for field, key in keys.items():
        if value := fields.get(field):
            _set(values, key, value)
    return values


def _addresses(address: str) -> dict[str, Value]:
    """An address below the home in the forms that generators want."""
    return {"url": address, "url_path": address.lstrip("/"), "url_file": index_file(address)}


def offset_time(moment: Moment) -> datetime | None:
    """The time with the offset that the site had then; UTC where the export does not show one."""
    utc, local = moment.utc, moment.local
    if utc is None or local is None:
        return local if utc is None else utc
    zone, _ = _zone(_offset(utc, local))
    # `replace` takes three times as long.
    return utc if zone is None else datetime.combine(local, local.time(), zone)


def offset_text(moment: Moment) -> str:
    """The same as ISO 8601 writes it; empty for none."""
    utc, local = moment.utc, moment.local
    if utc is None or local is None:
        known = local if utc is None else utc
        return known.isoformat() if known is not None else ""
    offset = _offset(utc, local)
    zone, written = _zone(offset)
    # Written apart it takes a third of the time.
    return local.isoformat() + written if zone is not None or not offset else utc.isoformat()


def _offset(utc: datetime, local: datetime) -> timedelta:
    return (local - _EPOCH) - (utc - _UTC_EPOCH)


@lru_cache(maxsize=256)
def _zone(offset: timedelta) -> tuple[timezone | None, str]:
    """The zone of clocks that are so far from UTC, and as it is written; no zone for UTC itself, and where no clock
    was."""
    if offset == timedelta() or abs(offset) > _LONGEST_DIFFERENCE or offset.seconds % 60:
        return None, "+00:00"
    zone = timezone(offset)
    return zone, _EPOCH.replace(tzinfo=zone).isoformat()[len(_EPOCH.isoformat()) :]


def published_fields(meta: tuple[Meta, ...]) -> dict[str, Value]:
    """The custom fields that an author sees: those without an underscore. Repeated ones are a list."""
    names: dict[str, str] = {}
    values: dict[str, Any] = {}
    for row in meta:
        if is_custom_field(row):
            # Hugo reads keys in lower case: two that differ in nothing else are one.
            name = names.setdefault(row.key.lower(), row.key)
            values.setdefault(name, []).append(row.value if row.decoded is None else row.decoded)
    return {key: found[0] if len(found) == 1 else found for key, found in values.items()}


def is_custom_field(row: Meta) -> bool:
    """Whether WordPress shows a custom field to authors, and it is no setting with an e-mail address within."""
    if row.key.startswith("_") or not row.value or row.key == "footnotes":
        return False
    return row.decoded is None or not _holds_email(row.decoded)


def _holds_email(value: Any) -> bool:
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text if is_email(text):
                return True
            case dict() as table:
                waiting += table.values()
            case list() as members:
                waiting += members
    return False


def plain_text(html: str) -> str:
    """What a title or an excerpt shows, on one line."""
    if "<" in html:
        html = _BLOCK.sub(" ", html)
        html = _MARKUP.sub("", html)
    return " ".join(unescape(html).split()) if "&" in html or "\n" in html or "  " in html else html.strip()


def _set(values: dict[str, Value], key: str, value: Value) -> None:
    """Set a value, below a table where the key has a dot."""
    if "." not in key:
        values[key] = value
        return
    table, _, name = key.partition(".")
    inner = values.setdefault(table, {})
    assert isinstance(inner, dict)
    inner[name] = value


def _taxonomies(entry: Entry, mapping: SiteMapping, routes: Routes) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for key in (*entry.terms, *entry.authors):
        route = routes.route(key)
        if route is not None:
            found.setdefault(route.taxonomy, []).append(route.name)
    # In the order of the mapping, the others after them.
    return {name: found[name] for name in mapping.taxonomies.values() if name in found} | found


def _title(page: Page) -> Value:
    return plain_text(page.entry.title)


def _seo(page: Page) -> Seo:
    return page.entry.seo or _NO_SEO


def _aliases(page: Page) -> Value:
    """Former addresses below the site's home, as paths."""
    address = page.route.address
    return [_relative(path, address) for path in page.aliases] if page.is_below_language else list(page.aliases)


def _relative(path: str, address: str) -> str:
    """An address as seen from the folder that another stands in: Hugo's aliases in a site of several languages."""
    slash = "/" if path.endswith("/") else ""
    return relpath(path, dirname(address.rstrip("/")) or "/") + slash


def _description(page: Page) -> Value:
    return plain_text(_seo(page).description or page.entry.excerpt)


def _images(page: Page) -> Value:
    featured, seo = page.entry.featured_image, page.entry.seo
    if featured is None and seo is None and not page.entry.featured_image_url:
        return None
    urls = [_seo(page).og_image, featured.url if featured else "", page.entry.featured_image_url]
    return list(dict.fromkeys(url for url in urls if url))[:1]


def _featured_image(page: Page) -> Value:
    image = page.entry.featured_image
    if image is not None:
        return {name: value for name, value in (("src", image.url), ("alt", image.alt)) if value}
    return {"src": page.entry.featured_image_url} if page.entry.featured_image_url else None


def _visibility(page: Page) -> Value:
    visibility = page.entry.visibility
    return None if visibility in _SHOWN_OTHERWISE else visibility.value


def is_hidden(entry: Entry, hides_future: bool) -> bool:
    """Whether a normal build is to be told to show nothing of it. Of what is scheduled too, where the build looks at no
    date, or the date cannot be read."""
    if entry.visibility is Visibility.SCHEDULED:
        return not hides_future or offset_time(entry.date) is None
    # Kinds of visibility are hashed by a function of Python's.
    return entry.visibility is not Visibility.PUBLIC and entry.visibility in _HIDDEN


def _enclosures(page: Page) -> Value:
    return [
        {name: value for name, value in (("url", one.url), ("type", one.mime_type), ("length", one.length)) if value}
        for one in page.entry.enclosures
    ]


def _modified(page: Page) -> Value:
    entry = page.entry
    if entry.modified == entry.date:
        return None
    modified = offset_time(entry.modified)
    return None if modified == offset_time(entry.date) else modified


FIELDS: Mapping[str, Callable[[Page], Value]] = {
    "title": _title,
    "date": lambda page: offset_time(page.entry.date),
    "modified": _modified,
    "draft": lambda page: is_hidden(page.entry, page.hides_future),
    "url": lambda page: page.route.address,
    "url_path": lambda page: page.route.address.lstrip("/"),
    "url_file": lambda page: index_file(page.route.address),
    "layout": lambda page: page.layout,
    "kind": lambda page: page.entry.type,
    "aliases": _aliases,
    "description": _description,
    "summary": lambda page: plain_text(page.entry.excerpt) if _seo(page).description else None,
    "weight": lambda page: page.entry.menu_order or None,
    "type": lambda page: page.post_type,
    "images": _images,
    "translations": lambda page: page.entry.translations,
    "translated": lambda page: list(page.translated),
    "no_index": lambda page: bool(_seo(page).noindex),
    "language": lambda page: page.entry.language,
    "number": lambda page: page.entry.wp_id,
    "comments": lambda page: page.comments_file,
    "featured_image": _featured_image,
    "format": lambda page: page.entry.format,
    "sticky": lambda page: page.entry.sticky,
    "series_part": lambda page: page.entry.series_part,
    "template": lambda page: page.entry.template,
    "visibility": _visibility,
    "seo_title": lambda page: plain_text(_seo(page).title),
    "canonical": lambda page: _seo(page).canonical,
    "robots": lambda page: list(_robots(page.entry.seo)) if page.entry.seo else None,
    "redirect": lambda page: page.entry.redirect_url,
    "enclosures": _enclosures,
    CUSTOM_FIELDS: lambda page: published_fields(page.entry.meta),
}
"""Field of a mapping's `[front_matter]` → its value."""


def _robots(seo: Seo) -> tuple[str, ...]:
    said = (("noindex", seo.noindex), ("nofollow", seo.nofollow))
    return (*(name for name, value in said if value), *seo.robots)
