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
    click.option("--since", type=_DATE, metavar="DATE", help="Only items dated at or after this time of the site."),
    click.option("--until", type=_DATE, metavar="DATE", help="Only items dated before this time of the site."),
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
        help="The address that the site moves to: addresses of the old one are changed to it; only raw bodies stay as "
        "exported.",
    ),
    click.option(
        "--mapping",
        "mappings",
        type=click.Path(path_type=Path),
        multiple=True,
        help="A mapping file on top of the shipped ones. Repeatable.",
    ),
)
BODIES: Options = (
    click.option(
        "--bodies",
        default="raw,markdown",
        metavar="FORMS",
        help="Databases and JSON Lines: the forms of bodies, of raw, html, markdown, text, document (a tree, as JSON). "
        "[default: raw,markdown]",
    ),
)
SITES: Options = (
    click.option(
        "--links",
        type=click.Choice(["rewrite", "keep"]),
        default="rewrite",
        help="Sites: lead links to the new places of what they mean, or leave every address as it was.",
    ),
    click.option(
        "--embeds",
        type=click.Choice(["shortcode", "html"]),
        default="shortcode",
        help="Sites: write galleries, players and embeds as the generator's shortcodes, or as plain HTML.",
    ),
    click.option(
        "--files",
        type=click.Choice(["bundle", "plain"]),
        default="bundle",
        help="Sites: a folder an entry (my-post/index.md), or a file (my-post.md).",
    ),
    click.option(
        "--front-matter",
        type=click.Choice(["yaml", "toml"]),
        default="yaml",
        help="Sites: how front matter is written.",
    ),
    click.option(
        "--scaffold/--no-scaffold",
        default=None,
        help="Sites: whether configuration, templates and styles are written besides the content. By default they are "
        "where no site is configured yet. --scaffold adds what is missing to a configured one; its own files stay. "
        "What the content itself needs is always written.",
    ),
    click.option(
        "--redirects",
        default="aliases",
        metavar="FORMATS",
        help="Sites: how former addresses lead to the new ones, of aliases (the generator's own), netlify, cloudflare, "
        "vercel, nginx, apache, caddy, csv, separated by commas; or none. [default: aliases]",
    ),
)
MEDIA: Options = (
    click.option(
        "--media",
        type=click.Choice(["none", "link", "copy", "download"]),
        default="link",
        help="Images and other files: link leaves them where they are, copy takes them from --media-source, download "
        "fetches them before anything is planned; links then lead to them. none leaves attachments out altogether. "
        "Databases and JSON Lines hold no files.  [default: link]",
    ),
    click.option(
        "--media-source",
        type=click.Path(path_type=Path, exists=True),
        help="The uploads of the old site, to copy from: a folder, a zip or a tar.",
    ),
    click.option(
        "--media-host",
        "media_hosts",
        multiple=True,
        metavar="HOST[:PORT]",
        help="A host whose files are the site's too. With a port it may have a private address. Repeatable.",
    ),
    click.option(
        "--media-cache",
        type=click.Path(path_type=Path, file_okay=False),
        help="Where files are kept that were had, so that no run fetches them again.  [default: the user's cache]",
    ),
    click.option("--media-offline", is_flag=True, help="Fetch nothing: take what earlier runs have fetched."),
    click.option("--media-largest", metavar="SIZE", help="Leave out larger files: 20MB, 1GiB.  [default: 2GiB]"),
)
PLANNING: Options = (
    click.option(
        "--on-conflict",
        type=click.Choice(["keep", "overwrite", "both"]),
        default="keep",
        help="What somebody edited or removed since it was written: keep it so, overwrite it, or (files) put ours "
        "beside it as NAME.wxr-new.",
    ),
    click.option("--prune", is_flag=True, help="Delete what is no longer in the export. Not with filters."),
    click.option("--allow-truncated", is_flag=True, help="Take what is whole of an export that is cut off."),
    click.option(
        "--jobs",
        type=click.IntRange(1),
        metavar="N",
        help="Make items in N processes; what is written is the same. [default: one a core, for a large export]",
    ),
    click.option(
        "--resume/--no-resume",
        default=True,
        help="Go on with the same run where it was ended before its time; or begin anew and keep nothing. "
        "[default: resume, for a large export]",
    ),
    click.option("--fail-on-loss", is_flag=True, help="Exit with 1 when anything could not be carried as it was."),
)
YES: Options = (
    click.option("--yes", is_flag=True, help="Do not ask before --prune deletes more than a tenth of what is there."),
)
REPORTS: Options = (
    click.option(
        "--report",
        "reports",
        multiple=True,
        metavar="FORMAT=FILE",
        help="Also write the report: text, json, markdown or html. Repeatable.",
    ),
)
TARGET: Options = (
    click.option(
        "--to",
        "target",
        metavar="TARGET",
        help="What to write: database (default for .db files and database URLs), jsonl, or a site; "
        "`wxr-migrate targets` lists them. A path ending in .toml: a site by a mapping file of your own.",
    ),
)
WORK: Options = (*TARGET, *SELECTION, *PRIVACY, *NAMES, *BODIES, *SITES, *MEDIA, *PLANNING)
"""What shapes a run, the same for a plan and a conversion."""


def with_options(options: Options) -> Callable[[Any], Any]:
    """A decorator that adds them to a command, in their order."""

    def decorate(function: Any) -> Any:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate
