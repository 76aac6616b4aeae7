"""WordPress's paragraph rules: newlines of a classic body become paragraphs and line breaks.

The bytes are those of WordPress's `wpautop` and `shortcode_unautop`: the order of the steps is part of the
rules, and so is that tags in capitals do not count. The time is linear in the text, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from migrate.content.autop.breaks import (
    break_lines,
    break_not_after_blocks,
    break_not_before_blocks,
    keep_newlines_of_code,
    release_newlines_of_code,
    spell_breaks_alike,
)
from migrate.content.autop.long import long_paragraphs
from migrate.content.autop.paragraphs import (
    close_before_ends,
    close_no_paragraph_after_blocks,
    drop_empty,
    end_tight,
    move_into_quotes,
    open_no_paragraph_before_blocks,
    unwrap_items,
    unwrap_lone_blocks,
    wrap_paragraphs,
)
from migrate.content.autop.spacing import (
    double_breaks,
    hide_newlines_in_tags,
    set_blocks_apart,
    show_newlines_in_tags,
    tighten,
    unify_newlines,
)
from migrate.content.autop.tags import pattern
from migrate.content.autop.unautop import shortcode_unautop
from migrate.content.autop.usual import usual_paragraphs
from migrate.model.limits import LONG

__all__ = ["autop", "shortcode_unautop"]

# What PHP's `trim` takes away.
_TRIMMED = " \t\n\r\0\v"


def autop(text: str, *, breaks: bool = True) -> str:
    """The HTML of a classic body (`post_content` as it is stored, shortcodes included); "" for a blank one.

    `breaks` says whether single newlines become `<br />`, as they do in WordPress unless a plugin says otherwise.
    """
    if not text.strip(_TRIMMED):
        return ""
    text, preformatted = _take_preformatted(text)
    texts = [text]
    usual = None
    if breaks and len(text) > LONG:
        # Each copy counts: none is kept here.
        del text
        usual = long_paragraphs(texts)
    elif breaks:
        usual = usual_paragraphs(unify_newlines(double_breaks(text + "\n")))
    if usual is None:
        text = texts.pop() + "\n"
        for step in _STEPS if breaks else _STEPS_WITHOUT_BREAKS:
            text = step(text)
    else:
        text = usual
    return show_newlines_in_tags(_put_back(text, preformatted))


_PLACEHOLDER = pattern(r"<pre wp-pre-tag-([0-9]{1,9})></pre>")


def _take_preformatted(text: str) -> tuple[str, list[str]]:
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


def _put_back(text: str, preformatted: list[str]) -> str:
    def taken(match: re.Match[str]) -> str:
        index = int(match[1])
        return preformatted[index] if index < len(preformatted) else match[0]

    return _PLACEHOLDER.sub(taken, text) if preformatted else text


Step = Callable[[str], str]
_BREAK_STEPS: tuple[Step, ...] = (
    keep_newlines_of_code,
    spell_breaks_alike,
    break_lines,
    release_newlines_of_code,
)
_STEPS: tuple[Step, ...] = (
    double_breaks,
    set_blocks_apart,
    unify_newlines,
    hide_newlines_in_tags,
    tighten,
    wrap_paragraphs,
    drop_empty,
    close_before_ends,
    unwrap_lone_blocks,
    unwrap_items,
    move_into_quotes,
    open_no_paragraph_before_blocks,
    close_no_paragraph_after_blocks,
    *_BREAK_STEPS,
    break_not_after_blocks,
    break_not_before_blocks,
    end_tight,
)
_STEPS_WITHOUT_BREAKS: tuple[Step, ...] = tuple(step for step in _STEPS if step not in _BREAK_STEPS)
