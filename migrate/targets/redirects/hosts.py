"""Files that hosts of static sites read: `_redirects` of Netlify and of Cloudflare, `vercel.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from migrate.model.routes import Redirection
from migrate.targets.redirects.record import QUERY, Ledger, Rows, Setting, Written, is_sayable, spellings, toggled

CLOUDFLARE_LIMIT = 2_000
"""Static redirects of a project (developers.cloudflare.com/pages/configuration/redirects)."""
CLOUDFLARE_LINE = 1_000
VERCEL_LIMIT = 2_048
"""Redirects of a `vercel.json`; its strings are no longer than the next."""
VERCEL_TEXT = 4_096
_BEYOND = "more than the {:,} that the host takes"
_WITH_QUERY = "with a query, which the host cannot match"
_SPECIAL = "with a character that means something else to the host"
_TOO_LONG = "longer than the host takes"
_PATTERN = re.compile(r"[*:]|%2A|%3A")
"""A splat or the name of a placeholder."""
_PATH_TO_REGEXP = re.compile(r"[()*+?{}:\\]")


def netlify(rows: Rows, setting: Setting) -> Written:
    """`from [query] to status`. Netlify takes a path with and without slash at its end for one.

    `!` outdoes a page, which the home always is: without it `/ p=12` would never be looked at.
    """
    ledger = Ledger()
    lines = [_HEAD.format("Netlify")]
    for one in rows():
        if not is_sayable(one):
            ledger.leave_out(_SPECIAL, one)
            continue
        sources = spellings(one.source)
        if _PATTERN.search(sources[0]):
            ledger.leave_out(_SPECIAL, one)
            continue
        ledger.said += 1
        if one.query:
            lines.append(f"{sources[0]} {one.query} {one.target} {one.status}!")
        else:
            lines += [f"{source} {one.target} {one.status}" for source in sources]
    return ledger.written("\n".join(lines) + "\n")


_HEAD = "# Redirects from the addresses of the old site, for {}. Written by wxr-migrate."


def cloudflare(rows: Rows, setting: Setting) -> Written:
    """`from to status`, exact. While there is room, also without slash at the end and as WordPress encoded it."""
    ledger = Ledger()
    lines: list[str] = []
    others: list[str] = []
    for one in rows():
        sources = spellings(one.source)
        if one.query:
            ledger.leave_out(_WITH_QUERY, one)
        elif not is_sayable(one) or _PATTERN.search(sources[0]):
            ledger.leave_out(_SPECIAL, one)
        elif len(line := f"{sources[-1]} {one.target} {one.status}") > CLOUDFLARE_LINE:
            ledger.leave_out(_TOO_LONG, one)
        elif len(lines) >= CLOUDFLARE_LIMIT:
            ledger.leave_out(_BEYOND.format(CLOUDFLARE_LIMIT), one)
        else:
            ledger.said += 1
            lines.append(line)
            if len(lines) + len(others) < CLOUDFLARE_LIMIT:
                more = [toggled(sources[-1]), *sources[:-1], *map(toggled, sources[:-1])]
                others += [f"{source} {one.target} {one.status}" for source in more if source]
    lines += others[: CLOUDFLARE_LIMIT - len(lines)]
    return ledger.written("\n".join([_HEAD.format("Cloudflare"), *lines]) + "\n")


def vercel(rows: Rows, setting: Setting) -> Written:
    """`redirects` of `vercel.json`. `statusCode`, because `permanent` would be 308."""
    ledger = Ledger()
    rules: list[dict[str, object]] = []
    for one in rows():
        if not is_sayable(one):
            ledger.leave_out(_SPECIAL, one)
            continue
        found = list(_vercel_rules(one))
        if any(len(str(value)) > VERCEL_TEXT for rule in found for value in rule.values()):
            ledger.leave_out(_TOO_LONG, one)
        elif len(rules) + len(found) > VERCEL_LIMIT:
            ledger.leave_out(_BEYOND.format(VERCEL_LIMIT), one)
        else:
            ledger.said += 1
            rules += found
    lines = ",\n".join(f"    {json.dumps(rule)}" for rule in rules)
    return ledger.written(f'{{\n  "redirects": [\n{lines}\n  ]\n}}\n')


def _vercel_rules(one: Redirection) -> Iterator[dict[str, object]]:
    for source in spellings(one.source):
        path = _PATH_TO_REGEXP.sub(lambda match: "\\" + match[0], source.rstrip("/"))
        rule: dict[str, object] = {"source": f"{path}{{/}}?" if path else "/"}
        if query := QUERY.fullmatch(one.query):
            rule["has"] = [{"type": "query", "key": query["name"], "value": query["value"]}]
        # Of the destination, a colon would begin the name of a placeholder, a dollar sign a reference.
        target = re.sub(r"(?<!^http)(?<!^https):", "%3A", one.target).replace("$", "%24")
        yield {**rule, "destination": _PATH_TO_REGEXP.sub(_percent, target), "statusCode": one.status}


def _percent(match: re.Match[str]) -> str:
    # What begins a query or parts scheme and host has to stay.
    return match[0] if match[0] in "?:" else f"%{ord(match[0]):02X}"
