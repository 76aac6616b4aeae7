"""The reference of rules, made from their docstrings: `python -m migrate.validate.reference docs/rules.md`."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

from migrate.validate.finding import Fix
from migrate.validate.registry import FAMILIES, all_rules
from migrate.validate.rule import Rule

_FIXES = {Fix.NONE: "", Fix.SAFE: "safe", Fix.UNSAFE: "unsafe"}


def reference() -> str:
    """Markdown: a table a family, then a section a rule."""
    rules = all_rules()
    lines = [
        "# Rules\n",
        "Made from the code. `error`: content is lost or unreadable. `safe`: mended by `--fix`; `unsafe`: mended by",
        "`--unsafe-fixes` only. Choose rules by code, by the beginning of a code, or by name: `--ignore D,P001`.\n",
    ]
    for letter, title in FAMILIES.items():
        family = [rule for rule in rules if rule.family == letter]
        if family:
            lines += [f"## {title} ({letter})\n", "| code | name | severity | mended | what |", "|---|---|---|---|---|"]
            lines += [_row(rule) for rule in family]
            lines.append("")
    for rule in rules:
        lines.append(page(rule, level=3))
    return "\n".join(lines)


def _row(rule: Rule) -> str:
    summary = rule.summary.replace("|", "\\|")
    link = f"[{rule.code}](#{rule.code.lower()}-{rule.name})"
    return f"| {link} | {rule.name} | {rule.severity} | {_FIXES[rule.fix]} | {summary} |"


def page(rule: Rule, level: int = 1) -> str:
    """The page of one rule as Markdown."""
    lines = [f"{'#' * level} {rule.code} {rule.name}\n"]
    mended = f", mended by `--fix` ({rule.fix})" if rule.fix else ""
    lines.append(f"{rule.summary} Severity: {rule.severity}{mended}.\n")
    for heading, text in rule.sections.items():
        body = textwrap.indent(textwrap.dedent(text), "    ") if heading == "Example" else text
        lines.append(f"**{heading}**\n\n{body}\n")
    return "\n".join(lines)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), "utf-8")
