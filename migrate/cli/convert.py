"""`wxr-migrate convert`: the command line around `migrate.plan.convert`."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from migrate.cli import errors
from migrate.cli.options import NAMES, PRIVACY, SELECTION, with_options
from migrate.cli.progress import progress_bar
from migrate.model.errors import UsageError

if TYPE_CHECKING:
    from migrate.mappers.options import Options
    from migrate.plan.report import Report


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="EXPORT... [DESTINATION]")
@click.option(
    "--to",
    "target",
    metavar="TARGET",
    help="What to write: database (default for .db files and database URLs) or jsonl.",
)
@with_options(SELECTION)
@with_options(PRIVACY)
@with_options(NAMES)
@click.option("--allow-truncated", is_flag=True, help="Take what is whole of an export that is cut off.")
@click.option("--fail-on-loss", is_flag=True, help="Exit with 1 when anything could not be carried as it was.")
@click.option("--dry-run", is_flag=True, help="Plan everything and write nothing.")
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FORMAT=FILE",
    help="Also write the report: text=FILE or json=FILE. Repeatable.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the report.")
@click.pass_context
def command(context: click.Context, /, paths: tuple[str, ...], target: str | None, **choices: Any) -> int:
    """Take an export to a database or a folder of JSON Lines.

    With one argument the destination is a SQLite database of the same name in the current folder; of two or more the
    last is the destination. Several exports are one: the parts of a split export. `-` is standard input.

    \b
    wxr-migrate convert export.xml
    wxr-migrate convert part1.xml part2.xml blog.db
    wxr-migrate convert export.zip postgresql://localhost/blog
    wxr-migrate convert export.xml out --to jsonl
    """
    from migrate.plan.opening import target_name

    inputs, destination = _arguments(paths, target)
    name = target_name(destination, target)
    reports = [_report_file(text) for text in choices["reports"]]
    quiet = bool(context.obj.get("quiet"))
    with progress_bar(quiet) as progress:
        report = _run(inputs, destination, name, choices, progress)
    from migrate.cli.summary import as_json, as_text

    verbose = int(context.obj.get("verbose", 0))
    for form, path in reports:
        text = as_json(report) if form == "json" else as_text(report, verbose=1, styled=False)
        _write(path, text)
    if choices["form"] == "json":
        click.echo(as_json(report), nl=False)
    elif not quiet:
        click.echo(as_text(report, verbose=verbose, styled=bool(context.color)), nl=False)
    lost = choices["fail_on_loss"] and report.ledger.lost.total()
    return errors.NEEDS_ATTENTION if report.needs_attention or lost else errors.DONE


def _arguments(paths: tuple[str, ...], target: str | None) -> tuple[list[str], str]:
    """Exports, and where they go. Raises UsageError for a destination that is an export itself."""
    if len(paths) == 1:
        if target not in (None, "database"):
            raise UsageError(
                f"{target} needs a destination", hint=f"wxr-migrate convert {paths[0]} FOLDER --to {target}"
            )
        return [paths[0]], f"{stem_of(paths[0])}.db"
    *inputs, destination = paths
    from migrate.wxr.source import looks_like_export

    path = Path(destination)
    if "://" not in destination and path.is_file() and looks_like_export(path):
        raise UsageError(
            "the last argument is the destination, and this is an export",
            file=destination,
            hint="name the destination last, for example: " + " ".join(["wxr-migrate convert", *paths, "blog.db"]),
        )
    return inputs, destination


def stem_of(export: str) -> str:
    """The name of an export without its folder and endings."""
    name = Path(export).name if export != "-" else ""
    while Path(name).suffix.lower() in (".gz", ".bz2", ".xz", ".zip", ".tar", ".tgz", ".xml", ".wxr"):
        name = Path(name).stem
    return name or "export"


def _report_file(text: str) -> tuple[str, Path]:
    form, separator, file = text.partition("=")
    if not separator or form not in ("text", "json") or not file:
        raise UsageError(f"--report {text} is not FORMAT=FILE", hint="formats: text, json")
    return form, Path(file)


def _write(path: Path, text: str) -> None:
    from migrate.model.errors import DestinationError

    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise DestinationError(
            f"the report could not be written ({error.strerror}); the conversion itself is done", file=str(path)
        ) from None


def _options(choices: dict[str, Any]) -> Options:
    from migrate.mappers.options import Options

    if choices["public_only"] and choices["include_private"]:
        raise UsageError("--public-only and --include-private contradict each other")
    return Options(
        types=choices["types"],
        statuses=choices["statuses"],
        authors=choices["authors"],
        categories=choices["categories"],
        since=choices["since"],
        until=choices["until"],
        limit=choices["limit"],
        only=choices["only"],
        public_only=choices["public_only"],
        strip_emails=choices["strip_emails"],
        time_zone=choices["timezone"],
        site=choices["site"],
        author_map=_author_map(choices["authors_file"]),
        old_homes=choices["old_homes"],
        new_home=choices["new_home"],
    )


def _author_map(path: Path | None) -> dict[str, dict[str, str]]:
    if path is None:
        return {}
    import tomllib

    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"the author map cannot be read: {error.strerror}", file=str(path)) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"the author map is not TOML: {error}", file=str(path)) from None
    mapped: dict[str, dict[str, str]] = {}
    for login, value in data.items():
        fields = {"login": value} if isinstance(value, str) else value
        if not isinstance(fields, dict) or not all(isinstance(text, str) for text in fields.values()):
            raise UsageError(f"{login!r} must be a login or a table of texts", file=str(path))
        mapped[login] = fields
    return mapped


def _run(inputs: list[str], destination: str, name: str, choices: dict[str, Any], progress: Any) -> Report:
    from migrate import __version__
    from migrate.mappers.mapping import load_rules
    from migrate.model.records import Site
    from migrate.plan.changes import Run
    from migrate.plan.convert import Job, convert
    from migrate.plan.opening import Opened, open_destination, probe_destination, quarantine_path
    from migrate.wxr.source import open_source

    started = time.monotonic()
    options = _options(choices)
    rules = load_rules(choices["mappings"])

    def describe(site: Site) -> Run:
        return Run(
            target=name,
            site=site.key,
            version=__version__,
            export=source.fingerprint(),
            mapping=rules.fingerprint,
            options=options.recorded(),
            started=datetime.now(UTC).isoformat(timespec="seconds"),
            complete=not options.filters and not choices["allow_truncated"],
        )

    def opened(site: Site) -> Opened:
        return open_destination(name, destination, site)

    with open_source(inputs) as source:
        probe_destination(name, destination)
        job = Job(
            source=source,
            rules=rules,
            options=options,
            open_destination=opened,
            describe=describe,
            quarantine=quarantine_path(name, destination, stem_of(inputs[0])),
            allow_truncated=choices["allow_truncated"],
            write=not choices["dry_run"],
            progress=progress,
        )
        report = convert(job)
    report.seconds = time.monotonic() - started
    return report
