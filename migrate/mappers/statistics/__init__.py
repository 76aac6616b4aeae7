"""What is in an export, in numbers: one pass, flat memory. `wxr-migrate inspect` shows it."""

from migrate.mappers.statistics.record import Statistics
from migrate.mappers.statistics.take import take_statistics

__all__ = ["Statistics", "take_statistics"]
