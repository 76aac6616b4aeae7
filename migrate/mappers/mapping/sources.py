"""The small language of a field's source: `SOURCE | transform | transform:argument`, such as `@0 | url`."""

from __future__ import annotations

import re

from migrate.model.body_rules import MAY_HAVE_ARGUMENT, TRANSFORMS, WITH_ARGUMENT, Source

_PARTS = re.compile(r"[ \t]+\|[ \t]+")
_LITERAL = re.compile(r"'([^']*)'(?=[ \t]+\|[ \t]|\Z)")
_ATTRIBUTE = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_POSITION = re.compile(r"@(\d{1,3})", re.ASCII)


class SourceError(ValueError):
    """A source that cannot be read. `words`: what `word` may have been meant to be."""

    def __init__(self, message: str, word: str = "", words: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.word = word
        self.words = words


def parse_source(text: str) -> Source:
    """A source and its transforms. Raises `SourceError`."""
    text = text.strip()
    if literal := _LITERAL.match(text):
        rest = text[literal.end() :].strip(" \t|")
        return Source(kind="literal", argument=literal[1], transforms=_transforms(_PARTS.split(rest) if rest else []))
    first, *rest_of_parts = _PARTS.split(text)
    transforms = _transforms(rest_of_parts)
    if first == "content":
        return Source(kind="content", transforms=transforms)
    if first in ("@name", "@all"):
        return Source(kind="name" if first == "@name" else "all", transforms=transforms)
    if position := _POSITION.fullmatch(first):
        return Source(kind="position", argument=str(int(position[1])), transforms=transforms)
    if first.startswith("meta:") and first != "meta:":
        return Source(kind="meta", argument=first.removeprefix("meta:"), transforms=transforms)
    if _ATTRIBUTE.fullmatch(first):
        return Source(kind="attribute", argument=first, transforms=transforms)
    raise SourceError(f"`{first[:60]}` is no source")


def _transforms(parts: list[str]) -> tuple[tuple[str, str], ...]:
    transforms = []
    for part in parts:
        name, colon, argument = part.partition(":")
        if name not in TRANSFORMS:
            raise SourceError(f"there is no transform `{name[:60]}`", name, tuple(TRANSFORMS))
        if name in WITH_ARGUMENT and not argument:
            raise SourceError(f"`{name}` needs an argument: `{name}:...`")
        if colon and (name not in MAY_HAVE_ARGUMENT or not argument or (name == "url" and argument.count("*") != 1)):
            wanted = "a pattern with one `*`" if name == "url" else "no argument"
            raise SourceError(f"`{name}` takes {wanted}")
        transforms.append((name, argument))
    return tuple(transforms)
