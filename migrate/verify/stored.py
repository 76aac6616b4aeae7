"""What is at a destination of one entry: its body and its comments', read again from files, lines or rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

from migrate.model.artifact import File, Group, Part, Row
from migrate.targets.database import columns
from migrate.targets.site.generator import PageBodies
from migrate.verify.form import FORMS, Form, PageForm

_KEY = re.compile(rb'"key":"((?:[^"\\]|\\.)*)"')


class StoredBody(NamedTuple):
    """One body as it is written."""

    key: str
    """Of the entry or comment."""
    form: Form
    text: str | None
    """None where it is not there, or cannot be read."""
    place: str
    file: str = ""
    """What links in it are relative to; empty where they are not."""


class Store(Protocol):
    """A destination, to be read."""

    def bodies(self, group: Group) -> Iterator[StoredBody]:
        """All bodies that an entry's artifacts hold."""

    def close(self) -> None:
        """Let go of what is open."""


class FolderStore:
    """A folder: pages, data files of comments, JSON Lines. `form`: how the target writes pages."""

    def __init__(self, root: Path, form: PageForm = PageForm()) -> None:  # noqa: B008
        self._root = root
        self._form = form
        self._lines: dict[str, tuple[IO[bytes], dict[bytes, int]]] = {}

    def close(self) -> None:
        """See Store."""
        for file, _ in self._lines.values():
            file.close()

    def bodies(self, group: Group) -> Iterator[StoredBody]:
        """See Store. Of the files of an entry, its page comes first."""
        page: PageBodies | None = None
        for artifact in group.artifacts:
            if isinstance(artifact, Part):
                if artifact.path.endswith(".jsonl"):
                    yield from self._of_line(artifact)
            elif not isinstance(artifact, File):
                pass
            elif page is None and (page := self._form.read(artifact.content.decode("utf-8", "replace"))) is not None:
                yield from self._page(artifact, page)
            elif threads := _comments(artifact.content):
                yield from self._data(artifact, threads)

    def _page(self, file: File, expected: PageBodies) -> Iterator[StoredBody]:
        text = self._read(file.path)
        found = None if text is None else self._form.read(text)
        led = file.path if self._form.relative else ""
        body = None if found is None else self._form.shows(found.body)
        form = self._form.body or ("html" if file.path.endswith(".html") else "markdown")
        yield StoredBody(file.source, form, body, file.path, led)
        comments = found.comments if found is not None else {}
        for identifier in expected.comments:
            place = f"{file.path}#{identifier}"
            yield StoredBody(f"comment/{identifier}", "html", comments.get(identifier), place, led)

    def _data(self, file: File, expected: Mapping[str, str]) -> Iterator[StoredBody]:
        """A data file of comments; those that are expected and not there are there without a text."""
        text = self._read(file.path)
        found = _comments(text) if text is not None else {}
        for identifier in expected:
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


def _offsets(file: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    """Key of the record in each line → where the line starts."""
    start = 0
    for line in file:
        if match := _KEY.search(line):
            yield match[1], start
        start += len(line)


def _comments(data: str | bytes) -> dict[str, str]:
    """Id → HTML of all that a file holds which `targets.site.comments` wrote; nothing of another."""
    found: dict[str, str] = {}
    try:
        threads = json.loads(data)
        waiting = [*threads.get("comments", ()), *threads.get("pings", ())]
        while waiting:
            one = waiting.pop()
            found[str(one["id"])] = str(one.get("html", ""))
            waiting += one.get("replies", ())
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
    return found
