"""`python -m migrate` is `wxr-migrate`."""

from migrate.cli.main import main

main()
