"""The plan as one HTML page that needs nothing else: the list at once, the details of an entry when it is opened.

Details are packed in blocks of deflated JSON (a text and its rendering share most words), so ten thousand entries
stay a file that a browser opens in a moment. The page's own script and style are allowed by their hashes, nothing
else is, and the script only ever sets text.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
import zlib
from collections.abc import Iterator
from importlib import resources
from typing import Any, TextIO

import msgspec

from migrate.plan.reports.details import Details
from migrate.plan.reports.record import Fate, PlannedEntry
from migrate.plan.reports.spool import Plan
from migrate.plan.reports.wording import (
    COUNTED,
    MARKS,
    all_visible,
    in_short,
    ledger_table,
    plain_title,
    real_changes,
    summary,
    visible,
)

BLOCK = 200_000
"""Characters of JSON after which a block of details is closed: what opening one entry costs the browser."""
LARGEST = 96_000_000
"""Characters of packed details; the entries after that have no details, and say so."""

_MARK = re.compile(r"\{\{(\w+)\}\}")
_NAMES = 300
"""Characters of names and reasons that an entry is found by before its details are searched."""
_encode = msgspec.json.Encoder().encode


def write_html(plan: Plan, file: TextIO) -> None:
    """Write the page; its encoding must be UTF-8."""
    style, script = _resource("page.css"), _resource("entry.js") + _resource("page.js")
    fixed = {
        "policy": _policy(style, script),
        "style": style,
        "script": script,
        "title": html.escape(visible(f"Plan: {plan.head.export} to {plan.head.target}")),
        "summary": html.escape(summary(plan.totals)),
    }
    # The template's texts and names by turns.
    for number, piece in enumerate(_MARK.split(_resource("page.html"))):
        if number % 2 == 0:
            file.write(piece)
        elif piece == "index":
            file.writelines(_index(plan))
        elif piece == "details":
            file.writelines(_blocks(plan))
        else:
            file.write(fixed[piece])


def script_json(value: object) -> str:
    """JSON that stands in a script element of HTML, whatever is in it."""
    text = _encode(value).decode()
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _resource(name: str) -> str:
    """A file of the page. Browsers hash it with line feeds, however it was checked out."""
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    return text.replace("\r\n", "\n")


def _policy(style: str, script: str) -> str:
    style_hash, script_hash = (
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)
    )
    return (
        f"default-src 'none'; script-src 'sha256-{script_hash}'; style-src 'sha256-{style_hash}';"
        " base-uri 'none'; form-action 'none'"
    )


def _index(plan: Plan) -> Iterator[str]:
    """The run, its sums, and a line for each entry: what the list shows, sorts, filters and searches at once."""
    head, totals = plan.head, plan.totals
    run = {
        "head": {
            **all_visible(msgspec.to_builtins(head)),
            "site": plain_title(head.site, visible(head.address) or "Plan"),
        },
        "totals": all_visible(msgspec.to_builtins(totals)),
        "fates": [[fate.value, MARKS[fate], COUNTED[fate]] for fate in Fate],
        "ledger": ledger_table(head.ledger),
    }
    yield f'{{"run":{script_json(run)},\n"entries":['
    for number, entry in enumerate(plan.entries):
        yield (",\n" if number else "\n") + script_json(all_visible(_line(entry)))
    yield "\n]}"


def _line(entry: PlannedEntry) -> list[Any]:
    changes = real_changes(entry)
    found_by = " ".join(dict.fromkeys(text for change in changes for text in (change.name, change.reason) if text))
    return [
        plain_title(entry.title, entry.source),
        entry.source,
        entry.type,
        entry.status,
        entry.action.value,
        in_short(entry),
        found_by[:_NAMES],
        sorted({str(loss.kind) for loss in entry.losses}),
        sorted({f"{decision.what}: {decision.reason}" for decision in entry.withheld}),
        len(changes),
    ]


def _blocks(plan: Plan) -> Iterator[str]:
    """Details, in the order of the index; each block says with which entry it begins."""
    details = Details()
    block: list[str] = []
    first = length = packed = 0
    for number, entry in enumerate(plan.entries):
        text = _encode(details.of(entry) if packed < LARGEST else {"omitted": True}).decode()
        block.append(text)
        length += len(text)
        if length >= BLOCK:
            written = _block(first, block)
            packed += len(written)
            yield written
            block, first, length = [], number + 1, 0
    if block:
        yield _block(first, block)


def _block(first: int, lines: list[str]) -> str:
    pack = zlib.compressobj(6, zlib.DEFLATED, -15)
    data = pack.compress("\n".join(lines).encode()) + pack.flush()
    return (
        f'<script type="text/plain" class="details" data-first="{first}">{base64.b64encode(data).decode()}</script>\n'
    )
