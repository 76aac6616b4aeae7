"""The errors that a user can cause or meet. Each carries facts; only `cli` turns them into text and exit codes."""

from __future__ import annotations


class MigrateError(Exception):
    """A failure that is explained in one sentence.

    `message` is the sentence without its place; `file` the input or destination it is about; `line` 1-based;
    `item` the key of the record ("item/12"); `hint` what to do about it.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        item: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.item = item
        self.hint = hint

    @property
    def place(self) -> str:
        """`file:line (item)`, as far as it is known; empty when nothing is."""
        where = self.file or ""
        if self.line is not None:
            where += f":{self.line}"
        if self.item is not None:
            where += f" ({self.item})" if where else self.item
        return where


class UsageError(MigrateError):
    """The command line, a mapping or a settings file asks for something that does not exist."""


class UnreadableInputError(MigrateError):
    """No export could be read from the input."""


class TruncatedInputError(MigrateError):
    """The export stops before its end."""


class DestinationError(MigrateError):
    """The destination refused, failed, or holds something that we must not touch."""
