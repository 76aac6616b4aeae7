"""Errors of databases and their drivers, each as one sentence."""

from __future__ import annotations

import re

from sqlalchemy.exc import DBAPIError, IntegrityError

from migrate.model.errors import DestinationError
from migrate.plan.database.address import Address

LOCKED = "another run is writing to it"

_SENTENCES = (
    ("file is not a database", "it is not a SQLite database"),
    ("malformed", "the file is damaged"),
    ("unable to open database file", "it cannot be opened or made"),
    ("readonly database", "it is read-only"),
    ("database is locked", LOCKED),
    ("disk is full", "the disk is full"),
)
"""Part of a message of SQLite → what it means."""


def explain(error: Exception, address: Address, *, connecting: bool = False) -> DestinationError:
    """One sentence about an error of SQLAlchemy, a driver or the file system, without passwords and
    statements."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    text = address.scrub(_text(cause))
    if address.kind == "sqlite":
        message = next((sentence for part, sentence in _SENTENCES if part in text), text)
    elif connecting:
        message = f"could not connect: {text}"
    elif isinstance(error, DBAPIError) and error.connection_invalidated:
        message = f"the connection was lost, and nothing was written: {text}"
    else:
        message = text
    if isinstance(error, IntegrityError):
        message = f"it refused a row, and nothing was written: {text}"
    return DestinationError(message, file=address.shown)


def _text(cause: BaseException) -> str:
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror.lower()
    text = str(cause)
    if len(cause.args) == 2 and isinstance(cause.args[0], int):
        # PyMySQL: number and text.
        text = str(cause.args[1])
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    # psycopg: one line for each address of the host after a general one, each with further advice below.
    telling = [line for line in lines if "failed:" in line] or lines[:1] or [type(cause).__name__]
    return re.sub(r"^.*?connection failed: |\s+", lambda match: " " if match[0].isspace() else "", telling[-1])
