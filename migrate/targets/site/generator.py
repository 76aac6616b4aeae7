"""What data cannot say of a generator: functions, each with a usual answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

from migrate.model.artifact import File
from migrate.model.limits import LONG
from migrate.model.records import Menu, Site
from migrate.targets.options import TargetOptions
from migrate.targets.site.front_matter import Value, front_matter_texts, read_front_matter
from migrate.targets.site.html import file_html, gallery_html, image_html
from migrate.targets.site.languages import Language
from migrate.targets.site.mapping import SiteMapping
from migrate.targets.site.scaffold import shipped_files
from migrate.writers import MarkdownOptions

Values = dict[str, Value]


class Scaffolding(NamedTuple):
    """What the configuration of a new site is made of."""

    site: Site
    mapping: SiteMapping
    base: str
    """Path of the site's home, without slash at the end."""
    taxonomies: Sequence[str]
    """Folders of all taxonomies."""
    menus: Sequence[Menu]
    place_of: Callable[[str], str]
    """Path of an entry or term below the folder of content, by its key; empty for what has none."""
    languages: Mapping[str, Language] = {}
    """By code, the main one first; none for a site of one language."""
    language_of: Callable[[Menu], str] = lambda menu: ""
    """Code of the language that a menu is for; empty where it is for any."""


class PageBodies(NamedTuple):
    """What a written page holds, read again."""

    body: str
    """Of the entry, as it is written."""
    comments: Mapping[str, str] = {}
    """Id → HTML of those that stand on the page itself."""


def usual_dialect(mapping: SiteMapping, options: TargetOptions) -> MarkdownOptions:
    """CommonMark with GFM's tables and strikethrough, and HTML for what neither can say."""
    return MarkdownOptions(
        footnotes=mapping.bodies.footnotes,
        task_lists=mapping.bodies.task_lists,
        heading_ids=mapping.bodies.heading_ids,
        paragraph_ids=True,
        alignment=True,
        more=mapping.bodies.more,
        gallery=gallery_html,
        file=file_html,
        image=image_html(mapping.bodies.images),
    )


def usual_page(values: Values, body: list[str], options: TargetOptions) -> list[str]:
    """Front matter, then the body."""
    front = front_matter_texts(values, options.front_matter)
    return [*front, "\n", *body] if body else front


def is_long(texts: Sequence[str]) -> bool:
    """Whether copies of all of them count."""
    return sum(map(len, texts)) >= LONG


def encode_texts(texts: Sequence[str]) -> bytes:
    """Texts as the bytes of a file. Long ones are encoded a part at a time: a list of their bytes is another copy."""
    if not is_long(texts):
        return "".join(texts).encode("utf-8", "replace")
    file = BytesIO()
    for text in texts:
        for start in range(0, len(text), LONG):
            file.write(text[start : start + LONG].encode("utf-8", "replace"))
    return file.getvalue()


def usual_read(page: str) -> PageBodies | None:
    """What stands below front matter."""
    try:
        return PageBodies(read_front_matter(page)[1])
    except ValueError:
        return None


def usual_scaffold(scaffolding: Scaffolding) -> Iterable[File]:
    """The files that are shipped in the folder of the mapping's name."""
    _, mapping, base, taxonomies, *_ = scaffolding
    return shipped_files(mapping, scaffolding.site, base, taxonomies, scaffolding.languages)


class Generator(NamedTuple):
    """The functions of one generator."""

    dialect: Callable[[SiteMapping, TargetOptions], MarkdownOptions] = usual_dialect
    protect: Callable[[str], str] = lambda text: text
    """A finished body → the same, of which the generator's template language takes nothing for its own."""
    protects_blocks: bool = True
    """Whether `protect` may be given the blocks of a body one by one."""
    adapt: Callable[[Values], Values] = lambda values: values
    """The values of a page as this generator wants them."""
    page: Callable[[Values, list[str], TargetOptions], list[str]] = usual_page
    """The texts of a page, which stand one behind the other, for those of a body: a long one has many, of which no
    copy is made."""
    read: Callable[[str], PageBodies | None] = usual_read
    """What `page` wrote → the bodies that are in it: for `verify`. None for what is no page of ours."""
    shows: Callable[[str], str] = lambda text: text
    """A body as it is written → the same as whoever reads it shows it: without what `protect` put in, and with HTML for
    the generator's own tags. For `verify`."""
    scaffold: Callable[[Scaffolding], Iterable[File]] = usual_scaffold
    comments_on_page: bool = False
    """Whether comments stand on the page of their entry, and are in no data file."""
    warnings: Callable[[Callable[[str], str | None]], list[str]] = lambda read: []
    """What to say of a site that is there already, before anything is written. Given what reads a file of it."""
