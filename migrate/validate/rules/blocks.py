"""C0: blocks and shortcodes of bodies."""

from __future__ import annotations

import re

from migrate.validate.block_marks import BlockMark, broken_marks, is_json
from migrate.validate.finding import Severity, quoted
from migrate.validate.rule import Found, Gather, Hit, Subject, rule
from migrate.validate.views import TextView

_LOST_BACKSLASH = re.compile(r"(?<!\\)u00(?:3c|3e|26|22|2d|5c)")
_BRACKET = re.compile(r"\[(/?)([A-Za-z][\w.-]{0,79})(?=[\s\]/=])([^\[\]]*?)(/?)\]")
_QUOTED_ATTRIBUTE = re.compile(r"\s[A-Za-z][\w-]*\s*=\s*[\"']")
_NEEDS_END = frozenset({"caption", "wp_caption", "vc_row", "vc_column", "vc_column_text", "et_pb_section", "et_pb_row"})


@rule("C001", "unclosed-block", Severity.WARNING, Subject.TEXT, hints=("wp:",))
def unclosed_block(text: TextView) -> Found:
    """A block is not closed.

    What it does
    Looks for the end of every block.
    Why it matters
    WordPress takes everything to the end of the body into the block.
    Example
        <!-- wp:paragraph --><p>Tea</p>
    How to mend it
    Open the entry in the editor, let it recover the block, and save.
    """
    if text.sound_blocks is not None:
        return
    opened: list[BlockMark] = []
    for block in text.blocks:
        if block.is_end:
            if opened:
                opened.pop()
        elif not block.is_void:
            opened.append(block)
    for block in opened:
        yield Hit(f"the block {quoted(block.name)} is not closed", text.spot(block.at))


@rule("C002", "stray-block-end", Severity.WARNING, Subject.TEXT, hints=("wp:",))
def stray_block_end(text: TextView) -> Found:
    """A block ends that never began.

    What it does
    Looks for the beginning of every block's end.
    Why it matters
    WordPress shows everything behind it as plain HTML, with no blocks in it.
    Example
        <p>Tea</p><!-- /wp:paragraph -->
    How to mend it
    Remove the comment in the editor's code view.
    """
    if text.sound_blocks is not None:
        return
    depth = 0
    for block in text.blocks:
        if not block.is_end:
            depth += not block.is_void
        elif depth == 0:
            yield Hit(f"the block {quoted(block.name)} ends and never began", text.spot(block.at))
            return
        else:
            depth -= 1


@rule("C003", "crossed-blocks", Severity.WARNING, Subject.TEXT, hints=("wp:",))
def crossed_blocks(text: TextView) -> Found:
    """A block is closed under another name.

    What it does
    Compares the name at a block's end with that at its beginning.
    Why it matters
    WordPress does not look at the name: what the text belongs to may be another block than was meant.
    Example
        <!-- wp:quote --><p>Tea</p><!-- /wp:paragraph -->
    How to mend it
    Open the entry in the editor, let it recover the blocks, and save.
    """
    if text.sound_blocks is not None:
        return
    opened: list[BlockMark] = []
    for block in text.blocks:
        if not block.is_end:
            if not block.is_void:
                opened.append(block)
        elif opened and (last := opened.pop()).name != block.name:
            message = f"the block {quoted(last.name)} is closed as {quoted(block.name)}"
            yield Hit(message, text.spot(block.at))


@rule("C004", "broken-block-attributes", Severity.WARNING, Subject.TEXT, hints=("wp:",))
def broken_block_attributes(text: TextView) -> Found:
    """A block's settings are no JSON.

    What it does
    Parses the settings of every block.
    Why it matters
    WordPress drops all settings of the block.
    Example
        <!-- wp:image {"id":12,} -->
    How to mend it
    Correct the JSON in the editor's code view.
    """
    if text.sound_blocks is not None:
        return
    for block in text.blocks:
        if block.attributes and not is_json(block.attributes):
            yield Hit(f"the settings of the block {quoted(block.name)} are no JSON", text.spot(block.attributes_at))


