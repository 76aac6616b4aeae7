"""Which characters of a text would be read as Markdown where they stand, and their backslashes.

Emphasis is not decided here: runs of `*`, `_` and `~` are handed on, for what they do depends on the whole line.
"""

from __future__ import annotations

import re
from html.entities import html5

import msgspec

# Each alternative begins with a character of its own: those are searched for several times as fast.
_TROUBLE = re.compile(r"\\|`|\*|~|_(?:(?<![^\W_]_)|(?![^\W_]))|\]\(|\[\^|<[^\s]|&(?:#[0-9xX]|[A-Za-z][A-Za-z0-9]*;)")
_TOKENS = re.compile(r"\*\**|__*|~~*|``*|\\|\$|\[|\]|<(?=\S|$)|&(?=[#A-Za-z])")
_DELIMITERS = "*_~"
_ENTITY = re.compile(r"&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|([A-Za-z][A-Za-z0-9]*;))")
_TAG_START = re.compile(r"<(?:[A-Za-z/!?]|[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@)")
_BLOCK_START = re.compile(r"<[A-Za-z/!?]")
_LINE_START = re.compile(
    r"#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|[0-9]{1,9}(?P<mark>[.)])(?=\s|$)|`{3}|~{3}|(?:-\s*){3,}$|(?:_\s*){3,}$|(?:\*\s*){3,}$"
)
_LATER_LINE = re.compile(r"=+\s*$|(?=[|: ]*-)[|:-][|: -]*$")
_DASHES = re.compile(r"-[-\s]*$")
"""With the marker of the item they are a thematic break."""
_ADDRESS = re.compile(r"(?:\b(?:https?|ftp)(:)//|\bwww(\.))[^\s<]+")
_MAIL = re.compile(r"(?<=[A-Za-z0-9._+-])@(?=[A-Za-z0-9-]+\.)")

LINE_START = frozenset("#-+*>0123456789`~_=|:<[")
"""What a line that means something else may begin with."""


class Context(msgspec.Struct, frozen=True, gc=False):
    """What the escapes of one text depend on."""

    begins: int = 0
    """1: the text begins the first line of a paragraph; 2: a later line; 0: neither."""
    ends: bool = False
    """The text ends its line."""
    in_label: bool = False
    """It is within a link or the description of an image."""
    ticks: bool = True
    """There are other backticks in the block."""
    closes_tag: bool = True
    """There is a `>` after the text."""
    defines: bool = False
    """There is `]:` after the text."""
    item: bool = False
    """It begins an item of a list."""
    tasks: bool = True
    before_label: bool = False
    """A bracket follows, which `!` would make an image."""
    after_note: bool = False
    """It follows the mark of a footnote, of which `:` would make its text."""
    strike: bool = True
    footnotes: bool = True
    definitions: bool = False
    math: bool = False
    bare_addresses: bool = True


class Run(msgspec.Struct, frozen=True, gc=False):
    """Delimiters in a text: literal where they delimit nothing, else to be escaped."""

    text: str


def is_troubled(text: str, in_label: bool) -> bool:
    """Whether a text, not at the beginning of a line, may need an escape. Few that need none are troubled."""
    # Looking for each character by itself is several times faster than one pattern, and most texts have none.
    if not (
        "_" in text
        or "*" in text
        or "<" in text
        or "&" in text
        or "[" in text
        or "]" in text
        or "~" in text
        or "`" in text
        or "\\" in text
    ):
        return False
    if in_label and ("[" in text or "]" in text):
        return True
    return _TROUBLE.search(text) is not None


