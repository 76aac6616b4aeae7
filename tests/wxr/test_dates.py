"""WordPress's pairs of dates: never a wrong date in silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.model.records import Moment
from migrate.wxr.dates import NOTHING, DateReading, parse_datetime, parse_rfc822, read_moment

BERLIN = ZoneInfo("Europe/Berlin")
LOCAL = datetime(2020, 3, 1, 10, 0)
GMT = datetime(2020, 3, 1, 9, 0, tzinfo=UTC)
ZERO = "0000-00-00 00:00:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-03-01 10:00:00", LOCAL),
        ("2020-03-01T10:00:00", LOCAL),
        ("2020-03-01 10:00", LOCAL),
        ("2020-03-01", datetime(2020, 3, 1)),
        ("2020-03-01T10:00:00Z", LOCAL),
        (ZERO, None),
        ("0000-00-00", None),
        ("2012-00-00 00:00:00", None),
        ("2012-02-30 00:00:00", None),
        ("2012-02-03 24:00:01", None),
        ("-0001-11-30 00:00:00", None),
        ("2020-03-01 10:00:00 x", None),
        ("2020-03-01\n", None),
        ("2020-W09-7 10:00:00", None),
        ("20200301T100000.000", None),
        ("2020-03-01 10:00+05", None),
        ("٢٠٢٠-٠٣-٠١", None),
        ("yesterday", None),
        ("", None),
        ("9999-12-31 23:59:59", datetime(9999, 12, 31, 23, 59, 59)),
    ],
)
def test_dates_of_the_database(text: str, expected: datetime | None) -> None:
    assert parse_datetime(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sun, 01 Mar 2020 09:00:00 +0000", GMT),
        ("Sun, 01 Mar 2020 10:00:00 +0100", GMT),
        ("Sun, 01 Mar 2020 09:00:00 GMT", GMT),
        ("Sun, 01 Mar 2020 09:00:00 -0000", GMT),
        ("01 Mar 2020 09:00", GMT),
        ("Mon, 30 Nov -0001 00:00:00 +0000", None),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None),
        ("Thu, 01 Jan 1970 00:00:01 +0000", datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)),
        ("Fri, 01 Jan 1960 08:00:00 +0000", datetime(1960, 1, 1, 8, 0, tzinfo=UTC)),
        ("Sun, 31 Feb 2020 09:00:00 +0000", None),
        ("Sun, 01 Mar 2020 09:00:00 +9999", None),
        ("Fri, 31 Dec 9999 23:59:59 -0500", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_of_feeds(text: str, expected: datetime | None) -> None:
    assert parse_rfc822(text) == expected


def read(
    local: str, utc: str, *, zone: ZoneInfo | None = BERLIN, floating: bool = False, published: str = ""
) -> DateReading:
    return read_moment(local, utc, zone, floating=floating, published=published)


def test_a_pair_that_fits_is_taken_as_it_is() -> None:
    for zone in (BERLIN, None, ZoneInfo("Asia/Tokyo")):
        assert read("2020-03-01 10:00:00", "2020-03-01 09:00:00", zone=zone) == (Moment(utc=GMT, local=LOCAL), "")


def test_a_missing_utc_time_is_worked_out_and_marked() -> None:
    for missing in (ZERO, "", "-0001-11-30 00:00:00", "0000-00-00"):
        assert read("2020-03-01 10:00:00", missing) == (Moment(utc=GMT, local=LOCAL, guessed=True), "")
        assert read("2020-03-01 10:00:00", missing, zone=None) == (Moment(local=LOCAL), "")


def test_a_missing_local_time_is_worked_out_and_marked() -> None:
    assert read(ZERO, "2020-03-01 09:00:00") == (Moment(utc=GMT, local=LOCAL, guessed=True), "")
    assert read("", "2020-03-01 09:00:00", zone=None) == (Moment(utc=GMT), "")


def test_the_time_of_a_draft_floats() -> None:
    assert read("2020-03-01 10:00:00", ZERO, floating=True) == (Moment(local=LOCAL), "")
    assert read("2020-03-01 10:00:00", "1970-01-01 00:00:00", floating=True) == (
        Moment(local=LOCAL),
        "1970-01-01 00:00:00",
    )
    assert read("2020-03-01 10:00:00", "2020-03-01 09:00:00", floating=True).moment == Moment(utc=GMT, local=LOCAL)


def test_no_date_is_none_and_no_error() -> None:
    for local in (ZERO, "", "-0001-11-30 00:00:00"):
        for utc in (ZERO, ""):
            assert read(local, utc) == (NOTHING, "")
    assert read(ZERO, ZERO, published="Mon, 30 Nov -0001 00:00:00 +0000") == (NOTHING, "")


def test_the_date_of_the_feed_counts_last() -> None:
    published = "Sun, 01 Mar 2020 09:00:00 +0000"
    assert read(ZERO, ZERO, published=published) == (Moment(utc=GMT, local=LOCAL, guessed=True), "")
    assert read("2021-01-01 00:00:00", ZERO, published=published).moment.local == datetime(2021, 1, 1)


@pytest.mark.parametrize(
    ("local", "utc", "unreadable"),
    [
        ("2012-00-00 00:00:00", ZERO, "2012-00-00 00:00:00"),
        ("2020-03-01 10:00:00", "soon", "soon"),
        ("soon", "2020-03-01 09:00:00", "soon"),
        ("2020-03-01 10:00:00", "1970-01-01 00:00:00", "1970-01-01 00:00:00"),
        ("2020-03-01 10:00:00", "2020-03-03 09:00:00", "2020-03-03 09:00:00"),
    ],
)
def test_what_cannot_be_read_is_said(local: str, utc: str, unreadable: str) -> None:
    result = read(local, utc)
    assert result.unreadable == unreadable
    assert result.moment.local in (None, LOCAL)


def test_the_ends_of_time() -> None:
    assert read("0001-01-01 00:00:00", ZERO).moment.local == datetime(1, 1, 1)
    assert read(ZERO, "9999-12-31 23:59:59").moment.utc == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), st.integers(-12 * 4, 14 * 4))
def test_whatever_the_offset_the_pair_is_kept(utc: datetime, quarters: int) -> None:
    utc = utc.replace(microsecond=0)
    local = utc + timedelta(minutes=15 * quarters)
    assert read(str(local), str(utc)) == (Moment(utc=utc.replace(tzinfo=UTC), local=local), "")


@given(st.text(max_size=25), st.text(max_size=25), st.booleans(), st.text(max_size=40))
def test_no_text_raises(local: str, utc: str, floating: bool, published: str) -> None:
    read(local, utc, floating=floating, published=published)
