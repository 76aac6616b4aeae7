"""Shortcodes that a mapping's nodes cannot say: the closed list of their handlers.

A handler gives HTML, or None for a placeholder.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from migrate.content.attachments import files_of, gallery_from, numbers_in, player_of, source_of
from migrate.content.elementor import render_elementor
from migrate.content.reading import MAX_DEPTH, Reading
from migrate.content.shortcodes import Shortcode, clean_value
from migrate.content.tablepress import render_table
from migrate.content.values import TRANSFORM_FUNCTIONS, address, plain_text, trimmed
from migrate.model.document import Embed, MediaSource, Player, Track
from migrate.model.lookup import MediaFile

ShortcodeHandler = Callable[[Reading, Shortcode], str | None]

_IMAGE_FIRST = re.compile(r"((?:<a [^<>]+>\s*)?<img [^<>]+>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE)
_ALIGN = re.compile(r"align(left|right|center|none|wide|full)")
_TRACK = re.compile(r"<track\b[^<>]*>", re.IGNORECASE)
_TRACK_ATTRIBUTE = re.compile(r"""\b(src|kind|srclang|label)\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
_DIRECTION = {"DESC": True}

AUDIO = ("mp3", "m4a", "ogg", "wav", "flac", "wma")
VIDEO = ("mp4", "m4v", "webm", "ogv", "flv", "wmv")
STYLES = {
    "rectangular": "tiled",
    "square": "tiled",
    "circle": "tiled",
    "columns": "tiled",
    "slideshow": "slideshow",
}
"""Jetpack's types of galleries."""


def _value(shortcode: Shortcode, name: str) -> str:
    return clean_value(shortcode.attributes.get(name, ""))


def _ids(text: str) -> str:
    return TRANSFORM_FUNCTIONS["ids"](text, "")


def _caption(reading: Reading, shortcode: Shortcode) -> str | None:
    content = trimmed(shortcode.content or "")
    caption = _value(shortcode, "caption")
    if not caption and (match := _IMAGE_FIRST.search(content)):
        caption, content = match[2].strip(), content[: match.end(1)]
    width = TRANSFORM_FUNCTIONS["int"](_value(shortcode, "width"), "")
    content = reading.expand(content)
    caption = reading.expand(trimmed(caption))
    if not content and not caption:
        return ""
    # WordPress shows a caption only beside a width: text must not be lost with it.
    if not caption or not width or int(width) < 1:
        return content + caption
    align = _ALIGN.fullmatch(_value(shortcode, "align"))
    name = f"wp-caption align{align[1]}" if align else "wp-caption"
    return f'<figure class="{name}">{content}<figcaption class="wp-caption-text">{caption}</figcaption></figure>'


def _gallery(reading: Reading, shortcode: Shortcode) -> str | None:
    files = _chosen(reading, shortcode, "image/")
    columns = TRANSFORM_FUNCTIONS["int"](_value(shortcode, "columns"), "")
    gallery = gallery_from(
        reading,
        files,
        link=_value(shortcode, "link"),
        columns=int(columns) if columns and 0 <= int(columns) < 100 else 3,
        style=STYLES.get(_value(shortcode, "type") or shortcode.name, ""),
    )
    return reading.place(gallery) if gallery else None


def _chosen(reading: Reading, shortcode: Shortcode, kind: str) -> Sequence[MediaFile]:
    """The attachments that a gallery or playlist shows, as WordPress chooses and orders them."""
    for name in ("ids", "include"):
        if ids := _ids(_value(shortcode, name)):
            return _ordered(shortcode, files_of(reading, ids), by_hand=name == "ids")
    parent = reading.subject.key
    if number := _ids(_value(shortcode, "id")):
        pattern = reading.lookup.pattern(int(number), reading.subject.root)
        parent = pattern.key if pattern else parent
    excluded = {*numbers_in(_ids(_value(shortcode, "exclude")))}
    attached = [
        file
        for file in reading.lookup.attachments(parent)
        if file.mime_type.startswith(kind) and file.wp_id not in excluded
    ]
    return _ordered(shortcode, attached, by_hand=False)


def _ordered(shortcode: Shortcode, files: list[MediaFile], *, by_hand: bool) -> list[MediaFile]:
    order = _value(shortcode, "orderby").lower()
    if order in ("title", "post_title"):
        files = sorted(files, key=lambda file: file.title.casefold())
    elif order in ("id", "post_id"):
        files = sorted(files, key=lambda file: file.wp_id)
    elif by_hand and order not in ("menu_order", "menu_order id"):
        return files
    return files[::-1] if _DIRECTION.get(_value(shortcode, "order").upper()) else files


