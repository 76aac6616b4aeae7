"""Losses that conversion recorded, as what accounts for words and addresses that are not written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from migrate.model.loss import Loss

CUT = 200
"""Details of losses are cut at so many characters."""

_LONG = 8
"""An address shorter than that may stand in any text by chance."""


class Account(NamedTuple):
    """One loss."""

    name: str
    """Its kind, and the block or shortcode that it happened to: `dropped [members]`."""
    text: str
    """What was lost; cut, where it has 200 characters."""


def accounts_of(losses: Iterable[Loss]) -> list[Account]:
    """The losses of one entry that say what was lost."""
    return [
        Account(f"{loss.kind} {loss.field}" if loss.field not in ("", "content") else str(loss.kind), loss.detail)
        for loss in losses
        if loss.detail.strip()
    ]


class Accounts:
    """Looks up what was lost."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self._accounts = [(account.name, _as_text(account.text.split()), account.text) for account in accounts]
        self._exact = {account.text for account in accounts}
        self._texts = "\n".join(self._exact)

    def name_of(self, lost: Sequence[str]) -> str:
        """The name of the loss that these words, one after the other, are in; empty where there is none."""
        text = _as_text(lost)
        for name, words, detail in self._accounts:
            if text in words or (len(detail) >= CUT and text.startswith(words.rstrip().rpartition(" ")[0] + " ")):
                return name
        return ""

    def mention(self, text: str) -> bool:
        """Whether some loss names an address."""
        return text in self._exact or (len(text) >= _LONG and text in self._texts)


def _as_text(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "
