"""A database as a destination: rows planned against what it holds, and written in one transaction.

`database_url` does without SQLAlchemy, which takes a fifth of a second to load; the destination loads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from migrate.plan.database.address import database_url

if TYPE_CHECKING:
    from migrate.plan.database.destination import DatabaseDestination

__all__ = ["DatabaseDestination", "database_url"]


def __getattr__(name: str) -> Any:
    if name != "DatabaseDestination":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from migrate.plan.database.destination import DatabaseDestination

    return DatabaseDestination
