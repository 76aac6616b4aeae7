"""The report of a run as text and as JSON."""

from __future__ import annotations

import json

import click

from migrate.cli.errors import shown
from migrate.model.loss import KINDS
from migrate.plan.changes import Action
from migrate.plan.report import Report
from migrate.targets.site.counted import WITHOUT_PAGE

_FEW = 5
_COLUMNS = ("read", "written", "duplicates", "skipped", "quarantined")


def as_json(report: Report) -> str:
    """Two-space JSON with a newline at its end."""
    return json.dumps(report.as_dict(), indent=2, ensure_ascii=False) + "\n"


def as_text(report: Report, *, verbose: int = 0, styled: bool = False) -> str:
    """What a person wants to know after a run: what was done, the sum, and whatever needs a look."""

    def style(text: str, **how: object) -> str:
        return click.style(text, **how) if styled else text  # type: ignore[arg-type]

    site = report.site
    title = f"{site.title or 'untitled'} ({site.key})" if site else ""
    lines = [style(shown(title), bold=True), _done(report)]
    if report.truncation:
        cut = report.truncation
        lines.append(style(f"cut off: {shown(cut.file)}:{cut.line}: {cut.reason}", fg="red"))
    lines += ["", *_sum(report)]
    lines += _skipped(report)
    lines += _files(report, verbose)
    if report.redirects:
        lines.append(f"{'redirects':<13}{shown(', '.join(report.redirects))}: for the server")
    for name, counts in (("repaired", report.ledger.repaired), ("losses", report.ledger.lost)):
        if counts:
            parts = [f"{shown(str(kind))}: {count:,}" for kind, count in sorted(counts.items())]
            lines.append(f"{name:<13}" + "; ".join(parts))
    if report.ledger.lost and not verbose:
        lines.append(f"{'':<13}--report html=FILE shows each with its place")
    for kind, colour in (("quarantine", "red"), ("conflict", "yellow"), ("repair", ""), ("input", "")):
        notes = [note for note in report.notes if note.kind == kind]
        most = len(notes) if verbose else _FEW
        for note in notes[:most]:
            text = f"{kind:<13}{shown(note.place)}: {shown(note.text)}"
            lines.append(style(text, fg=colour) if colour else text)
        if len(notes) > most:
            lines.append(f"{'':<13}and {len(notes) - most} more (-v before the command lists them)")
    if report.vanished:
        named = shown(report.vanished_shown(50 if verbose else _FEW))
        deleted = "deleted, but for conflicts" if report.conflicts else "deleted"
        what = deleted if report.pruned else "left as they are"
        lines.append(f"vanished     {report.vanished:,} no longer in the export, {what}: {named}")
    lines += [f"warning: {shown(warning)}" for warning in report.warnings[report.told :]]
    if report.quarantine:
        lines.append(f"kept whole in {shown(report.quarantine)}: what could not be read")
    return "\n".join(lines) + "\n"


def _skipped(report: Report) -> list[str]:
    """A line a reason: how much of what was left out for it."""
    reasons: dict[str, list[str]] = {}
    for kind in KINDS:
        for reason, count in sorted(report.ledger.skipped[kind].items()):
            reasons.setdefault(reason, []).append(f"{count:,} {kind.removesuffix('s') if count == 1 else kind}")
    hints = {WITHOUT_PAGE: " (--media download or copy brings it along)"} if report.media is None else {}
    lines = [f"{', '.join(counts)}: {shown(reason)}{hints.get(reason, '')}" for reason, counts in reasons.items()]
    return [f"{'skipped' if number == 0 else '':<13}{line}" for number, line in enumerate(lines)]


def _files(report: Report, verbose: int) -> list[str]:
    if report.media is None:
        return []
    lines = [*report.media.sentences(), *(f"missing {line}" for line in report.media.examples() if verbose)]
    return [f"{'files' if number == 0 else '':<13}{shown(line)}" for number, line in enumerate(lines)]


def _done(report: Report) -> str:
    counts = [f"{report.actions[action]:,} {_WORDS[action]}" for action in Action if report.actions[action]]
    where = shown(report.destination)
    if report.wrote:
        verb = f"written to {where}"
    elif report.planned_only:
        verb = f"would be written to {where}"
    else:
        verb = f"nothing had to be written to {where}"
    return f"{verb} in {report.seconds:.1f} s: {', '.join(counts) or 'nothing'}"


_WORDS = {
    Action.CREATE: "created",
    Action.RENAME: "renamed",
    Action.UPDATE: "updated",
    Action.UNCHANGED: "unchanged",
    Action.DELETE: "deleted",
    Action.CONFLICT: "left alone, as somebody changed it",
}


def _sum(report: Report) -> list[str]:
    """The ledger as a table: a line a kind, a column an outcome; columns of nothing but zeros are left out."""
    ledger = report.ledger
    table = {
        kind: {
            "read": ledger.read[kind],
            "written": ledger.written[kind],
            "duplicates": ledger.duplicates[kind],
            "skipped": sum(ledger.skipped[kind].values()),
            "quarantined": ledger.quarantined[kind],
        }
        for kind in KINDS
    }
    used = [name for name in _COLUMNS if name in ("read", "written") or any(row[name] for row in table.values())]
    lines = [f"{'':<13}" + "".join(f"{name:>13}" for name in used)]
    lines += [f"{kind:<13}" + "".join(f"{table[kind][name]:>13,}" for name in used) for kind in KINDS]
    return lines
