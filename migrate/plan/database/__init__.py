"""A database as a destination: rows planned against what it holds, and written in one transaction."""

from migrate.plan.database.address import database_url
from migrate.plan.database.destination import DatabaseDestination

__all__ = ["DatabaseDestination", "database_url"]
