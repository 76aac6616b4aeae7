"""D: dates of items and comments."""

from __future__ import annotations

import re
from datetime import timedelta

from migrate.validate.conditions import is_published
from migrate.validate.finding import Severity, Spot, comment_spot, quoted
from migrate.validate.rule import Found, Gather, Hit, Subject, first_comment, rule
from migrate.validate.views import DRAFTS, ItemView
from migrate.wxr.dates import parse_datetime, parse_rfc822

_ZERO = re.compile(r"(?:0000-00-00|-0001-11-30)(?: [\d:]*)?")
_WIDEST = timedelta(hours=26)
_QUARTER = timedelta(minutes=15)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_LATE = timedelta(days=1)


def _shows_dates(item: ItemView) -> bool:
    return item.kind in ("entry", "media")


@rule("D001", "no-date", Severity.WARNING, Subject.ITEM, when=is_published)
def no_date(item: ItemView) -> Found:
    """A published item has no date.

    What it does
    Looks for published items of which neither the local nor the UTC date nor `<pubDate>` is a date.
    Why it matters
    It cannot be put in order, and addresses with a date in them cannot be made.
    Example
        <wp:post_date>0000-00-00 00:00:00</wp:post_date> with <wp:status>publish</wp:status>
    How to mend it
    Set a date on the site, and export again.
    """
    raw = item.raw
    if item.local is None and item.utc is None and parse_rfc822(raw.pub_date) is None:
        return [Hit("it is published and has no date", Spot("wp:post_date"), "")]
    return ()


@rule("D002", "unreadable-date", Severity.WARNING, Subject.ITEM)
def unreadable_date(item: ItemView) -> Found:
    """A date is none.

    What it does
    Checks the dates of items. Empty ones and zeros are dates that are not set.
    Why it matters
    The moment is lost.
    Example
        <wp:post_date>2012-00-00 10:00:00</wp:post_date>
    How to mend it
    Correct it to `YYYY-MM-DD HH:MM:SS`.
    """
    raw = item.raw
    for text, value, path in (
        (raw.date, item.local, "wp:post_date"),
        (raw.date_gmt, item.utc, "wp:post_date_gmt"),
        (raw.modified, parse_datetime(raw.modified), "wp:post_modified"),
    ):
        if value is None and text and not _ZERO.fullmatch(text):
            yield Hit(f"{path} is no date: {quoted(text)}", Spot(path, 0, len(text)))


@rule("D003", "dates-disagree", Severity.WARNING, Subject.ITEM)
def dates_disagree(item: ItemView) -> Found:
    """The local and the UTC date do not belong together.

    What it does
    Reports dates that lie further apart than any two time zones, 26 hours.
    Why it matters
    One of them is wrong; the local one is believed.
    Example
        2024-05-01 10:00:00 and, in UTC, 2021-05-01 08:00:00
    How to mend it
    Save the entry on the site, and export again.
    """
    raw = item.raw
    local, utc = item.local, item.utc
    if local is not None and utc is not None and raw.status not in DRAFTS and not -_WIDEST <= local - utc <= _WIDEST:
        return [Hit(f"it is dated {raw.date}, in UTC {raw.date_gmt}", Spot("wp:post_date_gmt"), "")]
    return ()


@rule("D004", "odd-time-zone", Severity.INFO, Subject.ITEM)
def odd_time_zone(item: ItemView) -> Found:
    """The local and the UTC date differ by no time zone.

    What it does
    Reports differences that are no multiple of 15 minutes.
    Why it matters
    One of them was set by a program. The site's time zone is worked out from such pairs.
    Example
        10:07:12 and, in UTC, 10:00:00
    How to mend it
    Nothing needs to be done, unless there are many.
    """
    raw = item.raw
    local, utc = item.local, item.utc
    if local is None or utc is None or raw.status in DRAFTS or local == utc:
        return ()
    if -_WIDEST <= local - utc <= _WIDEST and (local - utc) % _QUARTER:
        return [Hit(f"its local date and its UTC date differ by {local - utc}", Spot("wp:post_date_gmt"), "")]
    return ()


@rule("D005", "published-in-the-future", Severity.INFO, Subject.ITEM, when=is_published)
def published_in_the_future(item: ItemView) -> Found:
    """A published item is dated after the export.

    What it does
    Compares the dates of published items with the day of the export, where that is known.
    Why it matters
    WordPress's importer, and most generators, keep it back until then.
    Example
        <wp:post_date_gmt>2099-01-01 00:00:00</wp:post_date_gmt> with <wp:status>publish</wp:status>
    How to mend it
    Correct the date, or let the destination build future entries.
    """
    raw, written = item.raw, item.export.written
    utc = item.utc or item.local
    if written is not None and utc is not None and utc > written + _LATE:
        return [Hit(f"it is published, and dated {raw.date_gmt or raw.date}", Spot("wp:post_date"), "")]
    return ()


