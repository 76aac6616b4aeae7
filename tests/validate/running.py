"""Runs the rules over a file or a text, as the command does."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from migrate.mappers.mapping import load_rules
from migrate.model.errors import UnreadableInputError
from migrate.model.rules import Rules
from migrate.validate.engine import Choice, examine, note_unreadable
from migrate.validate.finding import Finding, Severity
from migrate.validate.registry import Selection, choose
from migrate.validate.store import Findings
from migrate.validate.views import NO_TARGET, Fitness
from migrate.wxr.source import open_source

_MAPPING: list[Rules] = []


def mapping() -> Rules:
    """The shipped mappings, loaded once."""
    if not _MAPPING:
        _MAPPING.append(load_rules())
    return _MAPPING[0]


def findings_in(
    path: Path,
    *,
    select: tuple[str, ...] = (),
    media: Path | None = None,
    fitness: Fitness = NO_TARGET,
    limit: int = 1000,
) -> list[Finding]:
    """All findings of one file, in order."""
    choice = Choice(
        choose(Selection(select), for_target=bool(fitness.name)),
        mapping(),
        Counter(),
        limit=limit,
        media=media,
        fitness=fitness,
    )
    with tempfile.TemporaryDirectory() as folder:
        store = Findings(Path(folder, "findings.db"))
        store.begin(str(path))
        try:
            with open_source([path]) as source:
                examine(source, choice, store, Path(folder), lambda done, total: None)
        except UnreadableInputError as error:
            note_unreadable(error, str(path), choice, store)
        found = list(store)
        store.close()
    return found


def findings_in_text(text: str | bytes, **choice: object) -> list[Finding]:
    """All findings of an export given as text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export.xml")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return findings_in(path, **choice)  # type: ignore[arg-type]


def codes_of(found: list[Finding]) -> set[str]:
    """Their codes."""
    return {one.code for one in found}


def errors_in(found: list[Finding]) -> list[tuple[str, int]]:
    """Code and line of every error."""
    return [(one.code, one.line) for one in found if one.severity is Severity.ERROR]
