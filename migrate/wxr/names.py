"""Names of WXR's elements: told apart by namespace and local name, whatever their prefix.

The WordPress namespace is the same thing over http and https and in every version (1.0 to 1.2), and an undeclared
prefix stands for the namespace that everybody binds to it.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import Any

UNDECLARED = "urn:undeclared-prefix:"
"""Namespace that we bind a prefix to that nobody declared and nobody knows; the prefix follows."""

KNOWN_NAMESPACES: dict[str, str] = {
    "wp": "http://wordpress.org/export/1.2/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "dsq": "http://www.disqus.com/",
}
_WORDPRESS = re.compile(r"https?://(?:www\.)?wordpress\.org/export/\d+(?:\.\d+)*/?(excerpt/?)?$")
_PREFIX_OF = {uri.rstrip("/"): prefix for prefix, uri in KNOWN_NAMESPACES.items()}

ITEM_FIELDS = {
    "title": "title",
    "link": "link",
    "pubDate": "pub_date",
    "dc:creator": "creator",
    "guid": "guid",
    "description": "description",
    "content:encoded": "content",
    "excerpt:encoded": "excerpt",
    "wp:post_id": "id",
    "wp:post_date": "date",
    "wp:post_date_gmt": "date_gmt",
    "wp:post_modified": "modified",
    "wp:post_modified_gmt": "modified_gmt",
    "wp:comment_status": "comment_status",
    "wp:ping_status": "ping_status",
    "wp:post_name": "slug",
    "wp:status": "status",
    "wp:post_parent": "parent",
    "wp:menu_order": "menu_order",
    "wp:post_type": "type",
    "wp:post_password": "password",
    "wp:is_sticky": "sticky",
    "wp:attachment_url": "attachment_url",
}
COMMENT_FIELDS = {
    "wp:comment_id": "id",
    "wp:comment_author": "author",
    "wp:comment_author_email": "author_email",
    "wp:comment_author_url": "author_url",
    "wp:comment_author_IP": "author_ip",
    "wp:comment_date": "date",
    "wp:comment_date_gmt": "date_gmt",
    "wp:comment_content": "content",
    "wp:comment_approved": "approved",
    "wp:comment_type": "type",
    "wp:comment_parent": "parent",
    "wp:comment_user_id": "user_id",
}
AUTHOR_FIELDS = {
    "wp:author_id": "id",
    "wp:author_login": "login",
    "wp:author_email": "email",
    "wp:author_display_name": "display_name",
    "wp:author_first_name": "first_name",
    "wp:author_last_name": "last_name",
    "wp:author_description": "description",
}
TERM_FIELDS = {
    "wp:term_id": "id",
    "wp:category_nicename": "slug",
    "wp:tag_slug": "slug",
    "wp:term_slug": "slug",
    "wp:category_parent": "parent",
    "wp:term_parent": "parent",
    "wp:cat_name": "name",
    "wp:tag_name": "name",
    "wp:term_name": "name",
    "wp:category_description": "description",
    "wp:tag_description": "description",
    "wp:term_description": "description",
    "wp:term_taxonomy": "taxonomy",
}
HEAD_FIELDS = {
    "title": "title",
    "link": "link",
    "description": "description",
    "pubDate": "pub_date",
    "language": "language",
    "generator": "generator",
    "wp:wxr_version": "wxr_version",
    "wp:base_site_url": "base_site_url",
    "wp:base_blog_url": "base_blog_url",
}
_VERBATIM = frozenset({"title", "content", "excerpt", "description", "author", "name", "password", "value"})
"""Fields whose white space belongs to them."""
TERM_ELEMENTS = {"wp:category": "category", "wp:tag": "post_tag", "wp:term": ""}
META_ELEMENTS = frozenset({"wp:postmeta", "wp:commentmeta", "wp:termmeta"})
AUTHOR_ELEMENTS = frozenset({"wp:author", "wp:wp_author"})


_CANONICAL = {
    name.lower(): name
    for table in (ITEM_FIELDS, COMMENT_FIELDS, AUTHOR_FIELDS, TERM_FIELDS, HEAD_FIELDS, TERM_ELEMENTS)
    for name in table
} | {
    name: name for name in ("category", "wp:comment", "wp:meta_key", "wp:meta_value", *META_ELEMENTS, *AUTHOR_ELEMENTS)
}


@lru_cache(maxsize=4096)
def name_of(tag: str) -> str:
    """`prefix:local` for lxml's `{uri}local`, with the usual prefix; a foreign namespace stays in braces.

    Names that we know are known in any case of letters: some XML editors write all tags in capitals.
    """
    name = _prefixed(tag)
    return _CANONICAL.get(name.lower(), name)


def _prefixed(tag: str) -> str:
    if not tag.startswith("{"):
        return tag
    uri, local = tag[1:].split("}", 1)
    if match := _WORDPRESS.match(uri):
        return f"{'excerpt' if match[1] else 'wp'}:{local}"
    if uri.startswith(UNDECLARED):
        return f"{uri[len(UNDECLARED) :]}:{local}"
    prefix = _PREFIX_OF.get(uri.rstrip("/").replace("https://", "http://"))
    return f"{prefix}:{local}" if prefix else tag


class Kind(IntEnum):
    """How an element is read."""

    STRIPPED = 0
    """Text, less the white space around it."""
    VERBATIM = 1
    META = 2
    COMMENT = 3
    CATEGORY = 4
    UNKNOWN = 5
    IGNORED = 6
    """XML comments and processing instructions."""


class Roles(dict[Any, tuple[str, Kind]]):
    """lxml's tag → the field that an element fills, and how it is read.

    Tags are hashed as lxml gives them, so that a name is worked out once in a run, not once an element.
    """

    def __init__(self, fields: dict[str, str], others: dict[str, Kind]) -> None:
        super().__init__()
        self._by_name = {
            name: (field, Kind.VERBATIM if field in _VERBATIM else Kind.STRIPPED) for name, field in fields.items()
        }
        self._by_name |= {name: ("", kind) for name, kind in others.items()}

    def __missing__(self, tag: Any) -> tuple[str, Kind]:
        role = ("", Kind.IGNORED)
        if isinstance(tag, str):
            role = self._by_name.get(name_of(tag), ("", Kind.UNKNOWN))
        if len(self) < _REMEMBERED:
            self[tag] = role
        return role


_REMEMBERED = 4096
_METAS = dict.fromkeys(META_ELEMENTS, Kind.META)
ITEM_ROLES = Roles(ITEM_FIELDS, {**_METAS, "wp:comment": Kind.COMMENT, "category": Kind.CATEGORY})
COMMENT_ROLES = Roles(COMMENT_FIELDS, _METAS)
AUTHOR_ROLES = Roles(AUTHOR_FIELDS, {})
TERM_ROLES = Roles(TERM_FIELDS, _METAS)
META_ROLES = Roles({"wp:meta_key": "key", "wp:meta_value": "value"}, {})
