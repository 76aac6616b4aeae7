"""What search-engine plugins were told about an entry, from whichever of them the site used."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from migrate.mappers.context import Context
from migrate.mappers.meta import Fields, Found, list_of, url_of, whole_number
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Seo

_PLACEHOLDERS = {
    "%%": re.compile(r"%%([\w-]+)%%"),
    "%": re.compile(r"%([\w-]+(?:\([^)%]*\))?)%"),
    "#": re.compile(r"#([a-z_]+)\b"),
}
_TITLE = {"title", "post_title", "page_title", "seo_title", "term_title"}
_SITE = {"sitename", "site_title", "blog_title", "sitetitle", "site_name"}
_SITE_DESCRIPTION = {"sitedesc", "tagline", "site_description", "blog_description"}
_SEPARATOR = {"sep", "separator_sa", "separator"}
_EXCERPT = {"excerpt", "excerpt_only", "post_excerpt", "post_excerpt_only"}
_LOOSE_ENDS = re.compile(r"^[\s|–—·•»«~*-]+|[\s|–—·•»«~*-]+$")
_SPACES = re.compile(r"\s+")
_DIRECTIVES = ("noarchive", "nosnippet", "noimageindex")
_TEXTS = ("title", "description", "og_title", "og_description", "twitter_title", "twitter_description", "breadcrumb")


class Subject(NamedTuple):
    """The entry that the values are about, as far as placeholders stand for parts of it."""

    key: str
    title: str
    excerpt: str


def map_seo(fields: Fields, subject: Subject, context: Context, losses: list[Loss]) -> Seo | None:
    """The values of all plugins in one; None where there is none."""
    if not any(name.startswith("seo.") for name in fields.names()):
        return None
    values: dict[str, Any] = {}
    for name in _TEXTS:
        values[name] = _text(fields, name, subject, context, losses)
    values["canonical"] = _first_url(fields, "seo.canonical", context)
    values["og_image"] = _first_url(fields, "seo.og_image", context)
    values["twitter_image"] = _first_url(fields, "seo.twitter_image", context)
    values["keywords"] = tuple(dict.fromkeys(word for found in fields.all("seo.keywords") for word in list_of(found)))
    robots = [word.lower() for found in fields.all("seo.robots") for word in list_of(found)]
    none = "none" in robots
    noindex, nofollow = fields.flag("seo.noindex"), fields.flag("seo.nofollow")
    values["noindex"] = noindex if noindex is not None else _directive("noindex", "index", robots, none=none)
    values["nofollow"] = nofollow if nofollow is not None else _directive("nofollow", "follow", robots, none=none)
    further = [word for word in robots if word not in ("index", "noindex", "follow", "nofollow", "none", "-", "all")]
    further += [name for name in _DIRECTIVES if fields.flag(f"seo.{name}")]
    values["robots"] = tuple(dict.fromkeys(further))
    values["primary_terms"] = _primary_terms(fields, context)
    values["cornerstone"] = bool(fields.flag("seo.cornerstone"))
    seo = Seo(**values)
    return seo if seo != Seo() else None


def _directive(word: str, opposite: str, robots: list[str], *, none: bool) -> bool | None:
    if none or word in robots:
        return True
    return False if opposite in robots else None


def _primary_terms(fields: Fields, context: Context) -> tuple[str, ...]:
    keys = []
    for found in fields.all("seo.primary_term"):
        number = whole_number(found.meta.value)
        key = context.lookup.term_by_id(number) if number and number > 0 else None
        if key:
            keys.append(key)
    return tuple(dict.fromkeys(keys))


def _first_url(fields: Fields, name: str, context: Context) -> str:
    for found in fields.all(name):
        if found.rule.transform == "attachment":
            number = whole_number(found.meta.value)
            known = context.lookup.item(number, 0) if number and number > 0 else None
            if known is not None and known.url:
                return known.url
        elif url := url_of(found):
            return context.moved(url)
    return ""


def _text(fields: Fields, name: str, subject: Subject, context: Context, losses: list[Loss]) -> str:
    for found in fields.all(f"seo.{name}"):
        text = found.meta.value.strip()
        if found.rule.transform == "template" and text:
            text = _expand(found, name, subject, context, losses)
        if text:
            return text
    return ""


def _expand(found: Found, name: str, subject: Subject, context: Context, losses: list[Loss]) -> str:
    """Placeholders that we know filled in. Empty where nothing but placeholders stood there: that is a default."""
    pattern = _PLACEHOLDERS.get(found.rule.syntax)
    text = found.meta.value.strip()
    if pattern is None or not pattern.search(text):
        return text
    if not _LOOSE_ENDS.sub("", pattern.sub("", text)).strip():
        return ""
    unknown: list[str] = []

    def fill(match: re.Match[str]) -> str:
        placeholder = match[1].lower()
        if placeholder in _TITLE:
            return subject.title
        if placeholder in _EXCERPT:
            return subject.excerpt
        if placeholder in _SITE:
            return context.site.title
        if placeholder in _SITE_DESCRIPTION:
            return context.site.description
        if placeholder in _SEPARATOR:
            return "-"
        if found.rule.syntax == "#":
            return match.group()
        if placeholder != "page":
            unknown.append(match.group())
        return ""

    filled = _LOOSE_ENDS.sub("", _SPACES.sub(" ", pattern.sub(fill, text)))
    if unknown:
        losses.append(
            Loss(kind=LossKind.LEFT_TEMPLATE, source=subject.key, field=found.meta.key, detail=" ".join(unknown)[:200])
        )
    return filled
