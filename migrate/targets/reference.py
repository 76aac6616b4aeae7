"""What the targets that are no sites carry: tables and files, as the code has them, a page for the docs each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from migrate.targets.bodies import DEFAULT, FORMS
from migrate.targets.database.columns import COLUMNS
from migrate.targets.registry import Entry, find_target
from migrate.targets.schema import schemas

_BODIES = (
    f"- Bodies are there in the forms that `--bodies` names: {', '.join(f'`{form}`' for form in FORMS)}"
    f" (unless told otherwise {' and '.join(f'`{form}`' for form in DEFAULT)})."
)
_EVERYTHING = (
    "- Everything of the export, with its `status` and `visibility`: drafts, private and trashed items, every comment"
    " and custom field. `--public-only` leaves out what was not public, e-mail addresses and IP addresses."
)


def _database() -> Iterator[str]:
    yield _EVERYTHING
    yield _BODIES
    yield "- Links in bodies stay as they were; records name each other by `id`."
    yield (
        "- What an engine cannot hold is replaced or cut, and named in `losses`: U+0000 in PostgreSQL; a row larger"
        " than 1 GB, in MariaDB and MySQL than `max_allowed_packet`; nesting of JSON deeper than those two take."
    )
    yield ""
    yield "| Table | Columns |"
    yield "|---|---|"
    for table, columns in COLUMNS.items():
        yield f"| `{table}` | {', '.join(columns)} |"


def _lines() -> Iterator[str]:
    yield _EVERYTHING
    yield _BODIES
    yield "- Links in bodies stay as they were; records name each other by `key`."
    yield "- Fields that hold nothing are left out of a line. `wxr-migrate schema` describes all, as JSON Schema."
    yield ""
    yield "| File | A line |"
    yield "|---|---|"
    for file, schema in schemas().items():
        yield f"| `{file}` | {schema['description']} |"


_PAGES: dict[str, tuple[str, str, Callable[[], Iterator[str]]]] = {
    "database": ("Database", "wxr-migrate convert export.xml blog.db", _database),
    "jsonl": ("JSON Lines", "wxr-migrate convert export.xml FOLDER --to jsonl", _lines),
}


def records_page(name: str) -> str:
    """Markdown on a target that is no site; a line for one that is not ours."""
    entry: Entry = find_target(name)
    if name not in _PAGES:
        return f"{entry.name}: {entry.summary} (a {entry.kind})\n"
    title, command, lines = _PAGES[name]
    head = [f"# {title}", "", f"`{command}`: {entry.summary}.", "", "## What is carried", ""]
    return "\n".join([*head, *lines()]) + "\n"
