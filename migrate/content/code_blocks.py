"""`<pre>`: code with its language, as core and the highlighters of twenty years mark it, or lines of text (verse)."""

from __future__ import annotations

import html
import re

from migrate.content.cleaning import classes_of, id_of
from migrate.content.frames import Container, Line, marked_line
from migrate.content.html import Element, is_descendant_free, names, verbatim_text
from migrate.content.marks import CODE
from migrate.content.reader import FRAME, LEAF, Opened, Opener, Reader
from migrate.content.whitespace import BLANKS
from migrate.model.document import Block, CodeBlock, LineBlock
from migrate.model.inlines import Attributes, Inline

_TEXT_CLASSES = frozenset({"wp-block-preformatted", "wp-block-verse", "verse", "poem", "poetry"})
_NOT_CODE = names(
    "img iframe script style object embed video audio svg math form input button textarea select table ul ol dl"
    " blockquote figure h1 h2 h3 h4 h5 h6 hr pre title template wxr-node"
)
"""In code there are no such elements; in a `<pre>` of text they must not be lost."""
_FORMATTING = names("a b strong em i u s del strike ins mark small big sub sup cite q font abbr")
_LINKS = frozenset({"a"})

_LANGUAGE_CLASS = re.compile(r"(?:language|lang|highlight-source|sh|brush|syntax)[-_:](?P<name>[\w+#.-]+)")
_PAIR = re.compile(r"([a-z-]+)\s*:\s*(\[[^\]]*\]|'[^']*'|\"[^\"]*\"|[^\s;]+)\s*;?")
# Classes that highlighters put beside the language's own name, as in `hljs php` or `prettyprint js`.
_HIGHLIGHTERS = frozenset({"hljs", "prettyprint", "code", "sourcecode", "syntax", "brush", "rainbow", "crayon-syntax"})
_NO_LANGUAGE = names(
    "hljs prettyprint linenums line-numbers code sourcecode syntax brush rainbow wp-block-code wp-block-preformatted"
    " wp-block-syntaxhighlighter-code syntaxhighlighter enlighterjsraw nolinenums toolbar notranslate prettyprinted"
    " highlight shiki has-background has-text-color alignwide alignfull aligncenter alignleft alignright"
    " crayon-plain-tag text nohighlight no-highlight none plain plaintext generic default auto toolbar-hide"
)
_ALIASES = {"jscript": "javascript", "js": "javascript", "py": "python", "shell": "bash", "c#": "csharp", "text": ""}
_SHORT_NAMES = names("as c cs d go js kt pl ps py r rb rs sh ts vb")
_PARAMETERS = {
    "first-line": "first-line",
    "firstline": "first-line",
    "start-line": "first-line",
    "data-start": "first-line",
    "data-enlighter-lineoffset": "first-line",
    "line": "first-line",
    "highlight": "highlight",
    "mark": "highlight",
    "data-line": "highlight",
    "data-enlighter-highlight": "highlight",
    "title": "title",
    "data-enlighter-title": "title",
    "data-title": "title",
    "data-file": "title",
}
"""What highlighters call the line to count from, the lines to stress, and the title."""


def open_pre(reader: Reader, element: Element) -> Opened:
    """`<pre>`."""
    if reader.started or reader.after:
        reader.flush()
    classes = classes_of(element)
    code = _only_code(element)
    is_text = bool(classes.names & _TEXT_CLASSES)
    if reader.last_tag and not is_text and not is_descendant_free(element, frozenset({reader.last_tag})):
        # What goes on in another piece is text alone.
        reader.anchor(id_of(element))
        reader.frame = PreFrame(reader, *_description(element, code))
        return FRAME
    if not is_text and is_descendant_free(element, _NOT_CODE):
        language, attributes = _description(element, code)
        if code is not None or language or classes.names & _HIGHLIGHTERS or is_descendant_free(element, _FORMATTING):
            reader.anchor(id_of(element))
            _put_code(reader, code or element, language, attributes)
            return LEAF
    reader.anchor(id_of(element))
    reader.frame = LinesFrame(reader)
    reader.lines = "verbatim"
    return FRAME


