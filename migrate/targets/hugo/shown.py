"""Hugo's shortcodes in Markdown → the HTML that they show, in one line each: what is around and between them stays.

Of those that are not known the tags go, and what stands between stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_SHORTCODE = re.compile(
    r"""
    \{\{(?P<kind>[<%])\s*(?P<closes>/)?\s*(?P<name>\w[\w/.-]*)
    (?P<values>(?:[^"`{}]|"(?:[^"\\]|\\.)*"|`[^`]*`|\{(?!\{)|\}(?!\}))*?)
    \s*/?\s*[>%]\}\}
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}", re.DOTALL)
_VALUE = re.compile(r'(?:([\w-]+)\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`|([^\s"`=]+))')
_QUOTE = re.compile(r'"')

Values = Mapping[str, str]
"""Name or number of a parameter → its value."""


def show_shortcodes(markdown: str) -> str:
    """For `Generator.shows`: Markdown with HTML for Hugo's own shortcodes and for those of our target."""
    if "{{" not in markdown:
        return markdown
    opened: dict[str, list[Values]] = {}

    def show(match: re.Match[str]) -> str:
        name = match["name"]
        opening, closing = _SHOWS.get(name, _NOTHING)
        if match["closes"]:
            return closing(opened[name].pop() if opened.get(name) else {})
        values = _values(match["values"])
        opened.setdefault(name, []).append(values)
        return opening(values)

    markdown = markdown.replace("{{</* wp-nothing /*/>}}", "")
    return _ESCAPED.sub(r"{{\1\2\3}}", _SHORTCODE.sub(show, markdown))


def _values(text: str) -> Values:
    values = {}
    for number, match in enumerate(_VALUE.finditer(text)):
        name, quoted, raw, bare = match.groups()
        values[name or str(number)] = next(value for value in (quoted, raw, bare, "") if value is not None)
    return values


# The end of a block. One tag alone on a line would begin a block of HTML, in which there is no Markdown.
_BREAK = "<br><hr>"


def _quoted(value: str) -> str:
    return _QUOTE.sub("&quot;", value)


def _frame(address: str) -> Callable[[Values], str]:
    def show(values: Values) -> str:
        identifier = values.get("id") or values.get("0", "")
        return f'{_BREAK}<iframe src="{_quoted(address.format(identifier))}"></iframe>{_BREAK}'

    return show


def _player(tag: str) -> Callable[[Values], str]:
    def show(values: Values) -> str:
        url = values.get("src") or values.get("url") or ""
        return f'{_BREAK}<{tag} src="{_quoted(url)}"></{tag}>{_BREAK}' if url else _BREAK

    return show


def _image(values: Values) -> str:
    image = f'<img src="{_quoted(values.get("src", ""))}" alt="{_quoted(values.get("alt", ""))}">'
    link = values.get("link")
    shown = f'<a href="{_quoted(link)}">{image}</a>' if link else image
    caption = "".join(f"{_BREAK}{values[name]}" for name in ("title", "caption") if values.get(name))
    return f"{_BREAK}{shown}{caption}{_BREAK}"


def _gallery_image(values: Values) -> str:
    # Its title is shown only when it is pointed at.
    return _image({name: value for name, value in values.items() if name != "title"})


def _nothing(values: Values) -> str:
    return ""


def _end(values: Values) -> str:
    return _BREAK


def _file(values: Values) -> str:
    return f'{_BREAK}<a href="{_quoted(values.get("src", ""))}">'


def _end_file(values: Values) -> str:
    button = values.get("button")
    return "</a>" + (f' <a href="{_quoted(values.get("src", ""))}">{button}</a>' if button else "") + _BREAK


_NOTHING = (_nothing, _nothing)
_SHOWS: dict[str, tuple[Callable[[Values], str], Callable[[Values], str]]] = {
    "figure": (_image, _nothing),
    "gist": (_frame("https://gist.github.com/{}"), _nothing),
    "instagram": (_frame("https://www.instagram.com/p/{}/"), _nothing),
    "tweet": (_frame("https://twitter.com/i/web/status/{}"), _nothing),
    "vimeo": (_frame("https://vimeo.com/{}"), _nothing),
    "x": (_frame("https://twitter.com/i/web/status/{}"), _nothing),
    "youtube": (_frame("https://www.youtube.com/watch?v={}"), _nothing),
    "wp-audio": (_player("audio"), _end),
    "wp-caption": (_end, _end),
    "wp-embed": (_player("iframe"), _end),
    "wp-file": (_file, _end_file),
    "wp-gallery": (_end, _end),
    "wp-image": (_gallery_image, _end),
    "wp-source": (_player("video"), _nothing),
    "wp-video": (_player("video"), _end),
}
"""Shortcode → what it shows where it begins, and where it ends."""
