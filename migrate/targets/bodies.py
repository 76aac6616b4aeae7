"""The forms in which records carry bodies: as exported, HTML, Markdown, plain text, and the document itself."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec

from migrate.model.document import Document
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Comment, Entry, Media
from migrate.writers import write_html, write_markdown, write_text
from migrate.writers.dropped import Dropped

FORMS = ("raw", "html", "markdown", "text", "document")
DEFAULT = ("raw", "markdown")


def with_bodies(record: Entry | Media, forms: Collection[str], losses: list[Loss]) -> Entry | Media:
    """The record with the bodies, its own and its comments', in these forms and no others."""
    changes: dict[str, Any] = {}
    if record.comments:
        changes["comments"] = tuple(_comment(comment, forms, losses) for comment in record.comments)
    if isinstance(record, Entry):
        changes |= _written(record.document, record.key, forms, losses)
        if record.featured_image is not None:
            changes["featured_image"] = None
        if "raw" not in forms:
            changes["content_raw"] = ""
    return msgspec.structs.replace(record, **changes) if changes else record


def dropped(what: Dropped, source: str) -> Loss:
    """What a writer left out, as a loss."""
    return Loss(kind=LossKind(what.what), source=source, field="content", detail=what.detail[:200])


def _comment(comment: Comment, forms: Collection[str], losses: list[Loss]) -> Comment:
    changes = _written(comment.document, comment.key, forms, losses)
    if "raw" not in forms:
        changes["content"] = ""
    return msgspec.structs.replace(comment, **changes) if changes else comment


def _written(document: Document | None, key: str, forms: Collection[str], losses: list[Loss]) -> dict[str, Any]:
    if document is None:
        return {}
    changes: dict[str, Any] = {}
    if "html" in forms:
        changes["content_html"] = write_html(document)
    if "markdown" in forms:
        changes["content_markdown"], left_out = write_markdown(document, normal=True)
        losses += [dropped(what, key) for what in left_out]
    if "text" in forms:
        changes["content_text"] = write_text(document)
    if "document" not in forms:
        changes["document"] = None
    return changes