@rule("D006", "missed-schedule", Severity.WARNING, Subject.ITEM)
def missed_schedule(item: ItemView) -> Found:
    """A scheduled item should have been published before the export.

    What it does
    Compares the dates of items of status `future` with the day of the export, where that is known.
    Why it matters
    WordPress missed its schedule: the item was not public, though its author takes it for published.
    Example
        <wp:status>future</wp:status> dated a year before the export
    How to mend it
    Publish it on the site, or change its status.
    """
    raw, written = item.raw, item.export.written
    if raw.status != "future" or written is None:
        return ()
    utc = item.utc or item.local
    if utc is not None and utc < written - _LATE:
        return [Hit(f"it was scheduled for {raw.date}, and never published", Spot("wp:post_date"), "")]
    return ()


@rule("D007", "modified-before-written", Severity.INFO, Subject.ITEM, when=is_published, gather=Gather.EXPORT)
def modified_before_written(item: ItemView) -> Found:
    """An item was changed before it was written.

    What it does
    Compares `<wp:post_modified>` with `<wp:post_date>` of published items.
    Why it matters
    Entries that were imported or dated ahead have such dates; "last changed" makes no sense for them.
    Example
        post_date 2024-05-01, post_modified 2023-01-01
    How to mend it
    Nothing needs to be done.
    """
    raw = item.raw
    is_earlier = raw.modified and raw.modified < raw.date and parse_datetime(raw.modified) is not None
    if is_earlier and item.kind == "entry":
        return [Hit("it was changed before it was written", Spot("wp:post_modified"), "")]
    return ()


@rule("D008", "unlikely-year", Severity.WARNING, Subject.ITEM)
def unlikely_year(item: ItemView) -> Found:
    """An item is dated before there were blogs, or far ahead.

    What it does
    Reports years before 1990 and after 2100, 1970-01-01 among them.
    Why it matters
    1970-01-01 is what programs make of no date.
    Example
        <wp:post_date>1970-01-01 00:00:00</wp:post_date>
    How to mend it
    Set the date on the site, and export again.
    """
    date = item.local
    if date is not None and not _FIRST_YEAR <= date.year <= _LAST_YEAR and _shows_dates(item):
        return [Hit(f"it is dated {item.raw.date}", Spot("wp:post_date"), "")]
    return ()


@rule("D009", "no-utc-date", Severity.INFO, Subject.ITEM, when=is_published, gather=Gather.EXPORT)
def no_utc_date(item: ItemView) -> Found:
    """A published item has a local date and none in UTC.

    What it does
    Looks for zero or missing `<wp:post_date_gmt>` of published items.
    Why it matters
    The moment is worked out with the site's time zone, which is a guess.
    Example
        <wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt> with <wp:status>publish</wp:status>
    How to mend it
    Nothing needs to be done; `--timezone` makes it exact.
    """
    if item.local is not None and item.utc is None:
        return [Hit("published items have no date in UTC", Spot("wp:post_date_gmt"), "")]
    return ()


@rule("D010", "unreadable-comment-date", Severity.WARNING, Subject.COMMENTS)
def unreadable_comment_date(item: ItemView) -> Found:
    """A comment's date is none.

    What it does
    Checks the dates of comments.
    Why it matters
    Comments are put in order by date.
    Example
        <wp:comment_date>yesterday</wp:comment_date>
    How to mend it
    Correct it to `YYYY-MM-DD HH:MM:SS`.
    """
    for nth, one in enumerate(item.raw.comments):
        if parse_datetime(one.date) is None and parse_datetime(one.date_gmt) is None:
            text = one.date or one.date_gmt
            message = f"the comment's date is {quoted(text)}" if text else "the comment has no date"
            yield Hit(message, comment_spot(nth, "comment_date"), f"{one.id} {text}")


@rule("D011", "comment-before-its-post", Severity.INFO, Subject.COMMENTS, gather=Gather.EXPORT)
def comment_before_its_post(item: ItemView) -> Found:
    """A comment is older than what it comments on.

    What it does
    Compares dates, with a day to spare.
    Why it matters
    The post was dated anew, or comments were moved.
    Example
        a post of 2024 with a comment of 2021
    How to mend it
    Nothing needs to be done.
    """
    post = item.local if item.is_published else None
    if post is None:
        return ()
    day = item.raw.date[:10]
    older = [
        nth
        for nth, one in enumerate(item.raw.comments)
        if one.date[:10] < day
        and len(one.date) == 19
        and (date := parse_datetime(one.date)) is not None
        and date < post - _LATE
    ]
    return first_comment("comments are older than what they comment on", older, "comment_date")