def _put_code(reader: Reader, element: Element, language: str, attributes: Attributes) -> None:
    for link in element.find_all("a") if not is_descendant_free(element, _LINKS) else ():
        if url := link.attr("href"):
            reader.context.lose("link-in-code", url)
    if text := _trimmed(verbatim_text(element)):
        reader.add(CodeBlock(text=text, language=language, attributes=attributes))


def _trimmed(text: str) -> str:
    return text.lstrip("\n").rstrip(BLANKS)


def _only_code(element: Element) -> Element | None:
    found = None
    for node in element.children:
        if isinstance(node, Element):
            if node.tag != "code" or found is not None:
                return None
            found = node
        elif node.text.strip():
            return None
    return found


def _description(pre: Element, code: Element | None) -> tuple[str, Attributes]:
    language = ""
    attributes: Attributes = {}
    for element in (pre, code):
        if element is None or not element.attrs:
            continue
        text = element.attr("class") or ""
        language = (
            language
            or element.attr("data-enlighter-language")
            or element.attr("data-language")
            or element.attr("data-lang")
            or _language_of_geshi(element)
            or _language_in(text)
        )
        for name, value in _PAIR.findall(text):
            _set(attributes, name, value.strip("[]'\""))
        for name in element.attrs:
            _set(attributes, name, element.attr(name) or "")
    language = language.strip().lower()
    if language in _NO_LANGUAGE or " " in language:
        language = ""
    return _ALIASES.get(language, language), attributes


def _language_of_geshi(element: Element) -> str:
    # WP-Syntax took `lang="php"`; the same attribute also names the language that people speak.
    name = (element.attr("lang") or "").lower()
    return name if name in _SHORT_NAMES or (len(name) > 2 and "-" not in name[:3]) else ""


def _set(attributes: Attributes, name: str, value: str) -> None:
    known = _PARAMETERS.get(name)
    value = html.unescape(value).strip()
    if known and value and not (known == "first-line" and value in ("0", "1")):
        attributes.setdefault(known, value)


def _language_in(classes: str) -> str:
    pairs = dict(_PAIR.findall(classes))
    language: str = pairs.get("brush") or pairs.get("lang") or ""
    if language:
        return language
    if match := _LANGUAGE_CLASS.search(classes):
        return match["name"]
    names = classes.lower().split()
    if _HIGHLIGHTERS.isdisjoint(names):
        return ""
    return next((name for name in names if name not in _NO_LANGUAGE and ":" not in name), "")


class PreFrame(Container):
    """A long code block of nothing but text."""

    __slots__ = ("_attributes", "_language", "_outer_lines")

    def __init__(self, reader: Reader, language: str, attributes: Attributes) -> None:
        super().__init__(reader.frame)
        # A `<code>` in it says nothing more.
        self.marks = (CODE,)
        self._language = language
        self._attributes = attributes
        self._outer_lines = reader.lines
        reader.lines = "whole"

    def close(self, reader: Reader) -> None:
        reader.lines = self._outer_lines
        text = _trimmed("".join([item for item in self.line if type(item) is str]))
        self.line = []
        if text:
            self.parent.container.add(CodeBlock(text=text, language=self._language, attributes=self._attributes))


class LinesFrame(Container):
    """Preformatted text: each newline ends a line, marks go on in the next."""

    __slots__ = ("_outer_lines", "_taken")
    embeds = False
    keeps_lines = True

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader.frame)
        self._outer_lines = reader.lines
        self._taken: list[tuple[Inline, ...]] = []

    def take(self, reader: Reader, line: Line) -> None:
        self._taken.append(marked_line(self, line))

    def take_line(self) -> None:
        line, self.line = self.line, []
        self._taken.append(marked_line(self, line) if line else ())

    def add(self, block: Block) -> None:
        self._put()
        self.parent.container.add(block)

    def close(self, reader: Reader) -> None:
        reader.lines = self._outer_lines
        self._put()

    def _put(self) -> None:
        lines, self._taken = self._taken, []
        start, end = 0, len(lines)
        while start < end and not lines[start]:
            start += 1
        while end > start and not lines[end - 1]:
            end -= 1
        if start < end:
            self.parent.container.add(LineBlock(lines=tuple(lines[start:end])))


OPENERS: dict[str, Opener] = {"listing": open_pre, "plaintext": open_pre, "pre": open_pre, "xmp": open_pre}
