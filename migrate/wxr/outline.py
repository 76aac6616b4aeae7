"""An item's outline: what the index keeps of it, taken straight from the bytes where WordPress wrote them in its usual order.

The fast way reads elements by one pattern that follows WordPress's own order, and gives up (None) on anything else;
the caller then parses the item. Both ways give the same outline for the same item; a test holds them to it.
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from migrate.wxr.items import RawCategory, RawItem


class Outline(NamedTuple):
    """Text as in RawItem; `meta_keys` are the entry's own and its comments', in order; `comment_ids` likewise."""

    id: str
    type: str
    status: str
    slug: str
    title: str
    link: str
    guid: str
    creator: str
    pub_date: str
    date: str
    date_gmt: str
    parent: str
    menu_order: str
    password: str
    attachment_url: str
    categories: tuple[RawCategory, ...]
    meta_keys: tuple[str, ...]
    comment_ids: tuple[str, ...]


def _leaf(name: bytes) -> bytes:
    return rb"<" + name + rb">(?:<!\[CDATA\[([^\]<>&]*)\]\]>|([^\]<>&]*))</" + name + rb">\s*"


_FRONT = re.compile(
    rb"<item>\s*<title>(?:<!\[CDATA\[([^\]]*)\]\]>|([^<\]]*))</title>\s*"
    rb"<link>([^<\]]*)</link>\s*<pubDate>([^<\]]*)</pubDate>\s*"
    rb"<dc:creator>(?:<!\[CDATA\[([^\]]*)\]\]>|([^<\]]*))</dc:creator>\s*"
    rb'<guid isPermaLink="(?:false|true)">([^<\]]*)</guid>\s*<description>'
)
_MIDDLE_START = b"</excerpt:encoded>"
_MIDDLE = re.compile(
    rb"</excerpt:encoded>\s*<wp:post_id>(\d+)</wp:post_id>\s*"
    + _leaf(rb"wp:post_date")
    + _leaf(rb"wp:post_date_gmt")
    + rb"(?:<wp:post_modified>[^&]*?</wp:post_modified_gmt>\s*)?"
    + rb"<wp:comment_status>[^&]*?</wp:ping_status>\s*"
    + _leaf(rb"wp:post_name")
    + _leaf(rb"wp:status")
    + rb"<wp:post_parent>(\d+)</wp:post_parent>\s*<wp:menu_order>(-?\d+)</wp:menu_order>\s*"
    + _leaf(rb"wp:post_type")
    + _leaf(rb"wp:post_password")
    + rb"<wp:is_sticky>[01]</wp:is_sticky>\s*"
    + rb"(?:<wp:attachment_url>(?:<!\[CDATA\[([^\]]*)\]\]>|([^\]<]*))</wp:attachment_url>\s*)?"
)
_CATEGORY = re.compile(
    rb'<category domain="([^"<>]*)" nicename="([^"<>]*)"><!\[CDATA\[([^\]]*)\]\]></category>\s*'
)
_REST = re.compile(rb"<wp:(?:postmeta|comment)>|</item>$")
_META_KEY = re.compile(rb"<wp:meta_key>(?:<!\[CDATA\[([^\]]*)\]\]>|([^<\]]*))</wp:meta_key>")
_COMMENT = re.compile(rb"<wp:comment>\s*<wp:comment_id>(\d+)</wp:comment_id>")


def outline_of_bytes(data: bytes) -> Outline | None:
    """The outline of an item in WordPress's usual order and form; None when it is in any other."""
    front = _FRONT.match(data)
    if front is None:
        return None
    start = data.find(_MIDDLE_START, front.end())
    middle = None
    while start >= 0:
        if data.rfind(b"<![CDATA[", 0, start) <= data.rfind(b"]]>", 0, start):
            middle = _MIDDLE.match(data, start)
            break
        start = data.find(_MIDDLE_START, start + 1)
    if middle is None:
        return None
    position = middle.end()
    categories: list[RawCategory] = []
    try:
        while match := _CATEGORY.match(data, position):
            domain, nicename, name = (part.decode() for part in match.groups())
            categories.append(RawCategory(unescape(domain), unescape(nicename), name))
            position = match.end()
        if not _REST.match(data, position):
            return None
        tail = data[position:]
        keys = tuple((cdata or unescape_bytes(text)).decode() for cdata, text in _META_KEY.findall(tail))
        ids = tuple(number.decode() for number in _COMMENT.findall(tail))
        if tail.count(b"<wp:comment>") != len(ids) or tail.count(b"<wp:meta_key>") != len(keys):
            return None
        f = [None if group is None else group.decode() for group in front.groups()]
        m = [None if group is None else group.decode() for group in middle.groups()]
    except UnicodeDecodeError:
        return None
    return Outline(
        id=m[0] or "",
        type=(m[11] or m[12] or "").strip(),
        status=(m[7] or m[8] or "").strip(),
        slug=(m[5] or m[6] or "").strip(),
        title=f[0] if f[0] is not None else unescape(f[1] or ""),
        link=unescape(f[2] or "").strip(),
        guid=unescape(f[6] or "").strip(),
        creator=(f[4] if f[4] is not None else unescape(f[5] or "")).strip(),
        pub_date=(f[3] or "").strip(),
        date=(m[1] or m[2] or "").strip(),
        date_gmt=(m[3] or m[4] or "").strip(),
        parent=m[9] or "",
        menu_order=m[10] or "",
        password=m[13] or m[14] or "",
        attachment_url=(m[15] if m[15] is not None else unescape(m[16] or "")).strip(),
        categories=tuple(categories),
        meta_keys=keys,
        comment_ids=ids,
    )


def unescape_bytes(text: bytes) -> bytes:
    """XML references resolved in UTF-8 bytes."""
    return unescape(text.decode()).encode() if b"&" in text else text


def outline_of_item(item: RawItem) -> Outline:
    """The outline of a parsed item."""
    keys = [row.key for row in item.meta]
    for comment in item.comments:
        keys += [row.key for row in comment.meta]
    return Outline(
        id=item.id,
        type=item.type,
        status=item.status,
        slug=item.slug,
        title=item.title,
        link=item.link,
        guid=item.guid,
        creator=item.creator,
        pub_date=item.pub_date,
        date=item.date,
        date_gmt=item.date_gmt,
        parent=item.parent,
        menu_order=item.menu_order,
        password=item.password,
        attachment_url=item.attachment_url,
        categories=item.categories,
        meta_keys=tuple(keys),
        comment_ids=tuple(comment.id for comment in item.comments),
    )
