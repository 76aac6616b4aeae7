"""`<wp:comment>` → Comment: kinds and moderation states by name, threads with every parent present and no circles."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from migrate.mappers.context import Context
from migrate.mappers.meta import Fields, read_meta, shown_rows, whole_number
from migrate.mappers.moments import map_moment
from migrate.mappers.trees import depths, open_circles
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Comment, CommentStatus
from migrate.model.rules import CommentKindRule
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

_LONGEST_NUMBER = 18
"""Digits of a number that surely fits into 64 bits."""


class MappedComments(NamedTuple):
    """The comments of one item, and what of the export's is not among them, in the ledger's kinds."""

    comments: tuple[Comment, ...]
    duplicates: dict[str, int]
    private: dict[str, int]


NO_COMMENTS = MappedComments((), {}, {})


class _Thread:
    """Keys and parents of the comments of one item."""

    def __init__(self, raws: list[RawComment], item_key: str, context: Context) -> None:
        self.keys: list[str] = []
        self.duplicates: set[int] = set()
        self.repeated: set[int] = set()
        self._by_id: dict[str, int] = {}
        self._used: Counter[str] = Counter()
        for index, raw in enumerate(raws):
            number = _identifier(raw.id)
            first = self._by_id.setdefault(number, index) if number else index
            if first != index and raws[first] == raw:
                self.duplicates.add(index)
                self.keys.append(self.keys[first])
                continue
            wp_id = whole_number(number)
            is_repeated = first != index or (wp_id is not None and context.lookup.comment_is_repeated(wp_id, item_key))
            if is_repeated:
                self.repeated.add(index)
            natural = wp_id is not None and wp_id > 0 and not is_repeated
            self.keys.append(f"comment/{wp_id}" if natural else self._own_key(raw, wp_id, item_key))
        self.parents = [self._by_id.get(_identifier(raw.parent)) for raw in raws]

    def _own_key(self, raw: RawComment, wp_id: int | None, item_key: str) -> str:
        """A key for a comment whose number is taken, by the item; for one without a number, by what it says."""
        if wp_id is not None and wp_id > 0:
            key = f"comment/{wp_id}~{item_key}"
        else:
            said = "\0".join((raw.id, raw.author, raw.date_gmt or raw.date, raw.content))
            digest = blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
            key = f"comment/~{digest}~{item_key}"
        self._used[key] += 1
        return key if self._used[key] == 1 else f"{key}.{self._used[key]}"


def _identifier(text: str) -> str:
    """A number as comments and their answers give it, which need not be one; empty for none."""
    number = whole_number(text)
    if number is None:
        return text
    return str(number) if number else ""


def map_comments(raws: tuple[RawComment, ...], item_key: str, context: Context, losses: list[Loss]) -> MappedComments:
    """The comments of one item in the export's order; one that is there twice, word for word, comes out once."""
    shown, private = _shown(raws, context) if context.options.hides_emails else (list(raws), {})
    make = _Maker(context, losses)
    orderly = _orderly(shown, item_key, context)
    if orderly is not None:
        return MappedComments(tuple([make(raw, *spot) for raw, spot in zip(shown, orderly, strict=True)]), {}, private)
    thread = _Thread(shown, item_key, context)
    parents = thread.parents
    circular = set(open_circles(parents))
    depth = depths(parents)
    comments: list[Comment] = []
    duplicates: Counter[str] = Counter()
    for index, raw in enumerate(shown):
        if index in thread.duplicates:
            duplicates.update(comments=1, meta=len(raw.meta))
            continue
        key = thread.keys[index]
        if index in circular:
            losses.append(_rerooted(key, "it answers itself, over other comments"))
        elif parents[index] is None and _identifier(raw.parent):
            losses.append(_rerooted(key, f"its parent, comment {raw.parent}, is not there"))
        if index in thread.repeated:
            why = f"another comment has the number {raw.id} too"
            losses.append(Loss(kind=LossKind.REPEATED_ID, source=key, field="comment_id", detail=why[:200]))
        parent = parents[index]
        comments.append(make(raw, key, thread.keys[parent] if parent is not None else None, depth[index]))
    return MappedComments(tuple(comments), duplicates, private)


