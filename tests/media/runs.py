"""Runs with files through the command line, and what they leave."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from media.loopback import Loopback
from migrate.cli.main import run


@dataclass
class Runs:
    """An export, a destination and a cache in a folder."""

    folder: Path
    server: Loopback
    target: str = "html"
    more: tuple[str, ...] = ()
    """Options of every run that plans."""

    @property
    def export(self) -> Path:
        return self.folder / "export.xml"

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    def arguments(self, command: str, *more: str) -> list[str]:
        chosen = ["--media", "download", "--media-host", self.server.host, "--media-cache", str(self.cache)]
        return [command, str(self.export), str(self.site), "--to", self.target, *chosen, *self.more, *more]

    def __call__(self, command: str, *more: str, code: int = 0) -> dict[str, Any]:
        """The report of `convert` or `plan`."""
        file = self.folder / "report.json"
        file.unlink(missing_ok=True)
        assert run(["-q", *self.arguments(command, *more, "--report", f"json={file}")]) == code
        found: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
        return found

    def files(self) -> dict[str, bytes]:
        """Everything at the destination but what is ours."""
        return {
            path.relative_to(self.site).as_posix(): path.read_bytes()
            for path in self.site.rglob("*")
            if path.is_file() and ".wxr-migrate" not in path.parts
        }

    def text(self, path: str) -> str:
        return (self.site / path).read_text("utf-8")


def make_impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits of hosts that a test can wait for."""
    import migrate.media.limits as module

    whole = module.Limits

    def short(**more: Any) -> module.Limits:
        return whole(**{"interval": 0, "connect": 2, "read": 0.3, "first_wait": 0.01, "attempts": 2, **more})

    monkeypatch.setattr(module, "Limits", short)
