"""Reports of a run and of a plan: to standard output and into files. Commands import this module when they run."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TextIO, get_args

import click

from migrate.cli.errors import shown
from migrate.cli.said import said_options
from migrate.cli.summary import as_json, as_text
from migrate.cli.work import MANY, Work
from migrate.model.errors import DestinationError, UsageError
from migrate.plan.changes import Action, Run
from migrate.plan.report import Report
from migrate.plan.reports.markdown import COMMENT, STEP_SUMMARY
from migrate.plan.reports.record import PlanHead
from migrate.plan.reports.spool import Plan, PlanSpool
from migrate.plan.reports.text import LISTED
from migrate.targets.registry import find_target, load_target

Form = Literal["text", "json", "markdown", "html"]
_NAMED = 5
"""Records that a warning names."""
_OF_PLANS = ("markdown", "html")
"""Formats that show a plan entry by entry, also after a conversion."""


def report_file(text: str) -> tuple[Form, Path]:
    """`FORMAT=FILE`, taken apart. Raises UsageError."""
    form, separator, file = text.partition("=")
    known = get_args(Form)
    if not separator or form not in known or not file:
        raise UsageError(f"--report {text} is not FORMAT=FILE", hint="formats: " + ", ".join(known))
    path = Path(file)
    if not path.absolute().parent.is_dir():
        raise UsageError("there is no folder for the report", file=str(path.parent))
    return form, path  # type: ignore[return-value]


def shows_entries(reports: list[tuple[Form, Path]]) -> bool:
    """Whether a conversion has to keep its entries for one of these."""
    return any(form in _OF_PLANS for form, _ in reports)


def head_of(work: Work, run: Run, report: Report) -> PlanHead:
    """What all formats say of a plan as a whole."""
    site = report.site
    return PlanHead(
        target=run.target,
        destination=report.destination,
        export=", ".join(Path(name).name for name in work.inputs),
        site=site.title if site else "",
        address=site.key if site else "",
        version=run.version,
        started=run.started,
        options=said_options(run.options, load_target(find_target(run.target)).shown),
        ledger=report.ledger.as_dict(),
        warnings=tuple(_warnings(report, run)),
    )


def _warnings(report: Report, run: Run) -> Iterator[str]:
    yield from report.warnings
    if report.media:
        yield from (f"files of the old site: {sentence}" for sentence in report.media.sentences()[1:])
    if report.truncation:
        yield f"{report.truncation.file}:{report.truncation.line}: the export is cut off: {report.truncation.reason}"
    if report.quarantined:
        yield f"{report.quarantined:,} pieces of the export cannot be read; they would be kept whole in another file"
    if report.vanished and not run.prune:
        records = "record is" if report.vanished == 1 else "records are"
        yield (
            f"{report.vanished:,} {records} no longer in the export; what was written stays (--prune deletes it):"
            f" {report.vanished_shown(_NAMED)}"
        )
    elif report.vanished * MANY > report.recorded:
        yield (
            f"{report.vanished:,} of {report.recorded:,} records are no longer in the export, and would be deleted:"
            " carrying it out asks, or needs --yes"
        )


def plan_of(work: Work, run: Run, report: Report, entries: PlanSpool) -> Plan:
    """A plan as reports read it."""
    return Plan(head_of(work, run, report), entries)


def print_plan(plan: Plan, form: Form, *, verbose: int, differences: bool, colour: bool) -> None:
    """To standard output; page by page where that is a terminal and there may be much of it."""
    if form != "text":
        _write_plan(plan, form, sys.stdout, differences=differences)
        return
    from migrate.plan.reports.text import write_text

    listed = None if verbose or differences else LISTED
    if listed is None and sys.stdout.isatty():
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as file:
            write_text(plan, file, colour=colour, differences=differences, listed=listed)
            file.seek(0)
            click.echo_via_pager(iter(file), color=colour)
        return
    write_text(plan, sys.stdout, colour=colour, differences=differences, listed=listed)


def write_reports(
    reports: list[tuple[Form, Path]], plan: Plan, *, differences: bool, done: Report | None = None
) -> None:
    """Into files. With `done`, a conversion's, `text` and `json` are of what was done. Raises DestinationError."""
    for form, path in reports:
        with _written(path, "conversion" if done else "plan") as file:
            if done and form == "text":
                file.write(as_text(done, verbose=1, styled=False))
            elif done and form == "json":
                file.write(as_json(done))
            else:
                _write_plan(plan, form, file, differences=differences, path=path)


def _write_plan(plan: Plan, form: Form, file: TextIO, *, differences: bool, path: Path | None = None) -> None:
    match form:
        case "text":
            from migrate.plan.reports.text import write_text

            write_text(plan, file, differences=differences, listed=None)
        case "json":
            from migrate.plan.reports.machine import write_json

            write_json(plan, file)
        case "markdown":
            from migrate.plan.reports.markdown import write_markdown

            is_summary = path is not None and os.environ.get("GITHUB_STEP_SUMMARY") == str(path)
            write_markdown(plan, file, limit=STEP_SUMMARY if is_summary else COMMENT, differences=differences)
        case "html":
            from migrate.plan.reports.page import write_html

            write_html(plan, file)


@contextmanager
def _written(path: Path, what: str) -> Iterator[TextIO]:
    try:
        with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
            yield file
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DestinationError(
            f"the report could not be written ({reason}); the {what} itself is done", file=shown(str(path))
        ) from None


def changes_anything(report: Report) -> bool:
    """Whether something would be written or removed."""
    return any(report.actions[action] for action in (Action.CREATE, Action.RENAME, Action.UPDATE, Action.DELETE))
