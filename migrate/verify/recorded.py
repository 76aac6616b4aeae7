"""What the last run at a destination was told: so that whoever verifies need not say it again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from migrate.plan.atomic import HOME
from migrate.plan.database.address import Address, database_url
from migrate.plan.manifest import Manifest


class Recorded(NamedTuple):
    """The last run."""

    target: str
    options: dict[str, Any]
    """Those of records and those of the target, which were not the usual ones."""


class RecordedFile(NamedTuple):
    """A file that was written."""

    file: Path
    digest: bytes
    """SHA-256 that it had."""
    size: int
    """Bytes."""


def recorded_run(destination: str) -> Recorded | None:
    """The last run at a folder or a database; None where none is recorded, or it cannot be read."""
    if database_url(destination) is not None:
        return _of_database(destination)
    path = Path(destination, HOME, "manifest.db")
    if not path.is_file():
        return None
    manifest = Manifest(path)
    try:
        last = manifest.last
        return Recorded(last["target"], _decoded(last.get("options"))) if last else None
    finally:
        manifest.close()


@contextmanager
def recorded_files(destination: Path) -> Iterator[Callable[[str, str], RecordedFile | None]]:
    """What was written of files of the old site: by the key of an attachment or loose file, and its old path."""
    manifest = Manifest(destination / HOME / "manifest.db")

    def find(key: str, path: str) -> RecordedFile | None:
        # A redirect from its page may stand beside it: that is text, of which a copy is kept.
        texts = manifest.copies(key)
        ending = PurePosixPath(path).suffix.lower()
        for name, part in manifest.pieces_of(key):
            if not part and (name, part) not in texts and PurePosixPath(name).suffix.lower() == ending:
                piece = manifest.piece(name, part)
                return piece and RecordedFile(destination / name, piece.digest, piece.length)
        return None

    try:
        yield find
    finally:
        manifest.close()


def _of_database(destination: str) -> Recorded | None:
    from sqlalchemy import create_engine, select
    from sqlalchemy.exc import SQLAlchemyError

    from migrate.targets.database.tables import METADATA

    address = Address(destination)
    if address.kind == "sqlite" and not address.path.is_file():
        return None
    runs = METADATA.tables["runs"]
    try:
        with create_engine(address.url).connect() as connection:
            query = select(runs.c.target, runs.c.options).order_by(runs.c.id.desc()).limit(1)
            row = connection.execute(query).first()
    except SQLAlchemyError:
        return None
    return Recorded(row.target, _decoded(row.options)) if row is not None else None


def _decoded(value: Any) -> dict[str, Any]:
    try:
        options = json.loads(value) if isinstance(value, str | bytes) else value
    except ValueError:
        return {}
    return options if isinstance(options, dict) else {}
