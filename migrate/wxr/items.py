"""An export's items as WordPress wrote them: every value still text, nothing interpreted, each with its place."""

from __future__ import annotations

from typing import NamedTuple

import msgspec


class Place(NamedTuple):
    """Where in the export something stands. Offsets are bytes of the decompressed UTF-8 text; lines are 1-based."""

    file: str
    offset: int
    length: int
    line: int


class Repair(NamedTuple):
    """One mend of damaged XML."""

    name: str
    """Stable name, such as `control-characters`."""
    line: int
    """Line of the first occurrence."""
    times: int
    detail: str


class Raw(msgspec.Struct, frozen=True, gc=False):
    """What all raw records share. Of comments and items there are many: their values may be given by position, which
    takes a third of the time."""


class RawMeta(NamedTuple):
    """A row of postmeta, commentmeta or termmeta."""

    key: str
    value: str


class RawCategory(NamedTuple):
    """`<category domain nicename>name</category>` of an item."""

    domain: str
    nicename: str
    name: str


class RawAuthor(Raw, frozen=True, kw_only=True):
    """`<wp:author>`; also `<wp:wp_author>`, which some exporters write."""

    id: str = ""
    login: str = ""
    email: str = ""
    display_name: str = ""
    first_name: str = ""
    last_name: str = ""
    description: str = ""
    place: Place


class RawTerm(Raw, frozen=True, kw_only=True):
    """`<wp:category>`, `<wp:tag>` or `<wp:term>`. `parent` is a slug, in WXR 1.0 a name."""

    taxonomy: str
    id: str = ""
    slug: str = ""
    parent: str = ""
    name: str = ""
    description: str = ""
    meta: tuple[RawMeta, ...] = ()
    place: Place


class RawComment(Raw, frozen=True):
    """`<wp:comment>`."""

    id: str = ""
    author: str = ""
    author_email: str = ""
    author_url: str = ""
    author_ip: str = ""
    date: str = ""
    date_gmt: str = ""
    content: str = ""
    approved: str = ""
    type: str = ""
    parent: str = ""
    user_id: str = ""
    meta: tuple[RawMeta, ...] = ()


class RawValues(Raw, frozen=True):
    """What an item says."""

    title: str = ""
    link: str = ""
    pub_date: str = ""
    creator: str = ""
    guid: str = ""
    description: str = ""
    content: str = ""
    excerpt: str = ""
    id: str = ""
    date: str = ""
    date_gmt: str = ""
    modified: str = ""
    modified_gmt: str = ""
    comment_status: str = ""
    ping_status: str = ""
    slug: str = ""
    status: str = ""
    parent: str = ""
    menu_order: str = ""
    type: str = ""
    password: str = ""
    sticky: str = ""
    attachment_url: str = ""
    categories: tuple[RawCategory, ...] = ()
    meta: tuple[RawMeta, ...] = ()
    comments: tuple[RawComment, ...] = ()
    extra: tuple[RawMeta, ...] = ()
    """Elements that have no place above, by name."""


class RawItem(RawValues, frozen=True, kw_only=True):
    """`<item>`. Values that WordPress writes without white space around them are stripped; bodies and meta never."""

    place: Place
    repairs: tuple[Repair, ...] = ()


class RawHead(Raw, frozen=True, kw_only=True):
    """The channel of one part of an export, without its items."""

    title: str = ""
    link: str = ""
    description: str = ""
    pub_date: str = ""
    language: str = ""
    wxr_version: str = ""
    base_site_url: str = ""
    base_blog_url: str = ""
    generator: str = ""
    created: str = ""
    """From the comment `created="YYYY-MM-DD HH:MM"`."""
    authors: tuple[RawAuthor, ...] = ()
    terms: tuple[RawTerm, ...] = ()
    extra: tuple[RawMeta, ...] = ()
    place: Place
    repairs: tuple[Repair, ...] = ()
