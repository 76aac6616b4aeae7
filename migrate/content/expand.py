"""Shortcodes → HTML and placeholders, as the mapping says. What no mapping knows is text, and stays.

Code is left alone, but for shortcodes that are code themselves: those are read first, before paragraphs are made.
"""

from __future__ import annotations

import re

from migrate.content.formulas import place_formulas
from migrate.content.handlers import SHORTCODE_HANDLERS
from migrate.content.nodes import NODE_MAKERS
from migrate.content.outlines import outline_shortcode
from migrate.content.protected import inside_of, may_protect, protected_ranges
from migrate.content.reading import MAX_DEPTH, Reading, mask, unmask
from migrate.content.shortcodes import Shortcode, clean_value, find_shortcodes, names_present, split_at
from migrate.content.values import Values
from migrate.model.body_rules import BodyRule, Source
from migrate.model.document import Placeholder

_NOTHING = re.compile(r"(?>(?:\s|&nbsp;|\u00a0|</?p>|<br\s*+/?>)*)")


class ShortcodeOrigin:
    """A shortcode, as a mapping's sources see it."""

    __slots__ = ("_reading", "_shortcode")

    def __init__(self, reading: Reading, shortcode: Shortcode) -> None:
        self._reading = reading
        self._shortcode = shortcode

    def take(self, source: Source) -> str:
        """The value, before any transform."""
        shortcode = self._shortcode
        match source.kind:
            case "attribute":
                return clean_value(shortcode.attributes.get(source.argument.lower(), ""))
            case "position":
                place = int(source.argument)
                return clean_value(shortcode.positional[place]) if place < len(shortcode.positional) else ""
            case "all":
                return clean_value(" ".join(shortcode.positional))
            case "name":
                return shortcode.name
            case "content":
                return shortcode.content or ""
            case "meta":
                return self._reading.subject.meta.get(source.argument, "")
            case "literal":
                return source.argument


def known(reading: Reading, name: str) -> bool:
    """Whether a name in brackets can be a shortcode."""
    rule = reading.rules.shortcodes.get(name)
    return rule is not None and rule.action != "keep"


def expand_shortcodes(reading: Reading, html: str) -> str:
    """HTML in which every known shortcode has become what the mapping says of it."""
    if "$" in html and "$latex" in html and reading.depth == 0 and _is_known_as(reading, "latex", "math"):
        html = place_formulas(reading, html)
    if "[" not in html:
        return html
    names = names_present(html, lambda name: known(reading, name))
    if not names:
        return html
    if reading.depth == 0 and may_protect(html, html.find("[")):
        html = _mask_code(names, html)
        names = names_present(html, names)
    reading.depth += 1
    try:
        return "".join(
            [piece if isinstance(piece, str) else _replaced(reading, piece, html) for piece in split_at(html, names)]
        )
    finally:
        reading.depth -= 1


def expand_code(reading: Reading, text: str) -> str:
    """Text in which shortcodes that are code have become placeholders: paragraph rules must not touch what is in them.

    One that fills a `<pre>` takes its place; one that stands in code beside other code is a part of that.
    """
    # One character is looked for thirty times as fast as two.
    if "[" not in text or "[/" not in text:
        return text
    shortcodes = [
        piece
        for piece in find_shortcodes(text, lambda name: _is_known_as(reading, name, "code"))
        if isinstance(piece, Shortcode)
    ]
    if not shortcodes:
        return text
    ranges = iter(protected_ranges(text))
    around = next(ranges, None)
    pieces: list[str] = []
    position = 0
    for shortcode in shortcodes:
        while around and around[1] <= shortcode.start:
            around = next(ranges, None)
        start, end = shortcode.start, shortcode.end
        if shortcode.escaped or shortcode.inside_tag or shortcode.content is None:
            continue
        if around and around[0] < start:
            first, last = inside_of(text, *around)
            if text[first:start].strip() or text[end:last].strip():
                continue
            start, end = around
        pieces += (text[position:start], _replaced(reading, shortcode, text))
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _is_known_as(reading: Reading, name: str, node: str) -> bool:
    rule = reading.rules.shortcode(name)
    return rule is not None and rule.node == node