def _audio(reading: Reading, shortcode: Shortcode) -> str | None:
    return _player(reading, shortcode, "audio", AUDIO)


def _video(reading: Reading, shortcode: Shortcode) -> str | None:
    return _player(reading, shortcode, "video", VIDEO)


def _player(reading: Reading, shortcode: Shortcode, kind: str, formats: tuple[str, ...]) -> str | None:
    urls = [address(_value(shortcode, name), "*") for name in ("src", *formats)]
    settings = ""
    if not any(urls) and shortcode.positional:
        first, _, settings = clean_value(" ".join(shortcode.positional)).partition("|")
        urls = [address(part) for part in first.split(",")]
    urls = list(dict.fromkeys(filter(None, urls)))
    playlist = bool(settings or "," in " ".join(shortcode.positional)) and len(urls) > 1
    if urls:
        made = player_of(reading, kind, urls[0])
        if isinstance(made, Embed):
            return reading.place(made)
        sources = [MediaSource(url=reading.context.link_of(url)) for url in urls]
    else:
        attached = [
            file for file in reading.lookup.attachments(reading.subject.key) if file.mime_type.startswith(f"{kind}/")
        ]
        if not attached:
            return None
        sources = [source_of(reading, attached[0])]
    poster = address(_value(shortcode, "poster"))
    attributes = {
        name: value for name in ("width", "height", "preload") if (value := _value(shortcode, name)) and kind == "video"
    }
    attributes |= {
        name: name for name in ("loop", "autoplay", "muted") if _value(shortcode, name).lower() in ("1", "on", "true")
    }
    return reading.place(
        Player(
            kind=kind,
            sources=tuple(_titled(sources, settings)),
            tracks=tuple(_tracks(reading, shortcode.content or "")),
            poster=reading.context.link_of(poster) if poster else "",
            playlist=playlist,
            attributes=attributes,
        )
    )


def _titled(sources: list[MediaSource], settings: str) -> list[MediaSource]:
    """Sources with the titles of Jetpack's old form, `titles=One,Two|artists=...`."""
    said = dict(part.split("=", 1) for part in settings.split("|") if "=" in part)
    titles = [plain_text(title) for title in said.get("titles", "").split(",")]
    return [
        MediaSource(url=source.url, type=source.type, title=titles[place] if place < len(titles) else source.title)
        for place, source in enumerate(sources)
    ]


def _tracks(reading: Reading, content: str) -> list[Track]:
    tracks = []
    for tag in _TRACK.findall(content):
        said = {name.lower(): value for name, value in _TRACK_ATTRIBUTE.findall(tag)}
        if url := address(said.get("src", "")):
            tracks.append(
                Track(
                    url=reading.context.link_of(url),
                    kind=said.get("kind", ""),
                    language=said.get("srclang", ""),
                    label=said.get("label", ""),
                )
            )
    return tracks


def _playlist(reading: Reading, shortcode: Shortcode) -> str | None:
    kind = "video" if _value(shortcode, "type").lower() == "video" else "audio"
    sources = [source_of(reading, file) for file in _chosen(reading, shortcode, f"{kind}/")]
    return reading.place(Player(kind=kind, sources=tuple(sources), playlist=True)) if sources else None


def _tablepress(reading: Reading, shortcode: Shortcode) -> str | None:
    identifier = _value(shortcode, "id")
    table = reading.lookup.table(identifier, reading.subject.root) if identifier else None
    if table is None or table.protected:
        return None
    html = render_table(table)
    return None if html is None else reading.expand(html)


def _elementor_template(reading: Reading, shortcode: Shortcode) -> str | None:
    number = _ids(_value(shortcode, "id"))
    template = reading.lookup.pattern(int(number), reading.subject.root) if number else None
    if template is None or template.status != "publish" or template.protected:
        return None
    layout = template.meta.get("_elementor_data", "")
    cost = len(layout) + len(template.body)
    if template.key in reading.open_patterns or reading.depth >= MAX_DEPTH or not reading.afford(cost):
        reading.lose("repeated-pattern", "[elementor-template]", number)
        return ""
    reading.open_patterns.add(template.key)
    reading.depth += 1
    try:
        html = render_elementor(reading, layout)
        return reading.expand(html if html is not None else reading.rewrite(template.body))
    finally:
        reading.depth -= 1
        reading.open_patterns.discard(template.key)


SHORTCODE_HANDLERS: dict[str, ShortcodeHandler] = {
    "caption": _caption,
    "gallery": _gallery,
    "audio": _audio,
    "video": _video,
    "playlist": _playlist,
    "tablepress": _tablepress,
    "elementor-template": _elementor_template,
}
"""By the names in `model.body_rules.SHORTCODE_HANDLERS`."""
