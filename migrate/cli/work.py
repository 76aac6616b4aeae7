"""What a run is asked to do, by arguments and options or by a saved plan; plan, convert and apply do it the same way.

Commands import this module when they run, as it imports more than the help needs.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from migrate import __version__
from migrate.cli.errors import shown
from migrate.cli.media import FileChoices, file_choices, media_files, size_of
from migrate.cli.progress import Progress
from migrate.mappers.mapping import load_rules
from migrate.mappers.options import Options
from migrate.model.errors import UsageError
from migrate.model.records import Site, Visibility
from migrate.plan.cache_folder import runs_folder
from migrate.plan.changes import OnConflict, Run
from migrate.plan.convert import Job, Watched, convert
from migrate.plan.database.address import Address, database_url
from migrate.plan.media import MediaFiles
from migrate.plan.opening import destination_warnings, open_destination, probe_destination, quarantine_path, target_name
from migrate.plan.report import Report
from migrate.plan.watching import Watcher
from migrate.targets.bodies import FORMS
from migrate.targets.options import TargetOptions
from migrate.targets.redirects.forms import FORMS as REDIRECT_FORMS
from migrate.targets.registry import find_target, load_target
from migrate.wxr.source import STANDARD_INPUT, Source, looks_like_export, open_source

_ADDRESS = re.compile(r"https?://[^\s/?#\"<>]+(?:/[^\s?#\"<>]*)?", re.IGNORECASE)
MANY = 10
"""More than one in so many of what is there is deleted only when somebody says so."""


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """All that shapes a run. JSON values, so that a plan can be saved with it."""

    inputs: tuple[str, ...]
    destination: str
    target: str
    options: Options
    writing: TargetOptions
    mappings: tuple[str, ...] = ()
    allow_truncated: bool = False
    on_conflict: OnConflict = OnConflict.KEEP
    prune: bool = False
    fail_on_loss: bool = False
    jobs: int | None = None
    resume: bool = True
    files: FileChoices = FileChoices()

    def savable(self) -> Work:
        """The same from any folder, and without a password. Raises UsageError for standard input."""
        if STANDARD_INPUT in self.inputs:
            raise UsageError(
                "a plan of standard input cannot be saved, because it could not be read again", hint="name a file"
            )
        destination = str(Path(self.destination).absolute())
        if database_url(self.destination) is not None:
            address = Address(self.destination)
            destination = f"sqlite:///{address.path}" if address.kind == "sqlite" else address.shown
        return msgspec.structs.replace(
            self,
            inputs=tuple(str(Path(name).absolute()) for name in self.inputs),
            destination=destination,
            mappings=tuple(str(Path(name).absolute()) for name in self.mappings),
            files=self.files.absolute(),
        )


def work_of(command: str, paths: tuple[str, ...], choices: dict[str, Any]) -> Work:
    """What the arguments and options of a command say. Raises UsageError."""
    inputs, destination = _arguments(command, paths, choices["target"])
    target = target_name(destination, choices["target"])
    _refuse_meaningless(target, choices)
    work = Work(
        inputs=tuple(inputs),
        destination=destination,
        target=target,
        options=_options(choices, load_target(find_target(target)).shown),
        writing=_target_options(choices),
        mappings=tuple(map(str, choices["mappings"])),
        allow_truncated=choices["allow_truncated"],
        on_conflict=OnConflict(choices["on_conflict"]),
        prune=choices["prune"],
        fail_on_loss=choices["fail_on_loss"],
        jobs=choices["jobs"],
        resume=choices["resume"],
        files=file_choices(choices, target, destination),
    )
    if work.prune and (work.options.filters or work.allow_truncated):
        raise UsageError(
            "--prune would delete what filters or --allow-truncated leave out",
            hint="prune in a run over the whole export",
        )
    if work.on_conflict is OnConflict.BOTH and find_target(target).kind == "database":
        raise UsageError(
            "two versions of a row cannot stand side by side",
            hint="--on-conflict keep or overwrite; `wxr-migrate plan --diff` shows both versions",
        )
    return work


def carry_out(
    work: Work,
    *,
    write: bool,
    progress: Progress,
    watchers: tuple[Watcher, ...] = (),
    watch: Callable[[Watched], None] | None = None,
    confirm: Callable[[int, int], None] = lambda vanished, recorded: None,
    bind: Callable[[Run], None] = lambda run: None,
    media: MediaFiles | None = None,
) -> Report:
    """Plan, and with `write` apply. `bind` is told what the run is before anything is compared, and may refuse.

    `media`: who has the files of the old site, where that is not for the work to say.

    Raises MigrateError.
    """
    started = time.monotonic()
    rules = load_rules([Path(name) for name in work.mappings])

    def describe(site: Site) -> Run:
        run = Run(
            target=work.target,
            site=site.key,
            version=__version__,
            export=source.fingerprint(),
            mapping=rules.fingerprint,
            options=work.options.recorded() | work.writing.recorded(),
            started=datetime.now(UTC).isoformat(timespec="seconds"),
            complete=not work.options.filters and not work.allow_truncated,
            on_conflict=work.on_conflict,
            prune=work.prune,
        )
        bind(run)
        return run

    source: Source
    with open_source(work.inputs) as source:
        probe_destination(work.target, work.destination)
        warnings = destination_warnings(work.target, work.destination, media=work.options.takes_files)
        for warning in warnings:
            click.echo(f"warning: {shown(warning)}", err=True)
        report = convert(
            Job(
                source=source,
                rules=rules,
                options=work.options,
                open_destination=lambda site: open_destination(work.target, work.destination, site, work.writing),
                describe=describe,
                quarantine=quarantine_path(work.target, work.destination, stem_of(work.inputs[0])),
                allow_truncated=work.allow_truncated,
                write=write,
                progress=progress,
                watchers=watchers,
                watch=watch,
                confirm=confirm,
                jobs=work.jobs,
                keep=runs_folder(),
                resume=work.resume,
                say=progress.say,
                media=media or media_files(work.options, work.files, progress),
            )
        )
    report.warnings[:0] = warnings
    report.told = len(warnings)
    report.seconds = time.monotonic() - started
    return report


def asking(progress: Progress, yes: bool) -> Callable[[int, int], None]:
    """What asks on a terminal before much is deleted, and refuses where nobody can answer."""

    def confirm(vanished: int, recorded: int) -> None:
        if yes or vanished * MANY <= recorded:
            return
        what = f"{vanished:,} of {recorded:,} records are no longer in the export"
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise UsageError(
                f"{what}: too many to delete without asking",
                hint="is the export whole? See what `wxr-migrate plan --prune` says, then pass --yes",
            )
        progress.hide()
        click.confirm(f"{what}. Delete what was written for them?", abort=True, err=True)

    return confirm


def stem_of(export: str) -> str:
    """The name of an export without its folder and endings."""
    name = Path(export).name if export != STANDARD_INPUT else ""
    while Path(name).suffix.lower() in (".gz", ".bz2", ".xz", ".zip", ".tar", ".tgz", ".xml", ".wxr"):
        name = Path(name).stem
    return name or "export"


def _arguments(command: str, paths: tuple[str, ...], target: str | None) -> tuple[list[str], str]:
    """Exports, and where they go. Raises UsageError for a destination that is an export itself."""
    if len(paths) == 1:
        if target not in (None, "database"):
            raise UsageError(
                f"{target} needs a destination", hint=f"wxr-migrate {command} {paths[0]} FOLDER --to {target}"
            )
        return [paths[0]], f"{stem_of(paths[0])}.db"
    *inputs, destination = paths
    path = Path(destination)
    if "://" not in destination and path.is_file() and looks_like_export(path):
        raise UsageError(
            "the last argument is the destination, and this is an export",
            file=destination,
            hint="name the destination last, for example: " + " ".join([f"wxr-migrate {command}", *paths, "blog.db"]),
        )
    return inputs, destination


def _refuse_meaningless(target: str, choices: dict[str, Any]) -> None:
    """Raises UsageError for an option of the command line that means nothing to the target. Settings in a file are for
    all targets."""
    context = click.get_current_context(silent=True)
    refusal: Callable[[str, object], str] | None = getattr(load_target(find_target(target)), "refusal", None)
    if context is None or refusal is None:
        return
    for name in ("bodies", "links", "embeds", "files", "front_matter", "scaffold"):
        if context.get_parameter_source(name) is not click.core.ParameterSource.COMMANDLINE:
            continue
        if why := refusal(name, choices[name]):
            said = f"--{name.replace('_', '-')}" if choices[name] is not False else f"--no-{name}"
            value = f" {choices[name]}" if isinstance(choices[name], str) else ""
            raise UsageError(f"{said}{value} means nothing for {target}: {why}", hint="leave it out")


def _target_options(choices: dict[str, Any]) -> TargetOptions:
    bodies = tuple(dict.fromkeys(name.strip() for name in choices["bodies"].split(",") if name.strip()))
    if unknown := [name for name in bodies if name not in FORMS]:
        raise UsageError(f"--bodies knows no {unknown[0]!r}", hint=f"there are: {', '.join(FORMS)}")
    if not bodies:
        raise UsageError("--bodies names no form", hint=f"there are: {', '.join(FORMS)}")
    return TargetOptions(
        redirects=_redirect_forms(choices["redirects"]),
        bodies=bodies,
        links=choices["links"],
        embeds=choices["embeds"],
        files=choices["files"],
        front_matter=choices["front_matter"],
        scaffold=choices["scaffold"],
        home=choices["new_home"],
    )


def _redirect_forms(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if names == ("none",):
        return ()
    if unknown := [name for name in names if name not in REDIRECT_FORMS]:
        raise UsageError(
            f"--redirects knows no {unknown[0]!r}", hint=f"there are: {', '.join(REDIRECT_FORMS)}, or none"
        )
    if not names:
        raise UsageError("--redirects names no format", hint=f"there are: {', '.join(REDIRECT_FORMS)}, or none")
    if {"netlify", "cloudflare"}.issubset(names):
        raise UsageError("netlify and cloudflare are both one file, _redirects", hint="choose one of them")
    return names


def _options(choices: dict[str, Any], shown: tuple[Visibility, ...] | None) -> Options:
    """`shown`: see `Target`."""
    public_only: bool = choices["public_only"]
    also_shown: tuple[Visibility, ...] = ()
    if choices["new_home"] and not _ADDRESS.fullmatch(choices["new_home"]):
        raise UsageError(
            f"{choices['new_home']!r} is no address of a site", hint="write it as https://new.example/blog"
        )
    if public_only and choices["include_private"]:
        raise UsageError("--public-only and --include-private contradict each other")
    if shown is not None and not public_only:
        public_only, also_shown = True, shown
        if choices["include_private"]:
            left_out = (Visibility.PUBLIC, Visibility.TRASHED, Visibility.INTERNAL)
            also_shown = tuple(visibility for visibility in Visibility if visibility not in left_out)
    return Options(
        types=choices["types"],
        statuses=choices["statuses"],
        authors=choices["authors"],
        categories=choices["categories"],
        since=choices["since"],
        until=choices["until"],
        limit=choices["limit"],
        only=choices["only"],
        public_only=public_only,
        also_shown=also_shown,
        strip_emails=choices["strip_emails"],
        time_zone=choices["timezone"],
        site=choices["site"],
        author_map=_author_map(choices["authors_file"]),
        old_homes=choices["old_homes"],
        new_home=choices["new_home"],
        media=choices["media"],
        media_hosts=tuple(dict.fromkeys(choices["media_hosts"])),
        media_largest=size_of(choices["media_largest"]),
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