def _mask_code(names: frozenset[str], html: str) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in protected_ranges(html):
        if html.find("[", start, end) >= 0:
            pieces += (html[position:start], mask(_without_escapes(names, html[start:end])))
            position = end
    if not pieces:
        return html
    pieces.append(html[position:])
    return "".join(pieces)


def _without_escapes(names: frozenset[str], code: str) -> str:
    if "[[" not in code:
        return code
    return "".join(
        [
            piece if isinstance(piece, str) else code[piece.start + piece.escaped : piece.end - piece.escaped]
            for piece in find_shortcodes(code, names)
        ]
    )


def _replaced(reading: Reading, shortcode: Shortcode, text: str) -> str:
    source = text[shortcode.start : shortcode.end]
    if shortcode.escaped:
        return source[1:-1]
    rule = reading.rules.shortcode(shortcode.name)
    if rule is None or shortcode.inside_tag:
        return source
    if not _has_what_it_needs(rule, shortcode):
        return _as_text(reading, shortcode, source)
    if reading.depth > MAX_DEPTH:
        _lose(reading, "too-deep", shortcode)
        return source
    made = _made(reading, rule, shortcode, source)
    if made is None and not _NOTHING.fullmatch(shortcode.content or ""):
        if not rule.node and not rule.action and not rule.handler:
            _lose(reading, "unknown-shortcode", shortcode)
        made = reading.expand(shortcode.content or "")
    if made is not None:
        return f"<div>{made}</div>" if rule.apart and made else made
    if rule.action == "ignore":
        return ""
    return _placeholder(reading, shortcode, source)


def _lose(reading: Reading, kind: str, shortcode: Shortcode) -> None:
    said = outline_shortcode(shortcode.name, shortcode.attributes, shortcode.positional)
    reading.lose(kind, f"[{shortcode.name}]", said)


def _has_what_it_needs(rule: BodyRule, shortcode: Shortcode) -> bool:
    match rule.needs:
        case "content":
            return shortcode.content is not None
        case "attributes":
            return bool(shortcode.attributes or shortcode.positional)
        case "either":
            return shortcode.content is not None or bool(shortcode.attributes or shortcode.positional)
        case _:
            return True


def _as_text(reading: Reading, shortcode: Shortcode, source: str) -> str:
    """What only looks like a shortcode: its brackets are text, what stands in them is read."""
    if not shortcode.content:
        return source
    closing = len(source) - len(shortcode.name) - 3
    opening = closing - len(shortcode.content)
    return source[:opening] + reading.expand(shortcode.content) + source[closing:]


def _made(reading: Reading, rule: BodyRule, shortcode: Shortcode, source: str) -> str | None:
    """What the rule makes of it; None for one to unwrap, or where there is not enough to make it of."""
    if rule.handler:
        return SHORTCODE_HANDLERS[rule.handler](reading, shortcode)
    if rule.node:
        return NODE_MAKERS[rule.node](reading, Values(rule, ShortcodeOrigin(reading, shortcode)))
    match rule.action:
        case "drop":
            _lose(reading, "dropped", shortcode)
            return ""
        case "placeholder":
            return _placeholder(reading, shortcode, source)
        case _:
            return None


def _placeholder(reading: Reading, shortcode: Shortcode, source: str) -> str:
    attributes = {str(place): clean_value(value) for place, value in enumerate(shortcode.positional)}
    attributes |= {name: clean_value(value) for name, value in shortcode.attributes.items()}
    _lose(reading, "placeholder", shortcode)
    return reading.place(Placeholder(name=shortcode.name, attributes=attributes, source=unmask(source)))
