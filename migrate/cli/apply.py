"""`wxr-migrate apply`: carry out a saved plan, or refuse because something is no longer what it was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from migrate.cli.options import REPORTS, YES, with_options
from migrate.cli.progress import progress_bar
from migrate.model.errors import UsageError

if TYPE_CHECKING:
    from migrate.cli.work import Work
    from migrate.plan.changes import Run
    from migrate.plan.saved import SavedPlan


@click.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="PLAN")
@click.argument("destination", required=False)
@with_options(YES)
@with_options(REPORTS)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the report.")
@click.pass_context
def command(context: click.Context, /, path: Path, destination: str | None, **choices: Any) -> int:
    """Carry out a plan that `wxr-migrate plan --save` made.

    Refused where the export, the mapping, this program or the destination is no longer what it was then. After a kill
    it can be done again. DESTINATION is only needed where it is a URL with a password, which a plan does not hold.

    \b
    wxr-migrate apply plan.zip
    wxr-migrate apply plan.zip postgresql://user:password@host/blog
    """
    from migrate.cli.convert import write
    from migrate.plan.saved import Checking, check_bound, read_saved

    saved = read_saved(path)
    work = _work(saved, path, destination)

    def bind(run: Run) -> None:
        check_bound(saved, run, path)

    checking = Checking(path)
    try:
        with progress_bar(bool(context.obj.get("quiet"))) as progress:
            return write(context, work, choices, progress, (checking,), bind)
    finally:
        checking.close()


def _work(saved: SavedPlan, path: Path, destination: str | None) -> Work:
    """What is to be done, at the destination of the plan."""
    import msgspec

    from migrate.cli.work import Work
    from migrate.model.errors import UnreadableInputError
    from migrate.plan.database.address import database_url

    try:
        work = msgspec.convert(saved.work, Work)
        # What a plan says of files is what was in the cache.
        work = msgspec.structs.replace(work, files=msgspec.structs.replace(work.files, offline=True))
    except msgspec.ValidationError as error:
        raise UnreadableInputError("the plan is damaged", file=str(path)) from error
    if destination is not None:
        given = msgspec.structs.replace(work, destination=destination)
        if given.savable().destination != work.destination:
            raise UsageError(f"the plan is for {work.destination}", hint="name no destination, or that one")
        return given
    if database_url(work.destination) is not None and "***" in work.destination:
        raise UsageError(
            f"the plan does not hold the password of {work.destination}",
            hint=f"wxr-migrate apply {path} and the whole URL",
        )
    return work
