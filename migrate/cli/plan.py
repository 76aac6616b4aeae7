"""`wxr-migrate plan`: what a conversion would change, and nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from migrate.cli import errors
from migrate.cli.options import REPORTS, WORK, with_options
from migrate.cli.progress import progress_bar

if TYPE_CHECKING:
    from migrate.cli.work import Work
    from migrate.plan.changes import Run


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="EXPORT... [DESTINATION]")
@with_options(WORK)
@click.option("--diff", is_flag=True, help="With all differences: of files by line, of rows field by field.")
@click.option(
    "--save", type=click.Path(path_type=Path), metavar="FILE", help="Save the plan, for `wxr-migrate apply FILE`."
)
@click.option("--exit-code", "coded", is_flag=True, help="Exit with 2 when something would change.")
@with_options(REPORTS)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown", "html"]), default="text", help="How to print it."
)
@click.pass_context
def command(context: click.Context, /, paths: tuple[str, ...], **choices: Any) -> int:
    """Say what a conversion would create, update, delete and leave, and what conflicts. Writes nothing.

    Arguments and options are those of `convert`.

    \b
    wxr-migrate plan export.xml site --to hugo --diff
    wxr-migrate plan export.xml blog.db --save plan.zip && wxr-migrate apply plan.zip
    wxr-migrate plan export.xml blog.db --report html=plan.html --exit-code
    """
    return show_plan(context, "plan", paths, choices)


def show_plan(context: click.Context, name: str, paths: tuple[str, ...], choices: dict[str, Any]) -> int:
    """Plan, report and save as `choices` say; the exit code."""
    from migrate.cli.reporting import changes_anything, plan_of, print_plan, report_file, write_reports
    from migrate.cli.work import carry_out, work_of
    from migrate.plan.convert import private_folder
    from migrate.plan.saved import Saving
    from migrate.plan.watching import Spooling, Watcher

    work = work_of(name, paths, choices)
    reports = [report_file(text) for text in choices["reports"]]
    path: Path | None = choices["save"]
    savable = work.savable() if path is not None else work
    quiet, verbose = bool(context.obj.get("quiet")), int(context.obj.get("verbose", 0))
    runs: list[Run] = []
    with private_folder() as folder:
        spooling, saving = Spooling(folder), Saving(folder)
        watchers: tuple[Watcher, ...] = (spooling, saving) if path is not None else (spooling,)
        try:
            with progress_bar(quiet) as progress:
                report = carry_out(work, write=False, progress=progress, watchers=watchers, bind=runs.append)
            if path is not None:
                _save(saving, path, savable, runs[-1], report.destination)
            plan = plan_of(work, runs[-1], report, spooling.entries)
            write_reports(reports, plan, differences=choices["diff"])
            if choices["form"] != "text" or not quiet:
                colour = bool(context.color)
                print_plan(plan, choices["form"], verbose=verbose, differences=choices["diff"], colour=colour)
        finally:
            spooling.entries.close()
            saving.close()
    if report.needs_attention or (work.fail_on_loss and report.ledger.lost.total()):
        return errors.NEEDS_ATTENTION
    return errors.CHANGES if choices["coded"] and changes_anything(report) else errors.DONE


def _save(saving: Any, path: Path, work: Work, run: Run, destination: str) -> None:
    import msgspec

    from migrate.plan.saved import SavedPlan

    built = msgspec.to_builtins(work)
    saving.save(path, SavedPlan(run=run, destination=destination, work=built, actions=saving.count))
