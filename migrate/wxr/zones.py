"""The site's time zone, which WordPress does not export, worked out from pairs of local and UTC times."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

_LIKELY = (
    "Europe/Berlin", "Europe/London", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
    "Australia/Sydney", "Europe/Helsinki", "Europe/Lisbon", "Europe/Moscow", "Europe/Istanbul", "America/Sao_Paulo",
    "America/Halifax", "America/St_Johns", "America/Anchorage", "Australia/Adelaide", "Pacific/Auckland",
    "America/Mexico_City", "America/Santiago", "Asia/Jerusalem", "Asia/Tehran", "Africa/Cairo", "Atlantic/Azores",
)  # fmt: skip
"""Tried first, so that a zone that many share is named by its best-known city."""
_AGREEMENT = 0.97
"""Share of the pairs that a zone must explain; the rest are posts from before a move or with hand-made dates."""
_ENOUGH_DAYS = 400


class OffsetVotes:
    """Counts offsets by day: a few thousand numbers, however large the export."""

    def __init__(self) -> None:
        self._days: Counter[tuple[int, int, int, int]] = Counter()

    def add(self, local: datetime, utc: datetime) -> None:
        """One pair of naive times; a pair whose difference is no time zone's is ignored."""
        minutes = round((local - utc).total_seconds() / 60)
        if minutes % 15 == 0 and -12 * 60 <= minutes <= 14 * 60:
            self._days[(utc.year, utc.month, utc.day, minutes)] += 1

    def take(self, others: OffsetVotes) -> None:
        """Count in what was counted elsewhere."""
        self._days.update(others._days)

    def zone(self) -> str:
        """IANA name where the offsets change as in one, a fixed offset (`+05:30`) where they do not; else empty."""
        if not self._days:
            return ""
        offsets: Counter[int] = Counter()
        for (*_, minutes), count in self._days.items():
            offsets[minutes] += count
        winner, votes = offsets.most_common(1)[0]
        if votes >= _AGREEMENT * offsets.total():
            return format_offset(winner)
        return self._named_zone() or format_offset(winner)

    def _named_zone(self) -> str:
        days = sorted(self._days.items())
        step = max(1, len(days) // _ENOUGH_DAYS)
        sample = [(datetime(y, m, d, 12, tzinfo=UTC), minutes, count) for (y, m, d, minutes), count in days[::step]]
        total = sum(count for _, _, count in sample)
        try:
            every = sorted(available_timezones())
        except OSError:
            every = []
        rest = [name for name in every if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))]
        for name in (*_LIKELY, *rest):
            try:
                zone = ZoneInfo(name)
            except (OSError, ValueError, KeyError):
                continue
            agreeing = sum(count for when, minutes, count in sample if _minutes(zone, when) == minutes)
            if agreeing >= _AGREEMENT * total:
                return name
        return ""


def _minutes(zone: tzinfo, when: datetime) -> int:
    try:
        offset = when.astimezone(zone).utcoffset() or timedelta()
    except OverflowError:
        # The last day that there is, east of Greenwich.
        offset = timedelta()
    return round(offset.total_seconds() / 60)


def format_offset(minutes: int) -> str:
    """`+05:30` for 330."""
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"{sign}{hours:02}:{rest:02}"


def zone_named(name: str) -> tzinfo | None:
    """The zone of an IANA name or fixed offset; None for an empty name. Raises ValueError for an unknown one."""
    if not name:
        return None
    if name == "UTC":
        return UTC
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        hours, _, minutes = name[1:].partition(":")
        if not (hours.isdigit() and (minutes or "0").isdigit()) or len(minutes) > 2 or minutes > "59":
            raise ValueError(f"{name!r} is no offset such as +05:30")
        try:
            return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes or 0)))
        except (ValueError, OverflowError):
            raise ValueError(f"{name!r} is no offset such as +05:30") from None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"{name!r} is no time zone such as Europe/Berlin or +05:30") from error
