"""The body of an entry as a tree: two closed sums, of blocks and of inlines (`inlines.py`), as pandoc's are.

Every writer matches every node. What no node can say is kept as `RawBlock`; nothing of a body is left out of its tree.
"""

from __future__ import annotations

from migrate.model.inlines import Attributes, Image, Inline, Node


class Paragraph(Node, frozen=True, kw_only=True):
    """`<p>`, or text that stands in a block by itself."""

    children: tuple[Inline, ...]
    align: str = ""
    """`left`, `center`, `right`, `justify`, or empty."""
    attributes: Attributes = {}


class Heading(Node, frozen=True, kw_only=True):
    """`<h1>` to `<h6>`."""

    level: int
    children: tuple[Inline, ...]
    id: str = ""
    align: str = ""
    attributes: Attributes = {}


class BlockQuote(Node, frozen=True, kw_only=True):
    """`<blockquote>`, also a pull quote."""

    blocks: tuple[Block, ...]
    citation: tuple[Inline, ...] = ()
    url: str = ""
    """The attribute `cite`."""
    pull: bool = False
    align: str = ""


class ListItem(Node, frozen=True, kw_only=True):
    """`<li>`. `checked` is None where it has no box."""

    blocks: tuple[Block, ...]
    checked: bool | None = None
    value: int | None = None


class BulletList(Node, frozen=True, kw_only=True):
    """`<ul>`. Tight: items are not separated as paragraphs."""

    items: tuple[ListItem, ...]
    tight: bool = True


class OrderedList(Node, frozen=True, kw_only=True):
    """`<ol>`."""

    items: tuple[ListItem, ...]
    tight: bool = True
    start: int = 1
    style: str = ""
    """The attribute `type`: `a`, `A`, `i`, `I`, or empty for numbers."""
    reversed: bool = False


class Definition(Node, frozen=True, kw_only=True):
    """`<dt>`s with their `<dd>`s."""

    terms: tuple[tuple[Inline, ...], ...]
    descriptions: tuple[tuple[Block, ...], ...]


class DefinitionList(Node, frozen=True, kw_only=True):
    """`<dl>`."""

    items: tuple[Definition, ...]


class CodeBlock(Node, frozen=True, kw_only=True):
    """Code on lines of its own. `text` has no newline at its end."""

    text: str
    language: str = ""
    attributes: Attributes = {}
    """`first-line`, `highlight`, `title` as highlighters have them."""


class LineBlock(Node, frozen=True, kw_only=True):
    """`<pre>` that is no code (verse, preformatted): lines of inlines, whose white space counts."""

    lines: tuple[tuple[Inline, ...], ...]


class Cell(Node, frozen=True, kw_only=True):
    """`<td>`, or `<th>` where `header` is true."""

    blocks: tuple[Block, ...]
    header: bool = False
    columns: int = 1
    rows: int = 1
    align: str = ""


class Row(Node, frozen=True, kw_only=True):
    """`<tr>`."""

    cells: tuple[Cell, ...]


class Table(Node, frozen=True, kw_only=True):
    """`<table>`."""

    head: tuple[Row, ...] = ()
    body: tuple[Row, ...] = ()
    foot: tuple[Row, ...] = ()
    caption: tuple[Inline, ...] = ()


class ThematicBreak(Node, frozen=True, kw_only=True):
    """`<hr>`."""


class Figure(Node, frozen=True, kw_only=True):
    """`<figure>`, or a captioned image: what it shows, and what stands below."""

    blocks: tuple[Block, ...]
    caption: tuple[Inline, ...] = ()
    align: str = ""
    """`left`, `center`, `right`, `wide`, `full`, or empty."""
    attributes: Attributes = {}


class GalleryImage(Node, frozen=True, kw_only=True):
    """One image of a gallery."""

    image: Image
    caption: tuple[Inline, ...] = ()
    link: str = ""
    from_library: bool = False
    """Whether the caption is the attachment's own, which the body does not hold."""


