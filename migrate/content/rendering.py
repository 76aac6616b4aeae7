"""Blocks → HTML and placeholders, as the mapping says: what WordPress's own `do_blocks` would give of saved blocks.

Saved HTML stands for itself; a rule is for what only a block's attributes say, or only the running site could show.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from migrate.content.block_handlers import BLOCK_HANDLERS, FoundBlock
from migrate.content.blocks import Block, parse_blocks
from migrate.content.cut_blocks import CutBlock, Sorts, cut
from migrate.content.nodes import NODE_MAKERS
from migrate.content.outlines import outline
from migrate.content.overrides import overridden
from migrate.content.reading import MAX_DEPTH, Reading
from migrate.content.values import Values, as_text, member
from migrate.model.body_rules import BodyRule, Source
from migrate.model.document import Placeholder
from migrate.model.rules import Table


class BlockOrigin:
    """A block, as a mapping's sources see it."""

    __slots__ = ("_block", "_content", "_reading")

    def __init__(self, reading: Reading, block: FoundBlock, content: str) -> None:
        self._reading = reading
        self._block = block
        self._content = content

    def take(self, source: Source) -> str:
        """The value, before any transform."""
        match source.kind:
            case "attribute":
                return member(self._block.attributes, source.argument)
            case "content":
                return self._content
            case "name":
                return self._block.name
            case "meta":
                return self._reading.subject.meta.get(source.argument, "")
            case "literal":
                return source.argument
            case _:
                return ""


def render_body(reading: Reading, bodies: list[str]) -> str:
    """The HTML of a body in blocks, which is taken from the end of a list, as nobody else is to hold a long one."""
    body = bodies.pop()
    depth = reading.depth
    # What says otherwise of a pattern's blocks has to be looked for in each.
    if not reading.overrides:
        found = cut(body, _sorts(reading.rules.blocks), MAX_DEPTH - depth)
        if found is not None:
            del body
            return found.html(-1, partial(_render_cut, reading, depth))
    return "".join([_render(reading, block, body) for block in parse_blocks(body)])


def _render_cut(reading: Reading, depth: int, block: CutBlock) -> str:
    """One block of a body that is `depth` deep in others."""
    reading.depth = depth + block.level
    html = _rendered(reading, block, lambda: block.inside(partial(_render_cut, reading, depth)))
    reading.depth = depth
    return html


@lru_cache(4)
def _sorts(rules: Table[BodyRule]) -> Sorts:
    return Sorts(lambda name: _is_saved(rules.get(name)))


def _is_saved(rule: BodyRule | None) -> bool:
    return rule is not None and rule.action == "saved" and not rule.handler and not rule.node


class ParsedBlock:
    """A block of a tree of blocks; see `CutBlock`."""

    __slots__ = ("_block", "_body", "attributes", "name")

    def __init__(self, block: Block, body: str) -> None:
        self._block = block
        self._body = body
        self.name = block.name or ""
        self.attributes = block.attributes

    @property
    def source(self) -> str:
        """All of it, with its delimiters."""
        # All unclosed blocks end where the body does: of a thousand, each would hold the rest.
        block = self._block
        return self._body[block.start : block.inner_start if block.unclosed else block.end]


def _render(reading: Reading, block: Block, body: str) -> str:
    """One block. Calls itself down to `MAX_DEPTH`; below that, blocks are their saved HTML."""
    name = block.name
    if name is None:
        return block.inner_html
    if reading.depth >= MAX_DEPTH:
        reading.lose("too-deep", name, outline(name, block.attributes or {}))
        return _saved(block)
    return _rendered(reading, ParsedBlock(block, body), lambda: _inside(reading, block, body))


def _rendered(reading: Reading, block: FoundBlock, inside: Callable[[], str]) -> str:
    """What the mapping says of a block. `inside`: its saved HTML with the blocks inside it rendered."""
    name = block.name
    rule = reading.rules.block(name)
    if rule is None:
        reading.lose("unknown-block", name, outline(name, block.attributes or {}))
        return inside() or _placeholder(reading, block)
    made: str | None = None
    match rule.action:
        case "placeholder" | "drop":
            kind = "placeholder" if rule.action == "placeholder" else "dropped"
            reading.lose(kind, name, outline(name, block.attributes or {}))
            return _placeholder(reading, block) if rule.action == "placeholder" else ""
        case "ignore":
            return ""
    html = inside()
    if rule.handler:
        made = BLOCK_HANDLERS[rule.handler](reading, block, html)
    elif rule.node:
        made = NODE_MAKERS[rule.node](reading, Values(rule, BlockOrigin(reading, block, html)))
    if made is not None:
        return made
    if rule.action == "saved" or html.strip():
        return html
    reading.lose("placeholder", name, outline(name, block.attributes or {}))
    return _placeholder(reading, block)


def _inside(reading: Reading, block: Block, body: str) -> str:
    if not block.inner_blocks:
        return overridden(block, reading.overrides) if reading.overrides else block.inner_html
    reading.depth += 1
    inner = iter(block.inner_blocks)
    html = "".join([_render(reading, next(inner), body) if piece is None else piece for piece in block.inner_content])
    reading.depth -= 1
    return html


def _placeholder(reading: Reading, block: FoundBlock) -> str:
    attributes = {key: as_text(value) for key, value in (block.attributes or {}).items()}
    return reading.place(Placeholder(name=block.name, attributes=attributes, source=block.source))


def _saved(block: Block) -> str:
    """The saved HTML of a block and of all in it, with a stack of its own."""
    pieces: list[str] = []
    stack: list[Block | str] = [block]
    while stack:
        top = stack.pop()
        if isinstance(top, str):
            pieces.append(top)
            continue
        inner = iter(top.inner_blocks)
        stack.extend(reversed([next(inner) if piece is None else piece for piece in top.inner_content]))
    return "".join(pieces)
