"""The HTML of one page. Its end tags of body and html are left out, as HTML allows: lists grow at their end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from typing import Any

from migrate.content.html import Element, outer_html, parse_html
from migrate.targets.options import TargetOptions
from migrate.targets.site.front_matter import Value
from migrate.targets.site.generator import PageBodies

STYLE = "style.css"
CONTENT, COMMENT = "data-wxr-content", "data-wxr-comment"
"""Attributes of what holds the body, and of what holds a comment by its id."""


def html_page(values: dict[str, Value], body: list[str], options: TargetOptions) -> list[str]:
    """A whole page: what the front matter says of it as its head, then the body."""
    said = {name: str(value) for name, value in values.items() if isinstance(value, str)}
    up = "../" * said.get("file", "").count("/")
    title = said.get("title", "")
    language = f' lang="{escape(said["language"])}"' if "language" in said else ""
    lines = [
        "<!doctype html>",
        f"<html{language}>",
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(said.get('seo_title') or title or 'Untitled')}</title>",
        *_head(said, values),
        f'<link rel="stylesheet" href="{up}{STYLE}">',
        "</head>",
        "<body>",
    ]
    if title:
        lines.append(f"<h1>{escape(title)}</h1>")
    if isinstance(when := values.get("date"), date):
        lines.append(f'<p class="meta"><time datetime="{when.isoformat()}">{when:%Y-%m-%d}</time></p>')
    if translated := [
        f'<a href="{escape(str(one["url"]))}" hreflang="{code}" lang="{code}">{code}</a>'
        for one in _records(values.get("translations"))
        if (code := escape(str(one["language"])))
    ]:
        lines.append(f'<p class="translations">Also in {", ".join(translated)}</p>')
    if isinstance(image := values.get("image"), Mapping):
        lines.append(f'<p><img src="{escape(str(image["src"]))}" alt="{escape(str(image.get("alt", "")))}"></p>')
    before = "\n".join([*lines, f'<div class="content" {CONTENT}>', ""])
    lines = ["", "</div>"]
    for url in filter(None, (said.get("redirect"), said.get("website"))):
        lines.append(f'<p><a href="{escape(url)}">{escape(url)}</a></p>')
    for one in _records(values.get("enclosures")):
        lines.append(f'<p><a href="{escape(str(one.get("url", "")))}">{escape(str(one.get("url", "")))}</a></p>')
    return [before, "".join(body).rstrip("\n"), "\n".join([*lines, ""])]


def _head(said: Mapping[str, str], values: Mapping[str, Value]) -> Iterable[str]:
    if "description" in said:
        yield f'<meta name="description" content="{escape(said["description"])}">'
    if robots := values.get("robots"):
        yield f'<meta name="robots" content="{escape(", ".join(map(str, robots)))}">'  # type: ignore[arg-type]
    for one in _records(values.get("translations")):
        code = escape(str(one["language"]))
        yield f'<link rel="alternate" hreflang="{code}" href="{escape(str(one["url"]))}">'
    if "canonical" in said:
        yield f'<link rel="canonical" href="{escape(said["canonical"])}">'


def link_line(url: str, label: str, before: str = "") -> str:
    """One paragraph with a link."""
    return f'<p>{escape(before)}<a href="{escape(url)}">{escape(label or "Untitled")}</a></p>\n'


def threads(data: Mapping[str, Any]) -> str:
    """Comments, then pings, as `comments_data` has them."""
    parts = []
    for name, title in (("comments", "Comments"), ("pings", "Pings")):
        if data.get(name):
            parts += [f'<section class="{name}">\n<h2>{title}</h2>\n', _thread(data[name]), "</section>\n"]
    return "".join(parts)


def _thread(records: list[dict[str, Any]]) -> str:
    out = ["<ol>\n"]
    for one in records:
        name = escape(str(one.get("author") or "Anonymous"))
        if one.get("url"):
            name = f'<a href="{escape(str(one["url"]))}" rel="nofollow ugc">{name}</a>'
        when = escape(str(one.get("date", "")))
        time = f' <time datetime="{when}">{when[:10]}</time>' if when else ""
        out += [f'<li id="comment-{escape(str(one["id"]))}">\n<p class="meta">{name}{time}</p>\n']
        out.append(f'<div {COMMENT}="{escape(str(one["id"]))}">\n{one.get("html", "")}</div>\n')
        out += [_thread(one["replies"]) if one.get("replies") else "", "</li>\n"]
    return "".join([*out, "</ol>\n"])


def read_page(page: str) -> PageBodies | None:
    """The bodies of a page that `html_page` and `threads` made; None for another."""
    body, comments = "", {}
    waiting = [parse_html(page)]
    while waiting:
        element = waiting.pop()
        if not body and element.attr(CONTENT) is not None:
            body = outer_html(element)
        elif (identifier := element.attr(COMMENT)) is not None:
            comments[str(identifier)] = outer_html(element)
        else:
            waiting += [child for child in reversed(element.children) if isinstance(child, Element)]
    return PageBodies(body, comments) if body else None


def _records(value: Value) -> Iterable[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
