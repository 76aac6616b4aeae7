"""`wxr-migrate mappings`: the shipped mapping files, to read or to copy and change."""

from __future__ import annotations

import click


@click.command()
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """List the shipped mappings, or print the one called NAME.

    \b
    wxr-migrate mappings                    core, plugins/yoast, ...
    wxr-migrate mappings yoast > ours.toml  copy one, edit it, then: convert --mapping ours.toml
    """
    from migrate.mappers.mapping import shipped, shipped_text

    if name is None:
        for known in shipped():
            click.echo(known)
    else:
        click.echo(shipped_text(name), nl=False)
