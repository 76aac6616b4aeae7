"""All rules: importing this declares them. One module a family or part of one; the order is that of the reference."""

from __future__ import annotations

from migrate.validate.rules import (
    blocks,
    comments,
    damage,
    dates,
    encoding,
    fitness,
    items,
    links,
    media,
    meta,
    privacy,
    references,
    security,
    structure,
    text,
)

__all__ = [
    "blocks",
    "comments",
    "damage",
    "dates",
    "encoding",
    "fitness",
    "items",
    "links",
    "media",
    "meta",
    "privacy",
    "references",
    "security",
    "structure",
    "text",
]
