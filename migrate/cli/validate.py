"""`wxr-migrate validate`: the command line around `migrate.validate`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from migrate.cli.options import with_options

_FORMATS = (
    "concise", "full", "json", "jsonl", "sarif", "junit",
    "github", "gitlab", "checkstyle", "rdjson", "markdown", "html",
)  # fmt: skip
"""As `migrate.validate.report.FORMATS`, which is not imported for the help; a test compares them."""
_CODES = "CODE[,CODE...]"

_SELECTION = (
    click.option(
        "--select", multiple=True, metavar=_CODES, help="Only these rules: codes, beginnings of codes, names."
    ),
    click.option("--ignore", multiple=True, metavar=_CODES, help="All but these. The longer code wins. Repeatable."),
    click.option("--extend-select", "extend", multiple=True, metavar=_CODES, help="These besides the selected ones."),
    click.option(
        "--per-file-ignores",
        "per_file",
        multiple=True,
        metavar="PATTERN:CODES",
        help="Rules that do not count in files of this name. Repeatable.",
    ),
    click.option("--for", "target", default="", metavar="TARGET", help="Also say what would be lost on the way there."),
    click.option(
        "--media",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="The folder of uploads: also say which files are missing in it.",
    ),
    click.option(
        "--mapping",
        "mappings",
        type=click.Path(path_type=Path),
        multiple=True,
        help="A mapping file on top of the shipped ones. Repeatable.",
    ),
)
_OUTPUT = (
    click.option("--format", "form", type=click.Choice(_FORMATS), default="concise", help="How to print the findings."),
    click.option("--report", "reports", multiple=True, metavar="FORMAT=FILE", help="Also write a report. Repeatable."),
    click.option("--statistics", is_flag=True, help="Also print how often each rule was broken."),
    click.option(
        "--max-per-rule",
        "limit",
        type=click.IntRange(0),
        default=1000,
        metavar="N",
        help="Findings of one rule that are listed; more are counted. 0: all. Default: 1000.",
    ),
    click.option("--baseline", type=click.Path(path_type=Path), help="Do not report what this file knows."),
    click.option(
        "--write-baseline", type=click.Path(path_type=Path), help="Write what is found to this file, and accept it."
    ),
    click.option(
        "--fail-on",
        type=click.Choice(["error", "warning", "never"]),
        default="error",
        help="From which severity on to exit with 1. Default: error.",
    ),
    click.option("--max-warnings", type=click.IntRange(0), metavar="N", help="Exit with 1 where there are more."),
)
_REPAIR = (
    click.option("--fix", is_flag=True, help="Write a mended copy to -o: only how it is written changes."),
    click.option("--unsafe-fixes", "unsafe", is_flag=True, help="Also mend what changes what the export says."),
    click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing."),
    click.option("-o", "--output", type=click.Path(path_type=Path), help="Where --fix writes to."),
)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="EXPORT...")
@click.option("--together", is_flag=True, help="The arguments are parts of one export.")
@with_options(_SELECTION)
@with_options(_OUTPUT)
@with_options(_REPAIR)
@click.pass_context
def command(context: click.Context, /, **choices: Any) -> int:
    """Say what is wrong with exports: damage, dangling references, lost text, personal data, and more.

    Every argument is an export of its own; a folder, an archive or --together is one. `-` is standard input. Exits with
    1 where there are errors: content that is lost or unreadable. `wxr-migrate rules` explains every code.

    \b
    wxr-migrate validate export.xml
    wxr-migrate validate export.xml --select X,R --format full
    wxr-migrate validate export.xml --fix -o clean.xml
    wxr-migrate validate export.xml --report sarif=findings.sarif --report html=findings.html
    """
    from migrate.cli.validate_run import run

    quiet = bool((context.obj or {}).get("quiet"))
    return run(choices, quiet=quiet, styled=bool(context.color))