def escape(text: str, context: Context) -> list[str | Run]:
    """The text as Markdown, cut at runs of delimiters."""
    out: list[str | Run] = []
    position = 0
    forced = -1
    marked = _line_start(text, context) if context.begins else -1
    for_addresses = _protected(text, context)
    if context.after_note and text[0] == ":":
        out.append("\\:")
        position = 1
    if marked >= 0:
        if text[marked] in "*_~`[<":
            forced = marked
        else:
            for_addresses.add(marked)
    # In a label brackets may stand as they are in pairs, if none of them needs an escape for another reason.
    paired = not context.in_label or not (
        "](" in text or (context.footnotes and "[^" in text) or (forced >= 0 and text[forced] == "[") or _odd(text)
    )
    marked_places = sorted(for_addresses, reverse=True)
    # A tag ends before this, if one does.
    tags_end = len(text) if context.closes_tag else text.rfind(">")
    for found in _TOKENS.finditer(text, position):
        start, token = found.start(), found.group()
        written: str | Run
        if token[0] in _DELIMITERS:
            written = Run(token)
            # Of more than two tildes each parser makes something else.
            if start == forced or (token[:2] == "~~" and context.strike):
                written = each(token)
            elif token[0] == "~" and not context.strike:
                written = token
        elif token[0] == "`":
            written = each(token) if context.ticks or context.in_label or start == forced else token
        elif _is_read(text, start, token, context, paired, start < tags_end) or start == forced:
            written = "\\" + token
        else:
            continue
        _plain(out, text, position, start, marked_places)
        out.append(written)
        position = found.end()
    _plain(out, text, position, len(text), marked_places)
    if context.before_label and isinstance(out[-1], str) and out[-1].endswith("!"):
        out[-1] = out[-1][:-1] + "\\!"
    return out


def each(token: str) -> str:
    """The characters, each with a backslash."""
    return "".join(["\\" + character for character in token])


def _plain(out: list[str | Run], text: str, start: int, end: int, marked: list[int]) -> None:
    # They are taken from the end of the list, so that each is looked at once.
    while marked and marked[-1] < end:
        if (index := marked.pop()) >= start:
            out.append(text[start:index] + "\\")
            start = index
    if start < end:
        out.append(text[start:end])


def _is_read(text: str, start: int, token: str, context: Context, paired: bool, has_end: bool) -> bool:
    """Whether this character would be read as markup. `paired`: brackets may stand; `has_end`: a tag could end behind
    it."""
    after = text[start + 1 : start + 2]
    match token:
        case "\\":
            return True
        case "$":
            return context.math
        case "&":
            found = _ENTITY.match(text, start)
            return found is not None and (found[1] is None or found[1] in html5)
        case "<":
            if context.in_label:
                return True
            if not after:
                return not context.ends
            return has_end and _TAG_START.match(text, start) is not None
        case "[":
            return not paired or (context.footnotes and after == "^")
        case _:
            return not paired or after == "("


def _odd(text: str) -> bool:
    """Whether there is a bracket without its other half."""
    depth = 0
    for character in text:
        if character == "[":
            depth += 1
        elif character == "]":
            depth -= 1
            if depth < 0:
                return True
    return depth != 0


def _line_start(text: str, context: Context) -> int:
    """Where a backslash keeps the line from beginning a block, or -1."""
    # `$` in the patterns is the end of the line, which the end of the text need not be.
    line = text if context.ends else text + "a"
    found = _LINE_START.match(line)
    if found:
        return found.start("mark") if found["mark"] else 0
    if context.item and _DASHES.match(line):
        return 0
    if context.begins == 2 and _LATER_LINE.match(line):
        return 0
    first = text[0]
    if first == "<" and _BLOCK_START.match(text):
        return 0
    if first == "[":
        if context.item and context.tasks and text[1:2] in (" ", "x", "X") and text[2:3] == "]":
            return 0
        if context.defines or "]:" in text:
            return 0
    if first == ":" and context.definitions and (text[1:2] in ("", " ")):
        return 0
    return -1


def _protected(text: str, context: Context) -> set[int]:
    """Where a backslash keeps an address in the text from becoming a link.

    Whoever makes bare addresses links does so with the backslashes in them: one that needs some must be no link.
    """
    places: set[int] = set()
    if "://" in text or "www." in text:
        for found in _ADDRESS.finditer(text):
            if not context.bare_addresses or _TROUBLE.search(found.group().split(":", 1)[-1]):
                places.add(found.start(1) if found[1] else found.start(2))
    if not context.bare_addresses and "@" in text:
        places.update(found.start() for found in _MAIL.finditer(text))
    return places
