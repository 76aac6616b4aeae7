"""A page as its reader sees it: its words in order, and its structure. What verification compares with another page.

Words are what stands between blanks; addresses that stand by themselves are kept apart, as they may become embeds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from typing import Literal, NamedTuple, get_args
from urllib.parse import unquote

from migrate.content.embeds import embed_of

Kind = Literal[
    "headings",
    "links",
    "images",
    "alternatives",
    "players",
    "items",
    "cells",
    "quotes",
    "code",
    "emphasis",
    "strong",
    "strike",
    "inline code",
]
"""What structure is counted of, by what identifies one of it.

`headings` level and text; `links` address; `images` name of the file; `alternatives` the text that stands for an
image; `players` (and frames) address; `items` (of
lists), `cells` and `quotes` their first words; `code` the text of a `<pre>`, its white space included; the rest each
marked word.
"""

KINDS: tuple[Kind, ...] = get_args(Kind)
SAMPLE = 8
"""How many words identify an item, a cell or a quotation."""


class GapName(NamedTuple):
    """What a gap is called."""

    name: str
    is_edge: bool = False
    """It is the beginning or the end of something whose content is shown."""


class Gap(NamedTuple):
    """A place of a source page where something stands that is there by its name only (`[gallery]`, `core/archives`).

    It may have become any words. The words from `at` to `until` are its own: they may also have gone. Places are
    numbers of words; an offset other than -1 is within that word, in characters: no blank parts the two.
    """

    name: GapName
    at: int
    offset: int
    until: int
    until_offset: int


class Page(NamedTuple):
    """What a reader sees."""

    words: list[str]
    blocks: Set[int]
    """Numbers of the words that begin a block (a paragraph, an item, a cell)."""
    lines: Set[int]
    """Numbers of the words that begin a line within a block, after `<br>`."""
    structure: Mapping[Kind, list[str]]
    """Empty for plain text, which has none."""
    shown: Sequence[str]
    """Addresses that stand by themselves."""
    addresses: Set[str]
    """All addresses that the page shows or leads to."""
    gaps: Sequence[Gap] = ()
    layout: Set[int] = frozenset()
    """Numbers of the words that may be marks of plain text only (`-`, `1.`, `|`)."""


_ADDRESS = re.compile(r"(?:https?:)?//\S+", re.IGNORECASE)
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_INVISIBLE_WITHIN = re.compile(f"[{_INVISIBLE}]")
_SIZE = re.compile(r"-\d+x\d+(?=\.\w+$)")
_SCHEME = re.compile(r"(?:https?:)?//(?:www\.)?", re.IGNORECASE)


def is_address(word: str) -> bool:
    """Whether a word is an address and nothing else."""
    return _ADDRESS.fullmatch(word) is not None


def shows(word: str) -> bool:
    """Whether a word has a character that takes ink."""
    return bool(word.strip(_INVISIBLE))


def has_special_words(text: str) -> bool:
    """Whether a text may hold words that are no words to a reader: addresses, or without any ink."""
    return "//" in text or (not text.isascii() and _INVISIBLE_WITHIN.search(text) is not None)


def link_key(url: str) -> str:
    """What two spellings of one address have in common."""
    url = " ".join(url.split())
    return unquote(url) if "%" in url else url


def image_key(url: str) -> str:
    """The name of the file that an image shows, whatever its size and folder."""
    if url[:5] == "data:":
        return url[:60]
    name = link_key(url).split("?", 1)[0].split("#", 1)[0].rstrip("/").rpartition("/")[2]
    return _SIZE.sub("", name)


def address_key(url: str) -> str:
    """What the spellings of one address have in common, also those of a film's page and of its player."""
    embed = embed_of(url)
    if embed is not None and embed.id:
        return f"{embed.provider}:{embed.id}"
    return _SCHEME.sub("", link_key(url)).rstrip("/.,;:!?)")
