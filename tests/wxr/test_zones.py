"""The time zone, which no export names, from pairs of local and UTC times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from migrate.wxr.zones import OffsetVotes, format_offset, zone_named


def votes_in(name: str, days: int = 400, step: int = 5) -> OffsetVotes:
    votes = OffsetVotes()
    zone = ZoneInfo(name)
    for day in range(0, days, step):
        utc = datetime(2019, 1, 15, 12, tzinfo=UTC) + timedelta(days=day)
        votes.add(utc.astimezone(zone).replace(tzinfo=None), utc.replace(tzinfo=None))
    return votes


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "Australia/Sydney",
        "Pacific/Auckland", "America/St_Johns", "Australia/Lord_Howe", "Asia/Beirut",
    ],
)  # fmt: skip
def test_a_zone_with_summer_time_is_named(name: str) -> None:
    found = votes_in(name).zone()
    for month in range(1, 13):
        when = datetime(2019, month, 20, 12, tzinfo=UTC)
        assert when.astimezone(ZoneInfo(found)).utcoffset() == when.astimezone(ZoneInfo(name)).utcoffset()


@pytest.mark.parametrize(
    ("name", "offset"),
    [("Asia/Kolkata", "+05:30"), ("Asia/Kathmandu", "+05:45"), ("America/Phoenix", "-07:00"), ("UTC", "+00:00")],
)
def test_a_zone_that_never_changes_is_an_offset(name: str, offset: str) -> None:
    assert votes_in(name).zone() == offset


def test_one_season_alone_is_an_offset() -> None:
    assert votes_in("Europe/Berlin", days=30).zone() == "+01:00"


def test_a_few_wrong_pairs_do_not_matter() -> None:
    votes = votes_in("Europe/Berlin", step=1)
    for day in range(5):
        votes.add(datetime(2019, 5, 1 + day, 3), datetime(2019, 5, 1 + day, 12))
    assert votes.zone() == "Europe/Berlin"


def test_pairs_that_are_no_zone_do_not_count() -> None:
    votes = OffsetVotes()
    votes.add(datetime(2019, 1, 1), datetime(2019, 1, 3))
    votes.add(datetime(2019, 1, 1, 0, 7), datetime(2019, 1, 1))
    assert votes.zone() == ""
    votes.add(datetime(2019, 1, 1, 1, 0, 1), datetime(2019, 1, 1))
    assert votes.zone() == "+01:00"


def test_offsets_that_no_zone_has_are_the_commonest() -> None:
    votes = OffsetVotes()
    for day in range(1, 20):
        votes.add(datetime(2019, 1, day, 3), datetime(2019, 1, day))
        votes.add(datetime(2019, 2, day, 9), datetime(2019, 2, day))
    votes.add(datetime(2019, 3, 1, 9), datetime(2019, 3, 1))
    assert votes.zone() == "+09:00"


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "+00:00"), (330, "+05:30"), (-210, "-03:30"), (840, "+14:00"), (-720, "-12:00")]
)
def test_offsets_as_text(minutes: int, text: str) -> None:
    assert format_offset(minutes) == text
    zone = zone_named(text)
    assert zone is not None
    assert datetime(2020, 1, 1, tzinfo=zone).utcoffset() == timedelta(minutes=minutes)


def test_names_of_zones() -> None:
    assert zone_named("") is None
    assert zone_named("UTC") is UTC
    assert zone_named("Europe/Berlin") == ZoneInfo("Europe/Berlin")
    assert datetime(2020, 1, 1, tzinfo=zone_named("+2")).utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    "name",
    ["Berlin", "+", "-", "+x", "+05:3x", "+05:60", "+05:99", "+24:00", "+99999999999:00", "+5:30:10", "+²", "../../etc",
     "Europe", "Europe/", "\0", "+-3", "/etc/passwd"],
)  # fmt: skip
def test_names_of_nothing_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"is no (offset|time zone) such as"):
        zone_named(name)
