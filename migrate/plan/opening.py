"""What a user names as a destination → the destination and the target that writes to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from migrate.model.errors import UsageError
from migrate.model.records import Site
from migrate.plan.changes import Destination, Run
from migrate.plan.database.address import database_url
from migrate.targets import Target
from migrate.targets.options import TargetOptions
from migrate.targets.registry import find_target, load_target

_NO_RUN = Run(target="", site="", version="", export="", mapping="", options={}, started="1970-01-01T00:00:00+00:00")
Opened = tuple[Destination, Callable[[], Target]]


def target_name(destination: str, wanted: str | None) -> str:
    """The target's name: what the user said, else read off a database's URL or file name. Raises UsageError."""
    is_database = database_url(destination) is not None
    if wanted is None:
        if is_database:
            return "database"
        raise UsageError(
            f"it is not clear what {destination!r} is to become",
            hint="name a file ending in .db or a database URL, or say --to TARGET for a folder",
        )
    kind = find_target(wanted).kind
    if kind == "database" and not is_database:
        raise UsageError(
            f"{destination!r} is no database", hint="name a file ending in .db, or a URL such as postgresql://host/name"
        )
    if kind == "folder" and is_database:
        raise UsageError(f"{wanted} writes a folder, and {destination!r} is a database", hint="name a folder")
    return wanted


def open_destination(name: str, destination: str, site: Site, options: TargetOptions) -> Opened:
    """The destination, and what makes the target once the destination has begun (only then a database is known)."""
    entry = find_target(name)
    make = load_target(entry)
    if entry.kind == "database":
        from migrate.plan.database import DatabaseDestination

        database = DatabaseDestination(database_url(destination) or destination, site.key)
        return database, lambda: make(site, options, number=database.number, capabilities=database.capabilities)
    from migrate.plan.files import FolderDestination

    return FolderDestination(Path(destination)), lambda: make(site, options)


def probe_destination(name: str, destination: str) -> None:
    """Fail now rather than after a gigabyte was read, where a database cannot be reached. Leaves no trace.

    Raises DestinationError.
    """
    if find_target(name).kind == "database":
        from migrate.plan.database import DatabaseDestination

        database = DatabaseDestination(database_url(destination) or destination, "")
        try:
            database.begin(_NO_RUN, write=False)
        finally:
            database.abandon()


def destination_warnings(name: str, destination: str, *, media: bool = False) -> list[str]:
    """What the user should know of a destination that is there already before it, or (`media`) files, are written."""
    entry = find_target(name)
    asked = ("warnings", "media_warnings") if media else ("warnings",)
    sources = [source for one in asked if (source := getattr(load_target(entry), one, None)) is not None]
    if entry.kind != "folder" or not sources:
        return []

    def read(path: str) -> str | None:
        file = Path(destination, path)
        try:
            return file.read_text("utf-8", "replace") if file.is_file() else None
        except OSError:
            return None

    return [said for source in sources for said in source(read)]


def quarantine_path(name: str, destination: str, stem: str) -> Path:
    """A file beside the output; for a server, in the current folder."""
    if "://" in destination and not destination.lower().startswith("sqlite:"):
        return Path(f"{stem}.quarantine.xml")
    path = Path(destination.partition("sqlite:///")[2] or destination)
    return path.with_name(f"{path.stem if find_target(name).kind == 'database' else path.name}.quarantine.xml")
