"""What a fragment is read with: where its losses go, what its placeholders stand for, and how its addresses change."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

import msgspec

from migrate.content.raw_addresses import rewrite_addresses
from migrate.model.document import Block
from migrate.model.inlines import Image, Inline

PLACEHOLDER = "wxr-node"
"""The element that stands for nodes made elsewhere: `<wxr-node n="17"></wxr-node>`."""

DETAIL_LENGTH = 200
"""How much of what was lost a loss quotes, in characters."""


class FragmentLoss(NamedTuple):
    """One thing of a fragment that its document does not say. `kind` is one of:

    `hidden-text` text that the page did not show (`display: none`, `hidden`, `<title>`, `<template>`);
    `too-deep` nesting beyond what the document keeps, its content is kept flat;
    `fallback-text` what a player would show where it cannot play;
    `link-in-code` a link within code, its text is kept;
    `empty-link` a link around nothing;
    `image-without-url` an image that names no file; its alternative text is the detail;
    `unknown-placeholder` a placeholder that stands for nothing.
    """

    kind: str
    field: str
    detail: str


def _same_url(url: str) -> str:
    return url


def _no_target(url: str) -> str:
    return ""


def _same_image(image: Image) -> Image:
    return image


class FragmentContext:
    """Given to `read_fragment`, which fills `losses`. One context serves any number of fragments of one body."""

    __slots__ = ("footnotes", "image_of", "link_of", "losses", "nodes", "target_of")

    def __init__(
        self,
        *,
        nodes: dict[str, Block | Inline | tuple[Block, ...]] | None = None,
        link_of: Callable[[str], str] = _same_url,
        target_of: Callable[[str], str] = _no_target,
        image_of: Callable[[Image], Image] = _same_image,
        footnotes: Collection[str] = (),
    ) -> None:
        self.losses: list[FragmentLoss] = []
        self.nodes = {} if nodes is None else nodes
        """What placeholders stand for, by their `n`. Each is taken out where it is shown: HTML that hides a thousand of
        one placeholder must not show a thousand galleries."""
        self.link_of = link_of
        """The address to write for the `href` or `src` of a link, player, file or image."""
        self.target_of = target_of
        """Key of what a link's address leads to, as it stands in the body; empty when that is not known."""
        self.image_of = image_of
        """Called once with each image as it stands: its address is the body's, its `attributes["class"]` still holds
        `wp-image-17`. May give it another address; where it does not, `link_of` does."""
        self.footnotes = footnotes
        """Ids of the footnotes that the entry has: a mark in the text becomes a reference only to these."""

    def image(self, image: Image) -> Image:
        """The image to write for one as it stands in the body."""
        known = self.image_of(image)
        url = known.url if known.url != image.url else self.link_of(image.url)
        return known if known.url == url else msgspec.structs.replace(known, url=url)

    def raw(self, html: str) -> str:
        """HTML that is kept as it is, but for its addresses."""
        return html if self.link_of is _same_url else rewrite_addresses(html, self.link_of)

    def lose(self, kind: str, detail: str, field: str = "content") -> None:
        """Record a loss."""
        self.losses.append(FragmentLoss(kind, field, " ".join(detail.split())[:DETAIL_LENGTH]))
