"""What is wrong with the bytes of items and heads, each fault with its exact offset, from the reader's own repairs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from migrate.validate.views import DamageView
from migrate.wxr.heads import HeadPiece
from migrate.wxr.items import Place, RawItem, Repair
from migrate.wxr.ladder import Parsed, parse_damaged
from migrate.wxr.reader import ItemRange, Unreadable
from migrate.wxr.repair import LADDER, offset_before, remove_php_messages
from migrate.wxr.roots import Root

_ROOT_CLOSE = re.compile(rb"</rss\s*>", re.I)
_ERROR_PAGE = re.compile(rb"<!DOCTYPE\s+html\b|<html[\s>]", re.I)
_RUNGS = (*LADDER, ("php-messages", remove_php_messages))


class Damage(NamedTuple):
    """A fault, and the byte at which it begins, counted from the beginning of what was looked at."""

    view: DamageView
    offset: int


def mend(data: bytes, place: Place, root: Root, *, closed: bool) -> Parsed:
    """How the reader mended an item that is not well-formed."""
    return parse_damaged(data, place, root, closed=closed)


def item_damage(item: RawItem | Unreadable, mended: Parsed) -> Iterator[Damage]:
    """Faults of an item that needed repairs."""
    for repair in mended.repairs:
        if repair.name == "undeclared-prefix":
            offset = _first_use(mended.data, repair.detail.split())
            history = mended.history
        else:
            number = mended.names.index(repair.name) if repair.name in mended.names else -1
            offset = mended.history[number][0].start if number >= 0 else 0
            history = mended.history[:number] if number > 0 else ()
        for edits in reversed(history):
            offset = offset_before(offset, edits)
        yield Damage(DamageView(repair.name, repair.detail, repair.times, is_item=True), offset)
    if isinstance(item, Unreadable):
        yield Damage(DamageView("unreadable-item", item.reason, 1, is_item=True), 0)


def _first_use(data: bytes, prefixes: list[str]) -> int:
    places = [data.find(f"{mark}{prefix}:".encode()) for prefix in prefixes for mark in ("<", " ")]
    return min((place for place in places if place >= 0), default=0)


def head_damage(piece: HeadPiece, data: bytes, where: ItemRange | None = None) -> Iterator[Damage]:
    """Faults of what stands between items; `data` is the bytes at `piece.head.place`."""
    first_line = piece.head.place.line
    end = _ROOT_CLOSE.search(data)
    for repair in piece.head.repairs:
        offset = _offset_of_repair(data, repair, first_line)
        name = repair.name
        if name == "junk-between-items":
            if page := _ERROR_PAGE.search(data):
                name, offset = "error-page", page.start()
            elif end is not None and offset >= end.end():
                name = "text-after-root"
        yield Damage(DamageView(name, repair.detail, repair.times, is_item=False), offset)
    if piece.opens_root and piece.follows_root:
        yield Damage(DamageView("second-root", "", 1, is_item=False), max(data.lower().find(b"<rss"), 0))
    for place, reason, _, what in piece.unreadable:
        offset = max(0, place.offset - piece.head.place.offset)
        yield Damage(DamageView("unreadable-head", f"{what}: {reason}", 1, is_item=False), offset)


def _offset_of_repair(data: bytes, repair: Repair, first_line: int) -> int:
    """The first change of that repair on its line, else the first character of the line that is no white space."""
    start = 0
    for _ in range(repair.line - first_line):
        start = data.find(b"\n", start) + 1
    if repair.name in ("junk-between-items", "text-before-root"):
        return _words_on_line(data, start, repair.detail)
    for name, rung in _RUNGS:
        if name == repair.name:
            for edit in rung(data).edits:
                if edit.start >= start:
                    return edit.start
    if repair.name == "undeclared-prefix":
        return start + _first_use(data[start:], repair.detail.split())
    return _words_on_line(data, start, "")


def _words_on_line(data: bytes, start: int, detail: str) -> int:
    first = detail.split()[:1]
    found = data.find(first[0].encode(), start) if first else -1
    if found >= 0:
        return found
    return start + len(data[start:]) - len(data[start:].lstrip())
