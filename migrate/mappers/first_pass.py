"""Pass 1: goes once through the export, gives every item a key, decides what takes part, and fills the index.

After it, everything that one item may want to know of another is in the index: keys, titles, terms, authors, the time
zone. An item is parsed here only where its bytes are not in WordPress's usual order, or where the mapping needs more
of it than its outline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from migrate.mappers.authors import Authors
from migrate.mappers.context import taxonomy_name
from migrate.mappers.features import Features
from migrate.mappers.identity import give_keys, identity_of
from migrate.mappers.languages import language_of, may_say_language
from migrate.mappers.meta import whole_number
from migrate.mappers.options import Options
from migrate.mappers.redirects import may_redirect
from migrate.mappers.relations import PARENTS_IN_RUN, keep_first, let_media_follow, link_parents
from migrate.mappers.selection import Selection, is_restricted, may_restrict, visibility_of
from migrate.mappers.terms import Terms
from migrate.mappers.trees import circles_on_disk
from migrate.model.records import Visibility
from migrate.model.rules import Rules
from migrate.wxr.dates import parse_datetime
from migrate.wxr.index import KEPT, Index, IndexedItem
from migrate.wxr.items import RawHead, RawItem
from migrate.wxr.outline import Outline, outline_of_bytes, outline_of_item
from migrate.wxr.reader import ItemRange, Reader, Unreadable
from migrate.wxr.zones import OffsetVotes

_BATCH = 512
_PREFIXES = {"entry": "entry", "media": "media", "menu-item": "menu-item", "guest-author": "entry"}
_OLD_SLUG = "_wp_old_slug"
_NEXT_PAGE = (b"<!--nextpage-->", b"&lt;!--nextpage--&gt;")
_IN_NEXT_PAGE = b"!--nextpage--"
_NO_ZONE = frozenset({"draft", "pending", "auto-draft"})

Progress = Callable[[int], None]
"""Told the number of bytes read so far."""


@dataclass(slots=True)
class Survey:
    """What pass 1 found, besides the index."""

    authors: Authors
    terms: Terms
    features: Features
    votes: OffsetVotes = field(default_factory=OffsetVotes)
    unreadable: list[tuple[ItemRange, Unreadable]] = field(default_factory=list)
    dated_links: int = 0
    """How many links of posts hold a date, less those that hold none."""
    rerooted: frozenset[str] = frozenset()
    """Keys of items that are their own ancestors, one of each circle."""


class FirstPass:
    """One run of pass 1."""

    def __init__(self, reader: Reader, index: Index, rules: Rules, options: Options, progress: Progress) -> None:
        self._reader = reader
        self._index = index
        self._rules = rules
        self._options = options
        self._progress = progress
        self._selection = Selection(options, rules)
        self._may_redirect = lru_cache(maxsize=4096)(lambda key: may_redirect(key, rules))
        self._must_be_read = lru_cache(maxsize=4096)(lambda key: _must_be_read(key, rules))
        self.survey = Survey(Authors(options), Terms(index, rules, options), Features(rules))

    def run(self) -> Survey:
        """Fill the index and settle it."""
        rows: list[IndexedItem] = []
        comment_ids: list[tuple[int, int]] = []
        before = [0, *accumulate(part.size for part in self._reader.source.parts)]
        for seq, (where, data) in enumerate(self._reader.ranges()):
            rows.append(self._take(seq, where, data, comment_ids))
            if len(rows) >= _BATCH:
                self._flush(rows, comment_ids)
                self._progress(before[where.part] + where.end)
        self._flush(rows, comment_ids)
        for head in self._reader.heads:
            self._take_head(head)
        self._index.build_indexes()
        self._settle()
        return self.survey

    def _flush(self, rows: list[IndexedItem], comment_ids: list[tuple[int, int]]) -> None:
        self._index.add_items(rows)
        self._index.add_comment_ids(comment_ids)
        rows.clear()
        comment_ids.clear()

    def _settle(self) -> None:
        """All is read: settle names, keys, who follows whom, and what is left out because of others."""
        survey, index, options = self.survey, self._index, self._options
        survey.terms.settle()
        survey.authors.settle()
        for term in survey.terms.authors():
            survey.authors.name_term(term, self._rules)
        give_keys(index, self._reader, self._rules)
        link_parents(index.database)
        let_media_follow(index.database, options.hidden)
        if options.limit is not None:
            keep_first(index.database, options.limit)
        survey.rerooted = self._keys_of(circles_on_disk(index.database, PARENTS_IN_RUN))
        index.author_keys = survey.authors.keys
        index.author_ids = survey.authors.ids
        index.settle()

    def _keys_of(self, numbers: Iterable[int]) -> frozenset[str]:
        find = "SELECT key FROM items WHERE seq = ?"
        return frozenset(self._index.database.execute(find, (seq,)).fetchone()[0] for seq in numbers)

    def _take_head(self, head: RawHead) -> None:
        self.survey.authors.declare(head.authors)
        self.survey.terms.declare(head.terms, by_name=head.wxr_version.startswith("1.0"))
        features = self.survey.features
        features.note("taxonomies", {taxonomy_name(term.taxonomy) for term in head.terms})
        features.note("meta_keys", {row.key for term in head.terms for row in term.meta})

    def _take(self, seq: int, where: ItemRange, data: bytes, comment_ids: list[tuple[int, int]]) -> IndexedItem:
        raw: RawItem | None = None
        outline = outline_of_bytes(data) if where.closed else None
        if outline is None or self.needs_parsing(outline):
            parsed = self._reader.parse(where, data)
            if isinstance(parsed, Unreadable):
                self.survey.unreadable.append((where, parsed))
                return _unreadable_row(seq, where, data)
            raw = parsed
            outline = outline_of_item(raw)
        self.notice(outline, data)
        wp_id = whole_number(outline.id)
        visibility = visibility_of(outline, self._rules)
        if visibility is Visibility.PUBLIC and raw is not None and is_restricted(raw.meta, self._rules):
            visibility = Visibility.RESTRICTED
        if raw is not None and _OLD_SLUG in outline.meta_keys:
            self._index.add_old_slugs([(row.value, seq) for row in raw.meta if row.key == _OLD_SLUG and row.value])
        language, translations = language_of(outline, raw.meta if raw is not None else (), self._rules)
        if language or translations:
            self._index.add_languages([(seq, language, translations)])
            self.survey.features.languages.update({language} - {""})
        if any(map(self._may_redirect, outline.meta_keys)):
            self._index.note_redirecting(seq)
        # One search for what both forms hold takes a third of the time that counting them takes.
        if _IN_NEXT_PAGE in data and (breaks := sum(map(data.count, _NEXT_PAGE))):
            self._index.note_split(seq, breaks + 1)
        kind = self._rules.post_type(outline.type or "post").kind
        if kind == "guest-author" and raw is not None:
            self.survey.authors.add_guest(raw, self._rules, f"entry/{outline.id}")
        self._vote(outline)
        private = _privacy_refusal(kind, outline, visibility, self._options)
        if not private:
            self._note_names(outline)
        detail = self._selection.refusal(outline, wp_id) or private
        comment_ids += [(int(text), seq) for text in outline.comment_ids if text.isdecimal() and len(text) < 19]
        prefix = _PREFIXES[kind]
        return IndexedItem(
            seq=seq,
            part=where.part,
            root=where.root,
            start=where.start,
            end=where.end,
            line=where.line,
            closed=int(where.closed),
            state="skipped" if detail else KEPT,
            key=f"{prefix}/{wp_id}" if wp_id is not None and wp_id > 0 else f"{prefix}/",
            wp_id=wp_id,
            type=outline.type or "post",
            status=outline.status,
            visibility=visibility,
            title=outline.title,
            link=outline.link,
            url=outline.attachment_url,
            parent=whole_number(outline.parent) or 0,
            identity=identity_of(outline),
            comments=len(outline.comment_ids),
            meta=len(outline.meta_keys),
            detail=detail,
            slug=outline.slug,
            date=outline.date,
        )

    def notice(self, outline: Outline, data: bytes) -> None:
        """Called with every readable item, in order."""
        self.survey.features.take(outline, data)

    def needs_parsing(self, outline: Outline) -> bool:
        """Whether more of an item must be known than its outline."""
        if self._rules.post_type(outline.type or "post").kind == "guest-author":
            return True
        return any(map(self._must_be_read, outline.meta_keys))

    def _vote(self, outline: Outline) -> None:
        if outline.status not in _NO_ZONE and outline.date and outline.date_gmt:
            local, utc = parse_datetime(outline.date), parse_datetime(outline.date_gmt)
            if local is not None and utc is not None:
                self.survey.votes.add(local, utc)
        if outline.type == "post" and outline.status == "publish" and len(outline.date) >= 7:
            dated = f"/{outline.date[:4]}/{outline.date[5:7]}/" in outline.link
            self.survey.dated_links += 1 if dated else -1

    def _note_names(self, outline: Outline) -> None:
        """Terms and authors that an item names, each about once."""
        self.survey.authors.name(outline.creator)
        for category in outline.categories:
            if category.nicename or not any(
                other.nicename and other.name == category.name for other in outline.categories
            ):
                self.survey.terms.mention(taxonomy_name(category.domain), category)


def _must_be_read(key: str, rules: Rules) -> bool:
    """Whether pass 1 must know the values of a custom field."""
    return key == _OLD_SLUG or may_restrict((key,), rules) or may_say_language((key,), rules)


def _privacy_refusal(kind: str, outline: Outline, visibility: Visibility, options: Options) -> str:
    if not options.public_only:
        return ""
    if kind == "menu-item":
        return "" if outline.status in ("publish", "") else f"privacy: {outline.status}"
    return "" if options.shows(visibility) else f"privacy: {visibility}"


def _unreadable_row(seq: int, where: ItemRange, data: bytes) -> IndexedItem:
    return IndexedItem(
        seq, where.part, where.root, where.start, where.end, where.line, int(where.closed), "unreadable", "", None,
        "", "", "", "", "", "", 0, "", data.count(b"<wp:comment>"), data.count(b"<wp:meta_key>"), "", "", "",
    )  # fmt: skip


def parsed_items(
    reader: Reader, index: Index, where: str, parameters: tuple[object, ...] = ()
) -> Iterator[tuple[IndexedItem, RawItem | Unreadable]]:
    """Rows of the index with their items, parsed again from the export."""
    for row in index.items(where, parameters):
        yield row, reader.parse(row.range)
