"""`wxr-migrate verify`: what was written against what the export says, word by word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from migrate.cli import errors
from migrate.cli.options import BODIES, NAMES, PRIVACY, SELECTION, SITES, with_options
from migrate.cli.progress import progress_bar

if TYPE_CHECKING:
    from migrate.cli.work import Work
    from migrate.plan.media import MediaFiles
    from migrate.verify.form import PageForm
    from migrate.verify.stored import Store

_FILES_STAY = {
    "media": "link",
    "media_source": None,
    "media_hosts": (),
    "media_cache": None,
    "media_offline": False,
    "media_largest": None,
}
"""What a run does about files is what the last one at the destination did."""


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="EXPORT... DESTINATION")
@click.option("--to", "target", metavar="TARGET", help="What was written, where the destination does not say so.")
@with_options((*SELECTION, *PRIVACY, *NAMES, *BODIES, *SITES))
@click.option("--allow-truncated", is_flag=True, help="The export is cut off, and what was whole of it was taken.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print what is found."
)
@click.pass_context
def command(context: click.Context, /, paths: tuple[str, ...], **choices: Any) -> int:
    """Read what was written and compare it, entry by entry, with what WordPress showed.

    Every word of every body and comment is there, in order, or what accounts for it is named; headings, links, images,
    list items, table cells and code are compared too. The target and the options of the last run at the destination
    are taken from what it recorded there. Exits with 1 when anything differs. Writes nothing.

    \b
    wxr-migrate verify export.xml site
    wxr-migrate verify export.xml blog.db
    """
    from migrate.cli.work import carry_out
    from migrate.verify.form import page_form
    from migrate.verify.run import Verifier

    work = _work(paths, choices)
    quiet = bool(context.obj.get("quiet"))
    form = page_form(work.target, work.writing)
    store = _store(work, form)
    try:
        verifier = Verifier(store, form.dialect)
        with progress_bar(quiet) as progress, _written_media(work) as media:
            report = carry_out(work, write=False, progress=progress, watch=verifier, media=media)
    finally:
        store.close()
    verifier.report.changes = report.as_dict()["actions"]
    if choices["form"] == "json":
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(verifier.report.as_dict()), indent=2))
    elif not quiet or not verifier.report.is_clean:
        click.echo(verifier.report.as_text())
    return errors.DONE if verifier.report.is_clean else errors.NEEDS_ATTENTION


def _work(paths: tuple[str, ...], choices: dict[str, Any]) -> Work:
    """The run to hold the destination against: as the last one there, unless options say otherwise."""
    import msgspec

    from migrate.cli.work import work_of
    from migrate.mappers.options import Options
    from migrate.model.errors import UsageError
    from migrate.targets.options import TargetOptions
    from migrate.verify.recorded import recorded_run

    if len(paths) < 2:
        raise UsageError(
            "verify needs an export and what was made of it", hint=f"wxr-migrate verify {paths[0]} DESTINATION"
        )
    last = recorded_run(paths[-1])
    target = choices["target"] or (last.target if last else None)
    nothing_written = {"on_conflict": "keep", "prune": False, "fail_on_loss": False, "jobs": None, "resume": False}
    work = work_of("verify", paths, {**choices, **nothing_written, **_FILES_STAY, "target": target})
    if last is None or last.target != work.target:
        return work
    said = work.options.recorded() | work.writing.recorded()
    options = {**last.options, **said}
    names = set(TargetOptions.__struct_fields__)
    return msgspec.structs.replace(
        work,
        options=msgspec.convert({name: value for name, value in options.items() if name not in names}, Options),
        writing=msgspec.convert({name: value for name, value in options.items() if name in names}, TargetOptions),
    )


@contextmanager
def _written_media(work: Work) -> Iterator[MediaFiles | None]:
    """The files that the last run put there, where it did."""
    if not work.options.takes_files:
        yield None
        return
    from migrate.media.stage import WrittenMedia
    from migrate.media.wanted import Cached
    from migrate.verify.recorded import recorded_files

    with recorded_files(Path(work.destination)) as find:

        def written(key: str, path: str) -> Cached | None:
            found = find(key, path)
            return Cached(*found) if found else None

        yield WrittenMedia(work.options.media_hosts, written)


def _store(work: Work, form: PageForm) -> Store:
    from migrate.plan.database.address import database_url
    from migrate.verify.stored import DatabaseStore, FolderStore

    url = database_url(work.destination)
    return FolderStore(Path(work.destination), form) if url is None else DatabaseStore(url)
