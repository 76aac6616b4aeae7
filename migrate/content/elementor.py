"""Elementor's pages: their layout is JSON in the custom field `_elementor_data`; `post_content` is a bare copy at best.

Widgets become HTML, which is read like that of any body; those without text of their own become placeholders.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import quote_plus

from migrate.content.attachments import gallery_of, player_of
from migrate.content.autop import autop
from migrate.content.outlines import outline
from migrate.content.reading import Reading
from migrate.content.values import address, as_text, plain_text
from migrate.model.document import Embed, Placeholder

Settings = dict[str, Any]
Widget = Callable[[Reading, Settings], str]


LARGEST_LAYOUT = 16 << 20
"""Characters: pages are a hundredth of that, and what comes of a layout takes ten times the memory."""


def render_elementor(reading: Reading, data: str) -> str | None:
    """The HTML of a page, shortcodes still in it; None where the field holds no layout, or one beyond all measure."""
    elements = _read(data) if len(data) <= LARGEST_LAYOUT else None
    if not isinstance(elements, list) or not elements:
        return None
    pieces: list[str] = []
    stack: list[Any] = [*reversed(elements)]
    while stack:
        element = stack.pop()
        if not isinstance(element, dict):
            continue
        settings = element.get("settings")
        settings = settings if isinstance(settings, dict) else {}
        if element.get("elType") == "widget":
            pieces.append(_widget(reading, str(element.get("widgetType") or ""), settings))
        children = element.get("elements")
        if isinstance(children, list):
            stack.extend(reversed(children))
    return "\n".join(filter(None, pieces))


def _read(data: str) -> Any:
    for text in (data, data.replace('\\"', '"').replace("\\\\", "\\")):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            continue
    return None


def _widget(reading: Reading, name: str, settings: Settings) -> str:
    make = WIDGETS.get(name)
    html = make(reading, settings) if make else _unknown(settings)
    if html or name in _SILENT:
        return html
    reading.lose("placeholder", f"elementor/{name}", outline(name, settings))
    attributes = {key: as_text(value) for key, value in settings.items() if not key.startswith("_") and value}
    return reading.place(Placeholder(name=f"elementor/{name}", attributes=attributes))


def _text(settings: Settings, key: str) -> str:
    value = settings.get(key)
    return value if isinstance(value, str) else ""


def _url(settings: Settings, key: str) -> str:
    value = settings.get(key)
    if isinstance(value, dict):
        value = value.get("url")
    return address(value) if isinstance(value, str) else ""


def _linked(html: str, url: str) -> str:
    return f'<a href="{escape(url)}">{html}</a>' if html and url else html


def _tag(settings: Settings, key: str, usual: str) -> str:
    value = _text(settings, key)
    return value if value in {"h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "span"} else usual


def _heading(reading: Reading, settings: Settings) -> str:
    tag = _tag(settings, "header_size", "h2")
    title = _linked(_text(settings, "title"), _url(settings, "link"))
    return f"<{tag}>{title}</{tag}>" if title else ""


def _editor(reading: Reading, settings: Settings) -> str:
    text = _text(settings, "editor")
    return text if "<p" in text else autop(text)


def _image(reading: Reading, settings: Settings) -> str:
    image = settings.get("image")
    url = _url(settings, "image")
    if not url:
        return ""
    said: dict[str, Any] = image if isinstance(image, dict) else {}
    number = as_text(said.get("id"))
    media = f' class="wp-image-{number}"' if number.isdecimal() else ""
    shown = f'<img src="{escape(url)}" alt="{escape(as_text(said.get("alt")))}"{media} />'
    link = _url(settings, "link") if settings.get("link_to") == "custom" else ""
    caption = _text(settings, "caption")
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure>{_linked(shown, link)}{below}</figure>"


def _box(reading: Reading, settings: Settings) -> str:
    tag = _tag(settings, "title_size", "h3")
    title = _linked(_text(settings, "title_text") or _text(settings, "title"), _url(settings, "link"))
    text = _text(settings, "description_text") or _text(settings, "description")
    image = _image(reading, settings)
    return image + (f"<{tag}>{title}</{tag}>" if title else "") + (autop(text) if text else "") + _button_of(settings)


def _button_of(settings: Settings) -> str:
    label = _text(settings, "button") or _text(settings, "button_text")
    return f"<p>{_linked(escape(label), _url(settings, 'button_url') or _url(settings, 'link'))}</p>" if label else ""


def _button(reading: Reading, settings: Settings) -> str:
    label, url = escape(plain_text(_text(settings, "text"))), _url(settings, "link")
    if not label:
        return ""
    return f'<p><a class="wp-block-button__link" href="{escape(url)}">{label}</a></p>' if url else f"<p>{label}</p>"


def _members(settings: Settings, *keys: str) -> list[Settings]:
    for key in keys:
        value = settings.get(key)
        if isinstance(value, list):
            return [member for member in value if isinstance(member, dict)]
    return []


def _tabs(reading: Reading, settings: Settings) -> str:
    return "".join(
        f"<details><summary>{_text(tab, 'tab_title') or _text(tab, 'item_title')}</summary>"
        f"{autop(_text(tab, 'tab_content'))}</details>"
        for tab in _members(settings, "tabs", "items")
    )


def _icon_list(reading: Reading, settings: Settings) -> str:
    items = "".join(
        f"<li>{_linked(_text(item, 'text'), _url(item, 'link'))}</li>" for item in _members(settings, "icon_list")
    )
    return f"<ul>{items}</ul>" if items else ""


def _testimonial(reading: Reading, settings: Settings) -> str:
    who = ", ".join(filter(None, (_text(settings, "testimonial_name"), _text(settings, "testimonial_job"))))
    text = _text(settings, "testimonial_content")
    cited = f"<cite>{who}</cite>" if who else ""
    return f"<blockquote>{autop(text)}{cited}</blockquote>" if text or who else ""


def _counter(reading: Reading, settings: Settings) -> str:
    number = "".join(as_text(settings.get(key)) for key in ("prefix", "ending_number", "suffix"))
    title = _text(settings, "title")
    return f"<p>{escape(number)} {title}</p>" if number or title else ""


def _alert(reading: Reading, settings: Settings) -> str:
    title, text = _text(settings, "alert_title"), _text(settings, "alert_description")
    return (f"<p><strong>{title}</strong></p>" if title else "") + (autop(text) if text else "")


def _video(reading: Reading, settings: Settings) -> str:
    kind = _text(settings, "video_type") or "youtube"
    url = _url(settings, f"{kind}_url") or _url(settings, "hosted_url") or _url(settings, "external_url")
    if not url:
        return ""
    made = player_of(reading, "video", url)
    return reading.place(made) if made else ""


def _gallery(reading: Reading, settings: Settings) -> str:
    members = _members(settings, "wp_gallery", "gallery", "carousel", "slides")
    ids = ",".join(as_text(member.get("id")) for member in members)
    # A gallery leads to its files unless it says otherwise, a carousel nowhere.
    link = _text(settings, "gallery_link") or ("file" if "wp_gallery" in settings else "none")
    gallery = gallery_of(reading, ids, link=link, columns=0, style="")
    if gallery is not None:
        return reading.place(gallery)
    images = "".join(f'<img src="{escape(url)}" />' for member in members if (url := _url(member, "url")))
    return f'<figure class="wp-block-gallery">{images}</figure>' if images else ""


def _social_icons(reading: Reading, settings: Settings) -> str:
    items = []
    for member in _members(settings, "social_icon_list"):
        icon = member.get("social_icon")
        # Before Elementor 2.6 the icon was a class by itself.
        name = as_text(icon.get("value")) if isinstance(icon, dict) else _text(member, "social")
        label = name.rpartition("fa-")[2].capitalize()
        if label:
            items.append(f"<li>{_linked(escape(label), _url(member, 'link'))}</li>")
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _map(reading: Reading, settings: Settings) -> str:
    place = _text(settings, "address")
    url = f"https://maps.google.com/maps?q={quote_plus(place)}&output=embed"
    return reading.place(Embed(url=url, provider="google-maps")) if place else ""


def _raw(key: str) -> Widget:
    def make(reading: Reading, settings: Settings) -> str:
        return _text(settings, key)

    return make


def _nothing(reading: Reading, settings: Settings) -> str:
    return ""


def _rule(reading: Reading, settings: Settings) -> str:
    return "<hr />"


def _unknown(settings: Settings) -> str:
    """What a widget of another plugin says under the names that they all use."""
    title, text = _text(settings, "title"), _text(settings, "description") or _text(settings, "content")
    return (f"<h3>{title}</h3>" if title else "") + (autop(text) if text else "")


_SILENT = frozenset({"spacer", "menu-anchor", "icon"})
WIDGETS: dict[str, Widget] = {
    "accordion": _tabs,
    "alert": _alert,
    "button": _button,
    "call-to-action": _box,
    "counter": _counter,
    "divider": _rule,
    "google_maps": _map,
    "heading": _heading,
    "html": _raw("html"),
    "icon": _nothing,
    "icon-box": _box,
    "icon-list": _icon_list,
    "image": _image,
    "image-box": _box,
    "image-carousel": _gallery,
    "image-gallery": _gallery,
    "menu-anchor": _nothing,
    "shortcode": _raw("shortcode"),
    "social-icons": _social_icons,
    "spacer": _nothing,
    "tabs": _tabs,
    "testimonial": _testimonial,
    "text-editor": _editor,
    "toggle": _tabs,
    "video": _video,
}
"""Elementor's own widgets."""
