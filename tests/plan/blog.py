"""A small blog with one of everything, and a database that tests convert it into and look at."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from migrate.model.artifact import Group
from migrate.model.loss import Loss, LossKind
from migrate.model.records import (
    Author,
    Comment,
    CommentStatus,
    Enclosure,
    Entry,
    Media,
    MediaSize,
    Menu,
    MenuItem,
    Meta,
    Moment,
    Redirect,
    Seo,
    Site,
    Term,
)
from migrate.plan.changes import Change, Run
from migrate.plan.database import DatabaseDestination
from migrate.plan.database.address import Address
from migrate.targets.database import DatabaseTarget
from migrate.targets.database.columns import JSON
from migrate.targets.database.tables import METADATA

SITE = Site(
    key="blog.example.org",
    title="Käse & Kuchen 🧀",
    home_url="https://blog.example.org",
    exported=datetime(2024, 5, 1, 10, tzinfo=UTC),
    languages=("de", "en"),
)
EMOJI = "👩‍👩‍👧 naïve 𝒳 'quoted' \"twice\" back\\slash %s :name ?"


def moment(year: int) -> Moment:
    return Moment(utc=datetime(year, 3, 9, 23, 30, 1, tzinfo=UTC), local=datetime(year, 3, 10, 0, 30, 1))


@dataclass
class Blog:
    """What an export says; change a part and convert it again."""

    site: Site = SITE
    authors: list[Author] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    menus: list[Menu] = field(default_factory=list)
    items: list[Entry | Media] = field(default_factory=list)
    losses: dict[str, list[Loss]] = field(default_factory=dict)

    def groups(self, target: DatabaseTarget) -> Iterator[Group]:
        yield from target.site(
            self.site,
            [(author, []) for author in self.authors],
            [(term, []) for term in self.terms],
            [(menu, []) for menu in self.menus],
        )
        for item in self.items:
            yield target.entry(item, self.losses.get(item.key, ()))

    def item(self, key: str) -> Any:
        return next(item for item in self.items if item.key == key)

    def changed(self, key: str, change: Callable[[Any], Any]) -> Blog:
        """A copy in which one item is what `change` makes of it; None leaves it out."""
        items = [change(item) if item.key == key else item for item in self.items]
        return replace(self, items=[item for item in items if item is not None])


def make_blog() -> Blog:
    """References look back and ahead; ids repeat across kinds; texts hold what drivers escape."""
    comments = (
        Comment(
            key="comment/1",
            wp_id=1,
            author_name="Zoë",
            date=moment(2009),
            content=EMOJI,
            meta=(Meta(key="rating", value="5"), Meta(key="rating", value="5")),
            rating=5,
        ),
        Comment(key="comment/2", wp_id=2, parent="comment/1", depth=1, author="author/zoë", content="Re: \n\r\t"),
        Comment(key="comment/3~0123456789", wp_id=3, kind="pingback", status=CommentStatus.SPAM, public=False),
    )
    post = Entry(
        key="entry/1",
        wp_id=1,
        title=EMOJI,
        slug="käse-🧀",
        date=moment(2009),
        modified=moment(1),
        authors=("author/zoë", "author/guest"),
        parent="entry/2",
        parent_wp_id=2,
        terms=("term/category/news", "term/post_tag/news"),
        content_raw=EMOJI * 3000,
        sticky=True,
        featured_media="media/1",
        seo=Seo(title="T", noindex=True, primary_terms=("term/category/news",)),
        enclosures=(Enclosure(url="https://blog.example.org/a.mp3", length=2**40),),
        meta=(
            Meta(key="_big", value="x" * 70_000),
            Meta(key="_php", value="N;", format="php", decoded=None),
            Meta(key="_json", value="{}", format="json", decoded={"z": [1.5, 2**63, None], "a": '🧀\\"'}),
        ),
        comments=comments,
        redirects=(
            Redirect(key="redirect/entry/1//old", source_url="/old", target="entry/1", reason="old-slug"),
            Redirect(key="redirect/entry/1//" + "o" * 300, source_url="/" + "o" * 3000, target_url="https://x.org"),
        ),
    )
    page = Entry(key="entry/2", wp_id=2, type="page", date=moment(9999), menu_order=-3)
    draft = Entry(key="entry/no-id-a1b2", status="draft", date=Moment(guessed=True))
    picture = Media(
        key="media/1",
        wp_id=1,
        parent="entry/1",
        file="2009/03/käse.jpg",
        width=640,
        sizes=(MediaSize(name="thumbnail", file="käse-150x150.jpg", width=150, height=150),),
        image_meta={"aperture": "2.8", "keywords": []},
        comments=(Comment(key="comment/9", wp_id=9, content="on a picture"),),
        terms=("term/category/news",),
        authors=("author/zoë",),
    )
    menu = Menu(
        key="menu/main",
        slug="main",
        name="Main",
        wp_id=4,
        items=(
            MenuItem(
                key="menu-item/1",
                target="term/category/news",
                classes=("a", "b"),
                meta=(Meta(key="_menu_item_xfn", value="me"),),
                children=(MenuItem(key="menu-item/2", parent="menu-item/1", target="entry/1"),),
            ),
            MenuItem(key="menu-item/3", target="media/1"),
        ),
    )
    return Blog(
        authors=[
            Author(key="author/zoë", login="zoë", wp_id=1),
            Author(key="author/guest", login="g", guest=True),
        ],
        terms=[
            Term(
                key="term/category/news",
                taxonomy="category",
                slug="news",
                name="N",
                parent="term/category/all",
            ),
            Term(
                key="term/category/all",
                taxonomy="category",
                slug="all",
                name="All",
                meta=(Meta(key="c", value="1"),),
            ),
            Term(key="term/post_tag/news", taxonomy="post_tag", slug="news", name="News "),
        ],
        menus=[
            menu,
            Menu(key="menu/", slug="", name="", items=(MenuItem(key="menu-item/4", label="loose"),)),
        ],
        items=[post, page, draft, picture],
        losses={"entry/1": [Loss(kind=LossKind.UNREADABLE_DATE, source="comment/2", field="date", detail="0000")]},
    )


@dataclass
class Result:
    """What one conversion did."""

    changes: list[Change]
    vanished: list[str]
    wrote: bool

    @property
    def counts(self) -> dict[str, int]:
        return {str(action): count for action, count in Counter(change.action for change in self.changes).items()}

    def of(self, action: str) -> list[tuple[str, str]]:
        """Names and reasons of the changes with this action."""
        return [(change.name, change.reason) for change in self.changes if change.action == action]


@dataclass
class Database:
    """A database to test with: `kind` is sqlite, postgresql or mysql."""

    kind: str
    url: str

    @property
    def engine(self) -> Engine:
        return create_engine(Address(self.url).url, poolclass=NullPool)

    def execute(self, statement: str) -> None:
        """Run a statement as somebody else would; names stand in double quotes."""
        with self.engine.begin() as connection:
            connection.execute(text(statement.replace('"', "`") if self.kind == "mysql" else statement))

    def tables(self) -> set[str]:
        return set(inspect(self.engine).get_table_names())

    def rows(self, name: str) -> list[dict[str, Any]]:
        """All rows of a table by primary key, read by SQLAlchemy; JSON decoded."""
        table = METADATA.tables[name]
        with self.engine.connect() as connection:
            rows = [dict(row._mapping) for row in connection.execute(table.select())]
        for row in rows:
            for column in JSON & row.keys():
                if self.kind == "sqlite" and row[column] is not None:
                    row[column] = json.loads(row[column])
        return sorted(rows, key=lambda row: [str(row[column.name]) for column in table.primary_key])

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        return {name: self.rows(name) for name in METADATA.tables}

    def convert(
        self,
        blog: Blog,
        *,
        write: bool = True,
        complete: bool = True,
        batch: int = 3,
        after: int | None = None,
    ) -> Result:
        """Convert a blog. With `after`, only so many batches are applied, and it is left unfinished."""
        destination = DatabaseDestination(self.url, blog.site.key)
        try:
            destination.begin(make_run(blog.site.key, complete=complete), write=write)
            target = DatabaseTarget(blog.site, number=destination.number, capabilities=destination.capabilities)
            groups = list(blog.groups(target))
            changes: list[Change] = []
            for start in range(0, len(groups), batch):
                plans = destination.hold(groups[start : start + batch])
                changes += [change for plan in plans for change in plan.changes]
                if write:
                    destination.apply(plans)
                if after is not None and start >= after * batch:
                    raise KeyboardInterrupt
            vanished = list(destination.vanished())
            return Result(changes, vanished, destination.finish({"items": len(blog.items)}))
        finally:
            destination.abandon()


def make_run(site: str, *, complete: bool = True) -> Run:
    return Run(
        target="database",
        site=site,
        version="0.1",
        export="e1",
        mapping="m1",
        options={"public_only": False},
        started="2026-11-22T10:00:00+00:00",
        complete=complete,
    )
