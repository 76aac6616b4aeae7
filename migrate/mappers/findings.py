"""What items say to pass 1: from their own bytes alone, so that any process may look at any of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from migrate.mappers.features import Features
from migrate.mappers.identity import identity_of
from migrate.mappers.languages import language_of, may_say_language
from migrate.mappers.meta import whole_number
from migrate.mappers.options import Options
from migrate.mappers.redirects import may_redirect
from migrate.mappers.selection import Selection, is_restricted, may_restrict, visibility_of
from migrate.model.records import Visibility
from migrate.model.rules import Rules
from migrate.wxr.dates import parse_datetime
from migrate.wxr.index import KEPT, IndexedItem
from migrate.wxr.items import RawCategory, RawItem
from migrate.wxr.outline import Outline, outline_of_bytes, outline_of_item
from migrate.wxr.reader import ItemRange, OpenedElsewhere, Reader, Unreadable
from migrate.wxr.roots import Root
from migrate.wxr.source import Part
from migrate.wxr.zones import OffsetVotes

_PREFIXES = {"entry": "entry", "media": "media", "menu-item": "menu-item", "guest-author": "entry"}
_OLD_SLUG = "_wp_old_slug"
_NEXT_PAGE = (b"<!--nextpage-->", b"&lt;!--nextpage--&gt;")
_IN_NEXT_PAGE = b"!--nextpage--"
_NO_ZONE = frozenset({"draft", "pending", "auto-draft"})

Parse = Callable[[ItemRange, bytes], RawItem | Unreadable]


@dataclass(slots=True)
class Findings:
    """What items that follow each other say. Numbers of items are their `seq`."""

    rows: list[IndexedItem] = field(default_factory=list)
    comment_ids: list[tuple[int, int]] = field(default_factory=list)
    """Number of a comment, and of its item."""
    old_slugs: list[tuple[str, int]] = field(default_factory=list)
    languages: list[tuple[int, str, str]] = field(default_factory=list)
    """Item, code of its language, what names the group of its translations."""
    redirecting: list[int] = field(default_factory=list)
    """Items that tell of former addresses."""
    split: list[tuple[int, int]] = field(default_factory=list)
    """Item that was shown on several pages, and how many."""
    creators: dict[str, None] = field(default_factory=dict)
    """In the order of the items, each once; so are categories."""
    categories: dict[RawCategory, None] = field(default_factory=dict)
    guests: list[tuple[RawItem, str]] = field(default_factory=list)
    """Items that are guest authors, and the keys of these as entries."""
    plugins: set[str] = field(default_factory=set)
    votes: OffsetVotes = field(default_factory=OffsetVotes)
    unreadable: list[tuple[ItemRange, Unreadable]] = field(default_factory=list)
    dated_links: int = 0
    """How many links of posts hold a date, less those that hold none."""

    def add_unreadable(self, seq: int, where: ItemRange, piece: Unreadable) -> None:
        """An item that cannot be read."""
        self.unreadable.append((where, piece))
        comments, meta = piece.data.count(b"<wp:comment>"), piece.data.count(b"<wp:meta_key>")
        self.rows.append(
            IndexedItem(seq, *where, "unreadable", "", None, "", "", "", "", "", "", 0, "", comments, meta, "", "", "")
        )


class Finder:
    """Looks at items in the order of the export, with or without holes."""

    def __init__(self, parse: Parse, rules: Rules, options: Options) -> None:
        self._parse = parse
        self._rules = rules
        self._options = options
        self._selection = Selection(options, rules)
        self._features = Features(rules)
        self._may_redirect = lru_cache(maxsize=4096)(lambda key: may_redirect(key, rules))
        self._must_be_read = lru_cache(maxsize=4096)(lambda key: _must_be_read(key, rules))
        self._findings = Findings()

    def __len__(self) -> int:
        """Number of items since `findings` was called last."""
        return len(self._findings.rows)

    def findings(self) -> Findings:
        """What the items said since it was called last."""
        findings, self._findings = self._findings, Findings()
        findings.plugins |= self._features.plugins
        return findings

    def take(self, seq: int, where: ItemRange, data: bytes) -> None:
        """One item. It is parsed only where its bytes are not in WordPress's usual order, or where the mapping needs
        more of it than its outline."""
        found, rules = self._findings, self._rules
        raw: RawItem | None = None
        outline = outline_of_bytes(data) if where.closed else None
        if outline is None or self.needs_parsing(outline):
            parsed = self._parse(where, data)
            if isinstance(parsed, Unreadable):
                found.add_unreadable(seq, where, parsed)
                return
            raw = parsed
            outline = outline_of_item(raw)
        self.notice(outline, data)
        wp_id = whole_number(outline.id)
        visibility = visibility_of(outline, rules)
        if visibility is Visibility.PUBLIC and raw is not None and is_restricted(raw.meta, rules):
            visibility = Visibility.RESTRICTED
        if raw is not None and _OLD_SLUG in outline.meta_keys:
            found.old_slugs += [(row.value, seq) for row in raw.meta if row.key == _OLD_SLUG and row.value]
        language, translations = language_of(outline, raw.meta if raw is not None else (), rules)
        if language or translations:
            found.languages.append((seq, language, translations))
        if any(map(self._may_redirect, outline.meta_keys)):
            found.redirecting.append(seq)
        # One search for what both forms hold takes a third of the time that counting them takes.
        if _IN_NEXT_PAGE in data and (breaks := sum(map(data.count, _NEXT_PAGE))):
            found.split.append((seq, breaks + 1))
        kind = rules.post_type(outline.type or "post").kind
        if kind == "guest-author" and raw is not None:
            found.guests.append((raw, f"entry/{outline.id}"))
        self._vote(outline)
        private = _privacy_refusal(kind, outline, visibility, self._options)
        if not private:
            self._note_names(outline)
        detail = self._selection.refusal(outline, wp_id) or private
        found.comment_ids += [(int(text), seq) for text in outline.comment_ids if text.isdecimal() and len(text) < 19]
        prefix = _PREFIXES[kind]
        found.rows.append(
            IndexedItem(
                seq,
                *where,
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
        )

    def notice(self, outline: Outline, data: bytes) -> None:
        """Called with every readable item, in order."""
        self._features.take(outline, data)

    def needs_parsing(self, outline: Outline) -> bool:
        """Whether more of an item must be known than its outline."""
        if self._rules.post_type(outline.type or "post").kind == "guest-author":
            return True
        return any(map(self._must_be_read, outline.meta_keys))

    def _vote(self, outline: Outline) -> None:
        if outline.status not in _NO_ZONE and outline.date and outline.date_gmt:
            local, utc = parse_datetime(outline.date), parse_datetime(outline.date_gmt)
            if local is not None and utc is not None:
                self._findings.votes.add(local, utc)
        if outline.type == "post" and outline.status == "publish" and len(outline.date) >= 7:
            dated = f"/{outline.date[:4]}/{outline.date[5:7]}/" in outline.link
            self._findings.dated_links += 1 if dated else -1

    def _note_names(self, outline: Outline) -> None:
        """Terms and authors that an item names."""
        found = self._findings
        if outline.creator:
            found.creators[outline.creator] = None
        for category in outline.categories:
            if category.nicename or not any(
                other.nicename and other.name == category.name for other in outline.categories
            ):
                found.categories[category] = None


class Stretch(NamedTuple):
    """Items of one root that follow each other, the first being number `first`."""

    first: int
    ranges: tuple[ItemRange, ...]
    root: Root


class FinderSetup(NamedTuple):
    """All that another process needs to look at items; it opens the export by itself."""

    parts: tuple[Part, ...]
    rules: Rules
    options: Options

    def open(self) -> Callable[[Stretch], list[Findings]]:
        """Ready to begin: what gives the findings of a stretch, in a list of one."""
        reader = Reader(OpenedElsewhere(self.parts))
        # The only root that it is told of at a time is its first.
        finder = Finder(lambda where, data: reader.parse(where._replace(root=0), data), self.rules, self.options)

        def look(stretch: Stretch) -> list[Findings]:
            reader.roots = [stretch.root]
            for seq, where in enumerate(stretch.ranges, stretch.first):
                finder.take(seq, where, reader.read(where))
            return [finder.findings()]

        return look


def _must_be_read(key: str, rules: Rules) -> bool:
    """Whether pass 1 must know the values of a custom field."""
    return key == _OLD_SLUG or may_restrict((key,), rules) or may_say_language((key,), rules)


def _privacy_refusal(kind: str, outline: Outline, visibility: Visibility, options: Options) -> str:
    if not options.public_only:
        return ""
    if kind == "menu-item":
        return "" if outline.status in ("publish", "") else f"privacy: {outline.status}"
    return "" if options.shows(visibility) else f"privacy: {visibility}"
