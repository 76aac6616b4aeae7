"""The reference of commands is what the code says."""

from __future__ import annotations

from pathlib import Path

import click

from migrate.cli.main import cli
from migrate.cli.reference import reference

DOCS = Path(__file__).resolve().parent.parent.parent / "docs/commands.md"


def test_the_reference_is_made_from_the_code() -> None:
    assert DOCS.read_text("utf-8") == reference(), "run python -m migrate.cli.reference docs/commands.md"


def test_every_option_says_what_it_does() -> None:
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        assert command.help
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name} {parameter.opts}"
