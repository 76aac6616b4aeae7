"""Where every entry, term and author stands in a site: a file of its own and an address of its own.

Old addresses stay. No two files or addresses are the same on file systems that ignore case or Unicode's forms; the
later of two gets its number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from migrate.mappers.context import home_pattern
from migrate.mappers.links import HOME
from migrate.mappers.routables import archive_of
from migrate.model.routes import Routable, RoutableTerm, Route
from migrate.targets.site.mapping import OTHERS, SiteMapping
from migrate.targets.site.names import below, encoded, file_name, index_file, slug_of
from migrate.targets.site.taken import Taken

_LONGEST_PATH = 700
"""Bytes of a path: beyond it some systems fail, with the folders around it."""

_DAY = re.compile(r"[1-9]\d{3}-(?!00)\d\d-(?!00)\d\d")
_NO_DAY = "1970-01-01"
"""In the names of files of what has no date."""


class Places:
    """Gives out places, once, for one site.

    `base`: path of its home, without slash at the end. `home`: the address of its home, where that is known: entries
    whose link leads elsewhere say nothing of where they stood. `new_base`: the path of the home that the site moves
    to, if any. `languages`: codes of those of a site that has several, its main one first.
    """

    def __init__(
        self,
        mapping: SiteMapping,
        base: str,
        *,
        bundles: bool,
        home: str = "",
        new_base: str | None = None,
        languages: Sequence[str] = (),
    ) -> None:
        self._mapping = mapping
        self._base = base
        self._new_base = base if new_base is None else new_base
        self._bundles = bundles
        self._home = home_pattern([home])
        self._languages = list(languages)
        self._prefixed: Counter[str] = Counter()
        """Language → entries in it whose address begins with its code, less those whose address does not."""
        self._sections: dict[str, str] = {}
        """Post type → folder."""
        self._taxonomies: dict[str, str] = {}
        """Taxonomy → folder."""
        self._files = Taken()
        self._urls = Taken()
        self.has_front = False
        """Whether a page is the front page; known once the entries have their places."""

    @property
    def taxonomies(self) -> list[str]:
        """Folders of all taxonomies, which are their names too; complete once the terms have their places."""
        return list(dict.fromkeys(self._taxonomies.values()))

    def reserve(self, *urls: str) -> None:
        """Addresses that no entry may have, because the generator itself makes them; and the folders of what every site
        has."""
        for url in urls:
            self._urls.add(url)
        self._section("post")
        for name, folder in self._mapping.taxonomies.items():
            if name != OTHERS:
                self._files.add(folder)
                self._taxonomies[name] = folder

    def _section(self, post_type: str) -> str:
        """Folder of the entries of a type; one that no entry has for its own."""
        folder = self._sections.get(post_type)
        if folder is None:
            folder = self._mapping.section(post_type)
            folder = self._sections[post_type] = self._free_path("", folder, None) if folder else ""
        return folder

    def _taxonomy(self, name: str) -> str:
        folder = self._taxonomies.get(name)
        if folder is None:
            folder = self._taxonomies[name] = self._free_path("", self._mapping.taxonomy(name), None)
        return folder

    def types(self, folder: str) -> list[str]:
        """Post types of the entries in a folder; none for the folder of a taxonomy."""
        return [type_ for type_, own in self._sections.items() if own == folder]

    def lists(self) -> Iterator[Route]:
        """Pages of the lists of entries and of terms, last: at addresses that nothing else has. Keys: `list/posts`."""
        mapping = self._mapping
        if not mapping.files.list:
            return
        for folder in filter(None, dict.fromkeys((*self._sections.values(), *self._taxonomies.values()))):
            wanted = f"/{folder}/"
            name = folder.replace("-", " ").replace("_", " ").capitalize()
            key, pattern = f"list/{folder}", mapping.files.list
            if not mapping.files.lists_at_folders:
                yield self._at(key, pattern, folder, wanted, None, name)
            elif self._urls.add(wanted):
                yield self._place_at(key, pattern, folder, wanted, name)
            else:
                yield self._place_at(key, pattern, folder, "", name)._replace(url=encoded(f"{self._new_base}/"))
        for language in self._languages[1:] if mapping.files.home else ():
            if self._urls.add(f"/{language}/"):
                path = self._free_path("", file_name(language, "home"), None)
                route = self._place_at(f"home/{language}", mapping.files.list, path, f"/{language}/")
                yield route

    def entries(self, entries: Iterable[Routable]) -> Iterator[Route]:
        """The address of the home, then one an entry. One that comes before the entry above it waits for that."""
        yield self._home_route(HOME, "")._replace(path="")
        placed: dict[str, tuple[str, str]] = {}
        """Those that others stand below → folder and type."""
        waiting: dict[str, list[Routable]] = {}
        for entry in entries:
            if entry.parent and entry.parent not in placed:
                waiting.setdefault(entry.parent, []).append(entry)
                continue
            ready = [entry]
            while ready:
                one = ready.pop()
                yield self._place(one, placed)
                ready += reversed(waiting.pop(one.key, []))
        for orphans in list(waiting.values()):
            # Their ancestors go round in a circle.
            for entry in orphans:
                yield self._place(entry, placed)

    def _place(self, entry: Routable, placed: dict[str, tuple[str, str]]) -> Route:
        folder, type_ = placed.get(entry.parent, ("", ""))
        name = _name(entry)
        if not folder or type_ != entry.type or len(f"{folder}/{name}".encode()) > _LONGEST_PATH:
            folder = self._section(entry.type)
        path = self._free_path(folder, name, entry.wp_id)
        if entry.is_above:
            placed[entry.key] = path, entry.type
        return self._route(entry, path)

    def _route(self, entry: Routable, path: str) -> Route:
        files = self._mapping.files
        is_own = self._home is None or self._home.match(entry.link) is not None
        wanted = below(entry.link, self._base) if is_own else None
        if entry.type == "page" and is_own and self._is_front(entry.link) and self._urls.add("/"):
            # The page that a site shows as its front page.
            self.has_front = True
            return self._home_route(entry.key, files.front.format(language=""))
        suffix = self.suffix(entry.language)
        if suffix and "{language}" in files.front and wanted == f"/{entry.language}/" and self._urls.add(wanted):
            # The generator makes a home for each language.
            front = self._below_content(files.front.format(language=suffix))
            return Route(entry.key, front, encoded(self._new_base + wanted))
        pattern = files.above if entry.is_above else files.bundle if self._bundles else files.plain
        if files.posts and entry.type == "post":
            pattern = files.posts
        if wanted and entry.language:
            self._prefixed[entry.language] += 1 if wanted.startswith(f"/{entry.language}/") else -1
        return self._at(
            entry.key, pattern, path, wanted or f"/{path}/", entry.wp_id, date=entry.date, language=entry.language
        )

    def _home_route(self, key: str, file: str) -> Route:
        """The place of the home, as the file that holds it or, without one, as an address alone."""
        files = self._mapping.files
        url = f"/{file or files.home}" if self._mapping.links == "files" else f"{self._new_base}/"
        # A generator that makes the home by itself need not be told where it is.
        address = "/" if files.home or not file else ""
        return Route(key, self._below_content(file) if file else "", encoded(url), address)

    def _at(
        self,
        key: str,
        pattern: str,
        path: str,
        wanted: str,
        number: int | None,
        name: str = "",
        *,
        date: str = "",
        language: str = "",
    ) -> Route:
        """A place by a pattern of `FilePatterns`, at the address that is wanted or, where that is taken, near it."""
        mapping = self._mapping
        url = self._free_url(
            re.sub(mapping.not_in_addresses, "", wanted) if mapping.not_in_addresses else wanted, number
        )
        return self._place_at(key, pattern, path, url, name, date=date, language=language)

    def _place_at(
        self, key: str, pattern: str, path: str, url: str, name: str = "", *, date: str = "", language: str = ""
    ) -> Route:
        day = date[:10] if _DAY.match(date) else _NO_DAY
        slug = path.rpartition("/")[2]
        suffix = self.suffix(language)
        file = pattern.format(
            path=path, slug=slug, date=day, address=index_file(url), stem=url.strip("/"), language=suffix
        )
        shown = f"/{file}" if self._mapping.links == "files" else self._new_base + url
        return Route(key, self._below_content(file), encoded(shown), url, name)

    def suffix(self, language: str) -> str:
        """What the name of a file in a language has before its ending; nothing in the main one, or one of no entry."""
        return f".{language}" if language in self._languages[1:] else ""

    def _below_content(self, file: str) -> str:
        return f"{self._mapping.content}/{file}" if self._mapping.content else file

    def _is_front(self, link: str) -> bool:
        try:
            parts = urlsplit(link)
        except ValueError:
            return False
        return bool(parts.netloc) and not parts.query and parts.path.rstrip("/") in ("", self._base)

    def _free_path(self, folder: str, name: str, number: int | None) -> str:
        path = f"{folder}/{name}" if folder else name
        if self._mapping.not_in_files:
            path = re.sub(self._mapping.not_in_files, "", path)
        chosen = path
        for suffix in _suffixes(number):
            if self._files.add(chosen):
                break
            chosen = f"{path}-{suffix}"
        return chosen

    def _free_url(self, url: str, number: int | None) -> str:
        chosen = url
        for suffix in _suffixes(number):
            if self._urls.add(chosen):
                break
            chosen = f"{url.rstrip('/')}-{suffix}/"
        return chosen

    def terms(self, terms: Iterable[RoutableTerm]) -> Iterator[Route]:
        """One a term. Its name is what entries call it: the term's own where no other of its taxonomy has it."""
        for term in terms:
            taxonomy = self._taxonomy(term.taxonomy)
            name = next((name for name in (term.name, term.slug) if self._is_free_term(taxonomy, name)), "")
            name = name or self._numbered(taxonomy, term.slug)
            folder = f"{taxonomy}/{term_folder(name)}"
            wanted = below(archive_of(term), "") or f"/{folder}/"
            if self.suffix(term.language) and self._prefixed[term.language] > 0:
                wanted = f"/{term.language}{wanted}"
            place = self._at(term.key, self._mapping.files.term, folder, wanted, None, name, language=term.language)
            yield place._replace(taxonomy=taxonomy)

    def _is_free_term(self, taxonomy: str, name: str) -> bool:
        return _is_term(name) and self._files.add(f"{taxonomy}/{term_folder(name)}")

    def _numbered(self, taxonomy: str, slug: str) -> str:
        name = file_name(slug, "term")
        return self._free_path(taxonomy, name, None).removeprefix(f"{taxonomy}/")


def term_folder(name: str) -> str:
    """The folder in which Hugo looks for a term: lower case, code point by code point as Go has it, spaces as `-`."""
    return "".join([character.lower()[0] for character in name]).replace(" ", "-")


def _is_term(name: str) -> bool:
    """Whether a name can be a folder everywhere and is read as that term."""
    return bool(name) and file_name(name, "") == name.replace(" ", "-") and "  " not in name


def _name(entry: Routable) -> str:
    if name := file_name(entry.slug or slug_of(entry.title), ""):
        return name
    number = f"{entry.type}-{entry.wp_id}" if entry.wp_id else entry.key.partition("/")[2].strip("~")
    return file_name(number, "entry")


def _suffixes(number: int | None) -> Iterator[str]:
    if number:
        yield str(number)
    yield from map(str, range(2, 1_000_000))
