"""`wxr-migrate rules`: what `validate` looks for, as a list or as a page."""

from __future__ import annotations

import click


@click.command()
@click.argument("code", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
def command(code: str | None, form: str) -> None:
    """List the rules of `validate`, or explain the one called CODE: by code, by name, or all of a family by letter.

    \b
    wxr-migrate rules
    wxr-migrate rules X103
    wxr-migrate rules X
    """
    import json

    from migrate.validate.reference import page
    from migrate.validate.registry import all_rules, find_rule

    listed = [rule for rule in all_rules() if code is None or rule.code.startswith(code.upper())]
    is_list = code is None or len(listed) > 1
    rules = listed if is_list else [find_rule(code or "")]
    if form == "json":
        click.echo(
            json.dumps(
                [
                    {
                        "code": rule.code,
                        "name": rule.name,
                        "severity": str(rule.severity),
                        "fix": str(rule.fix) or None,
                        "summary": rule.summary,
                        "sections": rule.sections,
                    }
                    for rule in rules
                ],
                indent=2,
            )
        )
    elif is_list:
        for rule in rules:
            click.echo(f"{rule.code}  {rule.severity:<8} {rule.fix:<7} {rule.name}: {rule.summary}")
    else:
        click.echo(page(rules[0]), nl=False)
