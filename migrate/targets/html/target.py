"""Plain HTML: every page is whole, with its comments; a list of all entries, and one for each term and author, grow by
a line an entry."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import relpath

import msgspec

from migrate.model.artifact import Artifact, File, Group, Part
from migrate.model.loss import Loss
from migrate.model.records import Author, Comment, Entry, Media, Term, Visibility
from migrate.targets.html.pages import html_page, link_line, read_page, threads
from migrate.targets.site.comments import comments_data
from migrate.targets.site.fitting import with_relative_links
from migrate.targets.site.front_matter import Value
from migrate.targets.site.generator import Generator
from migrate.targets.site.names import encoded
from migrate.targets.site.pages import offset_time, plain_text
from migrate.targets.site.target import SiteTarget

_CONTENTS = "contents.html"


class HtmlTarget(SiteTarget):
    """Whatever is in the folder is shown: nothing but what was public is in it."""

    name = "html"
    generator = Generator(page=html_page, read=read_page, comments_on_page=True)
    shown: tuple[Visibility, ...] | None = ()

    def entry(self, record: Entry | Media, losses: Sequence[Loss]) -> Group:
        """A page, and a line on every list that it is in."""
        group = super().entry(record, losses)
        if not group.artifacts or not isinstance(record, Entry):
            return group
        page = group.artifacts[0]
        assert isinstance(page, File)
        found = list(group.losses)
        title = plain_text(record.title)
        when = offset_time(record.date)
        before = f"{when:%Y-%m-%d} " if when else ""
        below: list[str] = []
        lines: list[Artifact] = [Part(record.key, _CONTENTS, record.key, _line(_CONTENTS, page.path, title, before))]
        for key in (*record.terms, *record.authors):
            if (route := self._route(key)) is not None:
                below.append(link_line(_led(page.path, route.path), route.name))
                lines.append(Part(record.key, route.path, record.key, _line(route.path, page.path, title, before)))
        if comments := comments_data(tuple(_fitted(one, page.path) for one in record.comments), found):
            below.append(threads(msgspec.json.decode(comments)))
        below.append(f"<footer>{link_line(_led(page.path, _CONTENTS), 'Contents').rstrip()}</footer>\n")
        content = page.content + "".join(below).encode("utf-8", "replace")
        return Group(
            group.source,
            [msgspec.structs.replace(page, content=content), *group.artifacts[1:], *lines],
            group.carried,
            found,
            group.skipped,
        )

    def _page(self, values: dict[str, Value], body: list[str]) -> bytes:
        """Every page says its language: its own, or the site's."""
        own = self._language or self.site_record.language.replace("_", "-")
        return super()._page({**values, "language": values.get("language") or own}, body)

    def _author(self, author: Author, losses: Sequence[Loss]) -> Group:
        return _as_list(super()._author(author, losses))

    def _term(self, term: Term, losses: Sequence[Loss]) -> Group:
        return _as_list(super()._term(term, losses))

    def _lists(self) -> Group:
        """The head of the list of all entries; it is the home too, where no page is."""
        title = plain_text(self.site_record.title)
        page = self._page({"title": title or "Contents", "file": _CONTENTS}, [])
        artifacts: list[Artifact] = [Part("lists", _CONTENTS, "", page)]
        if self._places is not None and not self._places.has_front:
            page = self._page({"title": title, "file": "index.html"}, [link_line(_CONTENTS, "Contents")])
            artifacts.append(File("lists", "index.html", page, once=True))
        return Group("lists", artifacts, {})


def _as_list(group: Group) -> Group:
    """The page of a term as the head of a list."""
    if not group.artifacts:
        return group
    page, *others = group.artifacts
    assert isinstance(page, File)
    return msgspec.structs.replace(group, artifacts=[Part(page.source, page.path, "", page.content), *others])


def _fitted(comment: Comment, path: str) -> Comment:
    """The comment as it stands on the page at a path."""
    if comment.document is None:
        return comment
    return msgspec.structs.replace(comment, document=with_relative_links(comment.document, path))


def _led(here: str, there: str) -> str:
    return encoded(relpath(there, here.rpartition("/")[0] or "."))


def _line(here: str, there: str, title: str, before: str) -> bytes:
    return link_line(_led(here, there), title, before).encode("utf-8", "replace")
