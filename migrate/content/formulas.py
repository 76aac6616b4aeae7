"""Formulas as Jetpack and WordPress.com have them within text: `$latex e^{i \\pi}$`."""

from __future__ import annotations

import re

from migrate.content.protected import protected_ranges
from migrate.content.reading import Reading
from migrate.content.values import plain_text
from migrate.model.inlines import InlineMath

_FORMULA = re.compile(r"\$latex(?:=\s*|\s+)([^$]{1,4000}?)(?<!\\)\$")
# Settings of the picture that Jetpack made of it.
_SETTINGS = re.compile(r"&(?:amp;|#0?38;)?(?:bg|fg|s|zoom)=[0-9a-zA-Z-]*")


def place_formulas(reading: Reading, html: str) -> str:
    """HTML whose formulas, outside of code, have become placeholders."""
    pieces: list[str] = []
    position = 0
    for start, end in (*protected_ranges(html), (len(html), len(html))):
        pieces += (_FORMULA.sub(lambda match: _placed(reading, match), html[position:start]), html[start:end])
        position = end
    return "".join(pieces)


def _placed(reading: Reading, match: re.Match[str]) -> str:
    tex = plain_text(_SETTINGS.sub("", match[1]))
    return reading.place(InlineMath(tex=tex)) if tex else match[0]
