"""The delimiters of blocks in a body, found as WordPress's own parser finds them."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

_OPENING = re.compile(r"<!--\s+(/)?wp:([a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s+(?:(/)?-->)?")
"""With its end, where it has no settings."""
_SOUND = re.compile(
    r"<!-- (/?)wp:([a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?) (?:(\{[^<>]*\}) )?(/?)-->",
)
"""A delimiter as editors write it, who escape `<` and `>` in settings; so no part of a text is looked at twice."""
_END = "-->"
_TRIES = 8
"""Ends of comments that are looked at for one block: settings hold none, because `--` is escaped in them."""
_LIKE_ONE = re.compile(r"<!--\s*/?wp:")


class BlockMark(NamedTuple):
    """One delimiter. `is_void`: the block has no end of its own."""

    name: str
    at: int
    attributes: str
    attributes_at: int
    is_end: bool
    is_void: bool


def sound_blocks(text: str) -> frozenset[str] | None:
    """A first look: the names of all blocks, if each is closed as it was opened and has sound settings; else None."""
    marks = _SOUND.findall(text)
    if len(marks) != text.count("wp:"):
        return None
    opened: list[str] = []
    for slash, name, settings, void in marks:
        if slash:
            if not opened or opened.pop() != name:
                return None
        elif not void:
            opened.append(name)
        if settings and not is_json(settings):
            return None
    return None if opened else frozenset(name for _, name, _, _ in marks)


def is_json(text: str) -> bool:
    """Whether a block's settings can be read."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def block_marks(text: str) -> list[BlockMark]:
    """All of them, in order."""
    if "wp:" not in text:
        return []
    marks: list[BlockMark] = []
    behind, close = 0, -1
    for match in _OPENING.finditer(text):
        at = match.start()
        if at < behind:
            continue
        slash, name, void = match.groups()
        start = match.end()
        if text[start - 1] == ">":
            start -= 4 if void else 3
            marks.append(BlockMark(name, at, "", start, slash is not None, void is not None))
            continue
        if text[start : start + 1] != "{":
            continue
        if close < start and (close := text.find(_END, start)) < 0:
            break
        end = close
        for _ in range(_TRIES):
            found = _settings(text, start, end)
            if found is not None:
                last, is_void = found
                marks.append(BlockMark(name, at, text[start:last], start, slash is not None, is_void))
                behind = end + len(_END)
                break
            if (end := text.find(_END, end + 1)) < 0:
                break
    return marks


def _settings(text: str, start: int, end: int) -> tuple[int, bool] | None:
    """Where the settings end that begin at `start`, and whether the block is void; None where it is no delimiter."""
    is_void = text[end - 1] == "/"
    last = end - is_void
    window = text[max(start, last - 64) : last]
    bare = window.rstrip()
    if bare.endswith("}") and len(bare) < len(window):
        return last - (len(window) - len(bare)), is_void
    return None


def broken_marks(text: str, marks: list[BlockMark]) -> list[int]:
    """Where comments stand that look like delimiters and are none."""
    if text.count("wp:") == len(marks):
        return []
    sound = {mark.at for mark in marks}
    return [match.start() for match in _LIKE_ONE.finditer(text) if match.start() not in sound]
