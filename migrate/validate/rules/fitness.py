"""T: fitness for a target: what would not get there, or not as it was; only with `--for`."""

from __future__ import annotations

import re

from migrate.model.body_rules import BodyRule
from migrate.validate.finding import Severity, Spot, quoted
from migrate.validate.rule import Found, Gather, Hit, Subject, rule
from migrate.validate.views import ItemView

_BRACKET = re.compile(r"\[([A-Za-z][\w.-]{0,79})(?=[\s\]/=])")
_LOST = frozenset({"drop", "placeholder"})
_VISIBILITIES = {
    "draft": "draft",
    "auto-draft": "draft",
    "future": "scheduled",
    "pending": "pending",
    "private": "private",
    "trash": "trashed",
}
"""Status → the visibility of which a target says whether it takes it."""


def _visibility(item: ItemView) -> str:
    if item.raw.password and item.raw.status == "publish":
        return "protected"
    return _VISIBILITIES.get(item.raw.status, "")


@rule("T001", "private-left-out", Severity.WARNING, Subject.TARGET, gather=Gather.DETAIL)
def private_left_out(item: ItemView) -> Found:
    """Entries that were not public are left out.

    What it does
    Counts drafts, scheduled, private and protected entries that the target does not take by default.
    Why it matters
    A site shows everybody what it holds.
    Example
        <wp:status>private</wp:status>
    How to mend it
    `--include-private` takes them too, where you keep the result private.
    """
    fitness = item.export.fitness
    visibility = _visibility(item)
    if fitness.shown is None or not visibility or visibility in fitness.shown:
        return ()
    if not item.is_public_type or item.kind != "entry":
        return ()
    return [Hit(f"{visibility} entries are left out on the way to {fitness.name}", Spot("wp:status"), visibility)]


@rule("T002", "type-left-out", Severity.WARNING, Subject.TARGET, gather=Gather.DETAIL)
def type_left_out(item: ItemView) -> Found:
    """Published items of a type that is not public are left out.

    What it does
    Counts published items whose type no mapping calls public.
    Why it matters
    They may have been pages of the site: only a mapping can tell.
    Example
        <wp:post_type>recipe</wp:post_type> with <wp:status>publish</wp:status>
    How to mend it
    If they had pages, say so in a mapping: `[post-types.recipe]` with `public = true`.
    """
    fitness = item.export.fitness
    if fitness.shown is not None and item.is_published and item.kind == "entry" and not item.is_public_type:
        message = f"items of the type {quoted(item.type)} are left out on the way to {fitness.name}"
        return [Hit(message, Spot("wp:post_type"), item.type)]
    return ()


@rule("T003", "block-left-out", Severity.WARNING, Subject.TARGET, gather=Gather.DETAIL)
def block_left_out(item: ItemView) -> Found:
    """Blocks become placeholders, or are left out.

    What it does
    Looks up in the mapping what becomes of the blocks of published entries.
    Why it matters
    WordPress made them when the page was shown: the export holds nothing of what visitors saw.
    Example
        <!-- wp:latest-posts /-->
    How to mend it
    Write what should stand there, or map the block to something that the target can show.
    """
    if not item.export.fitness.reads_bodies or not item.is_published:
        return
    for text in item.texts[:1]:
        for block in text.blocks:
            name = block.name if "/" in block.name else f"core/{block.name}"
            found = None if block.is_end else item.export.mapping.block(name)
            if found is not None and found.action in _LOST:
                message = f"the block {quoted(name)} is lost on the way to {item.export.fitness.name}"
                yield Hit(message, text.spot(block.at), name)


def _is_lost(found: BodyRule, text: str) -> bool:
    """Whether nothing but a placeholder becomes of a shortcode; one that is only unwrapped keeps what it encloses."""
    if found.node or found.handler:
        return False
    return found.action in _LOST or (found.action in ("", "unwrap") and f"[/{found.name}]" not in text)


@rule("T004", "shortcode-left-out", Severity.WARNING, Subject.TARGET, gather=Gather.DETAIL)
def shortcode_left_out(item: ItemView) -> Found:
    """Shortcodes become placeholders, or are left out.

    What it does
    Looks up in the mapping what becomes of the shortcodes of published entries.
    Why it matters
    A plugin made them when the page was shown: the export holds nothing of what visitors saw.
    Example
        [contact-form-7 id="12"]
    How to mend it
    Write what should stand there, or map the shortcode to something that the target can show.
    """
    if not item.export.fitness.reads_bodies or not item.is_published or "[" not in item.raw.content:
        return
    for text in item.texts[:1]:
        for match in _BRACKET.finditer(text.text):
            found = item.export.mapping.shortcode(match[1])
            if found is not None and _is_lost(found, text.text) and text.text[match.start() - 1 : match.start()] != "[":
                message = f"the shortcode {quoted(match[1])} is lost on the way to {item.export.fitness.name}"
                yield Hit(message, text.spot(match.start(), len(match[0])), match[1])


@rule("T005", "layout-left-out", Severity.WARNING, Subject.TARGET)
def layout_left_out(item: ItemView) -> Found:
    """A published page has no text but a page builder's layout.

    What it does
    Looks for empty bodies of pages that a page builder made.
    Why it matters
    Only some builders' layouts can be read: the page may come out empty.
    Example
        an empty body with the custom field _fl_builder_data
    How to mend it
    Look at the page after the migration, and copy its text where it is missing.
    """
    if not item.export.fitness.reads_bodies or not item.is_published or item.raw.content.strip():
        return
    for nth, row in enumerate(item.raw.meta):
        if row.key in ("_fl_builder_data", "_bricks_page_content_2", "brizy", "_breakdance_data", "_cornerstone_data"):
            message = f"the page has no text; its layout is in {quoted(row.key)}"
            yield Hit(message, Spot(f"wp:postmeta[{nth}]/wp:meta_value"), "")
