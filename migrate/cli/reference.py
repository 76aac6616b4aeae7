"""The reference of commands and targets, made from the code: `python -m migrate.cli.reference docs/commands.md`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from migrate.cli.main import cli
from migrate.targets.registry import targets


def reference() -> str:
    """Markdown: a section a command with a table of its options, then the targets."""
    context = click.Context(cli, info_name="wxr-migrate")
    sections = ["# Commands\n", "Made from the code; options of `wxr-migrate` itself stand before the command.\n"]
    sections.append(_options(cli, context))
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        usage = " ".join([inner.command_path, *command.collect_usage_pieces(inner)])
        text = (command.help or "").replace("\b\n", "\n")
        lines = [line.removeprefix("    ") for line in text.split("\n")]
        prose = [f"    {line.strip()}" if line.strip().startswith("wxr-migrate ") else line for line in lines]
        sections.append(f"## {name}\n\n`{usage}`\n\n" + "\n".join(prose).strip() + "\n")
        sections.append(_options(command, inner))
    rows = [f"| `{entry.name}` | {entry.kind} | {entry.summary} |" for entry in targets().values()]
    sections.append("\n".join(["## Targets\n", "| name | writes to | what |", "|---|---|---|", *rows]) + "\n")
    return "\n".join(sections)


def _options(command: click.Command, context: click.Context) -> str:
    rows = []
    for parameter in command.params:
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record is not None:
            left, right = (text.replace("|", "\\|").replace("\n", " ") for text in record)
            rows.append(f"| `{left}` | {right} |")
    return "\n".join(["| option | meaning |", "|---|---|", *rows]) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), "utf-8")
