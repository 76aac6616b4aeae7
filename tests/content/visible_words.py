"""Words as a reader sees them: of HTML, by another parser than ours (justhtml), and of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from justhtml import JustHTML

from migrate.content.smilies import convert_smilies
from migrate.content.whitespace import is_invisible
from migrate.model import document as blocks
from migrate.model import inlines

_INVISIBLE = {"script", "style", "template", "title", "noframes", "noembed"}
_BREAKING = {"br", "iframe", "audio", "video", "object"}
"""What begins a new line, or becomes a block of its own; what is in it is shown only where it cannot play."""
_INLINE_NAMES = (
    "#document-fragment a abbr acronym applet b bdi bdo big button canvas cite code data datalist del dfn em embed font"
    " i img input ins kbd label map mark meter nobr noscript object output picture progress q rb rp rt ruby s samp"
    " select slot small source span strike strong sub sup svg text textarea time track tt u var wbr wxr-node x-unknown"
    " blink link meta area param math mi mo mn mrow g desc path option optgroup base"
)
_INLINE = set(_INLINE_NAMES.split())
_ADDRESS = re.compile(r"(?:https?:)?//\S+", re.IGNORECASE)
_MARKER = re.compile("more|nextpage$")
_BREAK = "\n"


def visible_words(html: str) -> list[str]:
    """The words that a browser shows for a fragment, addresses left out (they may become embeds)."""
    return _words("".join(_pieces_of_html(html)))


def parsed(html: str):
    """The fragment's tree: nodes with `name`, `attrs`, `children`; `#text` and `#comment` with `data`."""
    return JustHTML(html, fragment=True, sanitize=False, scripting_enabled=False).root


def document_words(tree: tuple[blocks.Block, ...]) -> list[str]:
    """The words of blocks, those of raw HTML and of embeds' own HTML included."""
    pieces: list[str] = []
    for block in tree:
        pieces.extend((_BREAK, *_pieces_of_node(block), _BREAK))
    return _words("".join(pieces))


def _words(text: str) -> list[str]:
    return [word for word in text.split() if not _ADDRESS.fullmatch(word) and not is_invisible(word)]


def _in_order(element) -> list:
    """A table's children as browsers place them: captions first, the foot last."""
    children = list(element.children or ())
    if element.name != "table":
        return children
    place = {"caption": 0, "tfoot": 2}
    return sorted(children, key=lambda child: place.get(child.name, 1))


def _pieces_of_html(html: str) -> Iterator[str]:
    stack: list[object] = [parsed(html)]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        name = node.name.lower()
        if name == "#text":
            yield node.data
        elif name in _BREAKING or (name == "#comment" and _MARKER.match(node.data or "")):
            yield _BREAK
        elif name == "img" and {"emoji", "wp-smiley"} & set((node.attrs.get("class") or "").split()):
            yield convert_smilies(node.attrs.get("alt") or "")
        elif name not in _INVISIBLE and (
            name == "#document-fragment" or (name[0] not in "#!?" and not _is_hidden(node))
        ):
            edge = "" if name in _INLINE else _BREAK
            yield edge
            stack.append(edge)
            stack.extend(reversed(_in_order(node)))


def _is_hidden(element) -> bool:
    attributes = element.attrs or {}
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return (
        element.name in _INVISIBLE or "display:none" in style or "visibility:hidden" in style or "hidden" in attributes
    )


def _pieces_of_node(node: msgspec.Struct) -> Iterator[str]:
    match node:
        case inlines.Text(text=text) | inlines.Code(text=text) | blocks.CodeBlock(text=text):
            yield text
        case inlines.LineBreak():
            yield _BREAK
        case blocks.RawBlock(html=html) | inlines.RawInline(html=html):
            yield from _pieces_of_html(html)
        case blocks.Math(mathml=html) | inlines.InlineMath(mathml=html):
            yield from _pieces_of_html(html)
        case blocks.Embed():
            yield from _pieces_of_html(node.html)
            yield _BREAK
            yield from _sequence(node.caption)
        case blocks.FileLink():
            # WordPress writes the two links without a blank between.
            yield from (_BREAK, *_sequence((*node.name, *node.button)), _BREAK)
        case blocks.Table():
            for part in (node.caption, node.head, node.body, node.foot):
                yield from (_BREAK, *_sequence(part))
        case _:
            edge = "" if isinstance(node, inlines.Inline) else _BREAK
            yield edge
            for name in _reading_order(node):
                value = getattr(node, name)
                if isinstance(value, tuple):
                    yield from (edge, *_sequence(value))
                elif isinstance(value, msgspec.Struct):
                    yield from (edge, *_pieces_of_node(value))
            yield edge


def _reading_order(node: msgspec.Struct) -> tuple[str, ...]:
    if isinstance(node, blocks.Definition):
        return ("terms", "descriptions")
    if isinstance(node, blocks.Details):
        return ("summary", "blocks")
    return tuple(sorted(node.__struct_fields__, key=lambda name: name in ("caption", "citation", "button")))


def _sequence(values: tuple) -> Iterator[str]:
    for value in values:
        if isinstance(value, tuple):
            yield from (_BREAK, *_sequence(value), _BREAK)
        else:
            yield from _pieces_of_node(value)
