"""What stands within a line of a document: one closed sum, which every writer matches.

Text is text: characters, no entities, no markup. White space in it is collapsed, as browsers show it; a line break is a
node. What no node can say is kept as `RawInline`.
"""

from __future__ import annotations

import msgspec

Attributes = dict[str, str]
"""HTML attributes worth keeping on a node (`id`, `class`, `lang`, `dir`, `title`), in the order they stood in."""


class Node(msgspec.Struct, frozen=True, kw_only=True, gc=False, tag_field="node", tag=str.lower, omit_defaults=True):
    """What all nodes share."""


class Text(Node, frozen=True, kw_only=True):
    """Characters as they are read. Never empty; no newline, no run of more than one space."""

    text: str


class LineBreak(Node, frozen=True, kw_only=True):
    """`<br>`."""


class Emphasis(Node, frozen=True, kw_only=True):
    """`<em>`, `<i>`."""

    children: tuple[Inline, ...]


class Strong(Node, frozen=True, kw_only=True):
    """`<strong>`, `<b>`."""

    children: tuple[Inline, ...]


class Strike(Node, frozen=True, kw_only=True):
    """`<s>`, `<strike>`, `<del>`."""

    children: tuple[Inline, ...]


class Code(Node, frozen=True, kw_only=True):
    """`<code>` within a line. White space as it stood."""

    text: str


class Span(Node, frozen=True, kw_only=True):
    """An inline element that Markdown has no mark for: `sub`, `sup`, `mark`, `kbd`, `abbr`, `u`, `ins`, `small`, `q`,
    `cite`, `var`, `samp`, `dfn`, `time`, `bdi`, `bdo`, `ruby`, or a `span` that says something (`lang`, `id`)."""

    tag: str
    children: tuple[Inline, ...]
    attributes: Attributes = {}


class Link(Node, frozen=True, kw_only=True):
    """`<a href>`."""

    url: str
    children: tuple[Inline, ...]
    title: str = ""
    target: str = ""
    """Key of the entry, media item or term that it leads to, where the export proves which it is."""
    attributes: Attributes = {}
    """`rel`, `target`, `download`, `id`, `class` where they say something."""


class Image(Node, frozen=True, kw_only=True):
    """`<img>`."""

    url: str
    alt: str = ""
    title: str = ""
    width: str = ""
    height: str = ""
    media: str = ""
    """Key of the attachment, where the export proves which it is."""
    original_url: str = ""
    """Address of the file that `url` is a smaller copy of, where the export proves it."""
    attributes: Attributes = {}


class Anchor(Node, frozen=True, kw_only=True):
    """A place that links may point to: an `id` or `name` on something that has no node of its own."""

    id: str


class FootnoteReference(Node, frozen=True, kw_only=True):
    """The mark of a footnote; its text is in `Document.footnotes`."""

    id: str


class InlineMath(Node, frozen=True, kw_only=True):
    """A formula within a line."""

    tex: str = ""
    mathml: str = ""


class RawInline(Node, frozen=True, kw_only=True):
    """HTML within a line that no node can say, balanced."""

    html: str


Inline = (
    Text
    | LineBreak
    | Emphasis
    | Strong
    | Strike
    | Code
    | Span
    | Link
    | Image
    | Anchor
    | FootnoteReference
    | InlineMath
    | RawInline
)
