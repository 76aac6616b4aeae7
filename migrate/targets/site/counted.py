"""Groups of a site: what of a record is written, and for what reason the rest is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from migrate.model.artifact import Artifact, File, Group
from migrate.model.loss import REDIRECT_LOSSES, Loss, LossKind
from migrate.model.records import Entry, Media

WITHOUT_PAGE = "entries show it, its file stays at its old address"
NO_PAGE = "not a page of the site"
NO_PLACE = "the site has no place for it"
INTERNAL_FIELD = "a custom field of WordPress or a plugin"


def left_out(record: Entry | Media, losses: Sequence[Loss], leading: Sequence[File]) -> Group:
    """What has no page: counted, with its comments and custom fields; what leads on from where it stood."""
    reason = WITHOUT_PAGE if isinstance(record, Media) else NO_PAGE
    meta = len(record.meta) + sum(len(comment.meta) for comment in record.comments)
    counts = {"items": 1, "media": int(isinstance(record, Media)), "comments": len(record.comments), "meta": meta}
    lost = [loss for loss in losses if loss.kind in REDIRECT_LOSSES or loss.kind is LossKind.MISSING_FILE]
    return group(record.key, list(leading), lost, skipped={kind: {reason: count} for kind, count in counts.items()})


def group(
    source: str,
    artifacts: Sequence[Artifact],
    losses: Sequence[Loss],
    *,
    carried: dict[str, int] | Counter[str] | None = None,
    skipped: dict[str, dict[str, int]] | None = None,
) -> Group:
    """A group whose counts of nothing are left out."""
    left_out: dict[str, dict[str, int]] = {}
    for kind, reasons in skipped.items() if skipped else ():
        if some := {reason: count for reason, count in reasons.items() if count}:
            left_out[kind] = some
    counts = {kind: count for kind, count in (carried or {}).items() if count}
    return Group(source, list(artifacts), counts, losses, left_out)
