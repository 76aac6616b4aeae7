"""What a mapping may say of a shortcode or a block: closed lists of nodes, their fields, sources, transforms, actions.

Code reads them: a mapping names, and never brings, what is done.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec


class NodeShape(NamedTuple):
    """A node that a row may make."""

    fields: tuple[str, ...]
    doc: str


FIELDS: dict[str, str] = {
    "url": "Address that it shows or leads to.",
    "media": "Number of an attachment; address, text and size come from it where the row does not say them.",
    "ids": "Numbers of attachments, separated by commas.",
    "urls": "Addresses, separated by commas.",
    "id": "Anchor; of an embed, the provider's own id.",
    "provider": "Name of the embed's provider; without it, the address shows it.",
    "html": "Raw HTML.",
    "text": "Plain text.",
    "content": "HTML; shortcodes in it are read. Without it, what stands between the tags.",
    "title": "Plain text above, or the title of an image, code block or link.",
    "summary": "What a closed box shows; plain text.",
    "caption": "HTML below an image, embed, gallery or player.",
    "citation": "Who said it; HTML.",
    "label": "Plain text of a button.",
    "link": "Where an image leads, where a gallery's images lead (`file`, `none`), or a box's button does.",
    "image": "Address of a box's image.",
    "alt": "Alternative text of an image.",
    "align": "`left`, `center`, `right`, `wide` or `full`.",
    "width": "CSS length, or pixels.",
    "height": "CSS length, or pixels.",
    "level": "1 to 6, or `h1` to `h6`; anything else is 2.",
    "role": "What the box is: `columns`, `column`, `cover`, `buttons`.",
    "open": "`1`, `on`, `true`, `yes` or `open`: the box is open at first.",
    "columns": "How many columns.",
    "style": "`slideshow`, `tiled` and the like.",
    "kind": "`audio` or `video`.",
    "poster": "Address of a picture shown until a video plays.",
    "language": "Name of the programming language.",
    "first-line": "Number of the first line of code.",
    "highlight": "Numbers of the lines of code to highlight.",
    "tex": "The formula in TeX.",
    "display": "As `open`: the formula stands on lines of its own.",
}
"""Field → what it holds."""

NODES: dict[str, NodeShape] = {
    "embed": NodeShape(
        ("url", "provider", "id", "html", "caption", "width", "height", "align"), "Something of another site."
    ),
    "image": NodeShape(("url", "media", "alt", "title", "caption", "link", "width", "height", "align"), "One image."),
    "gallery": NodeShape(("ids", "urls", "columns", "style", "caption", "link"), "Images side by side."),
    "player": NodeShape(
        ("kind", "url", "media", "poster", "caption", "width", "height"), "A sound or a film with a player."
    ),
    "file": NodeShape(("url", "media", "text"), "A file to download."),
    "link": NodeShape(("url", "content", "title"), "A link within a line."),
    "button": NodeShape(("url", "label", "content"), "A link that looks like a button."),
    "code": NodeShape(
        ("text", "language", "title", "first-line", "highlight"),
        "Code. A shortcode of this kind is read before paragraphs are made, and never without its closing tag.",
    ),
    "details": NodeShape(("summary", "content", "open"), "A box to open: accordions, toggles, tabs."),
    "section": NodeShape(
        ("role", "title", "level", "image", "media", "alt", "content", "link", "label"),
        "A box: an image, a heading, content and a button, as far as it has them.",
    ),
    "heading": NodeShape(("level", "content", "id", "link"), "A heading."),
    "paragraph": NodeShape(("content", "align"), "A paragraph."),
    "quote": NodeShape(("content", "citation"), "A quotation."),
    "list": NodeShape(("content",), "A list; its items come from within."),
    "item": NodeShape(("content",), "An item of a list."),
    "math": NodeShape(("tex", "display"), "A formula."),
    "rule": NodeShape((), "A line across the page."),
    "footnote": NodeShape(("content", "id"), "A footnote: a mark where it stands, its content at the end."),
    "html": NodeShape(("html",), "Raw HTML, read like the rest of the body."),
}
"""Node → its fields."""

SHORTCODE_ACTIONS: dict[str, str] = {
    "unwrap": "The tags go, what stands between them stays. One with nothing between is a placeholder.",
    "keep": "It is text, and stays as it is.",
    "drop": "It goes, and what stands between its tags; a loss says so.",
    "ignore": "As `unwrap`; one with nothing between goes, and nothing is said: it showed nothing (an empty space).",
    "placeholder": "It stays as a placeholder, by name and with its settings; a loss says so.",
}
"""`do` → what is done with a shortcode. `handler:NAME` is the other choice."""

BLOCK_ACTIONS: dict[str, str] = {
    "saved": "Its saved HTML, with the blocks inside it, is all that it is.",
    "unwrap": "As `saved`; one of which nothing is saved is a placeholder.",
    "drop": "It goes, and the blocks inside it; a loss says so.",
    "ignore": "It goes, and nothing is said: it showed nothing (an empty space).",
    "placeholder": "It stays as a placeholder, by name and with its settings; a loss says so.",
}
"""`do` → what is done with a block. `handler:NAME` is the other choice."""

SHORTCODE_HANDLERS: dict[str, str] = {
    "caption": "WordPress's `[caption]`, in its old and new form.",
    "gallery": "WordPress's `[gallery]`: by numbers, else the images attached to the entry.",
    "audio": "WordPress's `[audio]`, also Jetpack's old form with `|`.",
    "video": "WordPress's `[video]`; an address of a known provider is an embed.",
    "playlist": "WordPress's `[playlist]`: by numbers, else the files attached to the entry.",
    "tablepress": "A TablePress table, where the export holds it; else a placeholder.",
    "elementor-template": "An Elementor template, where the export holds it; else a placeholder.",
}
"""Handlers of shortcodes."""

BLOCK_HANDLERS: dict[str, str] = {
    "pattern": "A reusable block (synced pattern), where the export holds it, with its overrides.",
    "shortcode": "Classic text: paragraphs are made of its lines.",
    "embed": "An embed: its address and caption.",
    "gallery": "A gallery of any age; one that a newer WordPress fills when it is shown: the attached images.",
    "footnotes": "The place of the footnotes: they are at the document's end.",
    "social-link": "A link to a profile, named by its service.",
    "navigation-link": "A link of a menu.",
    "markdown": "Jetpack's Markdown block: its HTML, or its source where it has none.",
    "missing": "A block that WordPress did not know: its HTML, counted under the name it had.",
}
"""Handlers of blocks."""

TRANSFORMS: dict[str, str] = {
    "text": "Markup removed, entities as characters, one line.",
    "html": "Entities as characters: HTML that was escaped once.",
    "verbatim": "Markup removed, entities as characters, lines as they are.",
    "lines": "Newlines become `<br>`, other markup stays.",
    "ids": "Whole numbers, separated by commas; anything else in it goes.",
    "int": "A whole number; anything else is nothing.",
    "url": "An address, else nothing. `url:PATTERN`: any other text takes the place of the `*` in PATTERN.",
    "css-length": "A length: `300`, `300px`, `50%`; anything else is nothing.",
    "percent": "Percent-decoded.",
    "base64": "Base64-decoded; what is no base64 is nothing.",
    "split": "`split:X`: what stands before the first X.",
    "after": "`after:X`: what stands after the first X; nothing without it.",
    "pair": "`pair:KEY`: the percent-decoded value of KEY in `key:value|key:value` (WPBakery's links).",
    "query": "`query:KEY`: the value of KEY in an address's query.",
    "divi": "Divi's own escapes: `%22`, `%91`, `%93`, `||`. What Divi looked up when it showed the page is nothing.",
    "is": "`is:A,B`: the value, where it is one of these; else nothing.",
    "lower": "In lower case.",
}
"""How a value is read on its way, in the order named. Those with a colon need what stands after it."""

WITH_ARGUMENT = frozenset({"split", "after", "pair", "query", "is"})
"""Transforms that need an argument."""
MAY_HAVE_ARGUMENT = WITH_ARGUMENT | {"url"}
"""Transforms that take one."""

SOURCES: dict[str, str] = {
    "NAME": "The attribute of that name; of a block, also a member deeper down: `data.title`.",
    "@0": "The first value without a name; `@1` the second.",
    "@name": "The shortcode's or block's own name.",
    "@all": "All values without names, with spaces between.",
    "content": "What stands between the tags; of a block, its saved HTML with that of the blocks inside.",
    "meta:KEY": "A custom field of the entry.",
    "'TEXT'": "That text.",
}
"""Where a value comes from."""


class Source(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Where one value comes from, and how it is read."""

    kind: Literal["attribute", "position", "name", "all", "content", "meta", "literal"]
    argument: str = ""
    """The attribute's or custom field's name, the position, or the text."""
    transforms: tuple[tuple[str, str], ...] = ()
    """Name and argument, in order."""


class BodyRule(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a shortcode or block: a node, an action or a handler; or, where all three are empty, the default
    for one that is known by name only."""

    name: str = ""
    """Empty where the rule is of a pattern."""
    plugin: str = ""
    """Of a shortcode: who made it; `core` for WordPress itself."""
    node: str = ""
    action: str = ""
    handler: str = ""
    needs: Literal["", "content", "attributes", "either"] = ""
    """Of a shortcode: what it must have to be one; without it, it is text in brackets."""
    apart: bool = False
    """Of a shortcode: what becomes of it stands on lines of its own."""
    fields: dict[str, tuple[Source, ...]] = {}
    """Field of the node → sources, of which the first that gives something counts."""
