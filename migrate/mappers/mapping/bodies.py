"""Rules of shortcodes and blocks out of a merged mapping."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from migrate.mappers.mapping.layers import near
from migrate.mappers.mapping.lines import KeyPath
from migrate.mappers.mapping.sources import parse_source
from migrate.model.body_rules import FIELDS, NODES, BodyRule, Source
from migrate.model.errors import UsageError
from migrate.model.rules import PluginRule, Table

Complain = Callable[[KeyPath, str, str | None], UsageError]


def shortcode_rules(
    data: Mapping[str, Any], plugins: Mapping[str, PluginRule], complain: Complain
) -> dict[str, BodyRule]:
    """Those that plugins list by name only, and those that say more."""
    listed: dict[str, BodyRule] = {}
    for plugin, rule in data.get("plugins", {}).items():
        for name in rule.get("shortcodes", ()):
            listed.setdefault(name, BodyRule(name=_exact(name), plugin=plugin))
    by_name = Table(listed)
    rules = dict(listed)
    for name, rule in data.get("shortcodes", {}).items():
        known = by_name.get(name)
        plugin = rule.get("plugin") or (known.plugin if known else "")
        if not plugin:
            raise complain(("shortcodes", name), "`plugin` is missing", None)
        if plugin != "core" and plugin not in plugins:
            hint = near(plugin, ("core", *plugins))
            raise complain(("shortcodes", name, "plugin"), f"there is no plugin `{plugin}`", hint)
        said = _shared(name, rule, data["shortcodes"], complain)
        rules[name] = _rule(("shortcodes", name), said, complain, plugin=plugin)
    return rules


def _shared(name: str, rule: Mapping[str, Any], rules: Mapping[str, Any], complain: Complain) -> Mapping[str, Any]:
    """A row with what it shares with the one that it is like."""
    like = rule.get("like")
    if not like:
        return rule
    path = ("shortcodes", name, "like")
    other = rules.get(like)
    if other is None:
        raise complain(path, f"no row says what `{like}` is", near(like, tuple(rules)))
    if other.get("like"):
        raise complain(path, f"`{like}` is itself like another", f"`{other['like']}`?")
    if rule.get("node") or rule.get("do"):
        raise complain(path, "`like` contradicts `node` and `do`", None)
    return {**other, **rule}


def block_rules(data: Mapping[str, Any], complain: Complain) -> dict[str, BodyRule]:
    """By full name."""
    rules: dict[str, BodyRule] = {}
    for name, rule in data.get("blocks", {}).items():
        if "/" not in name:
            raise complain(("blocks", name), "a block is named with its namespace", f"`core/{name}`?")
        rules[name] = _rule(("blocks", name), rule, complain)
    return rules


def _rule(path: KeyPath, rule: Mapping[str, Any], complain: Complain, plugin: str = "") -> BodyRule:
    node = rule.get("node", "")
    do = rule.get("do", "")
    if node and do:
        raise complain(path, "`node` and `do` contradict each other", None)
    fields = {field: rule[field] for field in FIELDS if field in rule}
    if fields and not node:
        raise complain((*path, next(iter(fields))), "a field needs `node`", None)
    for field in fields:
        if field not in NODES[node].fields:
            hint = ", ".join(f"`{name}`" for name in NODES[node].fields)
            raise complain((*path, field), f"`{node}` has no such field", f"it has {hint}" if hint else None)
    return BodyRule(
        name=_exact(str(path[1])),
        plugin=plugin,
        node=node,
        action="" if do.startswith("handler:") else do,
        handler=do.removeprefix("handler:") if do.startswith("handler:") else "",
        needs=rule.get("needs") or ("content" if node == "code" and plugin else ""),
        apart=rule.get("apart", False),
        fields={field: _sources(said) for field, said in fields.items()},
    )


def _sources(said: str | list[str]) -> tuple[Source, ...]:
    return tuple(parse_source(text) for text in ([said] if isinstance(said, str) else said))


def _exact(name: str) -> str:
    return "" if "*" in name else name
