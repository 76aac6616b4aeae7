"""Blocks → Markdown, each with what it may stand beside without a blank line.

What Markdown cannot say is HTML (`islands.py`), where it can be with the Markdown of its contents between blank lines.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from migrate.model.document import (
    Block,
    BlockQuote,
    BulletList,
    CodeBlock,
    DefinitionList,
    Details,
    Embed,
    Figure,
    FileLink,
    Gallery,
    Heading,
    LineBlock,
    ListItem,
    Math,
    More,
    OrderedList,
    PageBreak,
    Paragraph,
    Placeholder,
    Player,
    RawBlock,
    Section,
    Table,
    ThematicBreak,
)
from migrate.model.inlines import Inline, Link, Span, Text
from migrate.writers.dropped import Dropped
from migrate.writers.markdown.draft import Draft
from migrate.writers.markdown.inlines import heading, paragraph, term
from migrate.writers.markdown.islands import island
from migrate.writers.markdown.opaque import anchor
from migrate.writers.markdown.tables import table
from migrate.writers.players import embed_html
from migrate.writers.tags import comment, tag

DEPTH = 60
"""Lists, quotes and the like nested deeper are HTML, whose writer has no limit; at most three frames a level."""

_MANY = 4096
"""Items that are joined before all of a long list is written."""
_TICKS = re.compile(r"`{3,}")
_TILDES = re.compile(r"~{3,}")
_HEADING_ID = re.compile(r"[\w.:-]+")
_INFO = re.compile(r"[\\&]")


class Written(msgspec.Struct, frozen=True, gc=False):
    """One block."""

    text: str
    """Lines without a newline at the end."""
    kind: str = "other"
    """`paragraph`, `closed` (ends by itself), `list`, `other-list` (cannot follow a paragraph directly), `quote`,
    `other` (needs blank lines around it)."""
    marker: str = ""
    """Of a list: `-`, `+`, `.` or `)`."""


def write_blocks(blocks: Sequence[Block], draft: Draft, depth: int = 0, inside: str = "") -> list[Written]:
    """The blocks in order, wrappers opened, those that leave nothing to write left out.

    `inside`: the marker of the list that they are an item of, which forbids some spellings; a space before it: the item
    has a box.
    """
    out: list[Written] = []
    stack: list[Block] = [*blocks[::-1]]
    while stack:
        block = stack.pop()
        kind = type(block)
        written: Written | None
        if kind is Paragraph:
            written = _paragraph(block, draft, bool(inside) and not out and inside[0] != " ")  # type: ignore[arg-type]
        elif kind is Section:
            stack.extend(block.blocks[::-1])  # type: ignore[union-attr]
            continue
        elif kind is ThematicBreak:
            # `---` below a paragraph makes it a heading, `- ---` is one break.
            written = Written("***" if inside else "---", "closed")
        elif depth > DEPTH:
            written = Written(draft.html(block))
        elif kind is BulletList or kind is OrderedList:
            # Two lists side by side are one, unless their markers differ; `- - -` is a thematic break.
            before = out[-1].marker if out else inside[-1:] if kind is BulletList else ""
            written = _list(block, draft, depth, before)  # type: ignore[arg-type]
        else:
            written = _WRITERS[kind](block, draft, depth)
        if written is not None and written.text:
            out.append(written)
    return out


def join(blocks: Sequence[Written]) -> str:
    """Blocks with blank lines between them."""
    return "\n\n".join([block.text for block in blocks])


def indented(text: str, width: int) -> str:
    """The text with all its lines but the first moved to the right."""
    if "\n" not in text:
        return text
    first, *rest = text.split("\n")
    margin = " " * width
    return "\n".join([first, *[margin + line if line else "" for line in rest]])


def _paragraph(node: Paragraph, draft: Draft, item: bool = False) -> Written:
    if node.align and draft.options.alignment:
        return Written(draft.html(node))
    text = paragraph(node.children, draft, item)
    if text is None:
        return Written(draft.html(node))
    if node.attributes and draft.options.paragraph_ids and (name := node.attributes.get("id")):
        text = anchor(name) + text
    return Written(text, "paragraph")


def _heading(node: Heading, draft: Draft, depth: int) -> Written:
    text = None if node.align and draft.options.alignment else heading(node.children, draft)
    if text is None:
        return Written(draft.html(node))
    if node.id and draft.options.heading_ids:
        # Other ids Goldmark takes for text.
        text = f"{text} {{#{node.id}}}" if _HEADING_ID.fullmatch(node.id) else anchor(node.id) + text
    return Written(f"{'#' * min(max(node.level, 1), 6)} {text}" if text else "", "closed")


def _blockquote(node: BlockQuote, draft: Draft, depth: int) -> Written:
    if node.align and draft.options.alignment:
        return Written(draft.html(node))
    blocks = write_blocks(node.blocks, draft, depth + 1)
    if node.citation:
        blocks.append(_paragraph(Paragraph(children=(Span(tag="cite", children=node.citation),)), draft))
    lines = join(blocks).split("\n") if blocks else []
    return Written("\n".join(["> " + line if line else ">" for line in lines]), "quote")


def _list(node: BulletList | OrderedList, draft: Draft, depth: int, before: str) -> Written:
    start, marker, is_ordered = 1, "+" if before == "-" else "-", isinstance(node, OrderedList)
    if isinstance(node, OrderedList):
        if not _counts_up(node):
            return Written(draft.html(node))
        start, marker = node.start, ")" if before == "." else "."
    contents = [
        write_blocks(item.blocks, draft, depth + 1, marker if item.checked is None else " " + marker)
        for item in node.items
    ]
    gap = "\n" if node.tight and all(map(_touch, contents)) else "\n\n"
    # A list that begins with an empty item or with another number than 1 cannot follow a paragraph directly.
    follows = bool(contents and contents[0]) and start == 1
    joined: list[str] = []
    written: list[str] = []
    # Those of a long list are let go as they are written.
    contents.reverse()
    for number, item in enumerate(node.items, start):
        blocks = contents.pop()
        label = f"{number}{marker}" if is_ordered else marker
        body = blocks[0].text if len(blocks) == 1 else gap.join([block.text for block in blocks])
        if item.checked is not None:
            body = _box(item, blocks, draft) + body
        text = f"{label} {indented(body, len(label) + 1)}".rstrip(" ") + gap if body else f"{label}\n"
        if not contents:
            # Goldmark misreads what follows an empty item and a blank line: the last item is not quite empty.
            text = text.rstrip("\n") if body else f"{label} <!-- -->"
        written.append(text)
        if len(written) > _MANY:
            joined.append("".join(written))
            written.clear()
    return Written("".join(joined + written), "list" if follows else "other-list", marker)


def _counts_up(node: OrderedList) -> bool:
    """Whether Markdown can number these items as they are: one after the other, nine digits at most."""
    if node.reversed or node.start < 0 or node.start + len(node.items) > 999_999_999:
        return False
    return all(item.value is None or item.value == node.start + index for index, item in enumerate(node.items))


def _touch(blocks: Sequence[Written]) -> bool:
    """Whether the blocks of an item can stand without blank lines, as those of a tight list must."""
    if len(blocks) < 2:
        return True
    for above, below in itertools.pairwise(blocks):
        if above.kind == "closed":
            continue
        if above.kind not in ("paragraph", "list", "other-list", "quote"):
            return False
        if below.kind not in ("closed", "list") and (below.kind != "quote" or above.kind == "quote"):
            return False
    return True


def _box(item: ListItem, blocks: Sequence[Written], draft: Draft) -> str:
    if draft.options.task_lists and blocks and blocks[0].kind == "paragraph":
        return "[x] " if item.checked else "[ ] "
    box = tag("input", {"type": "checkbox", "disabled": ""} | ({"checked": ""} if item.checked else {}))
    return box + (" " if blocks and blocks[0].kind == "paragraph" else "\n\n" if blocks else "")


def _definition_list(node: DefinitionList, draft: Draft, depth: int) -> Written:
    if not draft.options.definition_lists:
        return Written(draft.html(node))
    out = []
    for item in node.items:
        terms = [term(children, draft) for children in item.terms]
        bodies = [join(write_blocks(blocks, draft, depth + 1)) for blocks in item.descriptions]
        if not all(terms) or not all(bodies) or not terms or not bodies:
            return Written(draft.html(node))
        out.append("\n".join([*map(str, terms), *[":   " + indented(body, 4) for body in bodies]]))
    return Written("\n\n".join(out))


def _code_block(node: CodeBlock, draft: Draft, depth: int) -> Written:
    info = draft.options.info(node) if draft.options.info else None
    if info is None:
        info = " ".join(node.language.split())
        if "\\" in info or "&" in info:
            info = _INFO.sub(r"\\\g<0>", info)
    character, runs = ("~", _TILDES) if "`" in info else ("`", _TICKS)
    fence = character * 3
    if fence in node.text:
        fence = character * max([len(run) + 1 for run in runs.findall(node.text)])
    return Written(f"{fence}{info}\n{node.text}\n{fence}", "closed")


def _captioned(contents: str, caption: tuple[Inline, ...], draft: Draft) -> Written:
    """What a figure shows, and the Markdown of its caption, between the tags that say so."""
    if not caption:
        return Written(contents)
    below = _paragraph(Paragraph(children=caption), draft).text
    shown = f"{contents}\n\n" if contents else ""
    return Written(f"<figure>\n\n{shown}<figcaption>\n\n{below}\n\n</figcaption>\n</figure>")


def _figure(node: Figure, draft: Draft, depth: int) -> Written:
    if node.caption and draft.options.figure and (written := draft.options.figure(node)) is not None:
        return Written(written)
    return _captioned(join(write_blocks(node.blocks, draft, depth + 1)), node.caption, draft)


def _gallery(node: Gallery, draft: Draft, depth: int) -> Written:
    if draft.options.gallery and (written := draft.options.gallery(node)) is not None:
        return Written(written)
    shown = []
    for entry in node.images:
        image: Inline = Link(url=entry.link, children=(entry.image,)) if entry.link else entry.image
        shown.append(_figure(Figure(blocks=(Paragraph(children=(image,)),), caption=entry.caption), draft, depth))
    return _captioned(join(shown), node.caption, draft)


def _embed(node: Embed, draft: Draft, depth: int) -> Written:
    if draft.options.embed and (written := draft.options.embed(node)) is not None:
        return Written(written)
    html = embed_html(node)
    address = Paragraph(children=(Link(url=node.url, children=(Text(text=node.url),)),))
    return _captioned(island(html) if html else _paragraph(address, draft).text, node.caption, draft)


def _player(node: Player, draft: Draft, depth: int) -> Written:
    if draft.options.player and (written := draft.options.player(node)) is not None:
        return Written(written)
    return Written(draft.html(node))


def _file_link(node: FileLink, draft: Draft, depth: int) -> Written:
    if draft.options.file and (written := draft.options.file(node)) is not None:
        return Written(written)
    links: list[Inline] = [Link(url=node.url, children=node.name or (Text(text=node.url),))]
    if node.button:
        links += [Text(text=" "), Link(url=node.url, children=node.button)]
    return _paragraph(Paragraph(children=tuple(links)), draft)


def _details(node: Details, draft: Draft, depth: int) -> Written:
    opening = draft.html("<details open>\n" if node.open else "<details>\n", "<summary>", node.summary, "</summary>")
    blocks = write_blocks(node.blocks, draft, depth + 1)
    return Written(f"{opening}\n\n{join(blocks)}\n\n</details>" if blocks else f"{opening}\n</details>")


def _more(node: More, draft: Draft, depth: int) -> Written:
    if node.text:
        draft.dropped.append(Dropped("more-text", node.text))
    if not draft.options.more:
        draft.dropped.append(Dropped("more"))
    return Written(draft.options.more)


def _page_break(node: PageBreak, draft: Draft, depth: int) -> Written:
    if not draft.options.page_break:
        draft.dropped.append(Dropped("page-break"))
    return Written(draft.options.page_break)


def _math(node: Math, draft: Draft, depth: int) -> Written:
    if node.tex and draft.options.math:
        lines = [line for line in node.tex.splitlines() if line.strip()]
        return Written("\n".join(["$$", *lines, "$$"]))
    if node.mathml:
        return Written(draft.html(node))
    return _paragraph(Paragraph(children=(Text(text=f"$${' '.join(node.tex.split())}$$"),)), draft)


def _placeholder(node: Placeholder, draft: Draft, depth: int) -> Written:
    if draft.options.placeholder and (written := draft.options.placeholder(node)) is not None:
        return Written(written)
    draft.dropped.append(Dropped("placeholder", node.name))
    return Written(comment(node.name))


_WRITERS: dict[type, Callable[[Any, Draft, int], Written]] = {
    Heading: _heading,
    BlockQuote: _blockquote,
    DefinitionList: _definition_list,
    CodeBlock: _code_block,
    LineBlock: lambda node, draft, depth: Written(draft.html(node)),
    Table: lambda node, draft, depth: Written(table(node, draft)),
    Figure: _figure,
    Gallery: _gallery,
    Embed: _embed,
    Player: _player,
    FileLink: _file_link,
    Details: _details,
    More: _more,
    PageBreak: _page_break,
    Math: _math,
    Placeholder: _placeholder,
    RawBlock: lambda node, draft, depth: Written(island(node.html)),
}
"""Those that `write_blocks` does not write itself. A test holds it against the sum of the model."""
