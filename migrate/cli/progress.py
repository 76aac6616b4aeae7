"""A progress bar on standard error: on a terminal only, and only when there is somebody to see it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from migrate.cli.errors import shown


class Progress:
    """Told the stage, what is done of it, and all there is. This one says nothing."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """How far it is."""

    def tell(self, stage: str, done: int, total: int) -> None:
        """The same, for who wants a name."""
        self(stage, done, total)

    def hide(self) -> None:
        """Take the bar away for good, to ask something."""

    def say(self, sentence: str) -> None:
        """A line on standard error, where somebody wants to know."""


class _Lines(Progress):
    def say(self, sentence: str) -> None:
        click.echo(shown(sentence), err=True)


class _Bars(Progress):
    def __init__(self, bars: Any) -> None:
        self._bars = bars
        self._tasks: dict[str, Any] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=total or None)
        self._bars.update(self._tasks[stage], completed=done)

    def hide(self) -> None:
        self._bars.stop()

    def say(self, sentence: str) -> None:
        self._bars.console.print(shown(sentence), markup=False, highlight=False)


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Progress]:
    """A bar where there is somebody to see it."""
    if quiet or not sys.stderr.isatty():
        yield Progress() if quiet else _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:>8}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Bars(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bars:
        yield _Bars(bars)
