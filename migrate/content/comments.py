"""Addresses in comments become links, as WordPress's `make_clickable` does when it shows them."""

from __future__ import annotations

import re
from collections import Counter
from html import escape

from migrate.content.pieces import HTML_PIECE

_FREE = r"""[^\x00-\x20!"'),.:;<>?\\^`{|}\x7f]"""
"""Letters, digits, `#%~/@[]*(+=&$-_`, and all beyond ASCII, which would take a hundred times as long to compile."""
# A mark of punctuation belongs to an address only where more of the address follows.
_ADDRESS = re.compile(
    rf"(?<![^\s(<.,;:!?])(?:(?P<url>\w{{1,20}}+://(?=\S{{1,2000}}(?:\s|\Z)){_FREE}*+(?>(?:['.,;:!?)]{_FREE}++)*))\)?"
    rf"|(?P<host>(?:www|ftp)\.{_FREE}++(?>(?:['.,;:!?)]{_FREE}++)*))\)?"
    r"|(?P<mail>[.0-9a-zA-Z_+-]{1,64}@(?:[0-9a-zA-Z-]{1,63}\.){1,8}[a-zA-Z]{2,24})(?![\w-]))"
)
_LEFT_ALONE = frozenset({"a", "code", "pre", "script", "style"})
_TAG = re.compile(r"<(/?)([a-zA-Z0-9]+)")
_SCHEMES = frozenset(
    (
        "http",
        "https",
        "ftp",
        "ftps",
        "mailto",
        "news",
        "irc",
        "irc6",
        "ircs",
        "gopher",
        "nntp",
        "feed",
        "telnet",
        "mms",
        "rtsp",
    )
)


def clickable(text: str) -> str:
    """The HTML with links around addresses that stand in its text, but not in links, code, scripts."""
    if "://" not in text and "www." not in text and "ftp." not in text and "@" not in text:
        return text
    if "<" not in text:
        return _linked(text)
    pieces: list[str] = []
    position = 0
    within: Counter[str] = Counter()
    for match in HTML_PIECE.finditer(text):
        pieces.append(_linked(text[position : match.start()]) if not within else text[position : match.start()])
        pieces.append(match[0])
        position = match.end()
        tag = _TAG.match(match[0])
        if tag and (name := tag[2].lower()) in _LEFT_ALONE:
            if not tag[1]:
                within[name] += 1
            elif within[name] > 1:
                within[name] -= 1
            else:
                del within[name]
    rest = text[position:]
    pieces.append(rest if within else _linked(rest))
    return "".join(pieces)


def _linked(text: str) -> str:
    return _ADDRESS.sub(_link, text)


def _link(match: re.Match[str]) -> str:
    found = match[0]
    tail = ""
    if match["mail"]:
        return f'<a href="mailto:{found}">{found}</a>'
    # As many closing brackets belong to an address as it opens.
    while found.count("(") < found.count(")"):
        end = found.rindex(")")
        found, tail = found[:end], found[end:] + tail
    url = found if match["url"] else f"http://{found}"
    if match["url"] and url.partition(":")[0].lower() not in _SCHEMES:
        return match[0]
    return f'<a href="{escape(url.replace("&amp;", "&"))}" rel="nofollow">{found}</a>{tail}'
