"""Records → the values of their rows, in the order of `columns.COLUMNS`. Pure; ids and references come from
keys."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import msgspec

from migrate.model.loss import Loss
from migrate.model.records import (
    Author,
    Comment,
    CommentStatus,
    Entry,
    Item,
    Media,
    Menu,
    MenuItem,
    Meta,
    Redirect,
    Site,
    Term,
)
from migrate.targets.database.fit import fit_name, fit_number
from migrate.targets.database.keys import LIMIT, identify, shorten

Values = tuple[object, ...]

_ENCODER = msgspec.json.Encoder(order="sorted")
_STATUSES = {status: status.value for status in CommentStatus}


def time_text(moment: datetime | None) -> str | None:
    """`YYYY-MM-DD HH:MM:SS`, which every engine reads; times of an export have no fractions of a second."""
    # msgspec writes `"2009-05-03T10:00:00Z"` in a fifth of the time that `isoformat` takes in all.
    return None if moment is None else _ENCODER.encode(moment)[1:20].decode().replace("T", " ")


def document(value: Any) -> str:
    """A value as JSON text with sorted keys: equal values give equal texts."""
    try:
        return _ENCODER.encode(value).decode()
    except UnicodeEncodeError:
        # Half a surrogate pair, from JSON in a meta value: kept here, mended by `fit`.
        return json.dumps(msgspec.to_builtins(value), ensure_ascii=False, sort_keys=True)


def reference(number: int, kind: str, key: str | None) -> int | None:
    """The id that a key stands for, where it is the key of a record of this kind (`entry/`, `media/`...)."""
    return identify(number, key) if key is not None and key.startswith(kind) else None


def site_values(number: int, site: Site) -> Values:
    return (
        number,
        shorten(site.key),
        site.title,
        site.description,
        site.home_url,
        site.site_url,
        site.language,
        site.generator,
        site.wxr_version,
        time_text(site.exported),
        site.time_zone,
        site.time_zone_source,
        document(site.languages) if site.languages else None,
        document(site.plugins) if site.plugins else None,
    )


def author_values(number: int, author: Author, losses: list[Loss]) -> Values:
    key = shorten(author.key)
    return (
        identify(number, author.key),
        number,
        key,
        fit_number(author.wp_id, key, "wp_id", losses),
        author.login,
        author.email,
        author.display_name,
        author.first_name,
        author.last_name,
        author.website,
        author.description,
        author.declared,
        author.guest,
    )


def term_values(number: int, term: Term, losses: list[Loss]) -> Values:
    key = shorten(term.key)
    return (
        identify(number, term.key),
        number,
        key,
        fit_number(term.wp_id, key, "wp_id", losses),
        fit_name(term.taxonomy, key, "taxonomy", losses),
        fit_name(term.slug, key, "slug", losses),
        term.name,
        term.description,
        reference(number, "term/", term.parent),
        term.declared,
        fit_name(term.language, key, "language", losses),
    )


def _dates(item: Item) -> Values:
    date, modified = item.date, item.modified
    return (
        time_text(date.utc),
        time_text(date.local),
        date.guessed,
        time_text(modified.utc),
        time_text(modified.local),
        modified.guessed,
    )


def _shared(number: int, item: Item, key: str, losses: list[Loss]) -> tuple[Values, Values]:
    """What entries and media share: the columns `status` to `modified_guessed`, and those from the parents
    on."""
    first = (
        fit_name(item.status, key, "status", losses),
        item.visibility.value,
        item.title,
        fit_name(item.slug, key, "slug", losses),
        item.link,
        item.guid,
        *_dates(item),
    )
    second = (
        reference(number, "entry/", item.parent),
        reference(number, "media/", item.parent),
        fit_number(item.parent_wp_id, key, "parent_wp_id", losses),
        fit_number(item.menu_order, key, "menu_order", losses) or 0,
        fit_name(item.language, key, "language", losses),
        fit_name(item.translations, key, "translations", losses),
        item.comment_status,
        item.ping_status,
    )
    return first, second


def entry_values(number: int, entry: Entry, losses: list[Loss]) -> Values:
    key = shorten(entry.key)
    first, second = _shared(number, entry, key, losses)
    return (
        identify(number, entry.key),
        number,
        key,
        fit_number(entry.wp_id, key, "wp_id", losses),
        fit_name(entry.type, key, "type", losses),
        *first,
        *second,
        entry.content_raw,
        *_written(entry),
        entry.excerpt,
        entry.sticky,
        entry.password,
        fit_name(entry.format, key, "format", losses),
        reference(number, "media/", entry.featured_media),
        fit_number(entry.featured_media_wp_id, key, "featured_media_wp_id", losses),
        entry.featured_image_url,
        entry.template,
        entry.redirect_url,
        None if entry.seo is None else document(entry.seo),
        document(entry.enclosures) if entry.enclosures else None,
    )


def _written(record: Entry) -> Values:
    """The columns `content_html` to `document`."""
    tree = record.document
    return (
        record.content_html,
        record.content_markdown,
        record.content_text,
        None if tree is None else document(tree),
    )


def media_values(number: int, media: Media, losses: list[Loss]) -> Values:
    key = shorten(media.key)
    first, second = _shared(number, media, key, losses)
    return (
        identify(number, media.key),
        number,
        key,
        fit_number(media.wp_id, key, "wp_id", losses),
        *first,
        *second,
        media.url,
        media.file,
        media.mime_type,
        fit_number(media.width, key, "width", losses),
        fit_number(media.height, key, "height", losses),
        fit_number(media.bytes, key, "bytes", losses),
        media.original_file,
        media.alt,
        media.caption,
        media.description,
        document(media.sizes) if media.sizes else None,
        None if media.image_meta is None else document(media.image_meta),
        None if media.seo is None else document(media.seo),
    )


def comment_values(
    number: int, comment: Comment, entry_id: int | None, media_id: int | None, losses: list[Loss]
) -> Values:
    """One of `entry_id` and `media_id` is the row that the comment is on, the other is None."""
    key = shorten(comment.key)
    date, tree = comment.date, comment.document
    return (
        identify(number, comment.key),
        number,
        key,
        fit_number(comment.wp_id, key, "wp_id", losses),
        entry_id,
        media_id,
        None if comment.parent is None else identify(number, comment.parent),
        comment.kind if len(comment.kind) <= LIMIT else fit_name(comment.kind, key, "kind", losses),
        _STATUSES[comment.status],
        comment.public,
        comment.depth,
        time_text(date.utc),
        time_text(date.local),
        date.guessed,
        comment.author_name,
        comment.author_email,
        comment.author_url,
        comment.author_ip,
        None if comment.author is None else identify(number, comment.author),
        None if comment.rating is None else fit_number(comment.rating, key, "rating", losses),
        comment.content,
        comment.content_html,
        comment.content_markdown,
        comment.content_text,
        None if tree is None else document(tree),
    )


def menu_values(number: int, menu: Menu, losses: list[Loss]) -> Values:
    key = shorten(menu.key)
    return (
        identify(number, menu.key),
        number,
        key,
        fit_number(menu.wp_id, key, "wp_id", losses),
        fit_name(menu.slug, key, "slug", losses),
        menu.name,
    )


def menu_item_values(number: int, menu: int | None, item: MenuItem, losses: list[Loss]) -> Values:
    """`menu` is the id of the menu that the item is in; None for an item that is in no menu."""
    key = shorten(item.key)
    return (
        identify(number, item.key),
        number,
        key,
        fit_number(item.wp_id, key, "wp_id", losses),
        menu,
        reference(number, "menu-item/", item.parent),
        fit_number(item.position, key, "position", losses) or 0,
        item.label,
        item.url,
        fit_name(item.kind, key, "kind", losses),
        item.object,
        reference(number, "entry/", item.target),
        reference(number, "media/", item.target),
        reference(number, "term/", item.target),
        fit_number(item.target_wp_id, key, "target_wp_id", losses),
        fit_name(item.status, key, "status", losses),
        item.description,
        item.title_attribute,
        item.link_target,
        document(item.classes) if item.classes else None,
        item.rel,
    )


def redirect_values(number: int, redirect: Redirect, losses: list[Loss]) -> Values:
    key = shorten(redirect.key)
    return (
        identify(number, redirect.key),
        number,
        key,
        redirect.source_url,
        reference(number, "entry/", redirect.target),
        reference(number, "media/", redirect.target),
        reference(number, "term/", redirect.target),
        redirect.target_url,
        redirect.reason,
        fit_number(redirect.status, key, "status", losses) or 0,
        redirect.regex,
    )


def meta_values(
    number: int, source: str, owner: tuple[int | None, ...], rows: tuple[Meta, ...], losses: list[Loss]
) -> list[Values]:
    """Of all custom fields of a record. `owner` holds its ids, as entry, media, comment, term, author, menu item: all
    but one are None."""
    entry, media, comment, term, author, menu_item = owner
    return [
        (
            number,
            source,
            position,
            entry,
            media,
            comment,
            term,
            author,
            menu_item,
            row.key if len(row.key) <= LIMIT else fit_name(row.key, source, "key", losses),
            row.value,
            row.format,
            document(row.decoded) if row.format in ("php", "json") else None,
        )
        for position, row in enumerate(rows)
    ]


def loss_values(number: int, position: int, loss: Loss) -> Values:
    return (number, shorten(loss.source), position, loss.kind.value, loss.field, loss.detail)
