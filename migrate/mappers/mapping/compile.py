"""Merged layers → Rules. Finds what no single key can show: keys that contradict or miss each other."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from migrate.mappers.mapping.bodies import block_rules, shortcode_rules
from migrate.mappers.mapping.fields import FALL_BACK, FALSE, FIELDS, TRUE
from migrate.mappers.mapping.layers import Layer, lay
from migrate.mappers.mapping.lines import KeyPath
from migrate.mappers.mapping.schema import DETECT
from migrate.model.errors import UsageError
from migrate.model.records import Visibility
from migrate.model.rules import (
    CommentKindRule,
    MetaRule,
    PluginRule,
    PostTypeRule,
    Rules,
    Table,
    TaxonomyRule,
)

_NEEDS: tuple[tuple[str, str, str], ...] = (
    ("as", "field", ""),
    ("where", "field", ""),
    ("syntax", "as", "template"),
    ("true", "as", "boolean"),
    ("false", "as", "boolean"),
    ("when", "restricts", ""),
    ("unless", "restricts", ""),
)
"""Key of a meta rule, the key that it belongs to, and what that one must be."""


def compile_rules(layers: Sequence[Layer]) -> Rules:
    """Merge layers, the lowest first, and check the whole.

    Raises `UsageError` naming the topmost file that says what is wrong.
    """
    data: dict[str, Any] = {}
    for layer in layers:
        lay(layer.data, data)
    plugins = _plugins(layers, data.get("plugins", {}))
    complain = partial(_error, layers)
    return Rules(
        fingerprint=hashlib.sha256(msgspec.json.encode(data)).hexdigest(),
        post_types=Table(
            {
                name: PostTypeRule(**{"label": _exact(name)} | _named(name, rule))
                for name, rule in data.get("post_types", {}).items()
            }
        ),
        statuses=Table(
            {
                name: Visibility(_required(layers, ("statuses", name), rule, "visibility"))
                for name, rule in data.get("statuses", {}).items()
            }
        ),
        taxonomies=Table(
            {name: TaxonomyRule(**_named(name, rule)) for name, rule in data.get("taxonomies", {}).items()}
        ),
        comment_kinds=Table(
            {name: CommentKindRule(**_named(name, rule)) for name, rule in data.get("comment_kinds", {}).items()}
        ),
        meta=_meta(layers, data.get("meta", {})),
        shortcodes=Table(shortcode_rules(data, plugins, complain)),
        blocks=Table(block_rules(data, complain)),
        plugins=plugins,
        traces=_traces(data.get("plugins", {})),
    )


def _exact(name: str) -> str:
    """The name, unless it is a pattern: then the item's own name is used."""
    return "" if "*" in name else name


def _named(name: str, rule: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": _exact(name), **rule}


def _error(layers: Sequence[Layer], path: KeyPath, message: str, hint: str | None = None) -> UsageError:
    """The error of a key of the merged mapping, placed in the topmost file that says anything of its rule."""
    rule = path[:3] if path[0] == "meta" else path[:2]
    blamed: Layer = next(layer for layer in reversed(layers) if layer.holds(rule))
    return blamed.error(path, message, hint)


def _required(layers: Sequence[Layer], path: KeyPath, rule: Mapping[str, Any], key: str) -> str:
    if key not in rule:
        raise _error(layers, path, f"`{key}` is missing")
    return str(rule[key])


def _plugins(layers: Sequence[Layer], data: Mapping[str, Any]) -> dict[str, PluginRule]:
    return {
        name: PluginRule(name=name, title=_required(layers, ("plugins", name), rule, "title"))
        for name, rule in data.items()
    }


def _traces(plugins: Mapping[str, Any]) -> dict[str, Table[tuple[str, ...]]]:
    traces: dict[str, dict[str, tuple[str, ...]]] = {feature: {} for feature, _ in DETECT.values()}
    for plugin, rule in plugins.items():
        for key, names in rule.get("detect", {}).items():
            shown_by = traces[DETECT[key][0]]
            for name in names:
                trace = name.rstrip("/")
                shown_by[trace] = (*shown_by.get(trace, ()), plugin)
    return {feature: Table(shown_by) for feature, shown_by in traces.items()}


def _meta(layers: Sequence[Layer], data: Mapping[str, Any]) -> dict[str, Table[MetaRule]]:
    """Rules of every kind, ranked: those of higher layers first, then in the order of the mapping."""
    said = {
        (kind, key): layer.level
        for layer in layers
        for kind, keys in (layer.data.get("meta") or {}).items()
        if keys
        for key in keys
    }
    own: dict[str, dict[str, MetaRule]] = {}
    for kind in FIELDS:
        ranked = sorted(data.get(kind, {}).items(), key=lambda item: -said[kind, item[0]])
        own[kind] = {
            key: _meta_rule(layers, kind, key, rule, rank)
            for rank, (key, rule) in enumerate(ranked)
            if any(rule.values())
        }
    return {kind: Table(_with_fall_back(kind, own)) for kind in FIELDS}


def _with_fall_back(kind: str, own: Mapping[str, dict[str, MetaRule]]) -> dict[str, MetaRule]:
    """Own rules, then those of entries, as far as this kind has their field; these rank after its own."""
    if kind not in FALL_BACK:
        return own[kind]
    first = len(own[kind])
    entry = {
        key: msgspec.structs.replace(rule, rank=first + rule.rank)
        for key, rule in own["entry"].items()
        if not rule.field or rule.field in FIELDS[kind]
    }
    return entry | own[kind]


def _meta_rule(layers: Sequence[Layer], kind: str, key: str, rule: Mapping[str, Any], rank: int) -> MetaRule:
    path = ("meta", kind, key)
    meanings = [word for word in ("field", "noise", "restricts") if rule.get(word)]
    if len(meanings) > 1:
        both = " and ".join(f"`{word}`" for word in meanings)
        raise _error(layers, path, f"{both} contradict each other")
    field = FIELDS[kind].get(rule.get("field", ""))
    transform = rule.get("as") or (field.transforms[0] if field else "")
    for option, master, value in _NEEDS:
        have = transform if master == "as" else rule.get(master)
        if option in rule and (not have or (value and have != value)):
            needed = f'`{master} = "{value}"`' if value else f"`{master}`"
            raise _error(layers, (*path, option), f"`{option}` needs {needed}")
    if field and transform not in field.transforms:
        ways = ", ".join(f"`{way}`" for way in field.transforms)
        raise _error(layers, (*path, "as"), f"`{rule['field']}` is read as {ways}, not as `{transform}`")
    if transform == "template" and "syntax" not in rule:
        raise _error(layers, path, "a template needs `syntax`")
    return MetaRule(
        key=key,
        field=rule.get("field", ""),
        transform=transform,
        syntax=rule.get("syntax", ""),
        true=tuple(word.casefold() for word in rule.get("true", TRUE)) if transform == "boolean" else (),
        false=tuple(word.casefold() for word in rule.get("false", FALSE)) if transform == "boolean" else (),
        where=tuple((other, tuple(values)) for other, values in rule.get("where", {}).items()),
        noise=rule.get("noise", False),
        restricts=rule.get("restricts", False),
        when=tuple(rule.get("when", ())),
        unless=tuple(rule.get("unless", ())),
        private=rule.get("private", False),
        rank=rank,
    )
