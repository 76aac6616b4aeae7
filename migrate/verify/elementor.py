"""Elementor's pages: the texts of their widgets, from the JSON that the layout is kept in. A widget may show more."""

from __future__ import annotations

import json
from typing import Any

from migrate.content.autop import autop
from migrate.verify.gaps import Gaps, without_forged

_TEXTS = (
    *("alert_title", "title_text", "title", "editor", "html", "shortcode", "text", "alert_description"),
    *("description_text", "description", "content", "caption", "button", "button_text"),
    *("testimonial_content", "testimonial_name", "testimonial_job"),
)
"""Settings that are shown, in the order that widgets show them in."""
_LISTS = {
    "tabs": ("tab_title", "item_title", "tab_content"),
    "items": ("tab_title", "item_title", "tab_content"),
    "icon_list": ("text",),
}
"""Settings that are lists → settings of their members."""
_PARAGRAPHS = frozenset({"editor", "description", "description_text", "content", "tab_content", "testimonial_content"})
_NOT_SHOWN = {"image": "title", "video": "title", "button": "title", "divider": "text"}
"""Widget → a setting that is the name of something in it, or of no use."""


def elementor_html(data: str, gaps: Gaps) -> str | None:
    """The HTML of a page, shortcodes still in it; None where the field holds no layout."""
    elements = _read(data)
    if not isinstance(elements, list) or not elements:
        return None
    pieces: list[str] = []
    stack: list[Any] = [*reversed(elements)]
    while stack:
        element = stack.pop()
        if not isinstance(element, dict):
            continue
        settings = element.get("settings")
        if element.get("elType") == "widget":
            name = str(element.get("widgetType") or "")
            html = _texts(name, settings) if isinstance(settings, dict) else ""
            pieces.append(gaps.around(f"elementor/{name}", html))
        children = element.get("elements")
        if isinstance(children, list):
            stack.extend(reversed(children))
    return "\n".join(pieces)


def _read(data: str) -> Any:
    # Some exporters escape the JSON once more.
    for text in (data, data.replace('\\"', '"').replace("\\\\", "\\")):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            continue
    return None


def _texts(widget: str, settings: dict[str, Any]) -> str:
    texts = [_text(settings, name) for name in _TEXTS if name != _NOT_SHOWN.get(widget)]
    for key, names in _LISTS.items():
        members = settings.get(key)
        for member in members if isinstance(members, list) else ():
            if isinstance(member, dict):
                texts += [_text(member, name) for name in names]
    return "".join([f"<div>{text}</div>" for text in texts if text])


def _text(settings: dict[str, Any], name: str) -> str:
    value = settings.get(name)
    if not isinstance(value, str) or not value.strip():
        return ""
    value = without_forged(value)
    return autop(value) if name in _PARAGRAPHS and "<p" not in value else value
