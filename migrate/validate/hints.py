"""Which rules of texts have anything to look for in a text: all their hints in about twenty quick searches.

A search for one byte is many times faster than one for a word. So the rarer hints are sorted by a byte that they hold,
and one pattern looks for that byte with any of its hints around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from migrate.validate.rule import Rule

_USUAL = frozenset(
    (
        b"wp:", b"href=", b"style=", b"<img", b"wp-image-", b"<!--", b"<!--more", b"//", b"/wp-content/uploads/",
        b"http://", b"&amp;", b"@", b"[",
    )
)  # fmt: skip
"""Hints that stand in so many texts that each is looked for alone: such a search soon ends."""
_FIRST, _WITHIN = b"[<?m\xef", b"\\(_=z0v:xk"
"""Bytes by which rarer hints are looked for: one of these that it begins with, or the first of those that it holds."""


class Hints:
    """Rules of texts by their hints."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._always = {number for number, rule in enumerate(self._rules) if not rule.hints and rule.look is None}
        self._looks = [(rule.look.search, number) for number, rule in enumerate(self._rules) if rule.look is not None]
        by_hint: dict[bytes, set[int]] = {}
        for number, rule in enumerate(self._rules):
            for hint in rule.hints:
                by_hint.setdefault(hint.encode(), set()).add(number)
        signs = {hint: _sign(hint) for hint in by_hint}
        self._alone = [(hint, numbers) for hint, numbers in by_hint.items() if signs[hint] is None]
        self._groups = [
            (_with_any(sign, group).search, [(hint, by_hint[hint]) for hint in group])
            for sign in dict.fromkeys(signs.values())
            if sign is not None and (group := [hint for hint in by_hint if signs[hint] == sign])
        ]

    def wanted(self, text: bytes) -> list[Rule]:
        """The rules to call for a lower-cased text, in their order."""
        found = set(self._always)
        for hint, numbers in self._alone:
            if hint in text:
                found |= numbers
        for search, hints in self._groups:
            if search(text) is not None:
                for hint, numbers in hints:
                    if hint in text:
                        found |= numbers
        for search, number in self._looks:
            if search(text) is not None:
                found.add(number)
        return [self._rules[number] for number in sorted(found)] if found else []


def _sign(hint: bytes) -> int | None:
    """The byte by which a hint is looked for; None for those that are looked for alone."""
    if hint in _USUAL:
        return None
    return hint[0] if hint[0] in _FIRST else next((byte for byte in _WITHIN if byte in hint), None)


def _with_any(sign: int, hints: list[bytes]) -> re.Pattern[bytes]:
    """A pattern that begins with a byte, and finds any of the hints in which it stands."""
    around = []
    for hint in hints:
        at = hint.index(sign)
        before = b"(?<=%s)" % re.escape(hint[: at + 1]) if at else b""
        around.append(before + re.escape(hint[at + 1 :]))
    return re.compile(re.escape(bytes((sign,))) + b"(?:" + b"|".join(around) + b")")
