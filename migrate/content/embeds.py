"""Addresses that are embeds: of which provider, and its own id, from watch pages, player frames and share links alike.

Sources: WordPress's oEmbed provider list, Jetpack's shortcodes, and the providers' own embed code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, unquote, urlsplit

from migrate.content.providers import FRAMES, MEDIA_TYPES, PAGES, SCRIPTS, WIDGETS
from migrate.model.document import Block, Embed, MediaSource, Player

_ADDRESS = re.compile(r"(?:https?:)?//[^\s<>\"]+", re.IGNORECASE)
_FILE = re.compile(r"https?://[^\s<>\"?#]+\.(\w{3,4})(?:[?#][^\s<>\"]*)?", re.IGNORECASE)
_PREFIX = re.compile(r"(?:www|m|mobile|music|en|web)\.")
_GOOGLE = re.compile(r"(?<![^.])google\.(?:com?\.)?[a-z]{2}$")
_START = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")


def embed_of(url: str) -> Embed | None:
    """The embed that an address means; None where no provider is known.

    The address of a player becomes that of the page which it plays, where one can be told from the other.
    """
    if _ADDRESS.fullmatch(url) is None:
        return None
    try:
        parts = urlsplit(url if url[0] != "/" else "https:" + url)
        host = parts.hostname or ""
    except ValueError:
        return None
    host = _GOOGLE.sub("google.com", host)
    bare = _PREFIX.sub("", host, count=1)
    path = parts.path + ("?" + parts.query if parts.query else "")
    for name in (host, bare) if host != bare else (host,):
        for provider, pattern, page in FRAMES.get(name, ()):
            if match := pattern.match(path):
                return _frame(provider, match, page, url, parts.query)
        for provider, pattern in PAGES.get(name, ()):
            if match := pattern.match(path):
                return Embed(url=url, provider=provider, id=_identifier(match))
    parent = bare.partition(".")[2]
    for provider, pattern in PAGES.get("*." + parent, ()) if parent else ():
        if match := pattern.match(path):
            return Embed(url=url, provider=provider, id=_identifier(match))
    return None


def _identifier(match: re.Match[str]) -> str:
    return next((group for group in match.groups() if group), "")


def _frame(provider: str, match: re.Match[str], page: str, url: str, query: str) -> Embed:
    identifier = _identifier(match)
    arguments = parse_qs(query)
    if page == "@url":
        # The address of the page is an argument of the frame's.
        inner = next((values[0] for name in ("url", "href", "feed", "u") if (values := arguments.get(name))), "")
        if inner.startswith("/") and provider == "mixcloud":
            inner = "https://www.mixcloud.com" + inner
        if not inner.startswith(("http://", "https://")):
            return Embed(url=url, provider=provider)
        known = embed_of(inner)
        if known is not None and known.provider == provider:
            return known
        return Embed(url=inner, provider=provider)
    if not page:
        return Embed(url=url, provider=provider, id=identifier)
    page = page.format(*(unquote(group or "") for group in match.groups()))
    known = embed_of(page)
    if known is not None:
        identifier = known.id
    if provider == "youtube" and identifier and (start := _start(arguments)):
        page += f"&t={start}"
    return Embed(url=page, provider=provider, id=identifier)


def _start(arguments: dict[str, list[str]]) -> int:
    text = (arguments.get("start") or arguments.get("t") or [""])[0]
    match = _START.fullmatch(text) if len(text) < 12 else None
    if not match:
        return 0
    hours, minutes, seconds = (int(group or 0) for group in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def address_alone(text: str, link_of: Callable[[str], str]) -> Block | None:
    """What WordPress shows for an address alone on its line: a player for a file, an embed for a known provider."""
    if _ADDRESS.fullmatch(text) is None:
        return None
    if (match := _FILE.fullmatch(text)) and (kind := MEDIA_TYPES.get(match[1].lower())):
        return Player(kind=kind, sources=(MediaSource(url=link_of(text)),))
    return embed_of(text)


def script_embed(url: str, html: str) -> Embed | None:
    """The embed that a script writes where it stands (a gist); None for any other script."""
    for provider, pattern, page in SCRIPTS:
        if match := pattern.match(url):
            return Embed(url=page.format(*match.groups()), provider=provider, id=match[1], html=html)
    return None


def widget_provider(url: str) -> str:
    """The provider whose quotations a script turns into embeds; empty for any other script."""
    return next((provider for address, provider in WIDGETS if address in url), "")
