"""Options that commands share: which items take part, what is private, and what names are changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Options = tuple[Callable[[Any], Any], ...]

_DATE = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"])

SELECTION: Options = (
    click.option("--type", "types", multiple=True, metavar="TYPE", help="Only items of this post type. Repeatable."),
    click.option(
        "--status", "statuses", multiple=True, metavar="STATUS", help="Only items of this status. Repeatable."
    ),
    click.option("--author", "authors", multiple=True, metavar="LOGIN", help="Only items by this author. Repeatable."),
    click.option(
        "--category", "categories", multiple=True, metavar="SLUG", help="Only items in this category. Repeatable."
    ),
    click.option("--since", type=_DATE, help="Only items dated at or after this time of the site."),
    click.option("--until", type=_DATE, help="Only items dated before this time of the site."),
    click.option("--limit", type=click.IntRange(0), metavar="N", help="The first N items that the filters let pass."),
    click.option("--only", type=int, multiple=True, metavar="ID", help="Only the item with this number. Repeatable."),
)
PRIVACY: Options = (
    click.option("--public-only", is_flag=True, help="Leave out whatever the public could not see on the old site."),
    click.option(
        "--include-private",
        is_flag=True,
        help="Take every status but trash, where a target leaves private things out by itself. "
        "Databases and JSON Lines keep everything anyhow.",
    ),
    click.option("--strip-emails", is_flag=True, help="Leave out e-mail addresses of authors and commenters."),
)
NAMES: Options = (
    click.option("--site", default="", metavar="KEY", help="Name the site, instead of by its home URL."),
    click.option(
        "--authors",
        "authors_file",
        type=click.Path(path_type=Path),
        help='Map authors: a TOML file with `old-login = "new-login"`, or a table of fields for a login.',
    ),
    click.option(
        "--timezone",
        default="",
        metavar="ZONE",
        help="The site's zone (Europe/Berlin, +05:30), instead of the one that its dates show.",
    ),
    click.option(
        "--old-home", "old_homes", multiple=True, metavar="URL", help="A further address that the site had. Repeatable."
    ),
    click.option(
        "--new-home",
        default="",
        metavar="URL",
        help="The address that the site moves to: addresses in records are changed to it, bodies stay as exported.",
    ),
    click.option(
        "--mapping",
        "mappings",
        type=click.Path(path_type=Path),
        multiple=True,
        help="A mapping file on top of the shipped ones. Repeatable.",
    ),
)


def with_options(options: Options) -> Callable[[Any], Any]:
    """A decorator that adds them to a command, in their order."""

    def decorate(function: Any) -> Any:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate
