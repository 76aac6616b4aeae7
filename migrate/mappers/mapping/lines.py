"""Lines of keys in a TOML text: `tomllib` says where a text is no TOML, not where a key of a good one is.

The text must be TOML that `tomllib` has accepted.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\n]+")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")


def show_path(path: KeyPath) -> str:
    """A path as it would be written in TOML: `meta.entry."my key".field`, `[2]` for the third of a list."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            bare = re.fullmatch(r"[A-Za-z0-9_-]+", part)
            text += ("." if text else "") + (part if bare else '"' + part.replace('"', '\\"') + '"')
    return text


def line_of(text: str, path: KeyPath) -> int:
    """1-based line on which the key at `path` stands, else the nearest key above it; 1 when there is none."""
    lines = _Scanner(text).lines
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 1


class _Scanner:
    """Walks the text once and notes where each path stands for the first time."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.starts = [match.end() for match in re.finditer("\n", text)]
        self.lines: dict[KeyPath, int] = {}
        table: KeyPath = ()
        while self.skip() < len(text):
            if text[self.position] == "[":
                self.position += 2 if text.startswith("[[", self.position) else 1
                table = self.key(())
                self.position = text.index("]", self.position)
                self.position += 2 if text.startswith("]]", self.position) else 1
            else:
                self.pair(table)

    def skip(self) -> int:
        """Go past white space and comments."""
        match = _BLANK.match(self.text, self.position)
        self.position = match.end() if match else self.position
        return self.position

    def note(self, path: KeyPath) -> None:
        self.lines.setdefault(path, bisect_right(self.starts, self.position) + 1)

    def key(self, path: KeyPath) -> KeyPath:
        """Read a dotted key below `path`, and note every part of it."""
        self.skip()
        while match := _PART.match(self.text, self.position):
            part = match[0]
            path += (next(iter(tomllib.loads(f"{part}=0"))) if part[0] in "\"'" else part,)
            self.note(path)
            self.position = match.end()
            dot = _DOT.match(self.text, self.position)
            if not dot:
                break
            self.position = dot.end()
        return path

    def pair(self, table: KeyPath) -> None:
        path = self.key(table)
        self.position = self.text.index("=", self.position) + 1
        self.value(path)

    def value(self, path: KeyPath) -> None:
        self.skip()
        opening = self.text[self.position]
        if opening in "[{":
            self.position += 1
            index = 0
            while self.text[self.skip()] not in "]}":
                if opening == "{":
                    self.pair(path)
                else:
                    self.note((*path, index))
                    self.value((*path, index))
                    index += 1
                if self.text[self.skip()] == ",":
                    self.position += 1
            self.position += 1
            return
        match = _STRING.match(self.text, self.position) or _SCALAR.match(self.text, self.position)
        if match:
            self.position = match.end()
