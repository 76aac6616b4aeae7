"""The command `wxr-migrate`: its groups and its last resorts. Importing it imports click and nothing heavy."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from types import FrameType

import click

from migrate.cli import errors
from migrate.cli.settings import FILE, load_settings, settings_file
from migrate.model.errors import MigrateError, UsageError

_COMMANDS = {
    "convert": "migrate.cli.convert",
    "plan": "migrate.cli.plan",
    "apply": "migrate.cli.apply",
    "verify": "migrate.cli.verify",
    "validate": "migrate.cli.validate",
    "rules": "migrate.cli.rules",
    "inspect": "migrate.cli.inspect",
    "targets": "migrate.cli.targets",
    "mappings": "migrate.cli.mappings",
    "schema": "migrate.cli.schema",
}
"""Name → module whose attribute `command` it is; imported when it is used or listed."""


class _Commands(click.Group):
    """A group that imports a command's module only when it needs it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.commands and cmd_name in _COMMANDS:
            self.add_command(import_module(_COMMANDS[cmd_name]).command, cmd_name)
        return self.commands.get(cmd_name)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="wxr-migrate", prog_name="wxr-migrate")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but failures.")
@click.option("-v", "--verbose", count=True, help="Say more; with a failure of ours, the whole traceback.")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help=f"Settings: a TOML file with a table for each command. Default: {FILE} in the current folder.",
)
@click.pass_context
def cli(context: click.Context, quiet: bool, verbose: int, config: Path | None) -> None:
    """Take a WordPress export (WXR) to another home, and prove that nothing was lost.

    \b
    wxr-migrate inspect export.xml              what is in it
    wxr-migrate plan export.xml blog.db         what would change there
    wxr-migrate convert export.xml              into export.db (SQLite)
    wxr-migrate convert export.xml site --to hugo
    wxr-migrate verify export.xml site          is every word there
    wxr-migrate validate export.xml             is the export sound
    """
    context.ensure_object(dict)
    context.obj.update(quiet=quiet, verbose=verbose)
    context.color = errors.use_colour(sys.stdout.isatty())
    for name in _COMMANDS if config is not None or settings_file() is not None else ():
        cli.get_command(context, name)
    context.default_map = load_settings(cli, config)


def main() -> None:
    """Run the command line and exit."""
    signal.signal(signal.SIGTERM, _interrupt)
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _close_quietly()
    sys.exit(code)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _close_quietly() -> None:
    """Point standard output at nothing, so that Python's own flush at exit has nothing to complain about."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _has_folder() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def run(arguments: list[str]) -> int:
    """Run and return the exit code; whatever happens is told in words."""
    try:
        result = cli.main(arguments, prog_name="wxr-migrate", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return errors.USAGE
    except MigrateError as error:
        errors.tell(error)
        return errors.exit_code(error)
    except (KeyboardInterrupt, click.Abort):
        errors.say("interrupted; nothing was changed")
        return errors.INTERRUPTED
    except BrokenPipeError:
        _close_quietly()
        return errors.DONE
    except Exception as error:
        if isinstance(error, FileNotFoundError) and not _has_folder():
            gone = UsageError("the current folder was deleted", hint="change to another one, and run again")
            errors.tell(gone)
            return errors.exit_code(gone)
        if "-v" in arguments or "--verbose" in arguments:
            import traceback

            traceback.print_exc()
        errors.say(f"this is a fault of wxr-migrate itself, and nothing was changed: {type(error).__name__}: {error}")
        click.echo("  run again with -v before the command for the details, and please report them", err=True)
        return errors.BUG
    return result if isinstance(result, int) else errors.DONE
