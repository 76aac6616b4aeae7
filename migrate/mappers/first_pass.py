"""Pass 1: goes once through the export, gives every item a key, decides what takes part, and fills the index.

After it, everything that one item may want to know of another is in the index: keys, titles, terms, authors, the time
zone. An item is parsed here only where its bytes are not in WordPress's usual order, or where the mapping needs more
of it than its outline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


from migrate.mappers.authors import Authors
from migrate.mappers.entries import taxonomy_name
from migrate.mappers.identity import give_keys
from migrate.mappers.meta import read_meta, whole_number
from migrate.mappers.options import Options
from migrate.mappers.selection import Selection, visibility_of
from migrate.mappers.terms import Terms
from migrate.model.records import Visibility
from migrate.model.rules import Rules
from migrate.wxr.dates import parse_datetime
from migrate.wxr.index import KEPT, Index, IndexedItem
from migrate.wxr.items import RawItem
from migrate.wxr.outline import Outline, outline_of_bytes, outline_of_item
from migrate.wxr.reader import ItemRange, Reader, Unreadable
from migrate.wxr.zones import OffsetVotes

_BATCH = 512
_PREFIXES = {"entry": "entry", "media": "media", "menu-item": "menu-item", "guest-author": "entry"}
_NO_ZONE = frozenset({"draft", "pending", "auto-draft"})
_BLOCK_NAMESPACE = re.compile(rb"<!-- wp:([a-z][a-z0-9_-]*)/")
_SHORTCODE = re.compile(rb"\[([A-Za-z][\w-]*)(?=[\s\]/=])")
_REMEMBERED = 20_000

Progress = Callable[[int], None]
"""Told the number of bytes read so far."""


@dataclass(slots=True)
class Survey:
    """What pass 1 found, besides the index."""

    authors: Authors
    terms: Terms
    votes: OffsetVotes = field(default_factory=OffsetVotes)
    plugins: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    unreadable: list[tuple[ItemRange, Unreadable]] = field(default_factory=list)
    dated_links: int = 0
    """How many links of posts hold a date, less those that hold none."""


class FirstPass:
    """One run of pass 1."""

    def __init__(
        self, reader: Reader, index: Index, rules: Rules, options: Options, progress: Progress
    ) -> None:
        self._reader = reader
        self._index = index
        self._rules = rules
        self._options = options
        self._progress = progress
        self._selection = Selection(options)
        self._seen: set[tuple[str, str]] = set()
        self.survey = Survey(Authors(options), Terms(index, rules))

    def run(self) -> Survey:
        """Fill the index and settle it."""
        rows: list[IndexedItem] = []
        comment_ids: list[tuple[int, int]] = []
        for seq, (where, data) in enumerate(self._reader.ranges()):
            rows.append(self._take(seq, where, data, comment_ids))
            if len(rows) >= _BATCH:
                self._flush(rows, comment_ids)
                self._progress(where.end)
        self._flush(rows, comment_ids)
        survey = self.survey
        for head in self._reader.heads:
            survey.authors.declare(head.authors)
            survey.terms.declare(head.terms)
        self._index.build_indexes()
        survey.terms.resolve_bare()
        self._name_authors()
        give_keys(self._index, self._reader)
        self._let_media_follow()
        self._index.author_keys = survey.authors.keys
        self._index.author_ids = survey.authors.ids
        self._index.settle()
        return survey

    def _flush(self, rows: list[IndexedItem], comment_ids: list[tuple[int, int]]) -> None:
        self._index.add_items(rows)
        self._index.add_comment_ids(comment_ids)
        rows.clear()
        comment_ids.clear()

    def _take(self, seq: int, where: ItemRange, data: bytes, comment_ids: list[tuple[int, int]]) -> IndexedItem:
        raw: RawItem | None = None
        outline = outline_of_bytes(data) if where.closed else None
        if outline is None or self._needs_parsing(outline):
            parsed = self._reader.parse(where, data)
            if isinstance(parsed, Unreadable):
                self.survey.unreadable.append((where, parsed))
                return _unreadable_row(seq, where, data)
            raw = parsed
            outline = outline_of_item(raw)
        self._note_features(outline, data)
        wp_id = whole_number(outline.id)
        visibility = visibility_of(outline, self._rules)
        if visibility is Visibility.PUBLIC and raw is not None and self._is_restricted(raw):
            visibility = Visibility.RESTRICTED
        kind = self._rules.post_type(outline.type or "post").kind
        if kind == "guest-author" and raw is not None:
            self.survey.authors.add_guest(raw, self._rules, f"entry/{outline.id}")
        self._vote(outline)
        detail = self._selection.refusal(outline, wp_id)
        if not detail and self._options.public_only:
            detail = self._privacy_refusal(kind, outline, visibility)
        comment_ids += [
            (number, seq) for text in outline.comment_ids if (number := whole_number(text)) is not None
        ]
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
            identity="|".join((outline.type, outline.guid or outline.link, outline.slug, outline.title, outline.date)),
            comments=len(outline.comment_ids),
            meta=len(outline.meta_keys),
            detail=detail,
        )

    def _needs_parsing(self, outline: Outline) -> bool:
        if self._rules.post_type(outline.type).kind == "guest-author":
            return True
        table = self._rules.meta["entry"]
        return any((rule := table.get(key)) is not None and rule.restricts for key in outline.meta_keys)

    def _is_restricted(self, raw: RawItem) -> bool:
        rows = [row for row in raw.meta if (rule := self._rules.meta["entry"].get(row.key)) and rule.restricts]
        if not rows:
            return False
        meta = read_meta(rows, "", [])
        table = self._rules.meta["entry"]
        return any((rule := table.get(row.key)) is not None and rule.restricts_by(row.value) for row in meta)

    def _privacy_refusal(self, kind: str, outline: Outline, visibility: Visibility) -> str:
        if kind == "menu-item":
            return "" if outline.status in ("publish", "") else f"privacy: {outline.status}"
        if kind == "media" and outline.status == "inherit":
            return ""
        return "" if visibility is Visibility.PUBLIC else f"privacy: {visibility}"

    def _vote(self, outline: Outline) -> None:
        if outline.status not in _NO_ZONE and outline.date and outline.date_gmt:
            local, utc = parse_datetime(outline.date), parse_datetime(outline.date_gmt)
            if local is not None and utc is not None:
                self.survey.votes.add(local, utc)
        if outline.type == "post" and outline.status == "publish" and len(outline.date) >= 7:
            dated = f"/{outline.date[:4]}/{outline.date[5:7]}/" in outline.link
            self.survey.dated_links += 1 if dated else -1

    def _note_features(self, outline: Outline, data: bytes) -> None:
        """Terms, authors, and whatever shows a plugin; each name is looked up about once."""
        survey = self.survey
        survey.authors.name(outline.creator)
        for category in outline.categories:
            taxonomy = taxonomy_name(category.domain)
            if category.nicename or not any(
                other.nicename and other.name == category.name for other in outline.categories
            ):
                survey.terms.mention(taxonomy, category)
            kind = self._rules.taxonomy(taxonomy).kind
            if kind == "language" and category.nicename:
                survey.languages.add(category.nicename)
            self._note("taxonomies", taxonomy)
        self._note("post_types", outline.type)
        for key in outline.meta_keys:
            self._note("meta_keys", key)
        for namespace in set(_BLOCK_NAMESPACE.findall(data)):
            self._note("block_namespaces", namespace.decode())
        for shortcode in set(_SHORTCODE.findall(data)):
            self._note("shortcodes", shortcode.decode("ascii", "replace"))

    def _note(self, feature: str, name: str) -> None:
        if (feature, name) in self._seen:
            return
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()
        self._seen.add((feature, name))
        self.survey.plugins.update(self._rules.plugins_shown_by(feature, name))

    def _name_authors(self) -> None:
        """Terms of author taxonomies name authors too, once guests and users are known."""
        kinds = [name for name, rule in self._rules.taxonomies.items() if rule.kind == "author"]
        for taxonomy in kinds:
            cursor = self._index.database.execute(
                "SELECT slug, name FROM terms WHERE taxonomy = ? ORDER BY key", (taxonomy,)
            )
            for slug, name in cursor.fetchall():
                self.survey.authors.name_term(slug, name)

    def _let_media_follow(self) -> None:
        """An attachment whose status is `inherit` is as visible as what it was uploaded to."""
        database = self._index.database
        database.execute(
            "UPDATE items SET visibility = (SELECT p.visibility FROM items p WHERE p.wp_id = items.parent LIMIT 1)"
            " WHERE status = 'inherit' AND parent > 0 AND key LIKE 'media/%' AND EXISTS"
            " (SELECT 1 FROM items p WHERE p.wp_id = items.parent AND p.visibility NOT IN ('public', 'internal'))"
        )
        if self._options.public_only:
            database.execute(
                "UPDATE items SET state = 'skipped', detail = 'privacy: ' || visibility"
                " WHERE state = ? AND key LIKE 'media/%' AND visibility != 'public'",
                (KEPT,),
            )


def _unreadable_row(seq: int, where: ItemRange, data: bytes) -> IndexedItem:
    return IndexedItem(
        seq, where.part, where.root, where.start, where.end, where.line, int(where.closed), "unreadable", "", None,
        "", "", "", "", "", "", 0, "", data.count(b"<wp:comment>"), data.count(b"<wp:meta_key>"), "",
    )  # fmt: skip


def parsed_items(reader: Reader, index: Index, where: str, parameters: tuple[object, ...] = ()) -> Iterator[tuple[IndexedItem, RawItem | Unreadable]]:
    """Rows of the index with their items, parsed again from the export."""
    for row in index.items(where, parameters):
        yield row, reader.parse(row.range)


