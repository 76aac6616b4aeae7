"""Images, galleries and players made from attachments: by number, or those that hang on the entry."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.content.embeds import embed_of
from migrate.content.reading import Reading
from migrate.content.values import plain_text
from migrate.model.document import Embed, Gallery, GalleryImage, MediaSource, Player
from migrate.model.inlines import Image, Inline
from migrate.model.lookup import MediaFile

COST = 200
"""What one image of a gallery takes of what a body may show of elsewhere, in characters."""


def numbers_in(ids: str) -> list[int]:
    """Numbers separated by commas; others are left out."""
    return [int(number) for number in ids.split(",") if number.strip().isdecimal() and len(number) < 20]


def files_of(reading: Reading, ids: str) -> list[MediaFile]:
    """The attachments with these numbers, in their order; a loss for each that the export does not hold."""
    found = []
    for number in numbers_in(ids):
        file = reading.lookup.media(number, reading.subject.root)
        if file is None:
            reading.lose("missing-media", str(number))
        else:
            found.append(file)
    return found


def file_of(reading: Reading, number: str) -> MediaFile | None:
    """The attachment with a number."""
    files = files_of(reading, number)
    return files[0] if files else None


def caption_of(reading: Reading, html: str) -> tuple[Inline, ...]:
    """A caption's HTML as inlines."""
    return reading.inlines(html)


def shown(reading: Reading, file: MediaFile) -> Image:
    """An attachment as an image."""
    return Image(
        url=reading.context.link_of(file.url),
        alt=file.alt,
        width=str(file.width) if file.width else "",
        height=str(file.height) if file.height else "",
        media=file.key,
    )


def image_of(reading: Reading, number: str, url: str, alt: str, title: str) -> Image | None:
    """An image by its number, else by its address; None for neither."""
    file = file_of(reading, number) if number else None
    alt, title = plain_text(alt), plain_text(title)
    if file is not None:
        image = shown(reading, file)
        return Image(
            url=image.url,
            alt=alt or image.alt,
            title=title,
            width=image.width,
            height=image.height,
            media=image.media,
        )
    if not url:
        return None
    return reading.context.image(Image(url=url, alt=alt, title=title))


def gallery_of(
    reading: Reading, ids: str, *, link: str, columns: int, style: str, caption: tuple[Inline, ...] = ()
) -> Gallery | None:
    """A gallery of the images with these numbers; None where there is none of them."""
    return gallery_from(reading, files_of(reading, ids), link=link, columns=columns, style=style, caption=caption)


def gallery_from(
    reading: Reading,
    files: Iterable[MediaFile],
    *,
    link: str,
    columns: int,
    style: str,
    caption: tuple[Inline, ...] = (),
) -> Gallery | None:
    """A gallery of attachments. `link`: `file` and `none` as WordPress has them, else to the attachment's page."""
    images = tuple(
        GalleryImage(
            image=shown(reading, file),
            caption=reading.inlines(file.caption),
            link=_target(reading, file, link),
            from_library=True,
        )
        for file in files
        if reading.afford(len(file.caption) + COST)
    )
    return Gallery(images=images, columns=columns, style=style, caption=caption) if images else None


def _target(reading: Reading, file: MediaFile, link: str) -> str:
    if link == "none":
        return ""
    url = file.url if link in ("file", "media") else file.link
    return reading.context.link_of(url) if url else ""


def player_of(reading: Reading, kind: str, url: str, number: str = "") -> Player | Embed | None:
    """A player of one file, or, where the address is a known provider's, an embed."""
    file = file_of(reading, number) if number else None
    if file is not None:
        return Player(kind=kind, sources=(source_of(reading, file),))
    if not url:
        return None
    if (embed := embed_of(url)) is not None:
        return embed
    return Player(kind=kind, sources=(MediaSource(url=reading.context.link_of(url)),))


def source_of(reading: Reading, file: MediaFile) -> MediaSource:
    """An attachment as a file of a player."""
    return MediaSource(
        url=reading.context.link_of(file.url), type=file.mime_type, title=plain_text(file.caption or file.title)
    )
