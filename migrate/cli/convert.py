"""`wxr-migrate convert`: plan and apply in one stream."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from migrate.cli import errors
from migrate.cli.options import REPORTS, WORK, YES, with_options
from migrate.cli.progress import Progress, progress_bar

if TYPE_CHECKING:
    from migrate.cli.work import Work
    from migrate.plan.changes import Run
    from migrate.plan.watching import Watcher


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="EXPORT... [DESTINATION]")
@with_options(WORK)
@with_options(YES)
@click.option("--dry-run", is_flag=True, help="The same as `wxr-migrate plan`: write nothing.")
@with_options(REPORTS)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the report.")
@click.pass_context
def command(context: click.Context, /, paths: tuple[str, ...], **choices: Any) -> int:
    """Take an export to a database, a folder of JSON Lines, or a site.

    With one argument the destination is a SQLite database of the same name in the current folder; of two or more the
    last is the destination. Several exports are one: the parts of a split export. `-` is standard input.

    \b
    wxr-migrate convert export.xml
    wxr-migrate convert part1.xml part2.xml blog.db
    wxr-migrate convert export.zip postgresql://localhost/blog
    wxr-migrate convert export.xml out --to jsonl
    """
    if choices["dry_run"]:
        from migrate.cli.plan import show_plan

        return show_plan(context, "convert", paths, {**choices, "diff": False, "save": None, "coded": False})
    from migrate.cli.work import work_of

    work = work_of("convert", paths, choices)
    with progress_bar(bool(context.obj.get("quiet"))) as progress:
        return write(context, work, choices, progress, (), lambda run: None)


def write(
    context: click.Context,
    work: Work,
    choices: dict[str, Any],
    progress: Progress,
    watchers: tuple[Watcher, ...],
    bind: Callable[[Run], None],
) -> int:
    """Carry it out and report as `choices` say; the exit code. `bind`: see `carry_out`."""
    from migrate.cli.reporting import plan_of, report_file, shows_entries, write_reports
    from migrate.cli.summary import as_json, as_text
    from migrate.cli.work import asking, carry_out
    from migrate.plan.convert import private_folder
    from migrate.plan.watching import Spooling

    reports = [report_file(text) for text in choices["reports"]]
    runs: list[Run] = []

    def note(run: Run) -> None:
        bind(run)
        runs.append(run)

    with private_folder() as folder:
        spooling = Spooling(folder)
        try:
            report = carry_out(
                work,
                write=True,
                progress=progress,
                watchers=(*watchers, spooling) if shows_entries(reports) else watchers,
                confirm=asking(progress, choices["yes"]),
                bind=note,
            )
            plan = plan_of(work, runs[-1], report, spooling.entries)
            write_reports(reports, plan, differences=True, done=report)
        finally:
            spooling.entries.close()
    progress.hide()
    if choices["form"] == "json":
        click.echo(as_json(report), nl=False)
    elif not context.obj.get("quiet"):
        text = as_text(report, verbose=int(context.obj.get("verbose", 0)), styled=bool(context.color))
        click.echo(text, nl=False)
    lost = work.fail_on_loss and report.ledger.lost.total()
    return errors.NEEDS_ATTENTION if report.needs_attention or lost else errors.DONE
