"""What a rule is: one small function, declared with its code, name, severity and subject; its docstring is its page."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any, Literal, NamedTuple

from migrate.validate.finding import Fix, Severity, Spot, comment_spot


class Subject(StrEnum):
    """What a rule looks at, once for each."""

    INPUT = "input"
    """A part, as it was opened: its notes."""
    DAMAGE = "damage"
    """A named repair that an item or a head needed; what cannot be read at all; a cut-off export."""
    HEAD = "head"
    """What stands between items: the channel's fields, authors, terms."""
    ITEM = "item"
    TEXT = "text"
    """A body, an excerpt or the text of a comment."""
    META = "meta"
    """A row of custom fields, of an entry or a comment."""
    COMMENTS = "comments"
    """All comments of an item that has any."""
    EXPORT = "export"
    """All of it, when it has been read."""
    TARGET = "target"
    """An item's fitness for a target; only with `--for`."""


class Gather(StrEnum):
    """How many findings a rule makes of many faults."""

    EACH = "each"
    DETAIL = "detail"
    """One for each distinct detail, where it is met first, with the number."""
    EXPORT = "export"
    """One for the export, where it is met first, with the number."""


class Hit(NamedTuple):
    """A fault that a rule found."""

    message: str
    spot: Spot = Spot()
    detail: str | None = None
    """What tells this fault from others of its rule in the same item; by default the message."""
    times: int = 1
    seq: int = -1
    """Of EXPORT: the item that it is about."""
    related: int = -1
    """Another item that it speaks of."""


def first_comment(message: str, found: Sequence[int], field: str) -> list[Hit]:
    """One hit for all comments of an item that were found, given by their places; it is at a field of the first."""
    return [Hit(message, comment_spot(found[0], field), "", len(found))] if found else []


class Reference(NamedTuple):
    """Something that an item names; judged when all is read. It becomes a finding if the target is not there."""

    space: Literal["item", "media", "term", "author", "path", "file", "menu"]
    """`item`: a number of any item. `media`: a number that, if it exists, must be an attachment's. `term`: a
    `taxonomy/slug`. `author`: a login. `path`: of a link within the site. `file`: an attachment's file without its
    size. `menu`: number of a menu item."""
    target: int | str
    message: str
    spot: Spot = Spot()


Found = Iterable[Hit | Reference]
Function = Callable[..., Found]
HEADINGS = ("What it does", "Why it matters", "Example", "How to mend it")


class Rule(NamedTuple):
    """A declared rule."""

    code: str
    name: str
    severity: Severity
    subject: Subject
    function: Function
    hints: tuple[str, ...] = ()
    """Of TEXT: the function is called only where one of these stands in the lower-cased text."""
    look: re.Pattern[bytes] | None = None
    """Of TEXT: the same, where this is found in the lower-cased text as UTF-8."""
    when: Callable[[Any], bool] | None = None
    """Of ITEM, given the item, and of META, given the raw row: the function is called only where this is true. Rules
    that share one are passed over together."""
    keys: tuple[str, ...] = ()
    """Of META: the function is called only for these keys; a `*` at the end stands for any text."""
    gather: Gather = Gather.EACH
    fix: Fix = Fix.NONE
    in_comments: bool = False
    """Of TEXT: comments are looked at too."""
    secret: bool = False
    """Reports must not show the text at the place."""
    security: bool = False

    @property
    def family(self) -> str:
        """The letter of its code."""
        return self.code[0]

    @property
    def sections(self) -> dict[str, str]:
        """Heading → text, in the order of HEADINGS; what is not there is left out."""
        return sections_of(inspect.getdoc(self.function) or "")

    @property
    def summary(self) -> str:
        """The docstring's first sentence."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]


DECLARED: list[Rule] = []
"""Every rule whose module has been imported."""


def rule(code: str, name: str, severity: Severity, subject: Subject, **more: Any) -> Callable[[Function], Function]:
    """Declare a rule. `more`: further fields of Rule."""

    def declare(function: Function) -> Function:
        DECLARED.append(Rule(code, name, severity, subject, function, **more))
        return function

    return declare


def sections_of(text: str) -> dict[str, str]:
    """The parts of a docstring by heading."""
    pieces = re.split(rf"^({'|'.join(HEADINGS)})\n", text, flags=re.MULTILINE)
    return {heading: body.strip() for heading, body in zip(pieces[1::2], pieces[2::2], strict=True)}
