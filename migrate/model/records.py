"""The neutral schema: what a WordPress export says, typed, and free of WordPress's storage tricks.

Every record has a `key`, unique in the export and stable over exports of the same site; records refer to each other
by key. Records are plain values: frozen, comparable, and written as JSON by msgspec (`wxr-migrate schema`).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from migrate.model.document import Document
from migrate.model.inlines import Image


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What all records share: immutable, keyword-only, defaults left out of the JSON."""


class Visibility(StrEnum):
    """Who could see an entry on the old site."""

    PUBLIC = "public"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PENDING = "pending"
    PRIVATE = "private"
    PROTECTED = "protected"
    """Published behind a password, or to be."""
    RESTRICTED = "restricted"
    """Published to members only, by a membership plugin."""
    TRASHED = "trashed"
    INTERNAL = "internal"
    """Of a post type or status that was never a page of its own: orders, form entries, templates, styles."""


class CommentStatus(StrEnum):
    """Moderation state. Only `APPROVED` was public."""

    APPROVED = "approved"
    PENDING = "pending"
    SPAM = "spam"
    TRASHED = "trashed"


class Moment(Record, frozen=True, kw_only=True):
    """A point in time as WordPress keeps it, twice."""

    utc: datetime | None = None
    """With time zone UTC; None when it is unknown (drafts have none)."""
    local: datetime | None = None
    """Wall-clock time of the site then, without a zone."""
    guessed: bool = False
    """True when `utc` or `local` was worked out from the other and the site's time zone."""


class Meta(Record, frozen=True, kw_only=True):
    """One custom field. Keys may repeat; order is the order in the export, which is the order they were made in."""

    key: str
    value: str
    """As exported."""
    format: str = "text"
    """`text`, `php` (PHP-serialised), `json`, or `damaged` (looked PHP-serialised and could not be decoded)."""
    decoded: Any = None
    """The value decoded, where `format` is `php` or `json`: JSON types only."""


class Site(Record, frozen=True, kw_only=True):
    """The blog."""

    key: str
    """Home URL without scheme, `www.` and final slash, or what the user named it."""
    title: str = ""
    description: str = ""
    home_url: str = ""
    """Address of the front page, as exported."""
    site_url: str = ""
    """Address of the network (WordPress.com, multisite), else the home URL."""
    language: str = ""
    generator: str = ""
    """The program that wrote the export, such as `WordPress/6.5.2`."""
    wxr_version: str = ""
    exported: datetime | None = None
    """UTC."""
    time_zone: str = ""
    """IANA name, or a fixed offset such as `+05:30`; empty when the export does not show one."""
    time_zone_source: str = ""
    """`option` (the user said so) or `dates` (worked out from pairs of local and UTC times)."""
    languages: tuple[str, ...] = ()
    """Codes of the languages that entries are written in (Polylang)."""
    plugins: tuple[str, ...] = ()
    """Names of the plugins whose traces the export holds."""


class Author(Record, frozen=True, kw_only=True):
    """Somebody who wrote an entry."""

    key: str
    login: str
    wp_id: int | None = None
    email: str = ""
    display_name: str = ""
    first_name: str = ""
    last_name: str = ""
    website: str = ""
    description: str = ""
    declared: bool = True
    """False when only items name this author."""
    guest: bool = False
    """True for a Co-Authors-Plus guest, who had no account."""
    meta: tuple[Meta, ...] = ()
    document: Document | None = None
    """The description with addresses of the new site; None but for sites."""


class Term(Record, frozen=True, kw_only=True):
    """A category, tag, or term of any other taxonomy."""

    key: str
    taxonomy: str
    slug: str
    """Percent-decoded."""
    name: str
    wp_id: int | None = None
    description: str = ""
    parent: str | None = None
    """Key of the parent term."""
    declared: bool = True
    """False when only items name this term."""
    language: str = ""
    meta: tuple[Meta, ...] = ()
    document: Document | None = None
    """The description with addresses of the new site; None but for sites."""


class Seo(Record, frozen=True, kw_only=True):
    """What a search-engine plugin was told about an entry."""

    title: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    canonical: str = ""
    noindex: bool | None = None
    nofollow: bool | None = None
    robots: tuple[str, ...] = ()
    """Further directives: `noarchive`, `nosnippet`, `noimageindex`."""
    og_title: str = ""
    og_description: str = ""
    og_image: str = ""
    twitter_title: str = ""
    twitter_description: str = ""
    twitter_image: str = ""
    breadcrumb: str = ""
    primary_terms: tuple[str, ...] = ()
    """Keys of terms."""
    cornerstone: bool = False


class Enclosure(Record, frozen=True, kw_only=True):
    """An audio or video file of a podcast."""

    url: str
    length: int | None = None
    """Bytes."""
    mime_type: str = ""
    feed: str = ""
    """Slug of the podcast feed, where a site has several."""
    details: Any = None
    """What PowerPress adds (duration, season...), decoded."""


class Comment(Record, frozen=True, kw_only=True):
    """A comment, pingback, trackback, review or note. Threads are kept by `parent`."""

    key: str
    kind: str = "comment"
    """`comment`, `pingback`, `trackback`, `review`, `note`, `order-note`, or another plugin's name."""
    status: CommentStatus = CommentStatus.APPROVED
    wp_id: int | None = None
    parent: str | None = None
    """Key of the comment that this one answers."""
    depth: int = 0
    """0 at the top level."""
    author_name: str = ""
    author_email: str = ""
    author_url: str = ""
    author_ip: str = ""
    author: str | None = None
    """Key of an Author, where a user of the site wrote it."""
    date: Moment = Moment()
    content: str = ""
    """As exported."""
    content_html: str = ""
    """What it says as clean HTML, if that was asked for; likewise the next three."""
    content_markdown: str = ""
    content_text: str = ""
    document: Document | None = None
    public: bool = True
    """Approved, and of a kind that sites show."""
    rating: int | None = None
    """Stars of a review."""
    meta: tuple[Meta, ...] = ()