class Gallery(Node, frozen=True, kw_only=True):
    """Images side by side."""

    images: tuple[GalleryImage, ...]
    columns: int = 0
    caption: tuple[Inline, ...] = ()
    style: str = ""
    """`slideshow`, `tiled`, ... as plugins have them."""


class Embed(Node, frozen=True, kw_only=True):
    """Something of another site, shown within the page."""

    url: str
    provider: str = ""
    """`youtube`, `vimeo`, ... ; empty when it is not known."""
    id: str = ""
    """The provider's own id."""
    html: str = ""
    """What the author pasted, or WordPress kept of the provider's answer."""
    caption: tuple[Inline, ...] = ()
    width: str = ""
    height: str = ""
    align: str = ""


class MediaSource(Node, frozen=True, kw_only=True):
    """One file of a player."""

    url: str
    type: str = ""
    title: str = ""


class Track(Node, frozen=True, kw_only=True):
    """Captions, subtitles or chapters of a player."""

    url: str
    kind: str = ""
    language: str = ""
    label: str = ""


class Player(Node, frozen=True, kw_only=True):
    """`<audio>` or `<video>`; several sources are the same in other formats, or, for a playlist, one by one."""

    kind: str
    """`audio` or `video`."""
    sources: tuple[MediaSource, ...]
    tracks: tuple[Track, ...] = ()
    poster: str = ""
    playlist: bool = False
    caption: tuple[Inline, ...] = ()
    attributes: Attributes = {}
    """`loop`, `autoplay`, `muted`, `width`, `height`, `preload`."""


class FileLink(Node, frozen=True, kw_only=True):
    """A file to download."""

    url: str
    name: tuple[Inline, ...]
    button: tuple[Inline, ...] = ()
    """What a second link to the same file says (`Download`); empty where there is none."""


class Details(Node, frozen=True, kw_only=True):
    """`<details>`; also accordions, toggles and tabs."""

    summary: tuple[Inline, ...]
    blocks: tuple[Block, ...]
    open: bool = False


class Section(Node, frozen=True, kw_only=True):
    """A wrapper that arranges blocks (group, columns, cover, a `div` that says something); its blocks count."""

    role: str
    """`group`, `columns`, `column`, `cover`, `media-text`, `buttons`, `div`, `section`, `article`, `aside`, ..."""
    blocks: tuple[Block, ...]
    attributes: Attributes = {}


class More(Node, frozen=True, kw_only=True):
    """`<!--more-->`: what stands before is the teaser."""

    text: str = ""
    no_teaser: bool = False


class PageBreak(Node, frozen=True, kw_only=True):
    """`<!--nextpage-->`."""


class Math(Node, frozen=True, kw_only=True):
    """A formula on lines of its own."""

    tex: str = ""
    mathml: str = ""


class Placeholder(Node, frozen=True, kw_only=True):
    """Something that only the running site could show (a form, a list of posts), kept by name."""

    name: str
    """`core/latest-posts`, `contact-form-7`."""
    attributes: Attributes = {}
    """Its settings, those that are not text as JSON."""
    source: str = ""
    """As it stood in the body."""


class RawBlock(Node, frozen=True, kw_only=True):
    """HTML that no node can say, balanced."""

    html: str


Block = (
    Paragraph
    | Heading
    | BlockQuote
    | BulletList
    | OrderedList
    | DefinitionList
    | CodeBlock
    | LineBlock
    | Table
    | ThematicBreak
    | Figure
    | Gallery
    | Embed
    | Player
    | FileLink
    | Details
    | Section
    | More
    | PageBreak
    | Math
    | Placeholder
    | RawBlock
)


class Footnote(Node, frozen=True, kw_only=True):
    """The text of a footnote."""

    id: str
    blocks: tuple[Block, ...]


class Document(Node, frozen=True, kw_only=True):
    """A whole body."""

    blocks: tuple[Block, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    """In the order of their numbers."""
