"""What `style`, `class` and `id` attributes mean once editors' leftovers are taken off (Word, Google Docs, TinyMCE).

A style counts where it says something about the text: alignment, emphasis, hidden. Colours, fonts and spacing do not.
"""

from __future__ import annotations

import re
from collections.abc import KeysView
from functools import lru_cache
from typing import NamedTuple

from migrate.content.html import Element
from migrate.content.marks import EMPHASIS, STRIKE, STRONG, Mark, SpanMark

ALIGNMENTS = frozenset({"left", "center", "right", "justify"})

_UNDERLINE = SpanMark("u")
_RAISED = {"super": SpanMark("sup"), "sub": SpanMark("sub")}
_ALIGN_CLASS = re.compile(r"(?:has-text-align-|align)(left|center|right|justify|wide|full)")
_MEDIA_CLASS = re.compile(r"wp-image-(\d{1,18})")
# Ids that WordPress, plugins and editors number by themselves: nobody links to them by hand.
_GENERATED_ID = re.compile(
    r"attachment_-?\d+|caption-attachment-\d+|gallery-\d+|more-\d+|docs-internal-guid-.*|yui_.*|_mcePaste|mceTemp.*"
    r"|magicdomid\d+|ext-gen\d+|post-\d+|block-[0-9a-f-]{20,}|isPasted|crayon-[0-9a-f]{8,}.*|wpcf7-.*|OLE_LINK\d+"
    r"|goog_\d+|firstHeading|(?:audio|video|playlist)-\d+-\d+|polldaddy.*|jp-.*|hc_.*|fb-root|_Toc\d{5,}x",
    re.ASCII,
)


class Style(NamedTuple):
    """A style attribute, as far as it says something."""

    align: str
    marks: tuple[Mark, ...]
    hidden: bool
    plain: frozenset[str]
    """`weight` and `slant` where the style takes bold and italics away: Google Docs wraps whole posts so."""
    transparent: bool
    """The background is fully transparent: a `mark` that WordPress's editor uses for coloured text only."""
    values: dict[str, str]


class Classes(NamedTuple):
    """A class attribute."""

    names: KeysView[str]
    """In their order, each once."""
    align: str
    """`wide` and `full` as well; that of the text, where the block is aligned otherwise."""
    media: str
    """The attachment's number in `wp-image-17`."""


@lru_cache(4096)
def read_style(text: str) -> Style:
    """A style attribute's meaning; the last of two declarations wins, as in CSS."""
    values = {}
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            values[name.strip().lower()] = value.replace("!important", "").strip().lower()
    marks: list[Mark] = []
    plain = set()
    weight = values.get("font-weight", "")
    if weight in ("bold", "bolder") or (weight.isdecimal() and len(weight) < 5 and int(weight) >= 600):
        marks.append(STRONG)
    elif weight:
        plain.add("weight")
    slant = values.get("font-style", "")
    if slant in ("italic", "oblique"):
        marks.append(EMPHASIS)
    elif slant:
        plain.add("slant")
    decoration = f"{values.get('text-decoration', '')} {values.get('text-decoration-line', '')}"
    if "line-through" in decoration:
        marks.append(STRIKE)
    if "underline" in decoration:
        marks.append(_UNDERLINE)
    if raised := _RAISED.get(values.get("vertical-align", "")):
        marks.append(raised)
    align = values.get("text-align", "")
    background = values.get("background-color", "").replace(" ", "")
    return Style(
        align if align in ALIGNMENTS else "",
        tuple(marks),
        values.get("display") == "none" or values.get("visibility") == "hidden",
        frozenset(plain),
        background in ("rgba(0,0,0,0)", "transparent"),
        values,
    )


@lru_cache(4096)
def read_classes(text: str) -> Classes:
    """The names in a class attribute."""
    names = dict.fromkeys(text.split()).keys()
    align = media = ""
    for name in names:
        if "align" in name and (match := _ALIGN_CLASS.fullmatch(name)):
            if not align or name.startswith("has-text-"):
                align = match[1]
        elif match := _MEDIA_CLASS.fullmatch(name):
            media = match[1]
    return Classes(names, align, media)


NO_STYLE = read_style("")
NO_CLASSES = read_classes("")


def style_of(element: Element) -> Style:
    """The style of an element."""
    text = element.attr("style")
    return read_style(text) if text else NO_STYLE


def classes_of(element: Element) -> Classes:
    """The classes of an element."""
    text = element.attr("class")
    return read_classes(text) if text else NO_CLASSES


def id_of(element: Element) -> str:
    """The id that links may point to; empty for generated ones."""
    identifier = (element.attr("id") or "").strip()
    return "" if not identifier or _GENERATED_ID.fullmatch(identifier) else identifier


def alignment_of(element: Element, style: Style, classes: Classes) -> str:
    """How the text inside is aligned: style, then class, then the attribute `align`; empty when nothing says."""
    if style.align:
        return style.align
    if classes.align in ALIGNMENTS:
        return classes.align
    align = (element.attr("align") or "").strip().lower()
    if align == "middle":
        return "center"
    return align if align in ALIGNMENTS else ""


def is_hidden(element: Element) -> bool:
    """Whether a browser would not show the element: `hidden`, `display: none`, `visibility: hidden`."""
    hidden = element.attr("hidden")
    return (hidden is not None and hidden.lower() != "until-found") or style_of(element).hidden


def language_attributes(element: Element) -> dict[str, str]:
    """`lang` and `dir`, where they say something."""
    found = {}
    for name in ("lang", "dir"):
        if value := (element.attr(name) or "").strip():
            found[name] = value
    return found
