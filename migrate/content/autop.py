"""WordPress's paragraph rules: newlines of a classic body become paragraphs and line breaks.

The bytes are those of WordPress's `wpautop` and `shortcode_unautop`; the order of the steps is part of the rules,
and so is that only `p`, `pre` and the like in lower case count. The time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from .shortcodes import HTML_PIECE, NAME, Closings, Names, predicate, read_name

_BLOCKS = (
    "table thead tfoot caption col colgroup tbody tr td th div dl dd dt ul ol li pre form map area blockquote "
    "address style p h1 h2 h3 h4 h5 h6 hr fieldset legend section article aside hgroup header footer nav figure "
    "figcaption details menu summary"
).split()
_NO_BREAK_BEFORE = "p li div dl dd dt th pre td ul ol".split()

# PHP's \s and trim(); Python's own sets are wider.
_SPACES = " \t\n\r\f\v"
_TRIMMED = " \t\n\r\0\v"
# What a newline inside a tag is while the rules run. They see its brackets, so its shape matters.
_TAG_NEWLINE = "<!-- wpnl -->"
_KEPT_NEWLINE = "<WPPreserveNewline />"


def _any_of(names: Iterable[str]) -> str:
    """A pattern for one of the names, by first letter: alternatives cost time at every tag."""
    by_letter: dict[str, list[str]] = {}
    for name in names:
        by_letter.setdefault(name[0], []).append(name[1:])
    branches = (f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items())
    return f"(?:{'|'.join(branches)})"


def _any_beginning(names: list[str]) -> str:
    """A pattern for what begins with one of the names: WordPress takes `<param>` for a `p` in most rules."""
    return _any_of(name for name in names if not any(name != o and name.startswith(o) for o in names))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.ASCII)


_BLOCK = _any_of(_BLOCKS)
_BLOCK_START = _pattern(f"</?{_any_beginning(_BLOCKS)}")
_BLOCK_TAG = f"{_BLOCK_START.pattern}[^>]*>"


def autop(text: str, *, breaks: bool = True) -> str:
    """The HTML of a classic body; `breaks` says whether single newlines become `<br />` (WordPress's default).

    `text` is `post_content` as it is stored, shortcodes included. Without a visible character the result is "".
    """
    if not text.strip(_TRIMMED):
        return ""
    text, preformatted = _cut_preformatted(text + "\n")
    for step in _STEPS if breaks else _STEPS_WITHOUT_BREAKS:
        text = step(text)
    if preformatted:
        text = _PLACEHOLDER.sub(lambda match: _placed(match, preformatted), text)
    if _TAG_NEWLINE in text:
        text = text.replace(f" {_TAG_NEWLINE} ", "\n").replace(_TAG_NEWLINE, "\n")
    return text


_PLACEHOLDER = _pattern(r"<pre wp-pre-tag-([0-9]{1,9})></pre>")


def _placed(match: re.Match[str], preformatted: list[str]) -> str:
    index = int(match[1])
    return preformatted[index] if index < len(preformatted) else match[0]


def _cut_preformatted(text: str) -> tuple[str, list[str]]:
    """The text with a placeholder for every `<pre ...</pre>`, and what stood there.

    A `</pre>` that closes nothing is lost, as WordPress loses it, in texts that hold a `<pre`.
    """
    if "<pre" not in text:
        return text, []
    *parts, rest = text.split("</pre>")
    pieces: list[str] = []
    preformatted: list[str] = []
    for part in parts:
        start = part.find("<pre")
        if start < 0:
            pieces.append(part)
            continue
        pieces += (part[:start], f"<pre wp-pre-tag-{len(preformatted)}></pre>")
        preformatted.append(part[start:] + "</pre>")
    pieces.append(rest)
    return "".join(pieces), preformatted


_TWO_BREAKS = _pattern(r"<br\s*/?>\s*<br\s*/?>")
_BLOCK_EDGE = _pattern(rf"<(?:{_BLOCK}[\s/>]|/{_BLOCK}>)")
_RULE = _pattern(r"<hr\s*?/?>")


def _double_breaks(text: str) -> str:
    return _TWO_BREAKS.sub("\n\n", text) if "<br" in text else text


def _set_blocks_apart(text: str) -> str:
    text = _BLOCK_EDGE.sub(_with_blank_line, text)
    return _RULE.sub(lambda match: match[0] + "\n\n", text) if "<hr" in text else text


def _with_blank_line(match: re.Match[str]) -> str:
    tag = match[0]
    return tag + "\n\n" if tag[1] == "/" else "\n\n" + tag


def _unify_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


# Holds wherever a tag (not a comment or a CDATA section) has a newline, and costs less than to take all tags apart.
_NEWLINE_IN_TAG = _pattern(r"<[^<>\n]*\n")


def _hide_newlines_in_tags(text: str) -> str:
    if not ("<!--" in text or "<![CDATA[" in text or _NEWLINE_IN_TAG.search(text)):
        return text
    return HTML_PIECE.sub(_without_newlines, text)


def _without_newlines(match: re.Match[str]) -> str:
    return match[0].replace("\n", f" {_TAG_NEWLINE} ")


# Each row: substrings of which one must be there, and the tags around which white space goes: before, and after.
# A tag that never ends matches to the end of the text (in a group): to look for its `>` at every `<` would cost
# the square of the text.
_TIGHT: tuple[tuple[tuple[str, ...], tuple[tuple[str, bool, bool], ...]], ...] = (
    (("<option",), ((r"<option", True, False), (r"</option>", False, True))),
    (
        ("</object>",),
        (
            (r"<object[^>]*(?:>|(\Z))", False, True),
            (r"</object>", True, False),
            (r"</?(?:param|embed)[^>]*(?:>|(\Z))", True, True),
        ),
    ),
    (
        ("<source", "<track"),
        (
            (r"[<\[](?:audio|video)[^>\]]*(?:[>\]]|(\Z))", False, True),
            (r"[<\[]/(?:audio|video)[>\]]", True, False),
            (r"<(?:source|track)[^>]*(?:>|(\Z))", True, True),
        ),
    ),
    (("<figcaption",), ((r"<figcaption[^>]*(?:>|(\Z))", True, False), (r"</figcaption>", False, True))),
)
_TIGHT_RULES = tuple(
    (signs, tuple((_pattern(tag), before, after) for tag, before, after in rules)) for signs, rules in _TIGHT
)


def _tighten(text: str) -> str:
    for signs, rules in _TIGHT_RULES:
        if any(sign in text for sign in signs):
            for tag, before, after in rules:
                text = _drop_space_around(text, tag, before=before, after=after)
    return text


def _drop_space_around(text: str, tag: re.Pattern[str], *, before: bool, after: bool) -> str:
    pieces: list[str] = []
    position = 0
    strip_left = False
    for match in tag.finditer(text):
        between = text[position : match.start()]
        if strip_left:
            between = between.lstrip(_SPACES)
        if before and not match.lastindex:
            between = between.rstrip(_SPACES)
        pieces += (between, match[0])
        position, strip_left = match.end(), after
    rest = text[position:]
    pieces.append(rest.lstrip(_SPACES) if strip_left else rest)
    return "".join(pieces)


_BLANK_LINES = _pattern(r"\n\s*\n")


def _wrap_paragraphs(text: str) -> str:
    return "".join([f"<p>{piece.strip(chr(10))}</p>\n" for piece in _BLANK_LINES.split(text) if piece])


_EMPTY = _pattern(r"<p>\s*</p>")
_LEFT_OPEN = _pattern(r"<p>([^<]++)(</(?:div|address|form)>)")
_LONE_BLOCK = _pattern(rf"<p>\s*({_BLOCK_TAG})\s*</p>")
_QUOTE = _pattern(r"<[pP]><(?i:blockquote)([^>]*)>")
_BLOCK_FIRST = _pattern(rf"<p>\s*({_BLOCK_TAG})")
_CLOSE_AFTER = _pattern(r">(?=(\s*</p>))")


def _drop_empty(text: str) -> str:
    return _EMPTY.sub("", text)


def _close_before_ends(text: str) -> str:
    if "</div>" in text or "</address>" in text or "</form>" in text:
        return _LEFT_OPEN.sub(lambda match: f"<p>{match[1]}</p>{match[2]}", text)
    return text


def _unwrap_lone_blocks(text: str) -> str:
    return _LONE_BLOCK.sub(_first_group, text)


def _first_group(match: re.Match[str]) -> str:
    return match[1]


def _unwrap_items(text: str) -> str:
    """`<p><li...</p>` on one line loses its paragraph; at least one character follows the `<li`."""
    opening, closing = "<p><li", "</p>"
    if opening not in text:
        return text
    pieces: list[str] = []
    position = searched = 0
    end = newline = -1
    while (start := text.find(opening, searched)) >= 0:
        inner = searched = start + len(opening)
        if end <= inner:
            end = text.find(closing, inner + 1)
            if end < 0:
                break
        if newline < inner:
            newline = text.find("\n", inner)
        if 0 <= newline < end:
            continue
        pieces += (text[position:start], text[start + 3 : end])
        position = searched = end + len(closing)
    pieces.append(text[position:])
    return "".join(pieces)


def _move_into_quotes(text: str) -> str:
    return _QUOTE.sub(lambda match: f"<blockquote{match[1]}><p>", text).replace(
        "</blockquote></p>", "</p></blockquote>"
    )


def _open_no_paragraph_before_blocks(text: str) -> str:
    return _BLOCK_FIRST.sub(_first_group, text)


def _close_no_paragraph_after_blocks(text: str) -> str:
    return _drop_after_blocks(text, _CLOSE_AFTER)


def _drop_after_blocks(text: str, follower: re.Pattern[str]) -> str:
    """Drop what `follower` finds after the end of a tag, where that tag is a block's.

    Works backwards from the end of the tag: block tags are many, followers few.
    """
    pieces: list[str] = []
    position = lowest = 0
    for match in follower.finditer(text):
        end = match.start()
        if end < position:
            continue
        start = max(text.rfind(">", lowest, end) + 1, lowest)
        if _BLOCK_START.search(text, start, end):
            pieces.append(text[position : end + 1])
            position = lowest = match.end(1)
        else:
            lowest = end + 1
    if not pieces:
        return text
    pieces.append(text[position:])
    return "".join(pieces)


_LITERAL = _pattern(r"<(script|style|svg|math)")
_BREAK_AFTER = _pattern(r">(?=(\s*<br />))")
_BREAK_BEFORE = _pattern(rf"<br />(\s*</?{_any_beginning(_NO_BREAK_BEFORE)}[^>]*>)")


def _keep_newlines_of_code(text: str) -> str:
    pieces: list[str] = []
    position = 0
    unclosed: set[str] = set()
    searched = 0
    while match := _LITERAL.search(text, searched):
        searched = match.end()
        if match[1] in unclosed:
            continue
        closing = f"</{match[1]}>"
        end = text.find(closing, searched)
        if end < 0:
            unclosed.add(match[1])
            continue
        searched = end + len(closing)
        pieces += (
            text[position : match.start()],
            text[match.start() : searched].replace("\n", _KEPT_NEWLINE),
        )
        position = searched
    if not pieces:
        return text
    pieces.append(text[position:])
    return "".join(pieces)


def _spell_breaks_alike(text: str) -> str:
    return text.replace("<br>", "<br />").replace("<br/>", "<br />")


def _break_lines(text: str) -> str:
    """Every newline, with the white space before it, becomes a break and a newline.

    The character right after a `<br />` is not looked at: a newline there stays one, and a space there does not
    keep the newline after it from becoming a break.
    """
    first, *lines = text.split("\n")
    if not lines:
        return text
    *middle, last = lines
    pieces: list[str] = []
    pending = first.rstrip(_SPACES)
    gap = first[len(pending) : len(pending) + 1]
    blank = False
    for line in middle:
        stripped = line.rstrip(_SPACES)
        if not stripped:
            blank = True
            continue
        pieces += (pending, _line_end(pending, gap, blank=blank))
        pending, gap, blank = stripped, line[len(stripped) : len(stripped) + 1], False
    pieces += (pending, _line_end(pending, gap, blank=blank), last)
    return "".join(pieces)


def _line_end(line: str, gap: str, *, blank: bool) -> str:
    if not line.endswith("<br />"):
        return "<br />\n"
    if gap:
        return gap + "<br />\n"
    return "\n<br />\n" if blank else "\n"


def _release_newlines_of_code(text: str) -> str:
    return text.replace(_KEPT_NEWLINE, "\n")


def _break_not_after_blocks(text: str) -> str:
    return _drop_after_blocks(text, _BREAK_AFTER)


def _break_not_before_blocks(text: str) -> str:
    return _BREAK_BEFORE.sub(_first_group, text)


def _end_tight(text: str) -> str:
    return text.removesuffix("\n</p>\n") + "</p>\n" if text.endswith("\n</p>\n") else text


Step = Callable[[str], str]
_BREAK_STEPS: tuple[Step, ...] = (
    _keep_newlines_of_code,
    _spell_breaks_alike,
    _break_lines,
    _release_newlines_of_code,
)
_STEPS: tuple[Step, ...] = (
    _double_breaks,
    _set_blocks_apart,
    _unify_newlines,
    _hide_newlines_in_tags,
    _tighten,
    _wrap_paragraphs,
    _drop_empty,
    _close_before_ends,
    _unwrap_lone_blocks,
    _unwrap_items,
    _move_into_quotes,
    _open_no_paragraph_before_blocks,
    _close_no_paragraph_after_blocks,
    *_BREAK_STEPS,
    _break_not_after_blocks,
    _break_not_before_blocks,
    _end_tight,
)
_STEPS_WITHOUT_BREAKS: tuple[Step, ...] = tuple(step for step in _STEPS if step not in _BREAK_STEPS)


_AROUND = r"(?:[\r\n\t \xa0]|&nbsp;)*+"
_SHORTCODE_PARAGRAPH = _pattern(rf"<p>{_AROUND}\[({NAME})")
_PARAGRAPH_END = _pattern(rf"{_AROUND}</p>")


def shortcode_unautop(text: str, names: Names) -> str:
    """The result of `autop` without the paragraphs that hold nothing but a shortcode of known name.

    Where the shortcode has a closing tag at the end of a later paragraph, it loses the outermost `<p>` and `</p>`.
    """
    if "[" not in text:
        return text
    known = predicate(names)
    closings: Closings | None = None
    ends: dict[int, re.Match[str] | None] = {}
    pieces: list[str] = []
    position = searched = 0
    bracket = -1
    while opening := _SHORTCODE_PARAGRAPH.search(text, searched):
        searched = opening.end()
        name = read_name(opening[1], known)
        if name is None:
            continue
        inner = opening.start(1) + len(name)
        if bracket < inner:
            bracket = text.find("]", inner)
            if bracket < 0:
                break
        stops = [bracket + 1]
        if text[bracket - 1] != "/" or bracket == inner:
            closings = closings or Closings(text, 0, len(text))
            closing = closings.first(name, bracket + 1)
            if closing >= 0:
                stops.insert(0, closing + len(name) + 3)
        for stop in stops:
            if stop not in ends:
                ends[stop] = _PARAGRAPH_END.match(text, stop)
            if end := ends[stop]:
                pieces += (text[position : opening.start()], text[opening.start(1) - 1 : stop])
                position = searched = end.end()
                break
    pieces.append(text[position:])
    return "".join(pieces)
