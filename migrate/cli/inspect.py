"""`wxr-migrate inspect`: what is in an export, as tables or as JSON. It reads and writes nothing else."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrate.cli.progress import progress_bar

if TYPE_CHECKING:
    from migrate.mappers.statistics import Statistics

_WIDTH = 100
"""Columns where there is no terminal to ask."""
_NARROWEST, _WIDEST = 60, 120
_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Characters that JSON may hold as they are, but that steer a terminal."""


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="EXPORT...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@click.option("--losses", is_flag=True, help="Also count what a conversion cannot carry as it is. Slower.")
@click.option(
    "--mapping",
    "mappings",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A mapping file on top of the shipped ones. Repeatable.",
)
@click.pass_context
def command(context: click.Context, paths: tuple[str, ...], form: str, losses: bool, mappings: tuple[Path, ...]) -> int:
    """Show what is in an export, and whether it is whole.

    Several files are one export: the parts of a split one. `-` is standard input. An export that is damaged or cut
    off is described as far as it goes; that alone is no failure.

    \b
    wxr-migrate inspect export.xml
    wxr-migrate inspect export.zip --losses
    wxr-migrate inspect export.xml --format json
    """
    quiet = bool((context.obj or {}).get("quiet"))
    statistics = _take(paths, mappings, losses, quiet)
    if form == "json":
        click.echo(as_json(statistics), nl=False)
        return 0
    from migrate.cli.inspect_text import as_text

    terminal = sys.stdout.isatty()
    columns = shutil.get_terminal_size((_WIDTH, 24)).columns if terminal else _WIDTH
    text = as_text(
        statistics,
        width=min(max(columns, _NARROWEST), _WIDEST),
        styled=bool(context.color),
        encoding=getattr(sys.stdout, "encoding", None) or "utf-8",
    )
    click.echo(text, nl=False, color=context.color)
    return 0


def _take(paths: tuple[str, ...], mappings: tuple[Path, ...], losses: bool, quiet: bool) -> Statistics:
    from migrate.mappers.mapping import load_rules
    from migrate.mappers.statistics import take_statistics
    from migrate.wxr.source import open_source

    rules = load_rules(mappings)
    with (
        open_source(paths) as source,
        tempfile.TemporaryDirectory(prefix="wxr-migrate-") as folder,
        progress_bar(quiet) as progress,
    ):
        return take_statistics(source, rules, Path(folder), progress, losses=losses)


def as_json(statistics: Statistics) -> str:
    """The statistics as JSON of two spaces, harmless to a terminal. Its shape: `migrate.mappers.statistics.record`."""
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(statistics), indent=2).decode()
    return _STEERING.sub(lambda character: f"\\u{ord(character[0]):04x}", text) + "\n"
