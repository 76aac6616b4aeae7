"""An item's outline: what the index keeps of it, taken from the bytes where they are in WordPress's usual order.

The fast way reads elements by one pattern that follows WordPress's own order, and gives up (None) on anything else;
the caller then parses the item. Both ways give the same outline for the same item; a test holds them to it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from migrate.wxr.items import RawCategory, RawItem
from migrate.wxr.references import UnusualError, resolve


class Outline(NamedTuple):
    """Text as in RawItem; `meta_keys` are the entry's own and its comments', in order; `comment_ids` and
    `comment_types` likewise."""

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
    comment_types: tuple[str, ...]


_PLAIN = rb"[^\]<>&\x00-\x08\x0b-\x1f]*"
_IN_CDATA = rb"[^\]\x00-\x08\x0b-\x1f]*"
_IN_TITLE = rb"[^\]\x00-\x08\x0b-\x1f]*+(?>(?:\](?!\]>)[^\]\x00-\x08\x0b-\x1f]*+)*)"
_RAW = rb"[^\]<>\x00-\x08\x0b-\x1f]*"
"""What may stand in values, so that the parser would give the same text: no `\r`, which XML turns into a newline."""


def _leaf(name: bytes, cdata: bytes = _PLAIN, raw: bytes = _PLAIN) -> bytes:
    return rb"<" + name + rb">(?:<!\[CDATA\[(" + cdata + rb")\]\]>|(" + raw + rb"))</" + name + rb">\s*"


def _unread_leaf(name: bytes) -> bytes:
    return rb"<" + name + rb">(?:<!\[CDATA\[" + _PLAIN + rb"\]\]>|" + _PLAIN + rb")</" + name + rb">\s*"


_FRONT = re.compile(
    rb"<item>\s*"
    + _leaf(rb"title", _IN_TITLE, _RAW)
    + rb"<link>("
    + _RAW
    + rb")</link>\s*<pubDate>("
    + _PLAIN
    + rb")</pubDate>\s*"
    + _leaf(rb"dc:creator", _IN_CDATA, _RAW)
    + rb'<guid isPermaLink="(?:false|true)">('
    + _RAW
    + rb")</guid>\s*<description>(?:<!\[CDATA\[\]\]>)?</description>\s*<content:encoded>"
)
_BODY_END = re.compile(rb"\]\]></content:encoded>\s*<excerpt:encoded>")
_EXCERPT_END = re.compile(rb"\]\]></excerpt:encoded>\s*")
_MIDDLE = re.compile(
    rb"<wp:post_id>(\d+)</wp:post_id>\s*"
    + _leaf(rb"wp:post_date")
    + _leaf(rb"wp:post_date_gmt")
    + rb"(?:"
    + _unread_leaf(rb"wp:post_modified")
    + _unread_leaf(rb"wp:post_modified_gmt")
    + rb")?"
    + _unread_leaf(rb"wp:comment_status")
    + _unread_leaf(rb"wp:ping_status")
    + _leaf(rb"wp:post_name")
    + _leaf(rb"wp:status")
    + rb"<wp:post_parent>(\d+)</wp:post_parent>\s*<wp:menu_order>(-?\d+)</wp:menu_order>\s*"
    + _leaf(rb"wp:post_type")
    + _leaf(rb"wp:post_password")
    + rb"<wp:is_sticky>[01]</wp:is_sticky>\s*"
    + rb"(?:"
    + _leaf(rb"wp:attachment_url", _IN_CDATA, _RAW)
    + rb")?"
)
_ATTRIBUTE = rb"[^\"<>\x00-\x1f]*"
_CATEGORY = re.compile(
    rb'<category domain="('
    + _ATTRIBUTE
    + rb')" nicename="('
    + _ATTRIBUTE
    + rb')"><!\[CDATA\[('
    + _IN_CDATA
    + rb")\]\]></category>\s*"
)
_SKIPPED = rb"(?:<!\[CDATA\[[^\]]*+(?>(?:\](?!\]>)[^\]]*+)*)\]\]>|[^<]*+)"
"""A value that is not looked at."""


def _meta_pattern(name: bytes) -> re.Pattern[bytes]:
    key = rb"<wp:meta_key>(?:<!\[CDATA\[(" + _IN_CDATA + rb")\]\]>|(" + _RAW + rb"))</wp:meta_key>\s*"
    return re.compile(
        rb"<wp:"
        + name
        + rb">\s*"
        + key
        + rb"<wp:meta_value>"
        + _SKIPPED
        + rb"</wp:meta_value>\s*</wp:"
        + name
        + rb">\s*"
    )


def _skipped_leaf(name: bytes) -> bytes:
    return rb"(?>(?:<wp:comment_" + name + rb">" + _SKIPPED + rb"</wp:comment_" + name + rb">\s*)?)"


_META = _meta_pattern(b"postmeta")
_COMMENT_META = _meta_pattern(b"commentmeta")
_COMMENT = re.compile(
    rb"<wp:comment>\s*<wp:comment_id>(\d+)</wp:comment_id>\s*"
    + b"".join(map(_skipped_leaf, b"author author_email author_url author_IP date date_gmt content approved".split()))
    + rb"<wp:comment_type>(?:<!\[CDATA\[([\w-]*)\]\]>|([\w-]*))</wp:comment_type>\s*"
    + b"".join(map(_skipped_leaf, b"parent user_id".split()))
)
_COMMENT_END = re.compile(rb"</wp:comment>\s*")
_END = b"</item>"
_CDATA_OPEN, _CDATA_CLOSE = b"<![CDATA[", b"]]>"
_NOT_A_CHARACTER = b"\xef\xbf"
"""Begins U+FFFE and U+FFFF, which XML forbids."""


def outline_of_bytes(data: bytes) -> Outline | None:
    """The outline of an item in WordPress's usual order and form; None when it is in any other.

    It looks at the values that it returns and at the order of elements; whether the rest of the item is
    well-formed is for the parser to say.
    """
    front = _FRONT.match(data)
    if front is None:
        return None
    position = _end_of_section(data, front.end(), _BODY_END)
    position = _end_of_section(data, position, _EXCERPT_END) if position >= 0 else -1
    middle = _MIDDLE.match(data, position) if position >= 0 else None
    if middle is None:
        return None
    position = middle.end()
    categories: list[RawCategory] = []
    keys: list[str] = []
    ids: list[str] = []
    types: list[str] = []
    try:
        while match := _CATEGORY.match(data, position):
            domain, nicename, name = match.groups()
            categories.append(RawCategory(resolve(domain.decode()), resolve(nicename.decode()), name.decode()))
            position = match.end()
        if _NOT_A_CHARACTER in front.group() or _NOT_A_CHARACTER in data[middle.start() : position]:
            return None
        position = _read_keys(data, position, _META, keys)
        while match := _COMMENT.match(data, position):
            number, cdata, raw = match.groups()
            ids.append(number.decode())
            types.append((raw if cdata is None else cdata).decode())
            position = _read_keys(data, match.end(), _COMMENT_META, keys)
            end = _COMMENT_END.match(data, position)
            if end is None:
                return None
            position = end.end()
        if data[position:] != _END:
            return None
        # A value is in one of two groups, as CDATA or as text.
        f = [group.decode() if group else "" for group in front.groups()]
        m = [group.decode() if group else "" for group in middle.groups()]
        return Outline(
            id=m[0],
            type=(m[11] or m[12]).strip(),
            status=(m[7] or m[8]).strip(),
            slug=(m[5] or m[6]).strip(),
            title=f[0] or resolve(f[1]),
            link=resolve(f[2]).strip(),
            guid=resolve(f[6]).strip(),
            creator=(f[4] or resolve(f[5])).strip(),
            pub_date=f[3].strip(),
            date=(m[1] or m[2]).strip(),
            date_gmt=(m[3] or m[4]).strip(),
            parent=m[9],
            menu_order=m[10],
            password=m[13] or m[14],
            attachment_url=(m[15] or resolve(m[16])).strip(),
            categories=tuple(categories),
            meta_keys=tuple(keys),
            comment_ids=tuple(ids),
            comment_types=tuple(types),
        )
    except (UnicodeDecodeError, UnusualError):
        return None


def _end_of_section(data: bytes, position: int, end: re.Pattern[bytes]) -> int:
    """Index behind an element whose content is CDATA alone, split or not; -1 where it is anything else."""
    if not data.startswith(_CDATA_OPEN, position):
        return -1
    while (close := data.find(_CDATA_CLOSE, position)) >= 0:
        if match := end.match(data, close):
            return match.end()
        position = close + len(_CDATA_CLOSE)
        if not data.startswith(_CDATA_OPEN, position):
            return -1
    return -1


def _read_keys(data: bytes, position: int, pattern: re.Pattern[bytes], keys: list[str]) -> int:
    """Append the keys of the rows of meta that follow; where they end. Raises UnusualError."""
    while match := pattern.match(data, position):
        cdata, raw = match.groups()
        key = (cdata.decode() if raw is None else resolve(raw.decode())).strip()
        if "\ufffe" in key or "\uffff" in key:
            raise UnusualError
        keys.append(key)
        position = match.end()
    return position


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
        comment_types=tuple(comment.type for comment in item.comments),
    )
