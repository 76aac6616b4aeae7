"""Custom fields: every row kept, decoded where it is PHP or JSON, and read into fields as the mapping says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from migrate.mappers.options import Options, is_email
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Meta
from migrate.model.rules import MetaKind, MetaRule, Rules
from migrate.wxr.items import RawMeta
from migrate.wxr.php import SERIALIZED_STARTS, PhpValueError, decode, looks_serialized

_JSON_START = ("{", "[")
_STARTS = frozenset((*_JSON_START, *SERIALIZED_STARTS))
_QUOTED = re.compile(r'"([^"\\]+@[^"\\]+)"')
_DETAIL = 200
LARGEST_DECODED = 8 << 20
"""Characters of a value that is decoded: what comes of it may take ten times the memory. What plugins keep is far
smaller, unless something went wrong."""
_REPEATED_SIZE = 1024
"""Characters of a value that is worth remembering: themes and plugins write the same settings into every post."""
_decode_again = lru_cache(maxsize=1024)(decode)


def read_meta(rows: Iterable[RawMeta], source: str, losses: list[Loss]) -> tuple[Meta, ...]:
    """Rows → records, in order, duplicates too. What cannot be decoded stays as text, with a loss."""
    # Most values begin with nothing that PHP or JSON begins with.
    return tuple(
        [
            _read_row(row, source, losses) if row.value[:1] in _STARTS else Meta(key=row.key, value=row.value)
            for row in rows
        ]
    )


def is_hidden(key: str, value: str, kind: MetaKind, rules: Rules, options: Options) -> bool:
    """Whether a row must not come out: where only public things are written, what a mapping calls private; where
    e-mail addresses are hidden, a value that is one, or a list or table that has one within."""
    rule = rules.meta_rule(kind, key) if options.public_only or "@" in value else None
    if options.public_only and rule is not None and rule.private:
        return True
    if not options.hides_emails or "@" not in value:
        return False
    # Behind an underscore may be a body (`_elementor_data`), and what a mapping reads it knows.
    return is_email(value) or (rule is None and not key.startswith("_") and _holds_email(value))


def shown_rows(rows: tuple[RawMeta, ...], kind: MetaKind, rules: Rules, options: Options) -> tuple[RawMeta, ...]:
    """The rows that may come out. Others are not even decoded, so that no loss repeats what they say."""
    if not options.hides_emails:
        return rows
    return tuple(row for row in rows if not is_hidden(row.key, row.value, kind, rules, options))


def _holds_email(value: str) -> bool:
    """Whether one of the texts in a PHP or JSON value is an e-mail address."""
    if not (looks_serialized(value) or value.startswith(_JSON_START)):
        return False
    return any(is_email(text) for text in _QUOTED.findall(value))


def _read_row(row: RawMeta, source: str, losses: list[Loss]) -> Meta:
    value = row.value
    if len(value) > LARGEST_DECODED:
        if value.startswith(_JSON_START) or looks_serialized(value):
            detail = f"{len(value):,} characters are more than are decoded: {value[:_DETAIL]}"[:_DETAIL]
            losses.append(Loss(kind=LossKind.TOO_LARGE, source=source, field=row.key, detail=detail))
        return Meta(key=row.key, value=value)
    if looks_serialized(value):
        try:
            decoded, repaired = _decode_again(value) if len(value) <= _REPEATED_SIZE else decode(value)
        except PhpValueError as error:
            losses.append(
                Loss(kind=LossKind.DAMAGED_VALUE, source=source, field=row.key, detail=f"{error}: {value}"[:_DETAIL])
            )
            return Meta(key=row.key, value=value, format="damaged")
        if repaired:
            losses.append(Loss(kind=LossKind.REPAIRED_VALUE, source=source, field=row.key, detail=value[:_DETAIL]))
        return Meta(key=row.key, value=value, format="php", decoded=decoded)
    if value.startswith(_JSON_START):
        try:
            return Meta(key=row.key, value=value, format="json", decoded=msgspec.json.decode(value))
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
            pass
    return Meta(key=row.key, value=value)


class Found(NamedTuple):
    """A row that a rule of the mapping applies to."""

    rule: MetaRule
    meta: Meta


class Fields:
    """The rows of one item, by the field that the mapping sends them to."""

    def __init__(self, kind: MetaKind, rows: tuple[Meta, ...], rules: Rules) -> None:
        self._found: dict[str, list[Found]] = {}
        table = rules.meta[kind]
        values: dict[str, str] | None = None
        for row in rows:
            rule = table.get(row.key)
            if rule is None or not rule.field:
                continue
            if rule.where:
                if values is None:
                    values = {}
                    for other in rows:
                        values.setdefault(other.key, other.value)
                if not rule.holds(values):
                    continue
            self._found.setdefault(rule.field, []).append(Found(rule, row))
        for found in self._found.values():
            if len(found) > 1:
                found.sort(key=lambda one: one.rule.rank)

    def __contains__(self, field: str) -> bool:
        return field in self._found

    def __bool__(self) -> bool:
        return bool(self._found)

    def names(self) -> Iterator[str]:
        """Fields that have a row."""
        return iter(self._found)

    def all(self, field: str) -> list[Found]:
        """Rows of a field, the lowest rank first, else in the export's order."""
        return self._found.get(field, [])

    def text(self, field: str) -> str:
        """The first row's text that is not blank."""
        for _, meta in self.all(field):
            if text := meta.value.strip():
                return text
        return ""

    def number(self, field: str) -> int | None:
        """The first row that is a whole number."""
        for _, meta in self.all(field):
            if (number := whole_number(meta.value)) is not None:
                return number
        return None

    def flag(self, field: str) -> bool | None:
        """Yes or no, by what the rule counts as either; None where no row says."""
        for rule, meta in self.all(field):
            text = meta.value.strip().lower()
            if text in rule.true:
                return True
            if text in rule.false:
                return False
        return None

    def decoded(self, field: str) -> Any:
        """The first value that could be decoded."""
        for _, meta in self.all(field):
            if meta.decoded is not None:
                return meta.decoded
        return None


def whole_number(text: str) -> int | None:
    """A decimal integer that fits into 64 bits, or None."""
    if text.isdecimal() and len(text) < 19 and text.isascii():
        return int(text)
    text = text.strip()
    digits = text[1:] if text[:1] in ("-", "+") else text
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        return None
    return int(text)


def list_of(found: Found) -> list[str]:
    """A list: PHP or JSON, else text with commas between. Of maps, their `value` or `keyword`."""
    value = found.meta.decoded
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        texts = [
            str(member.get("value") or member.get("keyword") or "") if isinstance(member, dict) else str(member)
            for member in value
            if member is not None
        ]
    elif value is None:
        texts = found.meta.value.split(",")
    else:
        texts = [str(value)]
    return [text.strip() for text in texts if text.strip()]


def url_of(found: Found) -> str:
    """An address; of a decoded map, its `url` or `img_url`."""
    value = found.meta.decoded
    if isinstance(value, dict):
        value = value.get("url") or value.get("img_url") or ""
        return str(value).strip()
    return found.meta.value.strip() if value is None else ""
