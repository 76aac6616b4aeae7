"""How objects, and what only PHP has, are written as JSON objects, so that no property is lost."""

from __future__ import annotations

from migrate.wxr.php.tokens import unicode

CLASS = "__PHP_Incomplete_Class_Name"
"""PHP's own name for it, in objects whose class it does not know."""
CASE = "__PHP_Enum_Case"
SERIALIZED = "__PHP_Serialized"
REFERENCE = "__PHP_Reference"


def restore_prefix(raw: str, length: int, class_name: str) -> str:
    """A property's name with its NULs again, where the length tells that a filter took out two."""
    if length - len(raw) == 2:
        for scope in ("*", class_name):
            if raw.startswith(scope):
                return f"\0{scope}\0{raw[len(scope) :]}"
    return raw


def property_name(raw: str, names: dict[str, str], taken: dict[str, object]) -> str:
    r"""The name to show, remembered in `names`; `\0*\0name` is protected, `\0Class\0name` private."""
    shown = names.get(raw)
    if shown is None:
        scope, name = "", raw
        end = raw.find("\0", 1)
        if raw.startswith("\0") and end > 0:
            scope, name = raw[1:end], raw[end + 1 :]
        shown = unicode(name)
        if shown in taken:
            shown = f"{unicode(scope)}::{shown}"
            while shown in taken:
                shown = f":{shown}"
        names[raw] = shown
    return shown
