"""What search-engine plugins were told about an entry, from whichever of them the site used."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from migrate.mappers.context import Context, record_taxonomy
from migrate.mappers.meta import Fields, Found, list_of, url_of, whole_number
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Seo

# All in One SEO 4 writes placeholders as people write hashtags: only those that it has count.
_HASHTAGS = (
    "alt_tag|archive_title|attachment_caption|attachment_description|author_bio|author_first_name|author_last_name"
    "|author_link|author_link_alt|author_name|author_url|blog_link|blog_title|categories|category|category_title"
    "|current_date|current_day|current_month|current_year|custom_field-[\\w-]+|page_number|parent_title|permalink"
    "|post_content|post_date|post_day|post_excerpt|post_excerpt_only|post_link|post_month|post_title|post_year"
    "|separator_sa|site_description|site_link|site_title|tagline|tax_name(?:-[\\w-]+)?|taxonomy_title|term_title"
)
_PLACEHOLDERS = {
    "%%": re.compile(r"%%([A-Za-z][\w-]*)%%"),
    "%": re.compile(r"%([A-Za-z][\w-]*(?:\([^)%]*\))?)%"),
    "#": re.compile(rf"#({_HASHTAGS})(?![\w-])"),
}
_TITLE = {"title", "post_title", "page_title", "seo_title", "term_title"}
_SITE = {"sitename", "site_title", "blog_title", "sitetitle", "site_name"}
_SITE_DESCRIPTION = {"sitedesc", "tagline", "site_description", "blog_description"}
_SEPARATOR = {"sep", "separator_sa", "separator"}
_EXCERPT = {"excerpt", "excerpt_only", "post_excerpt", "post_excerpt_only"}
_NOTHING = {"page", "page_number"}
_LOOSE_ENDS = re.compile(r"^[\s|–—·•»«~*-]+|[\s|–—·•»«~*-]+$")
_SPACES = re.compile(r"\s+")
_DIRECTIVES = ("noarchive", "nosnippet", "noimageindex")
_TEXTS = tuple(
    f"seo.{name}"
    for name in (
        *("title", "description", "og_title", "og_description", "twitter_title", "twitter_description"),
        "breadcrumb",
    )
)
_OTHERS = frozenset(
    f"seo.{name}" for name in ("keywords", "robots", "noindex", "nofollow", *_DIRECTIVES, "primary_term", "cornerstone")
)
_NOTHING_TOLD = Seo()


class Subject(NamedTuple):
    """The entry that the values are about, as far as placeholders stand for parts of it."""

    key: str
    title: str
    excerpt: str
    root: int = 0
    """Number of the `<rss>` that it stands in."""


def map_seo(fields: Fields, subject: Subject, context: Context, losses: list[Loss]) -> Seo | None:
    """The values of all plugins in one; None where there is none."""
    told = [name for name in fields.names() if name.startswith("seo.")]
    if not told:
        return None
    values: dict[str, Any] = {}
    # In this order, which is that of losses.
    for name in _TEXTS:
        if name in fields:
            values[name.removeprefix("seo.")] = _text(fields, name, subject, context, losses)
    for name, root in (("seo.canonical", 0), ("seo.og_image", subject.root), ("seo.twitter_image", subject.root)):
        if name in fields:
            values[name.removeprefix("seo.")] = _first_url(fields, name, context, root)
    if not _OTHERS.isdisjoint(told):
        _map_words(fields, context, values)
    seo = Seo(**values)
    return seo if seo != _NOTHING_TOLD else None


def _map_words(fields: Fields, context: Context, values: dict[str, Any]) -> None:
    """Keywords, what robots are told, and what an entry is among others."""
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


def _directive(word: str, opposite: str, robots: list[str], *, none: bool) -> bool | None:
    if none or word in robots:
        return True
    return False if opposite in robots else None


def _primary_terms(fields: Fields, context: Context) -> tuple[str, ...]:
    keys = []
    for found in fields.all("seo.primary_term"):
        number = whole_number(found.meta.value)
        taxonomy = record_taxonomy(found.rule.star(found.meta.key), context.rules)
        key = context.lookup.term_by_id(number, taxonomy) if number and number > 0 else None
        if key:
            keys.append(key)
    return tuple(dict.fromkeys(keys))


def _first_url(fields: Fields, name: str, context: Context, root: int = 0) -> str:
    for found in fields.all(name):
        if found.rule.transform == "attachment":
            number = whole_number(found.meta.value)
            known = context.lookup.item(number, root) if number and number > 0 else None
            # The address of a file that is left out for being private is private too.
            if known is not None and known.url and (known.key or not context.options.public_only):
                return context.moved(known.url)
        elif url := url_of(found):
            return context.moved(url)
    return ""


def _text(fields: Fields, name: str, subject: Subject, context: Context, losses: list[Loss]) -> str:
    for found in fields.all(name):
        text = found.meta.value.strip()
        if found.rule.transform == "template" and text:
            text = _expand(found, subject, context, losses)
        if text:
            return text
    return ""


def _expand(found: Found, subject: Subject, context: Context, losses: list[Loss]) -> str:
    """Placeholders that we know filled in. Empty where nothing else stood there: that is the plugin's default."""
    pattern = _PLACEHOLDERS.get(found.rule.syntax)
    text = found.meta.value.strip()
    if pattern is None or not pattern.search(text):
        return text
    is_default = not _LOOSE_ENDS.sub("", pattern.sub("", text))
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
        if placeholder not in _NOTHING:
            unknown.append(match.group())
        return ""

    filled = _LOOSE_ENDS.sub("", _SPACES.sub(" ", pattern.sub(fill, text)))
    if unknown:
        losses.append(
            Loss(kind=LossKind.LEFT_TEMPLATE, source=subject.key, field=found.meta.key, detail=" ".join(unknown)[:200])
        )
    return "" if is_default else filled
