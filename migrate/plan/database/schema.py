"""Our tables in a database: which are there, whether they are ours, and making and dropping them."""

from __future__ import annotations

from sqlalchemy import Connection, Index, inspect, select
from sqlalchemy.schema import DropTable

from migrate.model.errors import DestinationError
from migrate.targets.database.keys import SITES, first_id
from migrate.targets.database.tables import METADATA, make_metadata


def present_tables(connection: Connection, shown: str) -> set[str]:
    """Those of our tables that are there. Raises `DestinationError` where others have taken their names."""
    inspector = inspect(connection)
    views = set(inspector.get_view_names())
    there = set(inspector.get_table_names()) | views
    present = {name for name in METADATA.tables if name in there}
    foreign = [
        name
        for name in METADATA.tables
        if name in present
        and (
            name in views
            or {column["name"] for column in inspector.get_columns(name)} != set(METADATA.tables[name].columns.keys())
        )
    ]
    if foreign:
        raise DestinationError(
            f"it holds tables that are not ours under names that we need: {', '.join(foreign)}",
            file=shown,
            hint="choose a database of its own",
        )
    return present


def make_tables(connection: Connection, present: set[str], *, indexes_late: bool = False) -> list[Index]:
    """Make those of our tables that are not there; the indexes that are to be made later."""
    metadata = make_metadata(connection.dialect.name)
    missing = [table for name, table in metadata.tables.items() if name not in present]
    late: list[Index] = []
    if indexes_late:
        for table in missing:
            if table.name == "entries":
                # To index what stands behind bodies later would be to read them all again.
                continue
            late += sorted(table.indexes, key=lambda index: str(index.name))
            table.indexes.clear()
    if missing:
        metadata.create_all(connection, tables=missing, checkfirst=False)
    return late


def drop_tables(connection: Connection, kept: set[str]) -> None:
    """Drop those of our tables that are empty, but for `kept`. Foreign keys must be off."""
    there = set(inspect(connection).get_table_names())
    for name, table in METADATA.tables.items():
        if (
            name in there
            and name not in kept
            and connection.execute(select(1).select_from(table).limit(1)).first() is None
        ):
            connection.execute(DropTable(table))


def site_number(connection: Connection | None, present: set[str], site: str, shown: str) -> int:
    """The number of a site: its own if the database knows it, else the next; 1 is the first."""
    if connection is None:
        return 1
    highest = 0
    for name, number, key in (("site", "id", "key"), ("runs", "site_id", "site")):
        if name not in present:
            continue
        table = METADATA.tables[name]
        found = connection.execute(select(table.c[number]).where(table.c[key] == site).limit(1)).scalar()
        if found is not None:
            return int(found)
        highest = max(
            highest,
            connection.execute(select(table.c[number]).order_by(table.c[number].desc()).limit(1)).scalar() or 0,
        )
    if highest >= SITES:
        raise DestinationError(f"it holds {SITES} sites, which is as many as fit", file=shown)
    return highest + 1


def holds_site(connection: Connection, present: set[str], number: int) -> bool:
    """Whether any table has a row of the site, or one whose id the site might use."""
    for name in present:
        table = METADATA.tables[name]
        if name in ("site", "runs"):
            mine = table.c["id" if name == "site" else "site_id"] == number
        elif "id" in table.c:
            mine = table.c.id.between(first_id(number), first_id(number + 1) - 1)
        else:
            mine = table.c.site_id == number
        if connection.execute(select(1).select_from(table).where(mine).limit(1)).first() is not None:
            return True
    return False


def dangling_reference(connection: Connection, number: int) -> str | None:
    """`table.column` of a reference of this site that leads nowhere; None when all are right."""
    for name, table in METADATA.tables.items():
        for constraint in table.foreign_key_constraints:
            column = constraint.elements[0].parent
            target = constraint.elements[0].column
            parent = target.table.alias("parent")
            own = table.c.id == number if name == "site" else table.c.site_id == number
            lost = (
                select(1)
                .select_from(table.outerjoin(parent, column == parent.c.id))
                .where(own, column.is_not(None), parent.c.id.is_(None))
                .limit(1)
            )
            if connection.execute(lost).first() is not None:
                return f"{name}.{column.name}"
    return None