@rule("C005", "lost-backslashes", Severity.WARNING, Subject.TEXT, hints=("u00",))
def lost_backslashes(text: TextView) -> Found:
    """A block's settings have lost their backslashes.

    What it does
    Looks for `u003c`, `u0022`, `u002d` and the like without a backslash in settings of blocks.
    Why it matters
    Text in the settings shows `u003c` where it had `<`. Importers that remove slashes once too often do that.
    Example
        <!-- wp:acf/hero {"data":{"text":"u003cbu003eTea"}} /-->
    How to mend it
    Correct the text in the editor, or put the backslashes back.
    """
    for block in text.blocks:
        if match := _LOST_BACKSLASH.search(block.attributes):
            at = block.attributes_at + match.start()
            yield Hit(f"the settings of the block {quoted(block.name)} have lost backslashes", text.spot(at, 5))


@rule("C006", "unknown-block", Severity.INFO, Subject.TEXT, hints=("wp:",), gather=Gather.DETAIL)
def unknown_block(text: TextView) -> Found:
    """No mapping knows a block.

    What it does
    Looks blocks up in the mapping.
    Why it matters
    Its saved HTML is kept; what WordPress would have made of its settings is not.
    Example
        <!-- wp:acme/price-table {"plan":3} /-->
    How to mend it
    Describe it in a mapping of your own: `wxr-migrate mappings` shows how.
    """
    known = text.item.export.mapping.block
    names = text.sound_blocks
    if names is not None and all(known(name if "/" in name else f"core/{name}") is not None for name in names):
        return
    for block in text.blocks:
        name = block.name if "/" in block.name else f"core/{block.name}"
        if not block.is_end and known(name) is None:
            yield Hit(f"no mapping knows the block {quoted(name)}", text.spot(block.at), name)


@rule("C007", "unknown-shortcode", Severity.INFO, Subject.TEXT, hints=("[",), gather=Gather.DETAIL)
def unknown_shortcode(text: TextView) -> Found:
    """No mapping knows what seems to be a shortcode.

    What it does
    Looks up names in brackets that have attributes or an end.
    Why it matters
    It stays in the text as it is, with its brackets.
    Example
        [price_table plan="3"]
    How to mend it
    Describe it in a mapping of your own: `wxr-migrate mappings` shows how.
    """
    body, known = text.text, text.item.export.mapping.shortcode
    found = list(_BRACKET.finditer(body))
    ends = {match[2] for match in found if match[1]}
    for match in found:
        name = match[2]
        if match[1] or known(name) is not None or body[match.start() - 1 : match.start()] == "[":
            continue
        if name in ends or _QUOTED_ATTRIBUTE.match(match[3]):
            yield Hit(f"no mapping knows the shortcode {quoted(name)}", text.spot(match.start(), len(name) + 1), name)


@rule(
    "C008", "unclosed-shortcode", Severity.WARNING, Subject.TEXT, hints=("[caption", "[wp_caption", "[vc_", "[et_pb_")
)
def unclosed_shortcode(text: TextView) -> Found:
    """A shortcode that holds text is not closed.

    What it does
    Counts beginnings and ends of `[caption]` and of page builders' rows and columns.
    Why it matters
    WordPress shows nothing of what it should hold, or shows it in the wrong place.
    Example
        [caption width="300"]<img src="a.jpg"> A boat
    How to mend it
    Write the end, such as `[/caption]`.
    """
    open_at: dict[str, list[int]] = {}
    body = text.text
    for match in _BRACKET.finditer(body):
        name = match[2]
        if name not in _NEEDS_END or body[match.start() - 1 : match.start()] == "[":
            continue
        if match[1]:
            if open_at.get(name):
                open_at[name].pop()
        elif not match[4]:
            open_at.setdefault(name, []).append(match.start())
    for name, places in open_at.items():
        for at in places:
            yield Hit(f"[{name}] is not closed", text.spot(at, len(name) + 1))


@rule("C009", "broken-block-delimiter", Severity.WARNING, Subject.TEXT, hints=("wp:",))
def broken_block_delimiter(text: TextView) -> Found:
    """A comment looks like a block and is none.

    What it does
    Looks for `<!-- wp:` that does not follow the grammar of blocks.
    Why it matters
    WordPress takes it for a comment: the block is not shown as one.
    Example
        <!--wp:paragraph-->
    How to mend it
    Correct it in the editor's code view: `<!-- wp:paragraph -->`.
    """
    if text.sound_blocks is not None:
        return
    for at in broken_marks(text.text, text.blocks):
        yield Hit("a comment looks like a block and is none", text.spot(at, 4), text.text[at : at + 40])
