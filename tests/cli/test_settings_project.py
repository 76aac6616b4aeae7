"""Settings in `pyproject.toml`: read where there is no file of our own, and only where they are ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.cli.main import run
from tests.exports import export, item


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("export.xml").write_text(export(item(7, title="A\x0b", password="x")), "utf-8")
    return tmp_path


def test_a_project_holds_settings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("pyproject.toml").write_text(
        '[project]\nname = "x"\n[tool.wxr-migrate.validate]\nselect = ["P004"]\n', "utf-8"
    )
    assert run(["validate", "export.xml"]) == 0
    assert "1 warning" in capsys.readouterr().out


def test_our_own_file_comes_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("pyproject.toml").write_text('[tool.wxr-migrate.validate]\nselect = ["P004"]\n', "utf-8")
    Path("wxr-migrate.toml").write_text('[validate]\nselect = ["X"]\n', "utf-8")
    assert run(["validate", "export.xml"]) == 1
    assert "1 error\n" in capsys.readouterr().out


def test_a_project_of_others_is_left_alone(folder: Path) -> None:
    Path("pyproject.toml").write_text("not toml [", "utf-8")
    assert run(["-q", "validate", "export.xml"]) == 1


def test_a_mistake_is_told_with_its_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("pyproject.toml").write_text('[tool.wxr-migrate.validate]\nselekt = ["P004"]\n', "utf-8")
    assert run(["validate", "export.xml"]) == 64
    assert "pyproject.toml:2" in capsys.readouterr().err
