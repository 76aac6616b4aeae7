"""`validate` and `rules` as commands: selection, exit codes, baselines, reports, repair."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from migrate.cli.rules import command as rules_command
from migrate.cli.settings import load_settings
from migrate.cli.validate import _FORMATS
from migrate.cli.validate import command as validate_command
from migrate.model.errors import MigrateError, UsageError
from migrate.validate.registry import all_rules
from migrate.validate.report import FORMATS
from tests.exports import comment, export, item
from tests.validate.running import findings_in

SCRIPT = "<script>alert(1)</script>"
DAMAGED = export(item(7, title="A\x0b title", content=SCRIPT, password="open"))


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "export.xml"
    path.write_text(DAMAGED, "utf-8")
    return path


def run(*arguments: str, command: click.Command = validate_command, **more: Any) -> tuple[int, str]:
    """Exit code and standard output. MigrateErrors are raised."""
    result = CliRunner().invoke(command, list(arguments), standalone_mode=False, catch_exceptions=False, **more)
    if result.exception is not None:
        raise result.exception
    return (result.return_value or 0), result.stdout


def codes(*arguments: str) -> list[str]:
    _, out = run("export.xml", "--format", "jsonl", *arguments)
    return sorted({json.loads(line)["code"] for line in out.splitlines()})


def test_errors_make_it_fail(damaged: Path) -> None:
    code, out = run("export.xml")
    assert code == 1
    assert "export.xml:5:24: X101 [*] error control-characters: a character that XML forbids: 0B" in out
    assert "1 error, " in out


def test_what_is_read_by_people_shows_the_place(damaged: Path) -> None:
    _, out = run("export.xml", "--format", "full", "--select", "X101")
    assert "| <item><title><![CDATA[A\\x0b title]]></title>" in out
    below = out.splitlines()[2]
    assert out.splitlines()[1].index("\\x0b") == below.index("^")


def test_selection(damaged: Path) -> None:
    assert codes("--select", "X") == ["X101"]
    assert codes("--select", "x101,S") == ["S001", "X101"]
    assert codes("--select", "S", "--ignore", "S001") == []
    assert codes("--select", "S001", "--ignore", "S") == ["S001"]
    assert codes("--ignore", "S,P,W,K,A,R,D,C,M") == ["X101"]
    assert codes("--select", "X", "--extend-select", "script") == ["S001", "X101"]
    assert codes("--select", "ALL", "--ignore", "ALL") == []
    assert codes("--select", "X,S", "--per-file-ignores", "exp*.xml:S001") == ["X101"]
    assert codes("--select", "X,S", "--per-file-ignores", "other.xml:S001") == ["S001", "X101"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--select", "Q"],
        ["--ignore", "X999"],
        ["--per-file-ignores", "X"],
        ["--report", "pdf=x"],
        ["--report", "json"],
        ["--for", "nowhere"],
        ["-o", "x.xml"],
        ["--fix"],
        ["--unsafe-fixes"],
        ["--fix", "-o", "export.xml"],
        ["--baseline", "none.json"],
        ["--baseline", "a.json", "--write-baseline", "b.json"],
    ],
)
def test_what_makes_no_sense_is_refused(damaged: Path, arguments: list[str]) -> None:
    with pytest.raises(UsageError):
        run("export.xml", *arguments)
    assert damaged.read_text("utf-8") == DAMAGED


def test_what_to_fail_on(damaged: Path) -> None:
    assert run("export.xml", "--fail-on", "never")[0] == 0
    assert run("export.xml", "--ignore", "X")[0] == 0
    assert run("export.xml", "--ignore", "X", "--fail-on", "warning")[0] == 1
    assert run("export.xml", "--select", "P004", "--max-warnings", "1")[0] == 0
    assert run("export.xml", "--select", "P004", "--max-warnings", "0")[0] == 1


def test_an_input_that_is_no_export(damaged: Path) -> None:
    Path("page.html").write_text("<!DOCTYPE html><html><body>Log in</body></html>", "utf-8")
    code, out = run("page.html", "export.xml", "--format", "jsonl")
    assert code == 3
    assert {json.loads(line)["code"] for line in out.splitlines()} >= {"X001", "X101"}


def test_every_argument_is_an_export_of_its_own(damaged: Path) -> None:
    Path("other.xml").write_text(DAMAGED, "utf-8")
    _, apart = run("export.xml", "other.xml", "--format", "jsonl", "--select", "W114")
    _, together = run("export.xml", "other.xml", "--together", "--format", "jsonl", "--select", "W114")
    assert apart == ""
    assert json.loads(together)["related"] == [{"file": "export.xml", "line": 5, "message": "A title"}]


def test_statistics(damaged: Path) -> None:
    _, out = run("export.xml", "--statistics", "--select", "X101,S001")
    assert "1  S001      warning  script\n" in out
    assert "1  X101  [*] error    control-characters\n" in out


def test_a_baseline_knows_what_was_there(damaged: Path) -> None:
    assert run("export.xml", "--write-baseline", "known.json")[0] == 0
    code, out = run("export.xml", "--baseline", "known.json")
    assert code == 0
    assert out.startswith("nothing to report; ")
    damaged.write_text(
        export("\n\n", item(7, title="A\x0b title", content=SCRIPT), item(8, slug="b", content=SCRIPT)), "utf-8"
    )
    code, out = run("export.xml", "--baseline", "known.json", "--select", "S,P")
    assert "(entry/8 " in out
    assert "(entry/7 " not in out
    assert "occur no more" in out
    before = json.loads(Path("known.json").read_text("utf-8"))
    run("export.xml", "--write-baseline", "known.json", "--select", "S,P")
    after = json.loads(Path("known.json").read_text("utf-8"))
    assert len(before["findings"]) > len(after["findings"]) == 2
    assert list(after["findings"]) == sorted(after["findings"])


@pytest.mark.parametrize(
    "text", ["", "[]", '{"version": 1}', '{"version": 1, "findings": {"a": 3}}', '{"version": 9, "findings": {}}']
)
def test_a_file_that_is_no_baseline(damaged: Path, text: str) -> None:
    Path("known.json").write_text(text, "utf-8")
    with pytest.raises(UsageError):
        run("export.xml", "--baseline", "known.json")


def test_reports_are_written_several_at_once(damaged: Path) -> None:
    arguments = [part for form in FORMATS for part in ("--report", f"{form}=out.{form}")]
    run("export.xml", *arguments)
    assert {path.suffix[1:] for path in Path.cwd().glob("out.*")} == set(FORMATS)
    assert set(_FORMATS) == set(FORMATS)
    with pytest.raises(MigrateError):
        run("export.xml", "--report", "json=no/such/folder/out.json")


def test_settings_are_options(damaged: Path) -> None:
    group = click.Group("wxr-migrate", commands={"validate": validate_command})
    Path("wxr-migrate.toml").write_text(
        '[validate]\nselect = ["X"]\nfail-on = "never"\nper-file-ignores = ["a.xml:X"]\n', "utf-8"
    )
    settings = load_settings(group, None)
    code, out = run("export.xml", "--format", "jsonl", default_map=settings["validate"])
    assert (code, len(out.splitlines())) == (0, 1)
    code, out = run("export.xml", "--format", "jsonl", "--select", "S", default_map=settings["validate"])
    assert json.loads(out)["code"] == "S001"


def test_repair_writes_a_copy(damaged: Path) -> None:
    code, out = run("export.xml", "--fix", "-o", "clean.xml")
    assert (code, out.splitlines()[0]) == (0, "written to clean.xml: 1 findings mended")
    assert Path("clean.xml").read_text("utf-8") == DAMAGED.replace("\x0b", "")
    assert damaged.read_text("utf-8") == DAMAGED


def test_repair_of_what_is_said_only_when_asked(damaged: Path) -> None:
    text = export(
        item(7, parent=99, type="page", comments=[comment(1, parent=5)], meta=[("k", 'a:1:{i:0;s:9:"tea";}')])
    )
    damaged.write_text(text, "utf-8")
    run("export.xml", "--fix", "-o", "clean.xml")
    assert Path("clean.xml").read_text("utf-8") == text
    run("export.xml", "--fix", "--unsafe-fixes", "-o", "clean.xml")
    expected = text.replace("<wp:post_parent>99<", "<wp:post_parent>0<").replace('s:9:"tea"', 's:3:"tea"')
    expected = expected.replace("<wp:comment_parent><![CDATA[5]]><", "<wp:comment_parent>0<")
    assert Path("clean.xml").read_text("utf-8") == expected


def test_a_diff_shows_it_and_writes_nothing(damaged: Path) -> None:
    code, out = run("export.xml", "--diff")
    assert code == 0
    assert out.splitlines()[:3] == ["--- export.xml", "+++ export.xml (mended)", "@@ -5,1 +5,1 @@"]
    assert out.splitlines()[3].startswith("-<item><title><![CDATA[A\\x0b title")
    assert out.splitlines()[4].startswith("+<item><title><![CDATA[A title")
    assert [path.name for path in Path.cwd().iterdir()] == ["export.xml"]


def test_what_cannot_be_read_goes_to_quarantine(damaged: Path) -> None:
    damaged.write_text(export(item(7), "<item><title>Peas</wp:title></item>", item(8, slug="b")), "utf-8")
    code, _ = run("export.xml", "--fix", "-o", "clean.xml")
    assert code == 1
    assert "<title>Peas</wp:title>" in Path("clean.quarantine.xml").read_text("utf-8")
    assert [one.code for one in findings_in(Path("clean.xml"), select=("X",))] == []


@pytest.mark.parametrize("encoding", ["utf-16", "gzip"])
def test_other_forms_come_out_as_one_utf_8_file(damaged: Path, encoding: str) -> None:
    text = export(item(7, title="Café"))
    data = gzip.compress(text.encode()) if encoding == "gzip" else text.encode("utf-16")
    damaged.write_bytes(data)
    run("export.xml", "--fix", "-o", "clean.xml")
    assert Path("clean.xml").read_text("utf-8") == text


def test_parts_come_out_as_one(damaged: Path) -> None:
    Path("a.xml").write_text(export(item(7)), "utf-8")
    Path("b.xml").write_text(export(item(8, slug="b")), "utf-8")
    run("a.xml", "b.xml", "--together", "--fix", "-o", "clean.xml")
    assert findings_in(Path("clean.xml"), select=("X",)) == []
    assert Path("clean.xml").read_text("utf-8").count("<item>") == 2
    assert Path("clean.xml").read_text("utf-8").count("<wp:wxr_version>") == 1


def test_rules_are_explained() -> None:
    _, listed = run(command=rules_command)
    assert len(listed.splitlines()) == len(all_rules())
    _, page = run("unsplit-cdata", command=rules_command)
    assert page.startswith("# X103 unsplit-cdata\n")
    _, data = run("X1", "--format", "json", command=rules_command)
    assert {one["code"][:2] for one in json.loads(data)} == {"X1"}
    with pytest.raises(UsageError, match="there is no rule"):
        run("X99", command=rules_command)
