"""What is shared while one body is read: its entry, the mapping, the rest of the export, and the nodes made so far.

A body is first rewritten as HTML, in which nodes that HTML cannot say are placeholders; that is then read as one tree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import msgspec

from migrate.content.context import DETAIL_LENGTH, PLACEHOLDER, FragmentContext
from migrate.content.smilies import show_smilies
from migrate.content.tree import read_fragment, to_inlines
from migrate.model.document import Block, Footnote
from migrate.model.inlines import FootnoteReference, Inline
from migrate.model.lookup import BodyLookup
from migrate.model.rules import Rules

MAX_DEPTH = 40
"""How deep shortcodes, blocks and patterns may stand in each other; what is deeper keeps its text (a loss)."""

MAX_ELSEWHERE = 5_000_000
"""How many characters a body may show of elsewhere (patterns within patterns, galleries by the thousand)."""

MASKED_OPEN, MASKED_CLOSE = "\x01", "\x02"
"""Stand for brackets of text that is not looked at for shortcodes."""
_UNMASK = str.maketrans({MASKED_OPEN: "[", MASKED_CLOSE: "]"})
_MASK = str.maketrans({"[": MASKED_OPEN, "]": MASKED_CLOSE})


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """The entry that a body is of."""

    key: str = ""
    root: int = 0
    """Number of the `<rss>` element that it stands in."""
    meta: Mapping[str, str] = {}
    """First value of each custom field, as exported."""


def mask(text: str) -> str:
    """The text without brackets that could be shortcodes."""
    return text.translate(_MASK)


def unmask(text: str) -> str:
    """The text with its brackets back."""
    return text.translate(_UNMASK) if MASKED_OPEN in text or MASKED_CLOSE in text else text


class Steps(NamedTuple):
    """What handlers need of the modules that call them."""

    expand: Callable[[Reading, str], str]
    expand_code: Callable[[Reading, str], str]
    rewrite: Callable[[Reading, str], str]


class Reading:
    """The state of one body's reading."""

    __slots__ = (
        "_left",
        "_placed",
        "_steps",
        "context",
        "depth",
        "footnote_ids",
        "footnotes",
        "lookup",
        "open_patterns",
        "overrides",
        "rules",
        "smilies",
        "subject",
    )

    def __init__(
        self,
        subject: Subject,
        rules: Rules,
        lookup: BodyLookup,
        context: FragmentContext,
        steps: Steps,
        *,
        smilies: bool = False,
    ) -> None:
        self.subject = subject
        self.rules = rules
        self.lookup = lookup
        self.context = context
        self.smilies = smilies
        """Whether codes such as `:-)` are shown as characters."""
        self.footnotes: list[Footnote] = []
        """Those of shortcodes."""
        self.open_patterns: set[str] = set()
        """Keys of the patterns that are being read: one within itself is not read again."""
        self.depth = 0
        self.footnote_ids: set[str] = set()
        self._left = MAX_ELSEWHERE
        self.overrides: Mapping[str, Mapping[str, object]] = {}
        """What the pattern that is being read says otherwise where it stands: name of a block → its attributes."""
        self._steps = steps
        self._placed = 0

    def place(self, node: Block | Inline | tuple[Block, ...]) -> str:
        """HTML that stands for a node."""
        self._placed += 1
        self.context.nodes[str(self._placed)] = node
        return f'<{PLACEHOLDER} n="{self._placed}"></{PLACEHOLDER}>'

    def lose(self, kind: str, name: str, detail: str = "") -> None:
        """Record a loss. `name`: the block, or the shortcode in brackets."""
        self.context.lose(kind, unmask(detail[: 4 * DETAIL_LENGTH]), name)

    def afford(self, cost: int) -> bool:
        """Whether something of elsewhere may still be shown; a loss says where it ends. `cost`: characters."""
        if self._left < 0:
            return False
        self._left -= cost + 1
        if self._left < 0:
            self.lose("too-large", "content")
            return False
        return True

    def expand(self, html: str) -> str:
        """HTML whose shortcodes have become HTML and placeholders."""
        return self._steps.expand(self, html)

    def expand_code(self, text: str) -> str:
        """Text whose shortcodes of code have become placeholders."""
        return self._steps.expand_code(self, text)

    def rewrite(self, body: str) -> str:
        """A body, classic or in blocks, as HTML whose shortcodes are still to be expanded."""
        return self._steps.rewrite(self, body)

    def blocks(self, html: str) -> tuple[Block, ...]:
        """HTML with shortcodes as blocks."""
        # What is popped nobody else holds.
        shown = [self._shown(html)]
        del html
        return read_fragment(shown.pop(), self.context)

    def inlines(self, html: str) -> tuple[Inline, ...]:
        """HTML of one line, with shortcodes, as inlines."""
        return to_inlines(self._shown(html), self.context) if html else ()

    def _shown(self, html: str) -> str:
        html = unmask(self.expand(html))
        return show_smilies(html) if self.smilies else html

    def add_footnote(self, html: str, identifier: str = "") -> FootnoteReference:
        """A footnote's text → the mark that stands for it. The same identifier without text is the same footnote."""
        known = self.footnote_ids
        if identifier in known and not html.strip():
            return FootnoteReference(id=identifier)
        number = len(known) + 1
        while not identifier or identifier in known or identifier in self.context.footnotes:
            identifier = f"note-{number}"
            number += 1
        known.add(identifier)
        place = len(self.footnotes)
        self.footnotes.append(Footnote(id=identifier, blocks=()))
        self.footnotes[place] = Footnote(id=identifier, blocks=self.blocks(html))
        return FootnoteReference(id=identifier)
