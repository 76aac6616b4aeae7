"""All rules by code, and the choice among them: prefixes of codes as ruff has them, the longer one wins."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from migrate.model.errors import UsageError
from migrate.validate.rule import DECLARED, Rule, Subject

ALL = "ALL"
FAMILIES = {
    "X": "Well-formedness and encoding",
    "W": "Structure",
    "R": "References",
    "D": "Dates",
    "C": "Content",
    "M": "Custom fields",
    "A": "Files",
    "K": "Comments",
    "P": "Privacy",
    "S": "Security",
    "T": "Fitness for a target",
}
"""Letter of a code → what its rules are about, in the order of the reference."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by family and code."""
    import migrate.validate.rules  # noqa: F401 - declares them

    families = list(FAMILIES)
    return tuple(sorted(DECLARED, key=lambda rule: (families.index(rule.family), rule.code)))


def find_rule(text: str) -> Rule:
    """The rule of a code or name. Raises UsageError."""
    for rule in all_rules():
        if text.upper() == rule.code or text.lower() == rule.name:
            return rule
    known = [rule.code for rule in all_rules()] + [rule.name for rule in all_rules()]
    close = difflib.get_close_matches(text, known, n=1)
    hint = f"did you mean {close[0]}?" if close else "`wxr-migrate rules` lists them all"
    raise UsageError(f"there is no rule {text!r}", hint=hint)


class Selection(NamedTuple):
    """What is asked for: prefixes of codes, or names of rules. Later layers outdo earlier ones."""

    select: tuple[str, ...] = ()
    """Empty: all."""
    ignore: tuple[str, ...] = ()
    extend: tuple[str, ...] = ()


def choose(selection: Selection, *, for_target: bool = False) -> tuple[Rule, ...]:
    """The chosen rules, in order. The longest prefix that fits a code decides; of equal ones, to ignore wins.

    Rules of fitness take part only with a target. Raises UsageError for what fits no rule.
    """
    wanted = prefixes(selection.select or (ALL,)) + prefixes(selection.extend)
    unwanted = prefixes(selection.ignore)
    return tuple(
        rule
        for rule in all_rules()
        if _longest(rule.code, wanted) > _longest(rule.code, unwanted)
        and (for_target or rule.subject is not Subject.TARGET)
    )


def _longest(code: str, given: Sequence[str]) -> int:
    return max((len(prefix) for prefix in given if code.startswith(prefix)), default=-1)


def prefixes(given: Iterable[str]) -> tuple[str, ...]:
    """Codes and names, also several with commas between, as prefixes of codes. Raises UsageError."""
    found: list[str] = []
    for text in (piece.strip() for one in given for piece in one.split(",")):
        if not text:
            continue
        if text.upper() == ALL:
            found.append("")
        elif any(rule.code.startswith(text.upper()) for rule in all_rules()):
            found.append(text.upper())
        else:
            found.append(find_rule(text).code)
    return tuple(found)


def per_file_ignores(given: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """`PATTERN:CODE,CODE` → pattern and prefixes. Raises UsageError."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for text in given:
        pattern, colon, codes = text.rpartition(":")
        if not colon or not pattern or not codes:
            raise UsageError(f"{text!r} is not PATTERN:CODE,CODE", hint='for example "old-*.xml:D,P001"')
        found.append((pattern, prefixes([codes])))
    return tuple(found)
