"""Marks in HTML for what is there by its name only, as comments: an HTML parser leaves them where they stand."""

from __future__ import annotations

import re

from migrate.content.reading import MASKED_CLOSE, MASKED_OPEN
from migrate.model.body_rules import BodyRule
from migrate.verify.page import GapName

_FORGED = re.compile(r"wxr-(?=(?:gap|open|close):)", re.IGNORECASE)
_CONTAINERS = frozenset(
    {"link", "button", "details", "section", "heading", "paragraph", "quote", "list", "item", "footnote"}
)
"""Nodes that show what stands between a shortcode's tags unless the mapping says otherwise."""
_TEXTS = ("content", "text", "caption", "summary", "citation", "label", "title", "html")
"""Fields that are shown as they are, but for transforms that leave the words alone."""
_KEEPING = frozenset({"html", "text", "verbatim", "lines"})


class Gaps:
    """The gaps of one body, numbered as they are made."""

    def __init__(self) -> None:
        self.names: list[GapName] = []

    def point(self, name: str, *, is_edge: bool = False) -> str:
        """Something without content."""
        self.names.append(GapName(name, is_edge))
        return f"<!--wxr-gap:{len(self.names) - 1}-->"

    def around(self, name: str, html: str) -> str:
        """Something whose content is shown, maybe with more before and after it."""
        if not html.strip():
            return self.point(name)
        return f"{self.point(name, is_edge=True)}{html}{self.point(name, is_edge=True)}"

    def instead(self, name: str, html: str) -> str:
        """Something that shows its content, or else nothing that is known."""
        return html if html.strip() else self.point(name)

    def over(self, name: str, html: str) -> str:
        """Something whose content may have gone."""
        self.names.append(GapName(name, False))
        number = len(self.names) - 1
        return f"<!--wxr-open:{number}-->{html}<!--wxr-close:{number}-->"


def without_forged(body: str) -> str:
    """The body without what would be taken for such marks, or for masked brackets."""
    if MASKED_OPEN in body or MASKED_CLOSE in body:
        body = body.replace(MASKED_OPEN, "").replace(MASKED_CLOSE, "")
    return _FORGED.sub("wxr ", body) if "wxr-" in body.lower() else body


def keeps_content(rule: BodyRule) -> bool:
    """Whether what stands between the tags of a shortcode, or is saved of a block, is shown whatever becomes of it."""
    if rule.action in ("drop", "placeholder"):
        return False
    if not rule.node:
        return True
    if rule.node in _CONTAINERS and "content" not in rule.fields:
        return True
    return any(
        sources[0].kind == "content" and all(name in _KEEPING for name, _ in sources[0].transforms)
        for field in _TEXTS
        if (sources := rule.fields.get(field))
    )
