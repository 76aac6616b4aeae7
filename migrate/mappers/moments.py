"""Dates of items and comments, with a loss for each that cannot be read or had to be worked out."""

from __future__ import annotations

from migrate.mappers.context import Context
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Moment
from migrate.wxr.dates import parse_datetime, read_moment


def map_moment(
    local: str,
    utc: str,
    source: str,
    field: str,
    context: Context,
    losses: list[Loss],
    *,
    floating: bool = False,
    published: str = "",
) -> Moment:
    """The moment that two texts, and failing both the pubDate, tell of. `floating`: of a draft, see `read_moment`."""
    if not (local or utc or published):
        return Moment()
    moment, unreadable = read_moment(local, utc, context.zone, floating=floating, published=published)
    if unreadable:
        losses.append(Loss(kind=LossKind.UNREADABLE_DATE, source=source, field=field, detail=unreadable[:200]))
    # The other way round, a local time worked out from UTC, is no loss: it names the same moment.
    if moment.guessed and moment.utc is not None and parse_datetime(local) is not None:
        losses.append(Loss(kind=LossKind.GUESSED_DATE, source=source, field=field, detail=moment.utc.isoformat()))
    return moment
