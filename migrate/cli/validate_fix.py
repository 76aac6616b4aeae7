"""`validate --fix` and `--diff`: writes a mended copy of an export, or shows what it would change."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from migrate.cli import errors
from migrate.cli.progress import progress_bar
from migrate.mappers.mapping import load_rules
from migrate.model.errors import DestinationError, UsageError
from migrate.plan.quarantine import quarantined
from migrate.validate.engine import Choice, examine
from migrate.validate.finding import Fix, visible
from migrate.validate.mend.check import check_whole
from migrate.validate.mend.mender import Mender, Piece
from migrate.validate.registry import Selection, choose
from migrate.validate.store import Findings
from migrate.wxr.source import Source, open_source


def mend(choices: dict[str, Any], *, quiet: bool) -> int:
    """Do it; returns the exit code."""
    paths = list(choices["paths"])
    if choices["unsafe"] and not (choices["fix"] or choices["diff"]):
        raise UsageError("--unsafe-fixes goes with --fix or --diff")
    if len(paths) > 1 and not choices["together"]:
        raise UsageError("--fix takes one export", hint="give the parts of a split export with --together")
    output: Path | None = choices["output"]
    if not choices["diff"]:
        if output is None:
            raise UsageError("--fix needs -o FILE", hint="the export itself is never changed")
        for path in paths:
            if path != "-" and output.exists() and Path(path).exists() and output.samefile(path):
                raise UsageError("-o is the export itself", file=str(output), hint="name another file")
    with tempfile.TemporaryDirectory(prefix="wxr-migrate-") as folder, open_source(paths) as source:
        store = Findings(Path(folder, "findings.db"))
        store.begin(", ".join(paths))
        try:
            _look(source, store, choices, Path(folder), quiet)
            mender = Mender(source, store if choices["unsafe"] else None)
            try:
                if choices["diff"]:
                    return _show(mender, source)
                assert output is not None
                _write(mender, output)
                if not quiet:
                    _tell(store, mender, output)
                return errors.NEEDS_ATTENTION if mender.quarantined else errors.DONE
            finally:
                mender.close()
        finally:
            store.close()


def _look(source: Source, store: Findings, choices: dict[str, Any], folder: Path, quiet: bool) -> None:
    """Find what can be mended."""
    selection = Selection(choices["select"], choices["ignore"], choices["extend"])
    allowed = {Fix.SAFE, Fix.UNSAFE} if choices["unsafe"] else {Fix.SAFE}
    rules = tuple(rule for rule in choose(selection) if rule.fix in allowed)
    choice = Choice(rules, load_rules(choices["mappings"]), Counter(), limit=0)
    with progress_bar(quiet) as progress:
        examine(source, choice, store, folder, lambda done, total: progress.tell("reading", done, total))


def _write(mender: Mender, output: Path) -> None:
    """A whole file or none; what could not be read goes to a file beside it. Raises DestinationError."""
    temporary = output.with_name(f".{output.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            for piece in mender.pieces():
                file.write(piece.after)
        check_whole(temporary, output.name)
        with quarantined(output.with_name(f"{output.stem}.quarantine.xml"), mender.quarantined):
            temporary.replace(output)
    except OSError as error:
        raise DestinationError(f"it cannot be written: {error.strerror}", file=str(output)) from None
    finally:
        temporary.unlink(missing_ok=True)


def _tell(store: Findings, mender: Mender, output: Path) -> None:
    click.echo(f"written to {output}: {store.counts.total():,} findings mended")
    for code, count in sorted(store.counts.items()):
        click.echo(f"{count:>8,}  {code}")
    if mender.quarantined:
        name = f"{output.stem}.quarantine.xml"
        click.echo(f"{len(mender.quarantined):,} that could not be read are in {output.with_name(name)}")


def _show(mender: Mender, source: Source) -> int:
    """Print the changes as a unified diff."""
    shift = 0
    named = -1
    for piece in mender.pieces():
        if piece.before is not piece.after:
            if piece.part != named:
                named = piece.part
                name = visible(source.parts[named].name)
                click.echo(f"--- {name}\n+++ {name} (mended)")
            for line in _hunks(piece, shift):
                click.echo(line)
        shift += piece.after.count(b"\n") - piece.before.count(b"\n")
    return errors.DONE


def _hunks(piece: Piece, shift: int) -> Iterator[str]:
    """Hunks of one stretch, with the lines of the whole file."""
    before, after = (_lines(data) for data in (piece.before, piece.after))
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    first = max(piece.line, 1)
    for group in matcher.get_grouped_opcodes(2):
        old, new = (group[0][1], group[-1][2]), (group[0][3], group[-1][4])
        yield f"@@ -{first + old[0]},{old[1] - old[0]} +{first + shift + new[0]},{new[1] - new[0]} @@"
        for tag, a, b, c, d in group:
            if tag == "equal":
                yield from (f" {line}" for line in before[a:b])
            else:
                yield from (f"-{line}" for line in before[a:b])
                yield from (f"+{line}" for line in after[c:d])


def _lines(data: bytes) -> list[str]:
    lines = data.decode("utf-8", "backslashreplace").split("\n") if data else []
    return ["\t".join(map(visible, line.split("\t"))) for line in lines]
