"""What is asked before much is deleted, and what a saved plan remembers of a command line."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click
import msgspec
import pytest

from migrate.cli import errors
from migrate.cli.main import run
from migrate.cli.plan import command
from migrate.cli.progress import Progress
from migrate.cli.work import Work, asking, work_of
from migrate.model.errors import UsageError


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A terminal at which somebody says no; what was asked."""
    asked: list[str] = []

    def confirm(question: str, *, abort: bool, err: bool) -> None:
        assert abort and err
        asked.append(question)
        raise click.Abort

    for stream in (sys.stdin, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(click, "confirm", confirm)
    return asked


def test_a_terminal_is_asked(terminal: list[str]) -> None:
    with pytest.raises(click.Abort):
        asking(Progress(), yes=False)(2, 19)
    assert terminal == ["2 of 19 records are no longer in the export. Delete what was written for them?"]


@pytest.mark.parametrize(("vanished", "recorded", "yes"), [(1, 10, False), (10, 10, True), (0, 0, False)])
def test_little_is_deleted_without_asking(vanished: int, recorded: int, yes: bool, terminal: list[str]) -> None:
    asking(Progress(), yes)(vanished, recorded)
    assert terminal == []


def test_without_a_terminal_it_is_refused() -> None:
    with pytest.raises(UsageError, match="2 of 19 records are no longer in the export: too many to delete"):
        asking(Progress(), yes=False)(2, 19)


def test_a_work_survives_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("authors.toml").write_text('jane = "joan"\n')
    arguments = ["a.xml", "out.db", "--type", "post", "--since", "2024-01-02", "--mapping", "m.toml"]
    context = command.make_context("plan", [*arguments, "--authors", "authors.toml"])
    choices = dict(context.params)
    work = work_of("plan", choices.pop("paths"), choices)
    saved = work.savable()
    assert saved.inputs == (str(tmp_path / "a.xml"),)
    assert saved.destination == f"sqlite:///{tmp_path / 'out.db'}"
    assert saved.mappings == (str(tmp_path / "m.toml"),)
    assert msgspec.json.decode(msgspec.json.encode(saved), type=Work) == saved
    assert saved.options == work.options
    assert saved.options.types == ("post",) and saved.options.since == datetime(2024, 1, 2)
    assert saved.options.author_map == {"jane": {"login": "joan"}}


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be deleted")
def test_a_current_folder_that_was_deleted_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    export, gone = tmp_path / "export.xml", tmp_path / "gone"
    export.write_text("<rss><channel></channel></rss>")
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert run(["convert", str(export)]) == errors.USAGE
    assert "the current folder was deleted" in capsys.readouterr().err
