"""`wxr-migrate targets`: what can be written, and what each target can and cannot carry."""

from __future__ import annotations

import click


@click.command()
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """List the targets, or say what the one called NAME carries and where it puts it.

    \b
    wxr-migrate targets
    wxr-migrate targets jekyll
    """
    from migrate.targets.registry import find_target, targets
    from migrate.targets.site.reference import lacks, page, sites

    if name is not None:
        entry = find_target(name)
        text = page(name) if name in sites() else f"{entry.name}: {entry.summary} (a {entry.kind})\n"
        click.echo(text, nl=False)
        return
    known = sites()
    width = max(map(len, targets()))
    for entry in targets().values():
        missing = lacks(entry.name) if entry.name in known else []
        left_out = f"; without {', '.join(missing)}" if missing else ""
        click.echo(f"{entry.name:<{width}}  {entry.summary}{left_out}")
