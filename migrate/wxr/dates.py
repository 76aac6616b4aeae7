"""WordPress's dates: a local wall-clock time and a UTC time, either of which may be missing, zero or wrong.

WordPress writes `0000-00-00 00:00:00` for the UTC time of drafts, and `30 Nov -0001` into pubDate for it (before 5.3).
Nothing here invents a date: what cannot be read is None, and a time that was worked out is marked as guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from migrate.model.records import Moment

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?Z?", re.ASCII)
_NO_DATE = re.compile(r"(?:0000-00-00|-0001-11-30)(?:[T ][\d:]*)?|", re.ASCII)
"""Nothing, MySQL's zero date, and what PHP makes of it."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""What 32-bit PHP makes of the zero date."""
NOTHING = Moment()
LENGTH = 19
"""Of `YYYY-MM-DD HH:MM:SS`."""
WIDEST_OFFSET = timedelta(hours=26)
"""Local and UTC times that lie further apart than any two time zones do not belong together."""


class DateReading(NamedTuple):
    """A moment, and the text that could not be read as a date (empty when all could)."""

    moment: Moment
    unreadable: str = ""


def parse_datetime(text: str) -> datetime | None:
    """`YYYY-MM-DD HH:MM:SS`, or None where there is no such time (zero dates, months, impossible days)."""
    if len(text) == LENGTH and text[7] == "-":
        try:
            value = datetime.fromisoformat(text)
        except ValueError:
            return None
        return value if value.tzinfo is None else None
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def parse_rfc822(text: str) -> datetime | None:
    """The UTC time of a pubDate; None for what stands for no date (the year -0001, the epoch) or is none."""
    if not text or "-0001" in text:
        return None
    from email.utils import parsedate_to_datetime

    try:
        value = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    try:
        value = value.astimezone(UTC)
    except OverflowError:
        return None
    return None if value == _EPOCH else value


def read_moment(
    local_text: str, utc_text: str, zone: tzinfo | None, *, floating: bool, published: str = ""
) -> DateReading:
    """A moment out of its two texts.

    `floating`: the entry is a draft, whose time is only a local intention, so no UTC time is worked out for it.
    `published`: the pubDate, used only where there is no other date.
    """
    local = parse_datetime(local_text) if local_text else None
    utc = parse_datetime(utc_text) if utc_text else None
    if local is not None and utc is not None:
        if -WIDEST_OFFSET <= local - utc <= WIDEST_OFFSET:
            return DateReading(Moment(utc=utc.replace(tzinfo=UTC), local=local))
        return DateReading(Moment(local=local) if floating else _from_local(local, zone), utc_text)
    unreadable = ""
    if local is None and not _NO_DATE.fullmatch(local_text):
        unreadable = local_text
    elif utc is None and not _NO_DATE.fullmatch(utc_text):
        unreadable = utc_text
    if local is not None:
        return DateReading(Moment(local=local) if floating else _from_local(local, zone), unreadable)
    if utc is None:
        utc = parse_rfc822(published)
        if utc is None:
            return DateReading(NOTHING, unreadable)
    utc = utc.replace(tzinfo=UTC)
    shown = _to_zone(utc, zone)
    return DateReading(Moment(utc=utc, local=shown, guessed=shown is not None), unreadable)


def _from_local(local: datetime, zone: tzinfo | None) -> Moment:
    if zone is None:
        return Moment(local=local)
    try:
        return Moment(utc=local.replace(tzinfo=zone).astimezone(UTC), local=local, guessed=True)
    except OverflowError:
        return Moment(local=local)


def _to_zone(utc: datetime, zone: tzinfo | None) -> datetime | None:
    if zone is None:
        return None
    try:
        return utc.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return None
