"""Shortcodes of a body, for the page that it is: what stands between tags stays where it is shown, the rest is gaps."""

from __future__ import annotations

import re
from bisect import bisect_left
from html import escape, unescape

from migrate.content.protected import inside_of, protected_ranges
from migrate.content.reading import Subject, mask, unmask
from migrate.content.shortcodes import Shortcode, clean_value, find_shortcodes
from migrate.content.tablepress import render_table
from migrate.content.values import trimmed
from migrate.model.body_rules import BodyRule
from migrate.model.lookup import BodyLookup
from migrate.model.rules import Rules
from migrate.verify.gaps import Gaps, keeps_content

MAX_DEPTH = 40
"""How deep shortcodes may stand in each other; what is deeper is text."""

_FORMULA = re.compile(r"\$latex(?:=\s*|\s+)[^$]{1,4000}?(?<!\\)\$")
_IMAGE = re.compile(r"<img\b[^<>]*>(?:\s*</a>)?", re.IGNORECASE)


class ShortcodeSource:
    """Expands the shortcodes of one body."""

    def __init__(self, subject: Subject, rules: Rules, lookup: BodyLookup, gaps: Gaps) -> None:
        self.footnotes: list[str] = []
        """HTML of the footnotes that shortcodes hold, in their order."""
        self._subject = subject
        self._rules = rules
        self._lookup = lookup
        self._gaps = gaps
        self._depth = 0

    def is_known(self, name: str) -> bool:
        """Whether a name in brackets can be a shortcode."""
        rule = self._rules.shortcode(name)
        return rule is not None and rule.action != "keep"

    def expand(self, html: str) -> str:
        """HTML whose shortcodes have become what is shown of them. In code they are text."""
        if "$latex" in html and self._is_node("latex", "math"):
            html = _FORMULA.sub(lambda match: self._gaps.over("latex", match[0]), html)
        # There is masked text wherever there was a shortcode of code.
        return unmask(self._expand(self._without_code(html)) if "[" in html else html)

    def expand_code(self, text: str) -> str:
        """Text whose shortcodes of code are `<pre>`: no other rule may touch what is in them."""
        if "[/" not in text:
            return text
        pieces: list[str] = []
        ranges = protected_ranges(text)
        starts = [start for start, _ in ranges]
        position = 0
        for found in find_shortcodes(text, lambda name: self._is_node(name, "code")):
            if isinstance(found, str) or found.escaped or found.inside_tag or found.content is None:
                continue
            start, end = found.start, found.end
            number = bisect_left(starts, start) - 1
            if number >= 0 and start < (around := ranges[number])[1]:
                first, last = inside_of(text, *around)
                if text[first:start].strip() or text[end:last].strip():
                    continue
                start, end = around
            pieces += (text[position:start], f"<pre>\n{escape(mask(_code(found.content)))}</pre>")
            position = end
        pieces.append(text[position:])
        return "".join(pieces)

    def _is_node(self, name: str, node: str) -> bool:
        rule = self._rules.shortcode(name)
        return rule is not None and rule.node == node

    def _without_code(self, html: str) -> str:
        """Brackets in code out of sight, escaped ones (`[[x]]`) as they are shown."""
        pieces: list[str] = []
        position = 0
        for start, end in protected_ranges(html):
            code = html[start:end]
            if "[[" in code:
                code = "".join(
                    [
                        one if isinstance(one, str) else code[one.start + one.escaped : one.end - one.escaped]
                        for one in find_shortcodes(code, self.is_known)
                    ]
                )
            pieces += (html[position:start], mask(code))
            position = end
        pieces.append(html[position:])
        return "".join(pieces)

    def _expand(self, html: str) -> str:
        if "[" not in html:
            return html
        self._depth += 1
        shown = [
            piece if isinstance(piece, str) else self._shown(piece, html[piece.start : piece.end])
            for piece in find_shortcodes(html, self.is_known)
        ]
        self._depth -= 1
        return "".join(shown)

    def _shown(self, shortcode: Shortcode, source: str) -> str:
        if shortcode.escaped:
            return source[1:-1]
        rule = self._rules.shortcode(shortcode.name)
        if rule is None or shortcode.inside_tag or self._depth > MAX_DEPTH:
            return source
        content = shortcode.content or ""
        if not _is_one(rule, shortcode):
            # Its brackets are text; its content may hold others that are none.
            closing = len(source) - len(shortcode.name) - 3
            opening = closing - len(content)
            return source[:opening] + self._expand(content) + source[closing:] if content else source
        name = f"[{shortcode.name}]"
        if rule.node == "footnote":
            self.footnotes += [self._expand(content)] if content else []
            return self._gaps.point("footnote")
        if rule.handler == "caption":
            below = clean_value(shortcode.attributes.get("caption", ""))
            shown = _IMAGE.sub(r"\g<0><div>", trimmed(content), count=1) + f"<div>{trimmed(below)}</div>"
            return f"<div>{self._expand(shown)}</div></div>"
        if rule.handler == "tablepress":
            return self._gaps.around(name, self._table(shortcode))
        if not content:
            return self._gaps.point(name)
        if rule.handler or not keeps_content(rule):
            return self._gaps.over(name, content)
        content = self._expand(trimmed(content))
        # What is not made of anything but its content shows nothing else.
        content = self._gaps.around(name, content) if rule.node else self._gaps.instead(name, content)
        return f"<div>{content}</div>" if rule.apart else content

    def _table(self, shortcode: Shortcode) -> str:
        identifier = clean_value(shortcode.attributes.get("id", ""))
        table = self._lookup.table(identifier, self._subject.root) if identifier else None
        return "" if table is None or table.protected else self._expand(render_table(table) or "")


def _is_one(rule: BodyRule, shortcode: Shortcode) -> bool:
    """Whether it has what the mapping says it needs, to be no mere text in brackets."""
    has_attributes = bool(shortcode.attributes or shortcode.positional)
    match rule.needs:
        case "content":
            return shortcode.content is not None
        case "attributes":
            return has_attributes
        case "either":
            return shortcode.content is not None or has_attributes
        case _:
            return True


def _code(content: str) -> str:
    return unescape(content).strip("\r\n")
