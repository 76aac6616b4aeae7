"""What Hugo says by shortcodes, its own and ours, and how text that looks like one is kept from being one."""

from __future__ import annotations

import re

from migrate.model.document import (
    CodeBlock,
    Document,
    Embed,
    Figure,
    FileLink,
    Gallery,
    GalleryImage,
    Paragraph,
    Placeholder,
    Player,
)
from migrate.model.inlines import Image, Inline, Link, Text
from migrate.targets.options import TargetOptions
from migrate.targets.site.html import file_html, gallery_html
from migrate.writers import MarkdownOptions, write_markdown, write_text
from migrate.writers.markdown import is_plain

OPEN, CLOSE = "\ufdd0", "\ufdd1"
"""Stand for the delimiters of our own shortcodes until the text around them has been protected. No text holds them."""
MORE = "\ufdd2"
"""Stands for the divider of the summary."""
_WITHIN = "\ufdd3"
"""Parts what looks like a shortcode in text that Hugo reads twice: captions within our shortcodes."""

_LOOKS_LIKE_ONE = re.compile(r"\{\{(?=[<%])")
_WITHOUT_DIVIDER = r"((?:(?!<!--more-->)[^\n])*?)"
_WHOLE = re.compile(rf"\{{\{{(?:<{_WITHOUT_DIVIDER}>|%{_WITHOUT_DIVIDER}%)\}}\}}")
"""On one line, and without the divider in it."""
_NOTHING = "{{< wp-nothing />}}"
_DIVIDER = "<!--more-->"
_OWN = {"youtube": re.compile(r"[\w-]{6,20}"), "vimeo": re.compile(r"\d{4,15}")}
"""Provider → ids that Hugo's own shortcode of that name takes."""
_ENTITIES = str.maketrans({"&": "&amp;", '"': "&quot;", "\\": "&#92;", "\n": "&#10;", "\r": "&#13;"})
_HAS_ENTITIES = re.compile(r'[&"\\\n\r]')
_PLAIN = re.compile(r"""[^"&<>\\`{}%\x00-\x1f]*""")
_PLAIN_ADDRESS = re.compile(r"(?:https?:/)?/[\w./~:?=+,@!#-]*", re.ASCII)
_SHOWN_SETTINGS = ("id", "slug", "title", "name")
"""Settings of a placeholder that are no secret: the others may hold keys and addresses."""
_SIZE = re.compile(r"\d{1,5}")
_LINES = re.compile(r"\d+(?:-\d+)?(?:[ ,]+\d+(?:-\d+)?)*")
_LANGUAGE = re.compile(r"[\w+#.-]+")
_DRAWN = frozenset({"goat", "jsonata", "jungle"})
"""Languages of which Hugo makes a drawing, or never an end."""


def markdown_options(options: TargetOptions) -> MarkdownOptions:
    """The dialect that Goldmark reads."""
    # Definition lists are HTML: not every reader of Markdown has them.
    dialect = MarkdownOptions(
        colon_starts=True, heading_ids=True, paragraph_ids=True, alignment=True, more=MORE, info=_info
    )
    if options.embeds == "html":
        return dialect._replace(gallery=gallery_html, file=file_html)
    return dialect._replace(
        embed=_embed, gallery=_gallery, player=_player, placeholder=_placeholder, figure=_figure, file=_file
    )


def protect(markdown: str) -> str:
    """The finished text of a page: nothing in it is a shortcode or a divider but those that are ours.

    Hugo looks for both before it reads Markdown, in code and raw HTML too.
    """
    if OPEN not in markdown:
        text = _protected(markdown)
    else:
        before, *calls = markdown.split(OPEN)
        pieces = [_protected(before)]
        for piece in calls:
            call, end, between = piece.partition(CLOSE)
            pieces += (_delimited(call), _protected(between)) if end else (_protected(OPEN + piece),)
        text = "".join(pieces)
    if _WITHIN in text:
        text = text.replace(_WITHIN, "{{</* wp-nothing /*/>}}")
    return text.replace(MORE, _DIVIDER) if MORE in text else text


def _delimited(call: str) -> str:
    return f"{{{{< {call}>}}}}" if call.endswith("/") else f"{{{{< {call} >}}}}"


def _protected(text: str) -> str:
    # One character is looked for thirty times as fast as two.
    if "{" in text and "{{" in text and _LOOKS_LIKE_ONE.search(text):
        # A whole one is shown by a comment in it, a half one by a shortcode that parts its braces and shows nothing.
        pieces = _WHOLE.split(text)
        shown = [
            f"{{{{</*{piece}*/>}}}}"
            if index % 3 == 1
            else f"{{{{%/*{piece}*/%}}}}"
            if index % 3 == 2
            else _LOOKS_LIKE_ONE.sub(f"{{{_NOTHING}{{", piece)
            for index, piece in enumerate(pieces)
            if piece is not None
        ]
        text = "".join(shown)
    return text.replace(_DIVIDER, f"<!--more{_NOTHING}-->") if _DIVIDER in text else text


def parameter(text: str) -> str:
    """A value of one of our own shortcodes, which turn entities back: right for any text."""
    # Most need none; where there is a character beyond ASCII, `translate` takes long.
    if _HAS_ENTITIES.search(text):
        text = text.translate(_ENTITIES)
    return f'"{text}"'


def _call(name: str, parameters: dict[str, str], inner: str | None = None) -> str:
    values = "".join([f" {key}={parameter(value)}" for key, value in parameters.items() if value])
    if inner is None:
        # Hugo refuses one whose template looks for inner text and that is neither closed nor says that it has none.
        return f"{OPEN}{name}{values} /{CLOSE}"
    return f"{OPEN}{name}{values}{CLOSE}{inner}{OPEN}/{name}{CLOSE}"


