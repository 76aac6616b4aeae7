"""The published JSON Schema (2020-12) of the JSON Lines target, made from the records themselves.

Descriptions are the docstrings of the records' classes and fields. The same program gives the same text.
"""

from __future__ import annotations

import ast
import inspect
import sys
from enum import Enum
from functools import cache
from itertools import pairwise
from typing import Any

import msgspec

from migrate.model.loss import Loss
from migrate.model.records import Author, Comment, Entry, Media, Menu, Redirect, Site, Term
from migrate.targets import jsonl

DIALECT = "https://json-schema.org/draft/2020-12/schema"

RECORDS: dict[str, type[msgspec.Struct]] = {
    jsonl.SITE: Site,
    jsonl.AUTHORS: Author,
    jsonl.TERMS: Term,
    jsonl.ENTRIES: Entry,
    jsonl.MEDIA: Media,
    jsonl.COMMENTS: Comment,
    jsonl.MENUS: Menu,
    jsonl.REDIRECTS: Redirect,
    jsonl.LOSSES: Loss,
}
"""File → what each of its lines is."""

INSTANTS = (("Moment", "utc"), ("Site", "exported"))
"""Class and field of the times in UTC. Others are of the wall clock, which RFC 3339 has no format for."""

_OWNERS = {
    "entry": {"type": "string", "description": "Key of the entry that the comment is on."},
    "media": {"type": "string", "description": "Key of the media item that the comment is on."},
}


def schemas() -> dict[str, dict[str, Any]]:
    """File name → the JSON Schema of one of its lines, complete in itself."""
    return {path: _schema(path, record) for path, record in RECORDS.items()}


def _schema(path: str, record: type[msgspec.Struct]) -> dict[str, Any]:
    (_,), components = msgspec.json.schema_components((record,), ref_template="#/$defs/{name}")
    classes = _classes(record)
    for name, component in components.items():
        _describe(component, classes[name])
    own = components[record.__name__]
    properties = own["properties"]
    if record in (Entry, Media):
        for elsewhere in ("comments", "redirects"):
            del properties[elsewhere]
    if record is Comment:
        own["properties"] = {**_OWNERS, **properties}
        own["oneOf"] = [{"required": [owner]} for owner in _OWNERS]
    definitions = {name: components[name] for name in sorted(_reachable(own, components))}
    return {"$schema": DIALECT, "$id": f"urn:wxr-migrate:{path}", **own, "$defs": definitions}


def _describe(component: dict[str, Any], of: type) -> None:
    """Attach docstrings to a component and its properties, and the format of times."""
    described = descriptions(of)
    if issubclass(of, Enum):
        values = (f"`{member.value}`: {described[member.name]}" for member in of if member.name in described)
        component["description"] = " ".join([component["description"], *values])
        return
    for name, schema in component["properties"].items():
        if name in described:
            schema["description"] = described[name]
        if (of.__name__, name) in INSTANTS:
            schema["format"] = "date-time"


def descriptions(of: type) -> dict[str, str]:
    """Field or member → its docstring, the string literal below it; a base class's fields too."""
    found: dict[str, str] = {}
    for one in reversed(of.__mro__):
        if one.__module__.startswith("migrate."):
            found |= _docstrings(one.__module__).get(one.__name__, {})
    return found


@cache
def _docstrings(module: str) -> dict[str, dict[str, str]]:
    """Class → field → docstring, for the classes of a module; from its source, as Python drops them."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(sys.modules[module])).body:
        if isinstance(node, ast.ClassDef):
            fields = found[node.name] = {}
            for field, below in pairwise(node.body):
                match field, below:
                    case (
                        ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]),
                        ast.Expr(value=ast.Constant(value=str(text))),
                    ):
                        fields[name] = inspect.cleandoc(text)
    return found


def _classes(record: type[msgspec.Struct]) -> dict[str, type]:
    """Name → class of all structs and enums that a record is made of, itself too."""
    found: dict[str, type] = {}
    waiting: list[Any] = [msgspec.inspect.type_info(record)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, msgspec.inspect.StructType | msgspec.inspect.EnumType):
            if one.cls.__name__ in found:
                continue
            found[one.cls.__name__] = one.cls
        if isinstance(one, msgspec.inspect.StructType):
            waiting.extend(field.type for field in one.fields)
        elif isinstance(one, msgspec.inspect.UnionType):
            waiting.extend(one.types)
        elif isinstance(one, msgspec.inspect.VarTupleType | msgspec.inspect.ListType):
            waiting.append(one.item_type)
    return found


def _reachable(schema: Any, components: dict[str, Any]) -> set[str]:
    """Names of the components that a schema refers to, directly or over others."""
    found: set[str] = set()
    waiting = [schema]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            name = str(one.get("$ref", "")).removeprefix("#/$defs/")
            if name and name not in found:
                found.add(name)
                waiting.append(components[name])
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return found
