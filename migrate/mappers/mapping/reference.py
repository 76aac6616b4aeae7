"""The tables of docs/mappings.md, made from the schema; a test holds the document to them.

`python -m migrate.mappers.mapping.reference FILE` fills them in.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Container, Iterable
from pathlib import Path

from migrate.mappers.mapping.fields import FIELDS, SYNTAXES, TRANSFORMS
from migrate.mappers.mapping.schema import META_OWNERS, ROOT, Fixed, Leaf, Named, Node
from migrate.mappers.mapping.shipped import PLUGINS, shipped
from migrate.model import body_rules

_REGION = re.compile(r"(<!-- table: ([a-z_ .]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_TYPES = {"text": "text", "flag": "true or false", "texts": "list of text", "sources": "source, or list of them"}


def fill(document: str) -> str:
    """The document with every region from `<!-- table: NAME -->` to `<!-- end -->` made anew."""
    made = tables()
    return _REGION.sub(lambda region: f"{region[1]}{made[region[2]]}{region[3]}", document)


def tables() -> dict[str, str]:
    """Name → Markdown table."""
    made = {name: _keys(node) for name, node in ROOT.keys.items() if isinstance(node, Named)}
    meta = ROOT.keys["meta"]
    if isinstance(meta, Fixed):
        made["meta"] = _keys(meta.keys["entry"])
    for kind, fields in FIELDS.items():
        made[f"fields {kind}"] = _table(
            ("field", "`as`", "rows", "meaning"),
            (
                (f"`{name}`", _words(field.transforms), "all" if field.many else "first", field.doc)
                for name, field in fields.items()
            ),
        )
    for name, node in (("shortcodes", ROOT.keys["shortcodes"]), ("blocks", ROOT.keys["blocks"])):
        made[name] = _keys(node, hidden=body_rules.FIELDS)
    made["nodes"] = _table(
        ("`node`", "fields", "meaning"),
        ((f"`{name}`", _words(shape.fields), shape.doc) for name, shape in body_rules.NODES.items()),
    )
    for title, words in (
        ("node fields", body_rules.FIELDS),
        ("sources", body_rules.SOURCES),
        ("source transforms", body_rules.TRANSFORMS),
        ("shortcode actions", body_rules.SHORTCODE_ACTIONS),
        ("block actions", body_rules.BLOCK_ACTIONS),
        ("shortcode handlers", body_rules.SHORTCODE_HANDLERS),
        ("block handlers", body_rules.BLOCK_HANDLERS),
    ):
        made[title] = _table(("name", "meaning"), _coded(words.items()))
    made["meta kinds"] = _table(
        ("table", "custom fields of"), ((f"`meta.{kind}`", owner) for kind, owner in META_OWNERS.items())
    )
    made["transforms"] = _table(("`as`", "how the value is read"), _coded(TRANSFORMS.items()))
    made["syntaxes"] = _table(("`syntax`", "how placeholders look"), _coded(SYNTAXES.items()))
    made["shipped"] = _table(("name", "recognises"), _shipped())
    return made


def _keys(node: Node, hidden: Container[str] = ()) -> str:
    """Keys of one table, but for those that a table of their own lists; tables in tables as dotted keys."""
    fixed = node.each if isinstance(node, Named) else node
    return (
        _table(("key", "value", "without it", "meaning"), _rows(fixed, "", hidden)) if isinstance(fixed, Fixed) else ""
    )


def _rows(fixed: Fixed, prefix: str, hidden: Container[str] = ()) -> Iterable[tuple[str, ...]]:
    for key, node in fixed.keys.items():
        if key in hidden:
            continue
        match node:
            case Fixed():
                yield (f"`{prefix}{key}`", "table", "", node.doc)
                yield from _rows(node, f"{prefix}{key}.")
            case Named():
                yield (f"`{prefix}{key}.KEY`", _TYPES["texts"], "", node.doc)
            case Leaf():
                short = bool(node.choices) and len(node.choices) <= 10
                value = _words(node.choices) if short else _TYPES[node.type]
                yield (f"`{prefix}{key}`", value, node.default, node.doc)


def _shipped() -> Iterable[tuple[str, ...]]:
    for name, file in shipped().items():
        if name.startswith(PLUGINS):
            plugins = tomllib.loads(file.read_text(encoding="utf-8"))["plugins"]
            yield (f"`{name.removeprefix(PLUGINS)}`", ", ".join(rule["title"] for rule in plugins.values()))


def _words(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _coded(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, ...]]:
    return ((f"`{name}`", doc) for name, doc in pairs)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n" for cells in lines)


if __name__ == "__main__":
    document = Path(sys.argv[1])
    document.write_text(fill(document.read_text(encoding="utf-8")), encoding="utf-8")
