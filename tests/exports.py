"""Small exports as text, and the records, losses and ledger that a whole conversion makes of them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from migrate.mappers.mapping import load_rules
from migrate.mappers.options import Options
from migrate.model.artifact import Group
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Author, Comment, Entry, Media, Menu, MenuItem, Site, Term
from migrate.model.routes import Route
from migrate.model.rules import Rules
from migrate.plan.changes import Destination, GroupPlan, Run
from migrate.plan.convert import Job, convert
from migrate.plan.report import Report
from migrate.wxr.source import open_source

HOME = "https://blog.example"
Pairs = Iterable[tuple[str, str]]


def _element(name: str, value: object) -> str:
    """Empty for None, which stands for an element that is not there."""
    if value is None:
        return ""
    text = str(value).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{text}]]></{name}>"


def _meta(element: str, rows: Pairs) -> str:
    return "".join(
        f"<wp:{element}>{_element('wp:meta_key', key)}{_element('wp:meta_value', value)}</wp:{element}>"
        for key, value in rows
    )


def _category(domain: str | None, nicename: str | None, name: str) -> str:
    attributes = ("", f' domain="{domain}"')[domain is not None] + ("", f' nicename="{nicename}"')[nicename is not None]
    return f"<category{attributes}><![CDATA[{name}]]></category>"


def comment(
    id: object = 1,  # noqa: A002
    *,
    parent: object = 0,
    approved: str = "1",
    type: str = "comment",  # noqa: A002
    content: str = "Well said.",
    author: str = "Ann",
    email: str = "ann@mail.example",
    url: str = "https://ann.example/",
    ip: str = "192.0.2.7",
    date: str | None = "2024-01-03 10:00:00",
    gmt: str | None = "2024-01-03 09:00:00",
    user: object = 0,
    meta: Pairs = (),
) -> str:
    """A `<wp:comment>`."""
    return (
        "<wp:comment>"
        + _element("wp:comment_id", id)
        + _element("wp:comment_author", author)
        + _element("wp:comment_author_email", email)
        + _element("wp:comment_author_url", url)
        + _element("wp:comment_author_IP", ip)
        + _element("wp:comment_date", date)
        + _element("wp:comment_date_gmt", gmt)
        + _element("wp:comment_content", content)
        + _element("wp:comment_approved", approved)
        + _element("wp:comment_type", type)
        + _element("wp:comment_parent", parent)
        + _element("wp:comment_user_id", user)
        + _meta("commentmeta", meta)
        + "</wp:comment>"
    )


def item(
    id: object = 1,  # noqa: A002
    *,
    type: str | None = "post",  # noqa: A002
    status: str | None = "publish",
    title: str | None = "A title",
    slug: str | None = "a-title",
    link: str | None = None,
    guid: str | None = None,
    creator: str | None = "jane",
    content: str = "Body.",
    excerpt: str = "",
    date: str | None = "2024-01-02 10:00:00",
    gmt: str | None = "2024-01-02 09:00:00",
    modified: str | None = None,
    modified_gmt: str | None = None,
    published: str | None = None,
    parent: object = 0,
    order: object = 0,
    password: str = "",
    sticky: int = 0,
    url: str | None = None,
    categories: Iterable[tuple[str | None, str | None, str]] = (),
    meta: Pairs = (),
    comments: Iterable[str] = (),
    extra: str = "",
) -> str:
    """An `<item>` in WordPress's own order. `url` is the address of an attachment's file."""
    return (
        "<item>"
        + _element("title", title)
        + f"<link>{link if link is not None else f'{HOME}/2024/01/{slug}/'}</link>"
        + (f"<pubDate>{published}</pubDate>" if published is not None else "")
        + _element("dc:creator", creator)
        + f'<guid isPermaLink="false">{guid if guid is not None else f"{HOME}/?p={id}"}</guid>'
        + "<description></description>"
        + _element("content:encoded", content)
        + _element("excerpt:encoded", excerpt)
        + (f"<wp:post_id>{id}</wp:post_id>" if id is not None else "")
        + _element("wp:post_date", date)
        + _element("wp:post_date_gmt", gmt)
        + _element("wp:post_modified", modified)
        + _element("wp:post_modified_gmt", modified_gmt)
        + _element("wp:comment_status", "open")
        + _element("wp:ping_status", "closed")
        + _element("wp:post_name", slug)
        + _element("wp:status", status)
        + f"<wp:post_parent>{parent}</wp:post_parent><wp:menu_order>{order}</wp:menu_order>"
        + _element("wp:post_type", type)
        + _element("wp:post_password", password)
        + f"<wp:is_sticky>{sticky}</wp:is_sticky>"
        + _element("wp:attachment_url", url)
        + "".join(_category(*category) for category in categories)
        + _meta("postmeta", meta)
        + "".join(comments)
        + extra
        + "</item>"
    )


def attachment(id: object = 50, *, url: str | None = f"{HOME}/wp-content/uploads/2024/05/boat.jpg", **more: Any) -> str:  # noqa: A002
    """An `<item>` of type `attachment`, as visible as its parent."""
    return item(id, **{"type": "attachment", "status": "inherit", "url": url, **more})


def menu_item(
    id: object,  # noqa: A002
    kind: str = "custom",
    *,
    menu: Sequence[str] = ("main",),
    object: str = "custom",  # noqa: A002
    target: object = "",
    above: object = 0,
    title: str = "",
    url: str = "",
    classes: str = 'a:1:{i:0;s:0:"";}',
    meta: Pairs = (),
    **more: Any,
) -> str:
    """A `nav_menu_item`. `target` is the number of what it leads to, `above` that of the menu item above."""
    rows = [
        ("_menu_item_type", kind),
        ("_menu_item_menu_item_parent", str(above)),
        ("_menu_item_object_id", str(target)),
        ("_menu_item_object", object),
        ("_menu_item_target", ""),
        ("_menu_item_classes", classes),
        ("_menu_item_xfn", ""),
        ("_menu_item_url", url),
        *meta,
    ]
    categories = [("nav_menu", slug, slug.title()) for slug in menu]
    return item(id, **{"type": "nav_menu_item", "title": title, "meta": rows, "categories": categories, **more})


def author(
    login: str | None = "jane",
    *,
    id: object = 1,  # noqa: A002
    email: str = "",
    name: str = "",
    first: str = "",
    last: str = "",
) -> str:
    """A `<wp:author>`."""
    return (
        "<wp:author>"
        + _element("wp:author_id", id)
        + _element("wp:author_login", login)
        + _element("wp:author_email", email)
        + _element("wp:author_display_name", name)
        + _element("wp:author_first_name", first)
        + _element("wp:author_last_name", last)
        + "</wp:author>"
    )


def category(slug: str, name: str = "", *, parent: str = "", id: object = "") -> str:  # noqa: A002
    """A `<wp:category>`."""
    return (
        "<wp:category>"
        + _element("wp:term_id", id)
        + _element("wp:category_nicename", slug)
        + _element("wp:category_parent", parent)
        + _element("wp:cat_name", name or slug.title())
        + "</wp:category>"
    )


def term(
    taxonomy: str,
    slug: str,
    name: str = "",
    *,
    parent: str = "",
    id: object = "",  # noqa: A002
    description: str = "",
    meta: Pairs = (),
) -> str:
    """A `<wp:term>`."""
    return (
        "<wp:term>"
        + _element("wp:term_id", id)
        + _element("wp:term_taxonomy", taxonomy)
        + _element("wp:term_slug", slug)
        + _element("wp:term_parent", parent)
        + _element("wp:term_name", name or slug.title())
        + _element("wp:term_description", description)
        + _meta("termmeta", meta)
        + "</wp:term>"
    )


def export(*pieces: str, version: str = "1.2", home: str = HOME, title: str = "A blog") -> str:
    """An export of authors and terms, then items."""
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0"'
        ' xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:wp="http://wordpress.org/export/1.2/">\n<channel>\n'
        f"<title>{title}</title><link>{home}</link><description>Boats and tea</description>"
        "<pubDate>Wed, 01 May 2024 10:00:00 +0000</pubDate><language>en-GB</language>"
        f"<wp:wxr_version>{version}</wp:wxr_version>"
        f"<wp:base_site_url>{home}</wp:base_site_url><wp:base_blog_url>{home}</wp:base_blog_url>\n"
        + "\n".join(pieces)
        + "\n</channel>\n</rss>\n"
    )


@dataclass
class Converted:
    """What a conversion made."""

    site: Site
    report: Report
    items: dict[str, Entry | Media] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    menus: dict[str, Menu] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)

    def entry(self, key: str = "entry/1") -> Entry:
        found = self.items[key]
        assert isinstance(found, Entry)
        return found

    def media(self, key: str = "media/50") -> Media:
        found = self.items[key]
        assert isinstance(found, Media)
        return found

    def comments(self) -> dict[str, Comment]:
        """Of all items, by key."""
        return {one.key: one for record in self.items.values() for one in record.comments}

    def menu_items(self) -> dict[str, MenuItem]:
        """Of all menus, at any depth, by key."""
        found: dict[str, MenuItem] = {}
        waiting = [one for menu in self.menus.values() for one in menu.items]
        while waiting:
            one = waiting.pop()
            found[one.key] = one
            waiting += one.children
        return found

    def lost(self, kind: LossKind | None = None) -> list[tuple[str, str]]:
        """Source and field of every loss (of a kind), sorted."""
        return sorted((loss.source, loss.field) for loss in self.losses if kind in (None, loss.kind))

    def skipped(self) -> dict[str, int]:
        """Reason → items left out."""
        return dict(self.report.ledger.skipped["items"])

    def text(self) -> str:
        """Everything that came out, as JSON."""
        records = [self.site, *self.items.values(), *self.authors.values(), *self.terms.values()]
        return msgspec.json.encode([*records, *self.menus.values(), *self.losses]).decode()


class _Collecting:
    """A target that keeps the records that it is given, and counts what they carry."""

    name = "collecting"
    reads_bodies = False
    shown = None
    keeps_links = True
    landing = None

    def __init__(self, into: Converted) -> None:
        self._into = into

    def routes(self, entries: object, terms: object) -> Iterator[Route]:
        return iter(())

    def use_routes(self, routes: object) -> None:
        pass

    def entry(self, record: Entry | Media, losses: Sequence[Loss]) -> Group:
        assert record.key not in self._into.items
        self._into.items[record.key] = record
        self._into.losses += losses
        return Group(
            record.key,
            [],
            {
                "items": 1,
                "media": int(isinstance(record, Media)),
                "comments": len(record.comments),
                "meta": len(record.meta) + sum(len(one.meta) for one in record.comments),
            },
        )

    def site(
        self,
        site: Site,
        authors: Iterable[tuple[Author, Sequence[Loss]]],
        terms: Iterable[tuple[Term, Sequence[Loss]]],
        menus: Iterable[tuple[Menu, Sequence[Loss]]],
        *_: object,
    ) -> Iterator[Group]:
        into = self._into
        for author_, losses in authors:
            into.authors[author_.key] = author_
            into.losses += losses
            yield Group(author_.key, [], {"authors": 1, "meta": len(author_.meta)})
        for term_, losses in terms:
            assert term_.key not in into.terms
            into.terms[term_.key] = term_
            into.losses += losses
            yield Group(term_.key, [], {"terms": 1, "meta": len(term_.meta)})
        for menu, losses in menus:
            into.menus[menu.key] = menu
            into.losses += losses
            counted: list[MenuItem] = []
            waiting = list(menu.items)
            while waiting:
                one = waiting.pop()
                waiting += one.children
                counted += [one] if "@" not in one.key else []
            yield Group(menu.key, [], {"items": len(counted), "meta": sum(len(one.meta) for one in counted)})


class Nowhere:
    """A destination that takes everything and keeps nothing."""

    shown = "nowhere"
    bearing = ""

    def begin(self, run: Run, *, write: bool) -> None:
        pass

    def hold(self, groups: Sequence[Group]) -> list[GroupPlan]:
        return [GroupPlan(group.source, []) for group in groups]

    def apply(self, plans: Sequence[GroupPlan]) -> None:
        pass

    def vanished(self) -> Iterator[str]:
        return iter(())

    def planned(self, plan: GroupPlan) -> list[Any]:
        return []

    def former_addresses(self, source: str) -> list[str]:
        return []

    def holds(self, source: str) -> bool:
        return False

    def prune(self) -> Iterator[GroupPlan]:
        return iter(())

    def recorded(self) -> int:
        return 0

    def finish(self, summary: dict[str, Any]) -> bool:
        return True

    def abandon(self) -> None:
        pass


_RULES: list[Rules] = []


def rules() -> Rules:
    """The shipped mappings, loaded once."""
    if not _RULES:
        _RULES.append(load_rules())
    return _RULES[0]


def convert_files(paths: Sequence[Path], options: Options, used: Rules | None = None) -> Converted:
    """Convert exports as the command does, into records. The ledger's sum is checked on the way."""
    made: list[Converted] = []

    def open_destination(site: Site) -> tuple[Destination, Callable[[], Any]]:
        made.append(Converted(site, Report()))
        return Nowhere(), lambda: _Collecting(made[-1])

    def describe(site: Site) -> Run:
        recorded = options.recorded()
        return Run(target="", site=site.key, version="", export="", mapping="", options=recorded, started="")

    with tempfile.TemporaryDirectory() as folder, open_source(paths) as source:
        report = convert(
            Job(
                source=source,
                rules=used or rules(),
                options=options,
                open_destination=open_destination,
                describe=describe,
                quarantine=Path(folder, "quarantine.xml"),
                allow_truncated=True,
                write=True,
                progress=lambda stage, done, total: None,
                jobs=1,
            )
        )
    converted = made[-1]
    converted.report = report
    assert report.ledger.imbalance() == {}
    return converted


def convert_text(*texts: str, rules: Rules | None = None, **options: Any) -> Converted:
    """Convert exports given as text, each a part of its own. `options`: fields of Options."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"part{number}.xml") for number, _ in enumerate(texts)]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        return convert_files(paths, Options(**options), rules)


def convert_items(*items: str, **options: Any) -> Converted:
    """Convert one export of these items (authors and terms come first)."""
    return convert_text(export(*items), **options)
