"""`wxr-migrate targets`: what can be written, and what each target can and cannot carry."""

from __future__ import annotations

import click


@click.command()
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """List the targets, or say what the one called NAME carries and where it puts it.

    NAME may be the path of a mapping file of your own.

    \b
    wxr-migrate targets
    wxr-migrate targets jekyll
    wxr-migrate targets ./mine.toml
    """
    from migrate.targets.reference import records_page
    from migrate.targets.registry import targets
    from migrate.targets.site.reference import is_site, lacks, page, sites

    if name is not None:
        click.echo(page(name) if is_site(name) else records_page(name), nl=False)
        return
    known = sites()
    width = max(map(len, targets()))
    for entry in targets().values():
        missing = lacks(entry.name) if entry.name in known else []
        left_out = f"; without {', '.join(missing)}" if missing else ""
        click.echo(f"{entry.name:<{width}}  {entry.summary}{left_out}")
    click.echo(
        "\nwxr-migrate targets NAME says what one carries, and where. A path ending in .toml is one of your own."
    )
