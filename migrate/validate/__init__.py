"""A linter for WordPress exports: findings with exact places, each of a rule with a stable code, and their repair."""
