"""Bodies of entries and comments → documents, with what the rest of the export knows: attachments, patterns, addresses.

An attachment or a pattern is parsed again from the export when a body shows it; those of late are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

import msgspec

from migrate.content.context import FragmentLoss
from migrate.content.read import Addresses as BodyAddresses
from migrate.content.read import Subject, read_body, read_comment
from migrate.mappers.context import Context
from migrate.mappers.links import ABSOLUTE, HOME, Addresses, Found
from migrate.mappers.media import media_file, shown_file
from migrate.mappers.meta import whole_number
from migrate.mappers.placing import with_places
from migrate.model.files import Files
from migrate.model.inlines import Image
from migrate.model.limits import LONG
from migrate.model.lookup import MediaFile, Pattern
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Author, Comment, Entry, Media, Menu, MenuItem, Term
from migrate.model.routes import Routes
from migrate.wxr.index import KEPT, Index
from migrate.wxr.items import RawItem
from migrate.wxr.reader import ItemRange, Reader

Described = TypeVar("Described", Author, Term)
_MEDIA_CLASS = re.compile(r"\bwp-image-(\d{1,18})\b")
_NOT_READABLE = "('duplicate', 'unreadable')"
_SHOWN = "('', 'inherit', 'publish')"
"""Statuses of the attachments that a gallery without numbers shows."""
_LATE = 64
"""Attachments that are remembered as they became records."""
_TABLE_ID = "_tablepress_export_table_id"


class ExportLookup:
    """See BodyLookup: answers from the index and, for what it does not keep, from the export itself."""

    def __init__(self, reader: Reader, index: Index, context: Context) -> None:
        self._reader = reader
        self._index = index
        self._context = context
        self.media = lru_cache(maxsize=2048)(self._media)
        self.pattern = lru_cache(maxsize=64)(self._pattern)
        self._tables: dict[str, int] | None = None
        self._late: dict[str, tuple[int, MediaFile]] = {}
        """Attachments that have become records of late, after their places in the menu order."""

    def note(self, record: Media) -> None:
        """Remember an attachment: entries often show those that stand right before them in the export."""
        if len(self._late) >= _LATE:
            self._late.clear()
        self._late[record.key] = (record.menu_order, shown_file(record))

    def attachments(self, key: str) -> Sequence[MediaFile]:
        """See BodyLookup."""
        owner = next(self._index.items("key = ? AND state = ?", (key, KEPT)), None)
        if owner is None or not owner.wp_id:
            return ()
        rows = self._index.items(
            f"parent = ? AND root = ? AND state NOT IN {_NOT_READABLE} AND status IN {_SHOWN} AND key LIKE 'media/%'",
            (owner.wp_id, owner.root),
        )
        found = [file for row in rows if (file := self._file(row.key, row.range)) is not None]
        return [file for _, file in sorted(found, key=lambda one: (one[0], one[1].wp_id))]

    def table(self, table_id: str, root: int) -> Pattern | None:
        """See BodyLookup."""
        if self._tables is None:
            self._tables = {}
            for row in self._index.items(f"type = 'tablepress_table' AND state NOT IN {_NOT_READABLE}"):
                raw = self._reader.parse(row.range)
                if isinstance(raw, RawItem) and row.wp_id:
                    for meta in raw.meta:
                        if meta.key == _TABLE_ID:
                            self._tables.setdefault(meta.value, row.wp_id)
        number = self._tables.get(table_id)
        return self.pattern(number, root) if number else None

    def _media(self, wp_id: int, root: int) -> MediaFile | None:
        """See BodyLookup."""
        found = self._index.bytes_of(wp_id, root)
        file = self._file(*found) if found is not None and found[0].startswith("media/") else None
        return file[1] if file is not None else None

    def _pattern(self, wp_id: int, root: int) -> Pattern | None:
        """See BodyLookup."""
        found = self._index.bytes_of(wp_id, root)
        raw = self._reader.parse(found[1]) if found is not None else None
        if found is None or not isinstance(raw, RawItem):
            return None
        return Pattern(
            key=found[0],
            type=raw.type or "post",
            status=raw.status,
            protected=bool(raw.password),
            body=raw.content,
            # The first of each.
            meta={meta.key: meta.value for meta in reversed(raw.meta)},
        )

    def _file(self, key: str, place: ItemRange) -> tuple[int, MediaFile] | None:
        """The attachment, after its place in the menu order."""
        if late := self._late.get(key):
            return late
        raw = self._reader.parse(place)
        if not isinstance(raw, RawItem) or self._context.rules.post_type(raw.type or "post").kind != "media":
            return None
        return whole_number(raw.menu_order) or 0, media_file(raw, key, self._context)


class Resolved(NamedTuple):
    """What becomes of an address."""

    url: str
    """To write."""
    target: str
    """Key of what it leads to, or empty."""
    is_lost: bool
    """Whether it leads to nothing that the export holds, on the old site."""


class BodyReader:
    """Adds documents to records.

    `routes` says where entries stand at the destination; None leaves addresses as they were, but for a new home.
    `files`: the same of files; None leaves theirs.
    `embeds_anew`: without what WordPress kept of the answers of providers of embeds.
    `keeps_raw`: whether records keep their bodies as exported.
    """

    def __init__(
        self,
        lookup: ExportLookup,
        addresses: Addresses,
        context: Context,
        routes: Routes | None,
        files: Files | None = None,
        *,
        embeds_anew: bool = False,
        keeps_raw: bool = True,
    ) -> None:
        self.lookup = lookup
        self.rules = context.rules
        self._addresses = addresses
        self._context = context
        self._embeds_anew = embeds_anew
        self._keeps_raw = keeps_raw
        self._route = lru_cache(maxsize=8192)(routes.route) if routes is not None else None
        self._resolved = lru_cache(maxsize=8192)(self._resolve)
        self._file = lru_cache(maxsize=8192)(files.file) if files is not None else None

    def read(self, record: Entry | Media, root: int, losses: list[Loss]) -> Entry | Media:
        """The record with its document, and those of its comments."""
        addresses = self._body_addresses(record.key, record.link, root, losses)
        comments = self._comments(record.comments, addresses, losses) if record.comments else ()
        if isinstance(record, Media):
            self.lookup.note(record)
            return msgspec.structs.replace(record, comments=comments) if comments else record
        subject = self.subject(record, root)
        # Of a long body each copy counts: what is popped nobody else holds.
        bodies = [record.content_raw]
        if not self._keeps_raw and len(record.content_raw) > LONG:
            record = msgspec.structs.replace(record, content_raw="")
        read = read_body(bodies.pop(), subject, self.rules, self.lookup, addresses=addresses)
        losses += [_loss(loss, record.key) for loss in read.losses]
        if self._file is not None:
            page = self._context.stood(record.link)
            record = with_places(record, lambda url: self.file_place(url, page))
        return msgspec.structs.replace(
            record, document=read.document, comments=comments, featured_image=self._featured_image(record, root)
        )

    def read_description(self, record: Described, losses: list[Loss]) -> Described:
        """An author or a term with its description, which WordPress shows as it shows a comment."""
        if not record.description.strip():
            return record
        addresses = self._body_addresses(record.key, "", 0, losses, "description")
        read = read_comment(record.description, addresses=addresses)
        losses += [_loss(loss, record.key) for loss in read.losses]
        return msgspec.structs.replace(record, document=read.document)

    def subject(self, record: Entry, root: int) -> Subject:
        """What the reader of its body is told of an entry."""
        meta: dict[str, str] = {}
        for row in record.meta:
            # What a provider answered years ago is no part of the body: sites embed anew.
            if row.key not in meta and not (self._embeds_anew and row.key.startswith("_oembed_")):
                meta[row.key] = row.value
        return Subject(key=record.key, root=root, meta=meta)

    def _featured_image(self, record: Entry, root: int) -> Image | None:
        number = record.featured_media_wp_id
        file = self.lookup.media(number, root) if number is not None and record.featured_media else None
        if file is None or not file.url:
            return None
        width, height = (str(size) if size else "" for size in (file.width, file.height))
        url = self._placed(file.key) or self._stays(file.url)
        return Image(url=url, alt=file.alt, width=width, height=height, media=file.key)

    def link_of(self, url: str, page: str, root: int = 0) -> str:
        """The address to write for one that stands on `page`; the same where it means nothing of the old site."""
        page = self._context.stood(page)
        if place := self.file_place(url, page):
            return place
        found = self._addresses.find(url, page, root)
        if found is not None and not found.is_file:
            return self._written(found, url)
        return url if found is None and self._file is None else self._kept(url, page)

    def file_place(self, url: str, page: str) -> str:
        """The new address of the file that one on `page` leads to; empty for what is no file, or stays."""
        if self._file is None:
            return ""
        place = self._placed(self._addresses.file_key(url, page))
        return place + url[url.index("#") :] if place and "#" in url else place

    def _kept(self, url: str, page: str) -> str:
        """An address that leads to nothing new. One of a file that could not be had is the old one, whole."""
        is_file = self._file is not None and (_is_upload(url) or self._addresses.file(url) is not None)
        return (self._addresses.full(url, page) if is_file else "") or self._context.moved(url)

    def _stays(self, url: str) -> str:
        """The address of a file that has no new place: at the new home, unless files were to come along."""
        return url if self._file is not None else self._context.moved(url)

    def _placed(self, key: str) -> str:
        place = self._file(key) if self._file is not None and key else None
        return place.url if place is not None else ""

    def read_menu(self, menu: Menu) -> Menu:
        """The menu with targets for the old addresses among its items, and files for pages of nothing but a file."""
        if self._route is None:
            return menu
        return msgspec.structs.replace(menu, items=tuple(map(self._read_menu_item, menu.items)))

    def _read_menu_item(self, item: MenuItem) -> MenuItem:
        target, url = item.target, item.url
        if target is None and url and (found := self._addresses.find(url)) is not None and not found.fragment:
            target = None if found.is_file else found.key
        if place := self.file_place(url, "") or (self._placed(target) if target else ""):
            target, url = None, place
        elif target is not None and target.startswith("media/"):
            known = self._context.lookup.item_by_key(target)
            url = self._stays(known.url) if known is not None and known.url else url
        children = tuple(map(self._read_menu_item, item.children))
        return msgspec.structs.replace(item, target=target, url=url, children=children)

    def _comments(
        self, comments: tuple[Comment, ...], addresses: BodyAddresses, losses: list[Loss]
    ) -> tuple[Comment, ...]:
        written = []
        for comment in comments:
            read = read_comment(comment.content, addresses=addresses)
            if read.losses:
                losses += [_loss(loss, comment.key) for loss in read.losses]
            written.append(msgspec.structs.replace(comment, document=read.document))
        return tuple(written)

    def _body_addresses(
        self, key: str, link: str, root: int, losses: list[Loss], field: str = "content"
    ) -> BodyAddresses:
        page = self._context.stood(link)
        resolved, leads_away, moved = self._resolved, self._addresses.leads_away, self._context.moved
        keeps_files = self._file is None
        last_url = last_target = ""

        def link_of(url: str) -> str:
            nonlocal last_url, last_target
            last_url, last_target = url, ""
            if keeps_files and leads_away(url):
                return moved(url)
            found = resolved(url, "" if url.startswith(ABSOLUTE) else page, root)
            if found.is_lost:
                losses.append(Loss(kind=LossKind.UNRESOLVED_LINK, source=key, field=field, detail=url[:200]))
            last_target = found.target
            return found.url

        def target_of(url: str) -> str:
            # Of a link both are asked, one after the other.
            if url == last_url:
                return last_target
            return resolved(url, "" if url.startswith(ABSOLUTE) else page, root).target

        return BodyAddresses(link_of, target_of, self._image_of(page, root))

    def _resolve(self, url: str, page: str, root: int) -> Resolved:
        found = self._addresses.find(url, page, root)
        target = "" if found is None or found.key == HOME else found.key
        if place := self.file_place(url, page):
            return Resolved(place, target, False)
        if found is not None:
            return Resolved(self._kept(url, page) if found.is_file else self._written(found, url), target, False)
        is_lost = self._route is not None and not _is_upload(url) and self._addresses.is_ours(url, page)
        return Resolved(self._kept(url, page), "", is_lost)

    def _written(self, found: Found, url: str) -> str:
        if self._route is None or found.is_file:
            return self._context.moved(url)
        route = self._route(found.key)
        if route is not None:
            return route.url + found.fragment
        if found.key.startswith("media/") and (known := self._context.lookup.item_by_key(found.key)) is not None:
            # A page that showed nothing but a file: the file.
            return self._placed(found.key) or self._stays(known.url or url)
        return self._context.moved(url)

    def _image_of(self, page: str, root: int) -> Callable[[Image], Image]:
        def image_of(image: Image) -> Image:
            classes = image.attributes.get("class", "")
            named = _MEDIA_CLASS.search(classes) if classes else None
            key, original = self._addresses.file(image.url) or ("", "")
            if not key and named:
                file = self.lookup.media(int(named[1]), root)
                if file is not None and _is_size_of(image.url, file):
                    key, original = file.key, file.url
            place = self._placed(key) or self.file_place(image.url, page)
            if not key and not named:
                return msgspec.structs.replace(image, url=place) if place else image
            attributes = {name: value for name, value in image.attributes.items() if name != "class"}
            if rest := [name for name in classes.split() if not _MEDIA_CLASS.fullmatch(name)]:
                attributes = {"class": " ".join(rest), **attributes}
            smaller = original if original and original != image.url else ""
            return msgspec.structs.replace(
                image,
                url=place or image.url,
                media=key,
                original_url="" if place else smaller or image.original_url,
                attributes=attributes,
            )

        return image_of


def _is_upload(url: str) -> bool:
    return "/wp-content/" in url or "/files/" in url


def _is_size_of(url: str, file: MediaFile) -> bool:
    """Whether an address is that of a smaller copy which the attachment's metadata names."""
    name = url.partition("?")[0].rpartition("/")[2]
    return name == file.url.rpartition("/")[2] or any(size.file == name for size in file.sizes)


def _loss(loss: FragmentLoss, source: str) -> Loss:
    return Loss(kind=LossKind(loss.kind), source=source, field=loss.field, detail=loss.detail)
