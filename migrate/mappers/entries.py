"""`<item>` → Entry or Media: what both share, and what only entries have."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import unquote

from migrate.mappers.comments import map_comments
from migrate.mappers.context import Context
from migrate.mappers.media import media_fields
from migrate.mappers.meta import Fields, Found, read_meta, url_of, whole_number
from migrate.mappers.redirects import map_redirects
from migrate.mappers.seo import Subject, map_seo
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Enclosure, Entry, Media, Meta, Visibility
from migrate.wxr.dates import read_moment
from migrate.wxr.items import RawComment, RawItem, RawMeta

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
    kind = context.rules.post_type(raw.type or "post").kind
    meta = read_meta(raw.meta, key, losses) if raw.meta else ()
    fields = Fields("media" if kind == "media" else "entry", meta, context.rules)
    raw_comments = raw.comments
    private = {"comments": 0, "meta": 0}
    visibility = place.visibility
    if visibility is Visibility.PUBLIC and is_restricted(meta, context):
        visibility = Visibility.RESTRICTED
    if context.options.public_only:
        raw_comments = tuple(comment for comment in raw.comments if _is_public(comment, context))
        public = tuple(row for row in meta if not _is_private(row, kind == "media", context))
        private["comments"] = len(raw.comments) - len(raw_comments)
        private["meta"] = len(meta) - len(public) + _meta_of(raw.comments) - _meta_of(raw_comments)
        meta = public
    comments = map_comments(raw_comments, key, context, losses)
    duplicates = {
        "comments": len(raw_comments) - len(comments),
        "meta": _meta_of(raw_comments) - sum(len(comment.meta) for comment in comments),
    }
    values = _shared(raw, place, context, losses)
    title_of = Subject(key, raw.title, raw.excerpt)
    values.update(
        visibility=visibility,
        seo=map_seo(fields, title_of, context, losses) if fields else None,
        meta=meta,
        comments=comments,
        redirects=map_redirects(fields, key, raw.link, values["slug"], context) if fields else (),
    )
    if language := fields.text("language"):
        values["language"] = language
    for name, text in raw.extra:
        losses.append(Loss(kind=LossKind.UNKNOWN_ELEMENT, source=key, field=name, detail=text[:200]))
    record: Entry | Media
    if kind == "media":
        record = Media(**values, **media_fields(raw, fields, key, losses))
    else:
        record = Entry(**values, **_entry_fields(raw, fields, place, context, losses))
    return Mapped(record, losses, duplicates, private)


def _meta_of(comments: tuple[RawComment, ...]) -> int:
    return sum(len(comment.meta) for comment in comments)


def is_restricted(meta: tuple[Meta, ...], context: Context) -> bool:
    """Whether a membership plugin kept the item from the public."""
    table = context.rules.meta["entry"]
    for row in meta:
        rule = table.get(row.key)
        if rule is not None and rule.restricts and rule.restricts_by(row.value):
            return True
    return False


def _is_public(comment: RawComment, context: Context) -> bool:
    return comment.approved in ("1", "approve", "approved") and context.rules.comment_kind(comment.type).public


def _is_private(row: Meta, is_media: bool, context: Context) -> bool:
    rule = context.rules.meta_rule("media" if is_media else "entry", row.key)
    return rule is not None and rule.private


def _shared(raw: RawItem, place: Place, context: Context, losses: list[Loss]) -> dict[str, Any]:
    """Everything that entries and media have in common, comments and custom fields aside."""
    key = place.key
    floating = raw.status in _FLOATING
    date, unreadable = read_moment(raw.date, raw.date_gmt, context.zone, floating=floating, published=raw.pub_date)
    if unreadable:
        losses.append(Loss(kind=LossKind.UNREADABLE_DATE, source=key, field="date", detail=unreadable[:200]))
    if date.guessed and date.utc is not None:
        losses.append(Loss(kind=LossKind.GUESSED_DATE, source=key, field="date", detail=date.utc.isoformat()))
    modified, unreadable = read_moment(raw.modified, raw.modified_gmt, context.zone, floating=floating)
    if unreadable:
        losses.append(Loss(kind=LossKind.UNREADABLE_DATE, source=key, field="modified", detail=unreadable[:200]))
    parent_id = whole_number(raw.parent) if raw.parent not in _NOT_A_REFERENCE else None
    values: dict[str, Any] = {
        "key": key,
        "wp_id": whole_number(raw.id),
        "status": raw.status,
        "title": raw.title,
        "slug": unquote(raw.slug) if "%" in raw.slug else raw.slug,
        "link": context.moved(raw.link),
        "guid": raw.guid,
        "date": date,
        "modified": modified,
        "parent_wp_id": parent_id,
        "parent": _reference(parent_id, "parent", place, context, losses) if parent_id else None,
        "menu_order": whole_number(raw.menu_order) or 0,
        "comment_status": raw.comment_status,
        "ping_status": raw.ping_status,
    }
    values.update(_classified(raw, context))
    return values


def _classified(raw: RawItem, context: Context) -> dict[str, Any]:
    """Authors, terms, format, language and translations: all of what `<category>` and `<dc:creator>` say."""
    lookup = context.lookup
    terms: dict[str, None] = {}
    authors: dict[str, None] = {}
    result: dict[str, Any] = {}
    qualified = {category.name for category in raw.categories if category.nicename}
    for category in raw.categories:
        if not category.nicename and category.name in qualified:
            continue
        taxonomy = taxonomy_name(category.domain)
        rule = context.rules.taxonomy(taxonomy)
        if rule.kind == "menu":
            continue
        if key := lookup.term(taxonomy, category.nicename, category.name):
            terms[key] = None
        if rule.kind == "author":
            if author := lookup.author(category.nicename) or lookup.author(category.name):
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
    return {**result, "terms": tuple(terms), "authors": tuple(authors)}


def taxonomy_name(domain: str) -> str:
    """Taxonomy of a `<category>`: WXR before 1.1 says `tag` for tags, 2.1 and 2.2 say nothing for categories."""
    return {"": "category", "tag": "post_tag"}.get(domain, domain)


def _reference(wp_id: int, field: str, place: Place, context: Context, losses: list[Loss]) -> str | None:
    """Key of the item with a number, if it is part of this run and not the item itself; else a loss."""
    known = context.lookup.item(wp_id, place.root)
    if known is None:
        detail = f"{wp_id} is not in the export"
    elif known.key == place.key:
        detail = f"{wp_id} is the item itself"
    elif not known.key:
        detail = f"{wp_id} is not part of this run"
    else:
        return known.key
    losses.append(Loss(kind=LossKind.DANGLING_REFERENCE, source=place.key, field=field, detail=detail))
    return None


def _entry_fields(
    raw: RawItem, fields: Fields, place: Place, context: Context, losses: list[Loss]
) -> dict[str, Any]:
    featured_id = next(
        (
            number
            for _, meta in fields.all("featured_media")
            if (number := whole_number(meta.value)) is not None and number > 0
        ),
        None,
    )
    featured = _reference(featured_id, "featured_media", place, context, losses) if featured_id else None
    if featured is not None and not featured.startswith("media/"):
        losses.append(
            Loss(
                kind=LossKind.DANGLING_REFERENCE,
                source=place.key,
                field="featured_media",
                detail=f"{featured_id} is no attachment",
            )
        )
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
        "redirect_url": context.moved(fields.text("redirect_url")),
        "enclosures": _enclosures(fields),
    }


def _enclosures(fields: Fields) -> tuple[Enclosure, ...]:
    """Podcast files. WordPress keeps one as lines: address, bytes, MIME type; PowerPress adds a PHP-serialised line."""
    found: dict[tuple[str, str], Enclosure] = {}
    for one in fields.all("enclosure"):
        _add_enclosure(found, one, "")
    for one in fields.all("feed_enclosure"):
        _add_enclosure(found, one, one.rule.star(one.meta.key))
    return tuple(found.values())


def _add_enclosure(found: dict[tuple[str, str], Enclosure], one: Found, feed: str) -> None:
    lines = one.meta.value.replace("\r\n", "\n").split("\n")
    url = lines[0].strip()
    if not url or (url, feed) in found:
        return
    details: Any = None
    if len(lines) > 3 and lines[3].strip():
        rows = read_meta([RawMeta(one.meta.key, "\n".join(lines[3:]))], "", [])
        details = rows[0].decoded if rows[0].decoded is not None else rows[0].value
    found[(url, feed)] = Enclosure(
        url=url,
        length=whole_number(lines[1]) if len(lines) > 1 else None,
        mime_type=lines[2].strip() if len(lines) > 2 else "",
        feed=feed,
        details=details,
    )
