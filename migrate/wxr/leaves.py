"""Elements that should hold only text, found in bytes that are not well-formed, and what is wrong with each.

An element whose content XML allows is `SOUND`, and no repair may touch it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from migrate.wxr.markup import (
    CDATA_CLOSE,
    CDATA_OPEN,
    COMMENT_CLOSE,
    ClosingTags,
    Occurrences,
    is_balanced,
    protected_spans,
    without,
)

_CONTAINER = rb"comment|postmeta|commentmeta|termmeta|author|wp_author|category|tag|term"
_NAME = (
    rb"(?![\w.-]+:(?:" + _CONTAINER + rb")[\s/>])[A-Za-z_][\w.-]*:[A-Za-z_][\w.-]*"
    rb"|title|link|guid|pubDate|description|category|language|generator"
)
_OPENING = re.compile(rb"<!--|<!\[CDATA\[|<(" + _NAME + rb")(?=[\s>])")
_REST_OF_TAG = re.compile(rb"(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>")
_NAMESPACE = rb"wp\w*|dc|content|excerpt"
_OURS = re.compile(rb"</?(?:(?:" + _NAMESPACE + rb"):[a-z_]+|item)[\s/>]|<!\[CDATA\[")
_FOLLOWER = re.compile(
    rb"\s*(?:</?(?:(?:" + _NAMESPACE + rb"):[A-Za-z_]+|link|guid|pubDate|description|category|item|channel)[\s/>]|$)"
)
_SPACE = re.compile(rb"\s*")
_BEFORE = 64
_LEAST_PATIENCE = 1 << 20
"""Bytes that may be looked at in vain, lest hostile input takes quadratic time."""


class Fault(StrEnum):
    """What is wrong with the content of an element."""

    SOUND = "sound"
    UNSPLIT = "unsplit"
    """`]]>` in a CDATA section; `end` is where it meets the closing tag."""
    UNCLOSED = "unclosed"
    """A CDATA section without `]]>`."""
    SWALLOWED = "swallowed"
    """A CDATA section that XML would let run over following elements."""
    MARKUP = "markup"
    """`<` or `]]>` that was not escaped."""


class Leaf(NamedTuple):
    """An element: its name, where its content begins, and where its closing tag begins."""

    name: bytes
    start: int
    end: int
    fault: Fault


class _Reading:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.closing = ClosingTags(data)
        self.sections = Occurrences(data, CDATA_CLOSE)
        self.comments = Occurrences(data, COMMENT_CLOSE)
        self.patience = 16 * len(data) + _LEAST_PATIENCE

    def leaves(self) -> Iterator[Leaf]:
        position = 0
        while self.patience > 0 and (match := _OPENING.search(self.data, position)):
            position = match.end()
            name = match[1]
            if name is None:
                is_comment = match.group().endswith(b"-")
                close = (self.comments if is_comment else self.sections).after(position)
                position = close + len(CDATA_CLOSE) if close >= 0 else position
                continue
            tag = _REST_OF_TAG.match(self.data, position)
            if tag is None or tag.group().endswith(b"/>"):
                continue
            leaf = self._leaf(name, tag.end())
            if leaf is not None:
                yield leaf
                position = leaf.end

    def _leaf(self, name: bytes, start: int) -> Leaf | None:
        ends = self.closing.after(name, start)
        if not ends:
            return None
        first = ends[0][0]
        space = _SPACE.match(self.data, start)
        opened = space.end() if space else start
        if self.data.startswith(CDATA_OPEN, opened):
            return self._section(name, start, opened, ends)
        return self._text(name, start, first)

    def _text(self, name: bytes, start: int, end: int) -> Leaf | None:
        """An element whose content is, or should be, text, perhaps with CDATA sections in it."""
        self.patience -= end - start
        text = self.data[start:end]
        bare = without(text, protected_spans(text))
        if _OURS.search(bare):
            return None
        is_sound = CDATA_CLOSE not in bare and is_balanced(bare)
        return Leaf(name, start, end, Fault.SOUND if is_sound else Fault.MARKUP)

    def _section(self, name: bytes, start: int, opened: int, ends: list[tuple[int, int]]) -> Leaf | None:
        """An element whose content begins with CDATA."""
        first = ends[0][0]
        exact = self._exact_end(name, opened)
        if exact >= 0:
            swallowed = first < exact and _FOLLOWER.match(self.data, ends[0][1])
            return Leaf(name, start, exact, Fault.SWALLOWED if swallowed else Fault.SOUND)
        for place, after in ends:
            if self.data[max(opened, place - _BEFORE) : place].rstrip().endswith(CDATA_CLOSE):
                return Leaf(name, start, place, Fault.UNSPLIT)
            if _FOLLOWER.match(self.data, after):
                is_closed = 0 <= self.sections.after(opened) < place
                return self._text(name, start, place) if is_closed else Leaf(name, start, place, Fault.UNCLOSED)
        return None

    def _exact_end(self, name: bytes, position: int) -> int:
        """Where the closing tag begins by XML's rules; -1 where the content is not text alone."""
        data = self.data
        while data.startswith(CDATA_OPEN, position):
            close = self.sections.after(position)
            tag = data.find(b"<", close) if close >= 0 else -1
            self.patience -= max(0, tag - close)
            if tag < 0 or data.find(CDATA_CLOSE, close + len(CDATA_CLOSE), tag) >= 0:
                return -1
            position = tag
        return position if re.match(rb"</" + re.escape(name) + rb"\s*>", data[position : position + 200]) else -1


def leaves(data: bytes) -> Iterator[Leaf]:
    """Elements that should hold only text, in order; those whose end cannot be made out are passed over."""
    yield from _Reading(data).leaves()