def _inline(caption: tuple[Inline, ...]) -> str:
    """A caption as Markdown."""
    if not caption:
        return ""
    if len(caption) == 1 and type(caption[0]) is Text and is_plain(caption[0].text):
        text = caption[0].text
    else:
        text = write_markdown(Document(blocks=(Paragraph(children=caption),)), normal=True)[0].strip("\n")
    return _LOOKS_LIKE_ONE.sub(f"{{{_WITHIN}{{", text) if "{{" in text else text


def _embed(embed: Embed) -> str | None:
    caption = _inline(embed.caption)
    pattern = _OWN.get(embed.provider)
    if not caption and pattern is not None and pattern.fullmatch(embed.id):
        return f'{OPEN}{embed.provider} "{embed.id}"{CLOSE}'
    if not embed.url:
        return None
    values = {
        "url": embed.url,
        "provider": embed.provider,
        "id": embed.id,
        "width": embed.width,
        "height": embed.height,
    }
    return _call("wp-embed", values, caption or None)


def _gallery(gallery: Gallery) -> str | None:
    columns = str(gallery.columns) if gallery.columns else ""
    images = "\n".join(_image(one) for one in gallery.images)
    caption = _call("wp-caption", {}, _inline(gallery.caption)) + "\n" if gallery.caption else ""
    return _call("wp-gallery", {"columns": columns, "style": gallery.style}, f"\n{images}\n{caption}")


def _image(one: GalleryImage) -> str:
    image = one.image
    values = {
        "src": image.url,
        "alt": image.alt,
        "title": image.title,
        "width": image.width,
        "height": image.height,
        "link": one.link,
    }
    return _call("wp-image", values, _inline(one.caption))


def _player(player: Player) -> str | None:
    name = "wp-video" if player.kind == "video" else "wp-audio"
    sources = player.sources
    values = {"poster": player.poster, **player.attributes}
    values = {key: value or "true" for key, value in values.items() if value or key != "poster"}
    caption = _inline(player.caption)
    if player.playlist:
        values["playlist"] = "true"
    if len(sources) == 1 and not player.tracks and not caption and not player.playlist:
        return _call(name, {"src": sources[0].url, "type": sources[0].type, "title": sources[0].title, **values})
    inner = [_call("wp-source", {"src": one.url, "type": one.type, "title": one.title}) for one in sources]
    inner += [
        _call("wp-track", {"src": one.url, "kind": one.kind, "lang": one.language, "label": one.label})
        for one in player.tracks
    ]
    if caption:
        inner.append(_call("wp-caption", {}, caption))
    return _call(name, values, "\n" + "\n".join(inner) + "\n")


def _file(file: FileLink) -> str | None:
    if not file.button:
        return None
    return _call("wp-file", {"src": file.url, "button": _words(file.button)}, _inline(file.name))


def _words(line: tuple[Inline, ...]) -> str:
    return " ".join(write_text(Document(blocks=(Paragraph(children=line),))).split())


def _placeholder(placeholder: Placeholder) -> str | None:
    values = {key: placeholder.attributes[key] for key in _SHOWN_SETTINGS if key in placeholder.attributes}
    return _call("wp-placeholder", {"of": placeholder.name, **values})


def _figure(figure: Figure) -> str | None:
    """Hugo's own shortcode for one captioned image, where it can say all of it; else HTML."""
    block = figure.blocks[0] if len(figure.blocks) == 1 else None
    if not isinstance(block, Paragraph) or len(block.children) != 1:
        return None
    image: Inline = block.children[0]
    link = ""
    if isinstance(image, Link) and len(image.children) == 1 and not image.attributes:
        link, image = image.url, image.children[0]
    # Its own shortcode takes what is in quotes as it stands, and refuses addresses that it cannot read.
    if not isinstance(image, Image) or image.title or not _PLAIN.fullmatch(image.alt):
        return None
    if not all(_PLAIN_ADDRESS.fullmatch(url) for url in (image.url, link) if url):
        return None
    caption = _inline(figure.caption)
    if not _PLAIN.fullmatch(caption):
        return None
    values = {
        "src": image.url,
        "alt": image.alt,
        "caption": caption,
        "link": link,
        "width": image.width if _SIZE.fullmatch(image.width) else "",
        "height": image.height if _SIZE.fullmatch(image.height) else "",
        "class": f"align{figure.align}" if figure.align else "",
    }
    said = "".join([f' {key}="{value}"' for key, value in values.items() if value])
    return f"{OPEN}figure{said}{CLOSE}"


def _info(block: CodeBlock) -> str | None:
    """The info string of a fence with Hugo's settings of highlighting."""
    language = block.language
    if language in _DRAWN or _is_half_a_shortcode(block.text) or _DIVIDER in block.text:
        # Highlighting would cut what keeps it from being one in two.
        return ""
    if not _LANGUAGE.fullmatch(language):
        return None
    settings = []
    lines = block.attributes.get("highlight", "")
    if _LINES.fullmatch(lines):
        settings.append(f'hl_lines="{" ".join(lines.replace(",", " ").split())}"')
    first = block.attributes.get("first-line", "")
    if first.isdecimal() and first != "1":
        settings.append(f"linenostart={first}")
    return f"{language} {{{','.join(settings)}}}" if settings else None


def _is_half_a_shortcode(text: str) -> bool:
    return "{{" in text and _LOOKS_LIKE_ONE.search(_WHOLE.sub("", text)) is not None
