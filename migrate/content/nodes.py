"""What a mapping's `node` makes: HTML, read with the rest of the body, or a placeholder for what HTML cannot say.

A function gives None where the value that it cannot do without is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from migrate.content.attachments import caption_of, file_of, gallery_of, image_of, player_of
from migrate.content.embeds import embed_of
from migrate.content.reading import Reading, unmask
from migrate.content.values import Values, plain_text, trimmed
from migrate.model.document import CodeBlock, Embed, FileLink, Gallery, GalleryImage, Math, Player, RawBlock
from migrate.model.inlines import Image, InlineMath, Link, Text

NodeMaker = Callable[[Reading, Values], str | None]

LANGUAGES = {
    "actionscript3": "as3",
    "bsh": "bash",
    "c#": "csharp",
    "c-sharp": "csharp",
    "golang": "go",
    "jfx": "javafx",
    "js": "javascript",
    "jscript": "javascript",
    "obj-c": "objc",
    "pl": "perl",
    "plain": "",
    "ps": "powershell",
    "py": "python",
    "rails": "ruby",
    "rb": "ruby",
    "ror": "ruby",
    "shell": "bash",
    "tex": "latex",
    "text": "",
    "vb": "vbnet",
    "xhtml": "html",
    "yml": "yaml",
}
"""Other names of languages that SyntaxHighlighter takes."""

_LEVEL = re.compile(r"h?([1-6])")
_WORD = re.compile(r"[a-z][a-z0-9-]*")
_WRAPPED = re.compile(r"\s*<pre\b[^>]*>(.*)</pre>\s*", re.DOTALL | re.IGNORECASE)


def inner(reading: Reading, values: Values) -> str:
    """The content as HTML, without the halves of paragraphs that the paragraph rules left at its ends."""
    return reading.expand(trimmed(values.content()))


def _text(reading: Reading, values: Values, field: str) -> str:
    return escape(plain_text(unmask(values.get(field))))


def make_embed(reading: Reading, values: Values) -> str | None:
    """An embed; raw HTML alone is one without an address."""
    url, html = values.get("url"), values.get("html")
    if not url:
        return reading.place(RawBlock(html=reading.context.raw(html))) if html else None
    known = embed_of(url)
    return reading.place(
        Embed(
            url=reading.context.link_of(url),
            provider=values.get("provider") or (known.provider if known else ""),
            id=values.get("id") or (known.id if known else ""),
            html=html,
            caption=caption_of(reading, values.get("caption")),
            width=values.get("width"),
            height=values.get("height"),
            align=values.get("align"),
        )
    )


def make_image(reading: Reading, values: Values) -> str | None:
    """An image, by number or address."""
    image = image_of(reading, values.get("media"), values.get("url"), values.get("alt"), values.get("title"))
    if image is None:
        return None
    width, height = values.get("width"), values.get("height")
    if width or height:
        image = type(image)(
            **{field: getattr(image, field) for field in image.__struct_fields__}
            | {"width": width or image.width, "height": height or image.height}
        )
    link = values.get("link")
    shown = _linked(reading, link, image) if link else image
    caption = values.get("caption")
    align = values.get("align")
    placed = reading.place(shown)
    if not caption and not align:
        return placed
    style = f' class="align{align}"' if _WORD.fullmatch(align) else ""
    below = f"<figcaption>{reading.expand(caption)}</figcaption>" if caption else ""
    return f"<figure{style}>{placed}{below}</figure>"


def _linked(reading: Reading, url: str, image: Image) -> Link:
    context = reading.context
    return Link(url=context.link_of(url), children=(image,), target=context.target_of(url))


def make_gallery(reading: Reading, values: Values) -> str | None:
    """A gallery of attachments, or of addresses."""
    columns = values.get("columns")
    style = values.get("style")
    gallery = gallery_of(
        reading,
        values.get("ids"),
        link=values.get("link"),
        columns=int(columns) if columns.isdecimal() and len(columns) < 4 else 0,
        style=style,
        caption=caption_of(reading, values.get("caption")),
    )
    if gallery is None:
        images = [
            image for url in values.get("urls").split(",") if (image := image_of(reading, "", url.strip(), "", ""))
        ]
        gallery = Gallery(images=tuple(GalleryImage(image=image) for image in images), style=style) if images else None
    return reading.place(gallery) if gallery else None


def make_player(reading: Reading, values: Values) -> str | None:
    """A player; a video of a known provider is an embed."""
    made = player_of(reading, values.get("kind") or "video", values.get("url"), values.get("media"))
    if made is None:
        return None
    caption = caption_of(reading, values.get("caption"))
    if isinstance(made, Player):
        poster = values.get("poster")
        attributes = {name: value for name in ("width", "height") if (value := values.get(name))}
        made = Player(
            kind=made.kind,
            sources=made.sources,
            poster=reading.context.link_of(poster) if poster else "",
            caption=caption,
            attributes=attributes,
        )
    return reading.place(made)


def make_file(reading: Reading, values: Values) -> str | None:
    """A file to download."""
    found = file_of(reading, values.get("media"))
    url = values.get("url") or (found.url if found else "")
    if not url:
        return None
    name = plain_text(values.get("text")) or (plain_text(found.title) if found else "") or url.rpartition("/")[2]
    return reading.place(FileLink(url=reading.context.link_of(url), name=(Text(text=name),) if name else ()))


def make_link(reading: Reading, values: Values) -> str | None:
    """A link within a line; without an address its content stands alone."""
    url, content = values.get("url"), inner(reading, values)
    if not content:
        return None
    title = _text(reading, values, "title")
    said = f' title="{title}"' if title else ""
    return f'<a href="{escape(url)}"{said}>{content}</a>' if url else content


def make_button(reading: Reading, values: Values) -> str | None:
    """A link that looks like a button."""
    url = values.get("url")
    label = _text(reading, values, "label") or inner(reading, values)
    if not label:
        return None
    return f'<a class="wp-block-button__link" href="{escape(url)}">{label}</a>' if url else label


def make_code(reading: Reading, values: Values) -> str | None:
    """Code."""
    text = unmask(values.get("text"))
    if wrapped := _WRAPPED.fullmatch(text):
        text = wrapped[1]
    text = text.strip("\r\n")
    attributes = {
        field: plain_text(value) for field in ("first-line", "highlight", "title") if (value := values.get(field))
    }
    language = values.get("language").strip().lower()
    language = LANGUAGES.get(language, language)
    return reading.place(CodeBlock(text=text, language=language, attributes=attributes))


def make_details(reading: Reading, values: Values) -> str | None:
    """A box to open."""
    summary, content = _text(reading, values, "summary"), inner(reading, values)
    if not summary:
        return content or None
    shown = " open" if values.flag("open") else ""
    return f"<details{shown}><summary>{summary}</summary>\n{content}</details>"


def make_section(reading: Reading, values: Values) -> str | None:
    """A box: image, heading, content, button."""
    image = image_of(reading, values.get("media"), values.get("image"), values.get("alt"), "")
    title = _text(reading, values, "title")
    content = inner(reading, values)
    link, label = values.get("link"), _text(reading, values, "label")
    level = _level(values)
    pieces = [f"<p>{reading.place(image)}</p>" if image else ""]
    if title:
        heading = title if not link or label else f'<a href="{escape(link)}">{title}</a>'
        pieces.append(f"<h{level}>{heading}</h{level}>")
    pieces.append(content)
    if label:
        button = f'<a class="wp-block-button__link" href="{escape(link)}">{label}</a>' if link else label
        pieces.append(f"<p>{button}</p>")
    if not any(pieces):
        return None
    role = values.get("role")
    name = f' class="wp-block-{role}"' if _WORD.fullmatch(role) else ""
    return f"<div{name}>" + "\n".join(filter(None, pieces)) + "</div>"


def make_heading(reading: Reading, values: Values) -> str | None:
    """A heading."""
    content, level, link = inner(reading, values), _level(values), values.get("link")
    if not content:
        return None
    identifier = values.get("id")
    anchor = f' id="{escape(identifier)}"' if identifier else ""
    content = f'<a href="{escape(link)}">{content}</a>' if link else content
    return f"<h{level}{anchor}>{content}</h{level}>"


def make_paragraph(reading: Reading, values: Values) -> str | None:
    """A paragraph."""
    content, align = inner(reading, values), values.get("align")
    style = f' class="has-text-align-{align}"' if _WORD.fullmatch(align) else ""
    return f"<p{style}>{content}</p>" if content else None


def make_quote(reading: Reading, values: Values) -> str | None:
    """A quotation."""
    content, citation = inner(reading, values), values.get("citation")
    if not content:
        return None
    cited = f"<cite>{reading.expand(citation)}</cite>" if citation else ""
    return f"<blockquote><p>{content}</p>{cited}</blockquote>"


def make_list(reading: Reading, values: Values) -> str | None:
    """A list."""
    content = inner(reading, values)
    return f"<ul>{content}</ul>" if content else None


def make_item(reading: Reading, values: Values) -> str | None:
    """An item of a list."""
    content = inner(reading, values)
    return f"<li>{content}</li>" if content else None


def make_math(reading: Reading, values: Values) -> str | None:
    """A formula."""
    tex = plain_text(unmask(values.get("tex")))
    if not tex:
        return None
    return reading.place(Math(tex=tex) if values.flag("display") else InlineMath(tex=tex))


def make_rule(reading: Reading, values: Values) -> str | None:
    """A line across the page."""
    return "<hr />"


def make_footnote(reading: Reading, values: Values) -> str | None:
    """A footnote."""
    content = values.content()
    identifier = values.get("id")
    return reading.place(reading.add_footnote(content, identifier)) if content or identifier else None


def make_html(reading: Reading, values: Values) -> str | None:
    """Raw HTML."""
    return values.get("html") or None


def _level(values: Values) -> int:
    match = _LEVEL.fullmatch(values.get("level").strip().lower())
    return int(match[1]) if match else 2


NODE_MAKERS: dict[str, NodeMaker] = {
    "embed": make_embed,
    "image": make_image,
    "gallery": make_gallery,
    "player": make_player,
    "file": make_file,
    "link": make_link,
    "button": make_button,
    "code": make_code,
    "details": make_details,
    "section": make_section,
    "heading": make_heading,
    "paragraph": make_paragraph,
    "quote": make_quote,
    "list": make_list,
    "item": make_item,
    "math": make_math,
    "rule": make_rule,
    "footnote": make_footnote,
    "html": make_html,
}
"""By the names in `NODES`."""
