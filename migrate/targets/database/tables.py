"""The tables as SQLAlchemy knows them: types, keys, constraints and indexes, the same on SQLite, PostgreSQL
and MariaDB.

Times are without a zone: `*_utc` is UTC, `*_local` the wall clock of the site. Texts are never NULL, only
empty. Foreign keys are checked when a transaction ends, since an export may name a parent before it comes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeEngine

from migrate.targets.database import columns
from migrate.targets.database.keys import LIMIT

IDENTIFIER = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits everywhere; SQLite's INTEGER makes a primary key the row's own number."""
NAME = String(LIMIT).with_variant(String(LIMIT, collation="C"), "postgresql")
"""Compared byte by byte on every engine."""


class LongText(Text):
    """Text of any length; MariaDB's own `TEXT` ends at 64 KB. SQLAlchemy's `LONGTEXT` would load its dialect."""


@compiles(LongText, "mysql", "mariadb")
def _longtext(type_: LongText, compiler: Any, **options: Any) -> str:
    return "LONGTEXT"


TEXT = LongText()
_SQLITE_TIME = sqlite.DATETIME(truncate_microseconds=True)  # type: ignore[no-untyped-call]
TIME = DateTime().with_variant(_SQLITE_TIME, "sqlite")
DOCUMENT = JSON().with_variant(Text(), "sqlite")
"""PostgreSQL's `json`, not `jsonb`: it keeps the text. A column declared JSON would make SQLite round
numbers."""

_BOOLEANS = columns.words("date_guessed modified_guessed sticky public declared guest regex")
_NULLABLE_NUMBERS = columns.words("wp_id parent_wp_id featured_media_wp_id target_wp_id width height bytes rating")
_NUMBERS = columns.words("id parent_id menu_order position part depth status_code")
_REQUIRED = {("entry_terms", "term_id"), ("entry_authors", "author_id")}
"""References that a row is nothing without."""

_INDEXES: tuple[tuple[str, ...], ...] = (
    ("terms", "taxonomy", "slug"),
    ("entries", "type", "status", "date_utc"),
    ("entries", "slug"),
    ("media", "slug"),
    ("meta", "key"),
)
"""Table and columns, beside those that references and keys have."""


_MYSQL: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_default_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
}
_PARTIAL = frozenset(("sqlite", "postgresql"))
"""Dialects that have indexes of some of the rows."""
_ADDRESS: dict[str, dict[str, Any]] = {"mysql": {"mysql_length": 255}, "postgresql": {"postgresql_using": "hash"}}
"""Dialect → options of an index of addresses, which may be longer than an entry of an index there."""


class Reference(ForeignKeyConstraint):
    """A foreign key that is checked when the transaction ends; MariaDB has no such, there the destination
    checks."""

    def __init__(self, columns: list[str], refcolumns: list[str], **options: Any) -> None:
        super().__init__(columns, refcolumns, **{"deferrable": True, "initially": "DEFERRED", **options})


@compiles(Reference, "mysql", "mariadb")
def _immediate(constraint: Reference, compiler: Any, **options: Any) -> str:
    text: str = compiler.visit_foreign_key_constraint(constraint, **options)
    return text.replace(" DEFERRABLE INITIALLY DEFERRED", "")


def _type(name: str) -> TypeEngine[Any]:
    if name in _NUMBERS or name in _NULLABLE_NUMBERS or name in columns.REFERENCES:
        return IDENTIFIER
    if name.endswith(("_utc", "_local")):
        return TIME
    if name in _BOOLEANS:
        return Boolean()
    if name in columns.JSON:
        return DOCUMENT
    return NAME if name in columns.NAMES else TEXT


def _column(table: str, name: str) -> Column[Any]:
    reference = name in columns.references(table) and name != "site_id" and (table, name) not in _REQUIRED
    time = name.endswith(("_utc", "_local"))
    nullable = reference or time or name in columns.JSON or name in _NULLABLE_NUMBERS
    return Column(name, _type(name), nullable=nullable, autoincrement=False)


def _exactly_one(table: str, names: list[str]) -> CheckConstraint:
    count = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in names)
    return CheckConstraint(f"{count} = 1", name=f"ck_{table}_owner")


_OWNERS = {
    "comments": ["entry_id", "media_id"],
    "entry_terms": ["entry_id", "media_id"],
    "entry_authors": ["entry_id", "media_id"],
    "meta": ["entry_id", "media_id", "comment_id", "term_id", "author_id", "menu_item_id"],
}
"""Table → the columns of which exactly one says whose row it is."""


def _table(metadata: MetaData, name: str, names: tuple[str, ...], dialect: str) -> Table:
    key: tuple[str, ...]
    if name == "manifest":
        key = ("site_id", "source", "part")
    elif name in columns.PARTS:
        key = ("site_id", "source", "position")
    else:
        key = ("id",)
    table = Table(
        name,
        metadata,
        *(_column(name, column) for column in names),
        PrimaryKeyConstraint(*key),
        **(_MYSQL if dialect == "mysql" else {}),
    )
    if "key" in names and name != "meta":
        unique = ("key",) if name == "site" else ("site_id", "key")
        table.append_constraint(UniqueConstraint(*unique, name=f"uq_{name}_key"))
    if name in _OWNERS:
        table.append_constraint(_exactly_one(name, _OWNERS[name]))
    for column, target in columns.references(name).items():
        table.append_constraint(Reference([column], [f"{target}.id"], name=f"fk_{name}_{column}"))
        if column != "site_id":
            # Most of these columns are NULL in most rows: an index of the others is small and quick to keep.
            filled = table.c[column].is_not(None)
            where: dict[str, Any] = {f"{dialect}_where": filled} if dialect in _PARTIAL else {}
            Index(f"ix_{name}_{column}", table.c[column], **where)
    return table


def make_metadata(dialect: str = "") -> MetaData:
    """All tables of ours, in a collection of its own, to be made on a dialect: for another's options SQLAlchemy would
    load that, too."""
    metadata = MetaData()
    for name, names in {**columns.COLUMNS, **columns.OWN_COLUMNS}.items():
        _table(metadata, name, names, dialect)
    for name, *indexed in _INDEXES:
        table = metadata.tables[name]
        Index(f"ix_{name}_{'_'.join(indexed)}", *(table.c[column] for column in indexed))
    url = metadata.tables["redirects"].c.source_url
    Index("ix_redirects_source_url", url, **_ADDRESS.get(dialect, {}))
    return metadata


METADATA = make_metadata()
"""All tables of ours, for queries. Tables are made from a copy: SQLAlchemy marks a foreign key that it adds
after both tables, and would leave it out of the next CREATE TABLE on SQLite."""
