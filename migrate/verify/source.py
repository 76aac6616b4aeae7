"""A body as WordPress stores it → the page that WordPress shows of it, as far as the export knows.

Does not go through the document that is written: it is what that is judged by. What only a plugin knows is a gap.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape

from migrate.content.autop import autop, shortcode_unautop
from migrate.content.blocks import Block, has_blocks, parse_blocks
from migrate.content.comments import clickable
from migrate.content.embed_cache import EmbedCache
from migrate.content.reading import Subject
from migrate.content.values import address, member
from migrate.model.lookup import BodyLookup
from migrate.model.rules import Rules
from migrate.verify.elementor import elementor_html
from migrate.verify.gaps import Gaps, keeps_content, without_forged
from migrate.verify.html_page import page_of_html
from migrate.verify.page import Page
from migrate.verify.source_shortcodes import ShortcodeSource

_MAIL = re.compile(r"[^\s@/]+@[^\s@/]+")
MAX_DEPTH = 40
"""How deep blocks and patterns are followed; below that, blocks are their saved HTML."""


def page_of_body(
    body: str,
    subject: Subject,
    rules: Rules,
    lookup: BodyLookup,
    *,
    link_of: Callable[[str], str] | None = None,
    alternatives: bool = False,
) -> Page:
    """What WordPress shows of a `post_content`, and of the entry's footnotes after it.

    Arguments are those of `read_body`. `alternatives`: images are shown by their alternative texts, as plain text does.
    """
    source = _Source(subject, rules, lookup)
    layout = None
    if subject.meta.get("_elementor_edit_mode") == "builder":
        layout = elementor_html(subject.meta.get("_elementor_data", ""), source.gaps)
    html = source.shown(without_forged(body)) if layout is None else source.shortcodes.expand(layout)
    notes = _footnotes_of(subject)
    texts = [*map(source.shortcodes.expand, notes.values()), *source.shortcodes.footnotes]
    if texts:
        html += "".join(f"<div>{text}</div>" for text in texts)
    names = source.gaps.names
    page = page_of_html(html, gaps=names, footnotes=notes.keys(), link_of=link_of, alternatives=alternatives)
    if page.shown and (answers := EmbedCache(subject.meta)):
        # WordPress showed the answer of the service in the place of the address.
        page = page._replace(shown=[url for url in page.shown if not answers.html(url)])
    return page


def page_of_comment(text: str, *, link_of: Callable[[str], str] | None = None, alternatives: bool = False) -> Page:
    """What WordPress shows of a comment as exported: addresses are links and lines paragraphs."""
    return page_of_html(autop(clickable(text)), link_of=link_of, alternatives=alternatives)


def _footnotes_of(subject: Subject) -> dict[str, str]:
    """Id → HTML of the footnotes that WordPress keeps in a custom field."""
    try:
        found = json.loads(subject.meta.get("footnotes") or "[]")
    except (ValueError, RecursionError):
        return {}
    notes: dict[str, str] = {}
    for note in found if isinstance(found, list) else ():
        if isinstance(note, dict) and isinstance(note.get("id"), str) and isinstance(note.get("content"), str):
            notes.setdefault(note["id"], without_forged(note["content"]))
    return notes


class _Source:
    """What is known while one body is shown."""

    def __init__(self, subject: Subject, rules: Rules, lookup: BodyLookup) -> None:
        self.subject = subject
        self.rules = rules
        self.lookup = lookup
        self.gaps = Gaps()
        self.shortcodes = ShortcodeSource(subject, rules, lookup, self.gaps)
        self.depth = 0
        self.patterns: list[str] = []
        """Keys of the patterns around the current place."""

    def shown(self, body: str) -> str:
        """The HTML of a body, with gaps."""
        return self.shortcodes.expand(self.rewritten(body))

    def rewritten(self, body: str) -> str:
        """The HTML of a body, shortcodes still in it."""
        if has_blocks(body):
            return self.shortcodes.expand_code("".join([self._block(block) for block in parse_blocks(body)]))
        return shortcode_unautop(autop(self.shortcodes.expand_code(body)), self.shortcodes.is_known)

    def _block(self, block: Block) -> str:
        name = block.name
        if name is None:
            return block.inner_html
        rule = self.rules.block(name)
        if name == "core/block":
            return self._pattern(block)
        self.depth += 1
        html = self._inside(block)
        self.depth -= 1
        if rule is None:
            return self.gaps.instead(name, html)
        if rule.action == "saved":
            return html
        if rule.action == "ignore" or not keeps_content(rule):
            return self.gaps.over(name, html)
        if rule.node:
            return self.gaps.around(name, html)
        match rule.handler:
            case "shortcode":
                return autop(self.shortcodes.expand_code(html))
            case "footnotes":
                # Their texts stand at the end.
                return ""
            case "social-link":
                return self._social_link(block)
            case "navigation-link":
                return self._navigation_link(block, html)
            case "embed" if not html.strip():
                return f"<div>{address(member(block.attributes, 'url'))}</div>"
            case "gallery" if "<img" not in html:
                return self.gaps.around(name, html)
            case _:
                return self.gaps.instead(name, html)

    def _social_link(self, block: Block) -> str:
        """WordPress shows a picture with the name of the service; none without an address."""
        url = member(block.attributes, "url").strip()
        url = f"mailto:{url}" if _MAIL.fullmatch(url) else address(url, "https://*")
        name = member(block.attributes, "label") or member(block.attributes, "service") or url
        return f'<li><a href="{escape(url)}">{self.gaps.over(block.name or "", escape(name))}</a></li>' if url else ""

    def _navigation_link(self, block: Block, html: str) -> str:
        label, url = member(block.attributes, "label"), address(member(block.attributes, "url"))
        if not label and not html.strip():
            return self.gaps.point(block.name or "")
        link = f'<a href="{escape(url)}">{label}</a>' if url else label
        return f"<li>{link}{f'<ul>{html}</ul>' if html.strip() else ''}</li>"

    def _inside(self, block: Block) -> str:
        if not block.inner_blocks or self.depth > MAX_DEPTH:
            return _saved(block)
        inner = iter(block.inner_blocks)
        return "".join([self._block(next(inner)) if piece is None else piece for piece in block.inner_content])

    def _pattern(self, block: Block) -> str:
        """A reusable block: the body of another item. WordPress shows only published ones, and none within itself."""
        attributes = block.attributes or {}
        reference = attributes.get("ref")
        number = reference if isinstance(reference, int) else 0
        pattern = self.lookup.pattern(number, self.subject.root) if number else None
        if pattern is None or pattern.type != "wp_block" or attributes.get("content") or attributes.get("overrides"):
            return self.gaps.point("core/block")
        if pattern.status != "publish" or pattern.protected or pattern.key in self.patterns:
            return ""
        if len(self.patterns) >= MAX_DEPTH:
            return self.gaps.point("core/block")
        self.patterns.append(pattern.key)
        html = self.rewritten(without_forged(pattern.body))
        self.patterns.pop()
        return html


def _saved(block: Block) -> str:
    """The saved HTML of a block and of all in it."""
    pieces: list[str] = []
    stack: list[Block | str] = [block]
    while stack:
        top = stack.pop()
        if isinstance(top, str):
            pieces.append(top)
            continue
        inner = iter(top.inner_blocks)
        stack.extend(reversed([next(inner) if piece is None else piece for piece in top.inner_content]))
    return "".join(pieces)