def _orderly(raws: list[RawComment], item_key: str, context: Context) -> list[tuple[str, str | None, int]] | None:
    """Key, parent's key and depth of each comment, where all are as WordPress has them: with a number that no other
    has, and after the one that they answer. None where any is not; a `_Thread` then says the same of the others."""
    is_repeated = context.lookup.comment_is_repeated
    spots: dict[str, tuple[str, str | None, int]] = {}
    for raw in raws:
        number, above = raw.id, raw.parent
        if not (number.isdecimal() and number.isascii()) or number[0] == "0" or len(number) > _LONGEST_NUMBER:
            return None
        if number in spots or is_repeated(int(number), item_key):
            return None
        if above == "0" or not above:
            spots[number] = (f"comment/{number}", None, 0)
        elif (parent := spots.get(above)) is not None:
            spots[number] = (f"comment/{number}", parent[0], parent[2] + 1)
        else:
            return None
    return list(spots.values())


def _shown(raws: tuple[RawComment, ...], context: Context) -> tuple[list[RawComment], dict[str, int]]:
    """The comments that may come out, with the custom fields that may; and what is left out."""
    rules, options = context.rules, context.options
    shown: list[RawComment] = []
    hidden = 0
    for raw in raws:
        if options.public_only and not (
            _STATUS.get(raw.approved) is CommentStatus.APPROVED and rules.comment_kind(raw.type).public
        ):
            hidden += len(raw.meta)
            continue
        meta = shown_rows(raw.meta, "comment", rules, options) if raw.meta else raw.meta
        hidden += len(raw.meta) - len(meta)
        shown.append(raw if len(meta) == len(raw.meta) else msgspec.structs.replace(raw, meta=meta))
    return shown, {"comments": len(raws) - len(shown), "meta": hidden}


def _rerooted(key: str, why: str) -> Loss:
    return Loss(kind=LossKind.REROOTED_COMMENT, source=key, field="comment_parent", detail=why[:200])


class _Maker:
    """Makes the records of one item's comments."""

    def __init__(self, context: Context, losses: list[Loss]) -> None:
        self._context = context
        self._losses = losses
        self._kinds: dict[str, CommentKindRule] = {}
        options = context.options
        self._hides_emails, self._public_only = options.hides_emails, options.public_only

    def __call__(self, raw: RawComment, key: str, parent: str | None, depth: int) -> Comment:
        """The comment with this key. `depth`: how many comments are above it."""
        context, losses, hides_emails = self._context, self._losses, self._hides_emails
        kind = self._kinds.get(raw.type)
        if kind is None:
            kind = self._kinds[raw.type] = context.rules.comment_kind(raw.type)
        status = _STATUS.get(raw.approved, CommentStatus.PENDING)
        meta = read_meta(raw.meta, key, losses) if raw.meta else ()
        wp_id = whole_number(raw.id)
        if wp_id is None and raw.id:
            losses.append(Loss(kind=LossKind.UNKNOWN_ELEMENT, source=key, field="comment_id", detail=raw.id[:200]))
        user = None if raw.user_id == "0" else whole_number(raw.user_id)
        url = raw.author_url
        return Comment(
            key=key,
            kind=kind.name,
            status=status,
            wp_id=wp_id,
            parent=parent,
            depth=depth,
            author_name=context.options.shown_name(raw.author) if hides_emails else raw.author,
            author_email="" if hides_emails else raw.author_email,
            author_url="" if hides_emails and url.lower().startswith("mailto:") else url,
            author_ip="" if self._public_only else raw.author_ip,
            author=context.lookup.author_by_id(user) if user else None,
            date=map_moment(raw.date, raw.date_gmt, key, "comment_date", context, losses),
            content=raw.content,
            public=status is CommentStatus.APPROVED and kind.public,
            rating=Fields("comment", meta, context.rules).number("rating") if meta else None,
            meta=meta,
        )
