"""Mapping files: TOML that says what WordPress's and its plugins' names mean. See docs/mappings.md."""

from migrate.mappers.mapping.load import load_rules
from migrate.mappers.mapping.shipped import shipped, shipped_text

__all__ = ["load_rules", "shipped", "shipped_text"]
