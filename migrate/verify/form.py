"""The form in which a target writes pages, as its own functions and its mapping say: how to read them again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from migrate.targets.options import TargetOptions
from migrate.targets.registry import find_target, load_target
from migrate.targets.site.generator import Generator, PageBodies
from migrate.targets.site.mapping import load_site_mapping
from migrate.targets.site.target import SiteTarget
from migrate.verify.markdown_page import Dialect

Form = Literal["html", "markdown", "text"]
FORMS: tuple[Form, ...] = ("html", "markdown", "text")


class PageForm(NamedTuple):
    """How pages are read. As it stands, that of a target that is no site."""

    body: Form | None = None
    """What bodies are; None where the names of files say it."""
    dialect: Dialect = Dialect()
    """The Markdown that the reader of the pages knows."""
    read: Callable[[str], PageBodies | None] = Generator().read
    """See `Generator`."""
    shows: Callable[[str], str] = Generator().shows
    """See `Generator`."""
    relative: bool = False
    """Whether links lead from the file that they stand in."""


def page_form(target: str, options: TargetOptions) -> PageForm:
    """The form of a target's pages, written with these options; the usual one for a target that is no site.

    Raises UsageError where there is no such target, or its mapping cannot be read.
    """
    made = load_target(find_target(target))
    if not (isinstance(made, type) and issubclass(made, SiteTarget)):
        return PageForm()
    mapping, generator = load_site_mapping(made.name), made.generator
    written = generator.dialect(mapping, options)
    return PageForm(
        body=mapping.bodies.form,
        dialect=Dialect(*[getattr(written, name) for name in Dialect._fields]),
        read=generator.read,
        shows=generator.shows,
        relative=mapping.links == "files",
    )
