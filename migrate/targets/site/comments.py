"""An entry's comments as a data file: threads, and pingbacks apart. What only the site's owner may see is not in it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import msgspec

from migrate.model.document import Document, Embed, Math, Paragraph, RawBlock
from migrate.model.inlines import InlineMath, LineBreak, Link, RawInline, Text
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Comment
from migrate.targets.site.pages import offset_time
from migrate.writers import write_html

DEEPEST = 40
"""Levels of answers that are kept."""
PINGS = frozenset({"pingback", "trackback"})
_WEB = frozenset({"http", "https"})
_SAFE = frozenset({"http", "https", "mailto", "tel", "sms", "ftp", "ftps", "xmpp", "irc", "news", "webcal"})
"""Schemes that run nothing, of those that WordPress lets comments link to."""
_ADDRESSES = ("url", "link", "poster", "original_url")
"""Fields of nodes that are addresses."""
_PLAIN_WEB = re.compile(r"https?://[!-Z\\^-~]*")
"""Without the brackets of an IPv6 address, which may be wrong."""
_PLAIN_INLINES = frozenset({Text, LineBreak})
_BLANKS = re.compile(r"[\x00-\x20]+")
"""Browsers drop them from `java script:`."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SUSPICIOUS = re.compile(rb'"(?:raw|mathml"|html")|:"(?!https?:)[^"/?#:]*:')
"""Of a document as JSON: markup, or a text that begins as an address with a scheme does."""


def comments_data(comments: tuple[Comment, ...], losses: list[Loss]) -> bytes:
    """The JSON of all public ones, sorted as they were; empty where there is none.

    `{"count": 3, "comments": [{"id", "kind", "author", "url", "date", "rating", "html", "replies"}], "pings": [...]}`:
    fields that hold nothing are left out. `count` is of comments, without pings.
    """
    shown = [comment for comment in comments if comment.public]
    if not shown:
        return b""
    made = {comment.key: _comment(comment, losses) for comment in shown}
    lists: dict[str, list[dict[str, Any]]] = {}
    """Key of a comment → the list that its answers go to."""
    threads: list[dict[str, Any]] = []
    pings: list[dict[str, Any]] = []
    for comment in sorted(shown, key=lambda comment: comment.depth):
        one = made[comment.key]
        if comment.kind in PINGS:
            pings.append(one)
            continue
        siblings = lists.get(comment.parent or "", threads)
        siblings.append(one)
        # An empty list is left out at the end; what is deeper than templates go stands beside what it answers.
        lists[comment.key] = one.setdefault("replies", []) if comment.depth < DEEPEST else siblings
    for one in made.values():
        if not one.get("replies", True):
            del one["replies"]
    return _json({"count": len(lists), "comments": threads, "pings": pings})


def _comment(comment: Comment, losses: list[Loss]) -> dict[str, Any]:
    values: dict[str, Any] = {"id": comment.key.partition("/")[2], "kind": comment.kind}
    if comment.author_name:
        # WordPress keeps it as HTML.
        values["author"] = unescape(comment.author_name)
    if (web := comment.author_url.strip()) and _is_web(web):
        values["url"] = web
    if (when := offset_time(comment.date)) is not None:
        values["date"] = when.isoformat()
    if comment.rating is not None:
        values["rating"] = comment.rating
    if comment.document is not None and (html := _html(comment.document, comment.key, losses)):
        values["html"] = html
    return values


def _html(document: Document, key: str, losses: list[Loss]) -> str:
    if _is_plain(document):
        return write_html(document, normal=True)
    return write_html(_without_scripts(document, key, losses))


def _is_plain(document: Document) -> bool:
    """Whether there are but paragraphs of text in it, as in most."""
    for block in document.blocks:
        if type(block) is not Paragraph or block.attributes:
            return False
        for child in block.children:
            if type(child) not in _PLAIN_INLINES:
                return False
    return not document.footnotes


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
