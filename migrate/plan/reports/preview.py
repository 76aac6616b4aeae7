"""A body as HTML to look at: Markdown rendered, and cleaned to an allow-list where nothing loads, runs or leads away.

The page shows it in a sandboxed frame under its own content security policy; this alone would already be safe.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import escape
from html.parser import HTMLParser

from migrate.plan.reports.record import Format


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LONGEST = 100_000
"""Characters of a body that is rendered."""

_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)\r?\n.*?^\1[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_KEPT = _words(
    "a abbr b blockquote br caption cite code dd del details dfn dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i ins"
    " kbd li mark ol p pre q s samp small strong sub summary sup table tbody td tfoot th thead tr u ul var div span"
    " section article center"
)
_VOID = frozenset({"br", "hr"})
_NAMED = {"iframe": "frame", "video": "video", "audio": "audio", "object": "object", "embed": "object"}
"""Elements that would load something: named in its place."""
_SILENT = _words("script style template noscript title head svg math select textarea iframe object")
"""Elements whose content is not text to read."""
_DEEPEST = 200
_NUMBER = re.compile(r"\d{1,3}")


def render(text: str, form: Format) -> str | None:
    """The body as harmless HTML; None where it cannot be shown as a page: no Markdown library, or too long."""
    if len(text) > LONGEST:
        return None
    match form:
        case Format.MARKDOWN:
            markdown = _markdown()
            return cleaned(markdown(_FRONT_MATTER.sub("", text))) if markdown else None
        case Format.HTML:
            return cleaned(_FRONT_MATTER.sub("", text))
        case Format.WORDPRESS:
            return f'<div class="lines">{cleaned(text)}</div>'
        case Format.NONE:
            return None


def cleaned(html: str) -> str:
    """Only the elements of a text, without attributes; addresses of links and images are shown, not followed."""
    cleaner = _Cleaner()
    cleaner.feed(html)
    cleaner.close()
    return cleaner.finish()


@cache
def _markdown() -> Callable[[str], str] | None:
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        return None
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render


class _Cleaner(HTMLParser):
    """Writes anew what is allowed: every tag from our own list, every text escaped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._open: list[str] = []
        self._silent = ""
        self._silent_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent:
            self._silent_depth += tag == self._silent
            return
        values = {name: value or "" for name, value in attrs}
        if tag == "img":
            self._placeholder("image", values.get("alt", ""), values.get("src", ""))
        elif tag in _NAMED:
            self._placeholder(_NAMED[tag], values.get("title", ""), values.get("src") or values.get("data", ""))
        if tag in _SILENT:
            self._silent, self._silent_depth = tag, 1
        elif tag in _VOID:
            self._out.append(f"<{tag}>")
        elif tag in _KEPT and len(self._open) < _DEEPEST:
            self._open.append(tag)
            self._out.append(f"<{tag}{_attributes(tag, values)}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # In HTML a slash closes nothing: `<p/>` opens a paragraph, and `<iframe/>` begins one.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent_depth -= tag == self._silent
            if not self._silent_depth:
                self._silent = ""
        elif tag in self._open:
            while self._open:
                last = self._open.pop()
                self._out.append(f"</{last}>")
                if last == tag:
                    break

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._out.append(escape(data.replace("\0", "\N{REPLACEMENT CHARACTER}")))

    def finish(self) -> str:
        """All of it, with every element closed."""
        self._out += [f"</{tag}>" for tag in reversed(self._open)]
        return "".join(self._out)

    def _placeholder(self, what: str, label: str, address: str) -> None:
        # An embedded image has an address as long as itself.
        shown = f"{address[:120]}…" if len(address) > 120 else address
        words = escape(" ".join(filter(None, (label, shown))))
        self._out.append(f'<span class="placeholder">{what} {words}</span>')


def _attributes(tag: str, values: dict[str, str]) -> str:
    """The few attributes that change how a text reads. A link keeps its address as a title."""
    if tag == "a":
        return f' title="{escape(values["href"][:500])}"' if values.get("href") else ""
    names = {"td": ("colspan", "rowspan"), "th": ("colspan", "rowspan"), "ol": ("start",)}.get(tag, ())
    return "".join(f' {name}="{values[name]}"' for name in names if _NUMBER.fullmatch(values.get(name, "")))
