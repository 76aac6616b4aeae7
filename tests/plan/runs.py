"""Whole runs through the command line, and what they left at a destination."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exports import author, comment, export, item

from migrate.cli.main import run
from migrate.targets.registry import find_target

NAMES = ("database", "hugo", "jsonl")
"""One target for each kind of artifact: rows, files, parts of files."""


@dataclass
class Planned:
    """A plan as its JSON report tells it."""

    code: int
    document: dict[str, Any]

    @property
    def counts(self) -> dict[str, int]:
        """Records by what becomes of them, the unchanged left out."""
        counts: dict[str, int] = self.document["totals"]["entries"]
        return {fate: count for fate, count in counts.items() if fate != "unchanged"}

    @property
    def warnings(self) -> list[str]:
        found: list[str] = self.document["run"].get("warnings", [])
        return found

    def changes(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Entries with each of their changes that is not `unchanged`."""
        for entry in self.document["entries"]:
            for change in entry.get("changes", ()):
                if change["action"] != "unchanged":
                    yield entry, change

    def actions(self) -> list[tuple[str, str, str]]:
        """Source, action and name of all changes, sorted."""
        return sorted((entry["source"], change["action"], change["name"]) for entry, change in self.changes())

    def by_table(self) -> dict[tuple[str, str], int]:
        """How many changes of each kind each table or file of parts sees."""
        return dict(Counter((change["place"], change["action"]) for _, change in self.changes()))


@dataclass
class Place:
    """An export in a folder, and the destination beside it."""

    folder: Path
    target: str

    @property
    def export(self) -> Path:
        return self.folder / "export.xml"

    @property
    def destination(self) -> Path:
        return self.folder / ("out.db" if find_target(self.target).kind == "database" else "out")

    def write(self, *pieces: str) -> None:
        """Make the export one of these authors, terms and items."""
        self.export.write_text(export(*pieces), "utf-8")

    def arguments(self, *options: str) -> list[str]:
        return [str(self.export), str(self.destination), "--to", self.target, *options]

    def plan(self, *options: str, source: Path | None = None) -> Planned:
        """Plan, with its JSON report read back."""
        report = self.folder / "plan.json"
        report.unlink(missing_ok=True)
        arguments = self.arguments("--report", f"json={report}", *options)
        arguments[0] = str(source or self.export)
        code = run(["-q", "plan", *arguments])
        return Planned(code, json.loads(report.read_text("utf-8")) if report.exists() else {})

    def convert(self, *options: str, source: Path | None = None) -> int:
        arguments = self.arguments(*options)
        arguments[0] = str(source or self.export)
        return run(["-q", "convert", *arguments])

    def verify(self, source: Path | None = None) -> tuple[int, dict[str, Any]]:
        """Exit code and report of `verify`."""
        said = io.TextIOWrapper(io.BytesIO(), "utf-8")
        arguments = [str(source or self.export), str(self.destination), "--to", self.target, "--allow-truncated"]
        with contextlib.redirect_stdout(said):
            code = run(["-q", "verify", *arguments, "--format", "json"])
            said.flush()
        return code, json.loads(said.buffer.getvalue())  # type: ignore[attr-defined]

    def save(self, *options: str) -> Path:
        """A saved plan."""
        path = self.folder / "plan.zip"
        assert self.plan("--save", str(path), *options).code in (0, 1)
        return path

    def files(self) -> dict[str, bytes]:
        """What a folder holds, our own folder aside."""
        return {
            path.relative_to(self.destination).as_posix(): path.read_bytes()
            for path in sorted(self.destination.rglob("*"))
            if path.is_file() and ".wxr-migrate" not in path.parts
        }

    def rows(self, own: bool = False) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of a database by table; with `own` also what the manifest and the runs say."""
        database = sqlite3.connect(self.destination)
        try:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {
                name: sorted(database.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
                for name in tables
                if own or name not in ("runs", "manifest")
            }
        finally:
            database.close()

    def state(self) -> Any:
        """All that a run leaves."""
        if not self.destination.exists():
            return {}
        return self.rows() if self.target == "database" else self.files()

    def check_applied(self, planned: Planned, before: Any) -> None:
        """What is there now is what the plan said, byte for byte and value for value; all else is as it was."""
        if find_target(self.target).kind == "database":
            self._check_rows(planned)
        else:
            self._check_files(planned, before)

    def _check_files(self, planned: Planned, before: dict[str, bytes]) -> None:
        expected: dict[str, bytes | None] = dict(before)
        """Path → what is there; None for what was too long to be told."""
        pieces: dict[str, list[bytes]] = {}
        """Path of a file of parts → those that are new."""
        for _, change in planned.changes():
            after = None if change.get("after") is None else change["after"].encode()
            is_written = change["action"] in ("create", "update", "rename")
            if change["kind"] == "part":
                pieces.setdefault(change["place"], []).extend([after] if is_written and after else [])
                continue
            if change["action"] in ("delete", "rename"):
                expected.pop(change.get("old_name") or change["name"])
            if is_written:
                expected[change["name"]] = after
        found = self.files()
        assert found.keys() == expected.keys() | pieces.keys()
        for path, content in expected.items():
            if path not in pieces and content is not None:
                assert found[path] == content, path
        for path, written in pieces.items():
            assert all(piece in found[path] for piece in written), path

    def _check_rows(self, planned: Planned) -> None:
        database = sqlite3.connect(self.destination)
        database.row_factory = sqlite3.Row
        try:
            for _, change in planned.changes():
                table, *key = change["name"].split(" ")
                if len(key) == 1:
                    found = database.execute(f"SELECT * FROM {table} WHERE id = ?", key).fetchone()
                else:
                    source, position = " ".join(key[:-1]), key[-1]
                    where = "source = ? AND position = ?"
                    found = database.execute(f"SELECT * FROM {table} WHERE {where}", (source, position)).fetchone()
                if change["action"] == "delete":
                    assert found is None
                elif change["action"] in ("create", "update"):
                    for field in change["fields"]:
                        assert found[field["name"]] == field.get("after"), (change["name"], field["name"])
        finally:
            database.close()


def post(number: int, title: str, **more: Any) -> str:
    """A post whose slug and content follow from its title."""
    slug = more.pop("slug", title.lower().replace(" ", "-"))
    return item(number, **{"title": title, "slug": slug, "content": f"About {title}.", **more})


def first_version() -> list[str]:
    """An author, seven posts and a page; some have comments."""
    return [
        author("jane", name="Jane"),
        post(1, "Boats", comments=[comment(11, content="Aye."), comment(12, content="No.", gmt="2024-01-03 09:30:00")]),
        post(2, "Tea"),
        post(3, "Rain", comments=[comment(31, content="Wet.")]),
        post(4, "Wind"),
        post(5, "Fog", comments=[comment(51, content="Where?")]),
        post(6, "Snow", meta=[("mood", "cold")]),
        item(7, type="page", title="About", slug="about", link="https://blog.example/about/", content="Us."),
    ]
