"""A static site: entries as files, terms and authors as pages, comments and menus as data, and what a site needs to be
built at once. What differs between generators is in their mapping (`mappings/targets`) and their `Generator`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from posixpath import relpath
from typing import ClassVar
from urllib.parse import urlsplit

import msgspec

from migrate.model.artifact import Artifact, Copied, File, Group
from migrate.model.document import Document
from migrate.model.files import FileLayout
from migrate.model.loss import Loss
from migrate.model.records import Author, Entry, Media, Menu, Site, Term, Visibility
from migrate.model.routes import Landing, Routable, RoutableTerm, Route, Routes
from migrate.targets.bodies import dropped
from migrate.targets.menus import carried_by_menu
from migrate.targets.options import USUAL, TargetOptions
from migrate.targets.site.comments import comments_data
from migrate.targets.site.counted import INTERNAL_FIELD, NO_PAGE, NO_PLACE, group, left_out
from migrate.targets.site.fitting import with_html, with_relative_files, with_relative_links
from migrate.targets.site.front_matter import Value
from migrate.targets.site.generator import Generator, Scaffolding, encode_texts, is_long
from migrate.targets.site.languages import languages_of, main_language, menu_language
from migrate.targets.site.mapping import load_site_mapping
from migrate.targets.site.menus import DEAD_END, menus_data, without_dead_ends
from migrate.targets.site.names import encoded, file_name
from migrate.targets.site.pages import (
    CUSTOM_FIELDS,
    Page,
    author_front_matter,
    front_matter,
    is_custom_field,
    is_hidden,
    list_front_matter,
    plain_text,
    term_front_matter,
)
from migrate.targets.site.places import Places
from migrate.targets.site.redirects import Aliases, SiteRedirects, landing_of
from migrate.targets.site.refused import refusal
from migrate.targets.site.scaffold import existing_warnings, wanted_files
from migrate.writers import write_html, write_texts

HOME_LIST = "list/"
"""Key of the list that is the home."""


class SiteTarget:
    """Makes the files of one site. Pure: what is shipped with them is read once."""

    name: str
    generator: ClassVar[Generator] = Generator()
    reads_bodies = True
    takes_files = True
    shown: tuple[Visibility, ...] | None = (Visibility.DRAFT, Visibility.SCHEDULED)

    def __init__(self, site: Site, options: TargetOptions = USUAL) -> None:
        self.site_record = site
        self.mapping = load_site_mapping(self.name)
        # What settings for all targets say is not always what this generator reads.
        forms = self.mapping.forms
        form = options.front_matter if options.front_matter in forms or not forms else forms[0]
        self.options = msgspec.structs.replace(options, front_matter=form)
        self.keeps_links = options.links == "keep"
        self.base = _path_of(site.home_url)
        self.new_base = _path_of(options.home) if options.home else self.base
        self._redirects = SiteRedirects(self.mapping, options, self.new_base, site)
        self._has_fields = CUSTOM_FIELDS in self.mapping.front_matter
        self._markdown = self.generator.dialect(self.mapping, options)
        self._routes: Routes | None = None
        self._lists_of: dict[str, list[str]] = {}
        """Key of a list → post types of the entries in it; none for a list of terms."""
        self._taxonomies: list[str] = []
        self._places: Places | None = None
        self._language = main_language(site) if len(site.languages) > 1 else ""
        others = (code for code in site.languages if code != self._language)
        self._languages: list[str] = [self._language, *others] if self._language else []

    @property
    def landing(self) -> Landing | None:
        """Where former addresses may lead; None where nobody wants them led anywhere."""
        forms = self.options.redirects
        return landing_of(self.mapping, self.new_base, self._route, forms) if forms else None

    def __reduce__(self) -> tuple[Callable[..., SiteTarget], tuple[str, Site, TargetOptions]]:
        return make_site_target, (self.name, self.site_record, self.options)

    @classmethod
    def warnings(cls, read: Callable[[str], str | None]) -> list[str]:
        """What to say of a site that is there already, before anything is written. `read`: the text of its file."""
        mapping = load_site_mapping(cls.name)
        return [*cls.generator.warnings(read), *existing_warnings(mapping, read)]

    @classmethod
    def refusal(cls, option: str, value: object) -> str:
        """Why an option means nothing here; empty where it does mean something. `option`: a field of the options."""
        return refusal(load_site_mapping(cls.name), option, value)

    @classmethod
    def media_warnings(cls, read: Callable[[str], str | None]) -> list[str]:
        """The same, where files of the old site come along."""
        mapping = load_site_mapping(cls.name)
        return existing_warnings(mapping, read, mapping.media.existing)

    def file_layout(self) -> FileLayout:
        """Old addresses of files stay, but for those in bundles."""
        mapping, media = self.mapping, self.mapping.media
        by_path = mapping.links == "files"
        return FileLayout(
            folder=media.folder,
            base=self.new_base,
            bundles=media.bundles and self.options.files == "bundle" and not self.keeps_links,
            hidden=media.hidden,
            apart=media.folder not in ("", mapping.content),
            by_path=by_path,
            # What is hidden by its place moves, and what lies beside it would stay behind.
            hides=not by_path and not mapping.files.hidden and "draft" in mapping.front_matter,
        )

    def routes(self, entries: Iterable[Routable], terms: Iterable[RoutableTerm]) -> Iterator[Route]:
        """Where entries, then terms and authors, will stand."""
        home = self.site_record.home_url
        places = Places(
            self.mapping,
            self.base,
            bundles=self.options.files == "bundle",
            home=home,
            new_base=self.new_base,
            languages=self._languages,
        )
        places.reserve(*self.mapping.generated)
        self._places = places
        yield from places.entries(entries)
        yield from places.terms(terms)
        for route in places.lists():
            kind, _, folder = route.key.partition("/")
            self._lists_of[route.key] = ["post"] if kind == "home" else places.types(folder)
            yield route
        self._taxonomies = places.taxonomies

    def use_routes(self, routes: Routes) -> None:
        """What `routes` gave."""
        self._routes = routes

    def entry(self, record: Entry | Media, losses: Sequence[Loss]) -> Group:
        """The file of an entry, and the data file of its comments. An attachment has no page of its own."""
        if isinstance(record, Media):
            return self._media(record, losses)
        route = self._route(record.key)
        if route is None:
            return left_out(record, losses, self._aliases(record.key, None).pages)
        mapping, found = self.mapping, list(losses)
        aliases = self._aliases(record.key, route, "aliases" in mapping.front_matter)
        path = self._path(record, route)
        if mapping.links == "files":
            record = with_relative_files(record, path)
        comments = comments_data(record.comments, found) if mapping.comments else b""
        name = file_name(record.key.partition("/")[2], "0") if comments else ""
        assert self._routes is not None
        values = front_matter(self._page_of(record, route, name, aliases.named), mapping, self._routes)
        texts = self._body(record, path, found)
        if is_long(texts):
            # It is needed no more.
            record = msgspec.structs.replace(record, document=None)
        artifacts: list[Artifact] = [File(record.key, path, self._page(values, texts))]
        if comments:
            artifacts.append(File(record.key, mapping.comments.format(id=name), comments))
        artifacts += aliases.pages
        fields = len([row for row in record.meta if is_custom_field(row)]) if self._has_fields else 0
        meta, public = len(record.meta), 0
        for comment in record.comments:
            meta += len(comment.meta)
            public += comment.public
        shown = public if mapping.comments or self.generator.comments_on_page else 0
        return group(
            record.key,
            artifacts,
            found,
            carried={"items": 1, "comments": shown, "meta": fields},
            skipped={
                "comments": {NO_PAGE: len(record.comments) - public, NO_PLACE: public - shown},
                "meta": {INTERNAL_FIELD: meta - fields},
            },
        )

    def _media(self, record: Media, losses: Sequence[Loss]) -> Group:
        """The file of an attachment, where it was had."""
        place = self._routes.file(record.key) if self._routes is not None else None
        without = left_out(record, losses, self._aliases(record.key, None).pages)
        if place is None:
            return without
        artifact = Copied(record.key, place.path, place.cached, place.digest, place.size)
        skipped = {kind: reasons for kind, reasons in without.skipped.items() if kind in ("comments", "meta")}
        artifacts = [artifact, *without.artifacts]
        return group(record.key, artifacts, without.losses, carried={"items": 1, "media": 1}, skipped=skipped)

    def site(
        self,
        site: Site,
        authors: Iterable[tuple[Author, Sequence[Loss]]],
        terms: Iterable[tuple[Term, Sequence[Loss]]],
        menus: Iterable[tuple[Menu, Sequence[Loss]]],
    ) -> Iterator[Group]:
        """Pages of authors, terms and lists, menus, configuration and layouts."""
        for author, losses in authors:
            yield self._author(author, losses)
        language_terms: list[Term] = []
        for term, losses in terms:
            if term.taxonomy == "language":
                language_terms.append(term)
            yield self._term(term, losses)
        all_menus: list[Menu] = []
        languages = languages_of(site, language_terms)
        for menu, losses in menus:
            shown = without_dead_ends(menu, self._url)
            all_menus.append(shown)
            counts, kept = carried_by_menu(menu), carried_by_menu(shown)["items"]
            carried = kept if self.mapping.menus else 0
            dropped = {DEAD_END: counts["items"] - kept, NO_PLACE: kept - carried}
            unsaid = {"meta": {INTERNAL_FIELD: counts["meta"]}, "items": dropped}
            yield group(menu.key, [], losses, carried={"items": carried}, skipped=unsaid)
        yield self._lists()
        if self._routes is not None:
            yield from self._redirects.groups(self._routes)
        if self.mapping.menus and (data := menus_data(all_menus, self._url, self._menu_language)):
            yield group("menus", [File("menus", self.mapping.menus, data)], [])
        new_site = msgspec.structs.replace(site, home_url=self.options.home or site.home_url)
        scaffolding = Scaffolding(
            new_site,
            self.mapping,
            self.new_base,
            self._taxonomies,
            all_menus,
            self._place,
            languages,
            self._menu_language,
        )
        wanted = wanted_files(self.generator.scaffold(scaffolding), self.mapping, self.options.scaffold)
        yield group("scaffold", list(wanted), [])

    def _author(self, author: Author, losses: Sequence[Loss]) -> Group:
        route = self._route(author.key)
        skipped = {"meta": {INTERNAL_FIELD: len(author.meta)}}
        if route is None:
            return group(author.key, [], losses, skipped={**skipped, "authors": {NO_PAGE: 1}})
        aliases = self._aliases(author.key, route, "aliases" in self.mapping.term_front_matter)
        values = author_front_matter(author, route, self.mapping, aliases.named)
        found = list(losses)
        content = self._page(values, self._body(author, route.path, found))
        artifacts = [File(author.key, route.path, content), *aliases.pages]
        return group(author.key, artifacts, found, carried={"authors": 1}, skipped=skipped)

    def _term(self, term: Term, losses: Sequence[Loss]) -> Group:
        route = self._route(term.key)
        skipped = {"meta": {INTERNAL_FIELD: len(term.meta)}}
        if route is None or self._routes is None:
            return group(term.key, [], losses, skipped={**skipped, "terms": {NO_PAGE: 1}})
        aliases = self._aliases(term.key, route, "aliases" in self.mapping.term_front_matter)
        values = term_front_matter(term, route, self.mapping, self._routes, aliases.named)
        found = list(losses)
        content = self._page(values, self._body(term, route.path, found))
        artifacts = [File(term.key, route.path, content), *aliases.pages]
        return group(term.key, artifacts, found, carried={"terms": 1}, skipped=skipped)

    def _lists(self) -> Group:
        """Pages of lists, so that each has an address that no entry has; the home, where no page is it."""
        artifacts: list[Artifact] = []
        for key, types in self._lists_of.items():
            if (route := self._route(key)) is not None:
                kind, _, language = key.partition("/")
                language = language if kind == "home" else ""
                values = list_front_matter(route, kind, types, self.mapping, language, self._homes(kind, language))
                artifacts.append(File("lists", route.path, self._page(values, []), once=True))
        home = self.mapping.files.home
        if home and self._places is not None and not self._places.has_front:
            path = f"{self.mapping.content}/{home}".lstrip("/")
            route = Route(HOME_LIST, path, "", "/", plain_text(self.site_record.title))
            homes = self._homes("home", self._language)
            values = list_front_matter(route, "home", ["post"], self.mapping, self._language, homes)
            artifacts.append(File("lists", path, self._page(values, []), once=True))
        return group("lists", artifacts, [])

    def _homes(self, kind: str, language: str) -> list[dict[str, str]]:
        """The homes in other languages than this one's; nothing for what is no home."""
        if kind != "home":
            return []
        urls = {code: self._url(f"home/{code}") for code in self._languages[1:]}
        urls[self._language] = f"{self.new_base}/"
        return [{"language": code, "url": url} for code, url in urls.items() if url and code not in ("", language)]

    def _aliases(self, key: str, route: Route | None, named: bool = False) -> Aliases:
        return self._redirects.of(key, route, self._routes, named=named) if self._routes is not None else Aliases()

    def _page_of(self, record: Entry, route: Route, comments: str, aliases: tuple[str, ...]) -> Page:
        return Page(
            entry=record,
            route=route,
            # Below another page Hugo would take it for an entry of that section.
            post_type="page" if record.type == "page" else "",
            comments_file=comments,
            aliases=aliases,
            layout=self.mapping.layout(record.type),
            hides_future=self.mapping.hides_future,
            translated=self._translated(record, route) if record.translations and self._languages else (),
            is_below_language="{language}" in self.mapping.files.plain and record.language in self._languages[1:],
        )

    def _translated(self, record: Entry, route: Route) -> list[dict[str, str]]:
        """The translations of an entry, with the address or the file that links are to lead to."""
        assert self._routes is not None
        found = self._routes.translations(record.key)
        if self.mapping.links == "files":
            here = route.path.rpartition("/")[0] or "."
            return [{"language": code, "url": encoded(relpath(one.path, here))} for code, one in found if one.path]
        return [{"language": code, "url": one.url} for code, one in found]

    def _path(self, record: Entry, route: Route) -> str:
        hidden = self.mapping.files.hidden
        if not hidden or not is_hidden(record, self.mapping.hides_future):
            return route.path
        return hidden.format(path=route.path.removeprefix(f"{self.mapping.content}/"))

    def _body(self, record: Entry | Author | Term, path: str, losses: list[Loss]) -> list[str]:
        """The texts of a body, one behind the other."""
        if record.document is None:
            return []
        return self._written(record.document, record.key, path, losses)

    def _written(self, document: Document, key: str, path: str, losses: list[Loss]) -> list[str]:
        if self.mapping.links == "files":
            document = with_relative_links(document, path)
        if self.mapping.bodies.form == "html":
            html = write_html(document)
            return [self.generator.protect(html)] if html else []
        bodies = self.mapping.bodies
        document = with_html(document, heading_ids=bodies.heading_ids, links=bodies.links)
        texts, unsaid = write_texts(document, self._markdown, normal=True)
        losses += [dropped(what, key) for what in unsaid]
        if texts and not self.generator.protects_blocks:
            texts = ["".join(texts)]
        return [*map(self.generator.protect, texts)]

    def _page(self, values: dict[str, Value], body: list[str]) -> bytes:
        texts = self.generator.page(self.generator.adapt(values), body, self.options)
        return encode_texts(texts)

    def _route(self, key: str) -> Route | None:
        return self._routes.route(key) if self._routes is not None else None

    def _url(self, key: str) -> str:
        route = self._route(key)
        return route.url if route else ""

    def _place(self, key: str) -> str:
        """As configuration names a page: its path below the folder of content."""
        route = self._route(key)
        if route is None:
            return ""
        folder, _, file = route.path.removeprefix(self.mapping.content).rpartition("/")
        # No name of ours holds a dot but before the language and the ending.
        name = file.partition(".")[0]
        return (folder if name in ("_index", "index") else f"{folder}/{name}") or "/"

    def _menu_language(self, menu: Menu) -> str:
        routes = self._routes
        return menu_language(menu, self._languages, routes.language) if routes and self._languages else ""


def make_site_target(name: str, site: Site, options: TargetOptions) -> SiteTarget:
    """The target again, in another process: it has no routes yet."""
    from migrate.targets.registry import find_target, load_target

    target: SiteTarget = load_target(find_target(name))(site, options)
    return target


def _path_of(home: str) -> str:
    """The path of a home, without slash at its end."""
    return urlsplit(home).path.rstrip("/") if "//" in home else ""
