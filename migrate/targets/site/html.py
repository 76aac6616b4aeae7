"""Galleries, files and images as plain HTML. A caption that only the media library has is a title: the body's own words
stay what they were."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from migrate.model.document import Document, Figure, FileLink, Gallery, GalleryImage, Paragraph
from migrate.model.inlines import Image, Inline, Link
from migrate.writers import write_html, write_text
from migrate.writers.markdown.islands import island
from migrate.writers.tags import tag


def gallery_html(gallery: Gallery) -> str:
    """A list of figures within a figure."""
    items = "".join(f"<li>\n{_figure(one)}</li>\n" for one in gallery.images)
    name = f"gallery {gallery.style}".strip()
    columns = str(gallery.columns) if gallery.columns else ""
    below = f"<figcaption>{_inner(gallery.caption)}</figcaption>\n" if gallery.caption else ""
    opening = tag("figure", {"class": name, "data-columns": columns})
    return island(f"{opening}\n<ul>\n{items}</ul>\n{below}</figure>")


def file_html(file: FileLink) -> str | None:
    """A file with a button beside its name. One without is a link, which Markdown can say."""
    if not file.button:
        return None
    name = tag("a", {"href": file.url}) + _inner(file.name) + "</a>"
    button = tag("a", {"href": file.url, "class": "wp-block-file__button", "download": ""})
    return island(f'<div class="wp-block-file">{name}{button}{_inner(file.button)}</a></div>')


def image_html(known: str) -> Callable[[Image], str | None] | None:
    """For `MarkdownOptions.image`: tags for the images whose address does not begin as the regular expression `known`
    says; None where it says nothing."""
    begins = re.compile(known, re.IGNORECASE)

    def write(image: Image) -> str | None:
        return None if begins.match(image.url) else _inner((image,))

    return write if known else None


def _figure(one: GalleryImage) -> str:
    image, caption = one.image, one.caption
    if one.from_library and caption:
        title = write_text(Document(blocks=(Paragraph(children=caption),)))
        image = msgspec.structs.replace(image, title=" ".join(title.split()))
        caption = ()
    shown: Inline = Link(url=one.link, children=(image,)) if one.link else image
    return write_html(Document(blocks=(Figure(blocks=(Paragraph(children=(shown,)),), caption=caption),)))


def _inner(line: tuple[Inline, ...]) -> str:
    """A line as HTML, without its paragraph."""
    html = write_html(Document(blocks=(Paragraph(children=line),))).strip()
    return html.removeprefix("<p>").removesuffix("</p>")
