"""`<item>` → Entry or Media: what both share, and what only entries have."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import unquote

from migrate.mappers.comments import NO_COMMENTS, map_comments
from migrate.mappers.context import Context, taxonomy_name
from migrate.mappers.media import media_fields
from migrate.mappers.meta import Fields, Found, read_meta, shown_rows, url_of, whole_number
from migrate.mappers.moments import map_moment
from migrate.mappers.redirects import Origin, map_redirects
from migrate.mappers.seo import Subject, map_seo
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Enclosure, Entry, Media, Visibility
from migrate.model.rules import MetaKind
from migrate.wxr.items import RawItem, RawMeta

__all__ = ["Mapped", "Place", "map_item", "taxonomy_name"]

_FLOATING = frozenset({"draft", "pending", "auto-draft"})
_NOT_A_REFERENCE = frozenset({"", "0", "-1"})


class Mapped(NamedTuple):
    """What became of one item."""

    record: Entry | Media
    losses: list[Loss]
    duplicates: dict[str, int]
    """What was there twice, in the ledger's kinds."""
    private: dict[str, int]
    """What is left out because only public things are written."""


class Place(NamedTuple):
    """What the index decided about an item."""

    key: str
    root: int
    visibility: Visibility


def map_item(raw: RawItem, place: Place, context: Context) -> Mapped:
    """The record of an item that is neither a menu item nor left out."""
    losses: list[Loss] = []
    key = place.key
    is_media = context.rules.post_type(raw.type or "post").kind == "media"
    kind: MetaKind = "media" if is_media else "entry"
    rows = shown_rows(raw.meta, kind, context.rules, context.options)
    meta = read_meta(rows, key, losses) if rows else ()
    fields = Fields(kind, meta, context.rules)
    comments = map_comments(raw.comments, key, context, losses) if raw.comments else NO_COMMENTS
    private = dict(comments.private)
    if hidden := len(raw.meta) - len(rows):
        private["meta"] = private.get("meta", 0) + hidden
    values = _shared(raw, place, context, losses)
    values.update(
        visibility=place.visibility,
        meta=meta,
        comments=comments.comments,
    )
    if fields:
        values["seo"] = map_seo(fields, Subject(key, raw.title, raw.excerpt, place.root), context, losses)
        origin = Origin(key, raw.link, raw.guid, values["slug"], raw.status)
        values["redirects"] = map_redirects(fields, origin, context)
        for name in ("language", "translations"):
            if said := fields.text(name):
                values[name] = said
    for name, text in raw.extra:
        # What an unknown element says may be anything, also what is nobody's business.
        detail = "" if context.options.hides_emails else text[:200]
        losses.append(Loss(kind=LossKind.UNKNOWN_ELEMENT, source=key, field=name, detail=detail))
    record: Entry | Media
    if is_media:
        record = Media(**values, **media_fields(raw, fields, key, losses))
    else:
        record = Entry(**values, **_entry_fields(raw, fields, place, context, losses))
    return Mapped(record, losses, comments.duplicates, private)


def _shared(raw: RawItem, place: Place, context: Context, losses: list[Loss]) -> dict[str, Any]:
    """Everything that entries and media have in common, comments and custom fields aside."""
    key = place.key
    floating = raw.status in _FLOATING
    parent_id = whole_number(raw.parent)
    values: dict[str, Any] = {
        "key": key,
        "wp_id": _number(raw.id, "post_id", key, losses),
        "status": raw.status,
        "title": raw.title,
        "slug": unquote(raw.slug) if "%" in raw.slug else raw.slug,
        "link": context.moved(raw.link),
        "guid": raw.guid,
        "date": map_moment(
            raw.date, raw.date_gmt, key, "date", context, losses, floating=floating, published=raw.pub_date
        ),
        "modified": map_moment(raw.modified, raw.modified_gmt, key, "modified", context, losses, floating=floating),
        "menu_order": _number(raw.menu_order, "menu_order", key, losses) or 0,
        "comment_status": raw.comment_status,
        "ping_status": raw.ping_status,
    }
    if raw.parent not in _NOT_A_REFERENCE and parent_id != 0:
        values["parent_wp_id"] = parent_id
        values["parent"] = _parent(raw.parent, parent_id, place, context, losses)
    values.update(_classified(raw, context))
    return values


def _number(text: str, field: str, key: str, losses: list[Loss]) -> int | None:
    number = whole_number(text)
    if number is None and text:
        losses.append(Loss(kind=LossKind.UNKNOWN_ELEMENT, source=key, field=field, detail=text[:200]))
    return number


