"""How failures are told, and the one table of exit codes."""

from __future__ import annotations

import sys

import click

from migrate.model.errors import (
    DestinationError,
    MigrateError,
    TruncatedInputError,
    UnreadableInputError,
    UsageError,
)

DONE = 0
NEEDS_ATTENTION = 1
"""Finished, but something needs you: quarantined items, kept conflicts, losses with --fail-on-loss."""
CHANGES = 2
"""Only with --exit-code: there are changes."""
UNREADABLE = 3
TRUNCATED = 4
DESTINATION = 5
USAGE = 64
BUG = 70
INTERRUPTED = 130

_CODES: tuple[tuple[type[MigrateError], int], ...] = (
    (UsageError, USAGE),
    (UnreadableInputError, UNREADABLE),
    (TruncatedInputError, TRUNCATED),
    (DestinationError, DESTINATION),
)


def exit_code(error: MigrateError) -> int:
    """The exit code of a failure."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), BUG)


def shown(text: str) -> str:
    """Text without characters that would steer a terminal."""
    return "".join(
        character if character.isprintable() or character == "\n" else f"\\x{ord(character):02x}" for character in text
    )


def tell(error: MigrateError) -> None:
    """One sentence on standard error: where, what, and what to do."""
    place = f"{error.place}: " if error.place else ""
    say(f"{place}{error.message}")
    if error.hint:
        click.echo(shown(f"  {error.hint}"), err=True)


def say(sentence: str) -> None:
    """A line on standard error, under the program's name."""
    prefix = click.style("wxr-migrate:", fg="red", bold=True)
    click.echo(f"{prefix} {shown(sentence)}", err=True, color=use_colour(sys.stderr.isatty()))


def use_colour(terminal: bool) -> bool:
    """Colours only on a terminal, and not where NO_COLOR is set."""
    import os

    return terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
