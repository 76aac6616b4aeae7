"""Databases as a target: SQLite, PostgreSQL, MariaDB and MySQL, with the same tables everywhere."""

from migrate.targets.database.fit import Capabilities
from migrate.targets.database.target import DatabaseTarget

__all__ = ["Capabilities", "DatabaseTarget"]
