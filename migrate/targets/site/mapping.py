"""`mappings/targets/*.toml`: what a generator calls things and where it wants them, as data."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

import msgspec

from migrate.model.errors import MigrateError, UsageError
from migrate.targets.site.names import file_name

OWN = ".toml"
"""How the name of a target ends that is a mapping file of the user's."""
OTHERS = "*"
"""The key that stands for all that are not named."""


class FilePatterns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Paths below the folder of content. `{path}`: the section and the slugs; `{address}`: the file in which a server
    finds the page; `{stem}`: its address without slashes at the ends. `{language}`: a dot and the code of the language,
    for entries and terms in another than the site's own, else nothing."""

    bundle: str
    plain: str
    above: str
    """Of an entry that others stand below."""
    term: str
    front: str = "_index.md"
    """Of the page that the site shows as its front page."""
    list: str = "{path}/_index.md"
    """Of a list of entries or terms; empty where there are none."""
    lists_at_folders: bool = False
    """A list stands at the address of its folder or nowhere: where that is taken, what leads to it leads home."""
    home: str = ""
    """Of the home where no page is it; empty where the generator makes it by itself."""
    posts: str = ""
    """Of posts, where it differs; also `{date}` and `{slug}`."""
    hidden: str = ""
    """Of what a normal build is not to show, where that is a matter of its place; `{path}`: the place below the folder
    of content that it would have."""


class Bodies(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the reader of the bodies knows."""

    form: Literal["markdown", "html"] = "markdown"
    more: str = "<!--more-->"
    """Ends the teaser; empty where nothing does."""
    footnotes: bool = True
    task_lists: bool = True
    heading_ids: bool = False
    shortcodes: bool = False
    """Whether galleries, players and embeds may be written as the generator's own shortcodes."""
    links: str = r"(?!\s*(?:javascript|vbscript|file|data):)"
    """How the addresses of links begin that it takes as they are: a regular expression, whatever the case. Others are
    written as HTML. The usual one is of what markdown-it takes for links."""
    images: str = ""
    """The same of images."""


class Existing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to say of a site that has a configuration of its own, before anything is written."""

    says: str
    """`{file}`: the name of that configuration."""
    unless: str = ""
    """A regular expression: nothing is said where the configuration's text has it."""


class MediaFiles(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where files of the old site go (`--media copy`, `download`)."""

    folder: str = ""
    """Whose content the generator publishes as it is, from the root of the site; empty for the root of the folder."""
    bundles: bool = False
    """Whether a file can lie beside the entry that it belongs to, where that has a folder of its own."""
    hidden: str = "."
    """Characters with which no name of a file may begin, because the generator would leave the file out."""
    existing: tuple[Existing, ...] = ()
    """What the user of a site that has a configuration of its own must do there, or nothing would be published."""


class Redirects(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a generator leads from former addresses."""

    static: str | None = None
    """Folder of which the generator copies every file as it is to the root of the built site; empty for the site's own
    folder. Without one, former addresses are only in front matter."""
    servers: str = "redirects"
    """Folder of the files that are for a server's configuration."""
    feed: str = ""
    """Address of the site's feed; empty where it makes none."""
    term_feed: str = ""
    """The same of a term's, below the term's own address."""
    archives: bool = False
    """Whether every year and month with posts has a list at its old address: `/2009/`, `/2009/05/`."""


class SiteMapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of `mappings/targets`."""

    name: str
    label: str
    content: str
    """Folder of the entries."""
    comments: str
    """Path of the data file of an entry's comments; `{id}`: what the entry's front matter names it by."""
    menus: str
    """Path of the data file of the menus."""
    sections: dict[str, str]
    """Post type → folder; `{name}`: the post type."""
    taxonomies: dict[str, str]
    """Taxonomy → key and folder; `{name}`: the taxonomy."""
    reserved: frozenset[str]
    """Keys of the front matter that mean something else: a taxonomy of such a name gets `wp-` before it."""
    files: FilePatterns
    front_matter: dict[str, str]
    """Field (`pages.FIELDS`) → key, in the order of writing."""
    term_front_matter: dict[str, str]
    list_front_matter: dict[str, str]
    bodies: Bodies = Bodies()
    media: MediaFiles = MediaFiles()
    redirects: Redirects = Redirects()
    layouts: dict[str, str] = {}
    """Kind of page (a post type, `term`, `list`, `home`) → the template that shows it; `*`: the others."""
    generated: tuple[str, ...] = ()
    """Addresses that the generator makes by itself: no entry may have them."""
    not_in_addresses: str = ""
    """What the generator leaves out of addresses that it is told, as a regular expression."""
    not_in_files: str = ""
    """Of the paths of files below the folder of content that it would not read, what is left out."""
    links: Literal["addresses", "files"] = "addresses"
    """What links within the site lead to: addresses from the root of its host, or files, relative to their own."""
    hides_future: bool = False
    """Whether a normal build leaves out what has a date to come."""
    style: str = ""
    """Path of the style sheet that the shipped sites share; empty for a site that has its own, or none."""
    configurations: tuple[str, ...] = ()
    """Files that a site which is there already is known by: it gets no other configuration and no templates."""
    notes: tuple[str, ...] = ()
    """What else there is to know: sentences for the page of the target."""
    needed: tuple[str, ...] = ()
    """Beginnings of paths of shipped files that such a site gets too, because the content needs them."""
    existing: tuple[Existing, ...] = ()
    """What the user of such a site must do there."""
    forms: tuple[Literal["yaml", "toml"], ...] = ("yaml", "toml")
    """What front matter can be written as, `--front-matter`; none where it is neither."""

    def section(self, post_type: str) -> str:
        """Folder of the entries of a type; empty for the root."""
        if post_type in self.sections and post_type != OTHERS:
            return self.sections[post_type]
        return self.sections[OTHERS].format(name=file_name(post_type.lower(), "entries"))

    def layout(self, kind: str) -> str:
        """The template of a kind of page; empty where the generator finds it by itself."""
        return self.layouts.get(kind) or self.layouts.get(OTHERS, "")

    def taxonomy(self, name: str) -> str:
        """What the site calls a taxonomy."""
        if name in self.taxonomies and name != OTHERS:
            return self.taxonomies[name]
        wanted = self.taxonomies[OTHERS].format(name=file_name(name.lower(), "terms"))
        return f"wp-{wanted}" if wanted in self.reserved else wanted


def shipped_folder() -> Traversable:
    """The folder of the targets' mappings: in the package, else in the checkout."""
    for folder in (files("migrate") / "_mappings", Path(__file__).parents[3] / "mappings"):
        if (targets := folder / "targets").is_dir():
            return targets
    raise MigrateError("the program's mappings are missing", hint="install wxr-migrate again")


def shipped_names() -> list[str]:
    """Names of the mappings that are shipped."""
    return sorted(file.name.removesuffix(OWN) for file in shipped_folder().iterdir() if file.name.endswith(OWN))


@cache
def load_site_mapping(name: str) -> SiteMapping:
    """The mapping of a generator by its name, or by the path of its file. Raises `UsageError` for one that is none."""
    file = Path(name) if name.endswith(OWN) else shipped_folder() / f"{name}.toml"
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), SiteMapping)
    except OSError as error:
        raise UsageError(f"the mapping cannot be read: {error.strerror}", file=name) from None
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"the mapping of {name} is not valid: {error}") from None
