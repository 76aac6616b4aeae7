"""What a loss says of a shortcode, a block or a widget that nobody knows: its name and its settings, not their values.

A report goes to others, and a setting may be a key or a password.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_SHOWN = frozenset({"id", "ids", "slug", "post_id", "form_id", "ref"})
"""Settings that say which thing of the old site is meant, where they are numbers or short names."""
_PLAIN = re.compile(r"[\w,. -]{1,24}")
_NUMBER = re.compile(r"\d{1,2}|True|False")


def outline(name: str, settings: Mapping[str, object], unnamed: int = 0) -> str:
    """`form id=12 key=…`. `unnamed`: how many values stand without a name."""
    return " ".join([name, *(_setting(key, value) for key, value in settings.items()), *["…"] * min(unnamed, 3)])


def _setting(key: str, value: object) -> str:
    shown = _PLAIN if key.lower() in _SHOWN else _NUMBER
    said = str(value) if isinstance(value, str | int) else ""
    return f"{key}={said}" if shown.fullmatch(said) else f"{key}=…"


def outline_shortcode(name: str, settings: Mapping[str, object], unnamed: Iterable[object]) -> str:
    """`[form id=12 key=…]`."""
    return f"[{outline(name, settings, len(list(unnamed)))}]"
