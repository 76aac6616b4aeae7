"""What a migration could not carry, and the ledger: what was read is written or accounted for."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

import msgspec


class LossKind(StrEnum):
    """Every way in which something of the source may not reach the destination as it was."""

    DANGLING_REFERENCE = "dangling-reference"
    """A parent, featured image, author or menu target that is not in the export; kept as a number or text."""
    REROOTED_COMMENT = "rerooted-comment"
    """A comment whose parent is missing, or which is its own ancestor; kept, at the top level."""
    REROOTED_TERM = "rerooted-term"
    """A term whose parent is missing or which is its own ancestor; kept, at the top level."""
    REROOTED_ENTRY = "rerooted-entry"
    """A page that is its own ancestor; kept, at the top level."""
    REROOTED_MENU_ITEM = "rerooted-menu-item"
    """A menu item whose parent is missing or which is its own ancestor; kept, at the top level."""
    UNREADABLE_DATE = "unreadable-date"
    """A date that is no date; the text is in the detail."""
    GUESSED_DATE = "guessed-date"
    """A UTC time worked out from local time and the site's zone, because the export has none."""
    DAMAGED_VALUE = "damaged-value"
    """A PHP-serialised or JSON value that could not be decoded; the raw text is kept."""
    REPAIRED_VALUE = "repaired-value"
    """A PHP-serialised value whose lengths were wrong and were counted again."""
    TOO_LARGE = "too-large"
    """A value larger than the destination takes, or than is decoded; then its raw text is kept."""
    FORBIDDEN_CHARACTER = "forbidden-character"
    """A character that the destination cannot hold (NUL in PostgreSQL); removed there."""
    REPEATED_ID = "repeated-id"
    """Two items or comments share an id and differ; both are kept, the later under a key of our own."""
    UNKNOWN_ELEMENT = "unknown-element"
    """An element of the export for which there is no place; its text is in the detail."""
    LEFT_TEMPLATE = "left-template"
    """A value that holds a placeholder which only the plugin could fill in."""
    UNKNOWN_BLOCK = "unknown-block"
    """A block that no mapping knows: what it saved as HTML is kept, its settings are not."""
    UNKNOWN_SHORTCODE = "unknown-shortcode"
    """A shortcode that is known by name only: its content is kept, its settings are not."""
    PLACEHOLDER = "placeholder"
    """What only the running site could show (a form, a list of posts); kept by name and settings where that goes."""
    DROPPED = "dropped"
    """What the mapping drops from bodies."""
    TOO_DEEP = "too-deep"
    """Nesting beyond what is kept: the text is, the structure is not."""
    MISSING_PATTERN = "missing-pattern"
    """A reusable block that the export does not hold."""
    HIDDEN_PATTERN = "hidden-pattern"
    """A reusable block that is not published: WordPress showed nothing in its place."""
    REPEATED_PATTERN = "repeated-pattern"
    """A reusable block within itself: WordPress stopped there."""
    MISSING_MEDIA = "missing-media"
    """An attachment that a body names by number and the export does not hold."""
    MISSING_FILE = "missing-file"
    """A file of the old site that could not be had; links to it keep its old address."""
    MISSING_FOOTNOTES = "missing-footnotes"
    """A place for footnotes in an entry that has none."""
    DAMAGED_FOOTNOTES = "damaged-footnotes"
    """Footnotes that cannot be decoded."""
    UNREAD_BUILDER = "unread-builder"
    """A page whose content is in a page builder's own format, which is not read; it is kept as a custom field."""
    HIDDEN_TEXT = "hidden-text"
    """Text of a body that its page did not show."""
    FALLBACK_TEXT = "fallback-text"
    """What a player or frame shows where it cannot play."""
    LINK_IN_CODE = "link-in-code"
    """A link within code: its text is kept, its address is not."""
    EMPTY_LINK = "empty-link"
    """A link around nothing."""
    IMAGE_WITHOUT_URL = "image-without-url"
    """An image that names no file."""
    UNKNOWN_PLACEHOLDER = "unknown-placeholder"
    """A mark of our own that stands for nothing: a fault of this program."""
    MORE = "more"
    """The end of the teaser, where the target has no mark for it."""
    MORE_TEXT = "more-text"
    """The text of the link to the rest of an entry."""
    PAGE_BREAK = "page-break"
    """The end of one page of an entry, where the target has no mark for it."""
    FOOTNOTE_REFERENCE = "footnote-reference"
    """The mark of a footnote that there is not."""
    UNRESOLVED_LINK = "unresolved-link"
    """A link to a page of the old site that is not among what is migrated; it keeps its old address."""
    REDIRECT_CONFLICT = "redirect-conflict"
    """A redirect of the old site whose address something else has on the new one."""
    REDIRECT_LOOP = "redirect-loop"
    """A redirect of the old site that led, over others or at once, back to itself."""
    REDIRECT_LEFT_OUT = "redirect-left-out"
    """A redirect of the old site that leads nowhere on the new one, or that what was asked for cannot say."""
    SCRIPT_IN_COMMENT = "script-in-comment"
    """HTML of a comment that only its own site could have meant; not published."""


REDIRECT_LOSSES = frozenset({LossKind.REDIRECT_CONFLICT, LossKind.REDIRECT_LOOP, LossKind.REDIRECT_LEFT_OUT})


class Loss(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing of the source that is not at the destination as it was."""

    kind: LossKind
    """What happened."""
    source: str
    """Key of the record that it happened to."""
    field: str = ""
    """The field or meta key."""
    detail: str = ""
    """What was there, shortened to 200 characters."""


KINDS = ("items", "comments", "terms", "authors", "media", "meta")
"""What the ledger counts, in the order it is printed. `media` are also items; they are counted in both."""


class Ledger:
    """Counts of what was read, written, skipped, repaired, quarantined and lost.

    Invariant, per kind: `read == written + duplicates + sum(skipped) + quarantined` (checked by `imbalance`).
    """

    def __init__(self) -> None:
        self.read: Counter[str] = Counter()
        self.written: Counter[str] = Counter()
        self.duplicates: Counter[str] = Counter()
        self.quarantined: Counter[str] = Counter()
        self.skipped: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
        """kind → reason → count"""
        self.repaired: Counter[str] = Counter()
        """name of the repair → count of items"""
        self.lost: Counter[str] = Counter()
        """kind of loss → count"""

    def imbalance(self) -> dict[str, int]:
        """kind → items read that are not accounted for; empty when the sum is right."""
        gaps = {
            kind: self.read[kind]
            - self.written[kind]
            - self.duplicates[kind]
            - self.quarantined[kind]
            - sum(self.skipped[kind].values())
            for kind in KINDS
        }
        return {kind: gap for kind, gap in gaps.items() if gap}

    def as_dict(self) -> dict[str, object]:
        """The ledger as plain JSON values, in the order it is printed."""
        return {
            "kinds": {
                kind: {
                    "read": self.read[kind],
                    "written": self.written[kind],
                    "duplicates": self.duplicates[kind],
                    "skipped": dict(sorted(self.skipped[kind].items())),
                    "quarantined": self.quarantined[kind],
                }
                for kind in KINDS
            },
            "repaired": dict(sorted(self.repaired.items())),
            "lost": dict(sorted(self.lost.items())),
        }
