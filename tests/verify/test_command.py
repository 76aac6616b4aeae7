"""`wxr-migrate verify`: what was written is what WordPress showed, for every export and target; what is not is named."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from conftest import corpus_folder

from migrate.cli.main import run

ROOT = Path(__file__).resolve().parents[2]
EXPORTS = sorted(corpus_folder().glob("*.xml"))
CONTEST = ROOT / "fixtures/contest-2009.xml"
WAYS = {
    "hugo": ("site", ("--to", "hugo")),
    "hugo-html": ("site", ("--to", "hugo", "--embeds", "html", "--links", "keep", "--front-matter", "toml")),
    "database": ("out.db", ("--bodies", "html,markdown,text")),
    "jsonl": ("out", ("--to", "jsonl", "--bodies", "html,markdown,text")),
}


def converted(export: Path, way: str, folder: Path) -> Path:
    name, options = WAYS[way]
    assert run(["-q", "convert", str(export), str(folder / name), "--allow-truncated", *options]) in (0, 1)
    return folder / name


def verified(export: Path, destination: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    capsys.readouterr()
    code = run(["-q", "verify", str(export), str(destination), "--allow-truncated", "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.skipif(not EXPORTS, reason="no corpus; set WXR_CORPUS to a folder of exports")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("export", EXPORTS, ids=lambda path: path.name)
def test_every_export_is_written_whole(
    export: Path, way: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    destination = converted(export, way, tmp_path)
    code, report = verified(export, destination, capsys)
    assert report["entries"] == []
    assert {kind: one for kind, one in report["structure"].items() if one["missing"]} == {}  # type: ignore[attr-defined]
    assert code == 0


@pytest.mark.parametrize("way", WAYS)
def test_what_is_gone_or_changed_is_named(way: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    destination = converted(CONTEST, way, tmp_path)
    assert verified(CONTEST, destination, capsys)[0] == 0
    if way == "database":
        with sqlite3.connect(destination) as database:
            database.execute("UPDATE entries SET content_markdown = replace(content_markdown, 'the', 'thy')")
            database.execute("UPDATE comments SET content_html = ''")
    else:
        for path in destination.rglob("*"):
            if path.suffix in (".md", ".jsonl", ".json") and path.is_file() and "wordpress" not in path.parts:
                path.write_text(path.read_text("utf-8").replace("the", "thy"), "utf-8")
    code, report = verified(CONTEST, destination, capsys)
    assert code == 1
    assert report["outcomes"]["different"]  # type: ignore[index]
    assert report["changes"]["conflict"]  # type: ignore[index]
    assert any("thy" in json.dumps(entry) for entry in report["entries"])  # type: ignore[attr-defined]


def test_what_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    destination = converted(CONTEST, "hugo", tmp_path)
    pages = list((destination / "content/posts").glob("*/index.md"))
    for page in pages:
        page.unlink()
    code, report = verified(CONTEST, destination, capsys)
    assert code == 1
    assert report["outcomes"]["missing"] == len(pages)  # type: ignore[index]
