"""`<wp:comment>` → Comment: kinds and moderation states by name, threads with every parent present and no circles."""

from __future__ import annotations

from migrate.mappers.context import Context
from migrate.mappers.meta import Fields, read_meta, whole_number
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Comment, CommentStatus, Moment
from migrate.wxr.dates import read_moment
from migrate.wxr.items import RawComment

_STATUS = {
    "1": CommentStatus.APPROVED,
    "approve": CommentStatus.APPROVED,
    "approved": CommentStatus.APPROVED,
    "0": CommentStatus.PENDING,
    "hold": CommentStatus.PENDING,
    "spam": CommentStatus.SPAM,
    "trash": CommentStatus.TRASHED,
    "post-trashed": CommentStatus.TRASHED,
}


class _Thread:
    """Keys and parents of the comments of one item."""

    def __init__(self, raws: tuple[RawComment, ...], item_key: str, context: Context) -> None:
        self.keys: list[str] = []
        self.duplicates: set[int] = set()
        self.repeated: set[int] = set()
        self._by_id: dict[str, int] = {}
        seen: set[str] = set()
        for index, raw in enumerate(raws):
            wp_id = whole_number(raw.id)
            if raw.id and (first := self._by_id.get(raw.id)) is not None:
                if raws[first] == raw:
                    self.duplicates.add(index)
                else:
                    self.repeated.add(index)
            elif raw.id:
                self._by_id[raw.id] = index
            natural = wp_id is not None and wp_id > 0 and index not in self.repeated
            if natural and wp_id is not None and context.lookup.comment_is_repeated(wp_id, item_key):
                natural = False
                self.repeated.add(index)
            key = f"comment/{wp_id}" if natural else f"comment/{raw.id.strip()}~{item_key}"
            ordinal = 1
            unique = key
            while unique in seen and index not in self.duplicates:
                ordinal += 1
                unique = f"{key}.{ordinal}" if "~" in key else f"{key}~{ordinal}"
            seen.add(unique)
            self.keys.append(unique)

    def parent(self, raw: RawComment) -> int | None:
        """Index of the comment above; None at the top level or when it is missing."""
        return self._by_id.get(raw.parent) if raw.parent not in ("", "0") else None


def map_comments(
    raws: tuple[RawComment, ...], item_key: str, context: Context, losses: list[Loss]
) -> tuple[Comment, ...]:
    """The comments of one item in the export's order; one that is there twice, word for word, comes out once."""
    if not raws:
        return ()
    thread = _Thread(raws, item_key, context)
    parents = [thread.parent(raw) for raw in raws]
    depths: list[int] = []
    for index, raw in enumerate(raws):
        parent = parents[index]
        if parent is None and raw.parent not in ("", "0"):
            losses.append(_rerooted(thread.keys[index], f"its parent, comment {raw.parent}, is not there"))
        elif parent is not None and _is_circular(index, parents):
            losses.append(_rerooted(thread.keys[index], "it answers itself, over other comments"))
            parents[index] = None
    for index in range(len(raws)):
        depths.append(_depth(index, parents, depths))
    comments: list[Comment] = []
    for index, raw in enumerate(raws):
        if index in thread.duplicates:
            continue
        key = thread.keys[index]
        if index in thread.repeated:
            losses.append(
                Loss(
                    kind=LossKind.REPEATED_ID,
                    source=key,
                    field="comment_id",
                    detail=f"another comment has the number {raw.id} too",
                )
            )
        parent = parents[index]
        comments.append(
            _map_comment(raw, key, thread.keys[parent] if parent is not None else None, depths[index], context, losses)
        )
    return tuple(comments)


def _rerooted(key: str, why: str) -> Loss:
    return Loss(kind=LossKind.REROOTED_COMMENT, source=key, field="comment_parent", detail=why)


def _is_circular(start: int, parents: list[int | None]) -> bool:
    above = parents[start]
    for _ in range(len(parents)):
        if above is None:
            return False
        if above == start:
            return True
        above = parents[above]
    return False


def _depth(index: int, parents: list[int | None], known: list[int]) -> int:
    depth = 0
    above = parents[index]
    while above is not None:
        if above < len(known):
            return known[above] + depth + 1
        depth += 1
        above = parents[above]
    return depth


def _map_comment(
    raw: RawComment, key: str, parent: str | None, depth: int, context: Context, losses: list[Loss]
) -> Comment:
    options = context.options
    kind = context.rules.comment_kind(raw.type)
    status = _STATUS.get(raw.approved, CommentStatus.PENDING)
    meta = read_meta(raw.meta, key, losses) if raw.meta else ()
    rating = Fields("comment", meta, context.rules).number("rating") if meta else None
    if raw.date or raw.date_gmt:
        date, unreadable = read_moment(raw.date, raw.date_gmt, context.zone, floating=False)
        if unreadable:
            losses.append(
                Loss(kind=LossKind.UNREADABLE_DATE, source=key, field="comment_date", detail=unreadable[:200])
            )
    else:
        date = Moment()
    user = whole_number(raw.user_id) if raw.user_id not in ("", "0") else None
    hidden = options.public_only
    return Comment(
        key=key,
        kind=kind.name,
        status=status,
        wp_id=whole_number(raw.id),
        parent=parent,
        depth=depth,
        author_name=raw.author,
        author_email="" if hidden or options.strip_emails else raw.author_email,
        author_url=raw.author_url,
        author_ip="" if hidden else raw.author_ip,
        author=context.lookup.author_by_id(user) if user else None,
        date=date,
        content=raw.content,
        public=status is CommentStatus.APPROVED and kind.public,
        rating=rating,
        meta=meta,
    )
