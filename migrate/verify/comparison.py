"""What a comparison of two pages found."""

from __future__ import annotations

from typing import Literal

import msgspec

Status = Literal["same", "accounted", "different"]
"""`same`: the same words in the same order. `accounted`: all differences have a name. `different`: some have none."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One place where words differ and nothing says why."""

    at: int
    """Number of the source's word, from 0."""
    before: str
    """The words before it, which are the same."""
    lost: str
    """The words of the source, shortened."""
    added: str
    """The words that are written instead, shortened."""
    after: str


class Accounted(msgspec.Struct, kw_only=True):
    """What one name accounts for: a shortcode (`[gallery]`), a block (`core/archives`), a kind of loss."""

    places: int = 0
    lost: int = 0
    """Words of the source that are not written."""
    added: int = 0
    """Words that are written and not in the source."""


class Structure(msgspec.Struct, kw_only=True):
    """One kind of structure."""

    expected: int = 0
    """How many the source has."""
    missing: int = 0
    """How many of them are not written."""
    added: int = 0
    """How many are written that the source does not have."""
    examples: tuple[str, ...] = ()
    """Some that are missing, shortened."""


class Comparison(msgspec.Struct, kw_only=True):
    """A source page against a written one."""

    status: Status = "same"
    source_words: int = 0
    written_words: int = 0
    lost: int = 0
    """Words of the source that are not written, for no known reason."""
    added: int = 0
    """Words that are written and not in the source, for no known reason."""
    moved: int = 0
    """Words that are written in another place. They are neither lost nor added."""
    accounted: dict[str, Accounted] = {}
    """By name."""
    places: int = 0
    """How many differences have no name."""
    differences: tuple[Difference, ...] = ()
    """The first of them."""
    addresses: tuple[str, ...] = ()
    """Addresses that stood by themselves, or played, and are not written."""
    structure: dict[str, Structure] = {}
    """By kind; kinds of which there is nothing are left out."""

    def recall(self) -> float:
        """How much of all structure is written, from 0 to 1."""
        expected = sum(one.expected for one in self.structure.values())
        return 1 - sum(one.missing for one in self.structure.values()) / expected if expected else 1.0