class Redirect(Record, frozen=True, kw_only=True):
    """An address that the old site redirected."""

    key: str
    source_url: str
    """Path with a leading slash, or a full address."""
    target: str | None = None
    """Key of the entry that it leads to."""
    target_url: str = ""
    """Where it leads, when it is not an entry."""
    reason: str = ""
    """`old-slug`, `old-date`, `page-link`, `plugin`, or `moved` (an address that an earlier run gave it)."""
    status: int = 301
    regex: bool = False


class Item(Record, frozen=True, kw_only=True):
    """What entries and media share."""

    key: str
    wp_id: int | None = None
    status: str = ""
    """WordPress's own word."""
    visibility: Visibility = Visibility.PUBLIC
    title: str = ""
    """HTML, entities and all, as WordPress keeps it."""
    slug: str = ""
    """Percent-decoded."""
    link: str = ""
    """The address it had."""
    guid: str = ""
    date: Moment = Moment()
    modified: Moment = Moment()
    authors: tuple[str, ...] = ()
    """Keys, the first author first."""
    parent: str | None = None
    """Key of the parent page, forum, product; for media, of the item it was uploaded to."""
    parent_wp_id: int | None = None
    """The parent's number, also when it is not in the export."""
    menu_order: int = 0
    terms: tuple[str, ...] = ()
    """Keys."""
    language: str = ""
    translations: str = ""
    """Key of the group of translations that it belongs to; empty when it has none."""
    comment_status: str = ""
    """`open` or `closed`."""
    ping_status: str = ""
    seo: Seo | None = None
    meta: tuple[Meta, ...] = ()
    """Every custom field, also those that have a place of their own above."""
    comments: tuple[Comment, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    """Addresses that the old site led here, or from here to elsewhere."""


class Entry(Item, frozen=True, kw_only=True):
    """A post, a page, or an item of any custom type."""

    type: str = "post"
    content_raw: str = ""
    """The body as exported."""
    content_html: str = ""
    """What the body showed as clean HTML, if that was asked for; likewise the next three."""
    content_markdown: str = ""
    """CommonMark with GFM's tables, strikethrough and footnotes."""
    content_text: str = ""
    document: Document | None = None
    """The body as a tree."""
    excerpt: str = ""
    """Written by hand; HTML."""
    sticky: bool = False
    series_part: int | None = None
    """Which part of a series it is (Organize Series, PublishPress Series)."""
    password: str = ""
    format: str = ""
    """Post format (`aside`, `quote`, ...); empty for the standard one."""
    featured_media: str | None = None
    """Key."""
    featured_media_wp_id: int | None = None
    featured_image: Image | None = None
    """What `featured_media` shows, where bodies are read."""
    featured_image_url: str = ""
    """Where a plugin or an old theme keeps an address instead of an attachment."""
    template: str = ""
    redirect_url: str = ""
    """Where the entry is nothing but a link to elsewhere (Page Links To)."""
    enclosures: tuple[Enclosure, ...] = ()


class MediaSize(Record, frozen=True, kw_only=True):
    """A smaller copy of an image that WordPress made."""

    name: str
    file: str
    """Base name, in the folder of the original."""
    width: int = 0
    height: int = 0
    mime_type: str = ""
    bytes: int | None = None


class Media(Item, frozen=True, kw_only=True):
    """An attachment."""

    url: str = ""
    """Address of the file."""
    file: str = ""
    """Path below the uploads folder."""
    mime_type: str = ""
    """Worked out from the metadata or the file's name: exports do not hold it."""
    width: int | None = None
    """Pixels."""
    height: int | None = None
    bytes: int | None = None
    """Size of the file."""
    original_file: str = ""
    """Path of the upload that `file` is a scaled or rotated copy of."""
    alt: str = ""
    caption: str = ""
    """HTML."""
    description: str = ""
    """HTML."""
    sizes: tuple[MediaSize, ...] = ()
    image_meta: Any = None
    """EXIF and the like, decoded."""


class MenuItem(Record, frozen=True, kw_only=True):
    """A link in a menu."""

    key: str
    wp_id: int | None = None
    label: str = ""
    """Its own, or its target's title."""
    url: str = ""
    """Its own for a custom link, else its target's address, as far as the export knows it."""
    kind: str = "custom"
    """`custom`, `entry`, `term` or `archive`."""
    object: str = ""
    """Post type or taxonomy of the target."""
    target: str | None = None
    """Key of the entry or term."""
    target_wp_id: int | None = None
    parent: str | None = None
    """Key of the menu item above."""
    position: int = 0
    status: str = ""
    description: str = ""
    title_attribute: str = ""
    link_target: str = ""
    """`_blank`, or empty."""
    classes: tuple[str, ...] = ()
    rel: str = ""
    meta: tuple[Meta, ...] = ()
    """Every custom field, also those that have a place above."""
    children: tuple[MenuItem, ...] = ()


class Menu(Record, frozen=True, kw_only=True):
    """A navigation menu as a tree."""

    key: str
    slug: str
    name: str
    wp_id: int | None = None
    items: tuple[MenuItem, ...] = ()
