"""What `wxr-migrate validate` does: runs the rules, writes reports and repairs, and settles the exit code."""

from __future__ import annotations

import io
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO, cast

import click

from migrate import __version__
from migrate.cli import errors
from migrate.cli.progress import progress_bar
from migrate.mappers.mapping import load_rules
from migrate.model.errors import DestinationError, UnreadableInputError, UsageError
from migrate.validate.baseline import read_baseline, write_baseline
from migrate.validate.engine import Choice, examine, note_unreadable
from migrate.validate.finding import Severity
from migrate.validate.registry import Selection, choose, per_file_ignores
from migrate.validate.report import FORMATS, Report, write_report
from migrate.validate.store import Findings
from migrate.validate.views import Fitness
from migrate.wxr.source import open_source


def run(choices: dict[str, Any], *, quiet: bool, styled: bool) -> int:
    """Do it; returns the exit code. `choices`: the options by name."""
    _check(choices)
    if choices["fix"] or choices["diff"] or choices["unsafe"]:
        from migrate.cli.validate_fix import mend

        return mend(choices, quiet=quiet)
    reports = [_report_file(text) for text in choices["reports"]]
    choice = _choice(choices)
    with tempfile.TemporaryDirectory(prefix="wxr-migrate-") as folder:
        store = Findings(Path(folder, "findings.db"))
        try:
            is_unreadable = _examine(choices, choice, store, Path(folder), quiet)
            report = Report(
                store,
                choice.rules,
                __version__,
                Path.cwd(),
                statistics=choices["statistics"],
                styled=styled,
                gone=choice.known.total(),
            )
            if choices["write_baseline"]:
                count = write_baseline(choices["write_baseline"], store)
                if not quiet:
                    click.echo(f"{count:,} findings are known from now on: {choices['write_baseline']}", err=True)
            for form, path in reports:
                _write(report, form, path)
            if not quiet:
                _print(report, choices["form"])
            if is_unreadable:
                return errors.UNREADABLE
            return errors.NEEDS_ATTENTION if _fails(choices, store) else errors.DONE
        finally:
            store.close()


def _check(choices: dict[str, Any]) -> None:
    if choices["output"] and not choices["fix"]:
        raise UsageError("-o goes with --fix", hint="wxr-migrate validate export.xml --fix -o clean.xml")
    if choices["write_baseline"] and choices["baseline"]:
        raise UsageError("--baseline and --write-baseline contradict each other", hint="write the file anew first")


def _choice(choices: dict[str, Any]) -> Choice:
    selection = Selection(choices["select"], choices["ignore"], choices["extend"])
    writes_baseline = bool(choices["write_baseline"])
    return Choice(
        rules=choose(selection, for_target=bool(choices["target"])),
        mapping=load_rules(choices["mappings"]),
        known=read_baseline(choices["baseline"]) if choices["baseline"] else Counter(),
        per_file=per_file_ignores(choices["per_file"]),
        limit=0 if writes_baseline else choices["limit"],
        media=choices["media"],
        fitness=_fitness(choices["target"]),
    )


def _fitness(name: str) -> Fitness:
    """What the target says of itself. Raises UsageError for an unknown name."""
    if not name:
        return Fitness()
    from migrate.targets.registry import find_target, load_target

    target = load_target(find_target(name))
    shown = getattr(target, "shown", None)
    return Fitness(
        name,
        None if shown is None else tuple(str(visibility) for visibility in shown),
        bool(getattr(target, "reads_bodies", False)),
    )


def exports(choices: dict[str, Any]) -> Iterator[list[str]]:
    """The arguments that make one export."""
    if choices["together"]:
        yield list(choices["paths"])
    else:
        yield from ([path] for path in choices["paths"])


_FOR_PEOPLE = ("concise", "full")
"""Formats that say on standard output what cannot be read."""


def _examine(choices: dict[str, Any], choice: Choice, store: Findings, folder: Path, quiet: bool) -> bool:
    """Run the rules over every export. True where one could not be read at all."""
    is_unreadable = False
    with progress_bar(quiet) as progress:
        for paths in exports(choices):
            name = ", ".join(paths)
            store.begin(name)
            try:
                with open_source(paths) as source:
                    done = examine(source, choice, store, folder, lambda at, all_: progress.tell("reading", at, all_))
                is_unreadable = is_unreadable or not done
            except UnreadableInputError as error:
                if choices["form"] not in _FOR_PEOPLE or quiet:
                    errors.tell(error)
                note_unreadable(error, name, choice, store)
                is_unreadable = True
    return is_unreadable


def _fails(choices: dict[str, Any], store: Findings) -> bool:
    if choices["write_baseline"] or choices["fail_on"] == "never":
        return False
    warnings = store.severities[Severity.WARNING]
    if choices["max_warnings"] is not None and warnings > choices["max_warnings"]:
        return True
    return bool(store.severities[Severity.ERROR] or (choices["fail_on"] == "warning" and warnings))


def _report_file(text: str) -> tuple[str, Path]:
    form, separator, file = text.partition("=")
    if not separator or form not in FORMATS or not file:
        raise UsageError(f"--report {text} is not FORMAT=FILE", hint=f"formats: {', '.join(FORMATS)}")
    return form, Path(file)


def _write(report: Report, form: str, path: Path) -> None:
    """A whole file or none. Raises DestinationError."""
    from dataclasses import replace

    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            write_report(form, replace(report, styled=False), file)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise DestinationError(f"the report cannot be written: {error.strerror}", file=str(path)) from None


class _Echo(io.TextIOBase):
    """Standard output, by click: it minds encodings and closed pipes."""

    def write(self, text: str) -> int:
        click.echo(text, nl=False, color=True)
        return len(text)


def _print(report: Report, form: str) -> None:
    write_report(form, report, cast(TextIO, _Echo()))
