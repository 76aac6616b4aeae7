"""An entry's comments as a data file: threads, and pingbacks apart. What only the site's owner may see is not in it."""

from __future__ import annotations

import re
from html import unescape
from operator import attrgetter
from typing import Any
from urllib.parse import urlsplit

import msgspec

from migrate.model.document import Document, Embed, Math, RawBlock
from migrate.model.inlines import InlineMath, Link, RawInline
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Comment
from migrate.targets.site.pages import offset_text
from migrate.writers import write_html
from migrate.writers.html import plain_html

DEEPEST = 40
"""Levels of answers that are kept."""
PINGS = frozenset({"pingback", "trackback"})
_DEPTH = attrgetter("depth")
_WEB = frozenset({"http", "https"})
_SAFE = frozenset({"http", "https", "mailto", "tel", "sms", "ftp", "ftps", "xmpp", "irc", "news", "webcal"})
"""Schemes that run nothing, of those that WordPress lets comments link to."""
_ADDRESSES = ("url", "link", "poster", "original_url")
"""Fields of nodes that are addresses."""
_PLAIN_WEB = re.compile(r"https?://[!-Z\\^-~]*")
"""Without the brackets of an IPv6 address, which may be wrong."""
_BLANKS = re.compile(r"[\x00-\x20]+")
"""Browsers drop them from `java script:`."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SUSPICIOUS = re.compile(rf'"(?:raw|mathml"|html"|(?:{"|".join(_ADDRESSES)})":"(?!https?:|mailto:)[^"/?#:]*:)'.encode())
"""Of a document as JSON: markup, or an address with a scheme that is not one of the usual ones."""


class Shown(msgspec.Struct, omit_defaults=True, gc=False):
    """A comment as the file has it."""

    id: str
    kind: str
    author: str = ""
    url: str = ""
    date: str = ""
    rating: int | None = None
    html: str = ""
    replies: list[Shown] = []


def comments_data(comments: tuple[Comment, ...], losses: list[Loss]) -> bytes:
    """The JSON of all public ones, sorted as they were; empty where there is none.

    `{"count": 3, "comments": [{"id", "kind", "author", "url", "date", "rating", "html", "replies"}], "pings": [...]}`:
    fields that hold nothing are left out. `count` is of comments, without pings.
    """
    shown = [comment for comment in comments if comment.public]
    if not shown:
        return b""
    made = {comment.key: _shown(comment, losses) for comment in shown}
    lists: dict[str, list[Shown]] = {}
    """Key of a comment → the list that its answers go to."""
    threads: list[Shown] = []
    pings: list[Shown] = []
    for comment in sorted(shown, key=_DEPTH):
        one = made[comment.key]
        if one.kind in PINGS:
            pings.append(one)
            continue
        siblings = lists.get(comment.parent or "", threads)
        siblings.append(one)
        # What is deeper than templates go stands beside what it answers.
        lists[comment.key] = one.replies if comment.depth < DEEPEST else siblings
    return _json({"count": len(lists), "comments": threads, "pings": pings})


def _shown(comment: Comment, losses: list[Loss]) -> Shown:
    name, web, document = comment.author_name, comment.author_url.strip(), comment.document
    return Shown(
        comment.key.partition("/")[2],
        comment.kind,
        # WordPress keeps it as HTML.
        unescape(name) if "&" in name else name,
        web if web and _is_web(web) else "",
        offset_text(comment.date),
        comment.rating,
        "" if document is None else _html(document, comment.key, losses),
    )


def _html(document: Document, key: str, losses: list[Loss]) -> str:
    if (html := plain_html(document)) is not None:
        return html
    cleaned = _without_scripts(document, key, losses)
    return write_html(cleaned, normal=cleaned is document)


def _without_scripts(document: Document, key: str, losses: list[Loss]) -> Document:
    """The document without HTML that no node says and without addresses that run: whoever commented is not to run
    scripts on the new site."""
    if not _SUSPICIOUS.search(msgspec.json.encode(document)):
        return document

    def clean(node: Any) -> Any:
        if isinstance(node, tuple):
            return tuple(kept for one in node for kept in clean_member(one))
        if isinstance(node, msgspec.Struct):
            return type(node)(**{name: clean(getattr(node, name)) for name in node.__struct_fields__})
        return node

    def clean_member(node: Any) -> tuple[Any, ...]:
        """What stands for one of several nodes: itself, or what is left of it."""
        found = _script_in(node)
        if not found:
            return (clean(node),)
        losses.append(Loss(kind=LossKind.SCRIPT_IN_COMMENT, source=key, field="content", detail=found[:200]))
        if isinstance(node, Link):
            return tuple(clean(node.children))
        if isinstance(node, Math | InlineMath) and node.tex:
            return (msgspec.structs.replace(node, mathml=""),)
        if hasattr(node, "blocks"):
            return (clean(msgspec.structs.replace(node, url="")),)
        return ()

    cleaned: Document = clean(document)
    return cleaned


def _script_in(node: Any) -> str:
    """What a browser might run of a node, those below it aside; empty for nothing."""
    if isinstance(node, RawBlock | RawInline | Embed) and node.html:
        return node.html
    if isinstance(node, Math | InlineMath):
        return node.mathml
    addresses: list[str] = [getattr(node, name, "") for name in _ADDRESSES]
    return next((url for url in addresses if not _is_safe(url)), "")


def _is_safe(url: str) -> bool:
    scheme = _SCHEME.match(_BLANKS.sub("", url))
    return scheme is None or scheme[1].lower() in _SAFE


def _is_web(url: str) -> bool:
    if _PLAIN_WEB.fullmatch(url):
        return True
    try:
        return urlsplit(url).scheme in _WEB
    except ValueError:
        return False


def _json(data: dict[str, Any]) -> bytes:
    """JSON of two spaces, which people may edit, with a newline at its end."""
    return msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n"
