"""Dates of items and comments, with a loss for each that cannot be read or had to be worked out."""

from __future__ import annotations

from datetime import datetime

from migrate.mappers.context import Context
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Moment
from migrate.wxr.dates import LENGTH, WIDEST_OFFSET, parse_datetime, read_moment

_from_text = datetime.fromisoformat


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
    if len(local) == LENGTH == len(utc):
        # Two times that belong together, as nearly all do; what is read here `read_moment` reads alike.
        try:
            here, there = _from_text(local), _from_text(utc)
            if local[7] == utc[7] == "-" and -WIDEST_OFFSET <= here - there <= WIDEST_OFFSET:
                # `replace(tzinfo=UTC)` takes ten times as long.
                return Moment(utc=_from_text(f"{utc}+00:00"), local=here)
        except (ValueError, TypeError):
            pass
    if not (local or utc or published):
        return Moment()
    moment, unreadable = read_moment(local, utc, context.zone, floating=floating, published=published)
    if unreadable:
        losses.append(Loss(kind=LossKind.UNREADABLE_DATE, source=source, field=field, detail=unreadable[:200]))
    # The other way round, a local time worked out from UTC, is no loss: it names the same moment.
    if moment.guessed and moment.utc is not None and parse_datetime(local) is not None:
        losses.append(Loss(kind=LossKind.GUESSED_DATE, source=source, field=field, detail=moment.utc.isoformat()))
    return moment