def _parent(text: str, wp_id: int | None, place: Place, context: Context, losses: list[Loss]) -> str | None:
    """Key of the parent, unless an item is its own ancestor."""
    if place.key in context.rerooted:
        why = "it is its own ancestor"
        losses.append(Loss(kind=LossKind.REROOTED_ENTRY, source=place.key, field="parent", detail=why))
        return None
    if wp_id is None:
        _dangle(f"{text} is no number", "parent", place, losses)
        return None
    return _reference(wp_id, "parent", place, context, losses)


def _classified(raw: RawItem, context: Context) -> dict[str, Any]:
    """Authors, terms, format, language and translations: all of what `<category>` and `<dc:creator>` say."""
    lookup = context.lookup
    terms: dict[str, None] = {}
    authors: dict[str, None] = {}
    result: dict[str, Any] = {}
    for category in raw.categories:
        if not category.nicename and any(other.nicename and other.name == category.name for other in raw.categories):
            continue
        rule = context.rules.taxonomy(taxonomy_name(category.domain))
        if rule.kind == "menu":
            continue
        if key := lookup.term(rule.name, category.nicename, category.name):
            terms[key] = None
        if rule.kind in ("author", "byline"):
            if author := lookup.author(unquote(category.nicename)) or lookup.author(category.name):
                authors[author] = None
        elif rule.kind == "format":
            result["format"] = category.nicename.removeprefix("post-format-")
        elif rule.kind == "language":
            result["language"] = category.nicename
        elif rule.kind == "translations":
            result["translations"] = category.nicename
    if not authors and raw.creator and (author := lookup.author(raw.creator)):
        authors[author] = None
    if context.rules.post_type(raw.type or "post").kind == "media":
        result.pop("format", None)
    result["terms"], result["authors"] = tuple(terms), tuple(authors)
    return result


def _reference(wp_id: int, field: str, place: Place, context: Context, losses: list[Loss]) -> str | None:
    """Key of the item with a number, if it is part of this run; else a loss."""
    known = context.lookup.item(wp_id, place.root)
    if known is None:
        why = f"{wp_id} is not in the export"
    elif not known.key:
        why = f"{wp_id} is not part of this run"
    elif known.key.startswith("menu-item/"):
        why = f"{wp_id} is a menu item"
    else:
        return known.key
    _dangle(why, field, place, losses)
    return None


def _dangle(why: str, field: str, place: Place, losses: list[Loss]) -> None:
    losses.append(Loss(kind=LossKind.DANGLING_REFERENCE, source=place.key, field=field, detail=why[:200]))


def _entry_fields(raw: RawItem, fields: Fields, place: Place, context: Context, losses: list[Loss]) -> dict[str, Any]:
    featured_id = None
    for _, meta in fields.all("featured_media"):
        number = whole_number(meta.value)
        if number is not None and number > 0:
            featured_id = number
            break
    featured = _reference(featured_id, "featured_media", place, context, losses) if featured_id else None
    if featured is not None and not featured.startswith("media/"):
        _dangle(f"{featured_id} is no attachment", "featured_media", place, losses)
        featured = None
    template = fields.text("template")
    return {
        "type": raw.type or "post",
        "content_raw": raw.content,
        "excerpt": raw.excerpt or raw.description,
        "sticky": raw.sticky == "1" or bool(fields.flag("sticky")),
        "password": "" if context.options.public_only else raw.password,
        "featured_media": featured,
        "featured_media_wp_id": featured_id,
        "featured_image_url": next(filter(None, map(url_of, fields.all("featured_image_url"))), ""),
        "template": "" if template == "default" else template,
        "series_part": fields.number("series_part"),
        "redirect_url": context.moved(fields.text("redirect_url")),
        "enclosures": _enclosures(fields, place.key, losses),
    }


def _enclosures(fields: Fields, key: str, losses: list[Loss]) -> tuple[Enclosure, ...]:
    """Podcast files. WordPress keeps one as lines: address, bytes, MIME type; PowerPress adds a PHP-serialised line."""
    if not ("enclosure" in fields or "feed_enclosure" in fields):
        return ()
    found: dict[tuple[str, str], Enclosure] = {}
    for one in (*fields.all("enclosure"), *fields.all("feed_enclosure")):
        feed = one.rule.star(one.meta.key) if one.rule.field == "feed_enclosure" else ""
        enclosure = _enclosure(one, feed, key, losses)
        if enclosure.url:
            found.setdefault((enclosure.url, feed), enclosure)
    return tuple(found.values())


def _enclosure(one: Found, feed: str, key: str, losses: list[Loss]) -> Enclosure:
    url, length, mime_type, more = (*one.meta.value.replace("\r\n", "\n").split("\n", 3), "", "", "")[:4]
    details: Any = None
    if more.strip():
        (row,) = read_meta([RawMeta(one.meta.key, more)], key, losses)
        details = row.decoded if row.decoded is not None else row.value
    return Enclosure(
        url=url.strip(),
        length=whole_number(length),
        mime_type=mime_type.strip(),
        feed=feed,
        details=details,
    )
