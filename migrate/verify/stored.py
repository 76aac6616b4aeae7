"""What is at a destination of one entry: its body and its comments', read again from files, lines or rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple, Protocol

from migrate.model.artifact import File, Group, Part, Row
from migrate.targets.database import columns
from migrate.targets.site.front_matter import read_front_matter

Form = Literal["html", "markdown", "text"]
FORMS: tuple[Form, ...] = ("html", "markdown", "text")
_LINES = "Title: "
"""How pages of Pelican begin: with lines of keys and values, and no line that says where they end."""
_HEADS = (b"---\n", b"+++\n", _LINES.encode())
_KEY = re.compile(rb'"key":"((?:[^"\\]|\\.)*)"')


class StoredBody(NamedTuple):
    """One body as it is written."""

    key: str
    """Of the entry or comment."""
    form: Form
    text: str | None
    """None where it is not there, or cannot be read."""
    place: str


class Store(Protocol):
    """A destination, to be read."""

    def bodies(self, group: Group) -> Iterator[StoredBody]:
        """All bodies that an entry's artifacts hold."""

    def close(self) -> None:
        """Let go of what is open."""


class FolderStore:
    """A folder: pages of Markdown, data files of comments, JSON Lines."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lines: dict[str, tuple[IO[bytes], dict[bytes, int]]] = {}

    def close(self) -> None:
        """See Store."""
        for file, _ in self._lines.values():
            file.close()

    def bodies(self, group: Group) -> Iterator[StoredBody]:
        """See Store."""
        for artifact in group.artifacts:
            if isinstance(artifact, Part):
                if artifact.path.endswith(".jsonl"):
                    yield from self._of_line(artifact)
            elif isinstance(artifact, File) and artifact.path.endswith((".md", ".html")):
                if artifact.content.startswith(_HEADS):
                    yield self._page(artifact)
            elif isinstance(artifact, File) and artifact.path.endswith(".json"):
                yield from self._comments(artifact)

    def _page(self, file: File) -> StoredBody:
        text = self._read(file.path)
        try:
            body = None if text is None else _body(text)
        except ValueError:
            body = None
        return StoredBody(file.source, "html" if file.path.endswith(".html") else "markdown", body, file.path)

    def _comments(self, file: File) -> Iterator[StoredBody]:
        """As `targets.site.comments` writes them; those that are expected and not there are there without a text."""
        text = self._read(file.path)
        try:
            found = dict(_threads(json.loads(text))) if text is not None else {}
        except (ValueError, TypeError, AttributeError, RecursionError):
            found = {}
        for identifier, _ in _threads(json.loads(file.content)):
            yield StoredBody(f"comment/{identifier}", "html", found.get(identifier), f"{file.path}#{identifier}")

    def _of_line(self, part: Part) -> Iterator[StoredBody]:
        expected = json.loads(part.content)
        if not any(f"content_{form}" in expected for form in FORMS):
            return
        found = self._line(part.path, part.key)
        for form in FORMS:
            if (name := f"content_{form}") in expected:
                value = found.get(name) if found else None
                yield StoredBody(part.key, form, value if isinstance(value, str) else None, f"{part.path}#{part.key}")

    def _line(self, path: str, key: str) -> dict[str, Any] | None:
        if path not in self._lines:
            file: IO[bytes]
            try:
                file = (self._root / path).open("rb")
            except OSError:
                return None
            self._lines[path] = file, dict(_offsets(file))
        held, offsets = self._lines[path]
        start = offsets.get(json.dumps(key, ensure_ascii=False)[1:-1].encode())
        if start is None:
            return None
        held.seek(start)
        try:
            line = json.loads(held.readline())
        except ValueError:
            return None
        return line if isinstance(line, dict) else None

    def _read(self, path: str) -> str | None:
        try:
            return (self._root / path).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return None


class DatabaseStore:
    """The tables of a database, without a lock: what is committed."""

    def __init__(self, url: str) -> None:
        from sqlalchemy import create_engine

        from migrate.plan.database.address import Address

        self._connection = create_engine(Address(url).url).connect()

    def close(self) -> None:
        """See Store."""
        self._connection.close()

    def bodies(self, group: Group) -> Iterator[StoredBody]:
        """See Store."""
        for artifact in group.artifacts:
            if isinstance(artifact, Row) and artifact.table in ("entries", "comments"):
                yield from self._of_row(artifact)

    def _of_row(self, row: Row) -> Iterator[StoredBody]:
        from sqlalchemy import select

        from migrate.targets.database.tables import METADATA

        names = columns.COLUMNS[row.table]
        expected = dict(zip(names, row.values, strict=True))
        wanted = [form for form in FORMS if expected[f"content_{form}"]]
        if not wanted:
            return
        table = METADATA.tables[row.table]
        query = select(*(table.c[f"content_{form}"] for form in wanted)).where(table.c.id == expected["id"])
        found = self._connection.execute(query).first()
        for number, form in enumerate(wanted):
            text = found[number] if found is not None else None
            yield StoredBody(row.source, form, text, f"{row.table}.content_{form}, key {row.source}")


def _body(text: str) -> str:
    """What stands below the keys of a page. Raises `ValueError` where they have no end."""
    return text.partition("\n\n")[2] if text.startswith(_LINES) else read_front_matter(text)[1]


def _offsets(file: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    """Key of the record in each line → where the line starts."""
    start = 0
    for line in file:
        if match := _KEY.search(line):
            yield match[1], start
        start += len(line)


def _threads(data: Any) -> Iterator[tuple[str, str]]:
    """Id and HTML of all comments and pings of a data file."""
    waiting = [*data.get("comments", ()), *data.get("pings", ())]
    while waiting:
        one = waiting.pop()
        yield str(one["id"]), str(one.get("html", ""))
        waiting += one.get("replies", ())
