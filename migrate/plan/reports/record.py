"""What a report reads of a plan: one record for each source record, and one for the run.

Plain values, JSON as they are. Texts are given whole: what is too large to show is for the writers to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec

from migrate.model.loss import Loss

Value = str | int | float | bool | None

TEXT_LIMIT = 4_000_000
"""Bytes; a larger file is compared by its hash and named, and its text is not in the report."""


NOT_KEPT = object()
"""In the place of a value that the last run wrote, and that is not kept."""


class Fate(StrEnum):
    """What becomes of a file, part or row, or of all that belongs to one record."""

    CONFLICT = "conflict"
    """Somebody else wrote, edited or removed it; it is left as it is."""
    DELETE = "delete"
    RENAME = "rename"
    UPDATE = "update"
    CREATE = "create"
    UNCHANGED = "unchanged"


class Kind(StrEnum):
    """What a change is made to."""

    FILE = "file"
    PART = "part"
    """A piece of a large file."""
    ROW = "row"


class Format(StrEnum):
    """How a text can be shown as a page."""

    NONE = ""
    MARKDOWN = "markdown"
    """Front matter, if there is any, is left out."""
    HTML = "html"
    WORDPRESS = "wordpress"
    """HTML in which line breaks count."""


class FieldChange(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One column of a row. Rows that come or go have all their columns, others those that differ."""

    name: str
    """Of the column."""
    written: Value = None
    """What the last run wrote; only in conflicts."""
    not_kept: bool = False
    """Whether nobody kept what the last run wrote, and all that is known is that the row, or this long text, was
    another."""
    before: Value = None
    """What is there."""
    after: Value = None
    """What would be there."""
    format: Format = Format.NONE


class PlannedChange(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What would happen to one file, part of a file, or row."""

    action: Fate
    kind: Kind
    name: str
    """A path, a path and a key (`entries.jsonl#item/12`), or a table and a key (`entries 12`)."""
    place: str
    """What it is counted under: the table, the path of the file of parts, or `files`."""
    reason: str = ""
    old_name: str = ""
    """The path that it had; only in renames."""
    written: str | None = None
    """The text that the last run wrote; only in conflicts."""
    before: str | None = None
    """The text that is there."""
    after: str | None = None
    """The text that would be there."""
    no_text: str = ""
    """Why texts are not given: `binary`, `too large`, or `unchanged`."""
    size_before: int | None = None
    """Bytes."""
    size_after: int | None = None
    """Bytes."""
    format: Format = Format.NONE
    fields: tuple[FieldChange, ...] = ()


class Withheld(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A privacy decision: something of a record that would not be written."""

    what: str
    """`comments`, `meta`, `media`, a field, or `entry` for the whole record."""
    reason: str
    """`not approved`, `private`, `e-mail address`."""
    count: int = 1


class PlannedEntry(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """All that would happen because of one record of the export."""

    source: str
    """Key of the record (`item/12`)."""
    action: Fate
    """Of the record as a whole: see `fate_of`."""
    title: str = ""
    """As exported: may be HTML."""
    type: str = ""
    """Post type, or `media`, `term`, `author`, `menu`, `site`."""
    status: str = ""
    """Who could see it on the old site (`Visibility`); empty for what has none."""
    changes: tuple[PlannedChange, ...] = ()
    losses: tuple[Loss, ...] = ()
    withheld: tuple[Withheld, ...] = ()


class PlanHead(msgspec.Struct, kw_only=True):
    """What was planned, from what, with what."""

    target: str
    destination: str
    """Without passwords."""
    export: str
    """Name of the export."""
    site: str = ""
    """Title of the site."""
    address: str = ""
    """Key of the site."""
    version: str = ""
    """Of this program."""
    started: str = ""
    """UTC, ISO 8601."""
    options: dict[str, Any] = {}
    """What shapes the output."""
    ledger: dict[str, Any] = {}
    """`Ledger.as_dict()`: what was read, and what becomes of it."""
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # A path that is not UTF-8 comes with surrogates, which no report could be written with.
        self.destination = self.destination.encode("utf-8", "replace").decode()
        self.export = self.export.encode("utf-8", "replace").decode()


def fate_of(changes: Iterable[PlannedChange]) -> Fate:
    """What becomes of a record: conflict if any of it is one, else what all of it shares, else rename or update.

    A new comment on a post that is there updates the post: only what is new as a whole is created.
    """
    fates = {change.action for change in changes}
    if Fate.CONFLICT in fates:
        return Fate.CONFLICT
    if len(fates) < 2:
        return fates.pop() if fates else Fate.UNCHANGED
    return Fate.RENAME if Fate.RENAME in fates else Fate.UPDATE


def file_change(
    action: Fate,
    name: str,
    *,
    before: bytes | None = None,
    after: bytes | None = None,
    written: bytes | None = None,
    reason: str = "",
    old_name: str = "",
    part_of: str = "",
) -> PlannedChange:
    """The change of a file, or of a part of the file `part_of`; bytes that are no UTF-8 text are only measured."""
    contents = (written, before, after)
    texts: tuple[str | None, ...] = (None, None, None)
    no_text = ""
    if action is Fate.UNCHANGED:
        no_text = "unchanged"
    elif sum(len(content) for content in contents if content is not None) > TEXT_LIMIT:
        no_text = "too large"
    else:
        try:
            texts = tuple(None if content is None else content.decode() for content in contents)
        except UnicodeDecodeError:
            no_text = "binary"
    return PlannedChange(
        action=action,
        kind=Kind.PART if part_of else Kind.FILE,
        name=name,
        place=part_of or "files",
        reason=reason,
        old_name=old_name,
        written=texts[0],
        before=texts[1],
        after=texts[2],
        no_text=no_text,
        size_before=None if before is None else len(before),
        size_after=None if after is None else len(after),
        format=_format_of(name),
    )


def row_change(
    action: Fate,
    table: str,
    key: str,
    columns: Sequence[str],
    *,
    before: Sequence[Any] | None = None,
    after: Sequence[Any] | None = None,
    written: Sequence[Any] | None = None,
    formats: Mapping[str, Format] | None = None,
    reason: str = "",
) -> PlannedChange:
    """The change of a row, from its values in the order of `columns`; None for a row that is not there."""
    formats = formats or {}
    gone = [None] * len(columns)
    fields: list[FieldChange] = []
    if action is not Fate.UNCHANGED:
        rows = zip(columns, written or gone, before or gone, after or gone, strict=True)
        fields = [
            FieldChange(
                name=name,
                written=None if last is NOT_KEPT else _value(last),
                not_kept=last is NOT_KEPT,
                before=_value(there),
                after=_value(new),
                format=formats.get(name, Format.NONE),
            )
            for name, last, there, new in rows
            if there != new or (written is not None and last is not NOT_KEPT and last != there)
        ]
    name = f"{table} {key}"
    return PlannedChange(action=action, kind=Kind.ROW, name=name, place=table, reason=reason, fields=tuple(fields))


def _value(value: Any) -> Value:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _format_of(path: str) -> Format:
    ending = path.rsplit("/", 1)[-1].rpartition(".")[2].lower()
    return {"md": Format.MARKDOWN, "markdown": Format.MARKDOWN, "html": Format.HTML, "htm": Format.HTML}.get(
        ending, Format.NONE
    )
