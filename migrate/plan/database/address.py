"""Where a database is: what a user may write for it, and what may be shown of that (never a password)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from migrate.model.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import URL

DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
}
"""Scheme that a user writes → SQLAlchemy's name for dialect and driver."""

SUFFIXES = (".db", ".sqlite", ".sqlite3")

_SECRET = re.compile(r"pass|secret|token", re.IGNORECASE)


def database_url(text: str) -> str | None:
    """`sqlite:///x.db` for the path `x.db`; a URL of a database as it is; None for anything else."""
    scheme, separator, _ = text.partition("://")
    if separator:
        return text if scheme.split("+")[0].lower() in DRIVERS else None
    return f"sqlite:///{text}" if text.lower().endswith(SUFFIXES) else None


class Address:
    """A database's URL, taken apart. Raises `UsageError` for one that cannot be understood."""

    def __init__(self, url: str) -> None:
        from sqlalchemy import make_url
        from sqlalchemy.exc import ArgumentError

        try:
            parsed = make_url(database_url(url) or url)
        except (ArgumentError, ValueError):
            # The parser's message may quote the text, and a password with a bare `@`, `:` or `/` in it.
            raise UsageError(
                "the database URL cannot be read",
                hint="write scheme://user:password@host:port/name, special characters percent-encoded",
            ) from None
        scheme, _, driver = parsed.drivername.partition("+")
        if scheme not in DRIVERS:
            raise UsageError(f"databases of the kind {scheme!r} are not supported", hint="use " + ", ".join(DRIVERS))
        if driver and driver != DRIVERS[scheme].partition("+")[2]:
            raise UsageError(f"the driver {driver!r} is not supported", hint=f"write {scheme}://...")
        self.kind = DRIVERS[scheme].partition("+")[0]
        """`sqlite`, `postgresql` or `mysql`."""
        self.url: URL = parsed.set(drivername=DRIVERS[scheme])
        self._secrets = _secrets(parsed)
        hidden = {key: "***" if _SECRET.search(key) else value for key, value in parsed.query.items()}
        shown = parsed.set(drivername=scheme, query=hidden)
        self.shown = parsed.database or "" if self.kind == "sqlite" else shown.render_as_string(hide_password=True)
        """For messages: what the user wrote, without passwords."""

    @property
    def path(self) -> Path:
        """The file of a SQLite database. Raises `UsageError` where there is none."""
        name = self.url.database
        if not name or name == ":memory:":
            raise UsageError("a database in memory would be gone at the end", hint="write sqlite:///name.db")
        return Path(name).absolute()

    def scrub(self, text: str) -> str:
        """The text without the passwords of the URL, as they are or percent-encoded."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


def _secrets(url: URL) -> list[str]:
    raw = [str(url.password)] if url.password else []
    for key, value in url.query.items():
        if _SECRET.search(key):
            raw.extend([value] if isinstance(value, str) else value)
    forms = {form for secret in raw if secret for form in (secret, quote(secret, safe=""), quote_plus(secret))}
    return sorted(forms, key=len, reverse=True)
