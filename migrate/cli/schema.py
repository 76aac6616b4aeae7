"""`wxr-migrate schema`: the neutral schema, and that of plans, as JSON Schema."""

from __future__ import annotations

import json

import click


@click.command()
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """Print the JSON Schema of the lines of every JSON Lines file, or of the file called NAME (entries.jsonl).

    It describes the neutral schema, so that programs in any language can read what `convert --to jsonl` writes. NAME
    may also be `plan`: the report that `plan --report json=FILE` writes.
    """
    from migrate.model.errors import UsageError
    from migrate.targets.schema import schemas

    known = schemas()
    if name == "plan":
        from migrate.plan.reports.machine import plan_schema

        known = {name: plan_schema()}
    if name is not None and name not in known:
        name = f"{name}.jsonl" if f"{name}.jsonl" in known else name
        if name not in known:
            raise UsageError(f"there is no file {name!r}", hint=f"there are: {', '.join(known)}")
    click.echo(json.dumps(known if name is None else known[name], indent=2, ensure_ascii=False))
